"""Whatever is done in whatever order: what is served is what the same rows give when all of it is rendered anew.

Verbs, jobs, loads and changes of records follow each other at random. After each, the bytes of every address are
compared with those after every stored HTML was put away and everything that the process remembers with it: the bytes
that Django makes, and those that stand in front of it. Each run
does the chosen sequences, and `make torture-round` a few more, always the same; SEQUENCES sets how many more, at random
then: `make audit` does 50.
"""

import dataclasses
import datetime
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import Indication
from publishing.changes import minor
from publishing.life import actions, jobs, loading, rendering
from publishing.life.models import (
    ClinicProfile,
    ContentVersion,
    Contributor,
    FormerAddress,
    Page,
    Revision,
    Source,
)
from publishing.life.models.page import public_address
from publishing.life.models.version import content_changed
from publishing.life.states import PageStatus, RevisionState
from publishing.text import kinds
from publishing.text.library import Library
from tests.articles.editing import Staff, edited
from tests.articles.manuscripts import article
from tests.conftest import VERSIONS
from tests.fronts import Reply, Visitor, front
from tests.website.test_leaks import MACHINES
from tests.website.test_pages import LISTS

pytestmark = pytest.mark.both_databases

PAGES = {
    "condition": "conditions/sciatica",
    "procedure": "procedures/epidural-steroid-injection",
    "article": "articles/how-pain-works",
    "about": "about/contact",
    "term": "glossary/disc",
    "snippet": "snippets/warning-signs",
}
ASKED = os.environ.get("SEQUENCES")


@dataclasses.dataclass(repr=False)
class World:
    """What steps need: people, pages whatever they are called by now, libraries, and how many steps there were."""

    staff: Staff
    pages: dict[str, int]
    libraries: list[Library]
    count: int = 0

    def page(self, name: str) -> Page:
        """A page as it is now."""
        return Page.objects.select_related("live_revision").get(pk=self.pages[name])

    def draft(self, name: str) -> Revision:
        """The page's open draft, begun now where there is none."""
        drafts = Revision.objects.select_related("page").open().filter(page_id=self.pages[name])
        return drafts.first() or write(self, name)


# What can be done to a page


def write(world: World, name: str, **changes) -> Revision:
    """Save a draft with another title and a paragraph that names other things, or with another meaning of a term."""
    page = world.page(name)
    if page.kind == "glossary":
        changes |= {"definition": f"A word that means {world.count} things."}
    else:
        words = f"New words {world.count}. Read of [it](../conditions/sciatica.md). [@nice-ng59]"
        changes |= {"body": f"{page.body.rstrip()}\n\n{words}\n"}
    text = edited(page, title=f"{page.title[:20].rstrip()} {world.count}", **changes)
    return actions.save_draft(page=page, by=world.staff.author, manuscript=text)


def move(world: World, name: str) -> None:
    """Publish under another address, or again under the first."""
    page, first = world.page(name), PAGES[name].partition("/")[2]
    slug = f"{first}-anew" if page.slug == first else first
    draft = actions.save_draft(page=page, by=world.staff.author, manuscript=edited(page), slug=slug)
    bring_out(world, draft)


def bring_out(world: World, draft: Revision) -> None:
    """Bring a draft to the public, from wherever it is."""
    if draft.state in (RevisionState.DRAFT, RevisionState.RETURNED):
        draft = actions.submit(revision=draft, by=world.staff.author)
    if draft.state == RevisionState.IN_REVIEW:
        draft = actions.approve(revision=draft, by=world.staff.reviewer, sha256=draft.sha256)
    actions.publish(revision=draft, by=world.staff.publisher)


def publish(world: World, name: str) -> None:
    bring_out(world, write(world, name))


def keep(world: World, name: str) -> None:
    """Publish under somebody who keeps the page, where a page of its kind is kept."""
    kept = {"owner": "leaving"} if "owner" in kinds.get(world.page(name).kind).schema.keys else {}
    bring_out(world, write(world, name, **kept))


def publish_draft(world: World, name: str) -> None:
    bring_out(world, world.draft(name))


def publish_minor(world: World, name: str) -> None:
    actions.publish_minor(revision=write(world, name), by=world.staff.publisher)


def discard(world: World, name: str) -> None:
    actions.discard(revision=world.draft(name), by=world.staff.author)


def withdraw(world: World, name: str) -> None:
    actions.withdraw(page=world.page(name), by=world.staff.publisher, note="It is wrong.")


def restore(world: World, name: str) -> None:
    if world.page(name).status == PageStatus.LIVE:
        withdraw(world, name)
    actions.restore(page=world.page(name), by=world.staff.publisher)


