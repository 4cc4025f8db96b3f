"""The clinic's own words inside a text: {clinic_name}, {clinic_phone}, {emergency_number}, and no others."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Mapping

from markdown.treeprocessors import Treeprocessor

NAMES = ("clinic_name", "clinic_phone", "emergency_number")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
PATTERN = re.compile(r"\{([a-z_]+)\}")


class TokenProcessor(Treeprocessor):
    """Puts the values in after the text was parsed, so that nothing in them can act as Markdown."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__()
        # The serializer leaves what looks like an entity alone, and the parser marks its own places with controls.
        self._values = {name: _CONTROL.sub(" ", value).replace("&", "&amp;") for name, value in values.items()}

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            element.text = self._filled(element.text)
            element.tail = self._filled(element.tail)
            for name, value in element.items():
                element.set(name, self._filled(value))

    def _filled(self, text: str | None) -> str | None:
        # What holds no token keeps its own type: the parser marks text that it must leave alone.
        return fill(text, self._values) if text and "{" in text else text


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each known token replaced."""
    return PATTERN.sub(lambda match: values.get(match[1], match[0]), text)


def unknown(text: str) -> list[str]:
    """Return the names in braces that are not tokens."""
    return [name for name in PATTERN.findall(text) if name not in NAMES]
