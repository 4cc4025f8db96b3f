"""Markdown to safe HTML. Knows texts, not models, and nothing that is outside a text.

    renderer = Renderer()
    renderer.inline("Plain *words* [@source]")     # one line
    renderer.sections("## What it is ...")         # a body, split at its level 2 headings

One renderer serves one page. What depends on more than the text (numbers of citations, addresses, explained words ...)
is left as marks, which `publishing.text.binding` fills.
"""

from publishing.text.prose.renderer import Renderer, Section

__all__ = ["Renderer", "Section"]
