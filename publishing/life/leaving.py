"""What came with a library and is not in it any more, and what a library says it has withdrawn for safety.

Neither goes silently on or off: a load reports it, the desk asks for a decision, and the decision is remembered. A text
that was withdrawn for safety is taken from the public by the load itself where staff have not made the page theirs.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from publishing.life import actions
from publishing.life.errors import Refused
from publishing.life.models import FormerAddress, Page, Recall
from publishing.life.models.library import FromLibrary
from publishing.life.models.revision import Origin
from publishing.life.models.version import lock, raise_version
from publishing.life.states import PageStatus, Verb
from publishing.text.library import Address, Library, name_of


@dataclass(frozen=True)
class PageOfFile:
    """What a load asks of a page before it decides what to do with its file."""

    pk: int
    status: str
    loaded_sha256: str
    is_own: bool
    left_at: datetime.datetime | None

    @classmethod
    def of(cls, page: Page) -> "PageOfFile":
        """Return what a row says."""
        return cls(page.pk, page.status, page.loaded_sha256, page.is_own, page.left_at)


_COLUMNS = ("pk", "status", "loaded_sha256", "is_own", "left_at")


def pages() -> dict[Address, PageOfFile]:
    """Return every page by its address of today. One query."""
    rows = Page.objects.values_list("language", "kind", "slug", *_COLUMNS)
    return {(language, kind, slug): PageOfFile(*row) for language, kind, slug, *row in rows}


def accepted() -> set[str]:
    """Return the SHA-256 of every text that has come in with a library. One query."""
    return set(Page.objects.exclude(loaded_sha256="").values_list("loaded_sha256", flat=True))


def pages_of(found: Library, known: dict[Address, PageOfFile]) -> dict[Address, PageOfFile]:
    """Return the page behind each file; staff may have moved it: the file under its old name is still its file.

    Not what a name in a text means (`addresses.named`): a row that was never public is its file's all the same, for a
    load that was interrupted had made it; and a page whose new name is a file too has left its old one to others.
    """
    pages = dict(known)
    columns = [f"page__{column}" for column in (*_COLUMNS, "language", "kind", "slug")]
    for language, kind, slug, *page, at, of, name in FormerAddress.objects.values_list(
        "language", "kind", "slug", *columns
    ):
        if (at, of, name) not in found.texts:
            pages.setdefault((language, kind, slug), PageOfFile(*page))
    for former, now in found.former.items():
        if former in pages and former not in found.texts:
            pages.setdefault(now, pages[former])  # the library says that its file has another name now
    return pages


def staff_were_here(page: Page) -> str:
    """Return why a page is the clinic's by now; empty where it is not. Then a file is only offered to them."""
    live = page.live_revision
    if live is not None and live.origin == Origin.STAFF:
        return "staff have edited the page"
    if page.is_own:
        return "the page is the clinic's own"
    if page.reviewed_on:
        return "a clinician has reviewed the page"
    return "the page is withdrawn" if page.status == PageStatus.WITHDRAWN else ""


def miss(found: Library, known: dict[Address, PageOfFile], pages: dict[Address, PageOfFile]) -> list[str]:
    """Note which pages came with a library and are not in it now; return the names of those that are live."""
    here = {pages[address].pk for address in (*found.texts, *found.recalled) if address in pages}
    gone = {address: page for address, page in known.items() if page.loaded_sha256 and not page.is_own}
    gone = {address: page for address, page in gone.items() if page.pk not in here}
    _mark([page.pk for page in gone.values() if page.left_at is None], timezone.now())
    _mark([page.pk for page in known.values() if page.left_at is not None and page.pk in here], None)
    return [name_of(address) for address, page in gone.items() if page.status == PageStatus.LIVE]


def _mark(ids: Iterable[int], left_at: datetime.datetime | None) -> None:
    """Remember since when the library has not had some pages; None: it has them."""
    if ids:
        Page.objects.filter(pk__in=ids).update(left_at=left_at)


def recall(found: Library, pages: dict[Address, PageOfFile], by: User) -> tuple[list[str], list[str]]:
    """Meet what the library has withdrawn. Return a sentence for each page withdrawn here, and for each public still.

    A page that staff bring back afterwards stays, and is urgent until they keep it.
    """
    withdrawn, urgent = [], []
    for address, record in found.recalled.items():
        if address not in pages:
            continue
        replaced = found.replaced(address)
        instead = [pages[replaced].pk] if replaced in pages else []
        done, why = _recall(pages[address].pk, record, by, instead)
        said = f"{name_of(address)}: withdrawn by the library on {record['since']}: {record['reason']}"
        if done:
            withdrawn.append(said)
        elif why:
            urgent.append(f"{said} ({why}; it is still public)")
    return withdrawn, urgent


def _recall(pk: int, record: dict, by: User, instead: Iterable[int]) -> tuple[bool, str]:
    """Return whether a page was withdrawn now, and else why it is public against the library's warning.

    instead: the page that its readers are offered; where it is not live here, nothing is.
    """
    with transaction.atomic():
        lock()
        Page.objects.hold(pk)
        page = Page.objects.without_texts().select_related("live_revision").get(pk=pk)
        met, _is_new = Recall.objects.get_or_create(page=page, reason=record["reason"], since=record["since"])
        offered = Page.objects.published().titles().filter(pk__in=instead).first()
        if page.status == PageStatus.WITHDRAWN:
            _offer(page, offered, by)
        if page.status != PageStatus.LIVE or met.kept_at:
            return False, ""
        if why := staff_were_here(page) or _brought_back(page, met):
            return False, why
        try:
            actions.withdraw(page=page, by=by, note=record["reason"], instead=offered)
        except Refused as error:
            return False, str(error).removesuffix(".")
        return True, ""


def _offer(page: Page, instead: Page | None, by: User) -> None:
    """Offer readers what the library names, where it was the library that withdrew the page."""
    event = page.events.filter(verb=Verb.WITHDRAW).first()
    if event is not None and event.by == by and page.instead != instead:
        Page.objects.filter(pk=page.pk).update(instead=instead)
        raise_version()


def _brought_back(page: Page, met: Recall) -> str:
    was_restored = page.events.filter(verb=Verb.RESTORE, at__gte=met.met_at).exists()
    return "staff have brought it back" if was_restored else ""


@transaction.atomic
def keep_page(page: Page, by: User) -> None:
    """Take a page as the clinic's own, whatever the library says: it is not asked about again."""
    Page.objects.hold(page.pk)
    Page.objects.filter(pk=page.pk).update(is_own=True, left_at=None)
    page.recalls.filter(kept_at=None).update(kept_at=timezone.now(), kept_by=by)


def keep_record(row: FromLibrary) -> None:
    """Take a row beside the pages as the clinic's own: it is not asked about again."""
    kept = {"loaded_sha256": "", "offered": None, "left_at": None}
    type(row)._default_manager.filter(pk=row.pk).update(**kept)
