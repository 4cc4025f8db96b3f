"""Where a form over a text has each of its keys: in a group, in a row that folds. A key says its place in its schema.

A kind of page that has nothing in a group has no such group; what stands in which, no list beside the schemas says.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Group(models.TextChoices):
    """The groups of a form, in the order in which they stand."""

    TITLE = "title", _("Title and summary")
    TEXT = "text", _("Text")
    EVIDENCE = "evidence", _("How well it works: the evidence")
    NUMBERS = "numbers", _("Numbers")
    QUESTIONS = "questions", _("Questions")
    DAYS = "days", _("The days around it")
    PICTURES = "pictures", _("Pictures")
    PEOPLE = "people", _("People")
    ADDRESS = "address", _("Address and where patients find it")

    @property
    def said(self) -> Any:
        """What stands beside the name of the group, in a few words; empty where nothing does."""
        return _SAID.get(self, "")


_SAID = {
    Group.EVIDENCE: _("one row for each, on both pages"),
    Group.NUMBERS: _("printed as words and drawn as people"),
    Group.DAYS: _("patients make a dated plan from this"),
    Group.ADDRESS: _("rarely changed"),
}


@dataclass(frozen=True)
class Place:
    """A place in a form. row: the row that a key shares with others, by its name; empty where it has its own.

    A list of records without a row has one for each of its records.
    """

    group: Group = Group.TEXT
    row: Any = ""


IN_TEXT = Place()
NAMES = Place(Group.TITLE, _("Title and names"))
IN_SUMMARY = Place(Group.TITLE)
IN_EVIDENCE = Place(Group.EVIDENCE)
IN_NUMBERS = Place(Group.NUMBERS)
IN_QUESTIONS = Place(Group.QUESTIONS)
ANSWERS = Place(Group.QUESTIONS, _("Questions and answers"))
IN_DAYS = Place(Group.DAYS)
DAY_BY_DAY = Place(Group.DAYS, _("Day by day"))
IN_PICTURES = Place(Group.PICTURES)
KEEPING = Place(Group.PEOPLE, _("Owner and writers"))
WHERE_FOUND = Place(Group.ADDRESS, _("Where patients find it"))
