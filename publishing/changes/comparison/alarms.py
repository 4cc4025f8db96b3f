"""What is said of a change that a clinician must look at. Knows names of alarms, not the words that raise them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: By the name that a list of words gives. A key of front matter may hand in words of its own instead of a name.
ALARMS = {
    "number": gettext_lazy("a number"),
    "dose": gettext_lazy("a dose"),
    "unit": gettext_lazy("a unit"),
    "side": gettext_lazy("a side"),
    "time": gettext_lazy("a time"),
    "modal": gettext_lazy("a “must” or “may”"),
    "medicine": gettext_lazy("a medicine"),
    "negation": gettext_lazy("a “not”"),
    "warning": gettext_lazy("a warning"),
}


def phrase(alarm: Any, how: str) -> str:
    """Return what is said of an alarm; empty for none. how: "changed", "added" or "removed"."""
    if not alarm:
        return ""
    if alarm == "warning" and how == "changed":
        return _("the level of a warning changed")
    what = ALARMS.get(alarm, alarm)
    return {
        "changed": _("%(what)s changed"),
        "added": _("%(what)s added"),
        "removed": _("%(what)s removed"),
    }[how] % {"what": what}
