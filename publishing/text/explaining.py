"""Hard words: which spellings a text explains, and that no word is explained by two of them."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _


def spellings(data: Mapping[str, Any]) -> dict[str, str]:
    """Return every spelling that front matter explains, as it is written, by how it is compared."""
    names = [data.get("title"), *(data.get("also_called") or ())]
    return {" ".join(name.split()).casefold(): name for name in names if isinstance(name, str)}


def fault(word: str, by: str) -> str:
    """Return that a word is explained already. by: the title of the text that does."""
    return _("the word '%(word)s' is explained by the term '%(term)s' already") % {"word": word, "term": by}


def sentence(word: str, by: str) -> str:
    """Return the same for the desk, with what to do."""
    said = _("“%(word)s” is explained by the term “%(term)s” already. Take it out of one of the two.")
    return said % {"word": word, "term": by}


def lost(before: Mapping[str, Any], after: Mapping[str, Any]) -> Collection[str]:
    """Return the spellings that front matter explained before and does not any more."""
    kept = spellings(after)
    return [word for compared, word in spellings(before).items() if compared not in kept]
