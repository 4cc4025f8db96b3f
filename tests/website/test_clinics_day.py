"""Outside of a request too, today is the clinic's day, and not the server's."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from publishing.life import clinic
from publishing.life.models import ClinicProfile, Page
from publishing.life.states import PageStatus
from search import unanswered
from search.models import UnansweredQuery
from tests.website.test_figures import standing

pytestmark = pytest.mark.both_databases

NOW = datetime.datetime(2026, 11, 25, 15, tzinfo=datetime.UTC)
THERE = datetime.date(2026, 11, 26)  # in Auckland, when it is the 25th in New York


@pytest.fixture(autouse=True)
def in_auckland(loaded, monkeypatch):
    ClinicProfile.objects.update_or_create(pk=1, defaults={"time_zone": "Pacific/Auckland"})
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert timezone.localdate() == THERE - datetime.timedelta(days=1)


def test_the_figures_count_the_reviews_that_are_due_there():
    before = standing()["site_reviews_overdue",]
    Page.objects.filter(slug="sciatica").update(review_due_on=THERE)
    assert standing()["site_reviews_overdue",] == before + 1


def test_what_was_not_found_was_looked_for_on_that_day():
    """It is written by a thread of its own."""
    unanswered.note("gribbling", "en")
    unanswered.write()
    assert UnansweredQuery.objects.get().last_on == THERE


def test_a_command_says_that_day(tmp_path):
    Page.objects.filter(slug="sciatica").update(status=PageStatus.WITHDRAWN, withdrawn_at=NOW)
    call_command("dump_content", content=tmp_path / "out")
    assert f"since: {THERE}" in (tmp_path / "out" / "withdrawn.yaml").read_text()


def test_it_ends_with_what_is_done_then():
    with clinic.in_its_time():
        assert timezone.localdate() == THERE
    assert timezone.localdate() < THERE
