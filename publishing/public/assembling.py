"""Puts a page together for a reader: its stored HTML with everything in it that the moment decides.

The same code for a page that is live, for a preview of a text that is stored nowhere, and for a page as on another day.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import override

from publishing.life import addresses, rendering
from publishing.life.models import Contributor, FormerAddress, Page, Source, StoredPicture
from publishing.life.models.version import per_version
from publishing.life.pictures import as_printed
from publishing.public import clinic
from publishing.text import kinds
from publishing.text.binding import Asked, Binder, Values, Word, Words
from publishing.text.preparing import in_order
from publishing.text.prose import marks
from publishing.text.schema import ListOf, Record, Type


class Row(Protocol):
    """A typed link that a page prints: its stored HTML, and the sources that stand beside it."""

    shown: dict

    def stored(self) -> dict:
        """The HTML with marks."""


@dataclass(frozen=True)
class Standing:
    """What every page of a language may print: the clinic's words, the shared texts, the hard words.

    changed: when each shared text changed last.
    """

    tokens: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    changed: Mapping[str, datetime.datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Cited:
    """A source with its number on the page."""

    number: int
    source: Source


@dataclass
class Together:
    """A page put together. html: what templates print, by key. citations: its numbered sources, in order.

    changed_at: when the shared texts in it changed last; None where there are none.
    """

    html: dict
    citations: list[Cited]
    changed_at: datetime.datetime | None


@per_version
def standing(language: str) -> Standing:
    """Return what stands for all pages of a language. Six queries, once per content version and process."""
    with override(language):
        tokens = clinic.read().tokens
    pages = Page.objects.live().in_language(language).filter(kind__in=kinds.shared_names())
    moved = FormerAddress.objects.filter(page__in=pages)
    changed = dict(moved.values_list("slug", "page__updated_at")) | dict(pages.values_list("slug", "updated_at"))
    return Standing(tokens, rendering.shared_html(language), words_of(language), changed)


def words_of(language: str) -> Words:
    """Return the hard words of a language that are live. One query."""
    pages = Page.objects.live().in_language(language).filter(kind__in=kinds.explained_names())
    rows = pages.order_by("slug").values_list("slug", "title", "also_called", "summary")
    return Words(tuple(Word(slug, (title, *names), meaning) for slug, title, names, meaning in rows))


def put_together(page: Page, html: dict, rows: Iterable[Any] = (), stand: Standing | None = None) -> Together:
    """Bind a page's HTML and that of the rows that it prints, whose `shown` is set.

    Six queries at most, whatever is on the page: links, former names, pictures, sources, people.
    """
    rows = list(rows)
    stand = stand or standing(page.language)
    stored = [row.stored() for row in rows]
    asked = _asked([html, *stored], stand)
    sources = Source.objects.in_bulk(asked.sources | {source for one in stored for source in _beside(one)})
    binder = Binder(_values(page.language, asked, sources, stand))
    bound = _bound_page(page, html, binder)
    for row, one in zip(rows, stored, strict=True):
        row.shown = _bound(one, binder) | {"sources": _by_side(one, sources)}
    cited = [Cited(number, sources[pk]) for number, pk in enumerate(binder.uses, start=1)]
    return Together(
        bound, cited, max((stand.changed[slug] for slug in asked.shared & stand.changed.keys()), default=None)
    )


def _asked(htmls: Iterable[dict], stand: Standing) -> Asked:
    asked = Asked()
    for html in htmls:
        for text in _strings(html):
            asked.read(text, stand.shared)
    return asked


def _values(language: str, asked: Asked, sources: Mapping[str, Source], stand: Standing) -> Values:
    pictures = StoredPicture.objects.filter(name__in=asked.pictures) if asked.pictures else ()
    return Values(
        addresses=addresses.urls(language, asked.pages),
        tokens=stand.tokens,
        shared=stand.shared,
        pictures={picture.name: as_printed(picture) for picture in pictures},
        sources=sources.keys(),
        words=stand.words,
    )


def _bound_page(page: Page, html: dict, binder: Binder) -> dict:
    """Bind in the order of reading, for that is the order of the numbers of sources."""
    bound: dict = {"sections": []}
    kind = kinds.get(page.kind)
    for key, section in in_order(kind, html):
        if section is None:
            described = kind.schema.keys.get(key)
            bound[key] = _bound(html[key], binder, described and described.type)
        else:
            headings = [(anchor, binder.words(text)) for anchor, text in section["headings"]]
            words = {"title": binder.words(section["title"]), "html": binder.html(section["html"])}
            bound["sections"].append({**section, **words, "headings": headings})
    if bound.get("authors"):
        people = Contributor.objects.in_bulk(bound["authors"])
        bound["authors"] = [str(people.get(author, author)) for author in bound["authors"]]
    return bound


def _bound(value: Any, binder: Binder, described: Type | None = None) -> Any:
    """Bind a value, each record in it by its schema: a database gives the keys of JSON in an order of its own."""
    if isinstance(value, str):
        return binder.html(value)
    if isinstance(value, dict):
        keys = described.keys if isinstance(described, Record) else {}
        order = [*(key for key in keys if key in value), *sorted(value.keys() - keys.keys())]
        return {key: _bound(value[key], binder, keys[key].type if key in keys else None) for key in order}
    if isinstance(value, list):
        item = described.item if isinstance(described, ListOf) else None
        return [_bound(inner, binder, item) for inner in value]
    return value


def _strings(value: Any) -> Iterable[str]:
    """Yield every string of a value that has a mark."""
    if isinstance(value, str):
        if marks.is_marked(value):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _beside(html: dict) -> Iterable[str]:
    """Yield the ids of the sources that stand beside a row."""
    for ids in html.get("sources", {}).values():
        yield from ids


def _by_side(html: dict, sources: Mapping[str, Source]) -> dict[str, list[Source]]:
    return {side: [sources[pk] for pk in ids if pk in sources] for side, ids in html.get("sources", {}).items()}
