"""The options of a condition: what its own text offers, and what procedures say that they do for it.

A row on its main page, a line of the table on its second. Looks up at the links of procedures, and imports none.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.text.parts import ShownPart
from publishing.text.prose import marks
from publishing.text.ratings import Certainty, Course, Effect

#: The name of the second page of a condition, behind its address.
OPTIONS = "options"
#: The front matter that holds options.
KEYS = ("no_procedure", "other_care")
#: What the second page prints of a procedure's link.
OF_A_LINK = ("verdict", "who", "relief", "evidence", "numbers", "answers")


class Line(NamedTuple):
    """One line of the table: the key of its cells, and the question that they answer."""

    key: str
    title: Any


LINES = (
    Line("verdict", gettext_lazy("What it does")),
    Line("rating", gettext_lazy("In short")),
    Line("relief", gettext_lazy("How long")),
    Line("who", gettext_lazy("Who it fits")),
    Line("involves", gettext_lazy("What it involves")),
    Line("side_effects", gettext_lazy("Side effects")),
    Line("grave_harm", gettext_lazy("Serious harm")),
    Line("recovery", gettext_lazy("Recovery")),
    Line("offered", gettext_lazy("Done here")),
)
#: What stands where an option has no answer: an empty cell would read as "none".
NOTHING = gettext_lazy("Ask us")
#: So many rows stand open on a main page. Where there are more, those behind the first heading are folded, so that a
#: page of many rows can still be read to its end.
OPEN_ROWS = 8
#: The headings behind the options, each with the question that puts a link there.
_PLACES = (
    ("in-doubt", gettext_lazy("Used, but in doubt"), "is_in_doubt"),
    ("finds", gettext_lazy("Helps to find the cause or to guide"), "is_finding"),
    ("not-used", gettext_lazy("Not used for it"), "is_not_for"),
)


class Cell(NamedTuple):
    """What an option answers to the question of a line, as HTML; the rating is drawn by the template."""

    line: Line
    html: str


class Row(NamedTuple):
    """An option with its answers, one for each line of the table."""

    option: "Option"
    cells: list[Cell]


@dataclass
class Option:
    """One option. url: where to read more, or "". answers: HTML, by the key of a line. evidence_url: where both sides
    are told, or "".
    """

    name: str
    url: str
    verdict: str
    effect: TextChoices | None
    certainty: Certainty | None
    is_disputed: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    numbers: list[dict] = field(default_factory=list)
    evidence: str = ""
    sources: str = ""
    evidence_url: str = ""

    @property
    def key(self) -> str:
        """What names it in an address."""
        return slugify(self.name)


def named_in(html: dict) -> set[str]:
    """Return the names of the pages that a condition's own options lead to. html: the page's, as it is stored."""
    options = [html.get("no_procedure", {}), *html.get("other_care", ())]
    return {name for option in options for name in marks.addresses_in(option.get("page", ""))}


def is_told(link, named: Container[str]) -> bool:
    """Whether an option of the condition's own stands for a link: one of treatment, to a procedure that it leads to.

    named: the names of the pages to which options lead.
    """
    return link.procedure.address in named and (link.treats or link.is_in_doubt)


def of_text(name: str, said: dict, effects: type[TextChoices], offered: str = "", evidence_url: str = "") -> Option:
    """Return an option of a condition's own text; what an older release let pass may have no rating.

    said: what was put together of it. offered: the clinic's answer. evidence_url: where both sides are told, or "".
    """
    is_rated = "effect" in said and "certainty" in said
    answers = _answers(said, offered)
    if not said.get("evidence"):  # its sources stand beside what they carry
        answers["verdict"] += said.get("sources", "")
    return Option(
        name,
        said.get("page", ""),
        said.get("verdict", ""),
        effects(said["effect"]) if is_rated else None,
        Certainty(said["certainty"]) if is_rated else None,
        bool(evidence_url),
        answers=answers,
        numbers=said.get("numbers", []),
        evidence=said.get("evidence", ""),
        sources=said.get("sources", ""),
        evidence_url=evidence_url,
    )


def of_link(link) -> Option:
    """Return what a procedure's link says as an option."""
    said = {**link.shown, **link.shown.get("answers", {})}
    url = link.procedure.get_absolute_url()
    return Option(
        link.procedure.title,
        url,
        said.get("verdict", ""),
        link.effect_label,
        link.certainty_label,
        link.is_disputed,
        answers=_answers(said, link.procedure.offered_answer),
        numbers=said.get("numbers", []),
        evidence=said.get("evidence", ""),
        evidence_url=link.evidence_url if link.is_disputed else "",
    )


