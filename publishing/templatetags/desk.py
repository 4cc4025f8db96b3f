"""What templates of the desk need. No public template loads it."""

from collections.abc import Iterable

from django import template
from django.db.models import Model
from django.template import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from publishing.changes.comparison import Span
from publishing.desk import first_page as desk
from publishing.desk import lines
from publishing.life.states import RevisionState, Verb

register = template.Library()


@register.inclusion_tag("admin/publishing/desk.html", takes_context=True, name="desk")
def first_page(context: Context) -> dict:
    """What waits for the person who is signed in, what is late, what to look at; nothing for whoever may not see it."""
    return desk.first_page(context["request"].user)


@register.inclusion_tag("admin/publishing/menu.html", takes_context=True)
def menu(context: Context) -> dict:
    """The screens that are no list of rows, as far as the person who is signed in may open them."""
    request = context["request"]
    return {"screens": desk.screens(request.user), "path": request.path}


@register.filter
def screen(row: Model) -> str:
    """The address of a row's screen."""
    return lines.url_of(row)


@register.filter
def state(value: str) -> str:
    """What people call the state of a revision."""
    return lines.label_of(RevisionState, value)


@register.filter
def verb(value: str) -> str:
    """What people call something that was done."""
    return lines.label_of(Verb, value)


@register.filter
def marked(spans: Iterable[Span]) -> SafeString:
    """One side of a row of a comparison: thousands of words, each escaped. What happened to the first is said aloud."""
    pieces: list[str] = []
    said = False
    for span in spans:
        if not span.mark:
            pieces.append(escape(span.text))
            continue
        tag, word = ("del", _("removed:")) if span.mark == "removed" else ("ins", _("added:"))
        aloud = "" if said else f'<span class="visually-hidden">{escape(word)} </span>'
        reason = f' <strong class="comparison__reason">{escape(span.alarm)}</strong>' if span.alarm else ""
        its_class = ' class="comparison__alarm"' if span.alarm else ""
        pieces.append(f"<{tag}{its_class}>{aloud}{escape(span.text)}{reason}</{tag}>")
        said = True
    return mark_safe("".join(pieces))  # noqa: S308 (each text is escaped above)
