"""What open texts are to one person: what came back, what they write, what waits for them, what they may publish.

Each list is also a report, so that all of it can be seen at an address and saved as a spreadsheet. Only reads.
"""

from functools import cached_property, partial

from django.utils.translation import gettext as _

from publishing.desk.basics import clock, lines
from publishing.desk.reporting import reports
from publishing.desk.reporting.inventory import Inventory
from publishing.desk.reporting.reports import Report, ReportRow, person_name
from publishing.life import authorship, policy
from publishing.life.models import Event, Page, Revision
from publishing.life.policy import Person
from publishing.life.states import OPEN, PageStatus, RevisionState, Verb
from publishing.life.verbs import DEEDS


class Work:
    """The open texts of an inventory, as far as they are one person's business."""

    def __init__(self, person: Person, inventory: Inventory) -> None:
        self._person, self._inventory = person, inventory

    @cached_property
    def written(self) -> dict[int, set[int]]:
        """Who had a hand in each open text: ids by id."""
        return authorship.writers_of(self._inventory.drafts)

    @cached_property
    def _mine(self) -> set[int]:
        """The open texts that this person had a hand in."""
        return {pk for pk, people in self.written.items() if self._person.pk in people}

    def _own(self, *states: RevisionState) -> list[Revision]:
        return [draft for draft in self._inventory.drafts if draft.state in states and draft.pk in self._mine]

    @cached_property
    def returned(self) -> list[Revision]:
        """Their texts that came back, the one that waits longest first."""
        return self._own(RevisionState.RETURNED)

    @cached_property
    def writing(self) -> list[Revision]:
        """Their drafts, the last touched first."""
        return self._own(RevisionState.DRAFT)[::-1]

    @cached_property
    def on_its_way(self) -> list[Revision]:
        """Their texts that others have now, the last touched first."""
        return self._own(RevisionState.IN_REVIEW, RevisionState.APPROVED, RevisionState.SCHEDULED)[::-1]

    @cached_property
    def to_review(self) -> list[Revision]:
        """Texts of others that wait for a clinician: first those that this person was chosen for, last those that
        somebody else was; of each the one that waits longest first.
        """
        waiting = [draft for draft in self._inventory.drafts if draft.state == RevisionState.IN_REVIEW]
        others = [draft for draft in waiting if draft.pk not in self._mine and not _is_minor(draft)]
        return sorted(others, key=lambda draft: (draft.asked_id != self._person.pk, bool(draft.asked_id)))

    @cached_property
    def approved(self) -> list[Revision]:
        """Approved texts that nobody has published or planned, the one that waits longest first."""
        ready = [draft for draft in self._inventory.drafts if draft.state == RevisionState.APPROVED]
        return sorted(ready, key=lambda draft: draft.approved_at or draft.edited_at)

    @cached_property
    def small(self) -> list[Revision]:
        """Drafts that were proven small corrections when they were saved: they need no clinician."""
        return [draft for draft in self._inventory.drafts if _is_minor(draft)]

    @cached_property
    def notes_of_return(self) -> dict[int, Event]:
        """The last return of each text that is open now."""
        events = Event.objects.filter(verb=Verb.RETURN, revision__state__in=OPEN).select_related("by__contributor")
        return {event.revision_id: event for event in events.order_by("pk") if event.revision_id}


def _is_minor(draft: Revision) -> bool:
    """Whether a draft was a proven minor edit of what is live still, when it was saved."""
    page, needed = draft.page, draft.state in DEEDS[Verb.PUBLISH_MINOR].revision
    return needed and page.status == PageStatus.LIVE and draft.minor_of_id == page.live_revision_id


def owned(person: Person, inventory: Inventory) -> set[int]:
    """Return the ids of the public pages that a person looks after, or stands in for."""
    keys = {key for key, user in inventory.owners.items() if user == person.pk}
    return {page.pk for page in inventory.live if page.owner_id in keys or page.deputy_id in keys}


# The same as reports


def work_of(person: Person) -> list[Report]:
    """Return the lists that are a person's own, as far as their rights go."""
    found = []
    if policy.has_right(person, Verb.SAVE):
        explanation = _("Open texts that you had a hand in. Those that came back to you stand first.")
        found.append(Report("my-drafts", _("Your drafts"), explanation, partial(_drafts, person)))
    if policy.has_right(person, Verb.APPROVE):
        explanation = _("Texts of others. Those that you were chosen for stand first, then what waits longest.")
        found.append(Report("to-review", _("Waiting for you"), explanation, partial(_to_review, person)))
    if policy.has_right(person, Verb.PUBLISH):
        explanation = _("Approved texts that nobody has published or planned yet.")
        found.append(Report("to-publish", _("Approved, ready to publish"), explanation, partial(_approved, person)))
        explanation = _("Drafts that were proven small corrections when they were saved. They need no clinician.")
        small = Report(
            "minor-to-publish", _("Small corrections, ready to publish"), explanation, partial(_small, person)
        )
        found.append(small)
    explanation = _("Overdue, or due in the next 60 days. The pages that you look after stand first.")
    found.append(Report("reviews", _("Reviews due"), explanation, partial(_reviews, person)))
    return found


def _drafts(person: Person, inventory: Inventory) -> list[ReportRow]:
    work = Work(person, inventory)
    others = [draft for draft in reversed(inventory.drafts) if draft in [*work.writing, *work.on_its_way]]
    return [_returned(work, draft) for draft in work.returned] + [_draft(draft) for draft in others]


def _to_review(person: Person, inventory: Inventory) -> list[ReportRow]:
    return [_draft(draft) for draft in Work(person, inventory).to_review]


def _approved(person: Person, inventory: Inventory) -> list[ReportRow]:
    return [ReportRow(draft.page, _approved_said(draft)) for draft in Work(person, inventory).approved]


def _approved_said(draft: Revision) -> str:
    said = {"who": person_name(draft.approved_by), "at": clock.moment(draft.approved_at)}
    what = _("Approved %(at)s by %(who)s.") % said
    return f"{lines.taken_off(draft.page)} {what}".strip()


def _small(person: Person, inventory: Inventory) -> list[ReportRow]:
    return [_draft(draft) for draft in Work(person, inventory).small]


def _returned(work: Work, draft: Revision) -> ReportRow:
    event = work.notes_of_return.get(draft.pk)
    if event is None:
        return _draft(draft)
    what = _("Sent back by %(who)s: “%(note)s”")
    return ReportRow(draft.page, what % {"who": person_name(event.by), "note": event.note})


def _draft(draft: Revision) -> ReportRow:
    what = _("%(state)s; last changed %(at)s by %(who)s.")
    words = {"state": lines.label_of(RevisionState, draft.state).capitalize(), "at": clock.moment(draft.edited_at)}
    return ReportRow(draft.page, what % {**words, "who": person_name(draft.edited_by)})


def _reviews(person: Person, inventory: Inventory) -> list[ReportRow]:
    rows = [*reports.review_overdue(inventory), *reports.review_soon(inventory)]
    mine = owned(person, inventory)
    own = [
        ReportRow(row.subject, _("Your page. %(what)s") % {"what": row.what}) for row in rows if row.subject.pk in mine
    ]
    return own + [row for row in rows if not isinstance(row.subject, Page) or row.subject.pk not in mine]
