"""Bringing a library into the database, and out of it again. It never fights the staff, nor holds them up.

Texts are made ready outside any transaction, in several processes where there are many, and applied in bites. What was
loaded last is remembered by its hash: a load that was interrupted goes on where it stopped, and a link to a page that
is not there yet prints as text until it is. The same file is unchanged, even after staff have edited the page since.
A newer file meets an edited page as a draft and a reported conflict. An open draft of the staff's is never replaced.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import django
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Model

from publishing.life import actions
from publishing.life.actions import drafts, shared
from publishing.life.actions.drafts import Gist
from publishing.life.models import Contributor, FormerAddress, Page, Revision, Source, StoredPicture
from publishing.life.models.revision import Origin
from publishing.life.models.version import lock, raise_version
from publishing.life.pictures import store, stored_bytes
from publishing.life.states import PageStatus
from publishing.text import canonical, kinds, library, preparing, records
from publishing.text.library import Address, Library
from publishing.text.manuscripts import path_in_library
from publishing.text.preparing import Prepared
from publishing.text.schema import Fault

LOADER = "starter-library"
BITE = 6  # texts in one transaction: about a tenth of a second in which nobody else publishes
ROWS = 100  # rows made in one transaction
AT_ONCE = 20  # texts handed to another process together
MANY = 200  # texts from which on it is worth the second that other processes take to start


class InvalidLibrary(ValueError):
    """A library that may not be loaded. `faults` has every reason with file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Outcome:
    """What a load did: numbers of pages, and a sentence for each page where it met the staff's own work."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    records: int = 0
    conflicts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """A load under way: the library, the gist of its texts, the page behind each, in whose name, what was done."""

    found: Library
    gists: dict[Address, Gist]
    pages: dict[Address, "PageOfFile"]
    loader: User
    outcome: Outcome


@dataclass(frozen=True)
class PageOfFile:
    """What a load asks of a page before it decides what to do with its file."""

    pk: int
    loaded_sha256: str


def load(found: Library, progress: library.Progress = lambda done, total: None) -> Outcome:
    """Bring a library into the database. Raises InvalidLibrary, with the database as before, on any fault.

    Only what is not as it was loaded last is read and checked.
    """
    pages = _pages_of(found)
    changed = [address for address in found.texts if _is_changed(found, address, pages.get(address))]
    gists = make_ready(found, changed)
    if faults := found.check(changed):
        raise InvalidLibrary(faults)
    outcome = Outcome(unchanged=len(found.texts) - len(changed))
    outcome.records = _load_records(found)
    if changed:
        _load_texts(Run(found, gists, pages, _loader(), outcome), changed, progress)
    return outcome


def _load_texts(run: Run, changed: list[Address], progress: library.Progress) -> None:
    _make_rows(changed, run.pages)
    done = 0
    for bite in in_bites(changed):
        _load_bite(run, bite)
        done += len(bite)
        progress(done, len(changed))


def in_bites(addresses: list[Address]) -> Iterator[tuple[Address, ...]]:
    """Yield addresses in bites, from the lowest floor up, since a typed link needs the page it points to."""
    order = {kind.name: number for number, kind in enumerate(kinds.all_kinds())}
    yield from _batched(sorted(addresses, key=lambda address: (order[address[1]], address)), BITE)


def _batched(items: Iterable[Address], size: int) -> Iterator[tuple[Address, ...]]:
    rest = iter(items)
    while bite := tuple(islice(rest, size)):
        yield bite


def make_ready(found: Library, addresses: list[Address]) -> dict[Address, Gist]:
    """Make texts ready and read what they name, in several processes where there are many.

    Returns their gists; the texts stand in the library's shelf. Few are made ready one by one, when asked for.
    """
    wanted = [address for address in addresses if address not in found.ready]
    if len(wanted) < MANY:
        return {}
    gists = {}
    context = multiprocessing.get_context("spawn")
    work = ((found.texts[address], *address) for address in wanted)
    with ProcessPoolExecutor(mp_context=context, initializer=django.setup) as pool:
        for address, (packed, gist) in zip(wanted, pool.map(_made_ready, work, chunksize=AT_ONCE), strict=True):
            found.ready.put(address, packed)
            gists[address] = gist
    return gists


def _made_ready(work: tuple[str, str, str, str]) -> tuple[bytes, Gist]:
    text, language, kind, slug = work
    prepared = preparing.prepare(text, kind, language=language, slug=slug)
    return library.pack(prepared), drafts.gist_of(text, kind, language)


def _is_changed(found: Library, address: Address, page: PageOfFile | None) -> bool:
    return page is None or page.loaded_sha256 != found.digest_of(address)


def _pages_of(found: Library) -> dict[Address, PageOfFile]:
    """Return the page behind each file; staff may have moved it: the file under its old name is still its file.

    Not what a name in a text means (`addresses.named`): a row that was never public is its file's all the same, for a
    load that was interrupted had made it; and a page whose new name is a file too has left its old one to others.
    """
    columns = ("language", "kind", "slug", "pk", "loaded_sha256")
    pages = {
        (language, kind, slug): PageOfFile(pk, sha)
        for language, kind, slug, pk, sha in Page.objects.values_list(*columns)
    }
    moved = FormerAddress.objects.values_list(
        "language", "kind", "slug", "page_id", "page__loaded_sha256", "page__language", "page__kind", "page__slug"
    )
    for language, kind, slug, pk, sha, *now in moved:
        if tuple(now) not in found.texts:
            pages.setdefault((language, kind, slug), PageOfFile(pk, sha))
    return pages


def _make_rows(changed: list[Address], pages: dict[Address, PageOfFile]) -> None:
    """Make a row for each new address, so that texts may name each other whatever their order."""
    for bite in _batched([address for address in changed if address not in pages], ROWS):
        with transaction.atomic():
            for language, kind, slug in bite:
                page, _is_new = kinds.get(kind).model.objects.get_or_create(kind=kind, language=language, slug=slug)
                pages[language, kind, slug] = PageOfFile(page.pk, page.loaded_sha256)


def _load_bite(run: Run, bite: Iterable[Address]) -> None:
    """Publish some texts, or leave them as drafts where staff were at work. One transaction."""
    ready = {address: run.found.prepared(address) for address in bite}
    for address in bite:
        if address not in run.gists:
            run.gists[address] = drafts.gist_of(ready[address].text, address[1], address[0])
    with transaction.atomic():
        lock()
        Page.objects.hold(*(run.pages[address].pk for address in bite))
        for address in bite:
            _load_text(run, address, ready[address])
        raise_version()
    for address in bite:
        run.found.ready.drop(address)


def _load_text(run: Run, address: Address, ready: Prepared) -> None:
    page = Page.objects.without_texts().select_related("live_revision").get(pk=run.pages[address].pk)
    sha256 = run.found.digest_of(address)
    if page.loaded_sha256 == sha256:
        run.outcome.unchanged += 1  # another process has loaded it since this one looked
        return
    if _waits(address, page, ready, run.outcome):
        return
    was_public = page.status != PageStatus.NEVER_PUBLIC
    if why := _staff_were_here(page) or _staff_would_lose(page, ready):
        _save(run, address, page, ready)
        waits = f"{_called(address, ready)}: {why}; the library's new text is kept as a draft"
        run.outcome.conflicts.append(waits)
    else:
        revision = _save(run, address, page, ready)
        actions.publish_from_library(revision=revision, by=run.loader, ready=ready)
        run.outcome.new += not was_public
        run.outcome.changed += was_public
    Page.objects.filter(pk=page.pk).update(loaded_sha256=sha256)


def _save(run: Run, address: Address, page: Page, ready: Prepared) -> Revision:
    """Save a text as the page's draft, in the place of an older one that came with the library."""
    for draft in page.revisions.open().filter(origin=Origin.STARTER_LIBRARY):
        actions.discard(revision=draft, by=run.loader, note="A newer text came with the library.")
    return drafts.save_read(
        page=page, by=run.loader, found=run.gists[address], manuscript=ready.text, origin=Origin.STARTER_LIBRARY
    )


