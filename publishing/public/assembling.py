"""Puts a page together for a reader: its stored HTML with everything in it that the moment decides.

The same code for a page that is live, for a preview of a text that is stored nowhere, and for a page as on another day.
"""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from django.db.models import Model
from django.utils.translation import override

from publishing.life import addresses, clinic, rendering
from publishing.life.clinic import Clinic
from publishing.life.models import Contributor, Page, Source, StoredPicture
from publishing.life.models.version import per_version
from publishing.life.pictures import as_printed
from publishing.public import listing
from publishing.public.sources import Cited
from publishing.text import kinds
from publishing.text.binding import Asked, Binder, Picture, Values, Word, Words, the_same, words_in
from publishing.text.kinds import Kind
from publishing.text.manuscripts import picture_name
from publishing.text.preparing import reading_order
from publishing.text.prose.marks import strings
from publishing.text.records import SourceKind
from publishing.text.schema import ListOf, Record, Type
from publishing.text.stencils import SECTION

#: Rows of a model that are kept for all pages: sources of some 2 kB, which a library of ten thousand pages has more of.
MOST_ROWS = 5_000


class Printed(Protocol):
    """A typed link that a page prints: its stored HTML, and what a template prints once that is bound."""

    shown: dict

    def stored(self) -> dict:
        """Return the HTML with marks of what the page prints of it."""


@dataclass(frozen=True)
class Put:
    """What a shared text brings to a page that puts it in: what it names, and the words that may be explained in it."""

    asked: Asked
    words: set[str]


@dataclass(frozen=True)
class Standing:
    """What every page of a language may print: the clinic's words, the shared texts, the hard words, bylines.

    changed: when each shared text changed last. What many pages print is kept as soon as one has asked for it, for as
    long as nothing changes: rows by model and key, addresses by name, pictures as they are printed, what shared texts
    bring, and those that are the same on every page (`the_same`).
    """

    clinic: Clinic = field(default_factory=Clinic)
    tokens: Mapping[str, str] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=Words)
    changed: Mapping[str, datetime.datetime] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    rows: dict[type[Model], dict[str, Any]] = field(default_factory=dict)
    addresses: dict[str, str | None] = field(default_factory=dict)
    puts: dict[str, Put] = field(default_factory=dict)
    printed: dict[str, Picture] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)

    def put(self, slug: str) -> Put:
        """Return what a shared text brings, with those in it. Read once for all pages."""
        if slug not in self.puts:
            html, asked = self.shared.get(slug, ""), Asked()
            asked.read(html, self.shared)
            inside = [self.shared.get(other, "") for other in asked.shared]
            self.puts[slug] = Put(asked, words_in("".join([html, *inside])))
            self.same.update(the_same({slug: html}, self.tokens))
        return self.puts[slug]

    def of(self, model: type[Model], keys: Iterable[str], by: str = "pk") -> dict[str, Any]:
        """Return the rows with these keys that exist. One query, for those that nobody asked for before."""
        kept, wanted = self.rows.setdefault(model, {}), set(keys)
        if len(kept) > MOST_ROWS:
            kept = self.rows[model] = {}  # another one: somebody may be reading that
        if unknown := wanted - kept.keys():
            kept.update(dict.fromkeys(unknown) | model._default_manager.in_bulk(unknown, field_name=by))
        return {key: kept[key] for key in sorted(wanted) if kept[key] is not None}

    def pictures(self, names: Set[str]) -> dict[str, Picture]:
        """Return the pictures with these names as a page prints them."""
        found = self.of(StoredPicture, names, by="name")
        self.printed.update({name: as_printed(found[name]) for name in found.keys() - self.printed.keys()})
        return {name: self.printed[name] for name in found}

    def leading_to(self, language: str, names: set[str]) -> Mapping[str, str | None]:
        """Return the addresses behind these names. Two queries, for those that nobody asked for before."""
        if unknown := names - self.addresses.keys():
            self.addresses.update({**dict.fromkeys(unknown), **addresses.urls(language, unknown)})
        return self.addresses


@dataclass
class Together:
    """A page put together. html: what templates print, by key. citations: its numbered sources, in order.

    cut: its stencil with every mark filled, the holes still open; empty where it has none.
    changed_at: when the shared texts in it changed last; None where there are none. picture: what stands for the page,
    the first of its drawings; None where it has none.
    """

    html: dict
    citations: list[Cited]
    changed_at: datetime.datetime | None
    clinic: Clinic
    picture: StoredPicture | None
    cut: list[str] = field(default_factory=list)


