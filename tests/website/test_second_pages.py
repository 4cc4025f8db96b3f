"""The second page of a topic goes where its first one goes: away, to another address, and never before it."""

import pytest

from publishing.life import actions
from publishing.life.states import RevisionState
from tests.articles.editing import page_at

pytestmark = pytest.mark.both_databases

TOPICS = [("conditions/sciatica", "options"), ("procedures/physical-therapy", "evidence")]


@pytest.mark.parametrize(("page", "second"), TOPICS)
def test_both_pages_of_a_withdrawn_topic_are_gone(staff, client, page, second):
    actions.withdraw(page=page_at(page), by=staff.publisher, note="Old.")
    assert [client.get(f"/{page}/{behind}").status_code for behind in ("", f"{second}/")] == [410, 410]
    assert f"/{page}/".encode() not in client.get("/sitemap.xml").content


@pytest.mark.parametrize(("page", "second"), TOPICS)
def test_both_pages_of_a_topic_that_moved_lead_on(staff, client, page, second):
    kind = page.partition("/")[0]
    staff.published(page_at(page), slug="moved")
    places = [client.get(f"/{page}/{behind}") for behind in ("", f"{second}/")]
    assert [(one.status_code, one["Location"]) for one in places] == [
        (301, f"/{kind}/moved/"),
        (301, f"/{kind}/moved/{second}/"),
    ]
    assert client.get(f"/{kind}/moved/{second}/").status_code == 200


@pytest.mark.parametrize(("page", "second"), TOPICS)
def test_a_draft_has_no_second_page(staff, client, page, second):
    staff.revision(page_at(page), RevisionState.APPROVED, slug="fresh")
    assert client.get(f"/{page.partition('/')[0]}/fresh/{second}/").status_code == 404


def test_a_withdrawn_condition_stands_on_no_evidence_page(staff, client):
    address = "/procedures/epidural-steroid-injection/evidence/"
    assert b"Sciatica" in client.get(address).content
    actions.withdraw(page=page_at("conditions/sciatica"), by=staff.publisher, note="Old.")
    assert b"Sciatica" not in client.get(address).content


def test_a_withdrawn_procedure_stands_on_no_options_page(staff, client):
    address = "/conditions/sciatica/options/"
    assert b"Epidural" in client.get(address).content
    actions.withdraw(page=page_at("procedures/epidural-steroid-injection"), by=staff.publisher, note="Old.")
    assert b"Epidural" not in client.get(address).content
