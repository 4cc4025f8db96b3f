"""One page's texts to HTML, with its citations and explained words counted over all of them."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

import markdown
from django.utils.html import escape, strip_tags
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.util import Registry

from publishing.text.prose import blocks, headings, sanitizer, tokens
from publishing.text.prose.citations import CitationProcessor, Citations
from publishing.text.prose.gloss import GlossProcessor
from publishing.text.prose.headings import HeadingProcessor
from publishing.text.prose.links import LinkProcessor, picture_element
from publishing.text.prose.references import References
from publishing.text.prose.tables import TableProcessor
from publishing.text.prose.tokens import TokenProcessor


@dataclass
class Section:
    """A part of a body under one level 2 heading. `html` is sanitized; `headings` are its (id, text) of level 3.

    The title and the texts of headings are plain text, to be escaped where they are printed.
    """

    id: str
    title: str
    html: str
    headings: list[tuple[str, str]] = field(default_factory=list)


class Renderer:
    """Turns the texts of one page into sanitized HTML, in the order in which they are handed in.

    `faults` collects what a text refers to and is not there; `citations.uses` the sources in their order.
    own_page: False for a text that other pages show too: it has no numbers and no explained words, because both
    belong to the page on which they stand.
    """

    def __init__(self, references: References, *, own_page: bool = True) -> None:
        self.references = references
        self.faults: list[str] = []
        self.citations = Citations(references.sources, numbered=own_page)
        self._ids: set[str] = set()
        self._explained: set[str] = set()
        self._body = self._parser(own_page)
        self._line = self._parser(own_page)
        # One line has no blocks: "1. " or "/// do" at its start are words.
        self._line.parser.blockprocessors = Registry()
        self._line.parser.blockprocessors.register(ParagraphProcessor(self._line.parser), "paragraph", 10)

    def inline(self, text: str) -> str:
        """Return one line of prose as HTML without the paragraph around it."""
        html = self._convert(self._line, text.replace("\n", " "))
        match = re.fullmatch(r"<p>(.*)</p>", html, re.DOTALL)
        return match[1] if match and "<p>" not in match[1] else html

    def cite(self, ids: list[str]) -> str:
        """Return the numbers of sources that stand beside a text rather than in it."""
        return sanitizer.clean(etree.tostring(self.citations.element(ids), encoding="unicode"))

    def picture(self, name: str, alt: str) -> str:
        """Return the picture `drawings/x.svg` or `images/x.jpg` for the top of a page; empty where there is none."""
        picture = self.references.pictures.get(name)
        if picture is None:
            self.faults.append(f"picture that does not exist: {name!r}")
            return ""
        return sanitizer.clean(etree.tostring(picture_element(picture, alt, lazy=False), encoding="unicode"))

    def sections(self, body: str) -> Iterator[Section]:
        """Yield the body's sections, one for each level 2 heading. Text before the first has an empty id."""
        body = blocks.expand_snippets(body, self.references.snippets)
        found: list[tuple[str, list[str]]] = [("", [])]
        for line in body.split("\n"):
            match = headings.SECTION.match(line)
            if match:
                found.append((match["text"], []))
            else:
                found[-1][1].append(line)
        for title, _ in found:  # level 2 ids first: they are fixed, and no deeper heading may take one
            if title:
                self._ids.add(headings.split(title)[1])
        for title, lines in found:
            if title or any(lines):
                yield self._section(title, "\n".join(lines))

    def _section(self, title: str, text: str) -> Section:
        words, identifier = headings.split(title) if title else ("", "")
        html = self._convert(self._body, text)
        inner = [
            (match[2], unescape(strip_tags(match[3])))
            for match in re.finditer(r'<h(3)[^>]*id="([^"]+)"[^>]*>(.*?)</h3>', html, re.DOTALL)
        ]
        # The heading is plain words: tokens are filled, Markdown marks and HTML are not interpreted.
        return Section(identifier, tokens.fill(words, self.references.tokens), html, inner)

    def _convert(self, parser: markdown.Markdown, text: str) -> str:
        try:
            html = parser.reset().convert(text)
        except RecursionError:
            parser.parser.state.clear()  # what it was in the middle of, which its own reset leaves
            self.faults.append("nested too deeply to be read")
            html = f"<p>{escape(text)}</p>"
        self.faults += [f"unknown citation: @{source}" for source in self.citations.unknown]
        self.citations.unknown.clear()
        return sanitizer.clean(html)

    def _parser(self, own_page: bool) -> markdown.Markdown:
        """The parser with what we allow: no raw HTML, no attributes, no setext headings, no reference links."""
        parser = markdown.Markdown(
            extensions=[TableExtension(), SaneListExtension(), blocks.CareBlocks()], output_format="html"
        )
        parser.preprocessors.deregister("html_block")
        for name in ("reference", "image_reference", "short_reference", "short_image_ref"):
            parser.inlinePatterns.deregister(name)
        for name in ("autolink", "automail", "html", "entity"):
            parser.inlinePatterns.deregister(name)
        for name in ("code", "setextheader", "reference"):
            parser.parser.blockprocessors.deregister(name)
        parser.inlinePatterns.register(CitationProcessor(self.citations), "citation", 165)
        parser.treeprocessors.register(TokenProcessor(self.references.tokens), "tokens", 16)
        parser.treeprocessors.register(HeadingProcessor(self._ids), "headings", 15)
        parser.treeprocessors.register(LinkProcessor(self.references, self.faults), "links", 14)
        parser.treeprocessors.register(TableProcessor(), "tables", 13)
        if own_page:
            parser.treeprocessors.register(GlossProcessor(self.references, self._explained), "gloss", 12)
        return parser
