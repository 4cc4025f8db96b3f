"""Nothing that is not published reaches the public: every address is read before and after, byte for byte."""

import re

import pytest

from publishing.life import actions, jobs
from publishing.life.models import Page
from publishing.life.states import OPEN, RevisionState
from publishing.text import manuscripts
from publishing.text.schema import Findings
from tests.articles.editing import edited, page_at
from tests.articles.manuscripts import article
from tests.website.test_pages import addresses

PAGE = "procedures/epidural-steroid-injection"
SECRET = "zqsecretqz"
MACHINES = ["/sitemap.xml", "/robots.txt"]
#: Without a Spanish page there is no Spanish list.
ABSENT = ["/es/", "/es/conditions/", "/es/procedures/", "/es/articles/"]


def public(client) -> dict[str, bytes]:
    """The bytes of every public address."""
    found = {}
    for address in addresses() + MACHINES:
        response = client.get(address)
        assert response.status_code == 200, address
        found[address] = response.content
    for address in ABSENT:
        response = client.get(address)
        assert response.status_code == 404, address
        found[address] = response.content
    return found


def secret_changes(page: Page) -> dict:
    """Every part of a procedure with the secret word in it."""
    live = manuscripts.read(page.live_revision.manuscript, page.kind, Findings(""), slug=page.slug)
    first, *rest = live.data["indications"]
    link = {**first, "who": f"{SECRET} who.", "evidence": f"{SECRET} evidence.", "certainty": "high"}
    fresh = {**link, "condition": "knee-osteoarthritis", "verdict": f"{SECRET} verdict."}
    return {
        "title": f"{SECRET} title",
        "also_called": [f"{SECRET} name"],
        "summary": f"{SECRET} summary that is long enough to be shown on a card and in a search engine.",
        "key_points": [f"{SECRET} one.", f"{SECRET} two.", f"{SECRET} three."],
        "indications": [link, *rest, fresh],
        "comparison": {key: f"{SECRET} {key}." for key in ("involves", "side_effects", "grave_harm", "recovery")},
        "related": ["articles/warning-signs"],
        "body": page.body.replace("## What it is\n\n", f"## What it is\n\n{SECRET} words.\n\n", 1),
    }


def run_all_jobs() -> None:
    """Let everything that runs by itself run."""
    for work in jobs.all_work():
        jobs.run(work.name)


@pytest.mark.parametrize("state", OPEN)
def test_an_open_revision_changes_no_byte_of_any_public_address(staff, client, state):
    before = public(client)
    page = page_at(PAGE)
    changes = secret_changes(page)
    revision = staff.revision(page, state, slug=SECRET, **changes)
    assert SECRET in revision.manuscript.split("---")[-1]
    assert public(client) == before
    assert client.get(f"/procedures/{SECRET}/").status_code == 404
    run_all_jobs()
    assert public(client) == before


def test_the_secret_word_would_have_been_seen(staff, client):
    """The guard of the tests above: once published, the word stands on many addresses."""
    staff.published(page_at(PAGE), slug=SECRET, **secret_changes(page_at(PAGE)))
    telling = {address for address, words in public(client).items() if SECRET.encode() in words}
    assert {
        "/",
        "/procedures/",
        f"/procedures/{SECRET}/",
        "/conditions/knee-osteoarthritis/",
        "/sitemap.xml",
    } <= telling


@pytest.mark.parametrize("state", OPEN)
def test_a_page_that_was_never_public_is_nowhere(staff, client, state):
    before = public(client)
    text = article(f"{SECRET} title", related=["conditions/sciatica", PAGE])
    staff.new_page("articles", SECRET, text, state)
    run_all_jobs()
    assert public(client) == before
    response = client.get(f"/articles/{SECRET}/")
    assert response.status_code == 404
    assert SECRET.encode() not in response.content


def test_a_withdrawn_page_and_its_draft_are_nowhere(staff, client):
    staff.new_page("articles", SECRET, article(f"{SECRET} title", related=["conditions/sciatica"]))
    assert any(SECRET.encode() in words for words in public(client).values())
    page = page_at(f"articles/{SECRET}")
    actions.withdraw(page=page, by=staff.publisher, note=f"{SECRET} note")
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title=f"{SECRET} again"))
    assert [address for address, words in public(client).items() if SECRET.encode() in words] == []
    response = client.get(f"/articles/{SECRET}/")
    assert response.status_code == 410
    assert SECRET.encode() not in response.content


def test_notes_and_names_of_staff_are_not_public(staff, client, reviewer):
    revision = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="Other title")
    actions.return_for_changes(revision=revision, by=reviewer, note=f"{SECRET} note")
    for person in (staff.author, staff.publisher, reviewer):
        person.email = f"{SECRET}@example.org"
        person.save()
    words = b"".join(public(client).values())
    assert SECRET.encode() not in words
    assert not re.search(rb"Ada Author|Paul Publisher|Rosa Reviewer", words)


@pytest.mark.parametrize("query", ["?preview=1", "?revision=2", "?draft=true", "?version=draft", "?format=json"])
def test_no_question_mark_shows_a_draft(staff, client, query):
    address = page_at(PAGE).get_absolute_url()
    before = client.get(address).content
    staff.revision(page_at(PAGE), RevisionState.APPROVED, title=f"{SECRET} title")
    assert client.get(address + query).content == before


def test_somebody_who_is_signed_in_reads_what_everybody_reads(staff, client, admin_client):
    staff.revision(page_at(PAGE), RevisionState.APPROVED, title=f"{SECRET} title")
    for address in ("/", "/procedures/", page_at(PAGE).get_absolute_url()):
        assert admin_client.get(address).content == client.get(address).content
