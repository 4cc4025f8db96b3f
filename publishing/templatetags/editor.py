"""What the form of a page needs to be written in. No public template loads it."""

from django import template

from publishing.desk.editor.pickers import SuggestForm
from publishing.life.models import Page

register = template.Library()


@register.inclusion_tag("admin/publishing/editor.html")
def editor(page: Page) -> dict:
    """The buttons and pickers with which the boxes of a page's form are written in."""
    return {"page": page, "form": SuggestForm(auto_id="suggest_%s")}
