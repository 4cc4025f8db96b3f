"""How a letter leaves: in whose name, at once or together with others, and what becomes of it where it cannot.

Nobody gets two letters of one sort about one thing within ten minutes. What comes later waits for the next: words are
put below one another; of what was done to a draft the last counts, since the others are not so any more. Letters wait
in the database until they are sent: whoever sends one takes it for some minutes, and where that process is killed it
goes out after them, so that none is lost; it may go twice where the process was killed just behind the sending. Nothing
is held while a mail server is talked to. A link that opens something to whoever has it is made when its letter is sent
(`Link`): what waits has none in it, nor has a copy of the database. To an address that somebody else gave, none is sent
before its time, and no letter but what tells of accounts (`new_address`).
"""

import datetime
import logging
import re
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from functools import partial

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import clock
from publishing.desk.letters import invitations, new_address, sharing
from publishing.desk.reporting.reports import person_name
from publishing.life import jobs
from publishing.life.models import Letter, Page
from publishing.life.states import Verb

log = logging.getLogger(__name__)

PAUSE = datetime.timedelta(minutes=10)
PATIENCE = datetime.timedelta(days=2)  # for which a letter is tried that cannot be sent
#: For how long a letter is in the hands of who sends it: a mail server that is slow in each answer takes a minute.
LEASE = datetime.timedelta(minutes=5)
#: Seconds for which no letter is sent at once after one that failed.
REST = 60
#: What a letter is about that goes alone; its row goes with it.
_ALONE = "alone-"
#: The sort of a letter that has a link for a new password.
LINK = "link"
LONG, MORE = 8_000, "\n\n* * *\n\n"  # characters of what waits; what stands between two letters in one
#: What a letter's reader can open by a link in it: the person, the number of a right -> its address.
_LINKS: dict[str, Callable[[User, int], str]] = {
    "password": lambda person, _number: invitations.address(person),
    "approval": lambda _person, number: settings.SITE_URL + sharing.approval_path(number),
}
_BEGIN, _END = "\ue000", "\ue001"  # for private use: they are taken out of what somebody wrote
_MARK = re.compile(f"{_BEGIN}({'|'.join(_LINKS)}) (\\d+){_END}")


@dataclass(frozen=True)
class Link:
    """A line of a letter that opens something to whoever reads it. to: "password", or "approval" with the right's
    number.
    """

    to: str
    number: int = 0


Lines = Sequence[str | Link]


def of_page(page: Page) -> str:
    """Return what letters about a page are about."""
    return f"page-{page.pk}"


def tell(person: User, subject: str, lines: Lines, by: User, *, about: str, sort: str) -> None:
    """Write to a person once the transaction is through, or later with what comes meanwhile. A failure undoes nothing.

    sort: a verb where it tells what was done to a draft: whatever else of that still waits is not so any more.
    """
    if not new_address.address_of(person):
        return
    body, is_of_draft = _body(lines), sort in Verb.values
    with transaction.atomic():
        if is_of_draft:
            forget(about, *(set(Verb.values) - {sort}), to=person)
        letter, _is_new = Letter.objects.select_for_update().get_or_create(to=person, about=about, sort=sort)
        _keep(letter, subject, body if is_of_draft else _joined(letter.body, body), by)
        transaction.on_commit(lambda: at_once.send(letter.pk), robust=True)


def leave(
    person: User, subject: str, lines: Lines, *, about: str, sort: str, once_in: datetime.timedelta | None = None
) -> None:
    """Let a letter wait for the job that sends what waits: how long an answer takes tells nobody that one went out.

    once_in: none is left where one waits, or went out within so long.
    """
    with transaction.atomic():
        letter, _is_new = Letter.objects.select_for_update().get_or_create(to=person, about=about, sort=sort)
        is_lately = once_in is not None and letter.sent_at is not None and letter.sent_at > timezone.now() - once_in
        if once_in is not None and (is_lately or letter.due_at is not None):
            return
        _keep(letter, subject, _body(lines), None)


def forget(about: str, *sorts: str, to: User | None = None) -> None:
    """Let what waits of some sorts never go out: it is not so any more. to: to one person alone."""
    waiting = Letter.objects.filter(about=about, sort__in=sorts, due_at__isnull=False)
    if to is not None:
        waiting = waiting.filter(to=to)
    if about.startswith(_ALONE):
        waiting.delete()
    else:
        waiting.update(due_at=None, waits_since=None, subject="", body="")


