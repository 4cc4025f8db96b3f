"""Letters about what happens around somebody's page or note: a row, a source, an answer. Each to one person."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from publishing.changes.comparison import words_of
from publishing.desk.basics.lines import url_of
from publishing.desk.letters import mail
from publishing.desk.reporting.reports import person_name
from publishing.life.models import Event, Note, Page, Revision, Source
from publishing.life.models.revision import Origin
from publishing.life.states import Verb
from publishing.text import kinds, manuscripts
from publishing.text.schema import ListOf, Name, Record, Type


def heard(event: Event) -> None:
    """Tell the owners of pages that have a row of a text which was published, or a picture that was replaced. Called
    with every event.
    """
    revision = event.revision
    if event.verb == Verb.REPLACE_PICTURE:
        picture_replaced(event)
    if revision is None or event.verb not in {Verb.PUBLISH, Verb.PUBLISH_MINOR, Verb.UNDO}:
        return
    if revision.origin != Origin.STARTER_LIBRARY:
        for page in _pages_whose_rows_changed(revision):
            row_changed(event, revision, page)


def _pages_whose_rows_changed(revision: Revision) -> Iterable[Page]:
    """Return the pages at the other end of links of a text that are not as they were in the one before."""
    to = kinds.get(revision.page.kind).links_to
    if not to:
        return []
    was = revision.page.revisions.filter(published_at__isnull=False).exclude(pk=revision.pk)
    before = was.order_by("-published_at").first()
    old, new = (_rows_by_page(one, to) if one else {} for one in (before, revision))
    changed = {slug for slug in {*old, *new} if old.get(slug) != new.get(slug)} if before else set()
    pages = Page.objects.live().without_texts().filter(kind=to, language=revision.page.language, slug__in=changed)
    return pages.select_related("owner__user")


def _rows_by_page(revision: Revision, to: str) -> dict[str, list]:
    """Return the records of a text's lists that name a page of a kind, by its slug."""
    kind = kinds.get(revision.page.kind)
    data, _body = manuscripts.read_raw(revision.manuscript)
    found: dict[str, list] = {}
    for key, described in kind.schema.keys.items():
        item = described.type.item if isinstance(described.type, ListOf) else None
        for record in (data.get(key) or []) if item else []:
            for named in names_of_pages(item, to):
                found.setdefault(str(record.get(named)), []).append(record)
    return found


def names_of_pages(item: Type | None, to: str) -> list[str]:
    """Return the keys of the records of a list that name a page of a kind."""
    keys = item.keys if isinstance(item, Record) else {}
    return [key for key, inner in keys.items() if isinstance(inner.type, Name) and inner.type.prefix == f"{to}/"]


def row_changed(event: Event, revision: Revision, page: Page) -> None:
    """Tell the owner of a page that a row about it changed on another page."""
    owner = page.owner.user if page.owner else None
    if owner is None or owner == event.by or not owner.is_active:
        return
    names = {"page": page, "other": mail.page_name(revision.page, revision), "name": person_name(event.by)}
    lines = [_("What “%(other)s” says of “%(page)s” has changed, and your page shows it.") % names]
    lines += ["", settings.SITE_URL + (page.public_url or url_of(page))]
    lines += ["", _("You get this because you own the page.")]
    mail.later(owner.email, _("A row about your page changed: %(page)s") % names, lines, event.by)


def picture_replaced(event: Event) -> None:
    """Tell the owner of a page that a picture on it has another file."""
    page = event.page
    owner = page.owner.user if page.owner else None
    if owner is None or owner == event.by or not owner.is_active:
        return
    names = {"page": page, "picture": event.note, "name": person_name(event.by)}
    lines = [_("%(name)s put another picture in the place of “%(picture)s”. “%(page)s” shows it at once.") % names]
    lines += [
        "",
        settings.SITE_URL + (page.public_url or url_of(page)),
        "",
        _("You get this because you own the page."),
    ]
    mail.later(owner.email, _("A picture on your page was replaced: %(page)s") % names, lines, event.by)


def source_replaced(source: Source, by: User) -> None:
    """Tell the owners of pages that cite a source that there is a newer one."""
    names = {"source": source, "newer": source.superseded_by}
    pages = Page.objects.live().without_texts().filter(citations__source=source).select_related("owner__user")
    for page in pages:
        owner = page.owner.user if page.owner else None
        if owner is not None and owner != by and owner.is_active:
            lines = [_("“%(source)s”, on which your page rests, was replaced by “%(newer)s”.") % names]
            lines += [_("Read the new one, and see whether the page still says what is right.")]
            lines += ["", mail.desk_address(page)]
            mail.later(owner.email, _("A source on your page was replaced: %(page)s") % {"page": page}, lines, by)


def note_done(note: Note, by: User) -> None:
    """Tell who left a note that somebody is done with it."""
    what = _("%(name)s is done with your note on “%(page)s”.")
    _noted(note, by, _("Done: your note on %(page)s"), what, note.text)


def note_answered(answer: Note) -> None:
    """Tell who left a note that somebody answered it."""
    if answer.answers is not None:
        what = _("%(name)s answered your note on “%(page)s”.")
        _noted(answer.answers, answer.by, _("Answered: your note on %(page)s"), what, answer.text)


def _noted(note: Note, by: User, subject: str, what: str, text: str) -> None:
    if note.by_id == by.pk or not note.by.is_active:
        return
    names = {"name": person_name(by), "page": mail.page_name(note.page)}
    lines = [what % names, *(["", _("At “%(quote)s”:") % {"quote": words_of(note.quote)}] if note.quote else []), text]
    mail.later(note.by.email, subject % names, [*lines, "", mail.desk_address(note.page)], by)
