"""Verbs that meet on PostgreSQL: nothing is lost, nobody gets a server error, whoever changes the public waits in turn.

On SQLite one writer is alone from its first statement on, so there is nothing to meet.
"""

import datetime
import functools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import TransactionTestCase
from django.utils import timezone

from publishing.changes import minor
from publishing.desk.registry.clinic import ClinicAdmin
from publishing.life import actions, loading, rendering
from publishing.life.actions import drafts, following
from publishing.life.models import ClinicProfile, Contributor, Event, Page, Revision
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.text import preparing
from publishing.text.library import Library
from tests.articles.editing import Staff, edited, page_at
from tests.publishing import samples
from tests.publishing.life.meeting import (
    DONE,
    REFUSED,
    Ground,
    Person,
    Point,
    meet,
    outcome,
    standing,
    transactions,
    writes,
)

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.skipif(
        "postgresql" not in settings.DATABASES["default"]["ENGINE"],
        reason="on SQLite nobody reads in a transaction while somebody else writes",
    ),
    pytest.mark.django_db(transaction=True),
]

#: Two pages that link to each other, and one that both name by an address that it had.
PAGE, OTHER, MOVED = "procedures/epidural-steroid-injection", "conditions/sciatica", "articles/your-first-visit"
SHARED = "snippets/warning-signs"
FILES = {PAGE: samples.PROCEDURE, OTHER: samples.CONDITION}
LEAVING, TAKING = (f"- id: {who}\n  name: {who}\n  kind: person\n" for who in ("leaving", "taking"))
KEPT = "authors:\n- starter-library\nowner: leaving\ndeputy: starter-library\n"
TOMORROW = timezone.now() + datetime.timedelta(days=1)
#: What a page is, beside the states of its draft; a page that moves has an approved draft with another address.
LIVE, WITHDRAWN, GOING, MOVING, TWICE = "live", "withdrawn", "going", "moving", "published twice"


def library(root, *changed: str) -> Library:
    """The small library with two pages that somebody keeps, and other words in those that changed."""
    folder = samples.small(root)
    folder.write("contributors.yaml", LEAVING + samples.CONTRIBUTORS + TAKING)
    for name in FILES.values():
        folder.replace(name, "authors:\n- starter-library\n", KEPT)
        folder.replace(name, "## When to get help", f"Read of [your visit](../{MOVED}.md).\n\n## When to get help")
    for address in changed:
        folder.replace(FILES[address], "questions_to_ask:\n- ", "questions_to_ask:\n- What is new?\n- ")
    found = folder.read()
    assert not found.faults, found.faults
    return found


@dataclass
class Site:
    """What verbs need: the people, and the library with changed files."""

    library: Library
    changed: Library

    @property
    def staff(self) -> Staff:
        return Staff(*map(person, ("author", "reviewer", "publisher")))


@functools.cache
def person(name: str):
    return get_user_model().objects.get(username=name)


# The verbs


def draft(page: Page) -> Revision:
    """The open draft as a view reads it."""
    revisions = page.revisions.select_related("page")
    return revisions.open().first() or revisions.first()


def publish(site: Site, page: Page) -> None:
    actions.publish(revision=draft(page), by=site.staff.publisher)


def publish_minor(site: Site, page: Page) -> None:
    actions.publish_minor(revision=draft(page), by=site.staff.publisher)


def withdraw(site: Site, page: Page) -> None:
    actions.withdraw(page=page, by=site.staff.publisher, note="It is wrong.")


def restore(site: Site, page: Page) -> None:
    actions.restore(page=page, by=site.staff.publisher)


def confirm_review(site: Site, page: Page) -> None:
    actions.confirm_review(page=page, by=site.staff.reviewer, sha256=page.live_revision.sha256)


def undo(site: Site, page: Page) -> None:
    actions.undo(page=page, by=site.staff.publisher, sha256=page.live_revision.sha256, note="It was right before.")


