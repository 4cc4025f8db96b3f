"""A wide table scrolls by itself, inside a region that a keyboard can reach and a screen reader can name."""

import xml.etree.ElementTree as etree

from django.utils.translation import gettext
from markdown.treeprocessors import Treeprocessor


class TableProcessor(Treeprocessor):
    """Wraps each table, and says of each header cell what it heads. One serves one page: its tables have numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._number = 0

    def run(self, root: etree.Element) -> None:
        for parent in list(root.iter()):
            for position, child in enumerate(list(parent)):
                if child.tag == "table":
                    self._wrap(parent, position, child)

    def _wrap(self, parent: etree.Element, position: int, table: etree.Element) -> None:
        self._number += 1
        for header in table.iter("th"):
            header.attrib.clear()
            header.set("scope", "col")
        for cell in table.iter("td"):
            cell.attrib.clear()
        attributes = {
            "class": "table-scroll",
            "role": "region",
            "tabindex": "0",
            "aria-label": gettext("Table %(number)s") % {"number": self._number},
        }
        region = etree.Element("div", attributes)
        region.tail, table.tail = table.tail, None
        parent.remove(table)
        region.append(table)
        parent.insert(position, region)
