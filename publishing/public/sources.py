"""A source as one line of a list. What a line says depends on the source alone, so it is made once in a process."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.life.models import Source
from publishing.text.records import SourceKind

#: What names a place at which a source is cited: this, the source's number, and its own.
_PLACE = 'id="cited-'
_NUMBERS = re.compile(r'(\d+)-\d+(?=")')


@dataclass(frozen=True)
class Cited:
    """A source with its number on the page, and how often it is cited there."""

    number: int
    source: Source
    uses: int = 1


def printed(source: Source) -> SafeString:
    """Return the line: title (a link where the source has an address of its own), publisher, year, kind."""
    return _printed(source, get_language() or "")


def _printed(source: Source, language: str) -> SafeString:
    return _line(source.title, source.publisher, source.year, source.url, source.kind, language)


def listed(citations: Iterable[Cited]) -> SafeString:
    """Return the items of a page's list of sources, each with the ways back to all places where it is cited.

    Not a template: a page has fifty, and a template takes longer over them than over the rest of the page.
    """
    newer = format_html(" <strong>{}</strong>", _("A newer source has replaced this one."))
    label, language = escape(_("Back to where source %(number)s is cited, place %(place)s")), get_language() or ""
    return mark_safe(  # noqa: S308 (of parts that are escaped, and numbers)
        "".join(
            f'<li id="source-{cited.number}">{_printed(cited.source, language)}'
            f"{newer if cited.source.superseded_by_id else ''}\n"
            f'<span class="back-links">{_ways_back(cited.number, cited.uses, label)}</span></li>\n'
            for cited in citations
        )
    )


def in_order(html: str) -> SafeString:
    """Return printed HTML with the places of each source counted as a reader meets them.

    A page is bound piece by piece: what was bound first, such as a drawing or a figure, may stand further down.
    """
    before, *cited = html.split(_PLACE)  # an expression that looks for places takes ten times as long
    uses: Counter[str] = Counter()
    pieces = [before]
    for piece in cited:
        pieces.append(_PLACE)
        if numbers := _NUMBERS.match(piece):
            uses[numbers[1]] += 1
            pieces += [f"{numbers[1]}-{uses[numbers[1]]}", piece[numbers.end() :]]
        else:
            pieces.append(piece)  # words that only look like it
    return mark_safe("".join(pieces))  # noqa: S308 (as it came in)


@lru_cache(maxsize=4096)
def _ways_back(number: int, uses: int, label: str) -> str:
    """Return a link to each place that cites a source: an arrow, with a number where there are several."""
    return " ".join(
        f'<a class="back-link" href="#cited-{number}-{place}"'
        f' aria-label="{label % {"number": number, "place": place}}">↑{place if uses > 1 else ""}</a>'
        for place in range(1, uses + 1)
    )


@lru_cache(maxsize=4096)
def _line(title: str, publisher: str, year: int | None, url: str, kind: str, _language: str) -> SafeString:
    name = (
        format_html('<a class="external" href="{}">{}</a>', url, title)
        if url
        else format_html("<cite>{}</cite>", title)
    )
    said = format_html("{}{} {}", name, "" if title.endswith(("?", "!", ".")) else ".", publisher)
    dated = format_html("{}, {}", said, year) if year and str(year) not in publisher else said
    # One string of its own: a line made of parts would be joined again each time it is printed.
    end = "" if publisher.endswith(".") and dated == said else "."
    line = str(format_html('{}{} <span class="source-kind">{}.</span>', dated, end, SourceKind(kind).label))
    return mark_safe(line)  # noqa: S308 (format_html has escaped it)
