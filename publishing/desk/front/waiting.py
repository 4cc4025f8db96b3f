"""The groups of the first page: what waits for a person, a line and one named button for each thing. Only reads."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.basics import clock, lines
from publishing.desk.letters import hands
from publishing.desk.reporting import changed, reports
from publishing.desk.reporting.inventory import Inventory
from publishing.desk.reporting.library_reports import RECALLED
from publishing.desk.reporting.reports import person_name
from publishing.desk.reporting.work import Work, owned
from publishing.life import policy
from publishing.life.models import Contributor, Event, KeptText, Page, Revision
from publishing.life.models.page import texts_of
from publishing.life.models.revision import Origin
from publishing.life.states import PageStatus, RevisionState, Verb

SHORT = 8  # lines of a group
LATELY = datetime.timedelta(days=14)
WORDS = 60  # letters of a sentence that is quoted


@dataclass(frozen=True)
class Line:
    """One thing that waits: the page, where it stands, a sentence, and what to do. posts: whether the button does it.

    look: of the tag, a class of frame.css: "good", "wait", "wrong", "plan" or "".
    """

    page: Page
    sentence: str
    button: str
    url: str
    tag: str = ""
    look: str = ""
    posts: bool = False


@dataclass(frozen=True)
class Group:
    """Some lines under a heading. count: of all, also of those that are not shown. said: the count in a sentence.

    report: where all of them are. is_waiting: whether somebody waits for this person in it.
    """

    name: str
    title: str
    lines: list[Line]
    count: int
    said: str = ""
    report: str = ""
    is_loud: bool = False
    is_waiting: bool = True


def groups(person: User, inventory: Inventory) -> list[Group]:
    """Return a person's groups as far as their rights go, what is loud first. Some are without a line."""
    work = Work(person, inventory)
    found = [_recalled(inventory), _late(inventory)]
    if policy.has_right(person, Verb.SAVE):
        found += [_unsaved(person), _returned(work), _writing(work, person)]
    if policy.has_right(person, Verb.APPROVE):
        found += [_to_review(work, person), _own_reviews(person, inventory), _replaced(person, inventory)]
    if policy.has_right(person, Verb.PUBLISH):
        found += [_to_publish(work, inventory), _overdue(inventory), _coming_up(inventory), _published_lately(person)]
    if policy.has_right(person, Verb.SAVE):
        found.append(_on_its_way(work))
    return found


# What is loud


def _recalled(inventory: Inventory) -> Group:
    rows = reports.get(RECALLED).rows(inventory)
    url = reverse("admin:publishing_page_report", args=[RECALLED])
    shown = [Line(row.page, row.what, _("Decide"), url, _("Public"), "wrong") for row in rows[:SHORT]]
    said = ngettext("The library took back %(n)s text.", "The library took back %(n)s texts.", len(rows))
    title = _("The library took these back for safety")
    return Group("recalled", title, shown, len(rows), said % {"n": len(rows)}, RECALLED, is_loud=True)


def _late(inventory: Inventory) -> Group:
    rows = reports.late_work(inventory)
    shown = [Line(row.page, row.what, _("Look"), lines.url_of(row.page), _("Late"), "wrong") for row in rows[:SHORT]]
    title, report = _("These should have happened by themselves"), "scheduled-work-overdue"
    return Group("late", title, shown, len(rows), _("Planned work is late."), report, is_loud=True)


# Who writes


def _unsaved(person: User) -> Group:
    """What they typed and did not save, the newest of each page."""
    kept = KeptText.objects.filter(by=person).select_related("page").defer("fields", *texts_of("page"))
    newest = list({text.page_id: text for text in kept.order_by("kept_at")}.values())[::-1]
    shown = [
        Line(
            text.page,
            _("You wrote on it and did not save it; kept %(at)s. Nobody else can see it.")
            % {"at": clock.moment(text.kept_at)},
            _("Look at it"),
            f"{lines.url_of(text.page)}#offered",
            _("Not saved"),
            "wait",
        )
        for text in newest[:SHORT]
    ]
    said = ngettext(
        "%(n)s page has words of yours that are not saved.",
        "%(n)s pages have words of yours that are not saved.",
        len(newest),
    )
    return Group("unsaved", _("Not saved yet"), shown, len(newest), said % {"n": len(newest)})


def _returned(work: Work) -> Group:
    shown = [_returned_line(work, draft) for draft in work.returned[:SHORT]]
    said = ngettext("%(n)s page came back to you.", "%(n)s pages came back to you.", len(work.returned))
    return Group("returned", _("Came back to you"), shown, len(shown), said % {"n": len(work.returned)}, "my-drafts")


