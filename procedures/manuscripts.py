"""The front matter and the sections of a procedure, as docs/manuscript.md fixes them."""

from collections import Counter

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from conditions.manuscripts import VERDICT, body_areas
from procedures.types import FINDING, ProcedureType, Relation
from publishing.text import ratings
from publishing.text.groups import DAY_BY_DAY, IN_DAYS, IN_EVIDENCE, WHERE_FOUND, Group, Place
from publishing.text.kinds import BOTH_CARDS, Part
from publishing.text.manuscripts import answers, first_keys, key_points, last_keys, questions, what_to_bring
from publishing.text.numbers import numbers
from publishing.text.prose import citations
from publishing.text.schema import SOURCE, Choice, Date, Findings, Key, ListOf, Number, Prose, Record, Text, slug
from publishing.text.validation import line_of


def _check_indication(link: dict, line: int, findings: Findings) -> None:
    ratings.check(link, line, findings)
    of = ratings.OF_TESTS if link.get("relation") in FINDING else ratings.OF_TREATMENTS
    if "relation" in link and "effect" in link and link["effect"] not in of:
        message = f"where 'relation' is {link['relation']}, 'effect' is one of {', '.join(of)}"
        findings.fault(line, message, said=_misfit(link["relation"]), at="effect")
    said = {
        "who": now("Say who it is for: patients look for themselves here."),
        "relief": now("Say how long relief lasts. If nobody knows, say that."),
    }
    for key, sentence in said.items():
        if link.get("relation") == Relation.TREATS and key not in link:
            findings.fault(line, f"a link that treats needs '{key}'", said=sentence, at=key)


def _misfit(relation: str) -> str:
    """Return why what a link does cannot be said of what it is for."""
    if relation in FINDING:
        return now("A test does not help or harm by itself. Say how well it tells: well, partly, poorly, or not known.")
    return now("A treatment does not tell what is wrong. Say how much it helps, or that it is not known.")


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
                    said = now("A source stands in the text of this row, and not among its sources. Add it there.")
                    findings.fault(line, f"'{name}' is cited but is not among its 'sources'", said=said)


def _said(item: dict) -> list[str]:
    """What the further lines of a link say."""
    return [detail.get("says", "") for detail in item.get("details", [])]


def _check_links(data: dict, line: int, findings: Findings) -> None:
    seen = set()
    _check_days(data, line, findings)
    is_disputed = any("disagreement" in link for link in data.get("indications", []))
    if is_disputed and "dispute" not in data:
        said = now("In a row below, experts disagree. Say so once here, for the main page.")
        message = "experts disagree about a link: 'dispute' must say so once, for the main page"
        findings.fault(line, message, said=said, at="dispute")
    if "dispute" in data and not is_disputed:
        said = now("In no row do experts disagree. Show both sides in one, or take this out.")
        message = "'dispute' needs a link with a 'disagreement': both sides stand there"
        findings.fault(line, message, said=said, at="dispute")
    for link in data.get("indications", []):
        pair = (link.get("condition"), link.get("relation"))
        if pair in seen:
            said = now("Two rows say the same use for one condition. Put them into one row.")
            message = f"two links of the kind '{pair[1]}' to the condition '{pair[0]}'"
            findings.fault(line, message, said=said, at="indications")
        seen.add(pair)


def _check_days(data: dict, line: int, findings: Findings) -> None:
    times = Counter(row["day"] for row in data.get("day_plan", []) if "day" in row)
    for day in (day for day, number in times.items() if number > 1):
        said = now("Two rows have the day %(day)s. Put what is said of one day into one row.") % {"day": day}
        message = f"'day_plan': two rows have the day {day}; put what is said of one day into one row"
        findings.fault(line, message, said=said, at="day_plan")


def _check_day(row: dict, line: int, findings: Findings) -> None:
    if citations.PATTERN.search(row.get("instruction", "")):
        said = now("The plan of the days has no list of sources. Take the source out.")
        findings.fault(line, "a day plan has no list of sources: leave the source out", said=said, at="instruction")


