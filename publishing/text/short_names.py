"""What people call a source in a few letters, such as "AAN 2025": from what is known of it, so that nobody types it."""

import re

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"[a-z]{2,}")
ACRONYM = 5  # letters of a word that is taken for one where nothing else says so


def short_name(key: str, publisher: str = "", title: str = "", year: int | None = None) -> str:
    """Return the short name of a source: who says it, and the year where it is known.

    key: the id by which texts cite it, which begins with who says it: `aan2025-esi`, `g-koes-2007`.
    """
    word = _WORD.search(key)
    name = _spelled(word[0], key[word.end() :], publisher, title) if word else key
    found = _YEAR.search(key)
    return " ".join(filter(None, [name, found[0] if found else str(year or "")]))


def _spelled(word: str, rest: str, publisher: str, title: str) -> str:
    """Return a word of an id as it is written: as the source's own words have it, as an acronym, or as a name."""
    written = re.search(rf"\b{word}\b", f"{publisher} {title}", re.IGNORECASE)
    if written and not written[0].islower():
        return written[0]
    initials = "".join(part[0] for part in re.findall(r"[A-Za-z]+", publisher) if part[0].isupper()).lower()
    if word in initials:
        return word.upper()
    is_name = _YEAR.match(rest.removeprefix("-")) is not None
    return word.upper() if len(word) <= ACRONYM and not is_name else word.capitalize()
