"""What a running site counts, for a monitoring that reads it (Prometheus), and how it stands at that moment.

Every process counts into a folder that all share (`website.supervisor`); that of the jobs shows the sum, on an address
of its own. A figure tells of a kind of request, never of a request. Imported only where METRICS_PORT is set.
"""

import logging
import os
import re
from collections.abc import Iterator
from functools import lru_cache

from django.db import DatabaseError, connection
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from publishing.life import clinic, jobs
from publishing.life.models import Letter, Page, Revision, StoredPicture
from publishing.life.models.version import current
from publishing.life.states import RevisionState
from website import readiness
from website.front.answers import Environ, Headers

log = logging.getLogger(__name__)
_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
#: Seconds: a stored page, a page that is made, a form at the desk, and what nobody waits for.
BUCKETS = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
#: How an address begins -> which kind of request it is.
KINDS = {
    "/admin/": "desk",
    "/drafts/": "shared draft",
    "/approvals/": "approval",
    "/static/": "file",
    "/media/": "file",
    "/health": "health",
    "/readyz": "health",
}
#: With which status an answer tells of a fault of ours, or that the site is busy.
FAULTS = ("500", "503")
_SEARCH = re.compile(r"/(?:[a-z-]{2,7}/)?search/")
_STORED = re.compile(r"cache;desc=(hit|miss)")

REQUESTS = Counter("site_requests", "Requests that were answered.", ["kind", "status"])
SECONDS = Histogram("site_request_seconds", "Seconds until an answer began.", ["kind"], buckets=BUCKETS)
PAGES = Counter("site_pages", "Public pages that were sent: stored ones (hit) and made ones (miss).", ["stored"])
FAILURES = Counter("site_job_failures", "Runs of a job that ended in an error.", ["job"])


def note(environ: Environ, status: str, headers: Headers, seconds: float) -> None:
    """Count an answer."""
    kind = kind_of(environ.get("PATH_INFO", ""))
    _requests(kind, status[:3]).inc()
    _seconds(kind).observe(seconds)
    for name, value in headers:
        if name == "Server-Timing" and (found := _STORED.match(value)):
            PAGES.labels(found[1]).inc()


def begin() -> None:
    """Let each series be there before anything is counted in it: what is born at one never rises for a monitoring."""
    for work in jobs.all_work():
        FAILURES.labels(work.name)
    for kind in {*KINDS.values(), "search", "page"}:
        for status in FAULTS:
            _requests(kind, status)


def note_failure(job: str) -> None:
    """Count a run of a job that failed."""
    FAILURES.labels(job).inc()


_requests = lru_cache(maxsize=200)(REQUESTS.labels)
_seconds = lru_cache(maxsize=20)(SECONDS.labels)


def kind_of(path: str) -> str:
    """Return which kind of request an address is: one of few, whatever anybody asks for."""
    for start, kind in KINDS.items():
        if path.startswith(start):
            return kind
    return "search" if _SEARCH.match(path) else "page"


class Standing(Collector):
    """How the site stands when it is asked: what the database knows."""

    def collect(self) -> Iterator[Metric]:
        """Yield the figures. While the database is away, that it is."""
        try:
            found = [_number("site_content_version", "Rises with each publication.", current()), *_jobs(), *_waiting()]
        except DatabaseError:
            found = []
        finally:
            if not connection.in_atomic_block:
                connection.close()  # each who asks is answered in a thread of its own
        yield _number("site_database_up", "Whether the database answers.", bool(found))
        yield _room()
        yield from found


def _room() -> Metric:
    room = GaugeMetricFamily("site_disk_free_bytes", "Room on a disk that the site writes to.", labels=["of"])
    for what, free in readiness.free_bytes().items():
        room.add_metric([what.removeprefix("the ")], free)
    return room


def _jobs() -> Iterator[Metric]:
    ran = jobs.moments()
    at = GaugeMetricFamily("site_job_last_success_timestamp_seconds", "When a job last did its work.", labels=["job"])
    late = GaugeMetricFamily("site_job_overdue", "Whether a job has been silent for too long.", labels=["job"])
    for work in jobs.all_work():
        when = ran.get(work.name)
        at.add_metric([work.name], when.timestamp() if when else 0)
        late.add_metric([work.name], jobs.is_late(work, ran))
    yield from (at, late)


def _waiting() -> Iterator[Metric]:
    now = timezone.now()
    counts = {
        "review": Revision.objects.filter(state=RevisionState.IN_REVIEW),
        "publication that is due": Revision.objects.due(now),
        "withdrawal that is due": Page.objects.due_for_withdrawal(now),
        "letter": Letter.objects.filter(due_at__lte=now).exclude(body=""),
        "sizes of a picture": StoredPicture.objects.filter(is_staged=False, needs_sizes=True),
    }
    waiting = GaugeMetricFamily("site_waiting", "How many wait for somebody, or for a job.", labels=["what"])
    for what, rows in counts.items():
        waiting.add_metric([what], rows.count())
    yield waiting
    with clinic.in_its_time():
        overdue = Page.objects.due_for_review(timezone.localdate()).count()
    yield _number("site_reviews_overdue", "Public pages whose review is due.", overdue)


def _number(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(name, said, value=value)


def registry() -> CollectorRegistry:
    """Return all that is shown: what every process has counted, and how the site stands."""
    found = CollectorRegistry()
    if _FOLDER in os.environ:
        MultiProcessCollector(found)
    found.register(Standing())
    return found


def warn_without_folder() -> None:
    """Log where this process would count for itself alone: nobody is shown that, and nothing else says so."""
    if _FOLDER not in os.environ:
        log.warning(
            "METRICS_PORT is set and %s is not: no figures of requests are shown. `manage.py serve` sets it; with "
            "another server give it and `manage.py run_jobs` one empty folder by that name, or take METRICS_PORT out "
            "of .env.",
            _FOLDER,
        )


def show(port: int, address: str) -> None:
    """Answer on a port from now on, in a thread of this process. Raises OSError where it cannot be had."""
    start_http_server(port, address, registry())
