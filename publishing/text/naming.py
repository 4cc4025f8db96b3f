"""What a manuscript names, and how it is made to name something else. Reads text, so that a broken draft counts too.

Must not know what exists. A canonical manuscript names a page in three ways: a file link, an address, a slug under a
key whose type says which kind it is of. The last two, translations, keepers and drawings stand in the front matter
alone: a line of the body that reads like one is a sentence.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings

from publishing.text import kinds, manuscripts
from publishing.text.prose import blocks
from publishing.text.schema import Key, ListOf, Name, Record

_TRANSLATION = re.compile(r"^translation_of: (?P<slug>.*)$", re.MULTILINE)
_KEEPER = re.compile(r"^(?P<key>owner|deputy): (?P<id>[a-z0-9-]+)$", re.MULTILINE)
_KEY = re.compile(r"^([a-z_]+):", re.MULTILINE)
_DRAWINGS = re.compile(r"^drawings:\n(?P<items>(?:[- ].*\n)+)", re.MULTILINE)
_FILE = re.compile(r"^[- ] file: (?P<file>\S+)$", re.MULTILINE)
_PICTURE = re.compile(r"\]\((?:\.\./)+(?P<name>(?:drawings|images)/[a-z0-9][a-z0-9-]*\.[a-z0-9]+)(?=[ )])")


class Naming(StrEnum):
    """How a text names something."""

    PAGE = "page"
    TRANSLATION = "translation"
    SNIPPET = "snippet"
    PICTURE = "picture"
    KEEPER = "keeper"


#: The ways that name a page.
OF_PAGES = (Naming.PAGE, Naming.TRANSLATION, Naming.SNIPPET)


def named_in(text: str, kind: str, language: str) -> Iterator[tuple[Naming, str, str]]:
    """Yield (how, language of what is named, name) for everything that a manuscript names, each once.

    A translation names the page that it translates in the main language, and every other in its own.
    """
    front, _body = _parts(text)
    for match in _TRANSLATION.finditer(front):
        yield Naming.TRANSLATION, settings.LANGUAGE_CODE, f"{kind}/{match['slug']}"
    for name in sorted(pages_in(text)):
        yield Naming.PAGE, language, name
    for slug in dict.fromkeys(blocks.used_snippets(text)):
        for shared in kinds.shared_names():
            yield Naming.SNIPPET, language, f"{shared}/{slug}"
    files = [file for drawings in _DRAWINGS.finditer(front) for file in _FILE.findall(drawings["items"])]
    for name in sorted({manuscripts.picture_name(file) for file in files} | set(_PICTURE.findall(text))):
        yield Naming.PICTURE, language, name
    for keeper in sorted({match["id"] for match in _KEEPER.finditer(front)}):
        yield Naming.KEEPER, language, keeper


def pages_in(text: str) -> set[str]:
    """Return every address that a manuscript names, such as `conditions/sciatica`; not that of what it translates."""
    front, body = _parts(text)
    front = _TRANSLATION.sub("", front)
    return {
        f"{kind.name}/{match[match.lastgroup or 0]}"
        for kind in kinds.all_kinds()
        for match in (
            *_pattern(kind.name, manuscripts.SLUG.pattern).finditer(front),
            *_link(kind.name, manuscripts.SLUG.pattern).finditer(body),
        )
    }


class Named(NamedTuple):
    """A record of a text that names a page. key: its list. number: its place in that. slug: by which it names it."""

    key: str
    number: int
    slug: str
    record: Mapping[str, Any]


def records_about(text: str, kind: str, to: str) -> Iterator[Named]:
    """Yield the records of a manuscript's lists that name a page of a kind, in the order of the text."""
    data, _body = manuscripts.read_raw(text)
    for key, named in lists_about(kind, to).items():
        records = [one for one in data.get(key) or [] if isinstance(one, dict)]
        for number, record in enumerate(records):
            yield from (Named(key, number, str(record.get(name)), record) for name in named)


@cache
def lists_about(kind: str, to: str) -> dict[str, list[str]]:
    """Return the lists of a kind whose records name a page of another: list -> the keys that do."""
    found: dict[str, list[str]] = {}
    for key, described in kinds.get(kind).schema.keys.items():
        item = described.type.item if isinstance(described.type, ListOf) else None
        for name, inner in item.keys.items() if isinstance(item, Record) else ():
            if isinstance(inner.type, Name) and inner.type.prefix == f"{to}/":
                found.setdefault(key, []).append(name)
    return found