def confirm_review(world: World, name: str) -> None:
    page = world.page(name)
    actions.confirm_review(page=page, by=world.staff.reviewer, sha256=page.live_revision.sha256)


def publish_on_schedule(world: World, name: str) -> None:
    draft = write(world, name)
    draft = actions.submit(revision=draft, by=world.staff.author)
    draft = actions.approve(revision=draft, by=world.staff.reviewer, sha256=draft.sha256)
    actions.schedule(revision=draft, by=world.staff.publisher, at=tomorrow())
    Revision.objects.filter(pk=draft.pk).update(scheduled_for=timezone.now())
    assert jobs.publish_due() in ("1 done, 0 failed", "0 done, 1 failed")


def withdraw_on_schedule(world: World, name: str) -> None:
    page = world.page(name)
    actions.plan_withdrawal(page=page, by=world.staff.publisher, at=tomorrow(), note="It will be wrong.")
    Page.objects.filter(pk=page.pk).update(withdrawal_due_at=timezone.now())
    assert jobs.publish_due() in ("1 done, 0 failed", "0 done, 1 failed")


def tomorrow() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=1)


def translate(world: World, name: str) -> None:
    """Publish the article in another language."""
    translates = f"- starter-library\ntranslation_of: {world.page('article').slug}\n"
    text = article("El dolor").replace("- starter-library\n", translates)
    begun = actions.create_page(by=world.staff.author, kind="articles", language="es", slug="el-dolor", manuscript=text)
    bring_out(world, begun)


def let_age(world: World, name: str) -> None:
    """Let the stored HTML be of an older release, which served something else."""
    Page.objects.filter(pk=world.pages[name]).update(rendered_with="older", html={"sections": []})
    Indication.objects.filter(procedure=world.pages[name]).update(rendered_with="older", html={})


# What can be done beside them


def store_rendered(world: World, name: str) -> None:
    assert jobs.run("store_rendered").endswith(" 0 failed")


def follow_links(world: World, name: str) -> None:
    jobs.run("follow_links")


def hand_over(world: World, name: str) -> None:
    leaving, to = (Contributor.objects.get(pk=pk) for pk in ("leaving", "taking"))
    actions.hand_over(leaving=leaving, to=to, by=world.staff.publisher)


def change_clinic(world: World, name: str) -> None:
    content_changed()
    ClinicProfile.objects.update_or_create(pk=1, defaults={"phone": f"555 01{world.count:02}"})


def change_source(world: World, name: str) -> None:
    content_changed()
    Source.objects.filter(pk="nice-ng59").update(title=f"A guideline {world.count}")


def change_person(world: World, name: str) -> None:
    content_changed()
    Contributor.objects.filter(pk="starter-library").update(name=f"Library {world.count}")


def load(world: World, name: str) -> None:
    """Load a library in which some files have changed, or the first again."""
    world.libraries.reverse()
    loading.load(world.libraries[0])


#: Steps by name, so that a sequence that fails can be read.
STEPS: dict[str, Callable[[World, str], object]] = {
    step.__name__.replace("_", " "): step
    for step in (
        *(write, move, publish, keep, publish_draft, publish_minor, discard, withdraw, restore, confirm_review),
        *(publish_on_schedule, withdraw_on_schedule, translate, let_age),
        *(store_rendered, follow_links, hand_over, change_clinic, change_source, change_person, load),
    )
}


# What is compared


def served(client: Client | Visitor) -> dict[str, tuple[int, str, bytes]]:
    """What every address answers, also those that a page had and those of pages that were withdrawn."""
    answers = {address: client.get(address) for address in addresses()}
    return {address: (one.status_code, one.get("Location", ""), one.content) for address, one in answers.items()}


def addresses() -> list[str]:
    public = kinds.public_names()
    pages = Page.objects.filter(kind__in=public).exclude(status=PageStatus.NEVER_PUBLIC)
    former = FormerAddress.objects.filter(kind__in=public).values_list("kind", "language", "slug")
    return [*LISTS, *MACHINES, *(page.get_absolute_url() for page in pages), *(public_address(*at) for at in former)]


def rendered_anew(client: Client) -> dict[str, tuple[int, str, bytes]]:
    """What every address answers when nothing is stored and nothing is remembered."""
    with undone():
        Page.objects.update(rendered_with="", html={})
        Indication.objects.update(rendered_with="", html={})
        ContentVersion.objects.update(number=next(VERSIONS))
        return served(client)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the block does to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class OnceInAWhile(Visitor):
    """Who reads what stands in front of Django, so long after whatever was done that it has asked for the version."""

    def get(self, address: str, headers: Mapping[str, str] = {}) -> Reply:
        self.front._watch.look()
        return super().get(address, headers)


