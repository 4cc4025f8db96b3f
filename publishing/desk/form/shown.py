"""What a field of a form shows, in the words of whoever reads it while its row is folded. Asks for labels in one go."""

import datetime
import re
from contextlib import suppress
from typing import Any

from django.forms import BoundField, DateField
from django.forms.models import ModelChoiceField
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from publishing.desk.form.fields import LinesField
from publishing.text.prose import readability

_SHARED = re.compile(r"^/// snippet \| (\S+)$", re.MULTILINE)
#: What stands for a number of the clinic, such as {emergency_number}.
_TOKEN = re.compile(r"\{([a-z]+(?:_[a-z]+)*)\}")
_EMPTY: tuple = (None, "", [], ())


def is_empty(box: BoundField) -> bool:
    """Whether nothing stands in a field."""
    return box.value() in _EMPTY


def shown(box: BoundField) -> str:
    """Return what stands in a field on one line: labels of what was picked, and words without their marks."""
    value = box.value()
    if value in _EMPTY:
        return ""
    values = value if isinstance(value, list | tuple) else [value]
    if isinstance(box.field, ModelChoiceField) and box.field.queryset is not None:
        keys = [str(one) for one in values]
        found: Any = box.field  # one of our pickers, which know their labels
        return " · ".join(found.widget.labels.of(found.queryset.model, keys).values())
    if isinstance(box.field, DateField):
        return date_format(day, "M j, Y") if (day := _day(str(value))) else str(value)
    if hasattr(box.field, "choices"):
        labels = {str(one): str(label) for one, label in box.field.choices}
        return " · ".join(labels.get(str(one), str(one)) for one in values)
    lines = [line for one in values for line in (str(one).splitlines() if isinstance(box.field, LinesField) else [one])]
    return " · ".join(first_words(str(line)) for line in lines)


def first_words(text: str) -> str:
    """Return the words of a text on one line; of one that begins with a shared text, its name."""
    start = text.lstrip()[:600]
    if shared := _SHARED.match(start):
        return _("Shared text “%(name)s”") % {"name": shared[1].replace("-", " ")}
    start = _TOKEN.sub(lambda token: _("the %(what)s") % {"what": token[1].replace("_", " ")}, start)
    lines = readability.readable_words(start).replace("\x1e", "").splitlines()
    return " ".join(word for word in " ".join(lines).split() if word != "-")


def _day(value: str) -> datetime.date | None:
    """Return the day that stands in a field, or None where what was typed is none."""
    with suppress(ValueError):
        return parse_date(value)
    return None
