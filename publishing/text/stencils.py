"""A stencil: the main part of a page, printed once when its text is published, with holes for what a request decides.

Like all stored HTML it follows from the text and the renderer alone, and has the same marks. What no mark of prose can
say (a list of sources, a byline, rows of other texts) is a hole with a name. A reader's request binds what stands
between the holes, and puts into each what it knows: no template prints a page's words again.
"""

from collections.abc import Container
from dataclasses import replace
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from publishing.text.binding import Asked, words_in
from publishing.text.kinds import Kind
from publishing.text.manuscripts import picture_name
from publishing.text.parts import ShownPart, before_contents, parts
from publishing.text.prose import marks, tokens
from publishing.text.prose.marks import strings

#: Holes that stay empty: behind what opens a page; before a drawing, and behind it; before the prose of a section, with
#: its id, and behind it.
OPENED, DRAWING, DRAWN, SECTION = "opened", "drawing", "drawn", "section:"


class _Holes:
    """What a template prints a hole with: {{ hole.byline }}."""

    def __getitem__(self, name: str) -> SafeString:
        return hole(name)


def hole(name: str) -> SafeString:
    """Return a hole with a name, for a template to print."""
    return mark_safe(marks.mark(marks.HOLE, name))  # noqa: S308 (a mark)


def stencil_of(kind: Kind, data: dict, html: dict) -> dict:
    """Return the stencil of a text, in its language; empty for a kind without one.

    `cut`: HTML with marks, then the name of a hole and the HTML behind it, and so on. `order`: the places of the HTML
    in it, in the order in which it is bound. `asked`: what its marks name. `words`: every word in which a hard word may
    be explained, in one string. `retold`: the rendered front matter that is told again beside the page. `has`: the
    keys of the front matter that it has. `picture`: the name of the picture that stands for the page, or "".
    """
    if not kind.stencil:
        return {}
    printed = render_to_string(kind.stencil, _context(kind, data, html))
    cut = marks.CUT.split(printed)
    retold = {key: html[key] for key in kind.retold if key in html}
    pictures = [picture_name(drawing["file"]) for drawing in html.get("drawings", [])[:1] if "file" in drawing]
    return {
        "cut": cut,
        "order": _order(cut),
        "asked": _asked(printed, retold).stored(),
        "words": " ".join(sorted(words_in(printed))),
        "retold": retold,
        "has": [key for key in kind.schema.keys if html.get(key)],
        "picture": pictures[0] if pictures else "",
    }


def without(stencil: dict, names: Container[str]) -> dict:
    """Return a stencil without what stands behind the holes with these names, and without what only that asks for."""
    cut: list[str] = stencil["cut"]
    if not any(name in names for name in cut[1::2]):
        return stencil
    left = [html if place % 2 or not place or cut[place - 1] not in names else "" for place, html in enumerate(cut)]
    return {**stencil, "cut": left, "asked": _asked("".join(left[::2]), stencil["retold"]).stored()}


def _context(kind: Kind, data: dict, html: dict) -> dict[str, Any]:
    return {
        "text": data,
        "title": data.get("title", ""),
        "list_title": kind.list_title,
        "shown": html,
        "parts": [_with_tokens(part, kind.retold_sections) for part in parts(kind.name, html)],
        "before_contents": before_contents(html),
        "care_part": kind.care_part,
        "handout_url": hole("handout_url") if kind.handout else "",
        "plate": {side: hole(f"plate_{side}") for side in ("url", "width", "height")},
        "hole": _Holes(),
    }


def _order(cut: list[str]) -> list[int]:
    """Return the places of the HTML in a stencil, as `preparing.reading_order` has it: what opens a page, its drawings,
    the rest.
    """
    opened = cut.index(OPENED) if OPENED in cut else 0

    def turn(place: int) -> tuple[int, int]:
        if place < opened:
            return 0, place
        return (1 if cut[place - 1] == DRAWING else 2), place

    return sorted(range(0, len(cut), 2), key=turn)


def _with_tokens(part: ShownPart, retold: Container[str]) -> ShownPart:
    """Return a section whose heading has marks for the clinic's words: a plain text has them in braces.

    The prose of one that is told again stands between two holes, so that it is found there once it is bound.
    """
    html = f"{hole(SECTION + part.id)}{part.html}{hole(SECTION)}" if part.id in retold else part.html
    return replace(part, title=tokens.marked(str(part.title)), html=html)


def _asked(printed: str, retold: Any) -> Asked:
    """Return what a page names; of what is told again only where that leads to."""
    asked = Asked.of(printed)
    asked.pages |= Asked.of("".join(strings(retold))).pages
    return asked
