"""What a line of a list prints beside its row's own words: where it leads, what people call its kind or its state.

Each is looked up once for a model or a word, not once a line: a report has thousands.
"""

from functools import cache

from django.contrib.admin.utils import quote
from django.db.models import Choices, Model
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.desk.basics import clock
from publishing.life.models import Page
from publishing.life.states import PageStatus
from publishing.text import kinds

#: A key that stands in an address until it is put in; no row has it.
NUMBER = 987654321987654321


def model_of(row: Model) -> type[Model]:
    """Return the model on whose screens a row stands: a page on those of its kind."""
    return kinds.get(row.kind).model if isinstance(row, Page) else type(row)


def url_of(row: Model, view: str = "change") -> str:
    """Return the address of a row's screen. Raises NoReverseMatch where its kind has no such view."""
    before, after = _around_key(model_of(row), view)
    return f"{before}{iri_to_uri(quote(str(row.pk)))}{after}"


def kind_of(row: Model) -> str:
    """Return what people call the rows of its kind."""
    return _plural(model_of(row), get_language() or "")


def one_of(row: Model) -> str:
    """Return what people call one row of its kind."""
    return _singular(model_of(row), get_language() or "")


def taken_off(page: Page) -> str:
    """Return that a page was taken off the site, and what publishing it would do; empty for one that was not."""
    if page.status != PageStatus.WITHDRAWN:
        return ""
    if page.withdrawn_at is None:
        return _("This page was taken off the site. Publishing brings it back.")
    day = clock.day_of(page.withdrawn_at)
    return _("This page was taken off the site on %(day)s. Publishing brings it back.") % {"day": day}


def label_of(choices: type[Choices], value: str) -> str:
    """Return what people call one of the choices, such as a state or a verb; a value that is none stands for itself."""
    return _label(choices, value, get_language() or "")


@cache
def _around_key(model: type[Model], view: str) -> tuple[str, str]:
    """What stands before and behind a row's key."""
    options = model._meta
    key = "KEY" if view == "change" else NUMBER
    address = reverse(f"admin:{options.app_label}_{options.model_name}_{view}", args=[key])
    before, _key, after = address.partition(str(key))
    return before, after


@cache
def _plural(model: type[Model], _language: str) -> str:
    return str(capfirst(model._meta.verbose_name_plural))


@cache
def _singular(model: type[Model], _language: str) -> str:
    return str(capfirst(model._meta.verbose_name))


@cache
def _label(choices: type[Choices], value: str, _language: str) -> str:
    return str(dict(choices.choices).get(value, value))
