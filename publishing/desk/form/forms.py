"""Forms over a text, made from the schema of its kind, so that no key can be forgotten and none is named twice.

A form never edits a row: it reads the text of a draft and gives back the text of the next. What is wrong in a draft is
reported by the validator and kept; a form refuses only what could not be written at all.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import AdminSite
from django.forms import BoundField
from django.http import QueryDict
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from publishing.desk.form.fields import (
    NumberLine,
    PictureField,
    SectionField,
    TextField,
    Tick,
    limit,
    plain_field,
)
from publishing.desk.form.picking import Labels, picker
from publishing.desk.form.slots import SEPARATOR, Slots, without_spare
from publishing.life import addresses
from publishing.life.models import Contributor, Page, Source, StoredPicture
from publishing.text import manuscripts, naming, sections
from publishing.text.kinds import Kind
from publishing.text.naming import Naming
from publishing.text.schema import Choice, Key, ListOf, Name, Number, PictureFile, Record, Type

#: The field of a text that is one box, and what stands before the id of a section where each has its own.
TEXT, SECTION = "text", f"text{SEPARATOR}"
#: Rows above what a list may have: a person who adds some is told so, and loses none.
SPARE = 20
LONG = 90  # characters of what a picture shows


class Rows(forms.BaseFormSet):
    """A list of records, with what people call it. record: what each of them is. spare: makes an empty row, as
    it is shown. written: how many the text has.
    """

    ordering_widget, deletion_widget = NumberLine, Tick
    title = ""
    record: Record
    spare: Callable[[], Any] | None = None
    written = 0
    posted: Iterable[str] = ()

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Leave a row no more room for what stands inside it than it needs itself."""
        super().add_fields(form, index)
        start = f"{form.prefix}-"
        mine = [name.removeprefix(start) for name in self.posted if name.startswith(start)]
        form.fields = without_spare(form.fields, form.initial or {}, mine)


class _Shared(dict):
    """The fields of a list's rows, which all of its rows have in common: Django would copy each for each row, and
    whoever changes one for one row (`words.faults`) makes a copy of that.
    """

    def __deepcopy__(self, memo: dict) -> dict:
        return dict(self)


