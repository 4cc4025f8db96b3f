"""Help inside the desk: docs/editing.md as a screen, opened at the task of the screen one comes from."""

import re
from functools import cache

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown import Markdown
from PIL import Image

from publishing.life import policy

#: A picture as the file names it, so that it shows where the repository is read as well.
PICTURE = re.compile(r'<img alt="([^"]*)" src="\.\./static/([^"]+)">')
#: What an address of the desk has in it, and the task that is done there; the first that fits counts.
TASKS = (
    ("/account/", "account"),
    ("/compare/", "review"),
    ("/find/", "find"),
    ("/reports/", "fix"),
    ("/people/", "people"),
    ("/person/", "people"),
    ("/contributor/", "people"),
    ("/source/", "source"),
    ("/storedpicture/", "picture"),
    ("/clinicprofile/", "phone"),
    ("/sitenotice/", "notice"),
    ("/term/", "word"),
    ("/add/", "new"),
    ("/new/", "new"),
    ("/undo/", "undo"),
    ("/versions/", "earlier"),
    ("/history/", "earlier"),
    ("/queue/", "due"),
    ("/do/", "publish"),
    ("/change/", "write"),
)


def task_of(path: str) -> str:
    """Return the task of the screen at an address, as docs/editing.md has it; empty where it has none."""
    return next((task for part, task in TASKS if part in path), "")


def help_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """How do I ..., by task."""
    if not policy.may_see(request.user):
        raise PermissionDenied
    contents, text = tasks()
    context = {**site.each_context(request), "title": _("Help"), "contents": contents, "text": text}
    return TemplateResponse(request, "admin/publishing/help.html", context)


@cache
def tasks() -> tuple[list[dict], SafeString]:
    """Return the contents, each with `id` and `name`, and the tasks as HTML. The file is ours, so it is not cleaned."""
    reader = Markdown(extensions=["toc", "attr_list", "tables"], output_format="html")
    text = (settings.BASE_DIR / "docs" / "editing.md").read_text(encoding="utf-8")
    html = PICTURE.sub(_served, reader.convert(text.partition("\n")[2]))
    return reader.toc_tokens, mark_safe(html)  # type: ignore[attr-defined]  # noqa: S308 (the text is this repository's own)


def _served(picture: re.Match[str]) -> str:
    """A picture at the address at which it is served, with its size, so that nothing jumps when it comes; a link to it
    alone, for the words in it are too small to be read beside the text on a phone.
    """
    shows, path = picture.groups()
    with Image.open(settings.BASE_DIR / "static" / path) as image:
        width, height = image.size
    shown = f'<img alt="{shows}" src="{static(path)}" width="{width}" height="{height}" loading="lazy">'
    said = '<span class="help-picture__said">See it large</span>'
    return f'<a class="help-picture" href="{static(path)}">{shown} {said}</a>'
