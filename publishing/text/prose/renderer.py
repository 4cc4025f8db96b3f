"""One page's texts to HTML that depends on them and on this code alone: what else a page needs is left as marks."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

import markdown
from django.utils.html import escape, strip_tags
from markdown.blockprocessors import ParagraphProcessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.util import Registry

from publishing.text.prose import blocks, headings, marks, sanitizer
from publishing.text.prose.citations import CitationProcessor
from publishing.text.prose.headings import HeadingProcessor, LevelProcessor
from publishing.text.prose.links import LinkProcessor, as_marks, picture_attributes
from publishing.text.prose.messages import MessageProcessor
from publishing.text.prose.runs import RunProcessor, run
from publishing.text.prose.tables import TableProcessor
from publishing.text.prose.tokens import TokenProcessor

#: A line in which nothing is anything but words: most of front matter. The parser takes long to find that out.
_PLAIN = re.compile(r"[^\W_](?:[^\W_]|[ ,.;:'()!?%/–—“”‘’-])*(?<! )")


@dataclass
class Section:
    """A part of a body under one level 2 heading. `html` is sanitized, with marks; `headings` are its (id, text) of
    level 3.

    The title and the texts of headings are plain text with tokens, to be escaped where they are printed.
    """

    id: str
    title: str
    html: str
    headings: list[tuple[str, str]] = field(default_factory=list)


class Renderer:
    """Turns the texts of one page into sanitized HTML with marks, in the order in which they are handed in.

    What they name is noted: `cited` sources; `pages` and `pictures` by the target that was written; `places`, the ids
    on the same page that are led to; `faults` has what can be no link, picture or citation whatever exists.
    fixed: the headings of level 2 that have an id of their own, each with it. is_fragment: whether the text is put into
    others, under headings of theirs.
    """

    def __init__(self, fixed: Mapping[str, str] | None = None, *, is_fragment: bool = False) -> None:
        self.faults: list[str] = []
        self.cited: list[str] = []
        self.pages: dict[str, str] = {}
        self.pictures: dict[str, str] = {}
        self.places: dict[str, None] = {}
        self._fixed = fixed or {}
        self._is_fragment = is_fragment
        self._ids: set[str] = set()
        self._levels, self._messages, self._tables = LevelProcessor(), MessageProcessor(), TableProcessor()

    @cached_property
    def _body(self) -> markdown.Markdown:
        return self._parser()

    @cached_property
    def _line(self) -> markdown.Markdown:
        """One line has no blocks: "1. " or "/// do" at its start are words."""
        parser = self._parser()
        parser.parser.blockprocessors = Registry()
        parser.parser.blockprocessors.register(ParagraphProcessor(parser.parser), "paragraph", 10)
        return parser

    def inline(self, text: str) -> str:
        """Return one line of prose as HTML without the paragraph around it."""
        if _PLAIN.fullmatch(text):
            return run(text)
        self._messages.is_on = False
        html = self._convert(self._line, marks.without_marks(text).replace("\n", " "))
        match = re.fullmatch(r"<p>(.*)</p>", html, re.DOTALL)
        return match[1] if match and "<p>" not in match[1] else html

    def cite(self, ids: list[str]) -> str:
        """Return the mark for the numbers of sources that stand beside a text rather than in it."""
        self.cited += ids
        return marks.mark(marks.CITATION, ";".join(ids))

    def address(self, name: str) -> str:
        """Return the mark for the address of a page such as "conditions/sciatica"; bound, it may be empty."""
        return marks.mark(marks.ADDRESS, name)

    def picture(self, name: str, alt: str) -> str:
        """Return the picture `drawings/x.svg` or `images/x.jpg` for the top of a page."""
        attributes = picture_attributes(name, marks.without_marks(alt))
        image = etree.Element("img", attributes)
        html = etree.tostring(image, encoding="unicode", method="html")
        return as_marks(sanitizer.clean(marks.without_references(html)))

    def sections(self, body: str) -> Iterator[Section]:
        """Yield the body's sections, one for each level 2 heading. Text before the first has an empty id."""
        body = blocks.SNIPPET.sub(lambda found: marks.mark(marks.SNIPPET, found["slug"]), marks.without_marks(body))
        found: list[tuple[str, list[str]]] = [("", [])]
        for line in body.split("\n"):
            match = headings.SECTION.match(line)
            if match:
                found.append((match["text"], []))
            else:
                found[-1][1].append(line)
        for title, _ in found:  # level 2 ids first: they are fixed, and no deeper heading may take one
            if title:
                self._ids.add(self._named(title)[1])
        for title, lines in found:
            if title or any(lines):
                yield self._section(title, "\n".join(lines))

    def _section(self, title: str, text: str) -> Section:
        # The heading is plain words: Markdown marks and HTML are not interpreted.
        words, identifier = self._named(title) if title else ("", "")
        self._levels.above = 2 if title or self._is_fragment else 1
        self._messages.is_on = bool(title)
        html = self._convert(self._body, text)
        inner = [
            (match[2], unescape(strip_tags(marks.as_written(match[3]))))
            for match in re.finditer(r'<h(3)[^>]*id="([^"]+)"[^>]*>(.*?)</h3>', html, re.DOTALL)
        ]
        return Section(identifier, words, html, inner)

    def _named(self, title: str) -> tuple[str, str]:
        if title in self._fixed:
            return title, self._fixed[title]
        words, identifier = headings.split(title)
        return words, f"{identifier}-2" if headings.is_of_the_frame(identifier) else identifier

    def _convert(self, parser: markdown.Markdown, text: str) -> str:
        try:
            html = parser.reset().convert(text)
        except RecursionError:
            parser.parser.state.clear()  # what it was in the middle of, which its own reset leaves
            self.faults.append("nested too deeply to be read")
            html = f"<p>{escape(text)}</p>"
        return as_marks(sanitizer.clean(marks.without_references(html)))

    def _parser(self) -> markdown.Markdown:
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
        # A line break is seen at the end of a line (`form`), and not as two spaces that nobody sees.
        parser.inlinePatterns.deregister("linebreak")
        parser.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "linebreak", 185)
        parser.inlinePatterns.register(CitationProcessor(self.cited), "citation", 165)
        parser.treeprocessors.register(TokenProcessor(), "tokens", 16)
        parser.treeprocessors.register(self._levels, "levels", 15.5)
        parser.treeprocessors.register(HeadingProcessor(self._ids), "headings", 15)
        parser.treeprocessors.register(LinkProcessor(self.pages, self.pictures, self.places, self.faults), "links", 14)
        parser.treeprocessors.register(self._tables, "tables", 13)
        parser.treeprocessors.register(self._messages, "messages", 12.5)
        parser.treeprocessors.register(RunProcessor(), "runs", 12)
        return parser
