"""Mail to staff. Addresses come from SITE_URL; a mail that cannot be sent never undoes what was done."""

import logging
from collections.abc import Iterable
from itertools import takewhile

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from publishing.desk import sharing
from publishing.desk.lines import url_of
from publishing.life import authorship, policy
from publishing.life.models import AccountEvent, Event, Page, Revision
from publishing.life.states import Verb

log = logging.getLogger(__name__)


def desk_address(page: Page) -> str:
    """Return the full address of a page's screen on the desk."""
    return settings.SITE_URL + url_of(page)


def page_name(page: Page, revision: Revision | None = None) -> str:
    """Return what a person calls a page: its title, or its address before it has one."""
    return page.title or f"{page.kind}/{revision.slug if revision else page.slug}"


def heard(event: Event) -> None:
    """Tell whoever must know of what was done. Called with every event, in its transaction."""
    revision = event.revision
    if revision is None:
        return
    tell = {
        Verb.SUBMIT: lambda: submitted(revision, event.by, event.note),
        Verb.RETURN: lambda: returned(event, revision),
        Verb.REOPEN: lambda: reopened(event, revision),
        Verb.APPROVE: lambda: approved(revision, event.by),
    }.get(Verb(event.verb))
    if tell is not None:
        tell()


def submitted(revision: Revision, by: User, note: str) -> None:
    """Tell everybody who may review the text that it waits."""
    writers = authorship.writers(revision)
    for person in _with_right(Verb.APPROVE):
        if person.pk in writers:
            continue
        lines = [f"{by.get_full_name() or by} asks for a review of “{page_name(revision.page, revision)}”.", note]
        lines += ["", "Read what has changed, then approve it or send it back:", desk_address(revision.page)]
        if settings.APPROVE_FROM_MAIL:
            lines += ["", "Or approve this exact text without signing in, once, within 72 hours:"]
            lines += [settings.SITE_URL + sharing.approval_path(revision, person)]
        _later(person.email, f"For review: {page_name(revision.page, revision)}", lines)


def returned(event: Event, revision: Revision) -> None:
    """Tell the writers that their text came back, and why; and whoever had approved or scheduled it."""
    name = page_name(revision.page, revision)
    lines = [f"{_called(event.by)} returned “{name}”:", "", event.note, "", desk_address(revision.page)]
    for person in _people({*authorship.writers(revision), *_signers(event, revision)}, besides=event.by):
        _later(person.email, f"Returned: {name}", lines)


def reopened(event: Event, revision: Revision) -> None:
    """Tell whoever had approved or scheduled a text that it is reviewed again, and why."""
    name = page_name(revision.page, revision)
    lines = [f"“{name}” was approved, and is in review again ({_called(event.by)}):", "", event.note]
    lines += ["", desk_address(revision.page)]
    for person in _people(_signers(event, revision), besides=event.by):
        _later(person.email, f"In review again: {name}", lines)


def _signers(event: Event, revision: Revision) -> set[int]:
    """Return the ids of those who had approved and scheduled a text until an event ended that."""
    before = revision.events.filter(pk__lt=event.pk).order_by("-pk").values_list("verb", "by_id")
    signed = takewhile(lambda done: done[0] in {Verb.APPROVE, Verb.SCHEDULE, Verb.UNSCHEDULE}, before)
    return {person for _verb, person in signed}


def _people(ids: Iterable[int], besides: User) -> QuerySet[User]:
    """Return those of some people who still work here and have an address."""
    people = User.objects.filter(pk__in=ids, is_active=True, is_staff=True)
    return people.exclude(email="").exclude(pk=besides.pk)


def _called(person: User) -> str:
    return person.get_full_name() or str(person)


def approved(revision: Revision, by: User) -> None:
    """Tell those who publish that a text is ready."""
    name = page_name(revision.page, revision)
    for person in _with_right(Verb.PUBLISH):
        if person.pk != by.pk:
            lines = [f"{by.get_full_name() or by} approved “{name}”.", "", desk_address(revision.page)]
            _later(person.email, f"Approved: {name}", lines)


def review_due(page: Page, person: User, days_left: int) -> None:
    """Remind a person of a review. Raises the mail system's error, so that the reminder is tried again."""
    when = f"is due in {days_left} days" if days_left > 0 else "is due today" if days_left == 0 else "is overdue"
    lines = [f"The review of “{page}” {when} ({page.review_due_on}).", "", desk_address(page)]
    _send(person.email, f"Review: {page}", lines)


def weekly(person: User, waiting: list[str]) -> None:
    """Send the weekly list. Raises the mail system's error."""
    _send(person.email, "This week on the desk", [*waiting, "", settings.SITE_URL + reverse("admin:index")])


def account(event: AccountEvent, addresses: list[str]) -> None:
    """Tell a person that somebody could sign as them, or may have."""
    by = f"{event.by.get_full_name() or event.by}"
    what = {
        AccountEvent.What.PASSWORD: f"{by} has set a new password for your account “{event.person}”.",
        AccountEvent.What.ADDRESS: f"{by} has changed the mail address of your account “{event.person}”.",
        AccountEvent.What.SIGN_IN: f"Somebody has signed in as “{event.person}” with the password that {by} set.",
    }[AccountEvent.What(event.what)]
    lines = [what, "", "Whoever knows the password can sign as you. Choose your own, and look at what was done:", ""]
    lines += [settings.SITE_URL + reverse("admin:password_change"), settings.SITE_URL + reverse("admin:index")]
    lines += ["", "If you did not ask for this, tell whoever runs the site."]
    for address in dict.fromkeys(filter(None, addresses)):
        _later(address, f"Your account: {event.get_what_display()}", lines)


def _with_right(verb: Verb) -> list[User]:
    people = User.objects.filter(is_active=True, is_staff=True).exclude(email="")
    return [person for person in people if policy.has_right(person, verb)]


def _later(address: str, subject: str, lines: list[str]) -> None:
    """Send once the transaction is through; a failure is logged and undoes nothing."""
    transaction.on_commit(lambda: _send(address, subject, lines), robust=True)


def _send(address: str, subject: str, lines: list[str]) -> None:
    subject = " ".join(subject.split())[:150]  # a line break would end the header
    send_mail(subject, "\n".join(lines).strip() + "\n", None, [address])
