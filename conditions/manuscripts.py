"""The front matter and the sections of a condition, as docs/manuscript.md fixes them."""

from django.utils.translation import gettext_lazy as _

from conditions.areas import BodyArea, Category
from publishing.text import ratings
from publishing.text.kinds import Part
from publishing.text.manuscripts import answers, first_keys, key_points, last_keys, questions, what_to_bring
from publishing.text.numbers import numbers
from publishing.text.schema import ADDRESS, SOURCE, Choice, Key, ListOf, Prose, Record, Text

BODY_AREAS = ListOf(Choice.of(BodyArea))
#: A verdict says in plain words what a rating says, so that both are read at one glance.
VERDICT = Text(max_length=160, max_words=20)


def _option(named: dict[str, Key], effects) -> dict[str, Key]:
    """The keys of an option: one row on the condition's page, one column where the options stand side by side."""
    return {
        **named,
        "verdict": Key(VERDICT, required=True, part_label=_("verdict"), alarm=_("verdict")),
        **ratings.rating(effects),
        "who": Key(Prose(), part_label=_("who it fits")),
        "relief": Key(Prose(), part_label=_("how long relief lasts")),
        "involves": Key(Prose(), required=True, part_label=_("what it involves")),
        "side_effects": Key(Prose(), required=True, part_label=_("side effects")),
        "grave_harm": Key(Prose(), part_label=_("serious harm")),
        "recovery": Key(Prose(), part_label=_("how soon back to normal")),
        "evidence": Key(Prose(), part_label=_("why we think so")),
        "numbers": numbers(_("Numbers")),
        "sources": Key(ListOf(SOURCE), required=True),
    }


OPTION = Record(
    _option({"name": Key(Text(max_length=80), required=True), "page": Key(ADDRESS)}, ratings.OF_TREATMENTS),
    check=ratings.check,
    known_by=("name",),
    title=_("{list}, “{name}”"),
)
NO_PROCEDURE = Record(_option({"page": Key(ADDRESS)}, ratings.Course), check=ratings.check)

SYMPTOM = Record(
    {
        "name": Key(
            Text(max_length=40),
            required=True,
            help=_(
                "What a patient would say, the same words on every page that has it: it makes the list at /symptoms/. "
                "The section Symptoms on the page itself is in the text."
            ),
        ),
        "area": Key(
            Choice.of(BodyArea),
            required=True,
            help=_("Where it is felt. The same symptom is in one region of the body on every page."),
        ),
        "how": Key(
            Text(max_length=120),
            required=True,
            part_label=_("how it feels"),
            help=_("How it feels with this condition."),
        ),
    },
    known_by=("name",),
    title=_("{list}, “{name}”"),
)

SCHEMA = Record(
    {
        **first_keys(),
        "category": Key(Choice.of(Category), required=True),
        "body_areas": Key(BODY_AREAS, required=True),
        "icd10": Key(
            ListOf(Text(pattern=r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", expected="an ICD-10-CM code")),
            label=_("ICD-10 codes"),
            alarm=_("code"),
        ),
        "symptoms": Key(ListOf(SYMPTOM), required=True),
        "risk_factors": Key(ListOf(Text(max_length=120))),
        "other_care": Key(ListOf(OPTION, 1, 12), required=True),
        "no_procedure": Key(NO_PROCEDURE, required=True, label=_("No procedure for now")),
        "course": numbers(_("What to expect, in people")),
        **key_points(),
        **what_to_bring(),
        **last_keys("conditions", questions_required=True),
    }
)

SKELETON = (
    Part("what-it-is", _("What it is"), asked_as=_("what does it mean, definition")),
    Part("symptoms", _("Symptoms"), asked_as=_("signs, what it feels like, do I have it")),
    Part(
        "when-to-get-help",
        _("When to get help"),
        has_care_card=True,
        asked_as=_("emergency, urgent, call, worry, dangerous, serious, warning signs, red flags, emergency room"),
    ),
    Part("causes", _("Causes"), asked_as=_("why, what causes it, reason, risk factors, how did I get it")),
    Part("tests", _("Tests"), asked_as=_("diagnosis, how do they find out, scan, MRI, X-ray, blood test")),
    Part(
        "what-you-can-do",
        _("What you can do"),
        asked_as=_("self-help, home remedies, exercise, stretch, sleep position, heat, ice, what to avoid, work, sit"),
    ),
    Part(
        "your-options",
        _("Your options"),
        "conditions/options.html",
        asked_as=_("treatment, treat, cure, fix, help, best treatment, medicine, surgery, injection, relief"),
    ),
    Part(
        "what-to-expect",
        _("What to expect"),
        "conditions/course.html",
        ("course",),
        is_of_text=True,
        asked_as=_("how long does it last, heal, get better, go away, recover, recovery, outlook, come back"),
    ),
    questions(),
    answers(),
)