@per_version
def standing(language: str) -> Standing:
    """Return what stands for all pages of a language. Five queries, once per content version and process."""
    with override(language):
        found = clinic.current()
        tokens = found.tokens
    shared = addresses.shared_texts(language, [*rendering.STORED, "updated_at"])
    changed = {slug: page.updated_at for slug, page in shared.items() if page.updated_at is not None}
    people = {person.pk: str(person) for person in Contributor.objects.only("name", "credentials")}
    return Standing(found, tokens, rendering.joined_each(shared), hard_words(language), changed, people)


def hard_words(language: str) -> Words:
    """Return the hard words of a language that are live. One query."""
    pages = Page.objects.live().in_language(language).filter(kind__in=kinds.explained_names())
    rows = pages.order_by("slug").values_list("slug", "title", "also_called", "summary")
    return Words(tuple(word(*row) for row in rows))


def word(slug: str, title: str, names: Iterable[str], meaning: str) -> Word:
    """Return a page of hard words as other pages explain it."""
    return Word(slug, (title, *names), meaning)


def put_together(
    page: Page, html: dict, rows: Iterable[Printed] = (), stand: Standing | None = None, *, second: bool = False
) -> Together:
    """Bind a page's HTML and that of the rows that it prints, whose `shown` is set.

    second: whether it is the second page of the topic: each has its own sources, numbered the best first.
    Four queries at most, whatever is on the page: links, former names, pictures, sources.
    """
    rows = list(rows)
    stand = stand or standing(page.language)
    stored = [row.stored() for row in rows]
    full = _printed(kinds.get(page.kind), html, second=second)
    asked = _asked([full, *stored], stand)
    beside = {} if second else {key: value for key, value in html.items() if key not in full}
    asked.pages |= _asked([beside], stand).pages  # a row at a glance leads to its page
    sources = best_first(stand.of(Source, asked.sources))
    values = _values(page.language, asked, sources, stand)
    binder = Binder(values)
    bound = _bound_second(page, full, binder) if second else _bound_page(page, full, binder)
    bound["authors"] = [stand.people.get(author, author) for author in html.get("authors", ())]
    # What a part was made of stands on the page once already: as a value it has no numbers and explains nothing.
    plain = Binder(replace(values, sources=(), words=Words()))
    bound |= {key: _bound(html[key], plain) for key in sorted(html.keys() - bound.keys()) if not second}
    for row, one in zip(rows, stored, strict=True):
        row.shown = _bound(one, binder)
    picture = _first_picture(html, stand)
    return Together(bound, _cited(sources, binder), _changed_at(asked, stand), stand.clinic, picture)


def put_in(page: Page, stencil: dict, rows: Iterable[Printed] = (), stand: Standing | None = None) -> Together:
    """Bind a page's stencil and the HTML of the rows that it prints, whose `shown` is set. Asks as `put_together`."""
    rows = list(rows)
    stand = stand or standing(page.language)
    stored = [row.stored() for row in rows]
    asked, words = _asked_by(stencil, stored, stand)
    sources = best_first(stand.of(Source, asked.sources))
    values = _values(page.language, asked, sources, stand)
    binder = Binder(values, words)
    cut = list(stencil["cut"])
    for place in stencil["order"]:
        cut[place] = binder.html(cut[place])
    for row, one in zip(rows, stored, strict=True):
        row.shown = _bound(one, binder)
    plain = Binder(replace(values, sources=(), words=Words()))
    bound = {key: _bound(value, plain) for key, value in stencil["retold"].items()}
    bound["authors"] = [stand.people.get(author, author) for author in bound.get("authors", ())]
    bound["sections"] = list(_sections(cut))
    picture = _picture([stencil["picture"]], stand)
    return Together(bound, _cited(sources, binder), _changed_at(asked, stand), stand.clinic, picture, cut)


def _asked_by(stencil: dict, rows: list[dict], stand: Standing) -> tuple[Asked, set[str]]:
    """Return what a stencil and some rows name, and the words in which one may be explained."""
    asked, words = Asked.kept(stencil["asked"]), set(stencil["words"].split())
    if beside := "".join(text for row in rows for text in strings(row)):
        asked.add(Asked.of(beside))
        words |= words_in(beside)
    for slug in tuple(asked.shared):
        put = stand.put(slug)
        asked.add(put.asked)
        words |= put.words
    return asked, words


def _sections(cut: list[str]) -> Iterator[dict]:
    """Yield the sections that are told again, as they stand bound in a stencil."""
    for name, html in zip(cut[1::2], cut[2::2], strict=True):
        if name.startswith(SECTION) and name != SECTION:
            yield {"id": name.removeprefix(SECTION), "html": html}


def _cited(sources: Mapping[str, Source], binder: Binder) -> list[Cited]:
    return [Cited(number, sources[pk], binder.uses[pk]) for pk, number in binder.numbers.items() if pk in binder.uses]


