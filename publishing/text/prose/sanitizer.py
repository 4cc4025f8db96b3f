"""The last word on every piece of HTML that a text became: an allow-list, applied by nh3.

Nothing else in the house may be trusted to make HTML safe: the parser is not (design decision 8). Raw-text
elements, svg, math and style are never allowed; neither is any attribute that runs code or loads from elsewhere.
"""

import re

import nh3

TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "sup", "sub", "span", "blockquote"),
    *("h2", "h3", "h4", "ul", "ol", "li", "dl", "dt", "dd"),
    *("a", "img", "picture", "source", "figure", "figcaption"),
    *("table", "thead", "tbody", "tr", "th", "td", "div", "section", "aside", "details", "summary", "button"),
}
ATTRIBUTES = {
    "*": {"id", "lang"},
    "a": {"href", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading", "decoding", "srcset", "sizes"},
    "source": {"srcset", "type", "sizes"},
    "th": {"scope"},
    "td": {"headers"},
    "ol": {"start"},
    "div": {"role", "tabindex", "aria-label", "aria-labelledby"},
    "aside": {"aria-labelledby"},
    "span": {"popover"},
    "button": {"type", "popovertarget"},
}
CLASSES = {
    "a": {"external"},
    "aside": {"care-card", "care-card--emergency", "care-card--call-today", "care-card--ask"},
    "p": {"care-card__title", "advice__title"},
    "div": {"advice", "advice--do", "advice--dont", "table-scroll"},
    "sup": {"citation"},
    "span": {"gloss__definition"},
    "button": {"gloss"},
    "figure": {"figure"},
}
SCHEMES = {"https", "http", "mailto", "tel"}
# A browser reads "/\host" and "/<tab>/host" as another site, like "//host".
LINK = re.compile(r"(?:https?://(?=[^/\\])|mailto:|tel:|#|/(?![/\\]))[^\s\\]*", re.IGNORECASE)
PICTURE = re.compile(r"/(?![/\\])[^\s\\]*")


def _same_site_only(tag: str, attribute: str, value: str) -> str | None:
    """Pictures come from this site, links lead to it or name a host, and nothing is read in two ways."""
    if attribute == "src" and not PICTURE.fullmatch(value):
        return None
    if attribute == "srcset" and not all(PICTURE.match(candidate.strip()) for candidate in value.split(",")):
        return None
    if attribute == "href" and not LINK.fullmatch(value):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    url_schemes=SCHEMES,
    attribute_filter=_same_site_only,
    link_rel=None,
    strip_comments=True,
    generic_attribute_prefixes=set(),
)


def clean(html: str) -> str:
    """Return `html` with everything removed that is not on the allow-list."""
    return _CLEANER.clean(html)