_SIDE = Record(
    {
        "says": Key(
            Prose(max_length=900),
            required=True,
            part_label=_("who says so, and what?"),
            help=_("Example: “A panel of experts (2025) advised against it once the pain has lasted 3 months.”"),
            missing=_("The side “%(part)s” does not say who says what. Write it."),
        ),
        "sources": Key(
            ListOf(SOURCE),
            required=True,
            part_label=_("sources"),
            help=_("Where this side stands. Readers see them beside it."),
            missing=_("The side “%(part)s” has no source. Add one, so that readers see who says so."),
        ),
    }
)
_MEANS = Key(
    Prose(),
    required=True,
    part_label=_("what this means for the reader"),
    help=_("Example: “Early on, it may give you some easier weeks. After 3 months, ask what you can still gain.”"),
)
DISAGREEMENT = Record(
    {
        "in_favor": Key(
            _SIDE, required=True, part_label=_("in favor"), help=_("Who is for it, and why. As long as the other side.")
        ),
        "against": Key(
            _SIDE,
            required=True,
            part_label=_("against"),
            help=_("Who is against it, and why. As long as the other side."),
        ),
        "means": _MEANS,
    }
)
DISPUTE = Record(
    {
        "says": Key(
            Prose(),
            required=True,
            part_label=_("who says what?"),
            help=_("Both sides in one or two sentences. Example: “One society recommends it, another does not.”"),
        ),
        "means": _MEANS,
    }
)
DETAIL = Record(
    {
        "name": Key(
            Text(max_length=30),
            required=True,
            part_label=_("name of the line"),
            help=_("In a word or two. Example: “Pain at rest”."),
        ),
        "says": Key(
            Prose(),
            required=True,
            part_label=_("what it says"),
            help=_("One or two sentences. Example: “In 2 trials, 12 more in 100 people slept through.”"),
        ),
    },
    known_by=("name",),
    title=_("{list}, “{name}”"),
    add=_("Add a line"),
)
HARMS = Place(Group.NUMBERS, _("Harms, on the evidence page"))
#: What the procedure is for, as whoever fills in the form is asked for it.
USES = Choice(
    tuple(Relation.values), (_("To treat it"), _("To find the cause"), _("To guide other care"), _("Not used for it"))
)
INDICATION = Record(
    {
        "condition": Key(
            slug("conditions"),
            required=True,
            part_label=_("condition"),
            help=_("Its page shows this row too. Example: Sciatica."),
        ),
        "relation": Key(
            USES,
            required=True,
            part_label=_("what is the procedure for here?"),
            alarm=_("use"),
            help=_("“Not used for it” belongs here too: patients look for that."),
        ),
        "verdict": Key(
            VERDICT,
            required=True,
            part_label=_("the answer in one line"),
            alarm=_("verdict"),
            help=_("At most 20 words. Patients read this first. Example: “It may ease knee pain for a few weeks.”"),
        ),
        **ratings.rating((*ratings.OF_TREATMENTS, *ratings.OF_TESTS[:-1])),
        "who": Key(
            Prose(),
            part_label=_("who is it for?"),
            wanted=_("required to treat it"),
            help=_("One or two sentences. Example: “People with new, severe nerve pain down a leg.”"),
        ),
        "relief": Key(
            Prose(),
            part_label=_("how long does relief last?"),
            wanted=_("required to treat it"),
            help=_("Example: “About 3 months. Some people have none.”"),
        ),
        "evidence": Key(
            Prose(),
            required=True,
            part_label=_("what did the studies find?"),
            help=_("Benefit and its size, in people. Example: “24 more in 100 people had relief for some weeks.”"),
        ),
        "details": Key(
            ListOf(DETAIL, 1, 8),
            part_label=_("further lines"),
            help=_("For the page with the evidence only. What a patient needs stands above."),
        ),
        "numbers": numbers(_("Numbers")),
        "disagreement": Key(
            DISAGREEMENT,
            part_label=_("experts disagree"),
            help=_("Show both sides, equally long, each with its sources."),
        ),
        "sources": Key(
            ListOf(SOURCE),
            required=True,
            part_label=_("sources of the whole row"),
            help=_("Every source that stands in a text of this row must be here."),
            missing=_("The row has no source. Add one, so that readers see who says so."),
        ),
        "checked_on": Key(
            Date(),
            required=True,
            part_label=_("sources read on"),
            help=_("When did someone last read the sources against this text? Readers see the day."),
        ),
    },
    check=_check_indication,
    known_by=("condition", "relation"),
    title="{condition} ({relation})",
    weighed_by="certainty",
    add=_("Add a condition"),
)
FACTS = Record(
    {
        "duration": Key(
            Prose(), part_label=_("how long does it take?"), help=_("Example: “15 to 30 minutes. Plan half a day.”")
        ),
        "hurts": Key(
            Prose(),
            part_label=_("how much does it hurt?"),
            help=_("Example: “A sting at first, then pressure. Most people bear it well.”"),
        ),
        "anesthesia": Key(
            Prose(),
            part_label=_("numbing and sedation"),
            help=_("Example: “The skin is numbed. You stay awake.”"),
        ),
        "back_to_normal": Key(
            Prose(),
            part_label=_("how soon back to normal?"),
            help=_("Example: “Light work the next day, sports after a week.”"),
        ),
    }
)
COMPARISON = Record(
    {
        "involves": Key(
            Prose(),
            required=True,
            part_label=_("what is done?"),
            help=_("In a few words, as it stands beside other treatments. Example: “One injection near the spine.”"),
        ),
        "side_effects": Key(
            Prose(),
            required=True,
            part_label=_("side effects"),
            help=_("The frequent ones. Example: “A sore spot for some days in 3 of 100 people.”"),
        ),
        "grave_harm": Key(
            Prose(),
            required=True,
            part_label=_("serious harm"),
            help=_("The rare ones, with how rare. Example: “Infection: fewer than 1 in 1,000 people.”"),
        ),
        "recovery": Key(
            Prose(),
            required=True,
            part_label=_("how soon back to normal?"),
            help=_("Example: “Most people the next day.”"),
        ),
    }
)
DAY = Record(
    {
        "day": Key(
            Number(-60, 365),
            required=True,
            part_label=_("day"),
            help=_("0 is the day itself, -7 a week before, 3 three days after."),
        ),
        "instruction": Key(
            Prose(max_length=350),
            required=True,
            part_label=_("what to do on that day"),
            help=_("At most 350 letters. Example: “Do not eat for 6 hours before you come.”"),
        ),
    },
    check=_check_day,
    add=_("Add a day"),
)

