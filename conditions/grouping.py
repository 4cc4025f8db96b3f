"""Emergency signs put together: those of several pages by what leads them, each once, and none lost."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from publishing.public.structured_data import words_of

#: The words of some HTML. The same few signs stand on most pages, and every reader asks for them.
words = lru_cache(maxsize=4096)(words_of)


class Sign(NamedTuple):
    """A sign, and what its card says before the list in which it stands; "" where nothing does. Both are HTML.

    card: the same for all signs of cards that say the same.
    """

    html: str
    lead: str = ""
    card: int = 0


class Signs(NamedTuple):
    """Signs with what is said before all of them, as HTML; "" where nothing is."""

    lead: str
    signs: list[str]


def grouped(pages: Iterable[Collection[Sign]], closeness: Mapping[int, float]) -> list[Signs]:
    """Return the signs of some pages by what leads them: the closest to what was asked first, then the commonest.

    closeness: card -> how much it belongs to what was asked; a card keeps its own order. Nothing is said
    under a lead that also holds without one, nor twice under one lead.
    """
    pages = list(pages)
    times = Counter(text for page in pages for text in {words(sign.html) for sign in page})
    every = sorted(
        (sign for page in pages for sign in page),
        key=lambda sign: (-closeness.get(sign.card, 0), -times[words(sign.html)]),
    )
    groups: dict[str, Signs] = {}
    for sign in _each_once(every):
        groups.setdefault(words(sign.lead), Signs(sign.lead, [])).signs.append(sign.html)
    return list(groups.values())


def _each_once(signs: Iterable[Sign]) -> list[Sign]:
    """Return signs without those that another says in full, under the same lead or under none."""
    said: dict[tuple[str, frozenset[str]], Sign] = {}
    for one in signs:
        said.setdefault((words(one.lead), _sentences(one.html)), one)
    return [
        sign
        for (lead, sentences), sign in said.items()
        if not any(
            (sentences < others and other_lead in {lead, ""}) or (sentences == others and lead and not other_lead)
            for other_lead, others in said
        )
    ]


def _sentences(html: str) -> frozenset[str]:
    """Return the sentences of a sign as nothing but words in small letters.

    Whole sentences are compared: "fever" stands in "fever with a stiff neck", and is a wider sign than that.
    """
    return frozenset(" ".join(re.findall(r"\w+", one.casefold())) for one in re.split(r"[.!?]\s", words(html)))
