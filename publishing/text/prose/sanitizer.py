"""The last word on every piece of HTML that a text became: an allow-list, applied by nh3.

Nothing else in the house may be trusted to make HTML safe: the parser is not (docs/decisions.md, 8). Raw-text
elements, svg, math and style are never allowed; neither is any attribute that runs code or loads from elsewhere.
What is put in later (`publishing.text.binding`) escapes every value itself.
"""

import re
from functools import cache

import nh3

from publishing.text.prose import constructs

TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "sup", "sub", "span", "blockquote"),
    *("h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd"),
    *("a", "img", "figure", "figcaption"),
    *("table", "thead", "tbody", "tr", "th", "td", "div", "section", "details", "summary"),
}
ATTRIBUTES = {
    "*": {"id", "lang"},
    "a": {"href"},
    "img": {"src", "alt", "loading", "decoding"},
    "th": {"scope"},
    "td": {"headers"},
    "ol": {"start"},
    "div": {"role", "tabindex", "aria-label", "aria-labelledby"},
}
#: Class names, beside those of the block constructs.
CLASSES = {"a": {"external"}, "div": {"table-scroll"}, "figure": {"figure"}, "span": {"message"}}
SCHEMES = {"https", "http", "mailto", "tel"}
# A browser reads "/\host" and "/<tab>/host" as another site, like "//host".
LINK = re.compile(r"(?:https?://(?=[^/\\])|mailto:|tel:|#|/(?![/\\]))[^\s\\]*", re.IGNORECASE)
PICTURE = re.compile(r"/(?![/\\])[^\s\\]*")


def _same_site_only(tag: str, attribute: str, value: str) -> str | None:
    """Pictures come from this site, links lead to it or name a host, and nothing is read in two ways."""
    if attribute == "src" and not PICTURE.fullmatch(value):
        return None
    if attribute == "href" and not LINK.fullmatch(value):
        return None
    return value


@cache
def _cleaner() -> nh3.Cleaner:
    """Made with the first text, when every construct is registered."""
    known = constructs.classes()
    return nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes={tag: CLASSES.get(tag, set()) | known.get(tag, set()) for tag in {*CLASSES, *known}},
        url_schemes=SCHEMES,
        attribute_filter=_same_site_only,
        link_rel=None,
        strip_comments=True,
        generic_attribute_prefixes=set(),
    )


def clean(html: str) -> str:
    """Return `html` with everything removed that is not on the allow-list."""
    return _cleaner().clean(html)
