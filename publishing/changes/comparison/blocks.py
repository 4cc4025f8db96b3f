"""The pieces of a body, each with the place where it stands. Knows Markdown's lines, not what becomes of them."""

import re
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.changes.comparison.alignment import Item, item_of
from publishing.changes.pieces import Piece, pieces_of, whole
from publishing.text import kinds
from publishing.text.prose import blocks, constructs, headings

_ITEM = re.compile(r"^(?P<indent> *)(?P<marker>[-*+]|\d{1,9}[.)]) +(?P<text>\S.*)$")
_HEADING = re.compile(r"^(?P<marks>#{1,6}) +(?P<text>\S.*)$")
_RULER = re.compile(r"(?=[ :|]*-)[ :|-]+")
_FORMS = {
    "heading": gettext_lazy("heading"),
    "paragraph": gettext_lazy("paragraph"),
    "item": gettext_lazy("list item"),
    "step": gettext_lazy("numbered item"),
    "card": gettext_lazy("headline"),
    "details": gettext_lazy("headline"),
    "snippet": gettext_lazy("shared text"),
    "table": gettext_lazy("table row"),
    "block": gettext_lazy("block"),
}


@dataclass(frozen=True)
class Block:
    """A piece of the body. section: the heading that it stands under. inside: the block around it. id: a heading's.

    heading: the level 2 heading above it, as it is written.

    means: of a shared text, the name of today of the page behind its name.
    """

    text: str
    form: str
    section: str = ""
    inside: str = ""
    id: str = ""
    means: str = ""
    heading: str = ""

    @property
    def group(self) -> str:
        """What the part of the page is called in which it stands."""
        if not self.heading or section_name(self.heading, "") == self.section:
            return self.section
        return _("%(part)s, %(inner)s") % {"part": self.heading, "inner": self.section}

    @property
    def part(self) -> str:
        """What it is, where that is more than a paragraph."""
        inside = constructs.label_of(self.inside) if self.inside else ""
        own = "" if self.form == "paragraph" else _forms(self.form)
        return capfirst(", ".join(str(part) for part in (inside, own) if part))

    @property
    def label(self) -> str:
        """What it is and where it stands."""
        inner = f"{constructs.label_of(self.inside)}, {_forms(self.form)}" if self.inside else _forms(self.form)
        return _("%(what)s: %(part)s") % {"what": self.section, "part": inner} if self.section else capfirst(inner)

    @property
    def item(self) -> Item:
        """What it is aligned by. A card stays the card of its place, whatever its level; a heading keeps its id."""
        if self.form != "card":
            return item_of(self.text, identity=self.id or self.means, form=self.form.split()[0])
        item = item_of(self.text, identity=("card", self.section, self.inside), form="card", least=0.5)
        return replace(item, key=(self.text, self.inside))

    @property
    def place(self) -> str:
        """What a reader sees of it besides its words."""
        parts = (constructs.label_of(self.inside), _forms(self.form), f"#{self.id}" if self.id else "")
        return ", ".join(part for part in parts if part)

    def pieces(self, *, is_renamed: bool = False) -> list[Piece]:
        """Its words; of a card first its level. is_renamed: whether the same shared text has another name before."""
        if self.form == "card":
            return [
                whole(f"{capfirst(constructs.label_of(self.inside))}:", self.inside, "warning", " "),
                *pieces_of(self.text),
            ]
        if self.form == "snippet":
            # On many pages the warnings are in a snippet.
            alarm = "warning" if self.section in _care_sections() and not is_renamed else ""
            return [whole(self.text, self.text, alarm)]
        return pieces_of(self.text)


def _forms(form: str) -> str:
    name, _space, number = form.partition(" ")
    return f"{_FORMS[name]} ({_('level %(number)s') % {'number': number}})" if number else str(_FORMS[name])


def _care_sections() -> set[str]:
    """The names of the sections that must say when to call whom."""
    return {
        section_name(heading, "")
        for kind in kinds.all_kinds()
        for language in dict(settings.LANGUAGES)
        for heading, identifier in kind.headings(language).items()
        if identifier == kind.care_part
    }


def section_name(text: str, identifier: str) -> str:
    """Return a short name for a section: the fixed ids are words, and shorter than the headings."""
    name = capfirst(identifier.replace("-", " ")) if identifier else text
    return name if len(name) <= 60 else f"{name[:59]}…"


def blocks_of(body: str) -> list[Block]:
    """Split a body into headings, paragraphs, list items, headlines of cards and table rows."""
    reader = _Reader()
    for line in body.split("\n"):
        reader.read(line)
    reader.close()
    return reader.found


class _Reader:
    """Reads a body line by line; remembers the section and the card that a line stands in."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self._section = self._inside = self._heading_above = ""
        self._open_lines: list[str] = []
        self._open_form = "paragraph"

    def read(self, line: str) -> None:
        """Add a line to the block that is open, or start another one."""
        heading, item = _HEADING.match(line), _ITEM.match(line.expandtabs(4))
        if heading or item or not line.strip() or line.startswith(("///", "|")):
            self.close()
        if line.startswith("///"):
            self._fence(line)
        elif heading:
            self._heading(heading)
        elif line.startswith("|"):
            self._table(line)
        elif item:
            self._item(item)
        elif line.strip():
            self._open_form = self._open_form if self._open_lines else "paragraph"
            self._open_lines.append(line)

    def close(self) -> None:
        """End the block that is open."""
        if self._open_lines:
            self._add(" ".join(" ".join(self._open_lines).split()), self._open_form)
            self._open_lines.clear()

    def _add(self, text: str, form: str) -> None:
        self._put(Block(text, form, self._section, self._inside))

    def _put(self, block: Block) -> None:
        self.found.append(replace(block, heading=self._heading_above))

    def _fence(self, line: str) -> None:
        if opening := blocks.OPENING.match(line):
            self._opening(line, opening["name"], opening["argument"] or "")
        elif line == blocks.CLOSING:
            self._inside = ""
        else:
            self._put(Block(line, "block", self._section))

    def _opening(self, line: str, name: str, argument: str) -> None:
        if constructs.label_of(name):
            self._inside = name
        if name in constructs.care_levels():
            self._add(argument or blocks.care_title(name), "card")
        elif constructs.label_of(name):
            if argument:
                self._put(Block(argument, "details", self._section))
        elif name in constructs.names():
            self._put(Block(argument, "snippet", self._section))
        else:
            self._put(Block(line, "block", self._section))

    def _heading(self, heading: re.Match) -> None:
        text, identifier = headings.EXPLICIT.sub("", heading["text"]), headings.EXPLICIT.search(heading["text"])
        fixed = identifier["id"] if identifier else ""
        self._section = section_name(text, fixed)
        if len(heading["marks"]) <= 2:
            self._heading_above = text
        self._put(Block(text, f"heading {len(heading['marks'])}", self._section, "", fixed))

    def _table(self, line: str) -> None:
        if not _RULER.fullmatch(line):
            self._add(" ".join(line.strip(" |").split()), "table")

    def _item(self, item: re.Match) -> None:
        depth = len(item["indent"]) // 4 + 1
        self._open_form = ("item" if item["marker"] in "-*+" else "step") + (f" {depth}" if depth > 1 else "")
        self._open_lines.append(item["text"])
