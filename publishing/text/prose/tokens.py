"""The clinic's own words inside a text: {clinic_name}, {clinic_phone}, {emergency_number}, and no others."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Mapping

from markdown.treeprocessors import Treeprocessor

from publishing.text.prose import marks

NAMES = ("clinic_name", "clinic_phone", "emergency_number")
PATTERN = re.compile(r"\{([a-z_]+)\}")


class TokenProcessor(Treeprocessor):
    """Leaves a mark for each token after the text was parsed, so that nothing in its value can act as Markdown."""

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            element.text = self._marked(element.text)
            element.tail = self._marked(element.tail)
            for name in ("alt", "title"):
                if value := self._marked(element.get(name)):
                    element.set(name, value)

    @staticmethod
    def _marked(text: str | None) -> str | None:
        # What holds no token keeps its own type: the parser marks text that it must leave alone.
        return marked(text) if text and "{" in text else text


def marked(text: str) -> str:
    """Return `text` with a mark for each known token."""
    return PATTERN.sub(_mark, text)


def _mark(match: re.Match[str]) -> str:
    return marks.mark(marks.TOKEN, match[1]) if match[1] in NAMES else match[0]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each known token replaced."""
    return PATTERN.sub(lambda match: values.get(match[1], match[0]), text)


def unknown(text: str) -> list[str]:
    """Return the names in braces that are not tokens."""
    return [name for name in PATTERN.findall(text) if name not in NAMES]
