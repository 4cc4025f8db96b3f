"""A source as one line of a list. What a line says depends on the source alone, so it is made once in a process."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from publishing.life.models import Source
from publishing.text.records import SourceKind


def printed(source: Source) -> SafeString:
    """Return the line: title (a link where the source has an address of its own), publisher, year, kind."""
    return _line(source.title, source.publisher, source.year, source.url, source.kind, get_language() or "")


@lru_cache(maxsize=4096)
def _line(title: str, publisher: str, year: int | None, url: str, kind: str, _language: str) -> SafeString:
    name = (
        format_html('<a class="external" href="{}">{}</a>', url, title)
        if url
        else format_html("<cite>{}</cite>", title)
    )
    said = format_html("{}. {}", name, publisher)
    dated = format_html("{}, {}", said, year) if year else said
    # One string of its own: a line made of parts would be joined again each time it is printed.
    return mark_safe(str(format_html('{}. <span class="source-kind">{}.</span>', dated, SourceKind(kind).label)))