def plan_withdrawal(site: Site, page: Page) -> None:
    actions.plan_withdrawal(page=page, by=site.staff.publisher, at=TOMORROW, note="It will be wrong.")


def save_draft(site: Site, page: Page) -> None:
    text = site.library.texts["en", page.kind, page.slug].replace("key_points:\n- ", "key_points:\n- Read this.\n- ")
    actions.save_draft(page=page, by=site.staff.author, manuscript=text)


def submit(site: Site, page: Page) -> None:
    actions.submit(revision=draft(page), by=site.staff.author)


def approve(site: Site, page: Page) -> None:
    revision = draft(page)
    actions.approve(revision=revision, by=site.staff.reviewer, sha256=revision.sha256)


def schedule(site: Site, page: Page) -> None:
    actions.schedule(revision=draft(page), by=site.staff.publisher, at=TOMORROW)


def discard(site: Site, page: Page) -> None:
    actions.discard(revision=draft(page), by=site.staff.author)


def unschedule(site: Site, page: Page) -> None:
    actions.unschedule(revision=draft(page), by=site.staff.publisher)


def return_for_changes(site: Site, page: Page) -> None:
    actions.return_for_changes(revision=draft(page), by=site.staff.reviewer, note="Say more.")


def cancel_withdrawal(site: Site, page: Page) -> None:
    actions.cancel_withdrawal(page=page, by=site.staff.publisher)


def follow_links(site: Site, page: Page) -> None:
    actions.follow_links()


def hand_over(site: Site, page: Page) -> None:
    leaving, to = (Contributor.objects.get(pk=pk) for pk in ("leaving", "taking"))
    actions.hand_over(leaving=leaving, to=to, by=site.staff.publisher)


def say_offered(site: Site, page: Page) -> None:
    ids = Page.objects.filter(slug__startswith=PAGE.partition("/")[2]).values_list("pk", flat=True)  # it may have moved
    actions.say_offered(said=dict.fromkeys(ids, "here"), seen=dict.fromkeys(ids, ""), by=site.staff.publisher)


def load(site: Site, page: Page) -> None:
    loading.load(site.changed)


def store_rendered(site: Site, page: Page) -> None:
    rendering.store(page.pk)


def change_phone(site: Site, page: Page) -> None:
    profile = ClinicProfile.objects.get()
    profile.phone = "555 0199"
    ClinicAdmin(ClinicProfile, admin.site).save_model(None, profile, None, True)


#: Each verb, and how far a draft must be (or what the page must be) so that it can be done.
VERBS: dict[Callable, str] = {
    publish: RevisionState.APPROVED,
    publish_minor: RevisionState.DRAFT,
    withdraw: LIVE,
    restore: WITHDRAWN,
    confirm_review: LIVE,
    plan_withdrawal: LIVE,
    save_draft: LIVE,
    submit: RevisionState.DRAFT,
    approve: RevisionState.IN_REVIEW,
    schedule: RevisionState.APPROVED,
    discard: RevisionState.DRAFT,
    follow_links: LIVE,
    hand_over: LIVE,
    say_offered: LIVE,
    load: LIVE,
    store_rendered: LIVE,
    change_phone: LIVE,
}


#: Verbs that meet others on their own page alone: what they lock and write elsewhere is what another does.
BESIDE = {
    unschedule: RevisionState.SCHEDULED,
    return_for_changes: RevisionState.IN_REVIEW,
    cancel_withdrawal: GOING,
    undo: TWICE,
}
ALL = VERBS | BESIDE


# The ground that they stand on


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    fresh = tmp_path_factory.mktemp
    return Site(library(fresh("before")), library(fresh("changed"), *FILES))


