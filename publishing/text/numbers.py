"""A number that is drawn as people: always of one hundred, so that benefit and harm stand at one scale."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from publishing.text.groups import IN_NUMBERS
from publishing.text.schema import SOURCE, Choice, Findings, Key, ListOf, Number, Record, Text

PEOPLE = 100


class Counts(models.TextChoices):
    """What a number is a number of: drawn in another color. Where nothing is said it is a benefit."""

    BENEFIT = "benefit", _("benefit")
    HARM = "harm", _("harm")


def _check(number: dict[str, Any], line: int, findings: Findings) -> None:
    if ("count" in number) == ("more" in number):
        said = now("Say how many people in 100, or how many more in 100: one of the two.")
        message = "a number has either a 'count' or, where only a difference is known, 'more'"
        findings.fault(line, message, said=said, at="count")
    if "more" in number and "beside" in number:
        said = now("“How many more” is a difference already. Take out what it is compared with.")
        findings.fault(line, "'more' is a difference already: it has nothing 'beside' it", said=said, at="beside")
    if ("low" in number) != ("high" in number):
        said = now("A range needs both ends: write the lowest and the highest number.")
        at = "high" if "low" in number else "low"
        findings.fault(line, "a range has both 'low' and 'high'", said=said, at=at)
    elif number.keys() & {"count", "more"} and not _is_in_range(number):
        said = now("The number is not between its lowest and its highest.")
        findings.fault(line, "the number is not inside its own range, from 'low' to 'high'", said=said, at="low")


def _is_in_range(number: dict[str, Any]) -> bool:
    said = number["count"] if "count" in number else number["more"]
    return bool(number.get("low", 0) <= said <= number.get("high", PEOPLE))


_COUNT = Number(0, PEOPLE)
_COUNTED_BESIDE = Key(
    _COUNT,
    required=True,
    part_label=_("people in 100"),
    help=_("How many have the same without it. Example: 12 in “12 in 100 people get better without it”."),
)
_SAYS = Key(
    Text(max_length=160),
    required=True,
    part_label=_("finish the sentence"),
    help=_("“3 in 100 people ...” Example: “have a sore spot for some days”."),
)
_SAYS_BESIDE = Key(
    Text(max_length=160),
    required=True,
    part_label=_("finish the sentence"),
    help=_("“12 in 100 people ...” Example: “get relief without the injection”."),
)
NUMBER = Record(
    {
        "title": Key(
            Text(max_length=80),
            required=True,
            part_label=_("title"),
            help=_("What the number is about. Example: “What can go wrong”."),
        ),
        "counts": Key(
            Choice.of(Counts),
            part_label=_("good or bad for the reader"),
            alarm=_("number"),
            help=_("A harm is drawn in another color. Where nothing is chosen, it is a benefit."),
        ),
        "count": Key(
            _COUNT,
            part_label=_("people in 100"),
            alarm=_("number"),
            help=_("How many of 100 it happens to. Example: 3 in “3 in 100 people have a sore spot”."),
        ),
        "more": Key(
            Number(1, PEOPLE),
            part_label=_("or: how many more in 100"),
            alarm=_("number"),
            help=_("Where the source tells only the difference. Example: 24 in “24 more people in 100 get relief”."),
        ),
        "low": Key(
            _COUNT,
            part_label=_("lowest"),
            help=_("If the source gives a range. Example: 10 in “10 to 30 in 100 people”."),
        ),
        "high": Key(
            _COUNT,
            part_label=_("highest"),
            help=_("If the source gives a range. Example: 30 in “10 to 30 in 100 people”."),
        ),
        "says": _SAYS,
        "beside": Key(
            Record({"count": _COUNTED_BESIDE, "says": _SAYS_BESIDE}),
            part_label=_("without the treatment"),
            help=_("Leave it empty if the source does not say. Then no second picture is drawn."),
        ),
        "note": Key(
            Text(max_length=200),
            part_label=_("when, or for whom"),
            help=_("In a few words. Example: “up to about 3 months”."),
        ),
        "sources": Key(
            ListOf(SOURCE),
            required=True,
            part_label=_("sources"),
            help=_("Where you read the number. Readers see them below it."),
            missing=_("The number has no source. Add one, so that readers see who says so."),
        ),
    },
    check=_check,
    known_by=("title",),
    title=_("{list}, “{title}”"),
    add=_("Add a number"),
    is_counted=True,
)


def numbers(label: Any, *, shared: bool = False) -> Key:
    """Return a key that holds numbers."""
    said = _("Each is printed as a sentence, and drawn as people: “3 in 100 people have a sore spot for some days”.")
    return Key(ListOf(NUMBER, 1, 6), label=label, part_label=_("numbers"), shared=shared, help=said, place=IN_NUMBERS)
