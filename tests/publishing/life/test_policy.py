"""Who may do what, when: one table of role, state and verb, held against the policy and against the desk over HTTP."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from publishing.changes import minor
from publishing.life import actions, authorship, policy
from publishing.life.models import Page, Revision
from publishing.life.states import OPEN, PageStatus, RevisionState, Verb
from publishing.life.verbs import DEEDS, offered
from tests.articles.editing import Staff, edited, page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import entered, in_role, tables, url

PAGE = "articles/how-pain-works"
WRITING = {Verb.SAVE, Verb.SUBMIT, Verb.DISCARD, Verb.RECALL}
REVIEWING = {Verb.RETURN, Verb.APPROVE, Verb.CONFIRM_REVIEW, Verb.TAKE_BACK}
#: Only for whoever approved.
OWN = {Verb.TAKE_BACK}
PUBLISHING = {Verb.PUBLISH, Verb.PUBLISH_MINOR, Verb.SCHEDULE, Verb.UNSCHEDULE}
PUBLISHING |= {Verb.WITHDRAW, Verb.PLAN_WITHDRAWAL, Verb.CANCEL_WITHDRAWAL, Verb.RESTORE, Verb.UNDO}
#: Said of many pages at once, whatever state they are in, on a screen of its own.
SAYING = {Verb.SAY_OFFERED, Verb.REPLACE_PICTURE, Verb.REMOVE_PICTURE}
#: Done from the form of another page (tests/publishing/desk/test_elsewhere.py).
FROM_ELSEWHERE = {Verb.RECALL}

#: role -> the verbs that it includes
ROLES = {
    "Author": WRITING,
    "Clinical reviewer": REVIEWING,
    "Publisher": WRITING | PUBLISHING | SAYING,
    "Administrator": WRITING | PUBLISHING | SAYING,
    "": set(),
}

WITH_A_RIGHT = {deed.verb for deed in DEEDS.values() if deed.right}

LIVE = {Verb.CONFIRM_REVIEW: "live", Verb.WITHDRAW: "withdrawn", Verb.PLAN_WITHDRAWAL: "live"}
#: state -> verb -> the state that it leads to: of the page for a verb on pages, else of the revision
STATES = {
    "never-public": {Verb.SAVE: "draft", Verb.SUBMIT: "in-review", Verb.DISCARD: "superseded"},
    "live": {**LIVE, Verb.SAVE: "draft"},
    "leaving": {Verb.CONFIRM_REVIEW: "live", Verb.WITHDRAW: "withdrawn", Verb.CANCEL_WITHDRAWAL: "live"}
    | {Verb.SAVE: "draft"},
    "withdrawn": {Verb.RESTORE: "live", Verb.SAVE: "draft"},
    "withdrawn, with a draft": {Verb.RESTORE: "live", Verb.SAVE: "draft", Verb.SUBMIT: "in-review"}
    | {Verb.DISCARD: "superseded"},
    "draft": {**LIVE, Verb.SAVE: "draft", Verb.SUBMIT: "in-review", Verb.DISCARD: "superseded"}
    | {Verb.PUBLISH_MINOR: "published"},
    "in-review": {**LIVE, Verb.SAVE: "in-review", Verb.RETURN: "returned", Verb.APPROVE: "approved"}
    | {Verb.DISCARD: "superseded", Verb.PUBLISH_MINOR: "published"},
    "returned": {**LIVE, Verb.SAVE: "draft", Verb.SUBMIT: "in-review", Verb.DISCARD: "superseded"}
    | {Verb.PUBLISH_MINOR: "published"},
    "approved": {**LIVE, Verb.SAVE: "in-review", Verb.RETURN: "returned", Verb.SCHEDULE: "scheduled"}
    | {Verb.PUBLISH: "published"},
    "scheduled": {**LIVE, Verb.SAVE: "in-review", Verb.RETURN: "returned", Verb.UNSCHEDULE: "approved"}
    | {Verb.PUBLISH: "published"},
    "published": {**LIVE, Verb.SAVE: "draft", Verb.UNDO: "live"},
    "superseded": {**LIVE, Verb.SAVE: "draft"},
}


@pytest.fixture
def person(django_user_model):
    """Somebody who wrote nothing."""
    return django_user_model.objects.create_user("somebody", is_staff=True)


@pytest.fixture
def every_edit_is_minor(monkeypatch):
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)


def brought_to(state: str, staff: Staff) -> Page:
    """A page in a state of the table."""
    if state == "never-public":
        return staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    page = page_at(PAGE)
    if state == "published":  # over a text that a clinician has confirmed
        actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
        staff.published(page, title="How pain works, again")
    elif state in RevisionState.values:
        staff.revision(page, RevisionState(state), title="How pain works, again")
    elif state == "leaving":
        tomorrow = timezone.now() + datetime.timedelta(days=1)
        actions.plan_withdrawal(page=page, by=staff.publisher, at=tomorrow, note="Old.")
    elif state.startswith("withdrawn"):
        actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
        if state != "withdrawn":
            staff.revision(page, RevisionState.DRAFT, title="How pain works, again")
    return page_at(PAGE)


def outcome(verb: Verb, page: Page, revision: Revision | None) -> str:
    """The state after a verb, of that which it acts on."""
    if DEEDS[verb].is_of_pages:
        return Page.objects.get(pk=page.pk).status
    return (Revision.objects.get(pk=revision.pk) if revision else page.revisions.first()).state


# The table itself


def test_the_table_speaks_of_every_state_and_every_verb_that_needs_a_right():
    assert set(RevisionState.values) | set(PageStatus.values) <= set(STATES)
    assert {verb for leads in STATES.values() for verb in leads} == WITH_A_RIGHT - SAYING - OWN - FROM_ELSEWHERE
    assert {verb for verbs in ROLES.values() for verb in verbs} == WITH_A_RIGHT
    assert {deed.verb for deed in offered()} == WITH_A_RIGHT - SAYING - FROM_ELSEWHERE - {Verb.SAVE}


def test_the_table_agrees_with_the_transitions():
    for verb in WITH_A_RIGHT - OWN - FROM_ELSEWHERE:
        for before, after in DEEDS[verb].revision.items():
            assert STATES[before][verb] == after


def test_what_only_the_desk_itself_does_needs_no_right_and_is_offered_to_nobody():
    assert set(Verb) - WITH_A_RIGHT == {Verb.MOVE_LINKS, Verb.HAND_OVER, Verb.REOPEN, Verb.CHANGE_SOURCE}


@pytest.mark.django_db
def test_the_migration_makes_these_roles_and_no_other():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES) - {""}


# The policy


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_the_rights_of_the_table(db, person, role):
    person = in_role(person, role)
    assert {verb for verb in WITH_A_RIGHT if policy.has_right(person, verb)} == ROLES[role]
    assert policy.may_see(person) == bool(ROLES[role])


@pytest.mark.parametrize("state", STATES)
def test_the_policy_offers_each_role_what_the_table_says(staff, person, every_edit_is_minor, state):
    page = brought_to(state, staff)
    revision = page.revisions.open().first()
    expected = {verb for verb in STATES[state] if verb != Verb.SAVE} | (set() if revision else {Verb.SUBMIT})
    for role, verbs in ROLES.items():
        person.groups.clear()
        found = policy.offers(in_role(person, role), page, revision)
        assert {offer.verb for offer in found} == expected & verbs, role


def test_somebody_who_left_has_no_right_any_more(staff, person):
    person = in_role(person, "Administrator")
    person.is_active = False
    assert not any(policy.has_right(person, verb) for verb in WITH_A_RIGHT)
    assert policy.offers(person, page_at(PAGE), None) == []


def test_what_is_not_minor_is_not_offered_as_a_minor_edit(staff, person):
    page = page_at(PAGE)
    draft = staff.revision(page, RevisionState.DRAFT, title="Why pain is never there")
    offered = policy.offers(in_role(person, "Publisher"), page, draft)
    assert Verb.PUBLISH_MINOR not in {offer.verb for offer in offered}


def test_who_wrote_is_offered_everything_but_the_approval(staff, admin_user):
    page = page_at(PAGE)
    mine = actions.save_draft(page=page, by=admin_user, manuscript=edited(page, title="Mine"))
    mine = actions.submit(revision=mine, by=admin_user)
    verbs = {offer.verb for offer in policy.offers(admin_user, page, mine)}
    assert Verb.APPROVE not in verbs
    assert Verb.RETURN in verbs


def test_who_wrote_the_text_under_a_minor_edit_wrote_what_is_live(staff, every_edit_is_minor):
    """A comma by somebody else does not make a text anybody else's."""
    staff.published(page_at(PAGE), title="By the author")
    page = page_at(PAGE)
    comma = actions.save_draft(page=page, by=staff.publisher, manuscript=edited(page, title="By the author,"))
    actions.publish_minor(revision=comma, by=staff.publisher)
    live = page_at(PAGE).live_revision
    assert authorship.writers(live) == {staff.author.pk}
    with pytest.raises(actions.Refused, match="own text"):
        actions.confirm_review(page=page_at(PAGE), by=staff.author, sha256=live.sha256)


