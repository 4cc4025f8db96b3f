"""A field of a form over a text as it is shown: its name, a line of help, what is wrong with it, its box.

Put together without a template: the longest page has some four hundred of them.
"""

from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_NOTHING = SafeString("")
_END, _END_OF_GROUP = SafeString("</div>"), SafeString("</fieldset></div>")


def box(field: BoundField) -> SafeString:
    """Return a field with all that stands around its box."""
    its_field, faults = field.field, getattr(field, "faults", ())
    its_class = "field field--wrong" if faults or field.errors else "field"
    if shape := getattr(its_field, "shape", ""):
        its_class = f"{its_class} field--{shape}"
    inside = _help(field) + _errors(field) + _faults(field) + field.as_widget()  # safe, each of them: nothing to escape
    if not field.use_fieldset:
        start = '<div class="{}"><label class="field__name" for="{}">{}</label>'
        return format_html(start, its_class, field.id_for_label, _name(field)) + inside + _END
    by = its_field.widget.attrs.get("aria-describedby") or field.aria_describedby
    described = format_html(' aria-describedby="{}"', by) if by else _NOTHING
    start = '<div class="{}"><fieldset{}><legend class="field__name">{}</legend>'
    return format_html(start, its_class, described, _name(field)) + inside + _END_OF_GROUP


def target_of(field: BoundField) -> str:
    """Return the id of the element to which a link to a field leads: of several, the first."""
    return field.id_for_label or f"{field.auto_id}_0"


def _name(field: BoundField) -> str:
    name = str(getattr(field.field, "short", "") or field.label)
    must = getattr(field.field, "must", "")
    return format_html('{} <span class="field__must">{}</span>', name, must) if must else name


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
