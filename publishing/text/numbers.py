"""A number that is drawn as people: always of one hundred, so that benefit and harm stand at one scale."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.text.schema import SOURCE, Choice, Findings, Key, ListOf, Number, Record, Text

PEOPLE = 100


class Counts(models.TextChoices):
    """What a number is a number of: drawn in another color. Where nothing is said it is a benefit."""

    BENEFIT = "benefit", _("benefit")
    HARM = "harm", _("harm")


def _check(number: dict[str, Any], line: int, findings: Findings) -> None:
    if ("count" in number) == ("more" in number):
        findings.fault(line, "a number has either a 'count' or, where only a difference is known, 'more'")
    if "more" in number and "beside" in number:
        findings.fault(line, "'more' is a difference already: it has nothing 'beside' it")
    if ("low" in number) != ("high" in number):
        findings.fault(line, "a range has both 'low' and 'high'")
    elif number.keys() & {"count", "more"} and not _is_in_range(number):
        findings.fault(line, "the number is not inside its own range, from 'low' to 'high'")


def _is_in_range(number: dict[str, Any]) -> bool:
    said = number["count"] if "count" in number else number["more"]
    return bool(number.get("low", 0) <= said <= number.get("high", PEOPLE))


_COUNT = Number(0, PEOPLE)
_COUNTED_BESIDE = Key(_COUNT, required=True, part_label=_("people in 100"))
_SAYS = Key(Text(max_length=160), required=True, part_label=_("what it counts"))
NUMBER = Record(
    {
        "title": Key(Text(max_length=80), required=True),
        "counts": Key(Choice.of(Counts), part_label=_("benefit or harm"), alarm=_("number")),
        "count": Key(_COUNT, part_label=_("people in 100"), alarm=_("number")),
        "more": Key(Number(1, PEOPLE), part_label=_("how many more in 100"), alarm=_("number")),
        "low": Key(_COUNT, part_label=_("lower end of the range")),
        "high": Key(_COUNT, part_label=_("upper end of the range")),
        "says": _SAYS,
        "beside": Key(Record({"count": _COUNTED_BESIDE, "says": _SAYS}), part_label=_("to compare it with")),
        "note": Key(Text(max_length=200)),
        "sources": Key(ListOf(SOURCE), required=True),
    },
    check=_check,
    known_by=("title",),
    title=_("{list}, “{title}”"),
)


def numbers(label: Any, *, shared: bool = False) -> Key:
    """Return a key that holds numbers."""
    return Key(ListOf(NUMBER, 1, 6), label=label, shared=shared)
