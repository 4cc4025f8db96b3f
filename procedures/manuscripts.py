"""The front matter and the sections of a procedure, as docs/manuscript.md fixes them."""

from django.utils.translation import gettext_lazy as _

from conditions.manuscripts import BODY_AREAS
from procedures.types import ProcedureType, Relation
from publishing.text.kinds import Part
from publishing.text.manuscripts import first_keys, key_points, last_keys, what_to_bring
from publishing.text.prose import citations
from publishing.text.schema import (
    SOURCE,
    SOURCE_BESIDE,
    Choice,
    Date,
    Findings,
    Key,
    ListOf,
    Number,
    Prose,
    Record,
    Text,
    slug,
)
from publishing.text.strength import Strength
from publishing.text.validation import line_of


def _check_indication(link: dict, line: int, findings: Findings) -> None:
    if link.get("relation") == Relation.TREATS and "relief" not in link:
        findings.fault(line, "a link that treats needs 'relief': how long relief tends to last")


def _check_chance(chance: dict, line: int, findings: Findings) -> None:
    of = chance.get("of", 0)
    for key in ("count", "low", "high", "without"):
        if chance.get(key, 0) > of:
            findings.fault(line, f"'{key}' is more than 'of': {chance[key]} in {of}")
    if ("low" in chance) != ("high" in chance) or chance.get("low", 0) > chance.get("high", of):
        findings.fault(line, "a range has both 'low' and 'high', the smaller first")


def check_sources_beside(data: dict, text: str, findings: Findings) -> None:
    """A citation inside a text that stands beside its own list of sources must be in that list."""
    for item in data.get("indications", []):
        listed = set(item.get("sources", []))
        for side in ("in_favor", "against"):
            listed |= set(item.get("disagreement", {}).get(side, {}).get("sources", []))
        values = [item.get("who", ""), item.get("evidence", ""), item.get("relief", "")]
        start = text.find(f"- condition: {item.get('condition')}\n")
        for match in citations.PATTERN.finditer("\n".join(values)):
            for name in citations.named_in(match[1]):
                if name not in listed:
                    line = line_of(f"@{name}", text, max(start, 0))
                    findings.fault(line, f"'{name}' is cited but is not among its 'sources'")


def _check_links(data: dict, line: int, findings: Findings) -> None:
    seen = set()
    for link in data.get("indications", []):
        pair = (link.get("condition"), link.get("relation"))
        if pair in seen:
            findings.fault(line, f"two links of the kind '{pair[1]}' to the condition '{pair[0]}'")
        seen.add(pair)


_SIDE = Record({"says": Key(Prose(), required=True), "sources": Key(ListOf(SOURCE_BESIDE), required=True)})
DISAGREEMENT = Record(
    {
        "in_favor": Key(_SIDE, required=True, part_label=_("in favor")),
        "against": Key(_SIDE, required=True),
        "means": Key(Prose(), required=True, part_label=_("what it means for the reader")),
    }
)
INDICATION = Record(
    {
        "condition": Key(slug("conditions"), required=True),
        "relation": Key(Choice.of(Relation), required=True, part_label=_("what it is used for"), alarm=_("use")),
        "who": Key(Prose(), required=True, part_label=_("who it is for")),
        "strength": Key(Choice.of(Strength), required=True, alarm=_("strength of evidence")),
        "evidence": Key(Prose(), required=True),
        "relief": Key(Prose(), part_label=_("how long relief lasts")),
        "disagreement": Key(DISAGREEMENT, part_label=_("where experts disagree")),
        "sources": Key(ListOf(SOURCE_BESIDE), required=True),
        "checked_on": Key(Date(), required=True, part_label=_("sources checked on")),
    },
    check=_check_indication,
    known_by=("condition", "relation"),
    title="{condition} ({relation})",
)
CHANCE = Record(
    {
        "count": Key(Number(), required=True),
        "of": Key(Number(1), required=True),
        "low": Key(Number()),
        "high": Key(Number()),
        "without": Key(Number()),
        "outcome": Key(Text(), required=True),
        "when": Key(Text(max_length=80)),
        "source": Key(SOURCE, required=True),
    },
    check=_check_chance,
    title="{list} {number}",
    sentence=(
        _("{count} in {of} people {outcome}"),
        _(", {when}"),
        _("; from {low} to {high}"),
        _("; {without} without it"),
        _("; source: {source}"),
    ),
)
FACTS = Record(
    {
        **{key: Key(Prose()) for key in ("duration", "anesthesia", "imaging", "back_to_normal")},
        "relief": Key(Prose(), part_label=_("how long relief lasts")),
    }
)
COMPARISON = Record(
    {
        "involves": Key(Prose(), required=True, part_label=_("what it involves")),
        "risks": Key(Prose(), required=True, part_label=_("what can go wrong")),
        "recovery": Key(Prose(), required=True, part_label=_("how soon back to normal")),
    }
)
DAY = Record({"day": Key(Number(-60, 365), required=True), "instruction": Key(Text(), required=True)})

SCHEMA = Record(
    {
        **first_keys(),
        "type": Key(Choice.of(ProcedureType), required=True),
        "body_areas": Key(BODY_AREAS, required=True),
        "facts": Key(FACTS),
        "indications": Key(ListOf(INDICATION), required=True, shared=True),
        "comparison": Key(COMPARISON, required=True, shared=True, label=_("In the comparison")),
        "benefits": Key(ListOf(CHANCE, 1, 12), label=_("Chance of benefit")),
        "risks": Key(ListOf(CHANCE, 1, 12), label=_("Chance of harm")),
        **key_points(),
        **what_to_bring(),
        "day_plan": Key(ListOf(DAY)),
        **last_keys("procedures", questions_required=True),
    },
    check=_check_links,
)

SKELETON = (
    Part("what-it-is"),
    Part("conditions-it-treats", _("What it is used for"), "procedures/indications.html"),
    Part("who-should-not-have-it"),
    Part("other-options"),
    Part("before", template="components/what_to_bring.html", keys=("what_to_bring",), is_of_text=True),
    Part("during"),
    Part("after"),
    Part("benefits", template="procedures/benefits.html", keys=("benefits",), is_of_text=True),
    Part("risks", template="procedures/risks.html", keys=("risks",), is_of_text=True),
    Part("when-to-get-help", has_care_card=True),
    Part("if-it-does-not-work"),
    Part(
        "questions-to-ask",
        _("Questions to ask"),
        "components/questions_to_ask.html",
        ("questions_to_ask",),
        is_of_text=True,
    ),
    Part(
        "questions-and-answers",
        _("Questions and answers"),
        "components/answers.html",
        ("questions_and_answers",),
        is_of_text=True,
    ),
)
