"""The fields of a form over a text: each takes what a person types or pastes, and gives back one plain value."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.text import canonical, sections
from publishing.text.prose import form as markdown
from publishing.text.schema import Choice, Date, ListOf, Number, Prose, Text, Type

#: Characters from which a text gets more than one line, and about how many stand on one.
LONG, ON_A_LINE = 100, 80
#: What the scripts of an editor look for: a text of many lines, or of a line or few.
TEXT, LINE = {"data-prose": "text"}, {"data-prose": "line"}


class _Line(forms.TextInput):
    """Django's own, put together without a template: a form has hundreds."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        shown = self.format_value(value)
        given = self.build_attrs(self.attrs, attrs) | ({} if shown is None else {"value": shown})
        return format_html('<input type="{}" name="{}"{}>', self.input_type, name, flatatt(given))


class NumberLine(_Line, forms.NumberInput):
    """The same for a number."""


class _Lines(forms.Textarea):
    """The same for several lines."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, attrs)
        return format_html(
            '<textarea name="{}"{}>\r\n{}</textarea>', name, flatatt(given), self.format_value(value) or ""
        )


class OneLineField(forms.CharField):
    """A line of text. Line breaks and control characters that a paste brings along become spaces."""

    def to_python(self, value: Any) -> str:
        return " ".join(_without_paste(super().to_python(value) or "", " ").split())


class LinesField(forms.CharField):
    """A list of lines, one item each."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=_Lines(attrs={"rows": 5}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # lines, where Django has one string
        lines = (_without_paste(line, " ") for line in (super().to_python(value) or "").splitlines())
        return [" ".join(line.split()) for line in lines if line.strip()]


class TextField(forms.CharField):
    """A text of several lines, with its marks."""

    def __init__(self, text: str = "", **kwargs: Any) -> None:
        rows = min(24, max(6, sum(1 + len(line) // ON_A_LINE for line in text.split("\n"))))
        widget = _Lines(attrs={"rows": rows, "spellcheck": "true", **TEXT})
        super().__init__(required=False, strip=False, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return markdown.tidy(_without_paste(text, ""))


class SectionField(TextField):
    """The text of one section. What would start another section in it becomes a heading inside it."""

    def to_python(self, value: Any) -> str:
        return sections.inside(super().to_python(value)).strip("\n")


class PictureField(forms.ChoiceField):
    """A picture to choose. One that is not there any more is the validator's to report, and not lost."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return True


def plain_field(kind: Type) -> forms.Field:
    """Return the field of a type that names nothing: whoever fills it in picks, ticks or types."""
    if isinstance(kind, Choice):
        return forms.ChoiceField(choices=[("", _("Choose")), *_choices(kind)], required=False)
    if isinstance(kind, Number):
        return forms.IntegerField(required=False, widget=NumberLine)
    if isinstance(kind, Date):
        return forms.DateField(required=False, widget=AdminDateWidget)
    if isinstance(kind, ListOf) and isinstance(kind.item, Choice):
        return forms.MultipleChoiceField(
            choices=_choices(kind.item), required=False, widget=forms.CheckboxSelectMultiple
        )
    if isinstance(kind, ListOf):
        field = LinesField(help_text=gettext_lazy("One item on each line."))
        field.widget.attrs |= LINE if isinstance(kind.item, Prose) else {}
        return field
    return OneLineField(required=False, widget=_words(kind))


def limit(kind: Type) -> str:
    """Return what a writer must know of a type before writing: how many words, or from which number to which."""
    if isinstance(kind, Text) and kind.max_words:
        return ngettext("At most %(n)s word.", "At most %(n)s words.", kind.max_words) % {"n": kind.max_words}
    if isinstance(kind, Number):
        return _("From %(low)s to %(high)s.") % {"low": kind.minimum, "high": kind.maximum}
    return ""


def _words(kind: Type) -> forms.Widget:
    attrs = LINE if isinstance(kind, Prose) else {}
    if isinstance(kind, Prose) or getattr(kind, "max_length", 0) > LONG:
        return _Lines(attrs={"rows": 2, **attrs})
    return _Line(attrs=attrs)


def _choices(kind: Choice) -> list[tuple[str, Any]]:
    return list(zip(kind.values, kind.labels or kind.values, strict=True))


def _without_paste(text: str, instead: str) -> str:
    """Return a text without invisible characters, and with another one for each control character."""
    return canonical.CONTROL.sub(instead, canonical.INVISIBLE.sub("", text))
