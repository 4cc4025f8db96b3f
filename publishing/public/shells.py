"""The shell around a page: head, menu and footer, the same for all pages but for some words, which are holes in it.

It is printed once per content version, by the templates of every page, and kept with the rest of the frame. A preview,
and a page as on another day, print it anew.
"""

import re
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import Engine
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from publishing.public import holes, signs
from publishing.text import stencils

#: What a shell leaves open, in the order of reading. What stands before SIGNS has the signs that are put there.
TITLE, DESCRIPTION, CANONICAL, GRAPH, MAIN, SIGNS = "title", "description", "canonical", "graph", "main", "signs"
#: What staff wrote stands in a shell as they wrote it, a notice or the name of a clinic: nobody can name a hole of it.
_OURS = f":{secrets.token_hex(8)}"
_CUT = re.compile(stencils.hole(f"([a-z]+){_OURS}"))
_LEFT_OPEN = {
    "page": {"title": stencils.hole(TITLE + _OURS), "summary": stencils.hole(DESCRIPTION + _OURS)},
    "canonical": stencils.hole(CANONICAL + _OURS),
    "structured_data": stencils.hole(GRAPH + _OURS),
    "main": stencils.hole(MAIN + _OURS),
    "signs": stencils.hole(SIGNS + _OURS),
}


def answer(request: HttpRequest, printed: dict[str, Any]) -> HttpResponse:
    """Answer with a page whose main part was printed with its text. printed: `finding.printed`, with its graph."""
    frame = _frame(request)
    context = {**frame, **printed}
    page = printed["page"]
    put = {
        TITLE: escape(page.title),
        DESCRIPTION: escape(page.summary),
        CANONICAL: escape(context["canonical"]),
        GRAPH: printed["structured_data"],
        MAIN: holes.filled(context),
    }
    cut = _shell(request, frame)
    pieces = [cut[0]]
    for name, html in zip(cut[1::2], cut[2::2], strict=True):
        pieces += [signs.sprite("".join(pieces)) if name == SIGNS else put[name], html]
    return HttpResponse("".join(pieces))


def _frame(request: HttpRequest) -> dict[str, Any]:
    """Return what stands for every page, as templates are told it."""
    found: dict[str, Any] = {}
    for processor in Engine.get_default().template_context_processors:
        found.update(processor(request))
    return found


def _shell(request: HttpRequest, frame: dict[str, Any]) -> list[str]:
    """Return the shell, cut at its holes."""
    if frame["preview"] or frame["on_day"]:
        return _printed(request)
    notices = tuple(notice.text for notice in frame["notices"])
    key = ("shell", get_language(), frame["menu_at"], frame["is_export"], notices)
    kept = frame["frame_parts"]
    found = kept.get(key)
    if found is None:  # whoever fills what is kept may empty it first, in another thread
        found = kept[key] = _printed(request)
    return found


def _printed(request: HttpRequest) -> list[str]:
    return _CUT.split(render_to_string("publishing/printed.html", _LEFT_OPEN, request))
