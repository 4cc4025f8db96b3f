"""What the reports look at: pages, open drafts, what texts name. Each part is asked for once, and no text is read.

Must not know what a report makes of it. What a text names, and how hard it is to read, was kept when it was saved.
"""

from functools import cached_property

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from publishing.life import entries
from publishing.life.models import Citation, Contributor, Mention, Page, Recall, Revision, Source, StoredPicture
from publishing.life.models.compiled import Compiled
from publishing.life.models.page import texts_of
from publishing.life.states import PageStatus
from publishing.text.naming import OF_PAGES


def _is_itself(mention: Mention) -> bool:
    """Whether a draft names its own page by the address that the draft will give it."""
    return mention.target is None and mention.name == f"{mention.page.kind}/{mention.revision.slug}"


def _every_page() -> QuerySet[Page]:
    columns = ["review_due_on", "reviewed_on", "withdrawal_due_at", "owner", "deputy", "left_at", "translation_of"]
    pages = Page.objects.kept().titles(*columns).defer("also_called", "summary")
    return pages.order_by("title", "slug", "pk")


#: The first page of the desk asks for all of them each time: of ten thousand, Django makes rows for half a second.
_pages: Compiled[Page] = Compiled(_every_page)


class Inventory:
    """Everything at one moment. Make a new one for each request."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate()

    @cached_property
    def pages(self) -> list[Page]:
        """Every page without its texts, by title."""
        return _pages()

    @cached_property
    def live(self) -> list[Page]:
        """The pages that are live."""
        return [page for page in self.pages if page.status == PageStatus.LIVE]

    @cached_property
    def drafts(self) -> list[Revision]:
        """Every open revision with its page and people, the one that waits longest first."""
        people = ("created_by", "edited_by__contributor", "approved_by__contributor")
        return list(Revision.objects.open().without_text().with_page().select_related(*people).order_by("edited_at"))

    @cached_property
    def pictures(self) -> list[StoredPicture]:
        """Every stored picture."""
        return list(StoredPicture.objects.kept().only("name", "left_at", "shows"))

    @cached_property
    def recalls(self) -> list[Recall]:
        """What the library has withdrawn for safety and is live here, undecided, the longest known first."""
        urgent = Recall.objects.filter(page__status=PageStatus.LIVE, kept_at=None).select_related("page")
        return list(urgent.defer(*texts_of("page")).order_by("met_at", "pk"))

    @cached_property
    def changed_here(self) -> list[Source | Contributor]:
        """The sources and people that say something else than the library that they came with."""
        rows: list[Source | Contributor] = [*self.sources, *self.people]
        return [row for row in rows if entries.is_changed_here(row)]

    @cached_property
    def left(self) -> list[Page | Source | Contributor | StoredPicture]:
        """What came with the library and is not in it any more, as far as the public may read it."""
        rows: list[Page | Source | Contributor | StoredPicture] = [*self.live, *self.sources]
        return [row for row in (*rows, *self.people, *self.pictures) if row.left_at]

    @cached_property
    def sources(self) -> list[Source]:
        """Every source."""
        return list(Source.objects.all())

    @cached_property
    def people(self) -> list[Contributor]:
        """Every contributor."""
        return list(Contributor.objects.all())

    @cached_property
    def shown_pictures(self) -> set[str]:
        """The names of the pictures that a live text or an open draft shows, or a withdrawn page would."""
        found = Mention.objects.of_pictures()
        return set(found.values_list("name", flat=True).distinct())

    @cached_property
    def citing(self) -> set[int]:
        """The ids of the pages whose own text cites a source."""
        return set(Citation.objects.values_list("page_id", flat=True).distinct())

    @cached_property
    def lonely(self) -> set[int]:
        """The ids of the live pages that no live text of another page names. One look-up a page, by an index."""
        names = Mention.objects.live().filter(target=OuterRef("pk")).exclude(revision__page=OuterRef("pk"))
        return set(Page.objects.live().exclude(Exists(names)).values_list("pk", flat=True))

    @cached_property
    def broken(self) -> list[Mention]:
        """What a live text or an open draft names and the public cannot read, with the page that names it."""
        gone = Page.objects.exclude(status=PageStatus.LIVE)
        found = Mention.objects.filter(Q(target=None) | Q(target__in=gone), what__in=OF_PAGES)
        found = found.current().exclude(target=F("revision__page"))
        found = found.with_pages().select_related("target").defer(*texts_of("target"))
        return [mention for mention in found if not _is_itself(mention)]

    @cached_property
    def missing_pictures(self) -> list[Mention]:
        """The pictures that a live text or an open draft shows and that are not stored."""
        stored = StoredPicture.objects.values("name")
        shown = Mention.objects.current().of_pictures()
        return list(shown.exclude(name__in=stored).with_pages())

    def graded_above(self, limit: float) -> list[tuple[Page, float]]:
        """Return the live pages whose own words are above a reading grade, in US school years; the hardest first."""
        texts = Revision.objects.filter(live_page__status=PageStatus.LIVE, grade__gt=limit)
        grades = {pk: grade for pk, grade in texts.order_by().values_list("page_id", "grade") if grade is not None}
        found = [(page, grades[page.pk]) for page in self.live if page.pk in grades]
        return sorted(found, key=lambda pair: -pair[1])

    @cached_property
    def owners(self) -> dict[str, int]:
        """The accounts of those contributors who have one."""
        return {person.pk: person.user_id for person in self.people if person.user_id is not None}

    @cached_property
    def names(self) -> dict[str, str]:
        """The name of each contributor, with the letters behind it."""
        return {person.pk: str(person) for person in self.people}
