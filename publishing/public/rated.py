"""What is rated, as a page prints it: rows of names, what is said of each, and how good it is.

Rows are no template: a page has twenty of them, and a template takes longer over these than over the rest of the page.
"""

from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from html import escape
from typing import Any, NamedTuple, Protocol

from django.db.models import TextChoices
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from publishing.text.ratings import Certainty


class Rated(Protocol):
    """A thing with its rating. url: where to read more, or "". effect: None where it has no rating."""

    @property
    def name(self) -> Any: ...
    @property
    def url(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def effect(self) -> TextChoices | None: ...
    @property
    def certainty(self) -> Certainty | None: ...
    @property
    def is_disputed(self) -> bool: ...


class Row(NamedTuple):
    """A thing as a row prints it."""

    name: str
    url: str
    verdict: str
    effect: TextChoices
    certainty: Certainty
    is_disputed: bool


def rating(effect: TextChoices | None, certainty: Certainty | None, *, is_disputed: bool) -> SafeString:
    """Return what something does, and how sure that is, with words and signs; empty where it is not rated."""
    return _drawn(effect, certainty, bool(is_disputed), get_language())


@lru_cache(maxsize=512, typed=True)
def _drawn(
    effect: TextChoices | None, certainty: Certainty | None, is_disputed: bool, _language: str | None
) -> SafeString:
    return render_to_string(
        "components/rating.html", {"effect": effect, "certainty": certainty, "is_disputed": is_disputed}
    )


def rows(rated: Iterable[Rated], level: int) -> SafeString:
    """Return the items of a list of rated things. level: of their headings."""
    heading, language = f"h{level}", get_language()
    return mark_safe("".join(_row(one, heading, language) for one in rated))  # noqa: S308 (of parts that are escaped)


def place(name: str, title: Any, rated: Collection[Rated], *, is_folded: bool = False) -> str:
    """Return a heading with the rated things under it. name: its place on the page."""
    shown = f'<ul class="rows" role="list" data-related="{escape(name)}">{rows(rated, 4)}</ul>'
    heading = escape(str(title))
    if is_folded:
        heading = f"{heading} ({len(rated)})"
        return f'<details><summary><h3 id="{escape(name)}">{heading}</h3></summary>\n{shown}</details>\n'
    return f'<h3 id="{escape(name)}">{heading}</h3>\n{shown}\n'


def note() -> str:
    """Return what the signs of ratings say, and what they do not."""
    return _note(get_language() or "")


@cache
def _note(_language: str) -> str:
    return render_to_string("components/rows_note.html")


def _row(one: Rated, heading: str, language: str | None) -> str:
    name = escape(str(one.name))
    linked = f'<a href="{escape(one.url)}">{name}</a>' if one.url else name
    return (
        f'<li class="row"><{heading} class="row__name">{linked}</{heading}>'
        f'<p class="row__verdict">{escape(one.verdict)}</p>'
        f"{_drawn(one.effect, one.certainty, bool(one.is_disputed), language)}</li>\n"
    )
