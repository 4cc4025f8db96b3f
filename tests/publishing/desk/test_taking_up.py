"""An earlier version is taken up as the draft: a living draft with other words is asked about first, and kept."""

import html

import pytest

from publishing.life import actions, authorship
from publishing.life.states import RevisionState, Verb
from tests.articles.editing import Staff, page_at
from tests.publishing.at_desk import url, with_mail

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"


@pytest.fixture
def staff(staff):
    """Everybody with an address."""
    return Staff(*with_mail(staff.author, staff.reviewer, staff.publisher))


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is sent once a transaction is through."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def earlier(staff):
    """What the author wrote and gave up."""
    return staff.revision(page_at(PAGE), RevisionState.SUPERSEDED, title="Mine")


@pytest.fixture
def others(staff):
    """The same people, of whom another one writes."""
    return Staff(staff.publisher, staff.reviewer, staff.author)


def question(client, earlier, **more) -> str:
    """What stands on the screen to which the button leads."""
    answer = client.post(url(page_at(PAGE), "version", earlier.number), more)
    return html.unescape(client.get(answer.url).content.decode())


def answered(draft, **more) -> dict[str, str]:
    return {"seen": draft.sha256, "state": draft.state, **more}


def test_where_nobody_has_a_draft_one_press_takes_it_up(writer, earlier):
    address = url(page_at(PAGE), "version", earlier.number)
    assert "Take this version up as the draft</button>" in writer.get(address).content.decode()
    assert writer.post(address).url == url(page_at(PAGE))
    assert page_at(PAGE).revisions.open().get().sha256 == earlier.sha256


def test_a_draft_with_the_same_words_is_not_asked_about(writer, earlier, others):
    draft = actions.save_draft(page=page_at(PAGE), by=others.author, manuscript=earlier.manuscript)
    address = url(page_at(PAGE), "version", earlier.number)
    assert "Take this version up as the draft</button>" in writer.get(address).content.decode()
    assert writer.post(address).url == url(page_at(PAGE))
    assert page_at(PAGE).revisions.open().get() == draft


def test_a_living_draft_of_somebody_else_is_asked_about_with_its_difference_and_nothing_has_happened(
    writer, earlier, others
):
    draft = others.revision(page_at(PAGE), RevisionState.DRAFT, title="Something else")
    shown = writer.get(url(page_at(PAGE), "version", earlier.number)).content.decode()
    assert "Take this version up as the draft …</a>" in shown
    asked = question(writer, earlier)
    assert "Put the draft of Paul Publisher aside?" in asked and "Paul Publisher hears of it by email." in asked
    assert "Something else" in asked and "Mine" in asked
    assert "kept in the history, and can be taken up again" in asked
    assert page_at(PAGE).revisions.open().get().sha256 == draft.sha256


def test_a_draft_that_was_put_aside_is_a_version_of_its_own_and_can_be_taken_up_again(writer, earlier, others):
    draft = others.revision(page_at(PAGE), RevisionState.DRAFT, title="Something else")
    address = url(page_at(PAGE), "version", earlier.number)
    assert writer.post(address, answered(draft)).url == url(page_at(PAGE))
    now = page_at(PAGE).revisions.open().get()
    assert (now.sha256, now.number) == (earlier.sha256, draft.number + 1)
    sha256 = draft.sha256
    draft.refresh_from_db()
    assert (draft.state, draft.sha256) == (RevisionState.SUPERSEDED, sha256)
    assert f"versions/{draft.number}/" in writer.get(url(page_at(PAGE), "history")).content.decode()
    writer.post(url(page_at(PAGE), "version", draft.number), answered(now))
    again = page_at(PAGE).revisions.open().get()
    assert again.sha256 == sha256 and others.author.pk in authorship.writers(again)


WAITING = {
    RevisionState.IN_REVIEW: "It waits for Rosa Reviewer, and is taken back.",
    RevisionState.APPROVED: "Rosa Reviewer approved it. The approval ends.",
    RevisionState.SCHEDULED: "It is not published then.",
}


