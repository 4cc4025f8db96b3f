"""What templates of the desk need. No public template loads it."""

import datetime
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import template
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.cache import caches
from django.db.models import Model
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.changes import comparison
from publishing.changes.comparison import Part, Row, Span
from publishing.desk.basics import clock, lines
from publishing.desk.form import boxes
from publishing.desk.form.folds import Fold, Inner
from publishing.desk.front import first_page as desk
from publishing.desk.front import menu
from publishing.desk.letters import mail
from publishing.desk.page import elsewhere
from publishing.desk.reporting.reports import person_name
from publishing.desk.review import noting, reviewing
from publishing.life.models import Event, Note, Page, StoredPicture
from publishing.life.pictures import as_printed
from publishing.life.states import RevisionState, Verb
from publishing.text.manuscripts import picture_name

register = template.Library()

_PICTURE = re.compile(r"[a-z0-9][a-z0-9-]*\.(?:svg|jpe?g|png|webp)\b")
_FIGURE = (
    '<span class="change__picture"><img src="{0}" alt="{1}" loading="lazy">'
    '<span class="change__shows" aria-hidden="true">{1}</span></span>'
)
#: How a cell begins that is no heading and no box to tick.
_CELL = '<td class="field-'
#: Stands in what is kept of a row for its name.
_ROW = "__row__-"


@register.inclusion_tag("admin/publishing/desk.html", takes_context=True, name="desk")
def first_page(context: Context) -> dict:
    """What waits for the person who is signed in, what is late, what to look at; nothing for whoever may not see it."""
    return {"csrf_token": context.get("csrf_token"), **desk.first_page(context["request"].user)}


@register.inclusion_tag("admin/publishing/header.html", takes_context=True)
def header(context: Context) -> dict:
    """The header of every screen, with what the person who is signed in may open."""
    request = context["request"]
    keep = {"csrf_token": context.get("csrf_token"), "site_header": admin.site.site_header}
    return {**keep, **menu.header(request)} if context.get("has_permission") else keep


@register.filter
def box(field: BoundField) -> SafeString:
    """A field with its name, its help, and what is wrong with it."""
    return boxes.box(field)


@register.simple_tag(takes_context=True)
def inside(context: Context, fold: Fold) -> SafeString:
    """The fields of a row. Most rows are opened again and again as they were: what is the same in them, and has no
    fault, is put together once in a process.
    """
    row = fold.row
    if row is None or fold.problems or fold.formset or fold.after:
        return _put(context, "inside", fold=fold)
    return _once(context, row.prefix or "", fold.shown, lambda: _put(context, "inside", fold=fold))


@register.simple_tag(takes_context=True)
def part(context: Context, inner: Inner) -> SafeString:
    """A part of a row with its own name. What nobody has written in is the same in each row of a list but for the name
    of the row: the longest form has two hundred empty fields.
    """
    row = context["fold"].row
    if row is None or not inner.is_spare or inner.problems:
        return _put(context, "inner", inner=inner)
    name = inner.name.removeprefix(f"{row.prefix}-")
    return _once(context, row.prefix or "", (name,), lambda: _put(context, "inner", inner=inner))


def _once(context: Context, prefix: str, shown: tuple, made: Callable[[], SafeString]) -> SafeString:
    """Return what is made of a row, from what was made of one that showed the same, under the name of this one.

    prefix: the name of the row, such as indications-3. shown: all that what is made depends on, beside its form.
    """
    form, start = context["form"], f"{prefix}-"
    asked = repr((get_language(), form.kind.name, form.language, prefix.rpartition("-")[0], *shown))
    if start in asked or _ROW in asked:  # a text that has such a name in it is left as it is
        return made()
    key = hashlib.sha256(asked.encode()).hexdigest()
    kept = caches["rows"].get(key)
    if kept is None:
        kept = made().replace(start, _ROW)
        caches["rows"].set(key, kept, None)
    return SafeString(kept.replace(_ROW, start))


def _put(context: Context, name: str, **what: Any) -> SafeString:
    shown: dict[Any, Any] = context.flatten()
    return render_to_string(f"admin/publishing/{name}.html", {**shown, **what})