@pytest.fixture(scope="module")
def ground(django_db_setup, django_db_blocker):
    """The states that the tests begin in. Nobody empties the database after each: that takes longer than the test."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: None)
        ground = Ground()
        with ground.afterwards_as_it_was():
            yield ground


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    """Every edit counts as minor, and the same text is made ready once."""
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)
    monkeypatch.setattr(preparing, "prepare", prepare)
    monkeypatch.setattr(drafts, "gist_of", gist_of)


prepare, _gist_of = functools.cache(preparing.prepare), functools.cache(drafts.gist_of)


def gist_of(text: str, kind: str, language: str, read: object = None) -> drafts.Gist:
    """The gist of a text. What a load has read of it already is not needed, and cannot be kept by."""
    return _gist_of(text, kind, language)


@pytest.fixture
def done(ground, site):
    """What each transaction of a verb locks and writes."""

    def do(verb: Callable, state: str) -> list[list[str]]:
        stand(ground, site, {PAGE: state, OTHER: LIVE})
        with transactions() as found:
            verb(site, page_at(PAGE))
        return found

    return do


@pytest.fixture
def two():
    people = Person(), Person()
    yield people
    for one in people:
        one.leave()


def built(site: Site) -> None:
    """Load the library, let a page move, and let two pages' HTML be of an older release."""
    for name in ("author", "reviewer", "publisher"):
        get_user_model().objects.create_user(name, is_staff=True, password=None)
    loading.load(site.library)
    ClinicProfile.objects.create(phone="555 0100")
    site.staff.published(page_at(MOVED), slug="your-visit")
    Page.objects.filter(slug__in=[address.partition("/")[2] for address in FILES]).update(rendered_with="older")


def brought(site: Site, page: Page, state: str) -> None:
    """Bring a page, or a draft of it, to where a verb can begin."""
    if state == WITHDRAWN:
        actions.withdraw(page=page, by=site.staff.publisher, note="It was wrong.")
    elif state == GOING:
        plan_withdrawal(site, page)
    elif state == TWICE:
        for word in ("now", "again"):
            page = site.staff.published(page, title=f"{page.title} {word}")
    elif state == MOVING:
        site.staff.revision(page, RevisionState.APPROVED, slug=f"{page.slug}-anew")
    elif state != LIVE:
        body = f"{page.body.rstrip()}\n\nThis is new.\n"
        site.staff.revision(page, RevisionState(state), title=f"{page.title} now", body=body)


def stand(ground: Ground, site: Site, states: dict[str, str]) -> None:
    """Let pages stand in some states."""
    ground.stand("before", lambda: built(site))
    name = " ".join(f"{address}={state}" for address, state in states.items() if state != LIVE) or "before"
    ground.stand(name, lambda: [brought(site, page_at(*at), state) for *at, state in states.items()], on="before")


# What is locked first, and what is written

PUBLIC = (publish, publish_minor, withdraw, restore, confirm_review, follow_links, hand_over, say_offered, load)
PUBLIC += (change_phone, undo)
VERSION, ROW = 'FROM "publishing_contentversion"', 'FROM "publishing_page"'


@pytest.mark.parametrize("verb", PUBLIC)
def test_whoever_changes_what_the_public_sees_takes_the_row_of_the_content_version_first_and_raises_it(done, verb):
    found = done(verb, ALL[verb])
    assert found
    for first, *others in found:
        assert VERSION in first and first.endswith("FOR UPDATE")
        assert not any(map(writes, others)) or any('UPDATE "publishing_contentversion"' in other for other in others)


@pytest.mark.parametrize(("verb", "state"), [(verb, state) for verb, state in ALL.items() if verb not in PUBLIC])
def test_whoever_works_on_a_draft_takes_the_row_of_its_page_alone(done, verb, state):
    (statements,) = done(verb, state)
    assert ROW in statements[0] and statements[0].endswith("FOR NO KEY UPDATE")
    assert not any("contentversion" in statement for statement in statements)


