"""The small drawings that a page names: a sign before a rating, a person of a hundred. A page carries those it shows.

Each stands on a line of components/signs.html. All of them would be a tenth of what a page weighs.
"""

import re
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

_ID = re.compile(r' id="([a-z-]+)"')
_SIGN = re.compile(r"#(sign-[a-z-]+)")  # four times as fast as a pattern for all that names something


def sprite(html: str) -> SafeString:
    """Return a hidden drawing with the signs and the people that HTML names, and what those are made of."""
    lines = _lines()
    named = {*_SIGN.findall(html), *(["person"] if "(#person-" in html else [])}
    if any('"#ring"' in lines.get(name, "") for name in named):
        named.add("ring")
    shown = "".join(line for name, line in lines.items() if name in named)
    return SafeString(f'<svg class="sprite" width="0" height="0" aria-hidden="true" focusable="false">{shown}</svg>')


@cache
def _lines() -> dict[str, str]:
    """Return the first id on a line of the file -> the line."""
    lines = render_to_string("components/signs.html").splitlines()
    return {_ID.findall(line)[0]: line for line in lines}