def _changed_at(asked: Asked, stand: Standing) -> datetime.datetime | None:
    return max((stand.changed[slug] for slug in asked.shared & stand.changed.keys()), default=None)


def each_part(pages: Collection[Page], part: str) -> dict[int, str]:
    """Return the id of each page -> one of its written sections by itself, without sources and explained words.

    pages: of one language, with the columns `rendering.STORED`. part: the id of the section; a page without it has "".
    A few queries, however many pages there are.
    """
    stored = {page.pk: _section(rendering.html_of(page), part) for page in pages}
    if not stored:
        return {}
    language = next(iter(pages)).language
    stand = standing(language)
    values = replace(_values(language, _asked([stored], stand), {}, stand), words=Words())
    return {pk: Binder(values).html(html) for pk, html in stored.items()}


def _section(html: dict, part: str) -> str:
    return next((section["html"] for section in html["sections"] if section["id"] == part), "")


def _first_picture(html: dict, stand: Standing) -> StoredPicture | None:
    """Return the picture that stands for a page. The main page shows it, so that nothing is asked for anew there."""
    names = [picture_name(drawing["file"]) for drawing in html.get("drawings", [])[:1] if "file" in drawing]
    return _picture(names, stand)


def _picture(names: list[str], stand: Standing) -> StoredPicture | None:
    found = next(iter(stand.of(StoredPicture, filter(None, names), by="name").values()), None)
    return found if found is not None and found.removed_at is None else None


def _printed(kind: Kind, html: dict, *, second: bool) -> dict:
    """Return the HTML that one of the two pages prints in full. The rest is no part of what a reader reads there."""
    deep = kind.second
    if second:
        return {key: html[key] for key in (deep.keys if deep else ()) if key in html}
    return {key: value for key, value in html.items() if not (deep and key in deep.only)}


def best_first(sources: Mapping[str, Source]) -> dict[str, Source]:
    """Return sources in the order of their numbers: guidelines and reviews first, leaflets last, the newest first."""
    ranks = {kind: rank for rank, kind in enumerate(SourceKind.values)}
    return dict(sorted(sources.items(), key=lambda one: (ranks[one[1].kind], -(one[1].year or 0), one[0])))


def _asked(htmls: Iterable[dict], stand: Standing) -> Asked:
    asked = Asked()
    asked.read("".join(text for html in htmls for text in strings(html)), stand.shared)
    return asked


def _values(language: str, asked: Asked, sources: Mapping[str, Source], stand: Standing) -> Values:
    return Values(
        addresses=stand.leading_to(language, asked.pages),
        tokens=stand.tokens,
        shared=stand.shared,
        pictures=stand.pictures(asked.pictures),
        sources=tuple(sources),
        words=stand.words,
        glossary=glossary(),
        same=stand.same,
    )


def glossary() -> str:
    """Return the address of the list of explained words; empty where no kind has one."""
    return next((listing.address_of(f"{kind}:list") for kind in kinds.explained_names()), "")


def _bound_page(page: Page, html: dict, binder: Binder) -> dict:
    """Bind in the order of reading: a hard word is explained where it is used first, and ways back count from there."""
    bound: dict = {"sections": [], "made": {}}
    kind = kinds.get(page.kind)
    for what, name, value in reading_order(kind, html):
        if what == "section":
            headings = [(anchor, binder.words(text)) for anchor, text in value["headings"]]
            words = {"title": binder.words(value["title"]), "html": binder.html(value["html"])}
            bound["sections"].append({**value, **words, "headings": headings})
        elif what == "made":
            bound["made"][name] = binder.html(value)
        else:
            described = kind.schema.keys.get(name)
            bound[name] = _bound(value, binder, described.type if described else None)
    return bound


def _bound_second(page: Page, html: dict, binder: Binder) -> dict:
    keys = kinds.get(page.kind).schema.keys
    return {key: _bound(value, binder, keys[key].type) for key, value in html.items()}


def _bound(value: Any, binder: Binder, described: Type | None = None) -> Any:
    """Bind a value, each record in it by its schema: a database gives the keys of JSON in an order of its own."""
    if isinstance(value, str):
        return binder.html(value)
    if isinstance(value, dict):
        keys = described.keys if isinstance(described, Record) else {}
        order = [*(key for key in keys if key in value), *sorted(value.keys() - keys.keys())] if keys else sorted(value)
        return {key: _bound(value[key], binder, keys[key].type if key in keys else None) for key in order}
    if isinstance(value, list):
        item = described.item if isinstance(described, ListOf) else None
        return [_bound(inner, binder, item) for inner in value]
    return value