def follow(text: str, kind: str, old: str, new: str) -> str:
    """Return a manuscript of the page's language in which every mention of `kind/old` names `kind/new`."""

    def renamed(match: re.Match[str]) -> str:
        start, stop = match.span(match.lastgroup or 0)
        return match[0][: start - match.start()] + new + match[0][stop - match.start() :]

    front, body = _parts(text)
    text = _pattern(kind, old).sub(renamed, front) + _link(kind, old).sub(renamed, body)
    return _put_in(text, old, new) if kinds.get(kind).is_shared else text


def _put_in(text: str, old: str, new: str) -> str:
    """Return a manuscript that puts in one shared text where it put in another."""
    return blocks.SNIPPET.sub(
        lambda match: match[0].replace(f"| {old}\n", f"| {new}\n", 1) if match["slug"] == old else match[0], text
    )


def translate_from(text: str, new: str) -> str:
    """Return a manuscript that translates the page with another slug: its own links lead to pages of its language."""
    front, body = _parts(text)
    return _TRANSLATION.sub(f"translation_of: {new}", front, count=1) + body


def pass_on(text: str, contributor: str, to: str) -> str:
    """Return a manuscript in which another contributor owns, or stands in, where one did."""
    front, body = _parts(text)
    front = _KEEPER.sub(lambda match: f"{match['key']}: {to}" if match["id"] == contributor else match[0], front)
    return front + body


def keep_by(text: str, kind: str, owner: str, deputy: str = "") -> str:
    """Return a manuscript with an owner, and with somebody who stands in; one that has an owner, or that cannot be read
    whole, stays as it is.
    """
    found = manuscripts.read_loosely(text)
    if found is None or "owner" in found[0] or "owner" not in kinds.get(kind).schema.keys:
        return text
    front, body = _parts(text)
    kept = f"owner: {owner}\n"
    if deputy:
        kept, front = f"{kept}deputy: {deputy}\n", re.sub(r"^deputy: .*\n", "", front, flags=re.MULTILINE)
    return _put_before(front, _behind(kind, "owner"), kept) + body


def _behind(kind: str, key: str) -> set[str]:
    """The keys of a kind's front matter that stand behind one of them."""
    keys = list(kinds.get(kind).schema.keys)
    return set(keys[keys.index(key) + 1 :])


def _put_before(front: str, keys: set[str], lines: str) -> str:
    """Return front matter with lines before the first of some keys, or at its end."""
    at = next((match.start() for match in _KEY.finditer(front) if match[1] in keys), front.rindex(manuscripts.FENCE))
    return front[:at] + lines + front[at:]


def _parts(text: str) -> tuple[str, str]:
    """The front matter with its fences, and the rest; a draft so broken that it has none may name in any line."""
    found = manuscripts.split(text)
    end = len(text) - len(found[1]) if found else len(text)
    return text[:end], text[end:]


@cache
def _link(kind: str, slug: str) -> re.Pattern[str]:
    """The way in which prose names a page: a link to its file."""
    return re.compile(rf"(?<=\]\(\.\./){kind}/(?P<a>{slug})(?=\.md[)#])")


@cache
def _pattern(kind: str, slug: str) -> re.Pattern[str]:
    """The three ways in which front matter names a page: a file link, an address, a slug under its key."""
    keys = "|".join(sorted(_slug_keys(kind)))
    by_key = rf"|^[ ]*(?:- )?(?:{keys}): (?P<c>{slug})$" if keys else ""
    link = _link(kind, slug).pattern
    address = rf"^[ ]*(?:- )?(?:[a-z_]+: )?{kind}/(?P<b>{slug})$"
    return re.compile(f"{link}|{address}{by_key}", re.MULTILINE)


@cache
def _slug_keys(kind: str) -> frozenset[str]:
    """The front matter keys whose value is the slug of a page of a kind, such as `condition`."""
    found: set[str] = set()

    def walk(keys: Mapping[str, Key]) -> None:
        for name, key in keys.items():
            inner = key.type.item if isinstance(key.type, ListOf) else key.type
            if isinstance(inner, Record):
                walk(inner.keys)
            elif isinstance(inner, Name) and inner.prefix == f"{kind}/" and name != "translation_of":
                found.add(name)

    for described in kinds.all_kinds():
        walk(described.schema.keys)
    return frozenset(found)