def _returned_line(work: Work, draft: Revision) -> Line:
    event = work.notes_of_return.get(draft.pk)
    sentence = _("It was sent back.")
    if event:
        said = _("%(who)s sent it back %(at)s: “%(note)s”")
        sentence = said % {"who": person_name(event.by), "at": clock.moment(event.at), "note": event.note}
    return Line(draft.page, sentence, _("Go to the note"), lines.url_of(draft.page), _("Sent back"), "wrong")


def _writing(work: Work, person: User) -> Group:
    shown = [_draft_line(draft, person) for draft in work.writing[:SHORT]]
    count = len(work.writing)
    said = ngettext("You have %(n)s draft.", "You have %(n)s drafts.", count) % {"n": count}
    return Group("drafts", _("Your drafts"), shown, count, said, "my-drafts")


def _draft_line(draft: Revision, person: User) -> Line:
    words = {"at": clock.moment(draft.edited_at), "who": person_name(draft.edited_by)}
    sentence = _("Last saved %(at)s by %(who)s.") % words if draft.edited_by != person else _("Saved %(at)s.") % words
    if draft.page.status == PageStatus.NEVER_PUBLIC:
        sentence = f"{_('A new page, begun %(at)s.') % {'at': clock.moment(draft.created_at)}} {sentence}"
    elif draft.minor_of_id and draft.minor_of_id == draft.page.live_revision_id:
        sentence += " " + _("A small correction: next, a publisher publishes it.")
    return Line(draft.page, sentence, _("Go on writing"), lines.url_of(draft.page), *_stands(draft))


def _on_its_way(work: Work) -> Group:
    first = work.on_its_way[:SHORT]
    chosen = hands.chosen_for(first, work.written)
    shown = [_way_line(draft, chosen.get(draft.pk)) for draft in first]
    count = len(work.on_its_way)
    return Group("on-its-way", _("On its way"), shown, count, "", "my-drafts", is_waiting=False)


def _way_line(draft: Revision, chosen: User | None) -> Line:
    if draft.scheduled_for:
        said = _("Approved by %(who)s. Goes public on %(at)s.")
        sentence = said % {"who": person_name(draft.approved_by), "at": clock.ahead(draft.scheduled_for)}
    elif draft.approved_by:
        said = _("Approved by %(who)s %(at)s. Next, a publisher publishes it.")
        sentence = said % {"who": person_name(draft.approved_by), "at": clock.moment(draft.approved_at)}
    else:
        who = person_name(chosen) if chosen else _("a clinician")
        sentence = _("Waits for %(who)s; last saved %(at)s.") % {"who": who, "at": clock.moment(draft.edited_at)}
    return Line(draft.page, sentence, _("Look"), lines.url_of(draft.page, "compare"), *_stands(draft))


def _stands(draft: Revision) -> tuple[str, str]:
    """Return where a draft stands, as a tag and its look."""
    if draft.state == RevisionState.DRAFT and draft.page.status == PageStatus.NEVER_PUBLIC:
        return _("New, never public"), ""
    return {
        RevisionState.DRAFT: (_("Draft"), ""),
        RevisionState.IN_REVIEW: (_("Waiting for a clinician"), "wait"),
        RevisionState.RETURNED: (_("Sent back"), "wrong"),
        RevisionState.APPROVED: (_("Approved"), "good"),
        RevisionState.SCHEDULED: (_("Planned"), "plan"),
    }[RevisionState(draft.state)]


# Who approves


def _to_review(work: Work, person: User) -> Group:
    drafts = work.to_review[:SHORT]
    found = changed.since_sign_off(drafts) if drafts else {}
    count = len(work.to_review)
    said = ngettext("%(n)s text waits for you.", "%(n)s texts wait for you.", count) % {"n": count}
    if 0 < count <= SHORT:
        minutes = sum(one.minutes for one in found.values())
        about = ngettext("About %(n)s minute.", "Together about %(n)s minutes.", minutes)
        said = f"{said} {about % {'n': minutes}}"
    chosen = hands.chosen_for((draft for draft in drafts if draft.asked_id != person.pk), work.written)
    shown = [_review_line(draft, found[draft.pk], chosen.get(draft.pk)) for draft in drafts]
    return Group("to-review", _("Waiting for you"), shown, count, said, "to-review")


