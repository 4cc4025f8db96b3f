"""The small drawings that a page names: a sign before a rating, a person of a hundred. A page carries those it shows.

Each stands on a line of components/signs.html. All of them would be a tenth of what a page weighs.
"""

import re
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

_ID = re.compile(r' id="([a-z-]+)"')
_NAMED = re.compile(r'(?:href="|url\()#([a-z-]+)')


def sprite(html: str) -> SafeString:
    """Return a hidden drawing with every sign that HTML names, and what those are made of."""
    lines = _lines()
    named, new = set(), lines.keys() & set(_NAMED.findall(html))
    while new:
        named |= new
        new = {name for one in new for name in _NAMED.findall(lines[one])} - named
    shown = "".join(dict.fromkeys(line for name, line in lines.items() if name in named))
    return SafeString(f'<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">{shown}</svg>')


@cache
def _lines() -> dict[str, str]:
    """Return id -> the line of the file that gives it, in its order."""
    lines = render_to_string("components/signs.html").splitlines()
    return {name: line for line in lines for name in _ID.findall(line)}
