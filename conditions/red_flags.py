"""The emergency signs that the pages of some conditions carry, each once: so that a list says them before it leads on.

They are read from what a page prints when it says when to get help, with the shared texts in it: none is written twice,
and a sign that a shared text gains is there at once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from django.db.models import Q
from django.utils.html import escape

from conditions import grouping
from conditions.grouping import Sign, Signs
from conditions.models import Condition
from publishing.life import rendering
from publishing.life.models.version import per_version
from publishing.public.assembling import each_part, standing
from publishing.public.elements import elements_of
from publishing.public.structured_data import words_of
from publishing.text import kinds
from publishing.text.prose import cards, headings, tokens

_CARD = {"care-card", "care-card--emergency"}


class Carried(NamedTuple):
    """What one condition carries, and the values of its body areas."""

    areas: frozenset[str]
    signs: tuple[Sign, ...]


#: How many conditions tell what a sign is of: more would say the same, and would have to be read for the first reader.
_SAMPLE = 48


def of(language: str, ids: Collection[int], areas: Collection[str] = ()) -> list[Signs]:
    """Return the emergency signs of live conditions of a language, without repetition.

    ids: of the conditions, in the order in which they are shown. areas: the body areas that somebody asked about. Signs
    that belong to them stand first, then the commonest. Three queries at most; one for what somebody has asked for
    before, for as long as nothing changes.
    """
    known = _known(language)
    if unknown := [pk for pk in ids if pk not in known]:
        known |= _read(language, unknown, with_sample=not known)
    sample = sorted(pk for pk, one in list(known.items()) if one.areas)[:_SAMPLE]  # others add to it meanwhile
    closeness = _closeness([known[pk] for pk in {*ids, *sample}], frozenset(areas))
    return grouping.grouped([known[pk].signs for pk in ids], closeness)


@per_version
def _known(language: str) -> dict[int, Carried]:
    """Return where what each condition carries is kept, once somebody has asked for it."""
    return {}


def _closeness(every: Iterable[Carried], areas: frozenset[str]) -> dict[int, float]:
    """Return how much each card belongs to body areas: how many conditions of them carry it, and how few
    others do. What all of a neck's pages say is not of the neck where all pages of the lower back say it too.
    """
    inside: Counter[int] = Counter()
    everywhere: Counter[int] = Counter()
    for one in every:
        said = {sign.card for sign in one.signs}
        everywhere.update(said)
        inside.update(said if one.areas & areas else ())
    return {card: inside[card] ** 2 / everywhere[card] for card in everywhere}


def _read(language: str, ids: Collection[int], *, with_sample: bool) -> dict[int, Carried]:
    """Read what conditions carry, and the sample; one that is not live any more carries nothing."""
    live = Condition.objects.published().in_language(language)
    sample = Q(pk__in=live.order_by("pk").values("pk")[:_SAMPLE]) if with_sample else Q()
    pages = list(live.filter(Q(pk__in=ids) | sample).only(*_ASKED))
    usual = tokens.fill(cards.care_title("emergency"), standing(language).tokens)
    parts = each_part(pages, kinds.get(pages[0].kind).care_part) if pages else {}
    read = dict.fromkeys(ids, Carried(frozenset(), ()))
    for page in pages:
        html = parts[page.pk].replace('<a href="#', f'<a href="{page.get_absolute_url()}#')
        read[page.pk] = Carried(frozenset(page.body_areas), tuple(_signs(html, usual)))
    return read


_ASKED = ("kind", "language", "slug", "body_areas", *rendering.STORED)


def _signs(html: str, usual: str) -> Iterator[Sign]:
    """Yield the signs of every emergency card in some HTML. usual: the headline of a card that has none of its own."""
    for element in elements_of(html):
        if element.classes >= _CARD:
            yield from (sign._replace(card=hash(element.html)) for sign in _of_card(element.html, usual))
        else:
            yield from _signs(element.html, usual)


def _of_card(html: str, usual: str) -> Iterator[Sign]:
    """Yield the signs of a card: the items of its lists, led by what stands before each, and whatever else it says."""
    title, lead = "", ""
    for tag, classes, inner in elements_of(html):
        if headings.OF_A_CARD in classes:
            said = words_of(inner)
            title = "" if said == usual else escape(said)  # words, printed beside what the sanitizer saw
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