# The desk


def asked(client, verb: Verb, page: Page):
    """Ask the page's own screen for a verb, with everything that it could need."""
    draft = page.revisions.open().first()
    if verb == Verb.SAVE:
        return client.post(url(page), entered(page, title="Words of somebody else"))
    values = {"verb": verb, "note": "Because.", "confirmed": "yes", "at": timezone.now() + datetime.timedelta(days=1)}
    seen = {"based_on": draft.sha256 if draft else "", "live_sha256": (page.live_revision or draft).sha256}
    return client.post(url(page, "do"), {**values, **seen})


@pytest.mark.parametrize("state", STATES)
def test_the_desk_does_what_the_table_allows_and_nothing_else(staff, person, client, every_edit_is_minor, state):
    page = brought_to(state, staff)
    revision = page.revisions.open().first()
    client.force_login(person)
    before = tables()
    for role, verbs in ROLES.items():
        person.groups.clear()
        in_role(person, role)
        for verb in WITH_A_RIGHT:
            if verb not in verbs:
                assert asked(client, verb, page).status_code == 403, (role, verb)
            elif verb not in STATES[state]:  # refused with a sentence, on the page or on its question
                assert asked(client, verb, page).status_code in {200, 302}, (role, verb)
    assert tables() == before
    for role, verbs in ROLES.items():
        person.groups.clear()
        in_role(person, role)
        for verb in verbs & set(STATES[state]):
            with transaction.atomic():
                assert asked(client, verb, page).status_code == 302, (role, verb)
                assert outcome(verb, page, revision) == STATES[state][verb], (role, verb)
                assert page.events.first().verb == verb
                assert page.events.first().by == person
                transaction.set_rollback(True)


