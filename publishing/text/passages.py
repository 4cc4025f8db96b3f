"""A page as passages: what a search reads of it, section by section, without markup.

Kept beside the HTML, so that an index of many thousand pages is made without reading their HTML again. A passage
depends on the text alone: the clinic's words and the shared texts in it are marks and tokens still.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple

from django.utils.html import strip_tags

from publishing.text.kinds import Kind, Part
from publishing.text.prose import marks

#: What ends a line for a reader, with or without a full stop.
_END_OF_BLOCK = re.compile(r"</(?:p|li|h[1-6]|dt|dd|td|th|figcaption|summary)>|<br>")
_UNREAD = re.compile(r"<(picture|svg|sup)\b.*?</\1>", re.DOTALL)
_SPACE = re.compile(r"[ \t\xa0]*\n\s*|[ \t\xa0]+")
_PICTURE = re.compile(
    f"{marks.OPEN}{marks.PICTURE}.*?{marks.OPEN}{re.escape(marks.END_OF_PICTURE)}[^{marks.CLOSE}]*{marks.CLOSE}",
    re.DOTALL,
)
_SNIPPET = re.compile(f"{marks.OPEN}[{marks.SNIPPET}{marks.PLAIN_SNIPPET}]([^{marks.CLOSE}]*){marks.CLOSE}")
#: The id of the lines that a page begins with.
KEY_POINTS = "key-points"


class Passage(NamedTuple):
    """A section as it is searched. place: its id on the page, "" for what stands above all sections.

    title: its heading. text: its words, a block of prose on a line of its own. more: words by which it is also found,
    which it does not print as they are.
    """

    place: str
    title: str
    text: str
    more: str = ""

    @classmethod
    def read(cls, stored: Any) -> "Passage":
        """Return a passage as it is stored. What another release stored otherwise is empty."""
        is_ours = isinstance(stored, list | tuple) and len(stored) == 4 and all(isinstance(one, str) for one in stored)
        return cls(*stored) if is_ours else cls("", "", "")

    @property
    def is_section(self) -> bool:
        """Whether it is a section of the page; else it is what the page says first."""
        return self.place not in ("", KEY_POINTS)


def passages_of(kind: Kind, data: Mapping[str, Any], html: Mapping[str, Any]) -> list[Passage]:
    """Return the passages of a text in the order of reading. html: what it was rendered to, with marks.

    A key that no part shows, such as a drawing's words, is none: readers search for what they could read.
    """
    found = kind.found_by(data)
    parts = {part.id: part for part in kind.skeleton}
    passages = [Passage("", "", "", " ".join(found.get("", ())))]
    if "key_points" in html:
        passages.append(Passage(KEY_POINTS, "", _lines(html["key_points"])))
    for section in html.get("sections", ()):
        of_keys = [html[key] for key in parts[section["id"]].keys if key in html] if section["id"] in parts else []
        more = _more(parts.get(section["id"]), found.get(section["id"], ()))
        passages.append(Passage(section["id"], section["title"], _lines([section["html"], *of_keys]), more))
    for part in kind.skeleton:
        if not part.is_written and any(key in html for key in part.keys):
            passages += _made(part, [html[key] for key in part.keys if key in html], found.get(part.id, ()))
    return [passage for passage in passages if passage.text or passage.more]


def _made(part: Part, values: list[Any], found: Iterable[str]) -> Iterator[Passage]:
    """Yield the passages of a section that is made from data: each question with its answer is one of its own."""
    asked = [one for value in values if isinstance(value, list) for one in value if isinstance(one, dict)]
    answered = [one for one in asked if one.keys() >= {"question", "answer"}]
    for one in answered:
        yield Passage(part.id, plain(one["question"]), plain(one["answer"]))
    if not answered:
        yield Passage(part.id, str(part.title), _lines(values), _more(part, found))


def _more(part: Part | None, found: Iterable[str]) -> str:
    """Return the words by which a section is also found: with which readers ask for it, and of its data."""
    asked_as = [str(part.asked_as)] if part and part.asked_as else []
    return " ".join([*asked_as, *found])


def put_in(text: str, shared: Mapping[str, str]) -> str:
    """Return a passage's text with the words of the shared texts that it puts in. shared: their words, by slug."""
    return _SNIPPET.sub(lambda found: shared.get(found[1], ""), text)


def _lines(value: Any) -> str:
    """Return the words of HTML, or of a value that holds some, a block on a line."""
    return "\n".join(line for html in _strings(value) for line in plain(html).split("\n") if line)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from _strings(inner)


def plain(html: str) -> str:
    """Return the words of stored HTML, a block on a line. Of its marks the tokens and the shared texts stay."""
    with_ends = _END_OF_BLOCK.sub("\n", _UNREAD.sub("", _PICTURE.sub("", html)))
    text = unescape(strip_tags(_without_marks(with_ends)))
    return _SPACE.sub(lambda space: "\n" if "\n" in space[0] else " ", text).strip()


def _without_marks(html: str) -> str:
    """Return HTML without marks but those of shared texts; a token is written as it was typed, {clinic_phone}."""
    return marks.MARK.sub(_kept, html)


def _kept(found: re.Match[str]) -> str:
    what, value, run = found.groups()
    if run is not None:
        return run
    if what in marks.SNIPPETS:
        return f"\n{found[0]}\n"
    return f"{{{value}}}" if what == marks.TOKEN else ""
