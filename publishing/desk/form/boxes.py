"""A field of a form over a text as it is shown: its name, a line of help, what is wrong with it, its box.

Put together without a template: the longest page has some four hundred of them.
"""

from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_NOTHING = SafeString("")


def box(field: BoundField) -> SafeString:
    """Return a field with all that stands around its box."""
    its_field, faults = field.field, getattr(field, "faults", ())
    its_class = "field field--wrong" if faults or field.errors else "field"
    if shape := getattr(its_field, "shape", ""):
        its_class = f"{its_class} field--{shape}"
    inside = format_html("{}{}{}{}", _help(field), _errors(field), _faults(field), field)
    if not field.use_fieldset:
        name = format_html('<label class="field__name" for="{}">{}</label>', field.id_for_label, _name(field))
        return format_html('<div class="{}">{}{}</div>', its_class, name, inside)
    by = its_field.widget.attrs.get("aria-describedby") or field.aria_describedby
    described = format_html(' aria-describedby="{}"', by) if by else _NOTHING
    group = '<div class="{}"><fieldset{}><legend class="field__name">{}</legend>{}</fieldset></div>'
    return format_html(group, its_class, described, _name(field), inside)


def target_of(field: BoundField) -> str:
    """Return the id of the element to which a link to a field leads: of several, the first."""
    return field.id_for_label or f"{field.auto_id}_0"


def _name(field: BoundField) -> SafeString:
    name = getattr(field.field, "short", "") or field.label
    must = getattr(field.field, "must", "")
    return format_html('{} <span class="field__must">{}</span>', name, must) if must else format_html("{}", name)


def _help(field: BoundField) -> SafeString:
    if not field.help_text:
        return _NOTHING
    return format_html('<p class="field__help" id="{}_helptext">{}</p>', field.auto_id, field.help_text)


def _errors(field: BoundField) -> SafeString:
    return format_html("{}", field.errors) if field.errors else _NOTHING


def _faults(field: BoundField) -> SafeString:
    faults = getattr(field, "faults", ())
    if not faults:
        return _NOTHING
    said = format_html_join("", "<li>{}</li>", ((fault,) for fault in faults))
    return format_html('<ul class="errorlist" id="{}_faults">{}</ul>', field.auto_id, said)