def once_a_day(person: User, about: str, sort: str, send: Callable[[], None]) -> bool | None:
    """Send a letter at once, where none of the sort went out today; return whether it was sent. None: the mail system
    failed, and it may be tried again.
    """
    letter, _is_new = Letter.objects.get_or_create(to=person, about=about, sort=sort)
    now = timezone.now()
    is_of_today = letter.sent_at is not None and timezone.localdate(letter.sent_at) == timezone.localdate(now)
    if is_of_today or (letter.due_at is not None and letter.due_at > now):
        return False  # of two that come at once, one sends it
    if not _is_taken(letter, now + LEASE):
        return False
    row = Letter.objects.filter(pk=letter.pk)
    try:
        send()
    except OSError:  # as every error of smtplib is
        log.exception("A letter could not be sent")
        row.update(due_at=None)
        return None
    row.update(due_at=None, sent_at=timezone.now())
    return True


def send(person: User, subject: str, lines: list[str], by: User | None = None) -> None:
    """Send a letter now, in the name of who did what it tells; its address stays the site's. Raises the mail system's
    error.
    """
    if address := new_address.address_of(person):
        _send(address, subject, _body(lines), by)


def later(person: User, subject: str, lines: Lines, *, address: str = "") -> None:
    """Send a letter of its own, which is put together with no other, once the transaction is through; a failure undoes
    nothing. address: where it goes, also where they cannot sign in any more; else to the person's own, and while that
    waits to the one from before, too.
    """
    for one in [address] if address else new_address.addresses_of(person):
        is_own = not address and one == person.email
        letter = Letter(to=person, about=f"{_ALONE}{secrets.token_hex(8)}", sort="alone", address="" if is_own else one)
        _keep(letter, subject, _body(lines), None)
        transaction.on_commit(partial(at_once.send, letter.pk), robust=True)


