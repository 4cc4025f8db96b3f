"""The front matter and the sections of a condition, as docs/manuscript.md fixes them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from conditions.areas import BodyArea, Category
from publishing.text import ratings
from publishing.text.groups import IN_EVIDENCE, WHERE_FOUND, Group, Place
from publishing.text.kinds import BOTH_CARDS, DO_AND_DONT, Part
from publishing.text.manuscripts import answers, first_keys, key_points, last_keys, questions, what_to_bring
from publishing.text.numbers import numbers
from publishing.text.schema import ADDRESS, SOURCE, Choice, Key, ListOf, Prose, Record, Text

#: A verdict says in plain words what a rating says, so that both are read at one glance.
VERDICT = Text(max_length=160, max_words=20)


def body_areas() -> dict[str, Key]:
    """The parts of the body by which a page is found."""
    said = _("Where it hurts. Patients choose one of these in the lists: tick each that fits.")
    areas = ListOf(Choice.of(BodyArea))
    return {"body_areas": Key(areas, required=True, label=_("Parts of the body"), help=said, place=WHERE_FOUND)}


def _option(named: dict[str, Key], effects: Any, asks: Any = ratings.ASKED_OF_CARE) -> dict[str, Key]:
    """The keys of an option: one row on the condition's page, one column where the options stand side by side."""
    return {**named, **_answer(), **ratings.rating(effects, asks), **_whom(), **_care(), **_proof()}


def _answer() -> dict[str, Key]:
    return {
        "verdict": Key(
            VERDICT,
            required=True,
            part_label=_("the answer in one line"),
            alarm=_("verdict"),
            help=_("At most 20 words. Patients read this first. Example: “It may ease the pain for a few weeks.”"),
        ),
    }


def _whom() -> dict[str, Key]:
    """For whom it is, and for how long."""
    return {
        "who": Key(
            Prose(), part_label=_("who is it for?"), help=_("Example: “People whose pain has lasted for 6 weeks.”")
        ),
        "relief": Key(
            Prose(),
            part_label=_("how long does relief last?"),
            help=_("Example: “As long as you keep doing it.”"),
        ),
    }


def _care() -> dict[str, Key]:
    """What is done, and what it costs a patient."""
    return {
        "involves": Key(
            Prose(),
            required=True,
            part_label=_("what is done?"),
            help=_("In a few words. Example: “6 to 12 visits, and exercises at home.”"),
        ),
        "side_effects": Key(
            Prose(),
            required=True,
            part_label=_("side effects"),
            help=_("The frequent ones. Example: “Sore muscles for a day or two.”"),
        ),
        "grave_harm": Key(
            Prose(),
            part_label=_("serious harm"),
            help=_("The rare ones, with how rare. Example: “A bleeding stomach in 1 of 100 people.”"),
        ),
        "recovery": Key(Prose(), part_label=_("how soon back to normal?"), help=_("Example: “The same day.”")),
    }


def _proof() -> dict[str, Key]:
    """How anybody knows."""
    return {
        "evidence": Key(
            Prose(),
            part_label=_("what did the studies find?"),
            help=_("Benefit and its size, in people. Example: “12 more in 100 people were better after 3 months.”"),
        ),
        "numbers": numbers(_("Numbers")),
        "sources": Key(
            ListOf(SOURCE),
            required=True,
            part_label=_("sources of the whole row"),
            help=_("Where you read it. Readers see them below the row."),
            missing=_("The row has no source. Add one, so that readers see who says so."),
        ),
    }


_PAGE = Key(
    ADDRESS, part_label=_("its page"), help=_("Where readers learn more about it. Leave it empty if there is none.")
)
_NAME = Key(
    Text(max_length=80),
    required=True,
    part_label=_("name of the option"),
    help=_("As a patient would call it. Example: “Exercise with a physical therapist”."),
)
OPTION = Record(
    _option({"name": _NAME, "page": _PAGE}, ratings.OF_TREATMENTS),
    check=ratings.check,
    known_by=("name",),
    title=_("{list}, “{name}”"),
    weighed_by="certainty",
    add=_("Add an option"),
)
NO_PROCEDURE = Record(
    _option({"page": _PAGE}, ratings.Course, _("what tends to happen without it?")), check=ratings.check
)

