"""Fields that pick a page, a source or a person by searching for it. A text names what was picked."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import Model, QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publishing.desk.form.fields import options
from publishing.life import rows
from publishing.life.models import Citation, Contributor, Page, Source
from publishing.life.models.version import PerVersion
from publishing.text.schema import Name

#: (model, key) -> label of the sources or people that somebody asked for. Whatever renames one raises the version.
_called: PerVersion[tuple[type[Model], str], str] = PerVersion()


class Labels:
    """What people call the things that a form's pickers show: all of one model in one query, with the first."""

    def __init__(self) -> None:
        self._wanted: dict[type[Model], set[str]] = {}
        self._known: dict[type[Model], dict[str, str]] = {}

    def want(self, model: type[Model], keys: Iterable) -> None:
        """Note that some things will be shown."""
        self._wanted.setdefault(model, set()).update(map(str, keys))

    def put(self, pages: Iterable[Page]) -> None:
        """Note pages that were asked for already."""
        self._known.setdefault(Page, {}).update({str(page.pk): str(page) for page in pages})

    def of(self, model: type[Model], keys: Iterable[str]) -> dict[str, str]:
        """Return key -> label of those that exist."""
        known = self._known.setdefault(model, {})
        if wanted := {*self._wanted.get(model, ()), *keys} - known.keys():
            asked = {key for key in wanted if _may_be(model, key)}
            known |= dict.fromkeys(wanted, "") | (_titles(asked) if model is Page else _labels(model, asked))
        return {key: known[key] for key in keys if known.get(key)}


def _may_be(model: type[Model], key: str) -> bool:
    """Whether a row can have a key. What a browser sends, or what was kept of it, need not be one."""
    return rows.number(key) is not None if model is Page else "\0" not in key


def _titles(keys: set[str]) -> dict[str, str]:
    return {str(page.pk): str(page) for page in Page.objects.titles().filter(pk__in=keys)}


def _labels(model: type[Model], keys: set[str]) -> dict[str, str]:
    """Return key -> label of rows, of which only those are asked for that nobody asked for before."""
    known = _called.now()
    if new := {key for key in keys if (model, key) not in known}:
        known |= {(model, str(row.pk)): str(row) for row in model._default_manager.filter(pk__in=new)}
    return {key: known[model, key] for key in keys if (model, key) in known}


class _Labelled(AutocompleteSelect):
    """An autocomplete that asks no query of its own for what it shows, and shows it in the order of the text."""

    kind = ""
    language = ""
    labels: Labels

    def render(self, name: str, value: Any, attrs: dict | None = None, renderer: Any = None) -> SafeString:
        """Return the list with what is picked already; all else the browser asks for."""
        picked = [key for key in self.format_value(value) if key not in self.choices.field.empty_values]
        labels = self.labels.of(self.choices.queryset.model, picked)
        none = [] if self.is_required or self.allow_multiple_selected else [("", "")]
        given = self.build_attrs(self.attrs, attrs) | {"multiple": self.allow_multiple_selected}
        offered = options([*none, *labels.items()], labels)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(given), offered)

    def get_url(self) -> str:
        """The address that the browser asks, for pages of one kind and language only."""
        return f"{super().get_url()}?kind={self.kind}&language={self.language}" if self.language else super().get_url()


class _Select(_Labelled):
    pass


class _SelectMultiple(_Labelled, AutocompleteSelectMultiple):
    def build_attrs(self, base_attrs: dict, extra_attrs: dict | None = None) -> dict:
        """Offer no sign that clears all of them at once: each has its own, and a screen reader reads a list of them."""
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class NamesField(forms.ModelMultipleChoiceField):
    """Several picked things, in the order in which they were picked."""

    def clean(self, value: Any) -> list:  # type: ignore[override]  # in an order that no queryset has
        order = [str(item) for item in value or ()]
        for key in order:
            if self.queryset is not None and not _may_be(self.queryset.model, key):
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], params={"pk": key})
        found = super().clean(value)
        return sorted(found, key=lambda thing: order.index(str(thing.pk)))


def picker(name: Name, language: str, site: AdminSite, labels: Labels, *, many: bool) -> forms.Field:
    """Return a field that picks what a name means: one, or many. language: that of the pages to choose from."""
    made = _SelectMultiple if many else _Select
    if name.to == "page":
        widget = made(Citation._meta.get_field("page"), site)
        widget.kind, widget.language = name.prefix.rstrip("/"), language
        pages = Page.objects.titles().filter(language=language)
        queryset: QuerySet = pages.filter(kind=widget.kind) if widget.kind else pages
    else:
        field = Citation._meta.get_field("source") if name.to == "source" else Page._meta.get_field("owner")
        widget = made(field, site)
        queryset = (Source if name.to == "source" else Contributor).objects.all()
    widget.labels = labels
    if many:
        return NamesField(queryset, required=False, widget=widget)
    return forms.ModelChoiceField(queryset, required=False, widget=widget)


class InsteadPicker(forms.Form):
    """Names the page that readers are offered instead of one that goes."""

    def __init__(self, page: Page, site: AdminSite, posted: Any = None) -> None:
        super().__init__(posted)
        widget = _Select(Citation._meta.get_field("page"), site)
        widget.language, widget.labels = page.language, Labels()
        others = Page.objects.published().in_language(page.language).exclude(pk=page.pk).titles()
        field = forms.ModelChoiceField(others, required=False, widget=widget, label=_("Patients are offered instead"))
        field.error_messages["invalid_choice"] = _("Choose another page that is live.")
        self.fields["instead"] = field
