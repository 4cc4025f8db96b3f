"""What templates need of publishing."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from publishing.desk import first_page as desk
from publishing.life.models import Page, Source
from publishing.public import sources, structured_data
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
    return structured_data.reviewer_name(page)


@register.inclusion_tag("admin/publishing/desk.html", takes_context=True, name="desk")
def first_page(context: Context) -> dict:
    """What waits for the person who is signed in, what is late, what to look at; nothing for whoever may not see it."""
    return desk.first_page(context["request"].user)