STATE = {"state", "scheduled_for", "asked_id", "approved_by_id", "approved_at", "approved_sha256"}
TEXT = {"slug", "manuscript", "sha256", "grade", "read_with", "origin", "edited_by_id", "edited_at", "minor_of_id"}
PUT_OUT = {"state", "scheduled_for", "is_minor", "published_by_id", "published_at"}
PLANNED = {"withdrawal_due_at", "withdrawal_by_id", "withdrawal_note", "instead_id"}
REVIEWED = {"reviewed_on", "reviewed_by_id", "review_due_on"}
CONTENT = {"slug", "status", "withdrawn_at", "published_at", "updated_at", "live_revision_id", "title", "summary"}
CONTENT |= {
    "also_called",
    "data",
    "body",
    "html",
    "stencil",
    "passages",
    "rendered_with",
    "owner_id",
    "deputy_id",
    "translation_of_id",
}
CONTENT |= {"role", "instead_id"}
#: The columns that each verb may change of a page, and of a revision that is there.
COLUMNS = {
    publish: (CONTENT | REVIEWED, PUT_OUT),
    publish_minor: (CONTENT, PUT_OUT),
    undo: (CONTENT | REVIEWED, PUT_OUT),
    **dict.fromkeys((follow_links, hand_over), (CONTENT, PUT_OUT | {"minor_of_id"})),  # of the draft beside it
    load: (CONTENT | REVIEWED | {"loaded_sha256", "is_own"}, PUT_OUT),
    withdraw: ({"status", "withdrawn_at"} | PLANNED, set()),
    restore: ({"status", "withdrawn_at", "instead_id"}, set()),
    confirm_review: (REVIEWED, set()),
    plan_withdrawal: (PLANNED, set()),
    cancel_withdrawal: (PLANNED, set()),
    store_rendered: ({"html", "stencil", "passages", "rendered_with"}, set()),
    change_phone: (set(), set()),
    say_offered: ({"offered"}, set()),
    **dict.fromkeys((submit, return_for_changes, approve, schedule, unschedule, discard), (set(), STATE)),
}


def columns(found: list[list[str]], table: str) -> set[str]:
    """The columns of a table that statements change."""
    updates = [sql for statements in found for sql in statements if sql.startswith(f'UPDATE "{table}" SET ')]
    return {name for sql in updates for name in re.findall(r'"(\w+)" = ', sql.partition(" WHERE ")[0])}


@pytest.mark.parametrize("verb", COLUMNS)
def test_a_verb_saves_the_columns_that_it_is_about_and_no_other(done, verb):
    found = done(verb, ALL[verb])
    assert (columns(found, "publishing_page"), columns(found, "publishing_revision")) == COLUMNS[verb]


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.IN_REVIEW, RevisionState.APPROVED])
def test_a_save_of_a_draft_that_is_there_saves_its_text_and_its_state(done, state):
    found = done(save_draft, state)
    assert (columns(found, "publishing_page"), columns(found, "publishing_revision")) == (set(), TEXT | STATE)


# Meeting


Work = tuple[Callable, str]


def doing(site: Site, work: Work) -> Callable:
    verb, address = work
    return lambda: verb(site, page_at(address))


#: What stands after verbs that were done one after the other, by where they began.
_in_turn: dict[tuple, dict] = {}


def in_turn(ground: Ground, site: Site, states: dict[str, str], *works: Work) -> dict:
    """What stands when one thing was done after the other."""
    key = (*states.items(), *works)
    if key not in _in_turn:
        stand(ground, site, states)
        for work in works:
            outcome(doing(site, work))
        _in_turn[key] = settled(works)
    return _in_turn[key]


def settled(works: Iterable[Work]) -> dict:
    """What stands; links follow in the job's next run where a text was changed under the hands of the last one."""
    if any(verb is follow_links for verb, _address in works):
        actions.follow_links()
    return standing()


def met(ground, site, two, states: dict[str, str], first: Work, second: Work, point: Point) -> str:
    """Let two verbs meet. Returns what is wrong afterwards, if anything is.

    Of each page must stand what would with one after the other; or one was refused, and only the other was done.
    """
    stand(ground, site, states)
    outcomes = meet(*two, doing(site, first), doing(site, second), point)
    found = settled([first, second])
    wrong = set(found) - ({"version"} if {first[0], second[0]} & {*ONE_BY_ONE, load} else set())
    for works in orders(first, second, outcomes):
        stands = in_turn(ground, site, states, *works)
        wrong -= {page for page in wrong if found[page] == stands[page]}
        if set(outcomes) <= {DONE, REFUSED} and not wrong:
            return ""
    return f"{first[0].__name__} {point}, then {second[0].__name__} at {second[1]}: {outcomes}, {wrong}"


