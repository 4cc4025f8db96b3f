"""The emergency signs that the pages of some conditions carry, each once: so that a list says them before it leads on.

They are read from what a page prints when it says when to get help, with the shared texts in it: none is written twice,
and a sign that a shared text gains is there at once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from conditions.models import Condition
from publishing.life import rendering
from publishing.life.models.version import per_version
from publishing.public.assembling import each_part, standing
from publishing.public.elements import elements_of
from publishing.public.structured_data import words_of
from publishing.text import kinds
from publishing.text.prose import cards, headings, tokens

_CARD = {"care-card", "care-card--emergency"}


class Sign(NamedTuple):
    """A sign, and what its card says before the list in which it stands; "" where nothing does. Both are HTML."""

    html: str
    lead: str = ""


class Signs(NamedTuple):
    """Signs with what is said before all of them, as HTML; "" where nothing is."""

    lead: str
    signs: list[str]


def of(language: str, ids: Collection[int]) -> list[Signs]:
    """Return the emergency signs of live conditions of a language, without repetition, the commonest first.

    ids: of the conditions, in the order in which they are shown. Three queries at most; none is made for a condition
    that somebody has asked for before, for as long as nothing changes.
    """
    known = _known(language)
    if unknown := [pk for pk in ids if pk not in known]:
        known |= _read(language, unknown)
    return _grouped([known[pk] for pk in ids])


@per_version
def _known(language: str) -> dict[int, tuple[Sign, ...]]:
    """Return where the signs of each condition are kept, once somebody has asked for them."""
    return {}


def _read(language: str, ids: Collection[int]) -> dict[int, tuple[Sign, ...]]:
    """Read the signs of conditions; one that is not live any more has none."""
    pages = list(Condition.objects.published().in_language(language).filter(pk__in=ids).only(*_ASKED))
    usual = tokens.fill(cards.care_title("emergency"), standing(language).tokens)
    parts = each_part(pages, kinds.get(pages[0].kind).care_part) if pages else {}
    found = {page.pk: parts[page.pk].replace('<a href="#', f'<a href="{page.get_absolute_url()}#') for page in pages}
    return {pk: tuple(_signs(found.get(pk, ""), usual)) for pk in ids}


_ASKED = ("kind", "language", "slug", *rendering.STORED)


def _signs(html: str, usual: str) -> Iterator[Sign]:
    """Yield the signs of every emergency card in some HTML. usual: the headline of a card that has none of its own."""
    for element in elements_of(html):
        if element.classes >= _CARD:
            yield from _of_card(element.html, usual)
        else:
            yield from _signs(element.html, usual)


def _of_card(html: str, usual: str) -> Iterator[Sign]:
    """Yield the signs of a card: the items of its lists, led by what stands before each, and whatever else it says."""
    title, lead = "", ""
    for tag, classes, inner in elements_of(html):
        if headings.OF_A_CARD in classes:
            said = words_of(inner)
            title = "" if said == usual else said
        elif tag in {"ul", "ol"}:
            before = " ".join(part for part in (title, lead) if part)
            yield from (Sign(item.html.strip(), before) for item in elements_of(inner))
            lead = ""
        else:
            if lead:
                yield Sign(lead, title)
            lead = inner.strip()
    if lead:
        yield Sign(lead, title)


def _grouped(pages: Iterable[Collection[Sign]]) -> list[Signs]:
    """Return the signs of some pages by what leads them. Nothing is said under a lead that also holds without one."""
    pages = list(pages)
    every: dict[tuple[str, str], Sign] = {}
    for sign in (sign for page in pages for sign in page):
        every.setdefault((words_of(sign.lead), words_of(sign.html)), sign)
    times = Counter(text for page in pages for text in {words_of(sign.html) for sign in page})
    groups: dict[str, Signs] = {}
    for (lead, text), sign in sorted(every.items(), key=lambda one: -times[one[0][1]]):
        if not lead or ("", text) not in every:
            groups.setdefault(lead, Signs(sign.lead, [])).signs.append(sign.html)
    return list(groups.values())
