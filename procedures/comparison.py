"""Two or three procedures side by side: the same questions to each, answered by their own texts.

A condition that two of them are told of is a question of its own, and comes first; what only one of them is told of
stands behind. Shows what stands on the pages, of conditions too, and adds nothing to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.models import Indication, Procedure
from procedures.questions import GRAVE_HARM, QUESTIONS, Line, shared
from procedures.tellings import Telling, by_conditions, of_link, without_sources
from procedures.types import Place
from publishing.life import rendering
from publishing.public import assembling
from publishing.text.prose import messages

#: What is printed of a link and of a page; a source is where they are.
OF_A_LINK = ("verdict", "relief", "numbers", "answers")
OF_A_PAGE = ("facts", "risks")
#: What stands where a text has no answer: an empty cell would read as "none".
NOTHING = gettext_lazy("Ask us")
NOT_LISTED = gettext_lazy("This site does not list it for this.")
#: The section of a page with all that can go wrong.
RISKS = "risks"


class Cell(NamedTuple):
    """An answer: words as HTML, or what is told for a condition. risks_url: where all harms are told, or ""."""

    line: Line
    html: str
    tellings: list[Telling]
    risks_url: str = ""


@dataclass
class Side:
    """A procedure with what is told of it for conditions, and what its text answers, as HTML by the key of a question.

    shared: the conditions that have a line. risks_url: where its page says all that can go wrong, or "".
    """

    page: Procedure
    tellings: list[Telling]
    answers: dict[str, str]
    risks: list[dict] = field(default_factory=list)
    risks_url: str = ""
    shared: list[int] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    @property
    def with_numbers(self) -> list[Telling]:
        """What is drawn: a number of a condition that stands in no line would be compared with nothing."""
        return [one for pk in self.shared for one in self.tellings if one.condition.pk == pk if one.numbers]

    @property
    def alone(self) -> list[Telling]:
        """What only this one is told of, by the headings of its page."""
        left = [one for one in self.tellings if one.condition.pk not in self.shared]
        return sorted(left, key=lambda one: (Place.values.index(one.place), one.order))

    @property
    def disputed(self) -> list[Telling]:
        """That about which experts disagree."""
        return [one for one in self.tellings if one.is_disputed]


def sides_of(pages: Iterable[Procedure], language: str) -> list[Side]:
    """Return procedures with their cells. Two queries for what is told of all; what texts name is asked for once."""
    pages = list(pages)
    links: dict[int, list[Indication]] = {page.pk: [] for page in pages}
    for link in Indication.objects.published().filter(procedure__in=pages).to_conditions():
        links[link.procedure_id].append(link)
    stand = assembling.standing(language)
    sides = [_side(page, links[page.pk], stand) for page in pages]
    _add_told_by_conditions(sides, stand)
    lines = _lines(sides)
    for side in sides:
        side.shared = [line.condition for line in lines if line.condition]
        side.cells = [_cell(side, line) for line in lines]
    return sides


def _side(page: Procedure, links: list[Indication], stand: assembling.Standing) -> Side:
    """Put a procedure together. There is no list of sources here, so what is said has no numbers of them."""
    for link in links:
        link.procedure, link.prints = page, OF_A_LINK
    html = rendering.html_of(page)
    found = assembling.put_together(page, {key: html[key] for key in OF_A_PAGE if key in html}, links, stand)
    said: dict[str, str] = next((link.shown["answers"] for link in links if "answers" in link.shown), {})
    texts = without_sources({**found.html.get("facts", {}), **said}) | _of_the_clinic(page)
    answers = {"what": escape(messages.first_sentence(page.summary)), **texts}
    has_risks = any(section["id"] == RISKS for section in html.get("sections", ()))
    risks_url = f"{page.get_absolute_url()}#{RISKS}" if has_risks else ""
    in_order = [of_link(link) for link in sorted(links, key=lambda link: link.order)]
    return Side(page, in_order, answers, without_sources(found.html.get("risks", [])), risks_url)


def _add_told_by_conditions(sides: list[Side], stand: assembling.Standing) -> None:
    """Add what a condition's own text tells of a procedure that has no link to it, where another side is told of it."""
    told = by_conditions((one.condition.pk for side in sides for one in side.tellings), stand)
    for side in sides:
        own, url = {one.condition.pk for one in side.tellings}, side.page.get_absolute_url()
        side.tellings += [one for (page, pk), one in told.items() if page == url and pk not in own]


def _of_the_clinic(page: Procedure) -> dict[str, str]:
    """Return what the clinic says of a procedure, and of its review; nothing where it has said nothing."""
    offered = {"offered": escape(page.offered_answer)} if page.offered else {}
    on = date_format(page.reviewed_on) if page.reviewed_on else _("Not yet by a clinician here")
    return {**offered, "reviewed": escape(on)}


def _lines(sides: list[Side]) -> list[Line]:
    """Return the questions that anything answers: what it is, shared conditions, the rest; last what none treats."""
    used, unused = shared([side.tellings for side in sides])
    asked = [Line(title, key) for key, title in QUESTIONS.items() if _is_answered(sides, key)]
    return [Line(_("What it is"), "what"), *used, *asked, *unused]


def _is_answered(sides: list[Side], key: str) -> bool:
    return any(side.answers.get(key) or (key == GRAVE_HARM and side.risks_url) for side in sides)


def _cell(side: Side, line: Line) -> Cell:
    if line.condition:
        told = [one for one in side.tellings if one.condition.pk == line.condition]
        return Cell(line, "" if told else escape(NOT_LISTED), told)
    risks_url = side.risks_url if line.key == GRAVE_HARM else ""
    return Cell(line, side.answers.get(line.key) or escape(NOTHING), [], risks_url)
