"""The index of one language, in memory. Knows entries and stems; it asks no database.

A page is one document, and each of its passages another. Measured traps (docs/decisions.md): what is typed is never parsed
as a query, texts are not stored, and memory grows with single updates, so `search.keeping` makes the index anew.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from tantivy import Document, Index, Occur, Query, Schema, SchemaBuilder

from search.analysis import LONGEST_WORD, plain_analyzer, stemming_analyzer, stems_of, without_apostrophes
from search.entries import Entry

_HEAP = 15_000_000  # bytes: the least that the writer takes
#: What a word counts for, by the field in which it stands.
OF_A_PAGE: Mapping[str, float] = {"names": 5.0, "found_by": 2.5, "lead": 2.0, "text": 1.0}
OF_A_PASSAGE: Mapping[str, float] = {"title": 3.0, "more": 2.0, "text": 1.0}
_WHOLE = 0  # the place of the document that is the page itself; passages count from 1
_TIE = 0.3  # what a word in a second field adds


class Hit(NamedTuple):
    """A page, or a passage of one. place: the number of the passage from 1, 0 for the page itself."""

    page: int
    place: int
    score: float


class Wanted(NamedTuple):
    """One word of a question: its stems, each with what it counts for beside the others; and what the word counts for.

    Both are at most 1. The first stem is that of the word itself.
    """

    stems: Mapping[str, float]
    weight: float = 1.0

    @property
    def stem(self) -> str:
        """The stem of the word itself."""
        return next(iter(self.stems))


class Phrase(NamedTuple):
    """Words that are looked for together, because they mean what was asked."""

    stems: tuple[str, ...]
    weight: float


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_unsigned_field("page", indexed=True, fast=True)
    builder.add_unsigned_field("place", indexed=True, fast=True)
    for name in ("names", "found_by", "lead", "title", "more", "text"):
        builder.add_text_field(name, tokenizer_name="stems", index_option="freq")
    builder.add_text_field("name_words", tokenizer_name="words", index_option="basic")
    builder.add_text_field("words", tokenizer_name="words", index_option="basic")
    return builder.build()


class PageIndex:
    """The index of one language. Written by one thread at a time, read by all."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._schema = _schema()
        self._index = Index(self._schema)
        self._index.register_tokenizer("stems", stemming_analyzer(language))
        self._index.register_tokenizer("words", plain_analyzer())
        self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        self._searcher = self._index.searcher()

    def put(self, entries: Iterable[Entry]) -> int:
        """Put pages in, in the place of what was there of them; `commit` makes them found. Returns how many they were."""
        count = 0
        for entry in entries:
            self.remove([entry.pk])
            for document in _documents(entry):
                self._writer.add_document(document)
            count += 1
        return count

    def remove(self, pages: Iterable[int]) -> None:
        """Take pages out; `commit` makes them gone."""
        for page in pages:
            self._writer.delete_documents_by_term("page", page)

    def commit(self) -> None:
        """Let everybody find what was put in since."""
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def vocabulary(self) -> tuple[Counter[str], frozenset[str]]:
        """Return every word of the index as it is written, with the number of pages, and the words of names."""
        searcher = self._searcher
        of_texts = Counter(dict(searcher.terms_with_prefix("words", "")))
        of_names = dict(searcher.terms_with_prefix("name_words", ""))
        return of_texts + Counter(of_names), frozenset(of_names)

    def rarity(self, stem: str) -> float:
        """Return how much a stem tells: 1 for one that stands nowhere, towards 0 for one that stands everywhere."""
        all_of_them = math.log(self._searcher.num_docs + 2)
        return 1 - math.log(self._searcher.doc_freq("text", stem) + 1) / all_of_them

    def pages(self, wanted: Collection[Wanted], phrases: Collection[Phrase], limit: int) -> list[Hit]:
        """Return the pages that a question is about, the best first."""
        clauses = [self._any_of(one, OF_A_PAGE) for one in wanted]
        clauses += [self._all_of(phrase, OF_A_PAGE) for phrase in phrases]
        return self._found(clauses, [self._place(_WHOLE)], limit)

    def passages(self, wanted: Collection[Wanted], phrases: Collection[Phrase], pages: list[int]) -> list[Hit]:
        """Return the passages of some pages that answer a question, the best first."""
        clauses = [self._any_of(one, OF_A_PASSAGE) for one in wanted]
        clauses += [self._all_of(phrase, OF_A_PASSAGE) for phrase in phrases]
        among = Query.term_set_query(self._schema, "page", pages)
        return self._found(clauses, [Query.const_score_query(among, 0.0)], len(pages) * 8, is_of_passages=True)

    def _found(
        self, clauses: list[Query], must: list[Query], limit: int, *, is_of_passages: bool = False
    ) -> list[Hit]:
        if not clauses or not limit:
            return []
        asked = Query.boolean_query([(Occur.Should, clause) for clause in clauses])
        query = Query.boolean_query([(Occur.Must, asked), *((Occur.Must, one) for one in must)])
        if is_of_passages:
            whole = self._place(_WHOLE)
            query = Query.boolean_query([(Occur.Must, query), (Occur.MustNot, whole)])
        searcher = self._searcher
        hits = searcher.search(query, limit, count=False).hits
        addresses = [address for _score, address in hits]
        pages = searcher.fast_field_values("page", addresses)
        places = searcher.fast_field_values("place", addresses)
        return [
            Hit(int(page or 0), int(place or 0), score)
            for (score, _address), page, place in zip(hits, pages, places, strict=True)
        ]

    def _place(self, place: int) -> Query:
        return Query.const_score_query(Query.term_query(self._schema, "place", place), 0.0)

    def _any_of(self, wanted: Wanted, fields: Mapping[str, float]) -> Query:
        """Any of the stems of a word, in any field: the best counts, and the others a little."""
        return Query.disjunction_max_query(
            [
                Query.boost_query(Query.term_query(self._schema, name, stem, "freq"), boost * weight * wanted.weight)
                for stem, weight in wanted.stems.items()
                for name, boost in fields.items()
            ],
            _TIE,
        )

    def _all_of(self, phrase: Phrase, fields: Mapping[str, float]) -> Query:
        """All words of a phrase, each in any field."""
        return Query.boolean_query(
            [(Occur.Must, self._any_of(Wanted({stem: phrase.weight}), fields)) for stem in phrase.stems]
        )


def _documents(entry: Entry) -> Iterator[Document]:
    """Yield what the index has of a page: itself, and each passage."""
    names = _plain("\n".join(entry.names))
    texts = _plain("\n".join(f"{passage.title}\n{passage.text}" for passage in entry.passages))
    lead, found_by = _plain(entry.lead), _plain(entry.found_by)
    whole: dict[str, Any] = {"page": entry.pk, "place": _WHOLE, "names": names, "name_words": f"{names} {found_by}"}
    whole |= {"found_by": found_by, "lead": lead, "text": texts, "words": f"{lead} {texts}"}
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