def _staff_were_here(page: Page) -> str:
    """Return why a page is the clinic's by now; empty where it is not. Then a file is only offered to them."""
    live = page.live_revision
    if live is not None and live.origin == Origin.STAFF:
        return "staff have edited the page"
    if page.reviewed_on:
        return "a clinician has reviewed the page"
    return "the page is withdrawn" if page.status == PageStatus.WITHDRAWN else ""


def _staff_would_lose(page: Page, ready: Prepared) -> str:
    """Return which page of the clinic's would lose a warning card by a shared text's new words; empty for none."""
    return shared.lost_card(page, ready, Page.objects.live().filter(live_revision__origin=Origin.STAFF)).removesuffix(
        "."
    )


def _waits(address: Address, page: Page, ready: Prepared, outcome: Outcome) -> bool:
    """Whether staff have an open draft. It is never replaced: the file stays unloaded, and is met again next time."""
    is_theirs = page.revisions.open().filter(origin=Origin.STAFF).exists()
    if is_theirs:
        waits = "staff have an open draft; the library's new text waits for the next load"
        outcome.conflicts.append(f"{_called(address, ready)}: {waits}")
    return is_theirs


def _called(address: Address, ready: Prepared) -> str:
    return f"{path_in_library(*address)} ({address[2]})" if ready.kind.file else path_in_library(*address)


