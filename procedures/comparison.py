"""Two or three procedures side by side: the same questions to each, answered by their own texts.

A condition that two of them are linked with is a question of its own, and comes first. Shows what stands on their
pages and adds nothing to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.models import Indication, Procedure
from procedures.types import Place
from publishing.life import rendering
from publishing.public import assembling
from publishing.text.binding import without_citations
from publishing.text.prose import messages

#: What is printed of a link and of a page; a source is where they are.
OF_A_LINK = ("verdict", "relief", "numbers", "answers")
OF_A_PAGE = ("facts", "risks")
#: What stands where a text has no answer: an empty cell would read as "none".
NOTHING = gettext_lazy("Ask us")
NOT_LISTED = gettext_lazy("This site does not list it for this.")
#: The questions that each text answers for itself, behind the conditions.
QUESTIONS = {
    "involves": gettext_lazy("What it involves"),
    "side_effects": gettext_lazy("Side effects"),
    "grave_harm": gettext_lazy("Serious harm"),
    "recovery": gettext_lazy("Recovery"),
    "duration": gettext_lazy("How long it takes"),
    "hurts": gettext_lazy("How much it hurts"),
    "anesthesia": gettext_lazy("Numbing and sedation"),
    "offered": gettext_lazy("Done here"),
    "reviewed": gettext_lazy("Page reviewed"),
}


class Line(NamedTuple):
    """One question. condition: the id of the one that it is about. place: where its links stand on their pages."""

    title: Any
    key: str = ""
    condition: int = 0
    place: Place | None = None


class Cell(NamedTuple):
    """An answer to a question: words as HTML, or links, with their conditions where the question names none."""

    line: Line
    html: str
    links: list[Indication]


@dataclass
class Side:
    """A procedure with its links, and what its text answers, as HTML by the key of a question."""

    page: Procedure
    links: list[Indication]
    answers: dict[str, str]
    risks: list[dict] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)

    @property
    def with_numbers(self) -> list[Indication]:
        """The links whose figures are drawn."""
        return [link for link in self.links if link.shown.get("numbers")]

    @property
    def disputed(self) -> list[Indication]:
        """The links about which experts disagree."""
        return [link for link in self.links if link.is_disputed]


def sides_of(pages: Iterable[Procedure], language: str) -> list[Side]:
    """Return procedures with their cells. One query for the links of all; what their texts name is asked for once."""
    pages = list(pages)
    links: dict[int, list[Indication]] = {page.pk: [] for page in pages}
    for link in Indication.objects.published().filter(procedure__in=pages).to_conditions():
        links[link.procedure_id].append(link)
    stand = assembling.standing(language)
    sides = [_side(page, links[page.pk], stand) for page in pages]
    lines = _lines(sides)
    shared = {line.condition for line in lines}
    for side in sides:
        side.cells = [_cell(side, line, shared) for line in lines]
    return sides


def _side(page: Procedure, links: list[Indication], stand: assembling.Standing) -> Side:
    """Put a procedure together. There is no list of sources here, so what is said has no numbers of them."""
    for link in links:
        link.procedure, link.prints = page, OF_A_LINK
    html = rendering.html_of(page)
    found = assembling.put_together(page, {key: html[key] for key in OF_A_PAGE if key in html}, links, stand)
    for link in links:
        link.shown = _without_sources(link.shown)
    said: dict[str, str] = next((link.shown["answers"] for link in links if "answers" in link.shown), {})
    texts = {**_without_sources(found.html.get("facts", {})), **said, **_of_the_clinic(page)}
    answers = {"what": escape(messages.first_sentence(page.summary)), **texts}
    in_order = sorted(links, key=lambda link: link.order)
    return Side(page, in_order, answers, _without_sources(found.html.get("risks", [])))


def _of_the_clinic(page: Procedure) -> dict[str, str]:
    """Return what the clinic says of a procedure, and of its review; nothing where it has said nothing."""
    offered = {"offered": escape(page.offered_answer)} if page.offered else {}
    on = date_format(page.reviewed_on) if page.reviewed_on else _("Not yet by a clinician here")
    return {**offered, "reviewed": escape(on)}


def _without_sources(value: Any) -> Any:
    if isinstance(value, str):
        return without_citations(value)
    if isinstance(value, dict):
        return {key: _without_sources(inner) for key, inner in value.items()}
    return [_without_sources(inner) for inner in value] if isinstance(value, list) else value


def _lines(sides: list[Side]) -> list[Line]:
    """Return the questions that anything answers: what it is, shared conditions, other conditions, the rest."""
    shared = _shared(sides)
    told = {line.condition for line in shared}
    rest = [link.place for side in sides for link in side.links if link.condition_id not in told]
    others = [Line(_title(place, is_behind=bool(shared)), place=place) for place in Place if place in rest]
    asked = [Line(title, key) for key, title in QUESTIONS.items() if any(side.answers.get(key) for side in sides)]
    return [Line(_("What it is"), "what"), *shared, *others, *asked]


def _title(place: Place, *, is_behind: bool) -> str:
    """Return what a line of further conditions is called. is_behind: whether shared ones stand before it."""
    return _("Also treats") if is_behind and place == Place.TREATS else str(place.label)


def _shared(sides: list[Side]) -> list[Line]:
    """Return the conditions that two or more are linked with: those of most of them first, then what helps most."""
    of: dict[int, list[Indication]] = {}
    for side in sides:
        for link in {link.condition_id: link for link in reversed(side.links)}.values():
            of.setdefault(link.condition_id, []).append(link)
    found = sorted(of.values(), key=lambda links: (-len(links), min(link.order for link in links)))
    return [
        Line(_("For %(condition)s") % {"condition": links[0].condition.title}, condition=links[0].condition_id)
        for links in found
        if len(links) > 1
    ]


def _cell(side: Side, line: Line, shared: set[int]) -> Cell:
    if line.condition:
        links = [link for link in side.links if link.condition_id == line.condition]
        return Cell(line, "" if links else escape(NOT_LISTED), links)
    if line.place:
        links = [link for link in side.links if link.place == line.place and link.condition_id not in shared]
        return Cell(line, "" if links else escape(_("None on this site")), links)
    return Cell(line, side.answers.get(line.key) or escape(NOTHING), [])
