"""Makes the 400 misspellings of `pairs/generated.tsv`: python -m tests.publishing.changes.misspellings > that file.

A sentence of the library, in which one letter of an ordinary word was doubled or dropped or changed places with its
neighbor, and the sentence as it stood. Ordinary is a word of four letters and more that the dictionary knows as
frequent and no list of `publishing.changes.words` protects; each is used once. What is a word itself is no misspelling.
The list is committed, so that it stays the same when the library changes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from publishing.changes.words.lists import protected
from publishing.changes.words.ordinary import dictionary, is_ordinary

SEED, COUNT = 8, 400
CONTENT = Path(__file__).parents[3] / "content"
SENTENCE = re.compile(r"(?<![\w,;] )(?<=[ -])[A-Z][^.|{}\[\]()<>*_#:@/\n]{20,160}\.(?= |$)", re.MULTILINE)
WORD = re.compile(r"(?<![\w'’-])[a-z]{4,}(?![\w'’-])")


def sentences() -> Iterator[str]:
    """Every plain sentence of the library."""
    for path in sorted(CONTENT.glob("*/*.md")):
        yield from SENTENCE.findall(path.read_text(encoding="utf-8"))


def misspelled(random: Random, word: str) -> str:
    """The word with one slip in it, which is no word."""
    while True:
        place = random.randrange(len(word))
        slips = [
            word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
            word[: place + 1] + word[place:],
            word[:place] + word[place + 1 :],
        ]
        slip = random.choice(slips)
        if slip != word and slip not in dictionary():
            return slip


def pairs() -> Iterator[tuple[str, str]]:
    """A sentence with a misspelling, and as it stood."""
    random = Random(SEED)
    places = [(match[0], sentence) for sentence in sentences() for match in WORD.finditer(sentence)]
    random.shuffle(places)
    used: set[str] = set()
    for word, sentence in places:
        if len(used) < COUNT and word not in used and is_ordinary(word) and not protected(word):
            used.add(word)
            yield re.sub(rf"\b{word}\b", misspelled(random, word), sentence, count=1), sentence


if __name__ == "__main__":
    for pair in pairs():
        print(*pair, sep="\t")
