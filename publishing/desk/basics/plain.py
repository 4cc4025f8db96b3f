"""Texts as a form takes them: lines of one kind, and no character that a library could not hold."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from publishing.text import canonical
from publishing.text.schema import Findings


def refuse_characters(value: str) -> None:
    """Refuse a character that no text of the library may hold, with its number and its line."""
    findings = Findings("")
    canonical.refuse_characters(value, findings)
    if findings.faults:
        fault = findings.faults[0]
        raise forms.ValidationError(_("Line %(line)s: %(fault)s."), params={"line": fault.line, "fault": fault.message})


class SeveralLinesField(forms.CharField):
    """A text of several lines, which a browser ends in its own way."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
