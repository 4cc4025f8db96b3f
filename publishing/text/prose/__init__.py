"""Markdown to safe HTML. Knows texts, not models: what a text may refer to is handed in as a `References`.

    renderer = Renderer(References(...))
    renderer.inline("Plain *words* [@source]")     # one line
    renderer.sections("## What it is ...")         # a body, split at its level 2 headings

One renderer serves one page, so that citations are numbered and hard words explained once over all of its texts.
"""

from publishing.text.prose.references import Picture, References, Term
from publishing.text.prose.renderer import Renderer, Section

__all__ = ["Picture", "References", "Renderer", "Section", "Term"]