class ManuscriptForm:
    """All forms of one page: `main` for its single keys and its text, `rows` a formset for each list of records.

    add: the key of a list that a person wants one more row of. about: the page that this row is to be about.
    """

    def __init__(
        self,
        kind: Kind,
        language: str,
        site: AdminSite,
        text: str = "",
        posted: QueryDict | None = None,
        add: str = "",
        about: Page | None = None,
    ) -> None:
        self.kind, self.language, self._site, self._posted, self._add_to = kind, language, site, posted, add
        self._about = about
        self.labels = Labels()
        self._text = text
        self._picture_choices: list[tuple[str, str]] | None = None
        self._pages = _pages_named(text, kind, language, self.labels)
        self.raw, self.body = manuscripts.read_raw(text)
        self._slots = Slots(kind.schema, self.raw, posted or ())
        fields: dict[str, forms.Field] = {}
        initial: dict[str, Any] = {}
        self.rows: dict[str, Rows] = {}
        for key, described in kind.schema.keys.items():
            if isinstance(described.type, ListOf) and isinstance(described.type.item, Record):
                self.rows[key] = self._formset(key, described.type, described.type.item, self.raw.get(key, []))
            else:
                self._add(fields, initial, key, described, kind.schema.label(key), self.raw.get(key))
        if kind.has_body or self.body.strip():  # what stands there already is shown with its fault, and not lost
            self._add_text(fields, initial)
        self.main = type("MainForm", (forms.Form,), fields)(posted, initial=initial)

    def is_valid(self) -> bool:
        """Whether everything could be written down; whether it may be published is the validator's question."""
        is_whole = not any(map(_is_text, self.main.fields)) or any(map(_is_text, self._posted or ()))
        if not is_whole:  # what did not come would be taken for empty
            self.main.add_error(None, _("The text did not arrive. Nothing was saved: open the page again."))
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
        return manuscripts.compose(*self.typed())

    def typed(self) -> tuple[dict[str, Any], str]:
        """Return front matter and body as they were entered. Only after `is_valid`."""
        data = {}
        for key, described in self.kind.schema.keys.items():
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
                value = _as_before(value, self.raw.get(key))
            if value not in (None, "", [], {}):
                data[key] = value
        return data, self._body()

    def text_fields(self) -> dict[str, BoundField]:
        """Return id -> box of each section, in order; one box of the id "" where the text is in one."""
        return {
            name.removeprefix(SECTION) if name != TEXT else "": self.main[name]
            for name in self.main.fields
            if _is_text(name)
        }

    def _add_text(self, fields: dict, initial: dict) -> None:
        """Add a box for each section, or one for a text that is not in the sections of its kind.

        What a browser sent stays in the boxes in which it was typed, whatever is stored by now.
        """
        headings = self.kind.headings(self.language)
        parts = sections.split(self.body, headings) if headings else None
        sent = [name for name in self._posted or () if _is_text(name)]
        if TEXT in sent or not headings or (parts is None and not sent):
            fields[TEXT] = TextField(self.body, label=_("Text"))
            if headings:
                fields[TEXT].help_text = _("It has other headings than this kind of page, so it stands in one box.")
            initial[TEXT] = self.body
            return
        for part in (part for part in self.kind.skeleton if part.is_written):
            name, written = f"{SECTION}{part.id}", (parts or {}).get(part.id, "")
            fields[name] = SectionField(written, label=part.title, help_text=part.help)
            initial[name] = written

    def _body(self) -> str:
        cleaned = self.main.cleaned_data
        if TEXT in self.main.fields or not self.kind.has_body:
            return cleaned.get(TEXT, "")
        parts = {name.removeprefix(SECTION): text for name, text in cleaned.items() if name.startswith(SECTION)}
        return sections.join(parts, self.kind.headings(self.language))

    def _formset(self, key: str, listed: ListOf, record: Record, raw: Any) -> Rows:
        """Return the rows of a list. Whoever says that there are thousands asks for no larger a form."""
        fields: dict[str, forms.Field] = {}
        for name, described in record.keys.items():
            self._add(fields, {}, name, described, capfirst(record.part_label(name)), None)
        form = type("RowForm", (forms.Form,), {**fields, "use_required_attribute": False})
        form.base_fields = _Shared(form.base_fields)  # type: ignore[attr-defined]  # of Django's metaclass
        items = raw if isinstance(raw, list) else []
        most = max(listed.maximum, len(items)) + SPARE
        begun = self._begun(key, record)
        extra = int(key == self._add_to and not begun)
        made: Any = forms.formset_factory(
            form, Rows, extra=extra, can_order=True, can_delete=True, max_num=most, absolute_max=most
        )
        initial = []
        for item in items:
            row: dict[str, Any] = {}
            for name, described in record.keys.items():
                self._add(None, row, name, described, "", item.get(name) if isinstance(item, dict) else None)
            initial.append(row)
        initial += begun
        rows: Rows = made(self._posted, initial=initial, prefix=key)
        rows.title, rows.record, rows.written = self.kind.schema.label(key), record, len(items)
        rows.posted = [name for name in self._posted or () if name.startswith(f"{key}-")]
        return rows

    def _begun(self, key: str, record: Record) -> list[dict[str, Any]]:
        """Return the row that a person wants to begin about a page, where the rows of a list are about one."""
        about, of = self._about, record.keys[record.known_by[0]].type if record.known_by else None
        if key != self._add_to or about is None or not isinstance(of, Name) or of.prefix != f"{about.kind}/":
            return []
        self.labels.put([about])
        return [{record.known_by[0]: about.pk}]

    def _add(
        self, fields: dict | None, initial: dict, name: str, described: Key, label: str, raw: Any, short: str = ""
    ) -> None:
        """Add the field of a key, or of each key of a record inside it, and what it shows at first.

        fields: None where the field is there already. label: what people call it. short: what they call it where it
        stands beside what it is a part of.
        """
        kind = described.type
        if isinstance(kind, Record):
            for inner, key in kind.keys.items():
                value = raw.get(inner) if isinstance(raw, dict) else None
                part = "" if fields is None else kind.part_label(inner)
                whole = part and _("%(what)s: %(part)s") % {"what": label, "part": part}
                self._add(fields, initial, f"{name}{SEPARATOR}{inner}", key, whole, value, capfirst(part))
        elif isinstance(kind, ListOf) and isinstance(kind.item, Record):
            items = raw if isinstance(raw, list) else []
            for number in range(self._slots.of(name)):
                value = items[number] if number < len(items) else None
                item = Key(kind.item)
                self._add(fields, initial, f"{name}{SEPARATOR}{number}", item, f"{label}, {number + 1}", value)
        else:
            if fields is not None:
                fields[name] = self._field(name, described, label, short)
            if raw is not None:
                initial[name] = self._shown(name, kind, raw)

    def _field(self, name: str, described: Key, label: str, short: str) -> forms.Field:
        kind = described.type
        of_names = kind.item if isinstance(kind, ListOf) else kind
        if isinstance(of_names, Name):
            many = isinstance(kind, ListOf)
            field = picker(of_names, self._language_of(name), self._site, self.labels, many=many)
        elif isinstance(kind, PictureFile):
            field = PictureField(choices=lambda: self._pictures())  # a form is copied, and a function is not
        else:
            field = plain_field(kind, is_required=described.required)
        field.label = str(label)
        field.help_text = str(described.help or field.help_text or limit(kind))
        shape = {Choice: "choice", PictureFile: "select", Number: "number"}.get(type(kind), "")
        field.short, field.shape = short or label, shape  # type: ignore[attr-defined]  # for templates
        field.must = _("required") if described.required else str(described.wanted)  # type: ignore[attr-defined]
        return field

    def _pictures(self) -> list[tuple[str, str]]:
        """Return the pictures there are to choose from, and those that the text names and that are not there."""
        if self._picture_choices is None:
            rows = StoredPicture.objects.kept().filter(removed_at=None).only("name", "shows").order_by("name")
            found = {row.file_in_texts: Truncator(str(row)).chars(LONG) for row in rows}
            named = naming.named_in(self._text, self.kind.name, self.language)
            files = [manuscripts.picture_file(name) for what, _language, name in named if what == Naming.PICTURE]
            strange = {file: _("A picture that is not here") for file in files if file not in found}
            self._picture_choices = [("", _("Choose")), *found.items(), *strange.items()]
        return self._picture_choices

    def _language_of(self, key: str) -> str:
        """A translation names the page that it translates in the main language, and every other in its own."""
        return settings.LANGUAGE_CODE if key == "translation_of" else self.language

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
        self.labels.want({"page": Page, "source": Source}.get(name.to, Contributor), keys)
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


