"""How a letter leaves: in whose name, at once or together with others, and what becomes of it where it cannot.

Nobody gets two letters of one sort about one thing within ten minutes. What comes later waits for the next: words are
put below one another; of what was done to a draft the last counts, since the others are not so any more. Letters wait
in the database, so that neither a restart nor a mail server that is down loses one that waits; a process that is killed
while it sends loses at most that letter, since two would be worse. Nothing is held while a mail server is talked to.
"""

import datetime
import logging
from collections.abc import Callable
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.desk.reporting.reports import person_name
from publishing.life import jobs
from publishing.life.models import Letter, Page
from publishing.life.states import Verb

log = logging.getLogger(__name__)

PAUSE = datetime.timedelta(minutes=10)
PATIENCE = datetime.timedelta(days=2)  # for which a letter is tried that cannot be sent
LONG, MORE = 8_000, "\n\n* * *\n\n"  # characters of what waits; what stands between two letters in one


def of_page(page: Page) -> str:
    """Return what letters about a page are about."""
    return f"page-{page.pk}"


def tell(person: User, subject: str, lines: list[str], by: User, *, about: str, sort: str) -> None:
    """Write to a person once the transaction is through, or later with what comes meanwhile. A failure undoes nothing.

    sort: a verb where it tells what was done to a draft: whatever else of that still waits is not so any more.
    """
    if not person.email:
        return
    body, now = _body(lines), timezone.now()
    is_of_draft = sort in Verb.values
    with transaction.atomic():
        if is_of_draft:
            forget(about, *(set(Verb.values) - {sort}), to=person)
        letter, _is_new = Letter.objects.select_for_update().get_or_create(to=person, about=about, sort=sort)
        if letter.due_at is None and (letter.sent_at is None or letter.sent_at + PAUSE <= now):
            Letter.objects.filter(pk=letter.pk).update(sent_at=now)
            transaction.on_commit(lambda: _send_or_keep(letter.pk, subject, body, by), robust=True)
            return
        _keep(letter, subject, body if is_of_draft else _joined(letter.body, body), by)


def forget(about: str, *sorts: str, to: User | None = None) -> None:
    """Let what waits of some sorts never go out: it is not so any more. to: to one person alone."""
    waiting = Letter.objects.filter(about=about, sort__in=sorts, due_at__isnull=False)
    (waiting if to is None else waiting.filter(to=to)).update(due_at=None, waits_since=None, subject="", body="")


def once_a_day(person: User, about: str, sort: str, send: Callable[[], None]) -> bool | None:
    """Send a letter at once, where none of the sort went out today; return whether it was sent. None: the mail system
    failed, and it may be tried again.
    """
    letter, _is_new = Letter.objects.get_or_create(to=person, about=about, sort=sort)
    before, now = letter.sent_at, timezone.now()
    if before is not None and timezone.localdate(before) == timezone.localdate(now):
        return False
    row = Letter.objects.filter(pk=letter.pk)
    if not row.filter(sent_at=before).update(sent_at=now):
        return False  # of two that come at once, one sends it
    try:
        send()
    except OSError:  # as every error of smtplib is
        log.exception("A letter could not be sent")
        row.update(sent_at=before)
        return None
    return True


def send(address: str, subject: str, lines: list[str], by: User | None = None) -> None:
    """Send a letter now, in the name of who did what it tells; its address stays the site's. Raises the mail system's
    error.
    """
    _send(address, subject, _body(lines), by)


def later(address: str, subject: str, lines: list[str]) -> None:
    """Send to an address once the transaction is through; a failure is logged and undoes nothing."""
    if address:
        transaction.on_commit(lambda: send(address, subject, lines), robust=True)


def _send(address: str, subject: str, body: str, by: User | None) -> None:
    sender = None
    if by is not None:
        sender = formataddr((" ".join(person_name(by).split()), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    send_mail(_subject(subject), body, sender, [address])


def _subject(subject: str) -> str:
    return " ".join(subject.split())[:150]  # a line break would end the header


def _body(lines: list[str]) -> str:
    return "\n".join(lines).strip() + "\n"


def _joined(waiting: str, body: str) -> str:
    """Return a letter below those that wait, each once, as far as one letter can be read."""
    if body in waiting.split(MORE):
        return waiting
    return (waiting.rstrip("\n") + MORE + body if waiting else body)[:LONG]


def _keep(letter: Letter, subject: str, body: str, by: User, since: datetime.datetime | None = None) -> None:
    """Let a letter wait. since: when it should have gone first."""
    now = timezone.now()
    letter.due_at = letter.due_at or (letter.sent_at or now) + PAUSE
    letter.waits_since = since or letter.waits_since or now
    letter.subject, letter.body, letter.by = _subject(subject), body, by
    letter.save()


def _send_or_keep(pk: int, subject: str, body: str, by: User, since: datetime.datetime | None = None) -> bool:
    """Send a letter whose row says that it is sent; where it cannot be, let it wait. Returns whether it went out."""
    row = Letter.objects.filter(pk=pk).select_related("to").first()
    if row is None or not (row.to.is_active and row.to.email):
        return False
    try:
        _send(row.to.email, subject, body, by)
    except OSError:  # as every error of smtplib is
        log.exception("A letter could not be sent")
        _keep_failed(pk, subject, body, by, since or timezone.now())
        return False
    return True


@transaction.atomic
def _keep_failed(pk: int, subject: str, body: str, by: User, since: datetime.datetime) -> None:
    """Let a letter wait that could not be sent, before what came meanwhile; for so long, and no longer."""
    letter = Letter.objects.select_for_update().filter(pk=pk).first()
    if letter is None or timezone.now() - since > PATIENCE:
        return
    if letter.due_at is None:
        _keep(letter, subject, body, by, since)
    elif letter.sort not in Verb.values and letter.by is not None:
        _keep(letter, letter.subject, _joined(body, letter.body), letter.by, since)


def _send_waiting() -> str:
    sent = failed = 0
    for letter in Letter.objects.filter(due_at__lte=timezone.now()).select_related("by").order_by("due_at", "pk"):
        is_claimed = _claimed(letter)
        waited = (letter.pk, letter.subject, letter.body)
        if is_claimed and letter.by is not None and _send_or_keep(*waited, letter.by, letter.waits_since):
            sent += 1
        elif is_claimed:
            failed += 1
    return f"{sent} letters sent, {failed} not"


def _claimed(letter: Letter) -> bool:
    """Take what waits off a row, unless somebody added to it meanwhile or came first; it is tried again after that."""
    row = Letter.objects.filter(pk=letter.pk, due_at=letter.due_at, body=letter.body)
    return bool(row.update(sent_at=timezone.now(), due_at=None, waits_since=None, subject="", body=""))


jobs.register(
    jobs.Work(
        "send_letters",
        _("Sending letters that waited"),
        _send_waiting,
        every=datetime.timedelta(seconds=20),
        patience=datetime.timedelta(hours=1),
    )
)
