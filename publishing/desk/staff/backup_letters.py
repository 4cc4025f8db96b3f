"""A letter to whoever keeps accounts where the nightly backup fails, or none was made for too long.

One for a run of failures, and one more once none was made for too long; a day lies between two of one sort. They wait
in the database, so that neither a backup nor this work fails where no mail goes out.
"""

import datetime
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import clock
from publishing.desk.letters import new_address, post
from publishing.desk.staff import standing
from publishing.life import jobs
from publishing.life.backups import nightly
from publishing.life.models import Job

ABOUT, FAILED, LATE = "backup", "failed", "late"
_DAY = datetime.timedelta(days=1)
#: What the job of letters says that it has told.
_SAID = {FAILED: "the last one failed", LATE: "none was made for too long"}
Moments = Mapping[str, datetime.datetime | None]


def _tell() -> str:
    """Leave a letter for each keeper of accounts where there is something to tell; say what is told."""
    work = next((one for one in jobs.all_work() if one.name == nightly.NAME), None)
    if work is None:
        return "none are made"
    at = jobs.moments()
    found = {FAILED: _has_failed(at), LATE: _is_late(work, at)}
    post.forget(ABOUT, *(sort for sort in found if not found[sort]))
    told = [sort for sort in found if found[sort]]
    for sort in told:
        _leave(sort, at)
    return f"told that {' and that '.join(_SAID[sort] for sort in told)}" if told else "nothing to tell"


def _leave(sort: str, at: Moments) -> None:
    """Leave a letter, once since the last backup was made, or since the start where there was none."""
    now, since = timezone.now(), _since(at)
    once_in = max(_DAY, now - since) if since else _DAY
    title = _("The nightly backup failed") if sort == FAILED else _("No nightly backup for too long")
    for person in standing.keepers():
        if new_address.address_of(person):
            post.leave(person, title, list(_lines(sort, at)), about=ABOUT, sort=sort, once_in=once_in)


def _since(at: Moments) -> datetime.datetime | None:
    return at.get(nightly.NAME) or at.get(jobs.STARTED)


def _has_failed(at: Moments) -> bool:
    """Whether the last try failed."""
    made, failed = at.get(nightly.NAME), at.get(jobs.FAILED % nightly.NAME)
    return failed is not None and (made is None or failed > made)


def _is_late(work: jobs.Work, at: Moments) -> bool:
    """Whether none was made for as long as the desk bears it; a site that has just begun gets as long."""
    since = _since(at)
    return jobs.is_late(work, at) and (since is None or timezone.now() - since > work.patience)


def _lines(sort: str, at: Moments) -> Iterator[str]:
    made, failed = (Job.objects.filter(pk=name).first() for name in (nightly.NAME, jobs.FAILED % nightly.NAME))
    if sort == FAILED and failed is not None:
        yield _("The nightly backup of the patient library failed %(at)s:") % {"at": clock.moment(failed.ran_at)}
        yield failed.outcome
    else:
        yield _("No nightly backup of the patient library was made for too long.")
        if failed is not None and _has_failed(at):
            yield _("The last try failed %(at)s: %(why)s") % {"at": clock.moment(failed.ran_at), "why": failed.outcome}
    yield ""
    if made is not None:
        yield _("The last one was made %(at)s: %(what)s.") % {"at": clock.moment(made.ran_at), "what": made.outcome}
    else:
        yield _("None was made yet.")
    yield ""
    yield _("What to do: send this letter to whoever runs the server. They mend what it says, and then type there:")
    yield "manage.py backup --nightly"
    yield _("(in the folder of the site, as the account that it runs as: docs/operating.md has the whole line)")
    yield _(
        "It is tried again every hour meanwhile. You get no further letter for each try; the desk says how it stands:"
    )
    yield settings.SITE_URL + reverse("admin:index")


jobs.register(
    jobs.Work(
        "tell_of_backups",
        gettext_lazy("Telling of backups that failed"),
        _tell,
        every=datetime.timedelta(minutes=5),
        patience=datetime.timedelta(hours=1),
    )
)
