"""What is asked of a picture before a page can show it; and how a page's text says it then."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics.plain import refuse_characters
from publishing.desk.editor.picks import in_brackets
from publishing.desk.words import sayings
from publishing.life import clinic
from publishing.life.models import StoredPicture
from publishing.text import records
from publishing.text.manuscripts import DRAWING
from publishing.text.records import InIt, License

MIDDLE = 50  # hundredths of a side


class PictureForm(forms.Form):
    """What a picture shows, who made it, why it may be shown, who is in it, what must stay in view.

    in_text: whether it goes between the paragraphs of a text, where each picture has words.
    """

    shows = forms.CharField(
        label=gettext_lazy("What does it show?"),
        help_text=gettext_lazy(
            "For people who cannot see it. Say what matters, not “picture of”. "
            "Example: A nurse puts a small bandage on a patient’s lower back."
        ),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_decoration = forms.BooleanField(label=gettext_lazy("Only decoration: the text says it all"), required=False)
    caption = forms.CharField(label=gettext_lazy("Line under the picture"), max_length=300, required=False)
    credit = forms.CharField(
        label=gettext_lazy("Who made it?"),
        help_text=gettext_lazy("Printed under the picture."),
        max_length=120,
        error_messages={"required": gettext_lazy("Say who made it: a person, or the clinic.")},
    )
    license = forms.ChoiceField(
        label=gettext_lazy("Why may we use it?"),
        choices=License.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the reason.")},
    )
    in_it = forms.ChoiceField(
        label=gettext_lazy("Are patients or staff in it?"),
        help_text=gettext_lazy("Whoever can be known in it must agree, in writing, before a page with it is public."),
        choices=InIt.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one. If you do not know, choose the last.")},
    )
    focus_x = forms.IntegerField(
        label=gettext_lazy("How far from the left edge, from 0 to 100"), min_value=0, max_value=100
    )
    focus_y = forms.IntegerField(
        label=gettext_lazy("How far from the upper edge, from 0 to 100"), min_value=0, max_value=100
    )

    def __init__(self, picture: StoredPicture, data: Any = None, *, in_text: bool = False) -> None:
        says = {name: getattr(picture, name) for name in self.base_fields}
        says["focus_x"] = MIDDLE if picture.focus_x is None else picture.focus_x
        says["focus_y"] = MIDDLE if picture.focus_y is None else picture.focus_y
        if picture.is_staged:
            says["credit"] = says["credit"] or clinic.current().name
        super().__init__(data, initial=says, auto_id="picture-%s")
        for name in ("shows", "caption", "credit"):
            self.fields[name].validators.append(refuse_characters)
        for name, field in self.fields.items():
            field.must = _("required") if field.required or name == "shows" else ""  # type: ignore[attr-defined]
        self.fields["caption"].must = _("optional")  # type: ignore[attr-defined]
        if in_text:
            del self.fields["is_decoration"]
        if picture.is_drawing:  # its plate is cut where the drawing itself says
            del self.fields["focus_x"], self.fields["focus_y"]

    def clean(self) -> dict[str, Any]:
        """Ask for words, or for the word that none are needed; refuse what no text could hold."""
        cleaned = super().clean() or {}
        cleaned["shows"] = " ".join(cleaned.get("shows", "").split())
        if cleaned.get("is_decoration"):
            cleaned["shows"] = ""
        elif not cleaned["shows"] and "shows" not in self.errors:
            without = _("Say what it shows, in a few words.")
            other = _("Say what it shows, or tick that it is only decoration.")
            self.add_error("shows", other if "is_decoration" in self.fields else without)
        keys = {"alt": "shows", "caption": "caption", "credit": "credit"}
        entry = {key: cleaned[name] for key, name in keys.items() if cleaned.get(name)}
        for key, problem in records.problems_of({"file": "x.jpg", **entry}, DRAWING).items():
            if key in keys and keys[key] not in self.errors:
                self.add_error(keys[key], sayings.said(problem))
        return cleaned


class NewFileForm(PictureForm):
    """What is asked where another file comes into the place of one: what was said of the old one need not hold.

    What it shows stands there to be corrected. Who made it, why it may be shown and who is in it are asked anew.
    """

    def __init__(self, picture: StoredPicture, data: Any = None) -> None:
        super().__init__(picture, data)
        for name in ("credit", "license", "in_it"):
            self.initial[name] = ""
        for name in ("focus_x", "focus_y"):
            self.fields.pop(name, None)


def drawing_of(picture: StoredPicture) -> dict[str, str]:
    """Return how the front matter of a page says a picture."""
    words = {"decoration": "only"} if picture.is_decoration else {"alt": picture.shows}
    says = {"file": picture.file_in_texts, **words, "caption": picture.caption, "credit": picture.credit}
    return {key: value for key, value in says.items() if value}


def mark_of(picture: StoredPicture) -> str:
    """Return how a text says a picture between its paragraphs. Who made it stands at the end of its line."""
    credit = f"({picture.credit})" if picture.credit else ""
    line = " ".join(filter(None, [picture.caption, credit])).replace('"', "”")
    title = f' "{line}"' if line else ""
    return f"![{in_brackets(picture.shows)}](../{picture.name}{title})"
