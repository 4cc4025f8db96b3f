"""Bringing a library into the database, and out of it again. One transaction; it never fights the staff.

The same file is unchanged, even after staff have edited the page since. A newer file meets an edited page as a draft
and a reported conflict. An open draft of the staff's is never replaced.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from glossary.models import Term
from publishing.life import actions, publication, rendering
from publishing.life.models import Contributor, FormerAddress, Page, Source, StoredPicture
from publishing.life.models.revision import Origin
from publishing.life.models.version import raise_version
from publishing.life.states import PageStatus
from publishing.text import canonical, kinds, library
from publishing.text.images import photographs
from publishing.text.library import Library, name_of

LOADER = "starter-library"


class InvalidLibrary(ValueError):
    """A library that may not be loaded. `faults` has every reason with file and line."""

    def __init__(self, faults) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = list(faults)


@dataclass
class Outcome:
    """What a load did: numbers of pages, and a sentence for each page where it met the staff's own work."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    records: int = 0
    rendered: int = 0
    conflicts: list[str] = field(default_factory=list)


def load(found: Library, progress=lambda done, total: None) -> Outcome:
    """Bring a library into the database. Raises InvalidLibrary, with the database as before, on any fault."""
    if found.faults:
        raise InvalidLibrary(found.faults)
    pictures = {name: _store(name, raw, found.sizes[name]) for name, raw in found.pictures.items()}
    outcome = Outcome()
    with transaction.atomic():
        loader = _loader()
        outcome.records = (
            _load_sources(found.sources)
            + _load_contributors(found.contributors)
            + _load_terms(found.terms)
            + _load_pictures(pictures)
        )
        changed = _bare_rows(found, outcome)
        _publish(found, changed, loader, outcome, progress)
        if outcome.new or outcome.changed or outcome.records:
            raise_version()
        for code, _name in settings.LANGUAGES:
            outcome.rendered += publication.refresh(code)
    return outcome


def dump(root: Path) -> int:
    """Write every live page and all that pages refer to into a folder, and return the number of files."""
    written = 0
    pages = Page.objects.filter(status=PageStatus.LIVE).select_related("live_revision")
    for page in pages.order_by("kind", "language", "slug"):
        written += _write(root / name_of(page.language, page.kind, page.slug), page.live_revision.manuscript.encode())
    for name, records in _dumped_records():
        if records:
            written += _write(root / name, canonical.write(records).encode())
    for picture in StoredPicture.objects.all():
        with default_storage.open(picture.original) as file:
            written += _write(root / picture.name, file.read())
    return written


def _bare_rows(found: Library, outcome: Outcome) -> dict[tuple[str, str, str], Page]:
    """Make a row for each new address, and return the pages whose file is not the one loaded last."""
    pages = {(page.language, page.kind, page.slug): page for page in Page.objects.select_related("live_revision")}
    for former in FormerAddress.objects.select_related("page__live_revision"):
        page = former.page  # staff have moved it: the file under its old name is still its file
        if (page.language, page.kind, page.slug) not in found.texts:
            pages.setdefault((former.language, former.kind, former.slug), page)
    changed = {}
    for key, text in found.texts.items():
        page = pages.get(key)
        if page is None:
            language, kind, slug = key
            page = kinds.get(kind).model.objects.create(kind=kind, language=language, slug=slug)
            outcome.new += 1
        elif page.loaded_sha256 == _digest(text):
            outcome.unchanged += 1
            continue
        changed[key] = page
    return changed


def _publish(found: Library, changed: dict, loader, outcome: Outcome, progress) -> None:
    """Publish each changed manuscript, from the lowest floor up, or leave it as a draft where staff were at work."""
    ready = {key: page for key, page in changed.items() if not _met_staff(key, page, found, loader, outcome)}
    ids = [page.pk for page in ready.values()]
    order = {kind.name: number for number, kind in enumerate(kinds.all_kinds())}
    known = {}
    for number, key in enumerate(sorted(ready, key=lambda key: (order[key[1]], key)), start=1):
        language, page, text = key[0], ready[key], found.texts[key]
        if language not in known:
            known[language] = rendering.references(language, about_to_be_live=ids)
        is_new = page.status == PageStatus.NEVER_PUBLIC
        _discard_own_draft(page, loader)
        revision = actions.save_draft(page=page, by=loader, manuscript=text, origin=Origin.STARTER_LIBRARY)
        actions.publish_from_library(revision=revision, by=loader, known=known[language])
        Page.objects.filter(pk=page.pk).update(loaded_sha256=_digest(text))
        outcome.changed += not is_new
        if key[1] == "snippets":
            known.pop(language)  # what comes next is rendered with the snippet's new text
        progress(number, len(ready))


def _met_staff(key, page: Page, found: Library, loader, outcome: Outcome) -> bool:
    """Whether staff have made the page theirs. Then the file is kept as a draft for them to accept, and reported."""
    text, name = found.texts[key], name_of(*key)
    draft = page.revisions.open().first()
    if draft is not None and draft.origin == Origin.STAFF:
        outcome.conflicts.append(f"{name}: staff have an open draft; the library's new text waits for the next load")
        return True
    live = page.live_revision
    if live is not None and live.origin == Origin.STAFF:
        why = "staff have edited the page"
    elif page.reviewed_on:
        why = "a clinician has reviewed the page"
    elif page.status == PageStatus.WITHDRAWN:
        why = "the page is withdrawn"
    else:
        return False
    _discard_own_draft(page, loader)
    actions.save_draft(page=page, by=loader, manuscript=text, origin=Origin.STARTER_LIBRARY)
    Page.objects.filter(pk=page.pk).update(loaded_sha256=_digest(text))
    outcome.conflicts.append(f"{name}: {why}; the library's new text is kept as a draft")
    return True


