"""A list of the pages of a kind: narrowed by its reader, in the order of the alphabet, so many at a time."""

from array import array
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from publishing.life.models import Page
from publishing.life.models.page import PageQuerySet
from publishing.life.models.version import per_version
from publishing.public import listing, plates, structured_data
from publishing.public.listing import OfPage
from publishing.public.narrowing import Narrowing

#: How many pages a list shows at a time.
SIZE = 48


def context(model: type[OfPage], narrowing: Narrowing, asked: Mapping[str, str], title: str, view: str) -> dict:
    """Return what `publishing/list.html` prints of a list: `pages`, and the way to those before and behind them.

    asked: the query of the address. title: what the list is called. view: the name of its address. Two queries, and one
    for the order.

    Raises Http404 where a language other than the main one has no page of the kind: it is not spoken here yet.
    """
    everything = _everything(model, get_language())
    ids = _order(model, get_language(), type(narrowing), tuple(narrowing.chosen.items()))
    if not ids and get_language() != settings.LANGUAGE_CODE and not everything.exists():
        raise Http404
    # Whatever number an address has, it leads to what there is: links are kept for longer than pages.
    turn = Paginator(ids, SIZE).get_page(asked.get("page"))
    pages: list[OfPage] = plates.put_on(listing.by_title(everything.filter(pk__in=list(turn)).titles()))
    addresses = {number: _address(view, narrowing, number) for number in range(turn.number - 1, turn.number + 2)}
    return {
        "title": title,
        "pages": pages,
        "has_plates": any(page.plate for page in pages),
        "turn": turn,
        "narrowing": narrowing,
        "whole_url": reverse(view),
        "previous_url": addresses[turn.number - 1] if turn.has_previous() else "",
        "next_url": addresses[turn.number + 1] if turn.has_next() else "",
        "is_unlisted": any(asked.get(name) for name in (*narrowing.fields, "page")),
        "structured_data": structured_data.index(
            pages, title, view, addresses[turn.number], first=turn.start_index() or 1
        ),
    }


def _everything(model: type[OfPage], language: str) -> PageQuerySet:
    return PageQuerySet(model).published().in_language(language)


@per_version
def _order(model: type[Page], language: str, narrowing: type[Narrowing], chosen: tuple[tuple[str, str], ...]) -> array:
    """Return the ids of what the choices leave, in the order of the alphabet. One query, which reads every title: so a
    list of ten thousand asks it once per content version.

    Eight bytes a page; of the choices, each is one that a list offers (`Narrowing.chosen`).
    """
    return array("q", listing.in_order(narrowing(dict(chosen)).narrow(_everything(model, language))))


def _address(view: str, narrowing: Narrowing, number: int) -> str:
    """Return the address of a page of a list, from 1; the first of the whole list is the list's own."""
    query: dict[str, Any] = {**narrowing.chosen, **({"page": number} if number > 1 else {})}
    return f"{reverse(view)}?{urlencode(query)}" if query else reverse(view)