def orders(first: Work, second: Work, outcomes: tuple[str, str]) -> Iterator[list[Work]]:
    """The orders in which two verbs may have been done. What does one text after the other lets others in between."""
    yield [first, second]
    yield [second, first]
    if REFUSED in outcomes:
        yield [work for work, told in zip((first, second), outcomes, strict=True) if told == DONE]
    if first[0] in ONE_BY_ONE:
        yield [first, second, first]
    if second[0] in ONE_BY_ONE:
        yield [second, first, second]


def together(verb: Callable, other: Callable) -> str:
    """The state of one page in which both verbs are most likely to be done."""
    return ALL[other] if ALL[verb] == LIVE else ALL[verb]


#: Meetings that end as no order would: a draft is published between its page's live text and itself.
BETWEEN = [(hand_over, publish), (hand_over, publish_minor)]
#: Verbs that read before their transaction begins.
READERS = (publish, publish_minor, save_draft, submit, follow_links, hand_over, load, store_rendered)
#: Verbs that change many texts, each in a transaction of its own.
ONE_BY_ONE = (follow_links, hand_over)
#: Verbs that write no row but their own page's, its texts' and the clinic's.
ALONE = (confirm_review, plan_withdrawal, submit, approve, schedule, discard, change_phone)


@pytest.mark.parametrize("verb", ALL)
def test_two_verbs_on_one_page_end_as_if_one_had_come_after_the_other(ground, two, site, verb):
    points = [Point.START, Point.LOCKED] if verb in READERS else [Point.LOCKED]
    wrong = [
        met(ground, site, two, {PAGE: together(verb, other), OTHER: LIVE}, (verb, PAGE), (other, PAGE), point)
        for other in ALL
        for point in points
        if (verb, other) not in BETWEEN
    ]
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.parametrize(("first", "second"), BETWEEN)
def test_who_leaves_keeps_no_text_that_is_published_while_the_others_are_handed_over(ground, two, site, first, second):
    for point in Point:
        stand(ground, site, {PAGE: VERBS[second], OTHER: LIVE})
        outcomes = meet(*two, doing(site, (first, PAGE)), doing(site, (second, PAGE)), point)
        assert outcomes in [(DONE, DONE), (DONE, REFUSED)]  # who hands over a draft sends it back to review
        assert ("now" in page_at(PAGE).title) == (outcomes[1] == DONE)
        assert not following.kept_by("leaving").exists()


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ALONE])
def test_verbs_on_pages_that_link_to_each_other_do_not_wait_for_each_other_for_ever(ground, two, site, verb):
    order = list(VERBS)
    wrong = [
        met(ground, site, two, {PAGE: VERBS[verb], OTHER: VERBS[other]}, (verb, PAGE), (other, OTHER), Point.WRITTEN)
        for other in VERBS
        if other in ALONE or order.index(other) >= order.index(verb)
    ]
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.parametrize("other", [verb for verb in VERBS if verb not in ONE_BY_ONE])
def test_a_page_that_moves_and_a_page_that_names_it_do_not_wait_for_each_other(ground, two, site, other):
    states, move, work = {PAGE: MOVING, OTHER: VERBS[other]}, (publish, PAGE), (other, OTHER)
    assert not met(ground, site, two, states, move, work, Point.WRITTEN)
    assert not met(ground, site, two, states, work, move, Point.WRITTEN)


