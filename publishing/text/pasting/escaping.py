"""What somebody typed, written so that it comes out as text: no sign of it is read as Markdown, and none is refused."""

import re
import unicodedata

from publishing.text import canonical
from publishing.text.prose import form

#: An address in running text; the sign that ends a sentence is none of it.
ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]*[^\s<>\"'()\[\].,;:!?]", re.IGNORECASE)
_MEANT = re.compile(r"[\\`*_{}\[\]>|]")
#: What no backslash can keep: a space between its signs does.
_SPACED = (
    (re.compile(r"~(?=~)"), "~ "),
    (re.compile(r"=(?==)"), "= "),
    (re.compile(r"//(?=/)"), "// "),
    (re.compile(r"<(?=\?)"), "< "),
    (re.compile(r"&(?=[^\s&;]{1,60};)"), "& "),
)
#: What begins an address that is no link; in the words of one it may stand.
_BEGUN = re.compile(r"(https?:)(?=//)", re.IGNORECASE)
_OPENS = re.compile(r"<!")
#: Lines of signs that draw a ruler, and say nothing.
_RULER = re.compile(r"[-=_*~.#+|: –—]*")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_LETTER = re.compile(r"((?:[a-zA-Z]|[ivx]{2,5})(?=\))|[a-z](?=\.))([.)])(?= )")
_STARTS = re.compile(r"[-+#](?=\s|$|#)|#|!(?=!!)")
_KEPT = re.compile(r"([–—−:])[ ]")
_TRIPLE = re.compile(r"([?:])(?=\1\1)")
_HEADING = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")", "<": "‹", ">": "›", "\\": "/", "`": "’", "|": "/"})
_LONE_LINES = re.compile(r"(?<!\w)_+|_+(?!\w)")


def clean(text: str) -> str:
    """Return words without what no text may hold, accents put together, and one kind of space."""
    text = unicodedata.normalize("NFC", text).replace("\u2028", "\n").replace("\u2029", "\n")
    return canonical.REFUSED.sub(lambda found: "\n" if found[0] == "\n" else "", re.sub(r"[\t\r\xa0]", " ", text))


def running(text: str, *, is_link: bool = False) -> str:
    """Return words as they stand inside a line. is_link: whether they are those of a link."""
    text = _spaced(text) if is_link else _BEGUN.sub(r"\1 ", _spaced(text))
    return _OPENS.sub(r"<\\!", _MEANT.sub(r"\\\g<0>", text))


def is_like_a_letter(text: str) -> bool:
    """Whether signs without a space among them have one that is escaped."""
    return not re.search(r"\s", text) and bool(_MEANT.search(text) or _OPENS.search(text))


def line(text: str) -> str:
    """Return a whole line of running text so that its start means nothing; empty where it says nothing."""
    text = text.strip().lstrip(form.BULLETS).lstrip()
    if _RULER.fullmatch(text.replace("\\", "")):
        return ""
    for pattern, start in ((_NUMBER, r"\1\\\2"), (_LETTER, r"\1\\\2"), (_STARTS, r"\\\g<0>")):
        if match := pattern.match(text):
            return match.expand(start) + text[match.end() :]
    if match := _KEPT.match(text) or _TRIPLE.match(text):
        return f"{match[1]}\xa0{text[match.end() :].lstrip()}"
    return text


def heading(text: str) -> str:
    """Return the words of a heading, in which no sign can be kept by a backslash: another one stands for it."""
    text = form.TIMES.sub("×", " ".join(text.split())).translate(_HEADING).replace("*", "")
    text = _BEGUN.sub(r"\1 ", _spaced(_LONE_LINES.sub("", text)))
    return " ".join(text.split()).strip("#=- ")


def _spaced(text: str) -> str:
    for pattern, spaced in _SPACED:
        text = pattern.sub(spaced, text)
    return text
