"""The reports of the desk: what an editor should look at, and why. A higher floor registers its own, or adds to one.

Reports only read. They know no person and no request; `publishing.desk.front.first_page` shows them.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import lines
from publishing.desk.reporting.inventory import Inventory
from publishing.life.models import Citation, Contributor, Mention, Page, Revision, Source, StoredPicture
from publishing.life.models.revision import RevisionQuerySet
from publishing.life.states import OPEN, PageStatus, RevisionState, Verb
from publishing.text import kinds
from publishing.text.prose.readability import HARD_GRADE

REVIEW_SOON = datetime.timedelta(days=60)
#: So much later than its time, work that should have been done by itself was not.
PATIENCE = datetime.timedelta(minutes=5)


@dataclass(frozen=True)
class ReportRow:
    """One thing to look at, and `what` is the matter, as a sentence.

    can_keep: whether it is a question that a publisher may answer with "keep it as our own".
    """

    subject: Page | Source | Contributor | StoredPicture | Model
    what: str
    can_keep: bool = False

    @property
    def key(self) -> str:
        """What it is known by among the rows of its report."""
        return f"{'page' if isinstance(self.subject, Page) else self.kind}:{self.subject.pk}"

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.subject)

    @property
    def is_of_page(self) -> bool:
        """Whether it is about a page."""
        return isinstance(self.subject, Page)

    @property
    def page(self) -> Page:
        """The page that it is about. Raises TypeError where it is about none."""
        if not isinstance(self.subject, Page):
            raise TypeError(f"{self.subject!r} is no page")
        return self.subject

    @property
    def address(self) -> str:
        """The name by which texts refer to it, with the language where it is not the main one."""
        if not isinstance(self.subject, Page):
            return str(self.subject.name if isinstance(self.subject, StoredPicture) else self.subject.pk)
        language = self.subject.language
        return self.subject.address if language == settings.LANGUAGE_CODE else f"{language}/{self.subject.address}"

    @property
    def kind(self) -> str:
        """The kind of page, or "source", "contributor" or "storedpicture"."""
        return self.subject.kind if isinstance(self.subject, Page) else self.subject._meta.model_name or ""

    @property
    def kind_label(self) -> str:
        """The kind as people call it."""
        return lines.kind_of(self.subject)

    @property
    def url(self) -> str:
        """Its screen on the desk."""
        return lines.url_of(self.subject)


Rows = Callable[[Inventory], list[ReportRow]]
Count = Callable[[Inventory], int]


@dataclass(frozen=True)
class Report:
    """A list with a name for its address, a title, and what to do about it.

    rows: takes an Inventory, so that many reports together ask the database few questions. counts: how many rows there
    are, where that is known for less than the rows.
    """

    name: str
    title: str | Promise
    explanation: str | Promise
    rows: Rows
    counts: Count | None = None

    def count(self, inventory: Inventory) -> int:
        """Return how many rows it has."""
        return len(self.rows(inventory)) if self.counts is None else self.counts(inventory)


_reports: dict[str, Report] = {}


def register(report: Report) -> None:
    """Make a report known."""
    _reports[report.name] = report


def extend(name: str, rows: Rows, counts: Count) -> None:
    """Add rows to a report of a lower floor; all its rows are then in the order of their titles."""
    known = _reports[name]
    _reports[name] = replace(
        known,
        rows=lambda inventory: sorted([*known.rows(inventory), *rows(inventory)], key=by_title),
        counts=lambda inventory: known.count(inventory) + counts(inventory),
    )


def all_reports() -> list[Report]:
    """Return every report, in the order of registration."""
    return list(_reports.values())


def get(name: str) -> Report:
    """Return the report of that name. Raises KeyError where there is none."""
    return _reports[name]


def by_title(row: ReportRow) -> tuple[str, str]:
    """The order of a list that has no better one."""
    return row.title.casefold(), row.what


def person_name(person: User | None) -> str:
    """Return what colleagues call a person, with the letters behind the name; empty for nobody."""
    if person is None:
        return ""
    contributor = getattr(person, "contributor", None)
    return str(contributor) if contributor else person.get_full_name() or person.get_username()


def moment(at: datetime.datetime | None) -> str:
    """Return a moment as the clinic's clock shows it; empty for none."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""


def day(on: datetime.date | None) -> str:
    """Return a day in words; empty for none."""
    return date_format(on, "DATE_FORMAT") if on else ""


# Sources


def _no_sources(inventory: Inventory) -> list[ReportRow]:
    owing = [page for page in inventory.live if kinds.get(page.kind).teaches and kinds.get(page.kind).has_address]
    return [ReportRow(page, _("Its text cites no source.")) for page in owing if page.pk not in inventory.citing]