def _review_line(draft: Revision, what: changed.Changed, other: User | None) -> Line:
    """Return the line of a text. other: who was chosen to read it, where that is not the person themselves."""
    tag = ngettext("%(n)s minute", "%(n)s minutes", what.minutes) % {"n": what.minutes}
    sentence = _("From %(who)s, %(at)s.") % {"who": person_name(draft.edited_by), "at": clock.moment(draft.edited_at)}
    if other is not None:
        sentence = f"{sentence} {_('%(who)s was chosen to read it.') % {'who': person_name(other)}}"
    button = ngettext("Review %(n)s change", "Review %(n)s changes", what.count) % {"n": what.count}
    if what.is_new:
        sentence, button = f"{sentence} {_('Nobody has approved any of it yet.')}", _("Read it")
    elif what.alarm:
        sentence = format_html("{} {}", sentence, _quoted(what.alarm))
    return Line(draft.page, sentence, button, lines.url_of(draft.page, "compare"), tag, "wait")


def _quoted(alarm: changed.Alarm) -> str:
    """Return the change that must be looked at first, in words."""
    before, after = (Truncator(text.strip()).chars(WORDS) for text in (alarm.before, alarm.after))
    if before and after:
        return format_html(_("{}: <b>{}</b> became <b>{}</b>."), alarm.label, before, after)
    said = _("{}: <b>{}</b> was added.") if after else _("{}: <b>{}</b> was taken out.")
    return format_html(said, alarm.label, after or before)


def _own_reviews(person: User, inventory: Inventory) -> Group:
    mine = owned(person, inventory)
    soon = inventory.today + reports.REVIEW_SOON
    pages = [page for page in inventory.live if page.pk in mine and page.review_due_on and page.review_due_on <= soon]
    pages.sort(key=lambda page: page.review_due_on or inventory.today)
    shown = [_due_line(page, inventory.today) for page in pages[:SHORT]]
    said = ngettext(
        "The review of %(n)s of your pages is due.", "The reviews of %(n)s of your pages are due.", len(pages)
    )
    title = _("Your pages whose review is due")
    return Group("own-reviews", title, shown, len(pages), said % {"n": len(pages)}, "reviews")


def _due_line(page: Page, today: datetime.date) -> Line:
    due = page.review_due_on or today
    tag = (_("Overdue") if due < today else _("Due %(day)s")) % {"day": clock.day(due)}
    days = (due - today).days
    sentence = _("Last reviewed %(day)s.") % {"day": clock.day(page.reviewed_on)} if page.reviewed_on else ""
    ahead = ngettext("Due in %(n)s day.", "Due in %(n)s days.", days) % {"n": days}
    sentence += " " + (ahead if days >= 0 else _("Due since %(day)s.") % {"day": clock.day(due)})
    return Line(page, sentence, _("Read it again"), lines.url_of(page, "compare"), tag, "" if days >= 0 else "wrong")


def _replaced(person: User, inventory: Inventory) -> Group:
    mine = owned(person, inventory)
    rows = [row for row in reports.get("superseded-sources").rows(inventory) if row.page.pk in mine]
    rows = list({row.page.pk: row for row in rows}.values())
    address = reverse("admin:publishing_page_report", args=["superseded-sources"])
    shown = [Line(row.page, row.what, _("See the places"), f"{address}?{_query(row)}") for row in rows[:SHORT]]
    said = ngettext("A source of %(n)s page was replaced.", "Sources of %(n)s pages were replaced.", len(rows))
    title = _("A source was replaced")
    return Group("replaced", title, shown, len(rows), said % {"n": len(rows)}, "superseded-sources")


def _query(row: reports.ReportRow) -> str:
    return urlencode({"q": row.title})


# Who publishes


def _to_publish(work: Work, inventory: Inventory) -> Group:
    small = work.small
    drafts = sorted([*work.approved, *small], key=lambda draft: draft.page.status == PageStatus.WITHDRAWN)
    shown = drafts[:SHORT]
    words = changed.words_put_right([draft for draft in shown if draft in small])
    made = [_publish_line(draft, words.get(draft.pk)) for draft in shown]
    said = ngettext("%(n)s text is ready to publish.", "%(n)s texts are ready to publish.", len(drafts))
    return Group("to-publish", _("Ready to publish"), made, len(drafts), said % {"n": len(drafts)}, "to-publish")


