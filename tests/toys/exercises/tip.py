"""A block of its own: `/// tip` to `///`, a box with a headline."""

import xml.etree.ElementTree as etree

from pymdownx.blocks.block import Block

from publishing.text.prose.constructs import Construct


class _Tip(Block):
    NAME = "tip"
    ARGUMENT = None

    def on_create(self, parent: etree.Element) -> etree.Element:
        box = etree.SubElement(parent, "div", {"class": "tip"})
        etree.SubElement(box, "p", {"class": "tip__title"}).text = self.argument or "A tip"
        return box


TIP = Construct("tip", "tip of a therapist", _Tip, classes={"div": frozenset({"tip"}), "p": frozenset({"tip__title"})})