@pytest.mark.parametrize("verb", sorted(set(Verb) - WITH_A_RIGHT))
def test_what_only_the_desk_itself_does_cannot_be_asked_for(staff, admin_client, verb):
    page = brought_to("approved", staff)
    before = tables()
    assert asked(admin_client, verb, page).status_code == 403
    assert admin_client.post(url(page), entered(page, verb=verb)).status_code == 403
    assert tables() == before


@pytest.mark.parametrize("state", OPEN)
def test_looking_at_a_verb_does_not_do_it(staff, admin_client, state):
    page = brought_to(state, staff)
    draft = page.revisions.open().get()
    before = tables()
    for verb in Verb:
        query = {"verb": verb, "note": "Because.", "confirmed": "yes", "based_on": draft.sha256}
        for view in ("do", "change", "compare"):
            assert admin_client.get(url(page, view), query).status_code in {200, 302, 403}, (verb, view)
    assert tables() == before


def test_a_discarded_text_that_a_colleague_takes_up_stays_its_writer_s(loaded, author, reviewer):
    page = Page.objects.get(kind="conditions", slug="sciatica")
    text = page.live_revision.manuscript.replace("Sciatica", "Sciatica again", 1)
    first = actions.save_draft(page=page, by=reviewer, manuscript=text)
    actions.discard(revision=first, by=reviewer)
    again = actions.save_draft(page=page, by=author, manuscript=text)
    again = actions.submit(revision=again, by=author)
    with pytest.raises(actions.Refused, match="own text"):
        actions.approve(revision=again, by=reviewer, sha256=again.sha256)
