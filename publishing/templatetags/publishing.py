"""What templates need of publishing."""

from django import template

from publishing import structured_data
from publishing.strength import Strength

register = template.Library()


@register.filter
def as_strength(value: str) -> Strength:
    """The strength of that name, with its words."""
    return Strength(value)


@register.filter
def reviewer(page) -> str:
    """The name under which the public knows who reviewed a page."""
    return structured_data.reviewer_name(page)
