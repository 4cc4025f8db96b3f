"""The index of one language, in memory. Knows entries and stems; it asks no database.

A page is one document, and each of its passages another, with fields of its own. Measured traps: what is typed is never
parsed as a query, no text is stored, and memory grows with single updates, so `search.keeping` makes the index anew.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tantivy import Document, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder, Searcher

from search.analysis import plain_analyzer, stemming_analyzer, without_apostrophes
from search.entries import Entry

_HEAP = 15_000_000  # bytes: the least that the writer takes
#: What a word counts for, by the field in which it stands.
OF_A_PAGE: Mapping[str, float] = {"names": 4.0, "found_by": 5.0, "lead": 2.4, "whole": 0.8}
OF_A_PASSAGE: Mapping[str, float] = {"title": 2.5, "more": 2.4, "text": 2.2}
#: What words add that stand side by side in a question and in a field. Only these keep where each word stands.
OF_A_PAIR: Mapping[str, float] = {"names": 1.6, "found_by": 1.9, "lead": 1.3}
_WHOLE = 0  # the place of the document that is the page itself; passages count from 1
_TIE = 0.2  # what a word in a second field adds
_SLOP = 2  # words that may stand between them in the text
_REMEMBERED = 20_000  # stems of which it is remembered how many pages have them, until the next commit
_LEAST_RARITY = 0.4  # of a word that stands everywhere


class Hit(NamedTuple):
    """A page, or a passage of one. place: the number of the passage from 1, 0 for the page itself."""

    page: int
    place: int
    score: float


class Word(NamedTuple):
    """One word of a question: its stems, each with what it counts for beside the others, at most 1.

    The first stem is that of the word itself; the others mean the same, or are what it may have been meant for. text:
    the word as it was typed.
    """

    stems: Mapping[str, float]
    text: str = ""

    @property
    def stem(self) -> str:
        """The stem of the word itself."""
        return next(iter(self.stems))


class Part(NamedTuple):
    """Words of a question that belong together, and other words that mean the same, which count instead of them.

    weight: what the other words count for, at most 1.
    """

    words: tuple[Word, ...]
    instead: tuple[tuple[str, ...], ...] = ()
    weight: float = 1.0


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("page", indexed=True, fast=True)
    builder.add_unsigned_field("place", fast=True)
    for name in OF_A_PAIR:
        builder.add_text_field(name, tokenizer_name="stems", index_option="position")
    for name in ("whole", *OF_A_PASSAGE):
        builder.add_text_field(name, tokenizer_name="stems", index_option="freq")
    builder.add_text_field("name_words", tokenizer_name="words", index_option="basic")
    builder.add_text_field("words", tokenizer_name="words", index_option="basic")
    return builder.build()


@dataclass(frozen=True)
class _Reading:
    """The index as one commit left it, and how many pages have a stem in a field there, as far as that was asked."""

    searcher: Searcher
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)


class PageIndex:
    """The index of one language. Written by one thread at a time, read by all."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._schema = _schema()
        self._index = Index(self._schema)
        self._index.register_tokenizer("stems", stemming_analyzer(language))
        self._index.register_tokenizer("words", plain_analyzer())
        self._writer: IndexWriter | None = None
        self._reading = _Reading(self._index.searcher())

    def put(self, entries: Iterable[Entry]) -> None:
        """Put pages in, in the place of what was there of them; `commit` makes them found."""
        for entry in entries:
            self.remove([entry.pk])
            for document in _documents(entry):
                self._open().add_document(document)

    def remove(self, pages: Iterable[int]) -> None:
        """Take pages out; `commit` makes them gone."""
        for page in pages:  # not by its term: that finds no number without a sign, and says nothing
            self._open().delete_documents_by_query(Query.term_query(self._schema, "page", page))

    def commit(self) -> None:
        """Let everybody find what was put in since. What writes is let go: it holds memory and threads."""
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._writer = None
        self._index.reload()
        self._reading = _Reading(self._index.searcher())

    def _open(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        return self._writer

    def vocabulary(self) -> tuple[Counter[str], frozenset[str]]:
        """Return every word of the index as it is written, with the number of pages, and the words of names."""
        searcher = self._searcher
        of_texts = Counter(dict(searcher.terms_with_prefix("words", "")))
        of_names = dict(searcher.terms_with_prefix("name_words", ""))
        return of_texts + Counter(of_names), frozenset(of_names)

    def has(self, stem: str) -> bool:
        """Whether a stem stands anywhere on a page, or in what it is called or found by."""
        return any(self._number_with(name, stem) for name in OF_A_PAGE)

    def rarity(self, stem: str) -> float:
        """Return how much a stem tells: 1 for one that stands nowhere, towards 0 for one that stands everywhere."""
        all_of_them = math.log(self._searcher.num_docs + 2)
        return 1 - math.log(self._number_with("whole", stem) + 1) / all_of_them

    @property
    def _searcher(self) -> Searcher:
        return self._reading.searcher

    def _number_with(self, name: str, stem: str) -> int:
        """Return how many pages have a stem in a field. `doc_freq` counts those that were taken out, too."""
        reading = self._reading
        found = reading.numbers.get((name, stem))
        if found is None:
            if len(reading.numbers) >= _REMEMBERED:
                reading.numbers.clear()
            asked = Query.const_score_query(Query.term_query(self._schema, name, stem, "basic"), 1.0)
            found = reading.searcher.search(asked, 1).count or 0  # type: ignore[attr-defined]  # not in its types
            reading.numbers[name, stem] = found
        return found

    def pages(self, parts: Iterable[Part], pairs: Iterable[tuple[str, str]], limit: int) -> list[Hit]:
        """Return the pages that a question is about, the best first. pairs: stems that stand side by side in it."""
        clauses = [self._any(part, OF_A_PAGE) for part in parts]
        clauses += [self._side_by_side(pair) for pair in pairs]
        return self._found(clauses, [], limit)

    def _side_by_side(self, pair: tuple[str, str]) -> Query:
        return Query.disjunction_max_query(
            [
                Query.boost_query(Query.phrase_query(self._schema, name, list(pair), slop=_SLOP), boost)
                for name, boost in OF_A_PAIR.items()
            ]
        )

    def passages(self, parts: Iterable[Part], pages: list[int]) -> list[Hit]:
        """Return the passages of some pages that answer a question, the best first."""
        among = Query.const_score_query(Query.term_set_query(self._schema, "page", pages), 0.0)
        clauses = [self._any(part, OF_A_PASSAGE) for part in parts]
        return self._found(clauses, [(Occur.Must, among)], len(pages) * 8)

    def _found(self, clauses: list[Query], others: list[tuple[Occur, Query]], limit: int) -> list[Hit]:
        if not clauses or not limit:
            return []
        asked = Query.boolean_query([(Occur.Should, clause) for clause in clauses])
        searcher = self._searcher
        hits = searcher.search(Query.boolean_query([(Occur.Must, asked), *others]), limit, count=False).hits
        addresses = [address for _score, address in hits]
        pages = searcher.fast_field_values("page", addresses)
        places = searcher.fast_field_values("place", addresses)
        return [
            Hit(int(page or 0), int(place or 0), score)
            for (score, _address), page, place in zip(hits, pages, places, strict=True)
        ]

    def _any(self, part: Part, fields: Mapping[str, float]) -> Query:
        """The words of a part, or instead of them all of the words that mean the same: whatever counts for more."""
        said = [(Occur.Should, self._word(word.stems, fields)) for word in part.words]
        ways = [Query.boolean_query(said)] if said else []
        for stems in part.instead:
            each = [(Occur.Must, self._word({stem: part.weight}, fields)) for stem in stems]
            ways.append(Query.boolean_query(each))
        return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways)

    def _word(self, stems: Mapping[str, float], fields: Mapping[str, float]) -> Query:
        """Any of some stems in any field: the best counts, and the others a little."""
        return Query.disjunction_max_query(
            [
                Query.boost_query(Query.term_query(self._schema, name, stem, "freq"), boost * told)
                for stem, weight in stems.items()
                for told in [weight * max(self.rarity(stem), _LEAST_RARITY)]
                for name, boost in fields.items()
            ],
            _TIE,
        )


def _documents(entry: Entry) -> Iterator[Document]:
    """Yield what the index has of a page: itself, and each passage."""
    names = _plain("\n".join(entry.names))
    texts = _plain("\n".join(f"{passage.title}\n{passage.text}" for passage in entry.passages))
    lead, found_by = _plain(entry.lead), _plain(entry.found_by)
    whole: dict[str, Any] = {"page": entry.pk, "place": _WHOLE, "names": names, "name_words": f"{names} {found_by}"}
    whole |= {"found_by": found_by, "lead": lead, "whole": texts, "words": f"{lead} {texts}"}
    yield _document(whole)
    for number, passage in enumerate(entry.passages, start=1):
        said = {"title": _plain(passage.title), "more": _plain(passage.more), "text": _plain(passage.text)}
        yield _document({"page": entry.pk, "place": number, **said})


def _document(fields: Mapping[str, Any]) -> Document:
    document = Document()
    for name, value in fields.items():
        if isinstance(value, int):
            document.add_unsigned(name, value)
        else:
            document.add_text(name, value)
    return document


def _plain(text: str) -> str:
    return without_apostrophes(text)
