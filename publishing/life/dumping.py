"""Writing what a site holds as a library again: the way out of `loading`, byte for byte where nothing was changed.

It loads into an empty database without a fault and gives the same public site, whatever staff did to the pages: a
withdrawn page is written too, and named in withdrawn.yaml, so it may be named and is not public; what is the clinic's
own, names that pages had before, and pages that texts name and nobody has published yet stand in clinic.yaml. Who
wrote, approved and reviewed, drafts, history, accounts and settings are not part of a library.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from publishing.life import entries
from publishing.life.entries import KEYS, entry_of
from publishing.life.models import Contributor, Event, FormerAddress, Mention, Page, Source, StoredPicture
from publishing.life.models.library import FromLibrary
from publishing.life.models.revision import Origin
from publishing.life.pictures import stored_bytes
from publishing.life.states import PageStatus, Verb
from publishing.text import canonical, kinds, library, preparing, records
from publishing.text.library import name_of
from publishing.text.manuscripts import path_in_library
from publishing.text.records import Standing


class NotEmpty(ValueError):
    """A folder that holds something already. What is in it would be taken for a part of the site."""


def dump(root: Path) -> int:
    """Write the site's texts and all that they refer to into an empty folder, and return the number of files.

    Raises NotEmpty.
    """
    if root.is_dir() and any(root.iterdir()):
        raise NotEmpty
    written = 0
    collected: dict[str, list[dict]] = {}
    pages = Page.objects.exclude(status=PageStatus.NEVER_PUBLIC).order_by("kind", "language", "slug")
    texts = pages.values_list("language", "kind", "slug", "live_revision__manuscript")
    for language, kind, slug, text in texts.iterator(chunk_size=200):
        name = path_in_library(language, kind, slug)
        if kinds.get(kind).file:
            collected.setdefault(name, []).append(_listed(text, language, kind, slug))
        else:
            written += _write(root / name, text.encode())
    for name, found in _lists(collected):
        if found:
            key = records.lists()[name.rpartition("/")[2]][1]
            written += _write(root / name, canonical.write(records.as_listed(found, key)).encode())
    for picture in StoredPicture.objects.kept():
        written += _write(root / picture.name, stored_bytes(picture))
    return written


def _listed(text: str, language: str, kind: str, slug: str) -> dict:
    """Return a text that shares its file as a record of that file."""
    ready = preparing.prepare(text, kind, language=language, slug=slug)
    renamed = {} if slug == records.slug_of(ready.data["title"]) else {"slug": slug}
    return {**ready.data, **renamed}


def _lists(collected: Mapping[str, list[dict]]) -> Iterator[tuple[str, list[dict]]]:
    """Yield every file that holds a list, with its records."""
    yield "sources.yaml", [_in_order(source) for source in _checked()]
    yield "contributors.yaml", [_in_order(person) for person in Contributor.objects.all()]
    credits = (entries.credit_of(picture) for picture in StoredPicture.objects.kept())
    yield "credits.yaml", [credit for credit in credits if len(credit) > 1]
    yield "withdrawn.yaml", list(_withdrawn())
    yield "clinic.yaml", [*_clinic_pages(), *_clinic_records()]
    yield from collected.items()


def _checked() -> QuerySet[Source]:
    """Return the sources, without those that somebody suggested and nobody has checked: no public text names one."""
    return Source.objects.filter(Q(proposed_by=None) | Q(supersedes__isnull=False)).distinct()


def _in_order(row: FromLibrary) -> dict[str, Any]:
    """Return a row as its file lists it."""
    says = entry_of(row)
    return {key: says[key] for key in KEYS[type(row)] if key in says}


def _withdrawn() -> Iterator[dict]:
    """Yield what was withdrawn: which page, why, on which day."""
    why = Event.objects.filter(verb=Verb.WITHDRAW).order_by("-pk")
    offered = [f"instead__{column}" for column in ("kind", "language", "slug", "status")]
    pages = Page.objects.filter(status=PageStatus.WITHDRAWN).select_related("instead")
    pages = pages.titles("withdrawn_at", "instead", *offered)
    for page in pages.prefetch_related(Prefetch("events", why, to_attr="withdrawals")):
        notes: list[Event] = page.withdrawals
        reason = " ".join(notes[0].note.split()) if notes else ""
        since = timezone.localdate(page.withdrawn_at)
        found = {"page": _name(page), "reason": reason or "Withdrawn by the clinic.", "since": since}
        if page.instead is not None and page.instead.public_url:
            found["instead"] = _name(page.instead)
        yield found


def _clinic_pages() -> Iterator[dict]:
    """Yield what a library must say of a page beside its text: whose it is, its former names, whether the clinic does
    what it is about, that it is not public.
    """
    former: dict[int, list[str]] = {}
    for pk, slug in FormerAddress.objects.order_by("slug").values_list("page_id", "slug"):
        former.setdefault(pk, []).append(slug)
    pages = Page.objects.exclude(status=PageStatus.NEVER_PUBLIC).select_related("live_revision")
    columns = ("loaded_sha256", "is_own", "reviewed_on", "live_revision__origin", "offered", "translation_of")
    for page in pages.only("language", "kind", "slug", *columns):
        offered = page.offered if page.translation_of_id is None else ""
        record = {**_own(page), "formerly": former.get(page.pk), "offered": offered}
        if any(record.values()):
            yield _as_record(_name(page), record)
    named = Mention.objects.filter(revision__live_page__isnull=False, target__status=PageStatus.NEVER_PUBLIC)
    for page in Page.objects.filter(pk__in=named.values("target")).titles():
        yield _as_record(_name(page), {"status": Standing.NOT_PUBLIC.value, "offered": page.offered})


def _own(page: Page) -> dict:
    """Return that a page is the clinic's own, and what its library had; nothing where it is as it came."""
    is_theirs = page.live_revision is not None and page.live_revision.origin == Origin.STAFF
    is_own = page.is_own or is_theirs or page.reviewed_on is not None
    return {"library": page.loaded_sha256, "status": Standing.OWN.value} if is_own else {}


def _clinic_records() -> Iterator[dict]:
    """Yield the rows beside the pages that staff have made, changed or kept."""
    for model in entries.KEYS:
        for row in _checked() if model is Source else model._default_manager.all():
            if entries.digest_of(entry_of(row)) != row.loaded_sha256:
                own = {"library": row.loaded_sha256, "status": Standing.OWN.value}
                yield _as_record(entries.name_of(row), own)


def _as_record(name: str, said: dict) -> dict:
    """Return a record of clinic.yaml with its keys in order, and none that says nothing."""
    record = {"name": name, **said}
    return {key: record[key] for key in records.CLINIC.keys if record.get(key)}


def _name(page: Page) -> str:
    return name_of((page.language, page.kind, page.slug))


def check(root: Path) -> list[library.Fault]:
    """Return every fault of what was written, as `check_content` would report it."""
    return library.read(root).faults


def _write(path: Path, content: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return 1
