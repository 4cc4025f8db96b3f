"""Verbs that meet on PostgreSQL: nothing is lost, nobody gets a server error, whoever changes the public waits in turn.

On SQLite one writer is alone from its first statement on, so there is nothing to meet.
"""

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.utils import timezone

from publishing.changes import minor
from publishing.desk.records import ClinicAdmin
from publishing.life import actions, loading, rendering
from publishing.life.actions import drafts, following
from publishing.life.models import ClinicProfile, Contributor, Page, Revision
from publishing.life.states import RevisionState
from publishing.text import preparing
from publishing.text.library import Library
from tests.articles.editing import Staff, page_at
from tests.publishing import samples
from tests.publishing.life.meeting import DONE, REFUSED, Ground, Person, Point, meet, outcome, standing

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
FILES = {PAGE: samples.PROCEDURE, OTHER: samples.CONDITION}
LEAVING, TAKING = (f"- id: {who}\n  name: {who}\n  kind: person\n" for who in ("leaving", "taking"))
KEPT = "authors:\n- starter-library\nowner: leaving\ndeputy: starter-library\n"
TOMORROW = timezone.now() + datetime.timedelta(days=1)
LIVE, WITHDRAWN = "live", "withdrawn"


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


def follow_links(site: Site, page: Page) -> None:
    actions.follow_links()


def hand_over(site: Site, page: Page) -> None:
    leaving, to = (Contributor.objects.get(pk=pk) for pk in ("leaving", "taking"))
    actions.hand_over(leaving=leaving, to=to, by=site.staff.publisher)


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
    load: LIVE,
    store_rendered: LIVE,
    change_phone: LIVE,
}


# The ground that they stand on


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Site:
    fresh = tmp_path_factory.mktemp
    return Site(library(fresh("before")), library(fresh("changed"), *FILES))


@pytest.fixture
def ground(transactional_db, monkeypatch):
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)
    monkeypatch.setattr(preparing, "prepare", functools.cache(preparing.prepare))
    monkeypatch.setattr(drafts, "read", functools.cache(drafts.read))
    person.cache_clear()
    return Ground()


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
    elif state != LIVE:
        site.staff.revision(page, RevisionState(state), title=f"{page.title} now")


def stand(ground: Ground, site: Site, states: dict[str, str]) -> None:
    """Let pages stand in some states."""
    ground.stand("before", lambda: built(site))
    name = "kept " + " ".join(states.values())
    ground.stand(name, lambda: [brought(site, page_at(*at), state) for *at, state in states.items()], on="before")


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
    return VERBS[other] if VERBS[verb] == LIVE else VERBS[verb]


#: Meetings that end as no order would: a draft is published between its page's live text and itself.
BETWEEN = [(hand_over, publish), (hand_over, publish_minor)]
#: Verbs that read before their transaction begins.
READERS = (publish, publish_minor, save_draft, submit, follow_links, hand_over, load, store_rendered)
#: Verbs that change many texts, each in a transaction of its own.
ONE_BY_ONE = (follow_links, hand_over)
#: Verbs that write no row but their own page's, its texts' and the clinic's.
ALONE = (confirm_review, plan_withdrawal, submit, approve, schedule, discard, change_phone)


@pytest.mark.parametrize("verb", VERBS)
def test_two_verbs_on_one_page_end_as_if_one_had_come_after_the_other(ground, two, site, verb):
    points = [Point.START, Point.LOCKED] if verb in READERS else [Point.LOCKED]
    wrong = [
        met(ground, site, two, {PAGE: together(verb, other), OTHER: LIVE}, (verb, PAGE), (other, PAGE), point)
        for other in VERBS
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
