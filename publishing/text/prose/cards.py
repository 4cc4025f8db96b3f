"""The constructs that every page may use: care cards at three levels, do and don't lists, details."""

import xml.etree.ElementTree as etree

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from pymdownx.blocks.block import Block

from publishing.text.prose import headings, links, marks
from publishing.text.prose.constructs import Construct, get, register


def care_title(level: str) -> str:
    """The headline of a care card without one of its own; says in words what the color says."""
    return str(get(level).title)


class _CareCard(Block):
    """One of three levels. The level is in the headline's words, not only in the color.

    A section with a heading, because what reads a page for its text alone drops an `aside`.
    """

    ARGUMENT = None
    CALLS = ""

    def on_create(self, parent: etree.Element) -> etree.Element:
        card = etree.SubElement(parent, "section", {"class": f"care-card care-card--{self.NAME}"})
        title = etree.SubElement(card, "h3", {"class": headings.OF_A_CARD})
        if self.CALLS:  # the number is an action, and not only words
            title = etree.SubElement(title, "a", {"class": links.CALL, "href": f"tel:{{{self.CALLS}}}"})
        title.text = self.argument or care_title(self.NAME)
        return card


class _Emergency(_CareCard):
    NAME = "emergency"
    CALLS = "emergency_number"


class _CallToday(_CareCard):
    NAME = "call-today"
    CALLS = "clinic_phone"

    def on_create(self, parent: etree.Element) -> etree.Element:
        card = super().on_create(parent)
        etree.SubElement(card, "p", {"class": "care-card__call"}).text = marks.mark(marks.REACH)
        return card


class _Ask(_CareCard):
    NAME = "ask"


class _Advice(Block):
    """A list of what to do, or of what not to do."""

    ARGUMENT = False

    def on_create(self, parent: etree.Element) -> etree.Element:
        box = etree.SubElement(parent, "section", {"class": f"advice advice--{self.NAME}"})
        title = etree.SubElement(box, "h3", {"class": headings.OF_ADVICE})
        title.text = gettext("Do") if self.NAME == "do" else gettext("Do not")
        return box


class _Do(_Advice):
    NAME = "do"


class _Dont(_Advice):
    NAME = "dont"


class _Details(Block):
    """A part that opens on a tap, and is open in print."""

    NAME = "details"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        details = etree.SubElement(parent, "details")
        etree.SubElement(details, "summary").text = self.argument
        return details


def _card(block: type[Block], label: Promise, title: Promise) -> Construct:
    titles = frozenset({headings.OF_A_CARD})
    classes = {
        "section": frozenset({"care-card", f"care-card--{block.NAME}"}),
        "p": frozenset({"care-card__call"}),
        **dict.fromkeys(headings.TAGS, titles),
    }
    return Construct(block.NAME, label, block, classes=classes, is_care_card=True, title=title)


def _advice(block: type[Block], label: Promise) -> Construct:
    titles = frozenset({headings.OF_ADVICE})
    classes = {"section": frozenset({"advice", f"advice--{block.NAME}"}), **dict.fromkeys(headings.TAGS, titles)}
    return Construct(block.NAME, label, block, argument=None, classes=classes, is_denying=block is _Dont, is_list=True)


register(
    _card(_Emergency, gettext_lazy("emergency card"), gettext_lazy("Call {emergency_number} now")),
    _card(_CallToday, gettext_lazy("“call us today” card"), gettext_lazy("Call us today")),
    _card(_Ask, gettext_lazy("“ask at your next visit” card"), gettext_lazy("Ask at your next visit")),
    _advice(_Do, gettext_lazy("list of what to do")),
    _advice(_Dont, gettext_lazy("list of what not to do")),
    Construct("details", gettext_lazy("part that opens on a tap"), _Details, argument="the text of its summary"),
    # No block of the parser: `renderer` leaves a mark for it.
    Construct(
        "snippet", gettext_lazy("shared text"), argument="the slug of a snippet", pattern="[a-z0-9-]+", is_empty=True
    ),
)
