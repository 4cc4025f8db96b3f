"""The words of a comparison as patients will read them: bold as bold, a link as its words and where it leads.

Reads spans, whose text is as it is written. A mark is not shown, unless it is all that changed: then it is said.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from publishing.changes.comparison.rows import Span

_SOURCE = re.compile(r"@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
_PAGE = re.compile(r"(?P<file>\.\./[a-z]+/(?P<slug>[a-z0-9-]+)\.md)?(?:#(?P<place>[\w-]+))?")
_LABEL = r"(?=[^\[\]]{0,2000}\]\()"
_TOKEN = re.compile(
    rf"""
      \\(?P<escaped>[!-/:-@\[-`{{-~])
    | (?P<cited>\[@[^\[\]]{{1,400}}\])
    | (?P<picture>!\[){_LABEL}
    | (?P<link>\[){_LABEL}
    | (?P<target>\]\((?P<to>[^()\s\]]{{0,400}}))
    | (?P<end>(?:(?<!\\)[ ]"(?P<caption>[^"]{{0,400}})")?\))
    | (?P<strong>\*\*)
    | (?P<em>\*|(?<!\w)_(?=\w)|(?<=\w)_(?!\w))
    | (?P<phone>\{{(?:clinic_phone|emergency_number)\}})
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Part:
    """Some words of a span. looks: the HTML elements that they stand in: strong, em, or u for the words of a link."""

    text: str
    looks: tuple[str, ...] = ()


def as_read(
    spans: Sequence[Span], called: Mapping[str, str], *, says_targets: bool = True
) -> list[tuple[Span, list[Part]]]:
    """Return each span with its words as they are read; a span of nothing but marks may have none.

    called: what people call a source or a page, by its mark in a text. says_targets: whether it says where links lead.
    """
    return _Reader(spans, called, says_targets=says_targets).read()


def plainly(spans: Sequence[Span], called: Mapping[str, str]) -> list[Span]:
    """Return spans with their words as they are read, without looks."""
    return [replace(span, text="".join(part.text for part in parts)) for span, parts in as_read(spans, called)]


def words_of(text: str) -> str:
    """Return the words of a text of one paragraph, without its marks and without where its links lead."""
    read = as_read([Span(text)], {}, says_targets=False)
    return "".join(part.text for _span, parts in read for part in parts)


class _Reader:
    """Goes through the text of spans once, from mark to mark."""

    def __init__(self, spans: Sequence[Span], called: Mapping[str, str], *, says_targets: bool) -> None:
        self._spans, self._called, self._says_targets = spans, called, says_targets
        self._text = "".join(span.text for span in spans)
        self._owner = [place for place, span in enumerate(spans) for _letter in span.text]
        self._parts: list[list[Part]] = [[] for _span in spans]
        self._looks: list[str] = []
        self._said: list[str] = []  # looks that are said in words, and so not shown
        self._in_target = self._is_picture = False
        self._last = {sign: self._text.rfind(sign) for sign in ("**", "*", "_")}

    def read(self) -> list[tuple[Span, list[Part]]]:
        end = 0
        for match in _TOKEN.finditer(self._text):
            self._copy(end, match.start())
            getattr(self, f"_{match.lastgroup}")(match)
            end = match.end()
        self._copy(end, len(self._text))
        return list(zip(self._spans, self._parts, strict=True))

    def _mark(self, place: int) -> str | None:
        return self._spans[self._owner[place]].mark if 0 <= place < len(self._owner) else None

    def _copy(self, start: int, end: int) -> None:
        """Take over what is no mark."""
        while start < end:
            owner = self._owner[start]
            stop = start
            while stop < end and self._owner[stop] == owner:
                stop += 1
            self._say(owner, self._text[start:stop])
            start = stop

    def _say(self, owner: int, text: str, *, is_looked: bool = True) -> None:
        if text:
            self._parts[owner].append(Part(text, tuple(self._looks) if is_looked else ()))

    def _escaped(self, match: re.Match[str]) -> None:
        marks = self._mark(match.start()), self._mark(match.end() - 1)
        self._say(self._owner[match.start() if marks[0] else match.end() - 1], match["escaped"])
        if marks == ("removed", ""):  # the sign itself stays, and means something else now
            self._say(self._owner[match.end() - 1], match["escaped"])

    def _cited(self, match: re.Match[str]) -> None:
        named = _SOURCE.sub(lambda found: self._called.get(found[0], found[0]), match[0])
        self._say(self._owner[match.start()], named)

    def _picture(self, match: re.Match[str]) -> None:
        self._is_picture = True
        self._say(self._owner[match.start()], _("Picture: "))

    def _link(self, _match: re.Match[str]) -> None:
        self._looks.append("u")

    def _target(self, match: re.Match[str]) -> None:
        if "u" in self._looks:
            self._looks.remove("u")
        self._in_target = True
        owner, is_alone = self._owner[match.start()], self._mark(match.start()) != self._mark(match.start() - 1)
        if self._is_picture:
            changed = {"removed": _(" (the picture before)"), "added": _(" (another picture)")}
            self._say(owner, changed.get(self._spans[owner].mark, "") if is_alone else "", is_looked=False)
        elif self._says_targets:
            self._say(owner, self._leads(match["to"]), is_looked=False)

    def _leads(self, to: str) -> str:
        found = _PAGE.fullmatch(to)
        if found is None or not to:
            return _(" (link to %(to)s)") % {"to": to}
        place = (found["place"] or "").replace("-", " ")
        if not found["file"]:
            return _(" (link to “%(place)s” on this page)") % {"place": capfirst(place)}
        page = self._called.get(found["file"]) or self._called.get(to) or f"“{_in_words(found['slug'])}”"
        if place:
            return _(" (link to %(page)s, “%(place)s”)") % {"page": page, "place": capfirst(place)}
        return _(" (link to %(page)s)") % {"page": page}

    def _end(self, match: re.Match[str]) -> None:
        owner = self._owner[match.end() - 1]
        if not self._in_target:
            self._copy(match.start(), match.end())
        elif match["caption"]:
            self._say(owner, _(", with the line “%(line)s”") % {"line": match["caption"]}, is_looked=False)
        self._in_target = self._is_picture = False

    def _phone(self, match: re.Match[str]) -> None:
        is_clinic = match["phone"] == "{clinic_phone}"
        words = _("[the clinic’s phone number]") if is_clinic else _("[the emergency number]")
        self._say(self._owner[match.start()], words)

    def _strong(self, match: re.Match[str]) -> None:
        self._toggle(match, "strong", _("bold: “"))

    def _em(self, match: re.Match[str]) -> None:
        self._toggle(match, "em", _("italic: “"))

    def _toggle(self, match: re.Match[str], look: str, opening: str) -> None:
        """Begin or end a look; where nothing but it changed, in words."""
        is_open = look in self._looks or look in self._said
        if not is_open and self._last[match[0]] < match.end():
            self._copy(match.start(), match.end())  # a star that stands alone is a star
            return
        owner = self._owner[match.start()]
        inside = self._mark(match.start() - 1 if is_open else match.end())
        is_said = bool(self._spans[owner].mark) and inside != self._spans[owner].mark
        if is_said:
            self._say(owner, "”" if is_open else opening, is_looked=False)
        for kept in (self._looks, self._said):
            if is_open and look in kept:
                kept.remove(look)
        if not is_open:
            (self._said if is_said else self._looks).append(look)


def _in_words(slug: str) -> str:
    return capfirst(slug.replace("-", " "))