def superseded(cited: Source) -> dict[str, str]:
    """Return the words in which a report names a source and what took its place."""
    return {"old": str(cited), "new": str(cited.superseded_by)}


def _superseded_sources(inventory: Inventory) -> list[ReportRow]:
    pages = {page.pk: page for page in inventory.live}
    found = _superseded().select_related("source__superseded_by")
    what = _("It cites “%(old)s”. There is a newer one: “%(new)s”.")
    rows = (ReportRow(pages[row.page_id], what % superseded(row.source)) for row in found if row.page_id in pages)
    return sorted(rows, key=by_title)


def _superseded() -> QuerySet[Citation]:
    newer = Source.objects.filter(superseded_by__isnull=False)
    return Citation.objects.filter(source__in=newer, page__status=PageStatus.LIVE)


# Texts


def _hard_texts(inventory: Inventory) -> list[ReportRow]:
    return [
        ReportRow(page, _("Reading grade %(grade)s.") % {"grade": grade})
        for page, grade in inventory.graded_above(HARD_GRADE)
    ]


def _orphans(inventory: Inventory) -> list[ReportRow]:
    lonely = [page for page in inventory.live if page.pk in inventory.lonely and kinds.get(page.kind).teaches]
    return [
        ReportRow(
            page,
            _("No public text has this shared text in it.")
            if kinds.get(page.kind).is_shared
            else _("No other public text leads to it."),
        )
        for page in lonely
    ]


def _broken_links(inventory: Inventory) -> list[ReportRow]:
    found = []
    titles = {page.pk: page.title for page in inventory.pages if page.title}
    for mention in inventory.broken:
        what = _("%(where)s names %(address)s, %(problem)s.")
        called = _("“%(page)s”") % {"page": titles[mention.target_id]} if mention.target_id in titles else mention.name
        said = {"where": _where(mention), "address": called, "problem": _problem_with(mention.target)}
        found.append(ReportRow(mention.revision.page, what % said))
    for mention in inventory.missing_pictures:
        what = _("%(where)s shows the picture %(name)s, which is not stored.")
        found.append(ReportRow(mention.revision.page, what % {"where": _where(mention), "name": mention.name}))
    return sorted(found, key=by_title)


def _where(mention: Mention) -> str:
    return _("The draft") if mention.revision.state in OPEN else _("The public text")


def _problem_with(target: Page | None) -> str:
    """Return why a link to a page leads nowhere."""
    if target is None:
        return _("which does not exist")
    return _("which is off the site") if target.status == PageStatus.WITHDRAWN else _("which is not public yet")


def _unused_pictures(inventory: Inventory) -> list[ReportRow]:
    return [
        ReportRow(picture, _("No text and no draft shows it."))
        for picture in inventory.pictures
        if picture.name not in inventory.shown_pictures
    ]


# Reviews


def _due_first(pages: list[Page]) -> list[Page]:
    return sorted(pages, key=lambda page: page.review_due_on or datetime.date.max)


def review_soon(inventory: Inventory) -> list[ReportRow]:
    """Live pages whose review is due today or in the next 60 days, the nearest first."""
    until = inventory.today + REVIEW_SOON
    pages = [page for page in inventory.live if page.review_due_on and inventory.today <= page.review_due_on <= until]
    return [
        ReportRow(page, _("Review due on %(day)s.") % {"day": day(page.review_due_on)}) for page in _due_first(pages)
    ]


def review_overdue(inventory: Inventory) -> list[ReportRow]:
    """Live pages whose review should have been done, the longest overdue first."""
    pages = [page for page in inventory.live if page.review_due_on and page.review_due_on < inventory.today]
    return [
        ReportRow(page, _("Review overdue since %(day)s.") % {"day": day(page.review_due_on)})
        for page in _due_first(pages)
    ]


def _never_reviewed(inventory: Inventory) -> list[ReportRow]:
    return [ReportRow(page, _("No clinician of this clinic has reviewed it.")) for page in _unreviewed(inventory)]


def _unreviewed(inventory: Inventory) -> list[Page]:
    return [page for page in inventory.live if page.reviewed_on is None]


# Time