@pytest.mark.parametrize("point", Point)
@pytest.mark.parametrize("verb", ONE_BY_ONE)
def test_every_text_is_reached_in_the_end_also_where_a_page_moves_meanwhile(ground, two, site, verb, point):
    for verbs in ([publish, verb], [verb, publish]):
        stand(ground, site, {PAGE: MOVING})
        first, second = (doing(site, (one, PAGE)) for one in verbs)
        assert set(meet(*two, first, second, point)) <= {DONE, REFUSED}
        actions.follow_links()
        assert not following.outdated_texts()
        assert verb is follow_links or not following.kept_by("leaving").exists()


@pytest.mark.parametrize("other", [save_draft, discard, approve, submit, schedule, publish, load, hand_over])
@pytest.mark.parametrize("state", [RevisionState.IN_REVIEW, RevisionState.APPROVED])
def test_a_shared_text_and_a_draft_that_puts_it_in_do_not_wait_for_each_other(ground, two, site, other, state):
    states, shared, work = {SHARED: RevisionState.APPROVED, OTHER: state}, (publish, SHARED), (other, OTHER)
    assert not met(ground, site, two, states, shared, work, Point.WRITTEN)
    assert not met(ground, site, two, states, work, shared, Point.WRITTEN)


# By name


@pytest.mark.parametrize("point", Point)
def test_a_planned_withdrawal_is_not_lost_when_pages_are_rendered_again_at_that_moment(ground, two, site, point):
    for verbs in ([store_rendered, plan_withdrawal], [plan_withdrawal, store_rendered]):
        stand(ground, site, {PAGE: LIVE})
        first, second = (doing(site, (verb, PAGE)) for verb in verbs)
        assert meet(*two, first, second, point) == (DONE, DONE)
        page = page_at(PAGE)
        assert (page.withdrawal_due_at, page.withdrawal_note) == (TOMORROW, "It will be wrong.")
        assert page.rendered_with == preparing.renderer_version()


@pytest.mark.parametrize("point", Point)
def test_html_of_an_older_text_is_not_stored_over_that_of_a_newer_one(ground, two, site, point):
    for verbs in ([store_rendered, publish], [publish, store_rendered]):
        stand(ground, site, {PAGE: RevisionState.APPROVED})
        first, second = (doing(site, (verb, PAGE)) for verb in verbs)
        assert meet(*two, first, second, point) == (DONE, DONE)
        assert "This is new." in str(page_at(PAGE).html)


@pytest.mark.parametrize("verb", [follow_links, hand_over, load, store_rendered])
@pytest.mark.parametrize("point", Point)
def test_a_page_that_is_withdrawn_while_its_text_is_rewritten_does_not_come_back(ground, two, site, verb, point):
    stand(ground, site, {PAGE: LIVE})
    assert meet(*two, doing(site, (verb, PAGE)), doing(site, (withdraw, PAGE)), point) == (DONE, DONE)
    assert page_at(PAGE).status == PageStatus.WITHDRAWN


@pytest.mark.parametrize("point", Point)
def test_of_two_who_begin_one_page_at_the_same_moment_one_is_told_that_it_is_there(ground, two, site, point):
    stand(ground, site, {PAGE: LIVE})
    text = edited(page_at("articles/how-pain-works"))
    begin = functools.partial(actions.create_page, by=site.staff.author, kind="articles", slug="twice", manuscript=text)
    assert sorted(meet(*two, begin, begin, point)) == [DONE, REFUSED]
    assert page_at("articles/twice").revisions.count() == 1


@pytest.mark.parametrize("point", Point)
def test_two_loads_at_once_bring_the_library_in_once(ground, two, site, point):
    ground.clear()
    work = functools.partial(loading.load, site.library)
    assert meet(*two, work, work, point) == (DONE, DONE)
    found = [Page.objects.live().count(), Revision.objects.count(), Event.objects.filter(verb=Verb.PUBLISH).count()]
    assert found == [len(site.library.texts)] * 3
    assert all(text == site.library.texts["en", *at] for text, *at in Page.objects.values_list(*TEXTS))


TEXTS = ("live_revision__manuscript", "kind", "slug")
