"""What a page asks before something is done. Must not know what."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from publishing.text.binding import Picture

NOT_YET = gettext_lazy("Not yet")


@dataclass(frozen=True)
class Way:
    """Another way on: what it says, a view of the page, its query, and the number of a version that is taken up."""

    label: str
    view: str
    query: str = ""
    number: int = 0


@dataclass(frozen=True)
class Choice:
    """One of several people or ways. said: what stands below its label."""

    value: str
    label: str
    said: str = ""


@dataclass(frozen=True)
class Question:
    """What a page asks. title: what will happen. says: sentences about it. reads: what the public will read then.

    button: the verb and the name. note: what the box of the note is called; empty where there is none. whens: from when
    it can be, each a value and its words. rows: what changes, as a comparison has it; called: what marks in them mean.
    choices: who can be asked, and chosen: the value of whoever is beforehand.
    pictures: which files the pictures of the text have; replaced: those that are others than the person saw.
    shown: a whole comparison. note_help: who reads the note. after: sentences behind it. not_yet: what leaves all as it
    is. ways: other ways on.
    """

    title: str
    button: str
    says: list[str] = field(default_factory=list)
    reads: str = ""
    note: str = ""
    is_note_needed: bool = False
    whens: list[tuple[str, str]] = field(default_factory=list)
    rows: list = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)
    is_grave: bool = False
    note_help: str = ""
    after: list[str] = field(default_factory=list)
    not_yet: str | Promise = NOT_YET
    shown: dict[str, Any] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    chosen: str = ""
    pictures: str = ""
    replaced: list[tuple[str, Picture]] = field(default_factory=list)
