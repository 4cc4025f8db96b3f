"""Marks: where stored HTML leaves open what only a reader's moment can say.

The address of another page, a clinic's phone number, a shared text, a picture's file, the number of a source, the
meaning of a word: each is a mark in the stored HTML, and `publishing.text.binding` puts the value in. A mark is made of
characters for private use (Unicode 16, chapter 23.5), which `without_marks` takes out of whatever somebody wrote: so
no text can make one.
"""

import re
from collections.abc import Iterable
from typing import Any

OPEN, CLOSE = "\ue000", "\ue001"
RUN, END_OF_RUN = "\ue002", "\ue003"
RESERVED = re.compile("[\ue000-\ue003]")
# The parser takes some control characters out, and others end a line for it: what was counted before would be wrong.
_UNSEEN = re.compile("[\ue000-\ue003\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?=#(?:0*5734[4-7](?![0-9])|x0*e00[0-3](?![0-9a-f])))", re.IGNORECASE)

TOKEN, PHONE, LINK, END_OF_LINK, ADDRESS, CITATION = "t", "n", "l", "/", "u", "c"
PICTURE, END_OF_PICTURE, SNIPPET, PLAIN_SNIPPET = "p", "|", "s", "S"
CALL, REACH = "h", "r"
HOLE = "o"

#: One mark: a letter that says what it is, and its value. Or a run of text in which a word may be explained.
MARK = re.compile(f"{OPEN}([^{CLOSE}])([^{CLOSE}]*){CLOSE}|{RUN}([^{END_OF_RUN}]*){END_OF_RUN}")

#: A place in what is made of a whole page for what its request makes of more than a text: no prose has one.
CUT = re.compile(f"{OPEN}{HOLE}([^{CLOSE}]*){CLOSE}")

#: The marks that put a shared text in.
SNIPPETS = frozenset((SNIPPET, PLAIN_SNIPPET))


def mark(what: str, value: str = "") -> str:
    """Return a mark. what: one of the letters above."""
    return f"{OPEN}{what}{value}{CLOSE}"


def without_marks(text: str) -> str:
    """Return what somebody wrote without the characters that marks are made of, and without control characters."""
    return _UNSEEN.sub("", text)


def without_references(html: str) -> str:
    """Return HTML in which a character of marks that is written by its number, such as `&#57344;`, is plain text."""
    return _REFERENCE.sub("&amp;", html)


def tokens_only(text: str) -> str:
    """Return a text for an attribute: what any other mark becomes has elements, which an attribute cannot hold."""
    return MARK.sub(lambda found: found[0] if found[1] == TOKEN else found[3] or "", text)


def is_marked(text: str) -> bool:
    """Whether there is anything to bind in a text."""
    return OPEN in text or RUN in text


def without_runs(html: str) -> str:
    """Return stored HTML whose runs are plain text, in which nothing is explained."""
    return html.replace(RUN, "").replace(END_OF_RUN, "")


def strings(value: Any) -> Iterable[str]:
    """Yield every string of a value that has a mark."""
    if isinstance(value, str):
        if is_marked(value):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def put_in(html: str) -> list[str]:
    """Return the slugs of the shared texts that HTML itself puts in, as often as it does."""
    return [value for what, value, _run in MARK.findall(html) if what in SNIPPETS]


def addresses_in(html: str) -> list[str]:
    """Return the names of pages whose addresses stand in HTML as values."""
    return [value for what, value, _run in MARK.findall(html) if what == ADDRESS]


def as_written(html_or_text: str) -> str:
    """Return a text with each token as {name} again, and without any other mark."""
    return MARK.sub(_written, html_or_text)


def _written(found: re.Match[str]) -> str:
    what, value, run = found.groups()
    if run is not None:
        return run
    return f"{{{value}}}" if what == TOKEN else ""
