"""What templates of the public need of publishing."""

from collections.abc import Iterable

from django import template
from django.db.models import TextChoices
from django.template import Context, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from publishing.life.models import Page
from publishing.public import listing, qr, rated, reviewers, signs, sources
from publishing.public.listing import Linked
from publishing.public.rated import Rated
from publishing.public.sources import Cited
from publishing.text import people
from publishing.text.offered import Offered
from publishing.text.parts import ShownPart, contents
from publishing.text.prose import messages
from publishing.text.ratings import Certainty

register = template.Library()
#: How many parts a mapping keeps: the frame of a language has some forty, one for each place in its menu.
MOST_KEPT = 200


class Kept(template.Node):
    """What is rendered once, and kept in a mapping for as long as that lives. No block can stand in it."""

    child_nodelists = ()

    def __init__(self, mapping: FilterExpression, key: list[FilterExpression], inside: NodeList) -> None:
        self.mapping, self.key, self.nodelist = mapping, key, inside

    def render(self, context: Context) -> SafeString:
        """Return it as it was rendered first. Where there is no such mapping, as on an error page, it is rendered."""
        kept = self.mapping.resolve(context, ignore_failures=True)
        if kept is None:
            return self.nodelist.render(context)
        key = (get_language(), *(part.resolve(context) for part in self.key))
        found = kept.get(key)
        if found is None:
            if len(kept) >= MOST_KEPT:
                kept.clear()
            found = kept[key] = self.nodelist.render(context)
        return found


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """Keep what is inside, in a mapping of the context, by a key: `{% kept parts "footer" %}...{% endkept %}`.

    It must follow from the key, the language, and what the mapping itself lives and dies with.
    """
    mapping, *key = (parser.compile_filter(part) for part in token.split_contents()[1:])
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(mapping, key, inside)


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
def linked(pages: Iterable[Linked]) -> SafeString:
    """Pages as the items of a list of links."""
    return listing.linked(pages)


@register.filter
def as_contents(parts: Iterable[ShownPart], care_part: str) -> SafeString:
    """The sections of a page as the items of its contents. care_part: the id of the one that says when to get help."""
    return contents(parts, care_part)


@register.filter
def as_rows(things: Iterable[Rated], level: int) -> SafeString:
    """Rated things as the items of a list, with headings of a level."""
    return rated.rows(things, level)


@register.simple_tag
def rating(effect: TextChoices | None, certainty: Certainty | None, is_disputed: bool) -> SafeString:
    """What something does, and how sure that is."""
    return rated.rating(effect, certainty, is_disputed=is_disputed)


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


@register.simple_block_tag(end_name="end_in_order")
def in_order(content: SafeString) -> SafeString:
    """What stands in between, the places of each source counted in the order of reading."""
    return sources.in_order(content)


@register.simple_block_tag(takes_context=True, end_name="end_with_signs")
def with_signs(context: Context, content: SafeString) -> SafeString:
    """What stands in between, and after it the signs that it shows; in a shell, whose words are holes, the hole for
    them (`public.shells`).
    """
    return content + (context.get("signs") or signs.sprite(content))
