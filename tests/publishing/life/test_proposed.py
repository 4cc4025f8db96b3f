"""A text that names a source which nobody has checked does not become public."""

import datetime

import pytest
from django.utils import timezone

from publishing.life import actions
from publishing.life.dumping import _lists
from publishing.life.models import Page, Source
from publishing.life.states import PageStatus, RevisionState
from tests.articles.editing import page_at


@pytest.fixture
def suggested(staff):
    return actions.propose_source(by=staff.author, title="Disc pain again", publisher="Pain", year=2031, kind="trial")


def approved(staff, source):
    page = page_at("articles/how-pain-works")
    body = page.live_revision.manuscript.partition("\n---\n")[2].strip()
    return staff.revision(page, RevisionState.APPROVED, body=f"{body}\n\nIt is so. [@{source.pk}]")


def test_it_may_be_sent_and_approved_but_neither_published_nor_planned(staff, suggested):
    revision = approved(staff, suggested)
    with pytest.raises(actions.Refused, match=r"Disc pain again.*Accept it"):
        actions.publish(revision=revision, by=staff.publisher)
    with pytest.raises(actions.Refused, match="Disc pain again"):
        actions.schedule(revision=revision, by=staff.publisher, at=timezone.now() + datetime.timedelta(days=1))
    assert page_at("articles/how-pain-works").live_revision != revision


def test_it_is_published_when_the_source_was_accepted(staff, suggested):
    revision = approved(staff, suggested)
    actions.accept_source(source=suggested)
    assert actions.publish(revision=revision, by=staff.publisher).status == PageStatus.LIVE


def test_a_source_in_a_list_counts_as_one_in_a_sentence(staff, suggested):
    word = Page.objects.select_related("live_revision").get(kind="glossary", slug="disc")
    revision = staff.revision(word, RevisionState.APPROVED, sources=[suggested.pk])
    with pytest.raises(actions.Refused, match="Disc pain again"):
        actions.publish(revision=revision, by=staff.publisher)


def test_a_library_that_is_written_out_has_it_only_when_it_was_checked(suggested):
    def written():
        lists = dict(_lists({}))
        sources = {one["id"] for one in lists["sources.yaml"]}
        return suggested.pk in sources, any(one["name"] == f"sources/{suggested.pk}" for one in lists["clinic.yaml"])

    assert written() == (False, False)
    actions.accept_source(source=suggested)
    assert written() == (True, True)


@pytest.mark.parametrize(
    ("says", "key"),
    [
        ({"title": "A trial", "publisher": "BMJ", "year": 2030}, "bmj2030-trial"),
        ({"title": "Боль", "publisher": "Журнал"}, "source"),
        ({"title": "x", "publisher": "1234"}, "source"),
        ({"title": "T", "publisher": "New England Journal of Medicine", "year": 2030}, "nejm2030"),
    ],
)
def test_it_gets_an_id_that_texts_can_cite(staff, says, key):
    assert actions.propose_source(by=staff.author, kind="trial", **says).pk == key
    assert Source.objects.get(pk=key).proposed_by == staff.author