def _discard_own_draft(page: Page, loader) -> None:
    for draft in page.revisions.open().filter(origin=Origin.STARTER_LIBRARY):
        actions.discard(revision=draft, by=loader, note="A newer text came with the library.")


def _load_sources(records: list[dict]) -> int:
    """Bring the sources in; what one supersedes may stand before or after it."""
    bare = [{**record, "superseded_by": None} for record in records]
    changed = _upsert(Source, "id", bare, skipped={"superseded_by"})
    for record in records:
        newer = record.get("superseded_by")
        changed += (
            Source.objects.filter(pk=record["id"]).exclude(superseded_by=newer).update(superseded_by_id=newer)
            if newer
            else Source.objects.filter(pk=record["id"], superseded_by__isnull=False).update(superseded_by=None)
        )
    return changed


def _load_contributors(records: list[dict]) -> int:
    return _upsert(Contributor, "id", records)


def _load_terms(terms: dict[str, list[dict]]) -> int:
    changed = 0
    for language, records in terms.items():
        rows = [
            {
                "language": language,
                "slug": library.term_slug(record["term"]),
                "term": record["term"],
                "also_called": record.get("also_called", []),
                "definition": record["definition"],
                "page": record.get("page", ""),
                "source_ids": record.get("sources", []),
            }
            for record in records
        ]
        changed += _upsert(Term, "slug", rows, scope={"language": language})
    return changed


def _load_pictures(pictures: dict[str, dict]) -> int:
    return _upsert(StoredPicture, "name", list(pictures.values()))


def _upsert(model, key: str, records: list[dict], *, scope: dict | None = None, skipped: set[str] = frozenset()) -> int:
    """Make rows say what records say, and return how many did not. Rows without a record are left alone."""
    rows = {getattr(row, key): row for row in model.objects.filter(**(scope or {}))}
    names = {field.name for field in model._meta.concrete_fields} & {name for r in records for name in r} - skipped
    blank = {field.name: field.get_default() for field in model._meta.concrete_fields}
    fresh, changed = [], []
    for record in records:
        values = {name: record.get(name, blank[name]) for name in names}
        row = rows.get(record[key])
        if row is None:
            fresh.append(model(**values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    model.objects.bulk_create(fresh)
    for row in changed:
        row.save()
    return len(fresh) + len(changed)


def _store(name: str, raw: bytes, size: tuple[int, int]) -> dict:
    """Put a picture into storage under names made from its bytes; what is there is not written again."""
    digest = hashlib.sha256(raw).hexdigest()
    stem, _, ending = name.rpartition(".")
    original = _put(f"{stem}.{digest[:12]}.{ending}", raw)
    record = {"name": name, "digest": digest, "original": original, "file": original, "variants": []}
    record |= {"width": size[0], "height": size[1]}
    if ending == "svg":
        return record
    known = StoredPicture.objects.filter(name=name, digest=digest).first()
    if known is not None and default_storage.exists(known.file):
        return record | {"file": known.file, "variants": known.variants}
    variants: dict[str, list] = {}
    *encoded, fallback = photographs.encode(raw)
    for item in encoded:
        file = _put(f"{stem}.{digest[:12]}.{item.width}.{item.extension}", item.content)
        variants.setdefault(item.media_type, []).append([file, item.width])
    file = _put(f"{stem}.{digest[:12]}.{fallback.width}.{fallback.extension}", fallback.content)
    return record | {"file": file, "variants": [list(pair) for pair in variants.items()]}


def _put(name: str, content: bytes) -> str:
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return name
        default_storage.delete(name)  # a process was killed while it wrote
    return default_storage.save(name, ContentFile(content))


def _dumped_records():
    sources = [
        _without_empty(
            {
                "id": source.pk,
                "title": source.title,
                "publisher": source.publisher,
                "year": source.year,
                "url": source.url,
                "kind": source.kind,
                "superseded_by": source.superseded_by_id,
            }
        )
        for source in Source.objects.all()
    ]
    yield "sources.yaml", sorted(sources, key=lambda record: record["id"])
    people = Contributor.objects.values("id", "name", "kind", "credentials", "role", "about")
    yield "contributors.yaml", sorted(map(_without_empty, people), key=lambda record: record["id"])
    terms = Counter(Term.objects.values_list("language", flat=True))
    for language in terms:
        records = [
            _without_empty(
                {
                    "term": term.term,
                    "also_called": term.also_called,
                    "definition": term.definition,
                    "page": term.page,
                    "sources": term.source_ids,
                }
            )
            for term in Term.objects.filter(language=language)
        ]
        folder = "" if language == settings.LANGUAGE_CODE else f"{language}/"
        yield f"{folder}glossary.yaml", sorted(records, key=lambda record: record["term"].lower())


def _without_empty(record: dict) -> dict:
    return {key: value for key, value in record.items() if value not in (None, "", [])}


def _write(path: Path, content: bytes) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return 1


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _loader():
    """The account in whose name the library is loaded. Nobody can sign in with it."""
    user, made = get_user_model().objects.get_or_create(
        username=LOADER, defaults={"is_active": False, "first_name": "Starter library"}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
