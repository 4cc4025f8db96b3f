"""The constructs of prose as a comparison calls them: the one place here that names any. Knows not how they look."""

from django.utils.translation import gettext_lazy

from publishing.text.prose.blocks import CARE_LEVELS, CLOSING, OPENING, care_title

__all__ = ["CARE_LEVELS", "CLOSING", "DENYING", "LABELS", "OPENING", "SNIPPET", "WARNING_SECTION", "care_title"]

#: What may stand around other blocks, as people call it.
LABELS = {
    "emergency": gettext_lazy("emergency card"),
    "call-today": gettext_lazy("“call us today” card"),
    "ask": gettext_lazy("“ask at your next visit” card"),
    "do": gettext_lazy("list of what to do"),
    "dont": gettext_lazy("list of what not to do"),
    "details": gettext_lazy("part that opens on a tap"),
}
SNIPPET = "snippet"
#: Where the same words mean the opposite.
DENYING = "dont"
#: The id of the section that says when to get help.
WARNING_SECTION = "when-to-get-help"
