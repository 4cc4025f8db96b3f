"""What is said of a change that a clinician must look at. Knows names of alarms, not the words that raise them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: By the name that a list of words gives. A key of front matter may hand in words of its own instead of a name.
ALARMS = {
    "number": gettext_lazy("number"),
    "dose": gettext_lazy("dose"),
    "unit": gettext_lazy("unit"),
    "side": gettext_lazy("side"),
    "time": gettext_lazy("time"),
    "modal": gettext_lazy("must or may"),
    "medicine": gettext_lazy("medicine"),
    "negation": gettext_lazy("negation"),
    "warning": gettext_lazy("warning"),
}


def phrase(alarm: Any, how: str) -> str:
    """Return what is said of an alarm; empty for none. how: "changed", "added" or "removed"."""
    if not alarm:
        return ""
    if alarm == "warning" and how == "changed":
        return _("warning level changed")
    what = ALARMS.get(alarm, alarm)
    return {
        "changed": _("%(what)s changed"),
        "added": _("%(what)s added"),
        "removed": _("%(what)s removed"),
    }[how] % {"what": what}
