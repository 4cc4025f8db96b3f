"""What templates of the public need of publishing."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from publishing.life.models import Page, Source
from publishing.public import reviewers, sources
from publishing.public.sources import Cited
from publishing.text.strength import Strength

register = template.Library()


@register.filter
def as_strength(value: str) -> Strength:
    """The strength of that name, with its words."""
    return Strength(value)


@register.filter
def printed(source: Source) -> SafeString:
    """A source as one line of a list."""
    return sources.printed(source)


@register.filter
def listed(citations: Iterable[Cited]) -> SafeString:
    """The numbered sources of a page as the items of a list."""
    return sources.listed(citations)


@register.filter
def reviewer(page: Page) -> str:
    """The name under which the public knows who reviewed a page."""
    return reviewers.name_of(page)
