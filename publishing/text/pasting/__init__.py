"""What a clipboard holds of another program's text, as the Markdown of this house. Knows no page and no model.

    pasted = convert("<h1>Rest</h1><p>Walk <b>today</b>.</p>", Shape.SECTION)
    pasted.text          # "### Rest\\n\\nWalk **today**."
    pasted.left_out      # what of it is not in the text, and why

A browser hands HTML over that no two programs write alike. It is read in one pass that never looks back (`tags`,
`reading`), with limits on all that could make it long, and written in the one form that the pre-check accepts
(`writing`): what was typed there comes out as text, also where it would mean something here. (A converter for HTML in
general knows neither Word's lists nor our grammar, and one that calls itself for each element ends at a thousand.)
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from publishing.text.pasting import reading, writing
from publishing.text.pasting.reading import LeftOut
from publishing.text.pasting.tags import MAX_HTML, TooMuch

__all__ = ["MAX_HTML", "LeftOut", "Pasted", "Shape", "TooMuch", "convert"]


class Shape(StrEnum):
    """Where the text is put: into a whole text, one section of a page, one line, or a list of lines."""

    TEXT = "text"
    SECTION = "section"
    LINES = "lines"
    LINE = "line"


@dataclass(frozen=True)
class Pasted:
    """Markdown, what is in it, from which program it came ("" where that cannot be told), and what was left out."""

    text: str
    program: str
    words: int
    headings: int
    lists: int
    tables: int
    links: int
    left_out: LeftOut


def convert(html: str, shape: Shape, page_behind: Callable[[str], str] = lambda address: "") -> Pasted:
    """Return what a clipboard's HTML says as Markdown.

    page_behind: takes an address of the web and returns the link by which a text names that page of this very site,
    such as "../conditions/sciatica.md"; empty for any other address. Raises TooMuch for what would take long to read.
    """
    found = reading.read(html, page_behind)
    if shape in {Shape.LINE, Shape.LINES}:
        written = writing.as_lines(found.blocks, " " if shape is Shape.LINE else "\n")
    else:
        written = writing.as_body(found.blocks, 2 if shape is Shape.TEXT else 3)
    return Pasted(
        written.text,
        found.program,
        written.words,
        written.headings,
        written.lists,
        written.tables,
        written.links,
        found.left_out,
    )