def _publish_line(draft: Revision, words: tuple[str, str] | None) -> Line:
    ask = lines.url_of(draft.page, "do")
    if draft.approved_by:
        said = _("Approved by %(who)s %(at)s.")
        sentence = said % {"who": person_name(draft.approved_by), "at": clock.moment(draft.approved_at)}
        if gone := lines.taken_off(draft.page):
            look = lines.url_of(draft.page, "compare")
            return Line(draft.page, f"{gone} {sentence}", _("Look at it first"), look, _("Off the site"), "wrong")
        return Line(draft.page, sentence, _("Publish or plan …"), f"{ask}?verb={Verb.PUBLISH}", _("Approved"), "good")
    said = _("%(who)s corrected it. That needs no clinician.")
    if words and max(map(len, words)) <= WORDS:
        said = _("%(who)s corrected “%(before)s” to “%(after)s”. That needs no clinician.")
    named = {
        "who": person_name(draft.edited_by),
        "before": words[0] if words else "",
        "after": words[1] if words else "",
    }
    url, button = f"{ask}?verb={Verb.PUBLISH_MINOR}", _("Publish this correction …")
    return Line(draft.page, said % named, button, url, _("Small correction"), "good")


def _overdue(inventory: Inventory) -> Group:
    pages = [page for page in inventory.live if page.review_due_on and page.review_due_on < inventory.today]
    pages.sort(key=lambda page: page.review_due_on or inventory.today)
    owners = {person.pk: person for person in inventory.people}
    shown = [_overdue_line(page, owners.get(page.owner_id or ""), inventory) for page in pages[:SHORT]]
    said = ngettext("%(n)s review is overdue.", "%(n)s reviews are overdue.", len(pages)) % {"n": len(pages)}
    return Group("overdue", _("Review is overdue"), shown, len(pages), said, "review-overdue")


def _overdue_line(page: Page, owner: Contributor | None, inventory: Inventory) -> Line:
    said = _("Due since %(day)s. Owner: %(who)s. The public page says that its review is overdue.")
    sentence = said % {"day": clock.day(page.review_due_on), "who": owner or _("nobody yet")}
    if owner is None or owner.pk not in inventory.owners:
        return Line(page, sentence, _("Give it an owner"), lines.url_of(page))
    url = reverse("admin:publishing_page_remind", args=[page.pk])
    return Line(page, sentence, _("Remind %(who)s") % {"who": owner.name}, url, posts=True)


def _coming_up(inventory: Inventory) -> Group:
    drafts = [(draft.scheduled_for, draft.page, _("Goes public on %(at)s.")) for draft in inventory.drafts]
    leaving = [(page.withdrawal_due_at, page, _("Goes off the site on %(at)s.")) for page in inventory.live]
    since = inventory.now - reports.PATIENCE
    found = sorted(((at, page.pk, page, said) for at, page, said in [*drafts, *leaving] if at and at >= since))
    shown = [
        Line(page, said % {"at": clock.ahead(at)}, _("Change or stop"), lines.url_of(page), _("Planned"), "plan")
        for at, _pk, page, said in found[:SHORT]
    ]
    return Group("coming-up", _("Coming up"), shown, len(found), "", "coming-up", is_waiting=False)


def _published_lately(person: User) -> Group:
    verbs = (Verb.PUBLISH, Verb.PUBLISH_MINOR, Verb.UNDO)
    events = Event.objects.filter(verb__in=verbs, at__gte=timezone.now() - LATELY).with_pages().with_revisions()
    people = ("by__contributor", "revision__approved_by__contributor")
    newest: dict[int, Event] = {}
    events = events.filter(page__status=PageStatus.LIVE, revision__origin=Origin.STAFF)
    for event in events.select_related(*people)[: 4 * SHORT]:
        newest.setdefault(event.page_id, event)
    shown = [_published_line(event, person) for event in list(newest.values())[:5]]
    return Group("published", _("Published lately"), shown, 0, is_waiting=False)


def _published_line(event: Event, person: User) -> Line:
    who = _("you") if event.by == person else person_name(event.by)
    at = clock.moment(event.at)
    sentence = _("%(at)s, by %(who)s.") % {"at": at[:1].upper() + at[1:], "who": who}
    if event.verb == Verb.UNDO:
        sentence = _("Earlier text put back %(at)s, by %(who)s: “%(why)s”") % {"at": at, "who": who, "why": event.note}
        return Line(event.page, sentence, _("Look"), lines.url_of(event.page, "history"))
    if event.revision and event.revision.approved_by:
        sentence += " " + _("Approved by %(who)s.") % {"who": person_name(event.revision.approved_by)}
    return Line(event.page, sentence, _("Undo …"), lines.url_of(event.page, "undo"))
