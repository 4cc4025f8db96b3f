"""What a reader narrows a list by: native choices above it, which are named keys of the address."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from publishing.public.listing import OfPage

#: A value and its words, or the heading of some of them and these.
Choices = Iterable[tuple[Any, Any]]


def one_of(label: Any, choices: Choices) -> forms.ChoiceField:
    """Return a choice above a list; it begins with "All"."""
    return forms.ChoiceField(label=label, choices=[("", _("All")), *choices])


class Narrowing(forms.Form):
    """The choices above a list. A kind's own says with `narrow_<name>` what each of them leaves.

    chosen: name -> value of what the address chooses. A value that is none of the choices is passed over: the list is
    whole then, as its boxes say.
    """

    use_required_attribute = False

    def __init__(self, asked: Mapping[str, str]) -> None:
        self.chosen = {
            name: asked[name]
            for name, field in self.base_fields.items()
            if isinstance(field, forms.ChoiceField) and asked.get(name) and field.valid_value(asked[name])
        }
        super().__init__(initial=self.chosen, auto_id="list-%s", label_suffix="")

    def narrow(self, pages: QuerySet[OfPage]) -> QuerySet[OfPage]:
        """Return what the choices leave of some pages."""
        for name, value in self.chosen.items():
            pages = getattr(self, f"narrow_{name}")(pages, value)
        return pages
