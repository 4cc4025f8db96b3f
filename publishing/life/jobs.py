"""Work that runs by itself: what there is, how often, and when each last ran, so that its silence can be seen.

Each piece of work does one thing in one transaction, so that nothing else waits for a long list. Several processes may
run the same work: whoever comes second to a thing finds it done. A higher room registers work of its own.
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.life import actions, clinic, rendering
from publishing.life.actions import drafts, following
from publishing.life.actions.pictures import forget_staged
from publishing.life.models import Event, Job, Page, Revision, StoredPicture
from publishing.life.pictures import make_sizes
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.life.unused import unused

log = logging.getLogger(__name__)
#: How long a picture waits for somebody to say what it shows.
STAGED = datetime.timedelta(days=1)
#: How long a picture is left alone whose sizes could not be made.
AGAIN = datetime.timedelta(hours=1)


@dataclass(frozen=True)
class Work:
    """A piece of work. run: does what there is to do, and says in a sentence what it did. What it only begins, or
    where nothing is due yet, it says nothing of; whoever ends it says so with `note`.

    every: between two runs. patience: how long it may be silent before something is wrong with it.
    """

    name: str
    title: Any
    run: Callable[[], str | None]
    every: datetime.timedelta
    patience: datetime.timedelta


#: Under which name stands when a piece of work failed last, and why.
FAILED = "%s-failed"
#: Under which name stands when the site was started last.
STARTED = "start"
#: How long after a start no work is late yet.
AT_START = datetime.timedelta(minutes=5)

#: The number by which PostgreSQL knows whose turn it is: "jobs" in letters.
_TURN = 0x6A6F6273

_works: dict[str, Work] = {}


def register(work: Work) -> None:
    """Make a piece of work known."""
    _works[work.name] = work


def all_work() -> list[Work]:
    """Return every piece of work, in the order of registration."""
    return list(_works.values())


def run(name: str) -> str:
    """Do a piece of work now, in the clinic's time, and remember that it was done. Returns what it says.

    Raises KeyError for no such work.
    """
    with clinic.in_its_time():
        outcome = _works[name].run()
    if outcome is None:
        return ""
    note(name, outcome)
    return outcome[:300]


def is_our_turn() -> bool:
    """Whether this process is the one of several that runs the jobs: the first that asks, as long as its connection
    lasts. A file of SQLite is on one machine, and has one.
    """
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_TURN])
        return cursor.fetchone()[0]


def note(name: str, outcome: str) -> None:
    """Remember that a piece of work was done now."""
    Job.objects.update_or_create(pk=name, defaults={"outcome": outcome[:300], "ran_at": timezone.now()})


def note_failure(name: str, why: str) -> None:
    """Remember that a piece of work failed now, beside when it last was done."""
    note(FAILED % name, why)


def forget_failure(name: str) -> None:
    """Forget that a piece of work failed: there is no cause any more, and nothing was left undone."""
    Job.objects.filter(pk=FAILED % name).delete()


def note_start() -> None:
    """Remember that the site starts now. What did not run while it was stopped, or is new, gets time."""
    note(STARTED, "")


def moments() -> dict[str, datetime.datetime | None]:
    """Return when each piece of work was last done, when it last failed, and when the site was started."""
    return dict(Job.objects.values_list("pk", "ran_at"))


def is_late(work: Work, at: Mapping[str, datetime.datetime | None]) -> bool:
    """Whether work has been silent for too long. at: what `moments` says."""
    now, ran_at, started_at = timezone.now(), at.get(work.name), at.get(STARTED)
    if started_at is not None and now - started_at < AT_START:
        return False
    return ran_at is None or now - ran_at > work.patience


def publish_due() -> str:
    """Publish and withdraw whatever its time has come for; return what was done, in a sentence."""
    return run("publish_due")


def _publish_due() -> str:
    now = timezone.now()
    published = _tried(_publish, Revision.objects.due(now).values_list("pk", flat=True))
    withdrawn = _tried(_withdraw, Page.objects.due_for_withdrawal(now).values_list("pk", flat=True))
    return f"{published[0] + withdrawn[0]} done, {published[1] + withdrawn[1]} failed"


def _tried(work: Callable[[int], bool], ids: Iterable[int]) -> tuple[int, int]:
    """Do one thing after the other, and count what was done and what failed. What fails stays planned, is seen on the
    desk, and stops nothing else.
    """
    done = failed = 0
    for pk in list(ids):
        try:
            done += work(pk)
        except (actions.Refused, actions.InvalidManuscript) as error:
            failed += 1
            log.error("Scheduled work failed: %s", error)
        except Exception:
            failed += 1
            log.exception("Scheduled work failed")
    return done, failed


def _publish(pk: int) -> bool:
    revision = Revision.objects.select_related("page").get(pk=pk)
    event = Event.objects.filter(revision=revision, verb=Verb.SCHEDULE).select_related("by").latest("pk")
    planned = Revision.objects.filter(pk=pk, state=RevisionState.SCHEDULED)
    return _unless_done(planned, lambda: actions.publish(revision=revision, by=event.by))


def _withdraw(pk: int) -> bool:
    page = Page.objects.without_texts().select_related("withdrawal_by").get(pk=pk)
    by, note = page.withdrawal_by, page.withdrawal_note
    if by is None:
        return False  # somebody has canceled it meanwhile
    instead = page.instead if page.instead is not None and page.instead.public_url else None
    planned = Page.objects.filter(pk=pk, status=PageStatus.LIVE, withdrawal_due_at__isnull=False)
    return _unless_done(planned, lambda: actions.withdraw(page=page, by=by, note=note, instead=instead))


def _unless_done(planned: QuerySet, work: Callable[[], object]) -> bool:
    """Do what is planned; return False where another process, or a person, came first. planned: the row, for as long as
    it still is. Raises Refused where it is, and cannot be done.
    """
    try:
        work()
    except actions.Refused:
        if planned.exists():
            raise
        return False
    return True


def _follow_links() -> str:
    done, failed = _tried(following.follow, following.outdated_texts())
    return f"{done} texts followed, {failed} failed"


def _store_rendered() -> str:
    stored = _tried(rendering.store, rendering.stale())
    read = _tried(drafts.read_again, drafts.unread())
    return f"{stored[0]} pages rendered, {read[0]} texts read, {stored[1] + read[1]} failed"


def _make_sizes() -> str:
    rows = StoredPicture.objects.order_by("pk").values_list("pk", flat=True)
    waits = Q(sizes_failed_at=None) | Q(sizes_failed_at__lt=timezone.now() - AGAIN)
    made = _tried(make_sizes, rows.filter(waits, is_staged=False, needs_sizes=True))
    left = _tried(_forget_unused, rows.filter(is_staged=True, uploaded_at__lt=timezone.now() - STAGED))
    return f"{made[0]} pictures made smaller, {left[0]} thrown away, {made[1] + left[1]} failed"


def _forget_unused(pk: int) -> bool:
    """Throw away what nobody said anything of; not where somebody wrote its name into a text all the same."""
    return bool(unused(StoredPicture.objects.filter(pk=pk))) and forget_staged(pk)


register(
    Work(
        "publish_due",
        _("Publishing and withdrawing on schedule"),
        _publish_due,
        every=datetime.timedelta(seconds=20),
        patience=datetime.timedelta(minutes=10),
    )
)
register(
    Work(
        "follow_links",
        _("Rewriting links to pages that have moved"),
        _follow_links,
        every=datetime.timedelta(seconds=20),
        patience=datetime.timedelta(minutes=10),
    )
)
register(
    Work(
        "store_rendered",
        _("Rendering pages after an update of the software"),
        _store_rendered,
        every=datetime.timedelta(minutes=5),
        patience=datetime.timedelta(hours=1),
    )
)
register(
    Work(
        "make_sizes",
        _("Making the sizes of new pictures"),
        _make_sizes,
        every=datetime.timedelta(seconds=20),
        patience=datetime.timedelta(minutes=10),
    )
)