def _send(address: str, subject: str, body: str, by: User | None) -> None:
    sender = None
    if by is not None:
        sender = formataddr((" ".join(person_name(by).split()), parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    send_mail(_subject(subject), body, sender, [address])


def _subject(subject: str) -> str:
    return " ".join(subject.split())[:150]  # a line break would end the header


def _body(lines: Lines) -> str:
    """Return the words of a letter, with a mark for each link."""
    return "\n".join(_line(line) for line in lines).strip() + "\n"


def _line(line: str | Link) -> str:
    if isinstance(line, Link):
        return f"{_BEGIN}{line.to} {line.number}{_END}"
    return line.replace(_BEGIN, "").replace(_END, "")


def _with_links(letter: Letter) -> str:
    if not _MARK.search(letter.body):
        return letter.body
    if until := new_address.waits_until(letter.to):
        return _why_none(letter, until)
    return _MARK.sub(lambda mark: _LINKS[mark[1]](letter.to, int(mark[2])), letter.body)


def _why_none(letter: Letter, until: datetime.datetime) -> str:
    """Return a letter without its links, which would open something to whoever changed its reader's address."""
    if letter.sort != LINK:
        none = _("No such link is sent before %(moment)s: somebody else has changed the mail address of your account.")
        return _MARK.sub(none % {"moment": clock.ahead(until)}, letter.body)
    lines = [
        _("Somebody has asked for a new password for your account “%(name)s”.") % {"name": letter.to.get_username()},
        "",
        _(
            "No link for one is sent yet, since somebody else has given this address to the account, and its owner has "
            "time to object until %(moment)s. Ask for a link again after that:"
        )
        % {"moment": clock.ahead(until)},
        settings.SITE_URL + reverse("admin_password_reset"),
        "",
        new_address.sooner(letter.to),
        "",
        _("If it was not you who asked, do nothing: nothing is changed."),
    ]
    return _body(lines)


def _joined(waiting: str, body: str) -> str:
    """Return a letter below those that wait, each once, as far as one letter can be read."""
    if body in waiting.split(MORE):
        return waiting
    return (waiting.rstrip("\n") + MORE + body if waiting else body)[:LONG]


def _keep(letter: Letter, subject: str, body: str, by: User | None) -> None:
    """Let a letter wait: not at all where none went out lately, else for the rest of the pause."""
    now = timezone.now()
    letter.due_at = letter.due_at or max(now, (letter.sent_at or now - PAUSE) + PAUSE)
    letter.waits_since = letter.waits_since or now
    letter.subject, letter.body, letter.by = _subject(subject), body, by
    letter.save()


class AtOnce:
    """Sends a letter as soon as it is written, in the request that wrote it. Where the mail system fails, what is
    written in the next minute waits for the job: with a mail server that is silent each letter would hold that request
    for ten seconds more.
    """

    def __init__(self) -> None:
        self._again = 0.0  # seconds, of the process's clock

    def send(self, pk: int) -> None:
        """Send what waits in a row and is due, unless the mail system failed a moment ago."""
        if time.monotonic() >= self._again:
            _send_due(pk)

    def rest(self) -> None:
        """Send none for a while."""
        self._again = time.monotonic() + REST


at_once = AtOnce()


def _send_waiting() -> str:
    due = Letter.objects.filter(due_at__lte=timezone.now()).exclude(body="").order_by("due_at", "pk")
    done = [_send_due(pk) for pk in list(due.values_list("pk", flat=True))]
    return f"{done.count(True)} letters sent, {done.count(False)} not"


def _send_due(pk: int) -> bool | None:
    """Send what waits in a row and is due; return whether it went out. None: nothing is due, or another sends it."""
    waiting = Letter.objects.filter(pk=pk, due_at__lte=timezone.now()).exclude(body="")
    letter = waiting.select_related("to", "by").first()
    lease = timezone.now() + LEASE
    if letter is None or not _is_taken(letter, lease):
        return None
    address = letter.address or _own_address(letter)
    if not address:
        forget(letter.about, letter.sort, to=letter.to)
        return False
    try:
        _send(address, letter.subject, _with_links(letter), letter.by)
    except Exception as error:  # of the mail system, or of an address that it cannot read: that keeps no other back
        if isinstance(error, OSError):  # as every error of smtplib is
            at_once.rest()
        log.exception("A letter could not be sent")
        _put_off(letter, lease)
        return False
    _note_sent(letter, lease)
    return True


def _own_address(letter: Letter) -> str:
    """Return where a letter goes that names no address; "" for nowhere."""
    if not letter.to.is_active:
        return ""
    is_of_account = letter.about.startswith(_ALONE) or letter.sort == LINK
    return letter.to.email if is_of_account else new_address.address_of(letter.to)


def _is_taken(letter: Letter, lease: datetime.datetime) -> bool:
    """Take a row until some moment, unless somebody added to it meanwhile or came first; return whether it was."""
    same = Letter.objects.filter(pk=letter.pk, due_at=letter.due_at, sent_at=letter.sent_at, body=letter.body)
    return bool(same.update(due_at=lease))


def _put_off(letter: Letter, lease: datetime.datetime) -> None:
    """Let a letter that could not be sent be tried again, together with what came meanwhile; not for ever."""
    now = timezone.now()
    if letter.waits_since is not None and now - letter.waits_since > PATIENCE:
        forget(letter.about, letter.sort, to=letter.to)
    else:
        Letter.objects.filter(pk=letter.pk, due_at=lease).update(due_at=now + PAUSE)


@transaction.atomic
def _note_sent(letter: Letter, lease: datetime.datetime) -> None:
    """Note that a letter went out. What came while it was sent waits for the next one."""
    row = Letter.objects.select_for_update().filter(pk=letter.pk).first()
    if row is None:
        return
    if row.about.startswith(_ALONE):
        row.delete()
        return
    row.sent_at = timezone.now()
    if row.due_at == lease:
        came = row.body.removeprefix(letter.body.rstrip("\n") + MORE) if row.body != letter.body else ""
        row.due_at = row.waits_since = None
        if came:
            _keep(row, row.subject, came, row.by)
            return
        row.subject = row.body = ""
    row.save()


jobs.register(
    jobs.Work(
        "send_letters",
        gettext_lazy("Sending letters that waited"),
        _send_waiting,
        every=datetime.timedelta(seconds=20),
        patience=datetime.timedelta(hours=1),
    )
)
