"""Whose words a text is, by descent: whatever it was taken up from, its writers stay its writers through all edits."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing.changes import minor
from publishing.desk.letters import sharing
from publishing.life import actions, authorship, policy
from publishing.life.models import Contributor, Page, Revision, SharedDraft
from publishing.life.states import RevisionState, Verb
from tests.articles.editing import Staff, edited, page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import in_role, url

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    """An author, a clinician who writes and reviews, and a publisher."""
    in_role(author, "Author")
    in_role(reviewer, "Author")
    in_role(publisher, "Publisher")
    return Staff(author, in_role(reviewer, "Clinical reviewer"), publisher)


@pytest.fixture
def discarded(staff):
    """What the clinician wrote and gave up."""
    draft = actions.save_draft(page=page_at(PAGE), by=staff.reviewer, manuscript=edited(page_at(PAGE), title="Mine"))
    return actions.discard(revision=draft, by=staff.reviewer)


@pytest.fixture
def every_edit_is_minor(monkeypatch):
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)


def changed(revision: Revision, by) -> Revision:
    """The open draft with another word, submitted."""
    text = revision.manuscript.replace("title: Mine", "title: Mine too")
    draft = actions.save_draft(page=revision.page, by=by, manuscript=text, slug=revision.slug)
    assert draft.sha256 != revision.sha256
    return actions.submit(revision=draft, by=by)


def refused_to(person, revision: Revision) -> bool:
    """Whether a person may not approve, by the verb and by the button alike."""
    is_offered = policy.may(person, Verb.APPROVE, revision.page, revision)
    try:
        actions.approve(revision=revision, by=person, sha256=revision.sha256)
    except actions.Refused as error:
        assert "own text" in str(error)
        assert not is_offered
        return True
    assert is_offered
    return False


# Taken up


def test_what_is_taken_up_from_history_and_edited_stays_its_writer_s(staff, discarded, client):
    client.force_login(staff.author)
    client.post(url(page_at(PAGE), "version", discarded.number))
    draft = page_at(PAGE).revisions.open().get()
    assert draft.sha256 == discarded.sha256
    assert refused_to(staff.reviewer, changed(draft, staff.author))


def test_what_replaced_an_open_draft_stays_its_writer_s(staff, discarded):
    other = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Something else")
    draft = actions.take_up(version=discarded, by=staff.author, over=other)
    assert refused_to(staff.reviewer, changed(draft, staff.author))


def test_the_same_words_typed_again_are_taken_up(staff, discarded):
    draft = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=discarded.manuscript)
    assert refused_to(staff.reviewer, changed(draft, staff.author))


def test_what_is_taken_up_twice_stays_its_first_writer_s(staff, discarded):
    for _time in range(2):
        last = page_at(PAGE).revisions.first()
        draft = actions.take_up(version=last, by=staff.author)
        if _time == 0:
            text = draft.manuscript.replace("title: Mine", "title: Ours")
            draft = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=text)
            actions.discard(revision=draft, by=staff.author)
    assert draft.sha256 != discarded.sha256
    assert refused_to(staff.reviewer, actions.submit(revision=draft, by=staff.author))


def test_a_version_of_before_that_comes_back_is_its_writer_s(staff):
    others = Staff(staff.reviewer, staff.publisher, staff.publisher)
    old = others.published(page_at(PAGE), title="Mine").live_revision
    Staff(staff.author, staff.publisher, staff.publisher).published(page_at(PAGE), title="Newer")
    draft = actions.take_up(version=old, by=staff.author)
    assert refused_to(staff.reviewer, changed(draft, staff.author))


def test_who_edits_what_was_approved_and_is_live_begins_anew(staff):
    """Else in a clinic with two clinicians nobody could approve a second change."""
    others = Staff(staff.reviewer, staff.publisher, staff.publisher)
    live = others.published(page_at(PAGE), title="Mine").live_revision
    draft = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=edited(page_at(PAGE), title="Mine too"))
    draft = actions.take_up(version=live, by=staff.author, over=draft)
    assert not refused_to(staff.reviewer, changed(draft, staff.author))


# Copies and translations


def test_a_copy_of_a_page_carries_its_writers(staff):
    mine = actions.create_page(by=staff.reviewer, kind="articles", slug="mine", manuscript=article(title="Mine"))
    for slug, known in (("typed", {}), ("told", {"taken_from": mine})):
        text = article(title="Mine") if slug == "typed" else article(title="Mine, but for a word")
        copy = actions.create_page(by=staff.author, kind="articles", slug=slug, manuscript=text, **known)
        assert authorship.writers(copy) == {staff.author.pk, staff.reviewer.pk}
        assert refused_to(staff.reviewer, changed(copy, staff.author) if slug == "typed" else _submitted(copy))


def _submitted(revision: Revision) -> Revision:
    return actions.submit(revision=revision, by=revision.created_by)


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.PUBLISHED])
def test_a_translation_carries_the_writers_of_what_it_translates(staff, state):
    Staff(staff.reviewer, staff.publisher, staff.publisher).new_page("articles", "mine", article(), state)
    text = article(title="Mío").replace("summary: ", "translation_of: mine\nsummary: ", 1)
    begun = {"kind": "articles", "language": "es", "slug": "mio", "manuscript": text}
    draft = actions.create_page(by=staff.author, **begun)
    assert authorship.writers(draft) == {staff.author.pk, staff.reviewer.pk}
    draft = actions.save_draft(page=draft.page, by=staff.author, manuscript=text.replace("Mío", "El mío"))
    assert authorship.writers(draft) == {staff.author.pk, staff.reviewer.pk}


# What changes no words


def test_a_hand_over_of_a_draft_makes_nobody_a_writer_and_keeps_those_there_are(staff):
    for name in ("leaving", "staying"):
        Contributor.objects.create(id=name, name=name.title(), kind="person")
    leaving, staying = Contributor.objects.get(pk="leaving"), Contributor.objects.get(pk="staying")
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, owner="leaving")
    actions.hand_over(leaving=leaving, to=staying, by=staff.reviewer)
    after = Revision.objects.get(pk=draft.pk)
    assert "owner: staying" in after.manuscript
    assert (after.edited_by, after.state) == (staff.author, RevisionState.IN_REVIEW)
    assert (after.events.first().by, after.events.first().note) == (staff.reviewer, "Leaving handed over to Staying.")
    assert refused_to(staff.author, after)
    assert not refused_to(staff.reviewer, after)


def test_a_hand_over_of_what_is_live_makes_nobody_a_writer_and_keeps_those_there_are(staff):
    for name in ("leaving", "staying"):
        Contributor.objects.create(id=name, name=name.title(), kind="person")
    Staff(staff.author, staff.publisher, staff.publisher).published(page_at(PAGE), owner="leaving")
    leaving, staying = Contributor.objects.get(pk="leaving"), Contributor.objects.get(pk="staying")
    actions.hand_over(leaving=leaving, to=staying, by=staff.reviewer)
    live = page_at(PAGE).live_revision
    assert live.is_minor and live.created_by == staff.reviewer
    with pytest.raises(actions.Refused, match="own text"):
        actions.confirm_review(page=page_at(PAGE), by=staff.author, sha256=live.sha256)
    actions.confirm_review(page=page_at(PAGE), by=staff.reviewer, sha256=live.sha256)


def test_who_put_a_typo_right_may_still_confirm_that_nothing_need_change(staff, every_edit_is_minor):
    staff.published(page_at(PAGE), title="By the author")
    comma = edited(page_at(PAGE), title="By the author,")
    draft = actions.save_draft(page=page_at(PAGE), by=staff.reviewer, manuscript=comma)
    assert policy.may(staff.author, Verb.CONFIRM_REVIEW, page_at(PAGE), None) is False
    actions.publish_minor(revision=draft, by=staff.publisher)
    live = page_at(PAGE).live_revision
    assert policy.may(staff.reviewer, Verb.CONFIRM_REVIEW, page_at(PAGE), None)
    actions.confirm_review(page=page_at(PAGE), by=staff.reviewer, sha256=live.sha256)


def test_who_put_a_typo_right_in_a_draft_that_goes_to_review_wrote_it(staff):
    draft = actions.save_draft(page=page_at(PAGE), by=staff.reviewer, manuscript=edited(page_at(PAGE), title="A typo"))
    assert refused_to(staff.reviewer, actions.submit(revision=draft, by=staff.author))


# One answer for one and for many


def test_a_list_is_answered_in_one_query_as_each_of_it_is(staff, discarded):
    staff.revision(page_at("articles/warning-signs"), RevisionState.DRAFT, title="Of the author")
    revisions = list(Revision.objects.all())
    with CaptureQueriesContext(connection) as asked:
        found = authorship.writers_of(revisions)
    assert len(asked) == 1
    assert found == {revision.pk: authorship.writers(revision) for revision in revisions}
    assert found[discarded.pk] == {staff.reviewer.pk}
    assert authorship.writers_of([]) == {}


# What the upgrade makes of texts from before


migration = importlib.import_module("publishing.migrations.0006_writers_and_account_events")
EDITOR = SimpleNamespace(connection=connection)


def hands() -> set[tuple[int, int]]:
    return set(Revision.writers.through.objects.values_list("revision_id", "user_id"))


def upgraded() -> set[tuple[int, int]]:
    Revision.writers.through.objects.all().delete()
    migration.tell_the_writers(apps, EDITOR)
    return hands()


def test_the_upgrade_tells_the_writers_from_the_events(staff, discarded, every_edit_is_minor):
    draft = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=discarded.manuscript)
    draft = changed(draft, staff.author)
    draft = actions.approve(revision=draft, by=staff.publisher, sha256=draft.sha256)
    actions.publish(revision=draft, by=staff.publisher)
    comma = actions.save_draft(page=page_at(PAGE), by=staff.publisher, manuscript=edited(page_at(PAGE), title="Mine,"))
    actions.publish_minor(revision=comma, by=staff.publisher)
    newer = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=edited(page_at(PAGE), title="Newer"))
    before = hands()
    assert {(draft.pk, staff.reviewer.pk), (comma.pk, staff.reviewer.pk)} <= before
    assert not {(comma.pk, staff.publisher.pk), (newer.pk, staff.reviewer.pk)} & before
    assert upgraded() == before


def test_the_upgrade_takes_who_began_and_who_edited_where_no_event_tells(staff):
    page = Page.objects.create(kind="articles", slug="untold")
    told = {"created_by": staff.author, "edited_by": staff.reviewer, "edited_at": "2026-01-01T00:00Z"}
    revision = Revision.objects.create(page=page, number=1, slug="untold", manuscript="", sha256="0" * 64, **told)
    upgraded()
    assert authorship.writers(revision) == {staff.author.pk, staff.reviewer.pk}


def test_the_upgrade_closes_links_to_what_is_discarded_or_withdrawn(staff, discarded):
    open_draft = staff.revision(page_at("articles/warning-signs"), RevisionState.DRAFT, title="Open")
    shares = [sharing.share(revision=revision, by=staff.author) for revision in (discarded, open_draft)]
    migration.close_what_is_over(apps, EDITOR)
    found = SharedDraft.objects.in_bulk()
    assert [found[shared.pk].is_open for shared in shares] == [False, True]
