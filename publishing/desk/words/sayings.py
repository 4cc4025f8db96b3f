"""What a validator says of a file, as the desk says it to whoever fills in a form: what was found, and what to do.

A validator names files, lines and marks, for people who keep a library. Here no sentence does.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from publishing.desk.words.sayings_of_fields import OF_FIELDS
from publishing.desk.words.sayings_of_text import OF_TEXT


def _compiled(sayings: Iterable[Any]) -> list[tuple[re.Pattern[str], str | Promise | Callable]]:
    return [(re.compile(pattern, re.DOTALL), said) for pattern, said in sayings]


_SAYINGS = _compiled([*OF_FIELDS, *OF_TEXT])


def said(message: str) -> str:
    """Return, as a sentence, what a validator's message means at the desk. Of an unknown one: that something is wrong.

    message: without the name of the key before it.
    """
    return known_saying(message) or _("Something here would not be printed as you mean it. Write it in plain words.")


def known_saying(message: str) -> str:
    """Return the sentence for a validator's message; empty where there is none for it."""
    for pattern, sentence in _SAYINGS:
        if match := pattern.fullmatch(message):
            return sentence(match) if callable(sentence) else str(sentence) % match.groupdict()
    return ""