def _scheduled(inventory: Inventory) -> list[tuple[datetime.datetime, ReportRow]]:
    """Everything that should happen by itself, with its time, the earliest first."""
    publications = [
        (
            draft.scheduled_for,
            ReportRow(draft.page, _("%(at)s: to be published.") % {"at": moment(draft.scheduled_for)}),
        )
        for draft in inventory.drafts
        if draft.state == RevisionState.SCHEDULED and draft.scheduled_for
    ]
    withdrawals = [
        (
            page.withdrawal_due_at,
            ReportRow(page, _("%(at)s: to be taken off the site.") % {"at": moment(page.withdrawal_due_at)}),
        )
        for page in inventory.live
        if page.withdrawal_due_at
    ]
    return sorted(publications + withdrawals, key=lambda pair: (pair[0], pair[1].title))


def late_work(inventory: Inventory) -> list[ReportRow]:
    """What should have happened by itself more than five minutes ago."""
    return [row for at, row in _scheduled(inventory) if at < inventory.now - PATIENCE]


def coming_up(inventory: Inventory) -> list[ReportRow]:
    """Publications and withdrawals ahead."""
    return [row for at, row in _scheduled(inventory) if at >= inventory.now - PATIENCE]


def _unapproved() -> RevisionQuerySet[Revision]:
    """What a person called minor; not what followed from a page's new address or a hand-over."""
    found = Revision.objects.filter(is_minor=True, published_at__isnull=False, approved_by__isnull=True)
    return found.exclude(events__verb__in=[Verb.MOVE_LINKS, Verb.HAND_OVER, Verb.UNDO])


def _minor_edits(inventory: Inventory) -> list[ReportRow]:
    found = _unapproved().without_text().with_page().select_related("published_by")
    return [
        ReportRow(
            revision.page,
            _("A small correction, published on %(at)s by %(who)s.")
            % {
                "who": person_name(revision.published_by),
                "at": moment(revision.published_at),
            },
        )
        for revision in found.order_by("-published_at", "-pk")
    ]


for _report in (
    Report(
        "scheduled-work-overdue",
        gettext_lazy("Planned work is late"),
        gettext_lazy(
            "The time of these passed more than five minutes ago. Open each page to see what is in the way; if there "
            "are many, the job that does this work is not running."
        ),
        late_work,
    ),
    Report(
        "coming-up",
        gettext_lazy("Coming up"),
        gettext_lazy("What will be published or taken off the site by itself."),
        coming_up,
    ),
    Report(
        "review-overdue",
        gettext_lazy("Review overdue"),
        gettext_lazy("The public page says openly that its review is overdue. A clinician reads it again."),
        review_overdue,
    ),
    Report(
        "review-due",
        gettext_lazy("Review due in the next 60 days"),
        gettext_lazy("A clinician reads the page again and confirms it, or asks for changes."),
        review_soon,
    ),
    Report(
        "never-reviewed",
        gettext_lazy("Not yet reviewed by us"),
        gettext_lazy(
            "Public texts, mostly of the starter library, that no clinician of this clinic has approved. Shared texts "
            "and explained words count here; the first page counts pages with an address of their own."
        ),
        _never_reviewed,
        lambda inventory: len(_unreviewed(inventory)),
    ),
    Report(
        "superseded-sources",
        gettext_lazy("A source was replaced"),
        gettext_lazy(
            "Public pages, and rows of evidence, that cite a source of which there is a newer one. Read "
            "the newer one, then correct the text and its sources."
        ),
        _superseded_sources,
        lambda inventory: _superseded().count(),
    ),
    Report(
        "no-sources",
        gettext_lazy("Pages without sources"),
        gettext_lazy("Public pages whose own text cites nothing. A reader cannot check what they say."),
        _no_sources,
    ),
    Report(
        "broken-links",
        gettext_lazy("Links that lead nowhere"),
        gettext_lazy("Public texts and drafts that name a page that is not public, or a picture that is not there."),
        _broken_links,
    ),
    Report(
        "orphan-pages",
        gettext_lazy("No page leads here"),
        gettext_lazy("Public pages to which no other public text leads. Name them where a reader would need them."),
        _orphans,
    ),
    Report(
        "high-reading-grade",
        gettext_lazy("Hard to read"),
        gettext_lazy("Public pages above reading grade 8. Aim for 6: shorter sentences, plainer words."),
        _hard_texts,
    ),
    Report(
        "unused-pictures",
        gettext_lazy("Unused pictures"),
        gettext_lazy("Stored pictures that no text shows, nor any draft, nor a page that is off the site."),
        _unused_pictures,
    ),
    Report(
        "minor-edits",
        gettext_lazy("Small corrections published"),
        gettext_lazy("Changes that were proven to be small corrections and needed no clinician, the newest first."),
        _minor_edits,
        lambda inventory: _unapproved().count(),
    ),
):
    register(_report)