def _answers(said: dict, offered: str) -> dict[str, str]:
    """Return the answers of an option. offered: the clinic's own, in plain words; empty where it has said nothing."""
    written = {line.key: said[line.key] for line in LINES if said.get(line.key)}
    return {**written, "verdict": escape(said.get("verdict", "")), **({"offered": escape(offered)} if offered else {})}


def lines_of(options: Iterable[Option]) -> list[Line]:
    """Return the lines of the table. Whether something is done here is one once the clinic has said it of an option."""
    is_said = any("offered" in option.answers for option in options)
    return [line for line in LINES if line.key != "offered" or is_said]


def rows_of(options: Iterable[Option], lines: list[Line]) -> list[Row]:
    """Return the rows of the table."""
    nothing = escape(NOTHING)
    return [Row(option, [Cell(line, option.answers.get(line.key, nothing)) for line in lines]) for option in options]


def side_by_side(links: Iterable) -> str:
    """Return where the procedures that a condition is treated with are compared in full, those that help most first:
    a page of their own. "" where there are fewer than two.
    """
    used = [link for link in links if link.treats or link.is_in_doubt]
    in_order = sorted(used, key=lambda link: (link.order, link.procedure.title))
    pages = list(dict.fromkeys(link.procedure for link in in_order))
    return pages[0].beside(pages[1:]) if len(pages) > 1 else ""


def fold(places: list[dict], rows: int) -> list[dict]:
    """Return the headings under which rows stand, each with whether it is folded. rows: of the whole page."""
    return [{**place, "is_folded": rows > OPEN_ROWS} for place in places]


@dataclass
class Options:
    """All options of a condition. chosen_from: those that a reader may choose from, the gentlest first."""

    chosen_from: list[Option]
    places: list[dict]

    @classmethod
    def of(cls, shown: dict, links: Iterable, told: Container[str]) -> "Options":
        """Return the options of a page put together with its links. told: the procedures to which an option of the
        page's own leads, so that it stands for their links.
        """
        links = list(links)
        offered = {link.procedure.get_absolute_url(): link.procedure.offered_answer for link in links}
        disputed = {
            link.procedure.get_absolute_url(): link.evidence_url
            for link in links
            if link.is_disputed and is_told(link, told)
        }
        own = [
            of_text(option["name"], option, Effect, offered.get(url, ""), disputed.get(url, ""))
            for option in shown.get("other_care", ())
            for url in [option.get("page", "")]
        ]
        if "no_procedure" in shown:
            own.insert(0, of_text(_("No procedure for now"), shown["no_procedure"], Course))
        links = sorted(links, key=lambda link: (link.order, link.procedure.title))
        left = [link for link in links if not is_told(link, told)]
        places: list[dict[str, Any]] = [
            {"id": key, "title": title, "options": [of_link(link) for link in left if getattr(link, asked)]}
            for key, title, asked in _PLACES
        ]
        helping = [of_link(link) for link in left if link.treats]
        chosen_from, there = [*own, *helping], [place for place in places if place["options"]]
        rows = len(chosen_from) + sum(len(place["options"]) for place in there)
        return cls(chosen_from, fold(there, rows))

    @property
    def in_table(self) -> list[Option]:
        """Those that stand side by side: what one may choose from, and what is used in doubt."""
        doubted = [option for place in self.places if place["id"] == "in-doubt" for option in place["options"]]
        return [*self.chosen_from, *doubted]

    def columns(self, keys: list[str]) -> list[Option]:
        """Return the options with these keys, or all where they are not two that there are."""
        found = [option for key in dict.fromkeys(keys) for option in self.in_table if option.key == key]
        return found if len(found) > 1 else self.in_table

    @property
    def parts(self) -> list[ShownPart]:
        """The contents of the second page."""
        parts = [("side-by-side", _("Side by side"), True)]
        parts += [
            ("in-people", _("In people"), any(option.numbers for option in self.in_table)),
            ("why-we-think-so", _("Why we think so"), any(option.evidence for option in self.in_table)),
            ("where-experts-disagree", _("Experts disagree"), any(option.evidence_url for option in self.in_table)),
            *((place["id"], place["title"], True) for place in self.places if place["id"] != "in-doubt"),
        ]
        return [ShownPart(key, title) for key, title, is_there in parts if is_there]
