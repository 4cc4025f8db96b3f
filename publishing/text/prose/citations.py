"""`[@source-id; @another]` becomes numbers in the order of first use, each a link into the source list."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Set

from django.utils.translation import gettext
from markdown.inlinepatterns import InlineProcessor

SOURCE_ID = r"[a-z0-9][a-z0-9.-]*"
PATTERN = re.compile(rf"\[(@{SOURCE_ID}(?:; ?@{SOURCE_ID})*)\]")


class Citations:
    """The numbers that one page has given to its sources so far, and how often each was cited."""

    def __init__(self, known: Set[str], *, numbered: bool = True) -> None:
        self._known = known
        self._numbered = numbered
        self.uses: dict[str, int] = {}
        self.unknown: list[str] = []

    def element(self, ids: list[str]) -> etree.Element:
        """Return a <sup> with one link per source; an unknown source is noted and left out."""
        sup = etree.Element("sup", {"class": "citation"})
        for source in ids:
            if source not in self._known:
                self.unknown.append(source)
            if source not in self._known or not self._numbered:
                continue
            self.uses[source] = self.uses.get(source, 0) + 1
            number = list(self.uses).index(source) + 1
            link = etree.SubElement(
                sup,
                "a",
                {
                    "href": f"#source-{number}",
                    "id": f"cited-{number}-{self.uses[source]}",
                    "aria-label": gettext("Source %(number)s") % {"number": number},
                },
            )
            link.text = str(number)
        return sup


class CitationProcessor(InlineProcessor):
    """Finds citations in running text."""

    def __init__(self, citations: Citations) -> None:
        # A number must never start a line alone, so the space between a word and its citation goes.
        super().__init__(rf"(?:(?<=\S)[ \n]+)?{PATTERN.pattern}")
        self._citations = citations

    def handleMatch(self, m, data):
        ids = [part.strip().removeprefix("@") for part in m.group(1).split(";")]
        element = self._citations.element(ids)
        return (element if len(element) else ""), m.start(0), m.end(0)
