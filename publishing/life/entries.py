"""The rows that stand beside the pages, as their library lists them: sources, contributors, pictures.

A row remembers the digest of its entry as it was last met, so a load knows whose each is: where the row still says
what was loaded, the library's words are put in; where staff have changed it, theirs stay, and both are shown.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from publishing.life.models import Contributor, Source, StoredPicture
from publishing.life.models.library import FromLibrary
from publishing.text import records

#: What is said of a picture beside its file, under the names of its columns.
SAID = ["shows", "is_decoration", "caption", "credit", "license", "in_it", "focus_x", "focus_y"]
#: What an entry of each model may say, the key by which it is known, and the folder before that key in a name.
KEYS: dict[type[FromLibrary], list[str]] = {
    Source: list(records.SOURCE.keys),
    Contributor: list(records.CONTRIBUTOR.keys),
    StoredPicture: ["name", "digest", "original", "file", "variants", "width", "height", *SAID],
}
KNOWN_BY: dict[type[FromLibrary], tuple[str, str]] = {
    Source: ("id", "sources/"),
    Contributor: ("id", "contributors/"),
    StoredPicture: ("name", ""),
}


@dataclass
class Met:
    """What came of meeting the entries of a library: how many rows changed, whose words stay, what the library lost."""

    changed: int = 0
    conflicts: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def name_of(row: FromLibrary) -> str:
    """Return what a report and a clinic's own list call a row, such as sources/koes2007."""
    key, folder = KNOWN_BY[type(row)]
    return f"{folder}{getattr(row, key)}"


def entry_of(row: FromLibrary) -> dict[str, Any]:
    """Return what a row says, as an entry of its library would; what is empty is left out."""
    columns = {field.name: field.attname for field in row._meta.concrete_fields}
    return _without_empty({key: getattr(row, columns[key]) for key in KEYS[type(row)]})


def credit_of(picture: StoredPicture) -> dict[str, Any]:
    """Return what is said of a picture as a record of credits.yaml; nothing but its name where nothing is."""
    says = {key: value for key, value in entry_of(picture).items() if key in SAID}
    words = {"decoration": "only"} if says.pop("is_decoration", False) else {}
    credit = {"name": picture.name, **says, **words}
    return {key: credit[key] for key in records.CREDIT.keys if key in credit}


def as_said(credit: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record of credits.yaml under the names of a picture's columns."""
    says = {key: value for key, value in credit.items() if key in SAID}
    return says | ({"is_decoration": True} if "decoration" in credit else {})


def digest_of(entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what an entry says, however its keys are ordered."""
    said = json.dumps(_without_empty(entry), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _without_empty(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if value is not False and value not in (None, "", [])}


def is_changed_here(row: FromLibrary) -> bool:
    """Whether a row that came with a library says something else than its entry there."""
    return bool(row.loaded_sha256) and digest_of(entry_of(row)) != row.loaded_sha256


def differences(row: FromLibrary) -> list[tuple[str, Any, Any]]:
    """Return (key, what the row says, what the library says) where newer words of the library wait beside it."""
    ours, theirs = entry_of(row), row.offered or {}
    keys = KEYS[type(row)] if row.offered else []
    return [(key, ours.get(key, ""), theirs.get(key, "")) for key in keys if ours.get(key) != theirs.get(key)]


def meet(model: type[FromLibrary], entries: Iterable[dict], own: Mapping[str, dict]) -> Met:
    """Bring the entries of a library in, as far as staff have not changed their rows.

    own: what the library says is its clinic's own, by name. The caller's transaction has taken the content version.
    """
    key, folder = KNOWN_BY[model]
    rows = {getattr(row, key): row for row in model._default_manager.all()}
    met, fresh = Met(), []
    for entry in entries:
        row, mine = rows.pop(entry[key], None), own.get(f"{folder}{entry[key]}")
        remembered = digest_of(entry) if mine is None else mine.get("library", "")
        if row is None:
            fresh.append(_says(model(loaded_sha256=remembered), entry))
        else:
            _meet(row, entry, remembered, met)
    model._default_manager.bulk_create(fresh)
    met.changed += len(fresh)
    for row in rows.values():
        _miss(row, met)
    return met


def _meet(row: FromLibrary, entry: dict, remembered: str, met: Met) -> None:
    """Let a row meet its entry. Rows from before digests were kept have none: one that differs is the staff's."""
    met_before = row.loaded_sha256 == digest_of(entry)
    says = digest_of(entry_of(row))
    if not met_before and says == digest_of(entry):
        _remember(row, loaded_sha256=remembered, offered=None)
    elif not met_before and says == row.loaded_sha256:
        _says(row, entry)
        row.save(update_fields=[name for name in KEYS[type(row)] if name != row._meta.pk.name])
        _remember(row, loaded_sha256=remembered, offered=None)
        met.changed += 1
    elif not met_before:
        _remember(row, loaded_sha256=digest_of(entry), offered=_without_empty(entry))
        met.conflicts.append(f"{name_of(row)}: staff have changed it, and so has the library; theirs stays")
    if row.left_at is not None:
        _remember(row, left_at=None)


def _miss(row: FromLibrary, met: Met) -> None:
    """Note that the library has no entry for a row that came with it."""
    if row.loaded_sha256:
        if row.left_at is None:
            _remember(row, left_at=timezone.now())
        met.left.append(name_of(row))


def _says(row: FromLibrary, entry: Mapping[str, Any]) -> FromLibrary:
    """Make a row say what an entry says; the caller saves it."""
    for column in row._meta.concrete_fields:
        if column.name in KEYS[type(row)]:
            setattr(row, column.attname, entry.get(column.name, column.get_default()))
    return row


def _remember(row: FromLibrary, **columns: Any) -> None:
    """Save what a row remembers of the library, where it is not what it remembers."""
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    if changed:
        row.save(update_fields=changed)