# The sequences


@pytest.fixture
def world(loaded, author, reviewer, publisher, small_library, monkeypatch) -> World:
    monkeypatch.setattr(minor, "is_minor", lambda *texts, same_address, **facts: same_address)
    monkeypatch.setattr(rendering, "_kept", type(rendering._kept)())
    Contributor.objects.bulk_create(Contributor(pk=pk, name=pk, kind="person") for pk in ("leaving", "taking"))
    pages = {
        name: Page.objects.get(**dict(zip(("kind", "slug"), at.split("/"), strict=True))).pk
        for name, at in PAGES.items()
    }
    return World(Staff(author, reviewer, publisher), pages, [small_library, changed(small_library)])


def changed(library: Library) -> Library:
    """A library with other words in a page, in a shared text and in a term."""
    texts = dict(library.texts)
    for address, old, new in (
        (("en", "procedures", "epidural-steroid-injection"), "It can calm a nerve.", "It may calm a nerve."),
        (("en", "snippets", "warning-signs"), "You lose control of your bladder", "You cannot hold your water"),
        (("en", "glossary", "disc"), "A cushion between", "A soft cushion between"),
    ):
        assert texts[address].count(old) == 1
        texts[address] = texts[address].replace(old, new)
    return dataclasses.replace(library, texts=texts)


Step = tuple[str, str]
SEQUENCES = st.lists(st.tuples(st.sampled_from(list(STEPS)), st.sampled_from(list(PAGES))), min_size=3, max_size=8)


#: Sequences in which every step is once, and those that are hard on each other come together.
CHOSEN = """
move snippet, let age condition, withdraw article, store rendered about, follow links about, publish draft snippet
translate article, move article, follow links about, move article, follow links about
keep article, keep condition, write article, hand over about, withdraw article, hand over about, restore article
let age procedure, withdraw procedure, load about, restore procedure, load about, publish snippet, store rendered about
publish on schedule term, move term, let age procedure, change source about, publish minor procedure, discard term
withdraw on schedule condition, change clinic about, confirm review about, move procedure, change person about
"""


@pytest.mark.parametrize("line", CHOSEN.strip().split("\n"), ids=lambda line: line.partition(",")[0])
def test_whatever_was_done_what_is_served_is_what_would_be_rendered_anew(world, client, line):
    looked_at_after_each(world, client, [tuple(step.rsplit(" ", 1)) for step in line.split(", ")])


@pytest.mark.torture
@given(steps=SEQUENCES)
@settings(
    max_examples=int(ASKED or 5),
    derandomize=not ASKED,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_done_at_random_what_is_served_is_what_would_be_rendered_anew(world, client, steps):
    looked_at_after_each(world, client, steps)


def looked_at_after_each(world: World, client: Client, steps: list[Step]) -> None:
    """Do steps, and undo them all."""
    with undone():
        ContentVersion.objects.update(number=next(VERSIONS))
        fresh = dataclasses.replace(world, libraries=list(world.libraries))
        visitor = OnceInAWhile(front())
        for number, (step, name) in enumerate(steps):
            client.get("/"), client.get("/about/how-we-write/")  # so that the process remembers what was
            done(fresh, step, name)
            found, kept, anew = served(client), served(visitor), rendered_anew(client)
            assert [address for address in anew if found.get(address) != anew[address]] == [], steps[: number + 1]
            assert [address for address in anew if kept.get(address) != anew[address]] == [], steps[: number + 1]
            assert all(status < 500 for status, _location, _content in found.values())


def done(world: World, step: str, name: str) -> bool:
    """Do a step. Returns whether it was not refused."""
    world.count += 1
    try:
        with transaction.atomic():
            STEPS[step](world, name)
    except (actions.Refused, actions.InvalidManuscript):
        return False
    return True


#: Steps of which a reader sees nothing, and those that are refused for a shared text that stands on live pages.
UNSEEN = ("write", "discard", "let age", "store rendered", "follow links", "hand over")
LEAVES_HOLES = ("withdraw", "withdraw on schedule", "restore")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["procedure", "snippet"])
def test_every_step_can_be_done_and_is_seen_or_not(world, client, step, name):
    before = served(client)
    shared = {*LEAVES_HOLES, "confirm review"} if name == "snippet" else set()  # its review is printed nowhere
    assert done(world, step, name) is (step not in shared & {*LEAVES_HOLES})
    after = served(client)
    assert ({address: after.get(address) for address in before} == before) is (step in {*UNSEEN, *shared})
