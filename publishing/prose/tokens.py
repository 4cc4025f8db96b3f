"""The clinic's own words inside a text: {clinic_name}, {clinic_phone}, {emergency_number}, and no others."""

import re
from collections.abc import Mapping

NAMES = ("clinic_name", "clinic_phone", "emergency_number")
PATTERN = re.compile(r"\{([a-z_]+)\}")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#!|<>~])")


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each known token replaced, its value escaped so that it cannot act as Markdown."""
    return PATTERN.sub(lambda match: _MARKDOWN.sub(r"\\\1", values[match[1]]) if match[1] in values else match[0], text)


def unknown(text: str) -> list[str]:
    """Return the names in braces that are not tokens."""
    return [name for name in PATTERN.findall(text) if name not in NAMES]
