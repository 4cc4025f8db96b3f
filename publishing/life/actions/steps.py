"""The steps that verbs share: lock, look up the state that a verb leads to, record."""

import datetime

from django.contrib.auth.models import User
from django.utils.formats import date_format
from django.utils.timezone import localtime

from publishing.life import addresses
from publishing.life.announcing import announce
from publishing.life.errors import Refused
from publishing.life.models import Event, Page, Revision
from publishing.life.models.version import current
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.life.verbs import DEEDS


def locked(page: Page) -> Page:
    """Return a page read again, its row held until the transaction ends."""
    Page.objects.hold(page.pk)
    return Page.objects.select_related("live_revision").get(pk=page.pk)


def moved(revision: Revision, verb: Verb) -> Revision:
    """Return the revision, locked and read again, in the state that the verb leads to. Raises Refused."""
    Page.objects.hold(revision.page_id)
    revision = Revision.objects.select_related("page__live_revision").get(pk=revision.pk)
    revision.state = after(revision, verb)
    if revision.state != RevisionState.SCHEDULED:
        revision.scheduled_for = None
    return revision


def after(revision: Revision, verb: Verb) -> RevisionState:
    """Return the state that a verb leads to from a revision's. Raises Refused where it leads nowhere."""
    try:
        return DEEDS[verb].revision[RevisionState(revision.state)]
    except KeyError:
        raise Refused(f"A revision that is {revision.get_state_display()} cannot be {verb.label}.") from None


def page_after(page: Page, verb: Verb) -> PageStatus:
    """Return the status that a verb leads to from a page's. Raises Refused where it leads nowhere."""
    try:
        return DEEDS[verb].page[PageStatus(page.status)]
    except KeyError:
        raise Refused(f"A page that is {page.get_status_display()} cannot be {verb.label}.") from None


def refuse_taken(page: Page, slug: str) -> None:
    """Raise Refused where a page is to have an address that another page has, or had."""
    if why := addresses.why_taken(page.kind, page.language, slug, page):
        raise Refused(why)


def with_time(note: str, at: datetime.datetime) -> str:
    """Return a note with the time that was chosen: a row forgets it when it has come."""
    local = localtime(at)
    when = f"{date_format(local, 'l, F j, Y')}, {date_format(local, 'g:i A').lower()}"
    return f"For {when}: {note}".removesuffix(": ")


def saved(revision: Revision, verb: Verb, by: User, note: str) -> Revision:
    """Save what a verb changed of a revision, and record it."""
    revision.save(update_fields=STATE)
    record(verb, revision.page, by, revision, note)
    return revision


#: What verbs change of a revision beside its text.
STATE = ["state", "scheduled_for", "asked", "approved_by", "approved_at", "approved_sha256"]


def without_approval(revision: Revision) -> None:
    """Take the approval from a revision; the caller saves it."""
    revision.approved_by = revision.approved_at = revision.approved_sha256 = None
    revision.scheduled_for = None


def end_approval(revision: Revision, by: User) -> None:
    """Before another text is put in its place: end the approval of a revision that has one, with its schedule."""
    if revision.state not in DEEDS[Verb.REOPEN].revision:
        return
    note = "The text was changed after it had been approved."
    if revision.scheduled_for:
        note += (
            f" It is not scheduled for {date_format(localtime(revision.scheduled_for), 'DATETIME_FORMAT')} any more."
        )
    record(Verb.REOPEN, revision.page, by, revision, note)
    without_approval(revision)


def record(verb: Verb, page: Page, by: User, revision: Revision | None, note: str = "") -> Event:
    """Append what was done, and tell whoever listens."""
    event = event_of(verb, page, by, revision, current(), note)
    event.save()
    announce(event)
    return event


def event_of(verb: Verb, page: Page, by: User, revision: Revision | None, version: int, note: str = "") -> Event:
    """Return what was done, at a content version, as an event that is not saved yet."""
    return Event(
        page_id=page.pk,
        revision=revision,
        verb=verb,
        by=by,
        note=note,
        sha256=revision.sha256 if revision else "",
        content_version=version,
    )