# Records

#: What a record of each model may say.
KEYS: dict[type[Model], set[str]] = {
    Source: set(records.SOURCE.keys),
    Contributor: set(records.CONTRIBUTOR.keys),
    StoredPicture: {"name", "digest", "original", "file", "variants", "width", "height"},
}


def _load_records(found: Library) -> int:
    """Bring in what pages refer to, and return how many rows changed. One transaction, and none where nothing did."""
    pictures = [store(name, raw, found.sizes[name]) for name, raw in found.pictures.items()]
    work: list[Callable[[], int]] = [
        lambda: _load_sources(found.sources),
        lambda: _upsert(Contributor, "id", found.contributors),
        lambda: _upsert(StoredPicture, "name", pictures),
    ]
    with transaction.atomic():
        lock()
        if count := sum(step() for step in work):
            raise_version()
    return count


def _load_sources(sources: list[dict]) -> int:
    """Bring the sources in; what one supersedes may stand before or after it."""
    bare = [{**record, "superseded_by": None} for record in sources]
    changed = _upsert(Source, "id", bare, skipped={"superseded_by"})
    known = dict(Source.objects.values_list("pk", "superseded_by_id"))
    for record in sources:
        if known.get(record["id"]) != record.get("superseded_by"):
            changed += Source.objects.filter(pk=record["id"]).update(superseded_by_id=record.get("superseded_by"))
    return changed


def _upsert(model: type[Model], key: str, found: list[dict], *, skipped: Set[str] = frozenset()) -> int:
    """Make rows say what records say, and return how many did not. Rows without a record are left alone."""
    rows = {getattr(row, key): row for row in model._default_manager.all()}
    # Every key that a record may have, and not only those that some record has: the last of a kind may have gone.
    names = {field.name for field in model._meta.concrete_fields} & KEYS[model] - skipped
    blank = {field.name: field.get_default() for field in model._meta.concrete_fields}
    fresh, changed = [], []
    for record in found:
        values = {name: record.get(name, blank[name]) for name in names}
        row = rows.get(record[key])
        if row is None:
            fresh.append(model(**values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    model._default_manager.bulk_create(fresh)
    for row in changed:
        row.save(update_fields=names - {model._meta.pk.name})  # not the account of a person, which is the staff's
    return len(fresh) + len(changed)


# The way out


def dump(root: Path) -> int:
    """Write every live page and all that pages refer to into a folder, and return the number of files."""
    written = 0
    pages = Page.objects.live().order_by("kind", "language", "slug")
    collected: dict[str, list[dict]] = {}
    texts = pages.values_list("language", "kind", "slug", "live_revision__manuscript")
    for language, kind, slug, text in texts.iterator(chunk_size=200):
        name = path_in_library(language, kind, slug)
        if kinds.get(kind).file:
            ready = preparing.prepare(text, kind, language=language, slug=slug)
            renamed = {} if slug == records.slug_of(ready.data["title"]) else {"slug": slug}
            collected.setdefault(name, []).append({**ready.data, **renamed})
        else:
            written += _write(root / name, text.encode())
    for name, found in _dumped_records(collected):
        if found:
            key = records.lists()[name.rpartition("/")[2]][1]
            written += _write(root / name, canonical.write(records.as_listed(found, key)).encode())
    for picture in StoredPicture.objects.all():
        written += _write(root / picture.name, stored_bytes(picture))
    return written


def _dumped_records(collected: dict[str, list[dict]]) -> Iterator[tuple[str, list[dict]]]:
    sources = [
        {
            "id": source.pk,
            "title": source.title,
            "publisher": source.publisher,
            "year": source.year,
            "url": source.url,
            "kind": source.kind,
            "superseded_by": source.superseded_by_id,
        }
        for source in Source.objects.all()
    ]
    yield "sources.yaml", list(map(_without_empty, sources))
    people = Contributor.objects.values("id", "name", "kind", "credentials", "role", "about")
    yield "contributors.yaml", list(map(_without_empty, people))
    yield from collected.items()


def _without_empty(record: Mapping[str, Any]) -> dict:
    return {key: value for key, value in record.items() if value not in (None, "", [])}


def _write(path: Path, content: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return 1


def _loader() -> User:
    """The account in whose name the library is loaded. Nobody can sign in with it."""
    user, made = User.objects.get_or_create(
        username=LOADER, defaults={"is_active": False, "first_name": "Starter library"}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
