"""Which word of the site somebody may have meant who typed one that it does not have."""

from collections.abc import Collection, Iterable, Mapping

from tantivy import Document, Index, Order, Query, SchemaBuilder

_HEAP = 15_000_000  # bytes: the least that the writer takes
_NEAR = 25  # candidates that are looked at
_REMEMBERED = 2000  # misspelled words of which a process remembers what they mean
_LEAST_SPLIT = 3  # letters of a part of two words that were typed as one


class Spelling:
    """The words of a language's pages. frequencies: word -> in how many pages. of_names: those that names have."""

    def __init__(self, frequencies: Mapping[str, int], of_names: Collection[str]) -> None:
        self.frequencies = frequencies
        self.of_names = frozenset(of_names)
        self._learned: set[str] = set()
        builder = SchemaBuilder()
        builder.add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("pages", fast=True)
        self._schema = builder.build()
        self._index = Index(self._schema)
        writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        for word, pages in frequencies.items():
            document = Document()
            document.add_text("word", word)
            document.add_unsigned("pages", pages)
            writer.add_document(document)
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._known_slips: dict[str, tuple[str, ...]] = {}

    def knows(self, word: str) -> bool:
        """Whether the site has a word."""
        return word in self.frequencies or word in self._learned

    def learn(self, words: Iterable[str]) -> None:
        """Know some words more. What is misspelled is not near to them until the index is made anew."""
        self._learned.update(word for word in words if word not in self.frequencies)

    def meant(self, word: str) -> tuple[str, ...]:
        """Return the words that somebody may have meant, the likeliest first; none where no word is near.

        A short word is one slip away from many, so only words that pages are called by are near to it.
        """
        if word not in self._known_slips:
            if len(self._known_slips) >= _REMEMBERED:
                self._known_slips.clear()
            self._known_slips[word] = self._meant(word)
        return self._known_slips.get(word, ())

    def _meant(self, word: str) -> tuple[str, ...]:
        if len(word) < 3 or any(letter.isdigit() for letter in word):
            return ()
        for distance in range(1, _slips(word) + 1):
            near = [found for found in self._within(word, distance) if self._is_likely(word, found, distance)]
            if near:
                return tuple(sorted(near, key=lambda found: self._order(word, found)))[:2]
        return self._split(word)

    def _within(self, word: str, distance: int) -> list[str]:
        query = Query.fuzzy_term_query(self._schema, "word", word, distance=distance)
        hits = self._searcher.search(query, _NEAR, count=False, order_by_field="pages", order=Order.Desc).hits
        return [str(self._searcher.doc(address).get_first("word")) for _pages, address in hits]

    def _is_likely(self, word: str, found: str, distance: int) -> bool:
        if len(found) < 3 or found.isdigit():
            return False
        if len(word) <= 4 or distance > 1:
            return found in self.of_names and found[0] == word[0]
        return True

    def _order(self, word: str, found: str) -> tuple[bool, bool, int, int]:
        """What sorts words that are equally near: the first letter is seldom wrong, names are asked for most, and a
        letter is put for another more often than left out.
        """
        is_name = found in self.of_names
        return (found[0] != word[0], not is_name, abs(len(found) - len(word)), -self.frequencies[found])

    def _split(self, word: str) -> tuple[str, ...]:
        """Return the two words that were typed as one, such as backpain, or none."""
        ways = (
            (word[:place], word[place:])
            for place in range(_LEAST_SPLIT, len(word) - _LEAST_SPLIT + 1)
            if self.knows(word[:place])
            and self.knows(word[place:])
            and not self.of_names.isdisjoint((word[:place], word[place:]))
        )
        best = max(ways, key=lambda way: min(self.frequencies[part] for part in way), default=())
        return (" ".join(best),) if best else ()


def _slips(word: str) -> int:
    """How many letters of a word may be wrong."""
    return 1 if len(word) < 6 else 2
