"""Where a text cites sources and names targets: found in one walk, whatever it holds."""

import re

import pytest

from publishing.text.prose import places
from publishing.text.prose.places import Places


@pytest.mark.parametrize(
    ("text", "target", "lines"),
    [
        ("a\n[b](c) [b](c)\n\n![d](c 'e')", "c", [2, 4]),
        ("[a](<b c>)", "b c", [1]),
        ("[a](b(c))", "b(c)", [1]),
        ("[a]( b )", "b", [1]),
        ("[a](\nb)", "b", [2]),
        ("\n[a]()", "", [2]),
        ("[a](bc)", "b", []),
    ],
)
def test_a_target_is_found_on_every_line_that_has_it(text, target, lines):
    assert Places(text).of_target(target) == lines


def test_a_source_is_found_on_every_line_that_cites_it():
    found = Places("[@a] b\n[@c; @a]\n@a\n[a@a]\n\\[[@a]")
    assert found.of_source("a") == [1, 2, 5]
    assert found.of_source("b") == []


class Counting:
    """A pattern that counts how often a text is walked."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern, self.walks = pattern, 0

    def finditer(self, text: str):
        self.walks += 1
        return self.pattern.finditer(text)


def test_a_text_is_walked_once_however_much_is_looked_up(monkeypatch):
    counting = [Counting(pattern) for pattern in places._TARGETS]
    monkeypatch.setattr(places, "_TARGETS", counting)
    found = Places("".join(f"[a](b{n})\n" for n in range(1000)))
    assert [found.of_target(f"b{n}") for n in range(1000)] == [[n + 1] for n in range(1000)]
    assert [pattern.walks for pattern in counting] == [1] * len(counting)
