"""Links that need no account are opened so often a minute and no more: each of them, and all that are not ours."""

import pytest

from publishing.desk.letters import sharing
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.publishing.at_desk import in_role
from website import pacing


@pytest.fixture(autouse=True)
def three_a_minute(monkeypatch):
    monkeypatch.setattr(pacing, "links", pacing.Pace(most=3))


@pytest.fixture
def draft(staff):
    in_role(staff.author, "Author")
    return staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Not yet")


def path_of(staff, draft) -> str:
    return sharing.draft_path(sharing.share(revision=draft, by=staff.author))


def statuses(client, path: str, times: int = 5) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


def test_a_link_to_a_draft_is_slowed_and_others_are_not(staff, client, draft):
    path, other = path_of(staff, draft), path_of(staff, draft)
    assert statuses(client, path) == [200, 200, 200, 429, 429]
    assert client.get(other).status_code == 200


def test_one_link_that_was_signed_twice_is_one(staff, client, draft, monkeypatch):
    shared = sharing.share(revision=draft, by=staff.author)
    with monkeypatch.context() as long_ago:
        long_ago.setattr("django.core.signing.time.time", lambda: 1_000_000)
        earlier = sharing.draft_path(shared)
    later = sharing.draft_path(shared)
    assert earlier != later
    assert [client.get(path).status_code for path in (earlier, later) * 2] == [200, 200, 200, 429]


def test_guessing_is_slowed_whatever_is_guessed_and_costs_one_question(loaded, client, django_assert_num_queries):
    found = [client.get(f"/drafts/{number}:abc:def/").status_code for number in range(5)]
    assert found == [404, 404, 404, 429, 429]
    with django_assert_num_queries(1):
        answer = client.get("/drafts/9:abc:def/")
    assert int(answer["Retry-After"]) == 60
    assert answer["Cache-Control"] == "no-store, private" and "noindex" in answer["X-Robots-Tag"]


def test_guessing_keeps_nobody_from_a_link_that_is_theirs(staff, client, draft):
    statuses(client, "/drafts/0:abc:def/")
    assert client.get(path_of(staff, draft)).status_code == 200


def test_a_mailed_approval_is_slowed_too(client, settings, db):
    settings.APPROVE_FROM_MAIL = True
    assert statuses(client, "/approvals/0:abc:def/") == [410, 410, 410, 429, 429]


def test_the_next_minute_begins_anew(monkeypatch):
    now = 600.0
    monkeypatch.setattr(pacing.time, "monotonic", lambda: now)
    pace = pacing.Pace(most=1)
    assert [pace.is_kept("a"), pace.is_kept("a"), pace.is_kept("b")] == [True, False, True]
    now += 60
    assert pace.is_kept("a")
