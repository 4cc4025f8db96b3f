"""The fields of a form over a text: each takes what a person types or pastes, and gives back one plain value.

Their boxes are Django's own, put together without its templates: a form has hundreds of them.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.text import canonical, manuscripts, sections
from publishing.text.prose import form as markdown
from publishing.text.schema import Choice, Date, ListOf, Number, Prose, Text, Type

#: Characters from which a text gets more than one line, and about how many stand on one.
LONG, ON_A_LINE = 100, 80
#: What the scripts of an editor look for: a text of many lines, one of a line or few, a list with an item on each line.
TEXT, LINE = {"data-prose": "text"}, {"data-prose": "line"}
LINES = {**LINE, "data-lines": ""}


class _Line(forms.TextInput):
    """One line."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        shown = self.format_value(value)
        given = self.build_attrs(self.attrs, attrs) | ({} if shown is None else {"value": shown})
        return format_html('<input type="{}" name="{}"{}>', self.input_type, name, flatatt(given))


class NumberLine(_Line, forms.NumberInput):
    """A number."""


class DayLine(_Line, AdminDateWidget):
    """A day, with Django's calendar beside it."""


class Tick(forms.CheckboxInput):
    """One box to tick."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, attrs) | ({"checked": True} if self.check_test(value) else {})
        return format_html('<input type="checkbox" name="{}"{}>', name, flatatt(given))


class _Lines(forms.Textarea):
    """Several lines."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, attrs)
        return format_html(
            '<textarea name="{}"{}>\r\n{}</textarea>', name, flatatt(given), self.format_value(value) or ""
        )


class _Choices(forms.RadioSelect):
    """Few words, of which one is pressed: all of them are seen, and one press is enough."""

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        given = self.build_attrs(self.attrs, attrs)
        its_id = given.pop("id", "")
        given.pop("aria-describedby", None)  # the group says it, once
        chosen, shared = set(self.format_value(value)), flatatt(given)
        marks = [SafeString(" checked") if str(key) in chosen else SafeString("") for key, _label in self.choices]
        offered = zip(range(len(marks)), marks, self.choices, strict=True)
        one = f'<label><input type="{self.input_type}" name="{{}}" id="{{}}_{{}}" value="{{}}"{{}}{{}}> {{}}</label>'
        rows = ((name, its_id, number, key, shared, mark, label) for number, mark, (key, label) in offered)
        return SafeString('<div class="choices">') + format_html_join("", one, rows) + SafeString("</div>")


class _Ticks(_Choices, forms.CheckboxSelectMultiple):
    """Few words, of which several are ticked."""


def options(choices: Iterable[tuple[Any, Any]], chosen: Iterable[str]) -> SafeString:
    """Return what a list that drops down offers. chosen: what of it is."""
    picked = set(chosen)
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((key, SafeString(" selected" if str(key) in picked else ""), label) for key, label in choices),
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
        if why := manuscripts.why_too_long(text):  # said before it is tidied, which takes long of what is that long
            raise forms.ValidationError(why)
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


def plain_field(kind: Type, *, is_required: bool = False) -> forms.Field:
    """Return the field of a type that names nothing: whoever fills it in presses, ticks or types.

    is_required: whether one of few words must be chosen in the end, so that there is no press for none of them.
    """
    if isinstance(kind, Choice):
        none = [] if is_required else [("", _("not said"))]
        return forms.ChoiceField(choices=[*none, *_choices(kind)], required=False, widget=_Choices)
    if isinstance(kind, Number):
        return forms.IntegerField(required=False, widget=NumberLine)
    if isinstance(kind, Date):
        return forms.DateField(required=False, widget=DayLine)
    if isinstance(kind, ListOf) and isinstance(kind.item, Choice):
        return forms.MultipleChoiceField(choices=_choices(kind.item), required=False, widget=_Ticks)
    if isinstance(kind, ListOf):
        field = LinesField(help_text=gettext_lazy("One item on each line."))
        field.widget.attrs |= LINES if isinstance(kind.item, Prose) else {}
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


def _choices(kind: Choice) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in zip(kind.values, kind.labels or kind.values, strict=True)]


def _without_paste(text: str, instead: str) -> str:
    """Return a text without invisible characters, and with another one for each control character."""
    return canonical.CONTROL.sub(instead, canonical.INVISIBLE.sub("", text))
