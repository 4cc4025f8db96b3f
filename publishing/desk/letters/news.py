"""Letters about what happens around somebody's page or note: a row, a source, an answer. Each to one person."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from publishing.changes.comparison import words_of
from publishing.desk.basics.clock import ahead
from publishing.desk.basics.lines import url_of
from publishing.desk.letters import hands, mail, post
from publishing.desk.reporting.reports import person_name
from publishing.life import addresses
from publishing.life.actions import sources
from publishing.life.models import Event, Note, Page, Revision, SiteNotice, Source
from publishing.life.models.revision import Origin
from publishing.life.states import Verb
from publishing.text import kinds, naming


def heard(event: Event) -> None:
    """Tell the owners of pages that have a row of a text which was published, or a picture that was replaced. Called
    with every event.
    """
    revision = event.revision
    if event.verb in {Verb.REPLACE_PICTURE, Verb.REMOVE_PICTURE}:
        picture_changed(event)
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
    if before is None:
        return []
    old, new = _rows_by_page(before, to), _rows_by_page(revision, to)
    changed = [pk for pk in {*old, *new} if old.get(pk) != new.get(pk)]
    return Page.objects.live().without_texts().filter(pk__in=changed).select_related("owner__user")


def _rows_by_page(revision: Revision, to: str) -> dict[int, list]:
    """Return the records of a text's lists that name a page of a kind, by the page that they mean now."""
    records = list(naming.records_about(revision.manuscript, revision.page.kind, to))
    pages = addresses.named(revision.page.language, (f"{to}/{one.slug}" for one in records))
    found: dict[int, list] = {}
    for one in records:
        if (page := pages.get(f"{to}/{one.slug}")) is not None:
            found.setdefault(page.pk, []).append(one.record)
    return found


def row_changed(event: Event, revision: Revision, page: Page) -> None:
    """Tell the owner of a page that a row about it changed on another page."""
    names = {"page": page, "other": mail.page_name(revision.page, revision)}
    lines = [_("What “%(other)s” says of “%(page)s” has changed, and your page shows it.") % names]
    _to_owner(page, event.by, "row", _("A row about your page changed: %(page)s") % names, lines)


def picture_changed(event: Event) -> None:
    """Tell the owner of a page that a picture on it has another file, or was taken away."""
    names = {"page": event.page, "picture": event.note, "name": person_name(event.by)}
    if event.verb == Verb.REMOVE_PICTURE:
        said = _("%(name)s took “%(picture)s” away for good. “%(page)s” says so in its place.")
        sort, subject = "picture-away", _("A picture on your page was taken away: %(page)s")
    else:
        said = _("%(name)s put another picture in the place of “%(picture)s”. “%(page)s” shows it at once.")
        sort, subject = "picture", _("A picture on your page was replaced: %(page)s")
    _to_owner(event.page, event.by, sort, subject % names, [said % names])


def _to_owner(page: Page, by: User, sort: str, subject: str, lines: list[str]) -> None:
    """Write to the owner of a page, with the way to it."""
    for person in _owner_of(page, by):
        why = _("You get this because you own the page.")
        post.tell(person, subject, [*lines, "", _public(page), "", why], by, about=post.of_page(page), sort=sort)


def _owner_of(page: Page, besides: User) -> list[User]:
    """Return the owner of a page who works here; nobody where that is who did it."""
    return _working([page.owner.user if page.owner else None], besides)


def _working(people: Iterable[User | None], besides: User) -> list[User]:
    return [one for one in dict.fromkeys(people) if one is not None and one != besides and one.is_active]


def _public(page: Page) -> str:
    """Return the full address at which a page is read."""
    return settings.SITE_URL + (page.public_url or url_of(page))


def source_replaced(source: Source, by: User) -> None:
    """Tell the owners of pages that print a source that there is a newer one. One letter to each."""
    names = {"source": source, "newer": source.superseded_by}
    lines = [_("“%(source)s”, on which these pages of yours rest, was replaced by “%(newer)s”.") % names]
    lines += [_("Read the new one, and see whether they still say what is right.")]
    for person, pages in _pages_by_person((page, _owner_of(page, by)) for page in sources.pages_on(source)):
        listed = [line for page in pages for line in ("", str(page), mail.desk_address(page))]
        subject, about = _("A source on your pages was replaced: %(source)s") % names, f"source-{source.pk}"
        post.tell(person, subject, [*lines, *listed], by, about=about, sort="newer-source")


def source_changed(source: Source, pages: Iterable[Page], changes: Iterable[tuple[str, str, str]], by: User) -> None:
    """Tell the owners of pages that print a source, and whoever reviewed those, that it says something else there. One
    letter to each. changes: what of it, as it was, as it is.
    """
    names = {"source": source, "name": person_name(by)}
    lines = [_("%(name)s changed the source “%(source)s”. These pages print it, and show it at once.") % names]
    said = _("%(label)s: “%(was)s” became “%(now)s”.")
    lines += ["", *(said % {"label": label, "was": was, "now": now} for label, was, now in changes)]
    told = ((page, [*_owner_of(page, by), *_working([page.reviewed_by], by)]) for page in pages)
    for person, theirs in _pages_by_person(told):
        listed = [line for page in theirs for line in ("", str(page), _public(page))]
        why = ["", _("You get this because you own these pages, or reviewed them.")]
        subject, about = _("A source changed: %(source)s") % names, f"source-{source.pk}"
        post.tell(person, subject, [*lines, *listed, *why], by, about=about, sort="source")


def _pages_by_person(told: Iterable[tuple[Page, list[User]]]) -> Iterable[tuple[User, list[Page]]]:
    found: dict[User, list[Page]] = {}
    for page, people in told:
        for person in dict.fromkeys(people):
            found.setdefault(person, []).append(page)
    return found.items()


def notice_posted(notice: SiteNotice, by: User) -> None:
    """Tell every clinical reviewer what stands on top of every page from now on, and until when. One letter to each."""
    names = {"name": person_name(by), "until": ahead(notice.until)}
    lines = [_("%(name)s put this on top of every page, until %(until)s:") % names, "", notice.text, ""]
    lines += [_("Nobody need approve a notice. If it says what is not right for patients, speak to them at once.")]
    lines += [settings.SITE_URL + "/", "", _("You get this because you approve as a clinician.")]
    for person in _working(hands.who_review(), by):
        subject = _("A notice on every page: %(notice)s") % {"notice": notice.text}
        post.tell(person, subject, lines, by, about="notices", sort="notice")


def note_done(note: Note, by: User) -> None:
    """Tell who left a note that somebody is done with it."""
    what = _("%(name)s is done with your note on “%(page)s”.")
    _noted(note, by, "note-done", _("Done: your note on %(page)s"), what, note.text)


def note_answered(answer: Note) -> None:
    """Tell who left a note that somebody answered it."""
    if answer.answers is not None:
        what = _("%(name)s answered your note on “%(page)s”.")
        _noted(answer.answers, answer.by, "note-answered", _("Answered: your note on %(page)s"), what, answer.text)


def _noted(note: Note, by: User, sort: str, subject: str, what: str, text: str) -> None:
    if note.by_id == by.pk or not note.by.is_active:
        return
    names = {"name": person_name(by), "page": mail.page_name(note.page)}
    said = [_("At “%(quote)s”:") % {"quote": words_of(note.quote)}] if note.quote else []
    lines = [what % names, *(["", *said] if said else []), text, "", mail.desk_address(note.page)]
    post.tell(note.by, subject % names, lines, by, about=post.of_page(note.page), sort=sort)