SYMPTOM = Record(
    {
        "name": Key(
            Text(max_length=40),
            required=True,
            part_label=_("symptom"),
            help=_(
                "What a patient would say, in the same words on every page that has it: it makes the list of symptoms. "
                "What the page itself says stands in its text. Example: “Pain down the leg”."
            ),
        ),
        "area": Key(
            Choice.of(BodyArea),
            required=True,
            part_label=_("where it is felt"),
            help=_("The same symptom is in one part of the body on every page."),
        ),
        "how": Key(
            Text(max_length=120),
            required=True,
            part_label=_("how it feels"),
            help=_("With this condition. Example: “Sharp, like an electric shock.”"),
        ),
    },
    known_by=("name",),
    title=_("{list}, “{name}”"),
    add=_("Add a symptom"),
)
#: Not the section of the text, but the words by which the lists of symptoms have the page.
IN_LISTS = Place(Group.ADDRESS, _("Symptoms, for the lists"))

SCHEMA = Record(
    {
        **first_keys(),
        "category": Key(
            Choice.of(Category),
            required=True,
            label=_("Family of conditions"),
            help=_("Under which heading the list of conditions has it. Example: Nerves."),
            place=WHERE_FOUND,
        ),
        **body_areas(),
        "icd10": Key(
            ListOf(Text(pattern=r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", expected="an ICD-10-CM code")),
            label=_("ICD-10 codes"),
            help=_("One on each line, as they stand on a bill. Example: M54.31."),
            alarm=_("code"),
            place=WHERE_FOUND,
        ),
        "symptoms": Key(
            ListOf(SYMPTOM),
            required=True,
            label=_("Symptoms, for the lists"),
            help=_("By which patients find this page in the list of symptoms."),
            place=IN_LISTS,
        ),
        "risk_factors": Key(
            ListOf(Text(max_length=120)),
            label=_("Who gets it more often"),
            help=_("One on each line. Example: “People who lift heavy things at work”."),
            place=WHERE_FOUND,
        ),
        "other_care": Key(
            ListOf(OPTION, 1, 12),
            required=True,
            label=_("Other care"),
            help=_("What helps beside a procedure: exercise, medicines, surgery. A row for each."),
            place=IN_EVIDENCE,
        ),
        "no_procedure": Key(
            NO_PROCEDURE,
            required=True,
            label=_("No procedure for now"),
            help=_("What tends to happen if somebody waits. It stands first among the options."),
            place=IN_EVIDENCE,
        ),
        "course": numbers(_("What to expect, in people")),
        **key_points(),
        **what_to_bring(),
        **last_keys("conditions", questions_required=True),
    }
)

SKELETON = (
    Part(
        "what-it-is",
        _("What it is"),
        asked_as=_("what does it mean, definition"),
        help=_(
            "What hurts, where, and why, in one sentence first. Explain the medical word in brackets. 30 to 70 words."
        ),
    ),
    Part(
        "symptoms",
        _("Symptoms"),
        asked_as=_("signs, what it feels like, do I have it"),
        help=_("What a patient feels, one on each line, the most frequent first. 50 to 120 words."),
    ),
    Part(
        "when-to-get-help",
        _("When to get help"),
        has_care_card=True,
        asked_as=_("emergency, urgent, call, worry, dangerous, serious, warning signs, red flags, emergency room"),
        help=_(
            "The signs that cannot wait, at least one on each card. Patients look for this in fear, so keep it short."
        ),
        begins_with=BOTH_CARDS,
    ),
    Part(
        "causes",
        _("Causes"),
        asked_as=_("why, what causes it, reason, risk factors, how did I get it"),
        help=_("What brings it on, and who gets it more often. 20 to 60 words."),
    ),
    Part(
        "tests",
        _("Tests"),
        asked_as=_("diagnosis, how do they find out, scan, MRI, X-ray, blood test"),
        help=_("How it is found, and which tests are seldom needed. 30 to 80 words."),
    ),
    Part(
        "what-you-can-do",
        _("What you can do"),
        asked_as=_("self-help, home remedies, exercise, stretch, sleep position, heat, ice, what to avoid, work, sit"),
        help=_("What helps at home and what to leave, each line starting with a verb. 90 to 180 words."),
        begins_with=DO_AND_DONT,
    ),
    Part(
        "your-options",
        _("Your options"),
        asked_as=_("treatment, treat, cure, fix, help, best treatment, medicine, surgery, injection, relief"),
        help=_("How people choose, in one or two sentences. The rows below say the rest. 20 to 100 words."),
    ),
    Part(
        "what-to-expect",
        _("What to expect"),
        "conditions/course.html",
        ("course",),
        is_of_text=True,
        asked_as=_("how long does it last, heal, get better, go away, recover, recovery, outlook, come back"),
        help=_("How long it lasts for most people, and when to come back. 30 to 60 words."),
    ),
    questions(),
    answers(),
)
