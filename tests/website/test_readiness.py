"""/health says that the process is alive, /readyz whether all is as it should be; both to whoever asks."""

import datetime
import json
import shutil

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from publishing.life import jobs
from publishing.life.models import Job
from publishing.life.models.version import current
from tests.fronts import Visitor, front
from website import readiness

pytestmark = pytest.mark.both_databases


@pytest.fixture
def all_jobs_ran(loaded):
    for work in jobs.all_work():
        Job.objects.create(name=work.name, ran_at=timezone.now())


def fails(*_arguments):
    raise DatabaseError("connection to secret.example failed for user clinic")


# Alive: the fixture `db` is not asked for, so any query would raise


@pytest.mark.parametrize("address", ["/health", "/healthz"])
def test_health_asks_for_nothing(client, address):
    response = client.get(address)
    assert (response.status_code, response.content, response["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/health", "/readyz"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "10.1.2.3", "[fd00::1]:80", "no_name"])
def test_whoever_asks_is_answered_by_whatever_name_and_without_tls(all_jobs_ran, client, settings, host, address):
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["clinic.example"]
    assert client.get(address, headers={"host": host}).status_code == 200
    assert client.get("/robots.txt", headers={"host": "10.1.2.3"}).status_code in {301, 400}


# Ready


def test_a_site_that_has_all_it_needs_is_ready(all_jobs_ran, client):
    response = client.get("/readyz")
    said = response.json()
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert (said["ready"], said["faults"], said["content_version"]) == (True, [], current())
    assert set(said["jobs"]) == {work.name for work in jobs.all_work()}
    assert datetime.datetime.fromisoformat(said["jobs"]["publish_due"])
    assert client.post("/readyz").status_code == 405


def test_it_asks_the_database_three_questions(all_jobs_ran, client, django_assert_num_queries):
    client.get("/readyz")
    with django_assert_num_queries(3 + 1):  # Django looks first whether there is a table of migrations
        client.get("/readyz")


def test_a_job_that_has_been_silent_for_too_long_is_named(all_jobs_ran, client):
    Job.objects.filter(pk="publish_due").update(ran_at=timezone.now() - datetime.timedelta(minutes=11))
    response = client.get("/readyz")
    assert (response.status_code, response.json()["faults"]) == (503, ["overdue: publish_due"])
    assert int(response["Retry-After"]) > 0


def test_a_migration_that_is_not_applied_is_told(all_jobs_ran, client):
    MigrationRecorder(connection).record_unapplied("website", "0001_initial")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["faults"]) == (503, ["migrations are not applied: 1"])


def test_static_files_that_are_missing_are_told(all_jobs_ran, client, monkeypatch):
    monkeypatch.setattr(readiness, "STYLES", "nothing.css")
    assert client.get("/readyz").json()["faults"] == ["static files are missing"]


def test_a_disk_that_is_full_is_told_at_once_and_one_disk_once(all_jobs_ran, client, monkeypatch):
    assert set(readiness.free_bytes()) == {"the data"}
    full = shutil._ntuple_diskusage(total=10**9, used=10**9, free=readiness.ROOM - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: full)
    response = client.get("/readyz")
    assert (response.status_code, response.json()["faults"]) == (503, ["the disk of the data is full"])


def test_a_disk_of_pictures_is_told_apart_and_one_that_does_not_answer_has_no_room(
    all_jobs_ran, client, monkeypatch, settings
):
    settings.MEDIA_ROOT = "/dev/shm"  # noqa: S108 (another disk)
    assert set(readiness.free_bytes()) == {"the data", "the pictures"}

    def fails(folder):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(shutil, "disk_usage", fails)
    faults = client.get("/readyz").json()["faults"]
    assert faults == ["the disk of the data is full", "the disk of the pictures is full"]


def test_while_the_database_is_away_it_says_so_and_nothing_of_it(client, monkeypatch):
    monkeypatch.setattr(readiness, "_of_database", fails)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "faults": ["the database does not answer"]}
    assert client.get("/health").status_code == 200


def test_the_front_keeps_neither(all_jobs_ran):
    visitor = Visitor(front())
    for _ in range(2):
        answer = visitor.get("/readyz")
        assert (answer.status_code, answer.how, answer.get("Cache-Control")) == (200, "", "no-store")
    Job.objects.update(ran_at=None)
    assert json.loads(visitor.get("/readyz").content)["ready"] is False
