"""The front matter and the sections of a procedure, as docs/manuscript.md fixes them."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from conditions.manuscripts import BODY_AREAS, VERDICT
from procedures.types import FINDING, ProcedureType, Relation
from publishing.text import ratings
from publishing.text.kinds import Part
from publishing.text.manuscripts import answers, first_keys, key_points, last_keys, questions, what_to_bring
from publishing.text.numbers import numbers
from publishing.text.prose import citations
from publishing.text.schema import SOURCE, Choice, Date, Findings, Key, ListOf, Number, Prose, Record, Text, slug
from publishing.text.validation import line_of


def _check_indication(link: dict, line: int, findings: Findings) -> None:
    ratings.check(link, line, findings)
    of = ratings.OF_TESTS if link.get("relation") in FINDING else ratings.OF_TREATMENTS
    if "relation" in link and "effect" in link and link["effect"] not in of:
        findings.fault(line, f"where 'relation' is {link['relation']}, 'effect' is one of {', '.join(of)}")
    for key in ("who", "relief"):
        if link.get("relation") == Relation.TREATS and key not in link:
            findings.fault(line, f"a link that treats needs '{key}'")


def check_sources_beside(data: dict, text: str, findings: Findings) -> None:
    """A citation inside a text that stands beside its own list of sources must be in that list."""
    for item in data.get("indications", []):
        listed = set(item.get("sources", []))
        for side in ("in_favor", "against"):
            listed |= set(item.get("disagreement", {}).get(side, {}).get("sources", []))
        values = [*(item.get(key, "") for key in ("who", "relief", "evidence")), *_said(item)]
        start = text.find(f"- condition: {item.get('condition')}\n")
        for match in citations.PATTERN.finditer("\n".join(values)):
            for name in citations.named_in(match[1]):
                if name not in listed:
                    line = line_of(f"@{name}", text, max(start, 0))
                    findings.fault(line, f"'{name}' is cited but is not among its 'sources'")


def _said(item: dict) -> list[str]:
    """What the further lines of a link say."""
    return [detail.get("says", "") for detail in item.get("details", [])]


def _check_links(data: dict, line: int, findings: Findings) -> None:
    seen = set()
    _check_days(data, line, findings)
    is_disputed = any("disagreement" in link for link in data.get("indications", []))
    if is_disputed and "dispute" not in data:
        findings.fault(line, "experts disagree about a link: 'dispute' must say so once, for the main page")
    if "dispute" in data and not is_disputed:
        findings.fault(line, "'dispute' needs a link with a 'disagreement': both sides stand there")
    for link in data.get("indications", []):
        pair = (link.get("condition"), link.get("relation"))
        if pair in seen:
            findings.fault(line, f"two links of the kind '{pair[1]}' to the condition '{pair[0]}'")
        seen.add(pair)


def _check_days(data: dict, line: int, findings: Findings) -> None:
    times = Counter(row["day"] for row in data.get("day_plan", []) if "day" in row)
    for day in (day for day, number in times.items() if number > 1):
        findings.fault(line, f"'day_plan': two rows have the day {day}; put what is said of one day into one row")


def _check_day(row: dict, line: int, findings: Findings) -> None:
    if citations.PATTERN.search(row.get("instruction", "")):
        findings.fault(line, "a day plan has no list of sources: leave the source out")


_SIDE = Record(
    {
        "says": Key(Prose(max_length=900), required=True, part_label=_("what they say")),
        "sources": Key(ListOf(SOURCE), required=True),
    }
)
DISAGREEMENT = Record(
    {
        "in_favor": Key(_SIDE, required=True, part_label=_("in favor")),
        "against": Key(_SIDE, required=True),
        "means": Key(Prose(), required=True, part_label=_("what it means for the reader")),
    }
)
DISPUTE = Record(
    {
        "says": Key(Prose(), required=True, part_label=_("who says what")),
        "means": Key(Prose(), required=True, part_label=_("what it means for the reader")),
    }
)
DETAIL = Record(
    {
        "name": Key(Text(max_length=30), required=True),
        "says": Key(Prose(), required=True, part_label=_("what it says")),
    },
    known_by=("name",),
    title=_("{list}, “{name}”"),
)
INDICATION = Record(
    {
        "condition": Key(slug("conditions"), required=True),
        "relation": Key(Choice.of(Relation), required=True, part_label=_("what it is used for"), alarm=_("use")),
        "verdict": Key(VERDICT, required=True, part_label=_("verdict"), alarm=_("verdict")),
        **ratings.rating((*ratings.OF_TREATMENTS, *ratings.OF_TESTS[:-1])),
        "who": Key(Prose(), part_label=_("who it is for")),
        "relief": Key(Prose(), part_label=_("how long relief lasts")),
        "evidence": Key(Prose(), required=True, part_label=_("why we think so")),
        "details": Key(ListOf(DETAIL, 1, 8), part_label=_("further lines")),
        "numbers": numbers(_("Numbers")),
        "disagreement": Key(DISAGREEMENT, part_label=_("where experts disagree")),
        "sources": Key(ListOf(SOURCE), required=True),
        "checked_on": Key(Date(), required=True, part_label=_("sources checked on")),
    },
    check=_check_indication,
    known_by=("condition", "relation"),
    title="{condition} ({relation})",
)
FACTS = Record(
    {
        "duration": Key(Prose(), part_label=_("how long it takes")),
        "hurts": Key(Prose(), part_label=_("how much it hurts")),
        "anesthesia": Key(Prose(), part_label=_("numbing and sedation")),
        "back_to_normal": Key(Prose(), part_label=_("how soon back to normal")),
    }
)
COMPARISON = Record(
    {
        "involves": Key(Prose(), required=True, part_label=_("what it involves")),
        "side_effects": Key(Prose(), required=True, part_label=_("side effects")),
        "grave_harm": Key(Prose(), required=True, part_label=_("serious harm")),
        "recovery": Key(Prose(), required=True, part_label=_("how soon back to normal")),
    }
)
DAY = Record(
    {
        "day": Key(
            Number(-60, 365), required=True, help=_("0 is the day itself, -7 a week before, 3 three days after.")
        ),
        "instruction": Key(
            Prose(max_length=350),
            required=True,
            help=_("At most 350 characters. {emergency_number} and {clinic_phone} are filled in."),
        ),
    },
    check=_check_day,
)

SCHEMA = Record(
    {
        **first_keys(),
        "type": Key(Choice.of(ProcedureType), required=True),
        "body_areas": Key(BODY_AREAS, required=True),
        "facts": Key(FACTS),
        "indications": Key(ListOf(INDICATION), required=True, shared=True, label=_("Conditions")),
        "dispute": Key(DISPUTE, label=_("Where experts disagree, told once")),
        "comparison": Key(COMPARISON, required=True, shared=True, label=_("In the comparison")),
        "risks": numbers(_("Risks, in people")),
        "harms": Key(ListOf(DETAIL, 1, 8), label=_("Harms, on the evidence page")),
        **key_points(),
        **what_to_bring(),
        "day_plan": Key(ListOf(DAY)),
        **last_keys("procedures", questions_required=True),
    },
    check=_check_links,
)

SKELETON = (
    Part("what-it-is", _("What it is"), asked_as=_("what does it mean, definition, how does it work, why")),
    Part(
        "how-well-it-works",
        _("How well it works"),
        "procedures/indications.html",
        ("dispute",),
        asked_as=_("does it work, success rate, chance, worth it, effective, help, evidence, how long does it last"),
    ),
    Part(
        "who-should-wait",
        _("Who should wait"),
        asked_as=_("can I have it, safe for me, pregnant, infection, allergy, diabetes, who should not have it"),
    ),
    Part("other-ways", _("Other ways"), asked_as=_("alternatives, instead, without it, other treatments, avoid it")),
    Part(
        "getting-ready",
        _("Getting ready"),
        "components/what_to_bring.html",
        ("what_to_bring",),
        is_of_text=True,
        asked_as=_(
            "before, prepare, preparation, eat, drink, food, fasting, blood thinners, stop medicine, what to wear, "
            "bring, driver"
        ),
    ),
    Part(
        "the-day",
        _("The day"),
        "procedures/facts.html",
        ("facts",),
        asked_as=_(
            "what happens during it, does it hurt, painful, how long does it take, awake, asleep, sedation, numbing, "
            "needle"
        ),
    ),
    Part(
        "afterwards",
        _("Afterwards"),
        asked_as=_(
            "after, recovery, recover, rest, drive home, go back to work, exercise, lift, sore, how soon, aftercare"
        ),
    ),
    Part(
        "risks",
        _("Risks"),
        "procedures/risks.html",
        ("risks",),
        is_of_text=True,
        asked_as=_("side effects, complications, danger, dangerous, safe, safety, harm, what can go wrong, damage"),
    ),
    Part(
        "when-to-get-help",
        _("When to get help"),
        has_care_card=True,
        asked_as=_("emergency, call, worry, fever, warning signs, red flags, emergency room, infection"),
    ),
    Part(
        "if-it-does-not-work",
        _("If it does not work"),
        asked_as=_("did not work, did not help, failed, still hurts, pain came back, wore off, what next, again"),
    ),
    questions(),
    answers(),
)
