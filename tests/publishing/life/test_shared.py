"""A shared text is on many pages: it is not taken from under them, and neither is a warning that they need."""

import pytest

from publishing.life import actions, jobs, loading
from publishing.life.states import PageStatus, RevisionState
from tests.articles.editing import page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import tables
from tests.publishing.life.test_actions import plan

pytestmark = pytest.mark.both_databases

SIGNS, SCIATICA = "snippets/warning-signs", "conditions/sciatica"
ALONE = "---\ntitle: Alone\nauthors:\n- starter-library\n---\n\nShared words.\n"
USING = "## First {#first}\n\n/// snippet | alone\n///"
MILDER = "/// call-today\nYou have new pain down both legs.\n///"


@pytest.fixture
def alone(staff):
    """A shared text that nobody puts in."""
    return staff.new_page("snippets", "alone", ALONE)


def withdrawn(staff, address: str):
    return actions.withdraw(page=page_at(address), by=staff.publisher, note="Wrong.")


# In use


@pytest.mark.parametrize("take", [withdrawn, lambda staff, address: plan(staff, page_at(address))])
def test_a_snippet_that_stands_on_live_pages_is_not_taken_from_them(staff, take):
    before = tables()
    with pytest.raises(actions.Refused, match="Low back pain, Sciatica, Warning signs that need help now"):
        take(staff, SIGNS)
    assert tables() == before


def test_a_snippet_that_no_live_text_puts_in_can_be_withdrawn(staff, alone):
    staff.new_page("articles", "drafted", article(body=USING), RevisionState.APPROVED)
    staff.new_page("articles", "gone", article(body=USING))
    withdrawn(staff, "articles/gone")
    assert withdrawn(staff, "snippets/alone").status == PageStatus.WITHDRAWN


def test_a_snippet_inside_another_is_in_use(staff, alone):
    staff.new_page("snippets", "around", ALONE.replace("Shared words.", "/// snippet | alone\n///"))
    with pytest.raises(actions.Refused, match="on pages that are live"):
        withdrawn(staff, "snippets/alone")


def test_a_page_does_not_come_back_without_the_snippet_that_it_puts_in(staff, alone):
    staff.new_page("articles", "using", article(body=USING))
    withdrawn(staff, "articles/using")
    withdrawn(staff, "snippets/alone")
    before = tables()
    with pytest.raises(actions.Refused, match="not public: alone"):
        actions.restore(page=page_at("articles/using"), by=staff.publisher)
    assert tables() == before
    actions.restore(page=page_at("snippets/alone"), by=staff.publisher)
    assert actions.restore(page=page_at("articles/using"), by=staff.publisher).status == PageStatus.LIVE


def test_a_snippet_under_another_name_stays_on_every_page(staff, client):
    html = client.get("/conditions/sciatica/").content
    staff.published(page_at(SIGNS), slug="danger-signs")
    assert b"You have new pain down both legs." in client.get("/conditions/sciatica/").content
    assert jobs.run("follow_links").endswith(" 0 failed")
    assert "/// snippet | danger-signs\n///" in page_at(SCIATICA).live_revision.manuscript
    after = client.get("/conditions/sciatica/").content
    assert after.count(b"You have new pain") == html.count(b"You have new pain") == 1


# Warnings


def test_a_snippet_may_not_lose_a_card_that_a_live_page_needs(staff):
    revision = staff.revision(page_at(SIGNS), RevisionState.APPROVED, body=MILDER)
    before = tables()
    with pytest.raises(actions.Refused, match=r"“.+” would lose a warning: .* '/// emergency'"):
        actions.publish(revision=revision, by=staff.publisher)
    assert tables() == before


def test_a_card_may_go_that_every_page_has_itself_or_need_not_have(staff, client):
    for address in (SCIATICA, "conditions/low-back-pain"):
        page = page_at(address)
        put_in = "/// snippet | warning-signs\n///"
        staff.published(page, body=page.body.replace(put_in, f"/// emergency\nOur own words.\n///\n\n{put_in}"))
    staff.published(page_at("conditions/herniated-disc"), category="joints")
    staff.published(page_at(SIGNS), body=MILDER)
    assert b"care-card--emergency" in client.get("/conditions/sciatica/").content


def test_a_card_is_needed_also_where_it_comes_by_way_of_another_snippet(staff):
    around = ALONE.replace("Alone", "Around").replace("Shared words.", "/// snippet | warning-signs\n///")
    staff.new_page("snippets", "around", around)
    for page in (page_at(f"conditions/{slug}") for slug in ("sciatica", "low-back-pain", "herniated-disc")):
        staff.published(page, body=page.body.replace("snippet | warning-signs", "snippet | around"))
    revision = staff.revision(page_at(SIGNS), RevisionState.APPROVED, body=MILDER)
    with pytest.raises(actions.Refused, match="would lose a warning"):
        actions.publish(revision=revision, by=staff.publisher)


def test_a_text_that_was_approved_with_the_old_words_by_way_of_another_snippet_is_reviewed_again(staff, alone):
    staff.new_page("snippets", "around", ALONE.replace("Shared words.", "/// snippet | alone\n///"))
    body = USING.replace("alone", "around") + "\n\n/// snippet | alone\n///"
    draft = staff.new_page("articles", "using", article(body=body), RevisionState.APPROVED).revisions.get()
    staff.published(page_at("snippets/alone"), body="Other shared words.")
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == (RevisionState.IN_REVIEW, None)


def test_a_page_does_not_come_back_without_a_card_that_it_needs(staff):
    for slug in ("sciatica", "low-back-pain", "herniated-disc"):
        withdrawn(staff, f"conditions/{slug}")
    staff.published(page_at(SIGNS), body=MILDER)
    with pytest.raises(actions.Refused, match="It lacks a warning: .* '/// emergency'"):
        actions.restore(page=page_at(SCIATICA), by=staff.publisher)
    assert page_at(SCIATICA).status == PageStatus.WITHDRAWN


def test_a_library_s_snippet_does_not_take_a_card_from_a_page_that_staff_have_edited(staff, library_with, client):
    """Its own pages have the card themselves in the newer library; the staff's page has not."""
    staff.published(page_at(SCIATICA), title="Our own title")
    put_in = "/// snippet | warning-signs\n///"
    card = "/// emergency\nYou cannot feel your legs.\n///"
    texts = {("en", "snippets", "warning-signs"): f"{ALONE.rpartition('---')[0]}---\n\n{MILDER}\n"}
    for slug in ("sciatica", "low-back-pain", "herniated-disc"):
        address = ("en", "conditions", slug)
        texts[address] = library_with().texts[address].replace(put_in, f"{card}\n\n{put_in}")
    outcome = loading.load(library_with(texts))
    assert len(outcome.conflicts) == 2
    assert any("would lose a warning" in conflict for conflict in outcome.conflicts)
    assert b"care-card--emergency" in client.get("/conditions/sciatica/").content