SCHEMA = Record(
    {
        **first_keys(),
        "type": Key(
            Choice.of(ProcedureType),
            required=True,
            label=_("Sort of procedure"),
            help=_("Under which heading the list of procedures has it. Example: Injections."),
            place=WHERE_FOUND,
        ),
        **body_areas(),
        "facts": Key(
            FACTS,
            label=_("At a glance"),
            help=_("Four short answers that stand at “The day”. Leave out what nobody knows."),
            place=IN_DAYS,
        ),
        "indications": Key(
            ListOf(INDICATION),
            required=True,
            shared=True,
            label=_("Conditions"),
            help=_("One row for each condition, also those for which it is not used. Both pages show it."),
            place=IN_EVIDENCE,
        ),
        "dispute": Key(
            DISPUTE,
            label=_("Where experts disagree, told once"),
            help=_("For the main page, as soon as experts disagree in one of the rows."),
            place=IN_EVIDENCE,
        ),
        "comparison": Key(
            COMPARISON,
            required=True,
            shared=True,
            label=_("In the comparison"),
            help=_("What stands where this is beside other treatments. A few words each."),
            place=IN_DAYS,
        ),
        "risks": numbers(_("Risks, in people")),
        "harms": Key(
            ListOf(DETAIL, 1, 8),
            label=_("Harms, on the evidence page"),
            help=_("What trials counted, line by line. The main page has what a patient needs under “Risks”."),
            place=HARMS,
        ),
        **key_points(),
        **what_to_bring(),
        "day_plan": Key(
            ListOf(DAY),
            label=_("Day by day"),
            help=_("What to do before and after. Patients type in their date and get their own plan."),
            place=DAY_BY_DAY,
        ),
        **last_keys("procedures", questions_required=True),
    },
    check=_check_links,
)

SKELETON = (
    Part(
        "what-it-is",
        _("What it is"),
        asked_as=_("what does it mean, definition, how does it work, why"),
        help=_("What is done, and to what part of the body. The first sentence carries the message. 25 to 50 words."),
    ),
    Part(
        "how-well-it-works",
        _("How well it works"),
        "procedures/indications.html",
        ("dispute",),
        asked_as=_("does it work, success rate, chance, worth it, effective, help, evidence, how long does it last"),
        help=_("What most people can expect, in one or two sentences. The rows below say the rest. 15 to 80 words."),
    ),
    Part(
        "who-should-wait",
        _("Who should wait"),
        asked_as=_("can I have it, safe for me, pregnant, infection, allergy, diabetes, who should not have it"),
        help=_("Who must tell you what first: medicines, illnesses, pregnancy. A list is best. 35 to 90 words."),
    ),
    Part(
        "other-ways",
        _("Other ways"),
        asked_as=_("alternatives, instead, without it, other treatments, avoid it"),
        help=_("What else can be done, and what happens if nothing is done. 35 to 90 words."),
    ),
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
        help=_("What to do before the day: food, medicines, a driver. Shared texts say much of it. 20 to 110 words."),
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
        help=_("What happens, step by step, and what the reader will feel. 45 to 100 words."),
    ),
    Part(
        "afterwards",
        _("Afterwards"),
        asked_as=_(
            "after, recovery, recover, rest, drive home, go back to work, exercise, lift, sore, how soon, aftercare"
        ),
        help=_("Today, this week, this month: what is normal, what to do, what to leave. 65 to 140 words."),
    ),
    Part(
        "risks",
        _("Risks"),
        "procedures/risks.html",
        ("risks",),
        is_of_text=True,
        asked_as=_("side effects, complications, danger, dangerous, safe, safety, harm, what can go wrong, damage"),
        help=_("What can go wrong and how often, the frequent and the grave. Numbers in people. 30 to 90 words."),
    ),
    Part(
        "when-to-get-help",
        _("When to get help"),
        has_care_card=True,
        asked_as=_("emergency, call, worry, fever, warning signs, red flags, emergency room, infection"),
        help=_(
            "The signs that cannot wait, at least one on each card. Patients look for this in fear, so keep it short."
        ),
        begins_with=BOTH_CARDS,
    ),
    Part(
        "if-it-does-not-work",
        _("If it does not work"),
        asked_as=_("did not work, did not help, failed, still hurts, pain came back, wore off, what next, again"),
        help=_("What comes next, and whom to ask. 15 to 40 words."),
    ),
    questions(),
    answers(),
)
