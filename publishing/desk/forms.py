"""Forms over a manuscript, made from the schema of its kind, so that no key can be forgotten and none is named twice.

A form never edits a row: it reads the text of a draft and gives back the text of the next. What is wrong in a draft is
reported by the validator and kept; a form refuses only what could not be written at all.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AdminDateWidget, AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.life import addresses
from publishing.life.models import Citation, Contributor, Page, Source
from publishing.text import canonical, manuscripts, naming
from publishing.text.kinds import Kind
from publishing.text.naming import Naming
from publishing.text.prose import form as markdown
from publishing.text.schema import Choice, Date, ListOf, Name, Number, Prose, Record, Text, Type

SEPARATOR = "__"
STAR = " *"
#: Rows above what a list may have: a person who adds some is told so, and loses none.
SPARE = 20
_NUMBERED = re.compile(rf"{SEPARATOR}(\d{{1,3}}){SEPARATOR}")


class OneLineField(forms.CharField):
    """A line of text. Line breaks and control characters that a paste brings along become spaces."""

    def to_python(self, value: Any) -> str:
        return " ".join(_without_paste(super().to_python(value) or "", " ").split())


class LinesField(forms.CharField):
    """A list of lines, one item each."""

    widget = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # lines, where Django has one string
        lines = (_without_paste(line, " ") for line in (super().to_python(value) or "").splitlines())
        return [" ".join(line.split()) for line in lines if line.strip()]


class BodyField(forms.CharField):
    """Markdown of several lines."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"rows": 30, "class": "vLargeTextField manuscript-body", "spellcheck": "true"}
        super().__init__(required=False, strip=False, widget=forms.Textarea(attrs=attributes), **kwargs)

    def to_python(self, value: Any) -> str:
        text = (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return markdown.tidy(_without_paste(text, ""))


def _without_paste(text: str, instead: str) -> str:
    """Return a text without invisible characters, and with another one for each control character."""
    return canonical.CONTROL.sub(instead, canonical.INVISIBLE.sub("", text))


class Labels:
    """What people call the things that a form's pickers show: all of one model in one query, with the first."""

    def __init__(self) -> None:
        self._wanted: dict[type[Model], set[str]] = {}
        self._known: dict[type[Model], dict[str, str]] = {}

    def want(self, model: type[Model], keys: Iterable) -> None:
        """Note that some things will be shown."""
        self._wanted.setdefault(model, set()).update(map(str, keys))

    def of(self, model: type[Model], keys: Iterable[str]) -> dict[str, str]:
        """Return key -> label of those that exist."""
        known = self._known.setdefault(model, {})
        wanted = {*self._wanted.get(model, ()), *keys} - known.keys()
        if wanted:
            rows: QuerySet = Page.objects.titles() if model is Page else model._default_manager.all()
            known |= dict.fromkeys(wanted, "") | {str(row.pk): str(row) for row in rows.filter(pk__in=wanted)}
        return {key: known[key] for key in keys if known.get(key)}


class _Labelled(AutocompleteSelect):
    """An autocomplete that asks no query of its own for what it shows, and shows it in the order of the text."""

    kind = ""
    language = ""
    labels: Labels

    def optgroups(self, name: str, value: Sequence[str], attr: dict | None = None) -> list:
        """Return what is picked already as options; all else the browser asks for."""
        picked = [str(item) for item in value if str(item) not in self.choices.field.empty_values]
        labels = self.labels.of(self.choices.queryset.model, [key for key in picked if key])
        options = [(key, labels[key]) for key in picked if key in labels]
        if not self.is_required and not self.allow_multiple_selected:
            options.insert(0, ("", ""))
        return [
            (
                None,
                [
                    self.create_option(name, key, label, key in labels, index, attrs=attr)
                    for index, (key, label) in enumerate(options)
                ],
                0,
            )
        ]

    def get_url(self) -> str:
        """The address that the browser asks, for pages of one kind and language only."""
        return f"{super().get_url()}?kind={self.kind}&language={self.language}" if self.language else super().get_url()


class _Select(_Labelled):
    pass


class _SelectMultiple(_Labelled, AutocompleteSelectMultiple):
    pass


class _NamesField(forms.ModelMultipleChoiceField):
    """Several picked things, in the order in which they were picked."""

    def clean(self, value: Any) -> list:  # type: ignore[override]  # in an order that no queryset has
        found = super().clean(value)
        order = [str(item) for item in value or ()]
        return sorted(found, key=lambda thing: order.index(str(thing.pk)))


class _Rows(forms.BaseFormSet):
    """A list of records, with what people call it."""

    title = ""


class ManuscriptForm:
    """All forms of one page: `main` for its single keys, `rows` a formset for each list of records."""

    def __init__(
        self, kind: Kind, language: str, site: AdminSite, text: str = "", posted: QueryDict | None = None
    ) -> None:
        self._kind, self._language, self._site = kind, language, site
        self._labels = Labels()
        self._pages = _pages_named(text, kind, language)
        raw, body = manuscripts.read_raw(text)
        self._before = raw
        self._slots = _Slots(kind.schema, raw, posted or ())
        fields: dict[str, forms.Field] = {}
        initial: dict[str, Any] = {}
        self.rows: dict[str, _Rows] = {}
        for key, described in kind.schema.keys.items():
            if isinstance(described.type, ListOf) and isinstance(described.type.item, Record):
                self.rows[key] = self._formset(key, described.type, described.type.item, raw.get(key, []), posted)
                self.rows[key].title = kind.schema.label(key)
            else:
                label = _starred(kind.schema.label(key), described.required)
                self._add(fields, initial, key, described.type, label, raw.get(key))
            if key in fields and described.help:
                fields[key].help_text = described.help
        if kind.has_body or body.strip():  # what stands there already is shown with its fault, and not lost
            fields["body"] = BodyField(label=_("Text (Markdown)"))
            initial["body"] = body
        self.main = type("MainForm", (forms.Form,), fields)(posted, initial=initial)

    def is_valid(self) -> bool:
        """Whether everything could be written down; whether it may be published is the validator's question."""
        return all([self.main.is_valid(), *[formset.is_valid() for formset in self.rows.values()]])

    @property
    def media(self) -> forms.Media:
        """The scripts and styles of the pickers."""
        media = self.main.media
        for formset in self.rows.values():
            media += formset.media
        return media

    def text(self) -> str:
        """Return the canonical text of what was entered. Only after `is_valid`."""
        data = {}
        for key, described in self._kind.schema.keys.items():
            if key in self.rows and isinstance(described.type, ListOf):
                value = [
                    self._value(key, described.type.item, row.cleaned_data, prefix="")
                    for row in self.rows[key].ordered_forms
                    if row.cleaned_data
                ]
                value = [item for item in value if item]
            else:
                value = self._value(key, described.type, self.main.cleaned_data)
            if isinstance(described.type, ListOf) and isinstance(described.type.item, Choice):
                value = _as_before(value, self._before.get(key))
            if value not in (None, "", [], {}):
                data[key] = value
        return manuscripts.compose(data, self.main.cleaned_data.get("body", ""))

    def _formset(self, key: str, listed: ListOf, record: Record, raw: Any, posted: QueryDict | None) -> _Rows:
        """Return the rows of a list. Whoever says that there are thousands asks for no larger a form."""
        fields: dict[str, forms.Field] = {}
        for name, described in record.keys.items():
            label = _starred(capfirst(record.part_label(name)), described.required)
            self._add(fields, {}, name, described.type, label, None)
        form = type("RowForm", (forms.Form,), {**fields, "use_required_attribute": False})
        items = raw if isinstance(raw, list) else []
        most = max(listed.maximum, len(items)) + SPARE
        formset: Any = forms.formset_factory(
            form, _Rows, extra=0, can_order=True, can_delete=True, max_num=most, absolute_max=most
        )
        initial = []
        for item in items:
            row: dict[str, Any] = {}
            for name, described in record.keys.items():
                self._add({}, row, name, described.type, "", item.get(name) if isinstance(item, dict) else None)
            initial.append(row)
        return formset(posted, initial=initial, prefix=key)

    def _add(self, fields: dict, initial: dict, name: str, kind: Type, label: str, raw: Any) -> None:
        """Add the field of a key, or of each key of a record inside it, and what it shows at first.

        label: what people call it.
        """
        if isinstance(kind, Record):
            for inner, described in kind.keys.items():
                value = raw.get(inner) if isinstance(raw, dict) else None
                part = _("%(what)s: %(part)s") % {"what": label.removesuffix(STAR), "part": kind.part_label(inner)}
                self._add(fields, initial, f"{name}{SEPARATOR}{inner}", described.type, part, value)
            return
        if isinstance(kind, ListOf) and isinstance(kind.item, Record):
            items = raw if isinstance(raw, list) else []
            for number in range(self._slots.of(name)):
                value = items[number] if number < len(items) else None
                self._add(fields, initial, f"{name}{SEPARATOR}{number}", kind.item, f"{label}, {number + 1}", value)
            return
        field = self._field(name, kind)
        field.label = label
        field.help_text = field.help_text or _limit(kind)
        fields[name] = field
        if raw is not None:
            initial[name] = self._shown(name, kind, raw)

    def _field(self, name: str, kind: Type) -> forms.Field:
        if isinstance(kind, Choice):
            choices = list(zip(kind.values, kind.labels or kind.values, strict=True))
            return forms.ChoiceField(choices=[("", "---------"), *choices], required=False)
        if isinstance(kind, Number):
            return forms.IntegerField(required=False)
        if isinstance(kind, Date):
            return forms.DateField(required=False, widget=AdminDateWidget)
        if isinstance(kind, Name):
            return self._picker(kind, self._language_of(name), many=False)
        if isinstance(kind, ListOf) and isinstance(kind.item, Name):
            return self._picker(kind.item, self._language_of(name), many=True)
        if isinstance(kind, ListOf) and isinstance(kind.item, Choice):
            choices = list(zip(kind.item.values, kind.item.labels or kind.item.values, strict=True))
            return forms.MultipleChoiceField(choices=choices, required=False, widget=forms.CheckboxSelectMultiple)
        if isinstance(kind, ListOf):
            return LinesField(required=False, help_text=gettext_lazy("One item on each line."))
        rows = 3 if isinstance(kind, Prose) or getattr(kind, "max_length", 0) > 150 else 1
        widget = (
            forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"})
            if rows > 1
            else forms.TextInput(attrs={"class": "vTextField"})
        )
        return OneLineField(required=False, widget=widget)

    def _picker(self, name: Name, language: str, *, many: bool) -> forms.Field:
        """A picker by search, which stores the name of what was picked."""
        made = _SelectMultiple if many else _Select
        if name.to == "page":
            widget = made(Citation._meta.get_field("page"), self._site)
            widget.kind, widget.language = name.prefix.rstrip("/"), language
            pages = Page.objects.titles().filter(language=language)
            queryset: QuerySet = pages.filter(kind=widget.kind) if widget.kind else pages
        else:
            field = Citation._meta.get_field("source") if name.to == "source" else Page._meta.get_field("owner")
            widget = made(field, self._site)
            queryset = (Source if name.to == "source" else Contributor).objects.all()
        widget.labels = self._labels
        if many:
            return _NamesField(queryset, required=False, widget=widget)
        return forms.ModelChoiceField(queryset, required=False, widget=widget)

    def _language_of(self, key: str) -> str:
        """A translation names the page that it translates in the main language, and every other in its own."""
        return settings.LANGUAGE_CODE if key == "translation_of" else self._language

    def _shown(self, key: str, kind: Type, raw: Any) -> Any:
        """Return what a field shows for a raw value: keys of rows for the pickers, text for the rest."""
        if isinstance(kind, Name):
            return next(iter(self._wanted(key, kind, [raw])), None)
        if isinstance(kind, ListOf) and isinstance(kind.item, Name):
            return self._wanted(key, kind.item, raw if isinstance(raw, list) else [])
        return raw

    def _wanted(self, key: str, name: Name, values: list) -> list:
        """Return the keys of rows behind names, and note that their labels will be shown."""
        keys = self._keys(key, name, values)
        self._labels.want({"page": Page, "source": Source}.get(name.to, Contributor), keys)
        return keys

    def _keys(self, key: str, name: Name, values: list) -> list:
        if name.to != "page":
            return [value for value in values if isinstance(value, str)]
        known = self._pages[self._language_of(key)]
        return [known[address] for value in values if (address := f"{name.prefix}{value}") in known]

    def _value(self, name: str, kind: Type, cleaned: dict, prefix: str | None = None) -> Any:
        """Return the value of a key from what was entered, None where nothing was."""
        if isinstance(kind, Record):
            start = "" if prefix == "" else f"{name}{SEPARATOR}"
            inner = {key: self._value(f"{start}{key}", described.type, cleaned) for key, described in kind.keys.items()}
            return {key: value for key, value in inner.items() if value not in (None, "", [], {})} or None
        if isinstance(kind, ListOf) and isinstance(kind.item, Record):
            slots = range(self._slots.of(name))
            items = [self._value(f"{name}{SEPARATOR}{number}", kind.item, cleaned) for number in slots]
            return [item for item in items if item]
        value = cleaned.get(name)
        if isinstance(kind, Name):
            return self._named(kind, value) if value else None
        if isinstance(kind, ListOf) and isinstance(kind.item, Name):
            return [self._named(kind.item, thing) for thing in value or ()]
        return value

    @staticmethod
    def _named(name: Name, thing: Any) -> str:
        if name.to != "page":
            return thing.pk
        return thing.slug if name.prefix else thing.address


class _Slots:
    """How many records a form has room for where a list of them stands inside a record: one more than there are.

    raw: what the text has. posted: the names that a browser sent, which was shown so many; whoever posts more than the
    list may have, or of what is no list, asks for no larger a form.
    """

    def __init__(self, schema: Record, raw: dict, posted: Iterable[str]) -> None:
        self._found: dict[str, int] = {}
        self._most: dict[str, int] = {}
        self._walk("", schema, [raw])
        for name in posted:
            if match := _NUMBERED.search(name):
                self._make_room(name[: match.start()].rpartition("-")[2], int(match[1]) + 1)

    def of(self, path: str) -> int:
        """Return the room in the list at a path of keys."""
        return self._found.get(path, 1)

    def _make_room(self, path: str, wanted: int) -> None:
        if path in self._found:
            self._found[path] = max(self._found[path], min(wanted, self._most[path]))

    def _walk(self, path: str, record: Record, raws: list) -> None:
        for key, described in record.keys.items():
            values = [raw.get(key) for raw in raws if isinstance(raw, dict)]
            name = f"{path}{key}"
            if isinstance(described.type, Record):
                self._walk(f"{name}{SEPARATOR}", described.type, values)
            elif isinstance(described.type, ListOf) and isinstance(described.type.item, Record):
                lists = [value for value in values if isinstance(value, list)]
                self._found[name] = max([1, *(len(items) + 1 for items in lists)])
                self._most[name] = described.type.maximum
                self._walk("", described.type.item, [item for items in lists for item in items])


def _starred(label: str, required: bool) -> str:
    return f"{label}{STAR}" if required else label


def _limit(kind: Type) -> str:
    """Return what a writer must know of a type before writing: how many words, or from which number to which."""
    if isinstance(kind, Text) and kind.max_words:
        return ngettext("At most %(n)s word.", "At most %(n)s words.", kind.max_words) % {"n": kind.max_words}
    if isinstance(kind, Number):
        return _("From %(low)s to %(high)s.") % {"low": kind.minimum, "high": kind.maximum}
    return ""


def _as_before(ticked: list[str], before: Any) -> list[str]:
    """Return what was ticked as the text has it, what is new last: a browser sends it in the order of the boxes."""
    stood = [value for value in before if value in ticked] if isinstance(before, list) else []
    return stood + [value for value in ticked if value not in stood]


def from_text(kind: Kind, language: str, site: AdminSite, text: str, posted: QueryDict | None = None) -> ManuscriptForm:
    """Return the forms of a text, bound to what was posted where something was."""
    return ManuscriptForm(kind, language, site, text, posted)


def _pages_named(text: str, kind: Kind, language: str) -> dict[str, dict[str, int]]:
    """Return language -> name -> id of every page that a text names. Two queries for each language."""
    names: dict[str, set[str]] = {language: set(), settings.LANGUAGE_CODE: set()}
    for what, spoken, name in naming.named_in(text, kind.name, language):
        if what in {Naming.PAGE, Naming.TRANSLATION}:
            names[spoken].add(name)
    return {
        spoken: {name: page.pk for name, page in addresses.named(spoken, wanted).items()}
        for spoken, wanted in names.items()
    }


class InsteadPicker(forms.Form):
    """Names the page that readers are offered instead of one that goes."""

    def __init__(self, page: Page, site: AdminSite, posted: QueryDict | None = None) -> None:
        super().__init__(posted)
        widget = _Select(Citation._meta.get_field("page"), site)
        widget.language, widget.labels = page.language, Labels()
        others = Page.objects.published().in_language(page.language).exclude(pk=page.pk).titles()
        field = forms.ModelChoiceField(others, required=False, widget=widget, label=_("Patients are offered instead"))
        field.error_messages["invalid_choice"] = _("Choose another page that is live.")
        self.fields["instead"] = field


class LinkPicker(forms.Form):
    """Finds a page whose link a button then puts into the text. It is never sent."""

    def __init__(self, language: str, site: AdminSite) -> None:
        super().__init__(prefix="picker")
        widget = _Select(Citation._meta.get_field("page"), site, attrs={"form": "none"})
        widget.language, widget.labels = language, Labels()
        self.fields["page"] = forms.ModelChoiceField(Page.objects.titles(), required=False, widget=widget)
        self.fields["page"].label = _("Find a page to link to")