def from_text(
    kind: Kind, language: str, site: AdminSite, text: str, posted: QueryDict | None = None, **begun: Any
) -> ManuscriptForm:
    """Return the forms of a text, bound to what was posted where something was. begun: add and about, of the form."""
    return ManuscriptForm(kind, language, site, text, posted, **begun)


def _is_text(name: str) -> bool:
    return name == TEXT or name.startswith(SECTION)


def _as_before(ticked: list[str], before: Any) -> list[str]:
    """Return what was ticked as the text has it, what is new last: a browser sends it in the order of the boxes."""
    stood = [value for value in before if value in ticked] if isinstance(before, list) else []
    return stood + [value for value in ticked if value not in stood]


def _pages_named(text: str, kind: Kind, language: str, labels: Labels) -> dict[str, dict[str, int]]:
    """Return language -> name -> id of every page that a text names. One query for each language, and two more where a
    text names a page that has moved. labels: keeps what the pages are called.
    """
    names: dict[str, set[str]] = {language: set(), settings.LANGUAGE_CODE: set()}
    for what, spoken, name in naming.named_in(text, kind.name, language):
        if what in {Naming.PAGE, Naming.TRANSLATION}:
            names[spoken].add(name)
    found: dict[str, dict[str, int]] = {}
    for spoken, wanted in names.items():
        pages = addresses.public_by(spoken, wanted)
        labels.put(pages.values())
        moved = addresses.named(spoken, wanted - pages.keys())
        found[spoken] = {name: page.pk for name, page in (pages | moved).items()}
    return found
