"""The day from which words date: what came with a library says when it was written, not when it was installed."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from publishing.life import history, loading
from publishing.life.models import Page
from publishing.public import dates
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article
from tests.procedures.manuscripts import indication, procedure

pytestmark = pytest.mark.both_databases

KEY, PAGE = ("en", "articles", "fresh"), "articles/fresh"
DAY, LATER = datetime.date(2025, 3, 1), datetime.date(2025, 9, 1)


def dated(text: str, day: datetime.date) -> str:
    """A text whose words date from a day."""
    before, summary, rest = text.partition("summary:")
    line, _, end = rest.partition("\n")
    return f"{before}{summary}{line}\nwritten_on: {day}\n{end}"


@pytest.fixture
def load(loaded, library_with):
    """Load texts beside the small library, and return the page at `PAGE`."""

    def loads(texts: dict, **records) -> Page:
        loading.load(library_with(texts, **records))
        return page_at(PAGE)

    return loads


def days(page: Page) -> tuple[datetime.date, datetime.date]:
    """The days of publication and of change, in the clinic's time."""
    return timezone.localdate(page.published_at), timezone.localdate(page.updated_at)


def test_a_text_of_the_library_dates_from_the_day_on_which_it_was_written(load):
    assert days(load({KEY: dated(article(), DAY)})) == (DAY, DAY)


def test_a_text_without_a_day_dates_from_the_load(load):
    today = timezone.localdate()
    assert days(load({KEY: article()})) == (today, today)


def test_a_newer_text_moves_the_day_of_change_and_not_that_of_publication(load):
    load({KEY: dated(article(), DAY)})
    assert days(load({KEY: dated(article("Again"), LATER)})) == (DAY, LATER)


def test_no_page_was_published_after_it_was_changed(load):
    load({KEY: article()})
    assert days(load({KEY: dated(article("Again"), DAY)})) == (DAY, DAY)


def test_a_day_to_come_is_now(load):
    page = load({KEY: dated(article(), timezone.localdate() + datetime.timedelta(days=400))})
    assert page.published_at == page.updated_at <= timezone.now()
    assert timezone.localdate(page.updated_at) == timezone.localdate()


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Honolulu", "UTC"])
def test_the_day_is_the_same_in_the_time_zones_around(load, zone):
    page = load({KEY: dated(article(), DAY)})
    assert timezone.localdate(page.updated_at, ZoneInfo(zone)) == DAY


def test_what_staff_publish_dates_from_its_publication(load, author, reviewer, publisher):
    page = load({KEY: dated(article(), DAY)})
    page = Staff(author, reviewer, publisher).published(page, title="Ours")
    assert "written_on: 2025-03-01" in page.live_revision.manuscript
    assert days(page) == (DAY, timezone.localdate())


def test_what_a_clinic_changed_dates_from_the_load_wherever_it_is_taken(load):
    own = [{"name": "articles/fresh", "library": "0" * 64, "status": "own"}]
    assert days(load({KEY: dated(article(), DAY)}, clinic=own))[1] == timezone.localdate()


def test_what_a_clinic_reviewed_and_left_as_it_was_keeps_its_day(load, library_with):
    text = dated(article(), DAY)
    digest = library_with({KEY: text}).digest_of(KEY)
    own = [{"name": "articles/fresh", "library": digest, "status": "own"}]
    assert days(load({KEY: text}, clinic=own)) == (DAY, DAY)


def test_the_history_tells_when_a_text_came_to_the_public_here(load):
    page, today = load({KEY: dated(article(), DAY)}), timezone.localdate()
    assert timezone.localdate(page.live_revision.published_at) == today
    assert history.on_day(page, DAY).revision is None
    assert history.on_day(page, today).revision == page.live_revision


def test_a_row_of_the_library_has_the_day_of_its_text(load):
    load({KEY: article(), ("en", "procedures", "fresh"): dated(procedure(indications=[indication("sciatica")]), DAY)})
    row = page_at("procedures/fresh").procedure.indications.get()
    assert timezone.localdate(row.changed_at) == DAY
    row.condition.indications.exclude(pk=row.pk).update(changed_at=None)
    Page.objects.filter(pk=row.condition_id).update(updated_at=row.changed_at - datetime.timedelta(days=99))
    assert timezone.localdate(dates.changed_at(page_at("conditions/sciatica"), None)) == DAY


def test_a_shared_text_of_the_library_has_a_day_of_its_own(loaded, library_with, small_library):
    key = ("en", "snippets", "warning-signs")
    text = small_library.texts[key].replace("authors:", f"written_on: {DAY}\nauthors:")
    loading.load(library_with({key: text}))
    assert timezone.localdate(page_at("snippets/warning-signs").updated_at) == DAY
