"""What a field of a form shows, in the words of whoever reads it while its row is folded. Asks for labels in one go."""

import re
from typing import Any

from django.forms import BoundField
from django.forms.models import ModelChoiceField
from django.utils.translation import gettext as _

from publishing.desk.form.fields import LinesField
from publishing.text.prose import readability

_SHARED = re.compile(r"^/// snippet \| (\S+)$", re.MULTILINE)
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
    lines = readability.readable_words(start).replace("\x1e", "").splitlines()
    return " ".join(word for word in " ".join(lines).split() if word != "-")
