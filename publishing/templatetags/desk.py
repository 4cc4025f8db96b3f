"""What templates of the desk need. No public template loads it."""

from django import template
from django.db.models import Model
from django.template import Context

from publishing.desk import first_page as desk
from publishing.desk import lines
from publishing.life.states import RevisionState, Verb

register = template.Library()


@register.inclusion_tag("admin/publishing/desk.html", takes_context=True, name="desk")
def first_page(context: Context) -> dict:
    """What waits for the person who is signed in, what is late, what to look at; nothing for whoever may not see it."""
    return desk.first_page(context["request"].user)


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
