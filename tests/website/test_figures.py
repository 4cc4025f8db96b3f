"""What a monitoring reads: counted by kind and status, never by who asked or for what."""

import datetime
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from publishing.life import jobs
from publishing.life.models import Job, Page, Revision
from publishing.life.models.version import current
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.fronts import Visitor, front
from tests.server import ROOT
from website import figures, readiness, supervisor
from website.management.commands import run_jobs
from website.seeing import Seeing

PAGE = "/conditions/sciatica/"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        (PAGE, "page"),
        ("/es/conditions/ciatica/", "page"),
        ("/search/", "search"),
        ("/es/search/", "search"),
        ("/conditions/search/", "page"),
        ("/admin/publishing/page/1/change/", "desk"),
        ("/drafts/a:b:c/", "shared draft"),
        ("/approvals/a:b:c/", "approval"),
        ("/static/styles.css", "file"),
        ("/media/drawings/leg.svg", "file"),
        ("/health", "health"),
        ("/readyz", "health"),
        ("", "page"),
    ],
)
def test_a_request_is_of_one_of_few_kinds(path, kind):
    assert figures.kind_of(path) == kind


def counted(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0


def test_answers_are_counted_by_kind_and_status_and_stored_pages_apart(loaded):
    visitor = Visitor(Seeing(front(), figures.note))
    asked = {
        ("site_requests_total", ("kind", "page"), ("status", "200")): 2,
        ("site_requests_total", ("kind", "page"), ("status", "404")): 1,
        ("site_requests_total", ("kind", "search"), ("status", "200")): 1,
        ("site_pages_total", ("stored", "hit")): 1,
        ("site_pages_total", ("stored", "miss")): 1,
        ("site_request_seconds_count", ("kind", "page")): 3,
    }
    before = {what: counted(what[0], **dict(what[1:])) for what in asked}
    for address in (PAGE, PAGE, "/nothing/", "/search/?q=illness"):
        visitor.get(address)
    assert {what: counted(what[0], **dict(what[1:])) - before[what] for what in asked} == asked
    said = generate_latest(REGISTRY).decode()
    assert "illness" not in said and "sciatica" not in said


def standing() -> dict[tuple, float]:
    """What is read: by name and label."""
    registry = CollectorRegistry()
    registry.register(figures.Standing())
    families = text_string_to_metric_families(generate_latest(registry).decode())
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


@pytest.mark.both_databases
def test_it_says_how_the_site_stands(staff):
    now = timezone.now().replace(microsecond=0)
    Job.objects.create(name="publish_due", ran_at=now)
    staff.revision(page_at("articles/how-pain-works"), RevisionState.IN_REVIEW)
    planned = staff.revision(page_at("articles/your-first-visit"), RevisionState.SCHEDULED)
    Revision.objects.filter(pk=planned.pk).update(scheduled_for=now - datetime.timedelta(minutes=1))
    Page.objects.filter(slug="sciatica").update(review_due_on=timezone.localdate())
    found = standing()
    assert found["site_database_up",] == 1
    assert found["site_content_version",] == current()
    assert found["site_job_last_success_timestamp_seconds", "publish_due"] == now.timestamp()
    assert found["site_job_overdue", "publish_due"] == 0
    assert found["site_job_overdue", "follow_links"] == 1
    assert {name[1] for name in found if name[0] == "site_job_overdue"} == {work.name for work in jobs.all_work()}
    assert (found["site_waiting", "review"], found["site_waiting", "publication that is due"]) == (1, 1)
    assert found["site_reviews_overdue",] >= 1


def test_while_the_database_is_away_it_says_that_alone(monkeypatch, db):
    def fails():
        raise DatabaseError("secret")

    monkeypatch.setattr(figures, "current", fails)
    monkeypatch.setattr(readiness, "free_bytes", lambda: {"the data": 7})
    assert standing() == {("site_database_up",): 0, ("site_disk_free_bytes", "data"): 7}


def test_a_job_that_failed_is_counted():
    before = counted("site_job_failures_total", job="publish_due")
    figures.note_failure("publish_due")
    assert counted("site_job_failures_total", job="publish_due") == before + 1


FIRST = """
import django; django.setup()
from prometheus_client import generate_latest
from website import figures
figures.begin()
print(generate_latest(figures.registry()).decode())
"""


def test_what_an_alarm_waits_for_is_there_at_zero_before_the_first_failure(tmp_path):
    """A counter that is born at one has never risen for a monitoring: the first failure woke nobody."""
    own = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", FIRST]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=own | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    for name in ("publish_due", "backup", "tell_of_backups"):
        assert f'site_job_failures_total{{job="{name}"}} 0.0' in done.stdout
    for status in ("500", "503"):
        assert f'site_requests_total{{kind="desk",status="{status}"}} 0.0' in done.stdout


@pytest.mark.parametrize("server_is_ours", [True, False])
def test_jobs_that_show_no_requests_say_so(monkeypatch, settings, caplog, server_is_ours):
    settings.METRICS_PORT = 9100
    monkeypatch.setattr(figures, "start_http_server", lambda *where: None)
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    if server_is_ours:
        monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(settings.DATA_DIR))
    run_jobs._show_figures()
    assert ("no figures of requests are shown" in caplog.text) != server_is_ours


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="the machine has no folder in memory")  # noqa: S108
def test_the_folder_that_all_share_is_in_memory_and_goes_with_the_server(monkeypatch):
    """On a disk that is full whoever writes to a mapped file dies of it."""
    monkeypatch.setenv("METRICS_PORT", "9100")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    with supervisor._shared_figures():
        folder = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
        assert folder.is_dir() and folder.is_relative_to("/dev/shm")  # noqa: S108
    assert not folder.exists()
