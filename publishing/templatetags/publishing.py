"""What templates of the public need of publishing."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from publishing.life.models import Page
from publishing.public import qr, reviewers, signs, sources
from publishing.public.sources import Cited
from publishing.text import people
from publishing.text.offered import Offered
from publishing.text.prose import messages

register = template.Library()


@register.filter
def as_offered(value: str) -> Offered:
    """What a clinic has said of a page, with its words."""
    return Offered(value)


@register.filter
def first_sentence(text: str) -> str:
    """The first sentence of a summary, for a line of a list."""
    return messages.first_sentence(text)


@register.filter
def listed(citations: Iterable[Cited]) -> SafeString:
    """The numbered sources of a page as the items of a list."""
    return sources.listed(citations)


@register.filter
def reviewer(page: Page) -> str:
    """The name under which the public knows who reviewed a page."""
    return reviewers.name_of(page)


@register.filter
def as_people(number: dict) -> SafeString:
    """A number as people: all hundred of them, or only those more where only a difference is known."""
    return people.drawn(number.get("count", number.get("more")), number.get("high"), is_whole="more" not in number)


@register.filter
def as_qr(address: str) -> SafeString:
    """An address as a QR code."""
    return qr.drawn(address)


@register.simple_block_tag(end_name="end_with_signs")
def with_signs(content: SafeString) -> SafeString:
    """What stands in between, and after it the signs that it shows."""
    return content + signs.sprite(content)