@register.filter
def labelled(cells: Sequence[SafeString], headers: Sequence[Mapping[str, Any]]) -> list[SafeString]:
    """The cells of a row of a list of Django's admin, each with its column's name for a screen that has no room for
    headings.
    """
    names = (format_html(' data-label="{}:"', capfirst(header["text"])) for header in headers)
    return [
        mark_safe(cell.replace(_CELL, f"<td{name}{_CELL[3:]}", 1) if cell.startswith(_CELL) else cell)  # noqa: S308 (escaped)
        for cell, name in zip(cells, names, strict=True)
    ]


@register.filter
def way_there(row: elsewhere.Row, page: Page) -> str:
    """Where a row about a page is changed."""
    return elsewhere.way_there(row, page)


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
def called(person: User | None) -> str:
    """The full name of a person, with their letters."""
    return person_name(person) if person is not None else ""


@register.filter
def day(at: datetime.datetime | None) -> str:
    """A moment as its day."""
    return clock.day_of(at) if at else ""


@register.filter
def moment(at: datetime.datetime | None) -> str:
    """A moment of today as its time, any other as its day."""
    return clock.moment(at)


@register.filter
def planned(at: datetime.datetime | None) -> str:
    """A moment to come, as day and time."""
    return clock.ahead(at) if at else ""


@register.filter
def time_of(at: datetime.datetime) -> str:
    """The time of day of a moment."""
    return clock.hour(at)


@register.filter
def at_of(event: Event) -> str:
    """When something was done, as a sentence ends."""
    return reviewing.at_of(event)


@register.filter
def view_of(page: Page, view: str) -> str:
    """The address of another screen of a page than its form."""
    return mail.desk_address(page, view).removeprefix(settings.SITE_URL)


@register.simple_tag(takes_context=True)
def notes_on(context: Context, page: Page) -> list[noting.ShownNote]:
    """The open notes at a page, against the text that stands there now; as its screen has them, where it has."""
    given = context.get("open_notes")
    return noting.shown_notes(page, page.revisions.open().first() or page.live_revision) if given is None else given


@register.simple_tag
def note_spots(row: Row, page: Page) -> list[noting.Spot]:
    """Where notes can be left at a row of a comparison."""
    return noting.spots_of(row, page)


@register.simple_tag(takes_context=True)
def notes_at(context: Context, row: Row, page: Page) -> list[Note]:
    """The open notes at a row of a comparison, where its screen has them at hand."""
    return noting.notes_at(row, page, context.get("open_notes") or [])


@register.filter
def words(text: str) -> str:
    """The words of a sentence as it is written, without its marks."""
    return comparison.words_of(text)


@register.simple_tag
def side(spans: Sequence[Span], called: Mapping[str, str] | None = None) -> SafeString:
    """One side of a row of a comparison, with the pictures that it names; instead of the file of one, it alone."""
    files = dict.fromkeys(_PICTURE.findall(comparison.text_of(spans)))
    found = StoredPicture.objects.filter(name__in=map(picture_name, files)) if files else []
    stored = {row.file_in_texts: row for row in found}
    shown = format_html_join("", _FIGURE, ((as_printed(row).url, row) for row in stored.values()))
    is_file = bool(stored) and all(span.text.strip() in {"", *stored} for span in spans)
    return shown if is_file else marked(spans, called) + shown


@register.filter
def marked(spans: Sequence[Span], called: Mapping[str, str] | None = None) -> SafeString:
    """One side of a row of a comparison: thousands of words, each escaped. What happened to the first is said aloud.

    called: what staff call a source or a page whose mark stands in the words.
    """
    pieces: list[str] = []
    said = False
    for span, parts in comparison.as_read(spans, called or {}):
        words = "".join(map(_looking, parts))
        if not span.mark or not words:
            pieces.append(words)
            continue
        tag, word = ("del", _("removed:")) if span.mark == "removed" else ("ins", _("added:"))
        aloud = "" if said else f'<span class="visually-hidden">{escape(word)} </span>'
        reason = f'<strong class="comparison__reason"> {escape(span.alarm)}</strong>' if span.alarm else ""
        its_class = ' class="comparison__alarm"' if span.alarm else ""
        pieces.append(f"<{tag}{its_class}>{aloud}{words}{reason}</{tag}>")
        said = True
    return mark_safe("".join(pieces))  # noqa: S308 (each text is escaped above)


def _looking(part: Part) -> str:
    """Return some words as HTML, escaped, in the elements of their looks."""
    html = str(escape(part.text))
    for look in part.looks:
        html = f"<{look}>{html}</{look}>"
    return html
