"""The front matter and the sections of a condition, as docs/manuscript.md fixes them."""

from django.utils.translation import gettext_lazy as _

from conditions.areas import BodyArea, Category
from publishing.text.kinds import Part
from publishing.text.manuscripts import first_keys, key_points, last_keys, what_to_bring
from publishing.text.schema import ADDRESS, SOURCE, Choice, Findings, Key, ListOf, Prose, Record, Text
from publishing.text.strength import Strength

BODY_AREAS = ListOf(Choice.of(BodyArea))


def _check_option(option: dict, line: int, findings: Findings) -> None:
    if "strength" in option and "sources" not in option:
        findings.fault(line, "a 'strength' needs its 'sources'")


_ANSWERS = {
    "page": Key(ADDRESS),
    "who": Key(Prose(), part_label=_("who it is for")),
    "involves": Key(Prose(), required=True, part_label=_("what it involves")),
    "strength": Key(Choice.of(Strength), alarm=_("strength of evidence")),
    "evidence": Key(Prose(), required=True),
    "relief": Key(Prose(), part_label=_("how long relief lasts")),
    "risks": Key(Prose(), required=True, part_label=_("what can go wrong")),
    "recovery": Key(Prose(), part_label=_("how soon back to normal")),
    "sources": Key(ListOf(SOURCE)),
}
OPTION = Record(
    {"name": Key(Text(max_length=80), required=True), **_ANSWERS},
    check=_check_option,
    known_by=("name",),
    title=_("{list}, “{name}”"),
)
NO_PROCEDURE = Record(_ANSWERS, check=_check_option)

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
        "symptoms": Key(ListOf(Text(max_length=120)), required=True),
        "risk_factors": Key(ListOf(Text(max_length=120))),
        "other_care": Key(ListOf(OPTION, 1, 12), required=True),
        "no_procedure": Key(NO_PROCEDURE, required=True, label=_("No procedure for now")),
        **key_points(),
        **what_to_bring(),
        **last_keys("conditions", questions_required=True),
    }
)

SKELETON = (
    Part("what-it-is"),
    Part("symptoms"),
    Part("when-to-get-help", has_care_card=True),
    Part("causes"),
    Part("tests"),
    Part("what-you-can-do"),
    Part("treatment-options", template="conditions/options.html", keys=("no_procedure", "other_care")),
    Part("what-to-expect"),
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