@pytest.mark.parametrize("state", WAITING)
def test_a_text_that_waits_is_taken_back_by_it_and_whoever_it_concerns_is_told_once(
    writer, earlier, others, state, mailoutbox, committed
):
    draft = others.revision(page_at(PAGE), state, title="Something else")
    assert WAITING[state] in question(writer, earlier)
    mailoutbox.clear()
    with committed():
        writer.post(url(page_at(PAGE), "version", earlier.number), answered(draft))
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by, draft.scheduled_for) == (RevisionState.SUPERSEDED, None, None)
    assert page_at(PAGE).revisions.open().get().state == RevisionState.DRAFT
    told = {letter.to[0]: f"{letter.subject} {letter.body}" for letter in mailoutbox}
    assert len(mailoutbox) == len(told) and set(told) == {others.author.email, others.reviewer.email}
    assert "Put aside: " in told[others.author.email]
    assert f"Version {earlier.number} was taken up in its place." in told[others.author.email]
    assert "You need not read it" in told[others.reviewer.email]
    assert "You need not read it" not in told[others.author.email]


def test_one_s_own_draft_is_asked_about_and_nobody_gets_a_letter(writer, staff, earlier, mailoutbox, committed):
    draft = staff.revision(page_at(PAGE), RevisionState.RETURNED, title="Something else")
    assert "Put your draft aside?" in question(writer, earlier)
    mailoutbox.clear()
    with committed():
        writer.post(url(page_at(PAGE), "version", earlier.number), answered(draft))
    assert [letter.to for letter in mailoutbox if staff.author.email in letter.to] == []
    assert page_at(PAGE).revisions.open().get().sha256 == earlier.sha256


def test_a_draft_that_changed_since_it_was_asked_about_is_asked_about_again(writer, earlier, others):
    draft = others.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="Something else")
    sent = answered(draft)
    actions.approve(revision=draft, by=others.reviewer, sha256=draft.sha256)
    asked = question(writer, earlier, **sent)
    assert "Somebody changed it meanwhile. Look again." in asked and "approved it" in asked
    with pytest.raises(actions.Stale, match="meanwhile"):
        actions.take_up(version=earlier, by=others.author, over=draft)
    with pytest.raises(actions.Stale):
        actions.take_up(version=earlier, by=others.author)
    assert page_at(PAGE).revisions.open().get().state == RevisionState.APPROVED


def test_a_second_press_leads_where_the_first_leads_and_says_the_same(writer, earlier, others):
    draft = others.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="Something else")
    address, saves = url(page_at(PAGE), "version", earlier.number), page_at(PAGE).events.filter(verb=Verb.SAVE)
    before = saves.count()
    first, second = (writer.post(address, answered(draft)) for _time in range(2))
    assert first.url == second.url == url(page_at(PAGE))
    shown = writer.get(second.url).content.decode()
    assert shown.count(f"Version {earlier.number} is the draft now.") == 2 and "Somebody" not in shown
    assert saves.count() == before + 1


def test_a_version_that_is_to_be_sent_asks_too_where_a_draft_was_begun_meanwhile(writer, earlier, others):
    sends = {"then": "submit"}
    draft = others.revision(page_at(PAGE), RevisionState.DRAFT, title="Something else")
    assert 'name="then" value="submit"' in question(writer, earlier, **sends)
    address = url(page_at(PAGE), "version", earlier.number)
    first, second = (writer.post(address, answered(draft, **sends)) for _time in range(2))
    assert first.url == second.url == f"{url(page_at(PAGE), 'do')}?verb=submit"
    assert "Somebody" not in writer.get(second.url).content.decode()


def test_whoever_wrote_a_draft_hears_that_somebody_else_threw_it_away(writer, others, mailoutbox, committed):
    draft = others.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="Something else")
    mailoutbox.clear()
    with committed():
        sent = {"verb": "discard", "confirmed": "yes", "seen": draft.sha256}
        writer.post(url(page_at(PAGE), "do"), sent)
    told = {letter.to[0]: letter.body for letter in mailoutbox}
    assert set(told) == {others.author.email, others.reviewer.email}
    assert "kept in the history" in told[others.author.email]


def test_the_question_names_who_wrote_a_draft_that_is_thrown_away_and_who_gets_a_letter(writer, others):
    others.revision(page_at(PAGE), RevisionState.DRAFT, title="Something else")
    shown = html.unescape(writer.get(url(page_at(PAGE), "do"), {"verb": "discard"}).content.decode())
    assert "Paul Publisher changed it last, today at " in shown
    assert "Paul Publisher hears of it by email." in shown
