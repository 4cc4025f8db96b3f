"""The everyday typo passes, nothing dangerous does: three committed lists, each pair in a real page.

`pairs/generated.tsv` has 400 misspellings and `pairs/human.tsv` 40 that people make, each with the sentence put right;
`pairs/dangerous.tsv` has more than 300 edits that look small and are not, each with its kind. How the first
were made is said in `misspellings.py`. Columns stand apart by a tab.
"""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from publishing.changes import minor
from publishing.changes.words.ordinary import dictionary

PAIRS = Path(__file__).parent / "pairs"
ARTICLE = (Path(settings.CONTENT_DIR) / "articles/how-pain-works.md").read_text(encoding="utf-8")


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (PAIRS / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]


def in_page(sentence: str) -> str:
    """A page of the library with one sentence more, in a paragraph of its own."""
    front, heading, rest = ARTICLE.partition("\n\n## ")
    title, _blank, body = rest.partition("\n\n")
    return f"{front}{heading}{title}\n\n{sentence}\n\n{body}"


def is_minor(before: str, after: str) -> bool:
    return minor.is_minor("articles", in_page(before), in_page(after), language="en")


def refused(name: str) -> list[str]:
    """The pairs that are not minor, each with its reason."""
    found = []
    for before, after in rows(name):
        differences = minor.differences("articles", in_page(before), in_page(after), language="en")
        reasons = [one for one in differences if not one.is_minor]
        found += [f"{one.before} > {one.after}: {one.reason}" for one in reasons[:1]]
    return found


@pytest.mark.parametrize(("name", "count"), [("generated", 400), ("human", 40)])
def test_the_everyday_typo_passes(name, count):
    pairs = rows(name)
    assert len({tuple(pair) for pair in pairs}) == len(pairs) == count
    found = refused(name)
    assert (count - len(found)) / count >= 0.6, f"{count - len(found)} of {count} pass\n" + "\n".join(found)


def test_nothing_dangerous_passes_in_either_direction():
    pairs = rows("dangerous")
    assert len({(before, after) for _kind, before, after in pairs}) == len(pairs) >= 300
    assert len(Counter(kind for kind, _before, _after in pairs)) >= 20
    passed = [row for row in pairs if is_minor(*row[1:]) or is_minor(*reversed(row[1:]))]
    assert not passed, "\n".join("\t".join(row) for row in passed)


def test_what_is_a_word_itself_is_no_misspelling_of_the_list():
    for before, after in rows("generated"):
        (wrong,) = set(before.strip(".").split()) - set(after.strip(".").split())
        assert wrong.strip(",;") not in dictionary(), wrong
