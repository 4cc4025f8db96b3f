"""A form over a row that refuses to put what somebody typed over what somebody else has saved meanwhile.

The form sends the digest of the row as it was shown. It is compared under the content version's lock, which whoever
writes such a row takes first. Where the row is another by now, nothing is saved, nothing typed is lost, and each field
says what stands there now; whoever saves once more has seen both.
"""

import hashlib
import json
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from django.utils.translation import gettext as _

from publishing.life.models.library import FromLibrary
from publishing.life.models.version import lock

#: What a load remembers in a row, and no person changes.
_NOT_SAID = {field.name for field in FromLibrary._meta.fields}


def digest_of(row: Model) -> str:
    """Return the SHA-256 of what a row says."""
    columns = (field for field in row._meta.concrete_fields if field.name not in _NOT_SAID)
    said = {field.name: field.value_from_object(row) for field in columns}
    return hashlib.sha256(json.dumps(said, cls=DjangoJSONEncoder).encode()).hexdigest()


class WatchedForm(forms.ModelForm):
    """A form whose template sends `seen` along, the digest of the row that it shows."""

    SEEN = "seen"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = "" if self.instance._state.adding else digest_of(self.instance)

    def clean(self) -> dict[str, Any] | None:
        """Refuse to save over another row than the person had before them."""
        cleaned = super().clean()
        if not self.instance._state.adding:
            lock()
            now = type(self.instance)._default_manager.filter(pk=self.instance.pk).first()
            if now is None:
                raise forms.ValidationError(_("Somebody else has deleted this since you opened it."))
            self.seen = digest_of(now)
            if self.data.get(self.SEEN) != self.seen:
                self._show_both(now)
        return cleaned

    def _show_both(self, now: Model) -> None:
        """Say at each field what somebody else has saved there."""
        self.add_error(
            None,
            _(
                "Somebody else has saved this since you opened it, and nothing of yours is saved yet. What stands "
                "there now is written at each field in which yours differs. Save again to put yours in its place."
            ),
        )
        stands = forms.model_to_dict(now)
        for name, field in self.fields.items():
            typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if name in stands and field.has_changed(stands[name], typed):
                self.add_error(name, _("Saved meanwhile: “%(theirs)s”.") % {"theirs": shown(now, name)})


def shown(row: Model, name: str) -> str:
    """Return a value of a row as people read it."""
    label = getattr(row, f"get_{name}_display", None)
    value = label() if label else getattr(row, name)
    return "" if value is None else str(value)
