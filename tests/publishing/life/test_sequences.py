"""Whatever happens one after the other: every public page is what its texts say, as if all were rendered anew."""

import itertools
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from procedures.models import Indication
from publishing.life import actions, jobs, rendering
from publishing.life.errors import Refused
from publishing.life.models import ClinicProfile, Page, Revision, Source
from publishing.life.models.version import ContentVersion, content_changed
from publishing.life.states import PageStatus, RevisionState
from tests.articles.editing import Staff, page_at
from tests.conftest import VERSIONS
from tests.website.test_pages import LISTS, addresses

pytestmark = pytest.mark.both_databases

SNIPPET = "snippets/warning-signs"
#: Of each kind, with links, shared texts and rows of evidence between them.
PAGES = [
    "conditions/sciatica",
    "procedures/epidural-steroid-injection",
    "articles/how-pain-works",
    "articles/your-first-visit",
    "conditions/knee-osteoarthritis",
]
NUMBERS = itertools.count(1)
Step = Callable[[Staff, Page], object]


def titled(staff: Staff, page: Page) -> None:
    staff.published(page, title=f"Called anew {next(NUMBERS)}")


def moved(staff: Staff, page: Page) -> None:
    staff.published(page, slug=f"moved-{next(NUMBERS)}")


def drafted(staff: Staff, page: Page) -> None:
    staff.revision(page, RevisionState.DRAFT, slug=f"not-yet-{next(NUMBERS)}", title="Nobody may read this")


def approved(staff: Staff, page: Page) -> None:
    staff.revision(page, RevisionState.APPROVED, title=f"Approved {next(NUMBERS)}")


def published_later(staff: Staff, page: Page) -> None:
    staff.revision(page, RevisionState.SCHEDULED, title=f"Scheduled {next(NUMBERS)}")
    Revision.objects.filter(state=RevisionState.SCHEDULED).update(scheduled_for=timezone.now())
    jobs.publish_due()


def withdrawn(staff: Staff, page: Page) -> None:
    actions.withdraw(page=page, by=staff.publisher, note="It is tried out.")


def restored(staff: Staff, page: Page) -> None:
    if page.status != PageStatus.WITHDRAWN:
        withdrawn(staff, page)
    actions.restore(page=page, by=staff.publisher)


def shared_changed(staff: Staff, page: Page) -> None:
    shared = Page.objects.select_related("live_revision").get(pk=_shared().pk)
    text = shared.live_revision.manuscript.replace("You lose control", f"You ({next(NUMBERS)} of you) lose control", 1)
    draft = actions.save_draft(page=shared, by=staff.author, manuscript=text)
    staff.brought(draft, RevisionState.PUBLISHED)


def shared_moved(staff: Staff, page: Page) -> None:
    staff.published(_shared(), slug=f"shared-{next(NUMBERS)}")


def term_changed(staff: Staff, page: Page) -> None:
    term = Page.objects.live().filter(kind="glossary").order_by("pk").first()
    staff.published(term, definition=f"A word that means {next(NUMBERS)} things.")


def term_withdrawn(staff: Staff, page: Page) -> None:
    term = Page.objects.live().filter(kind="glossary").order_by("-pk").first()
    actions.withdraw(page=term, by=staff.publisher, note="Nobody needs it.")


def phone_changed(staff: Staff, page: Page) -> None:
    with transaction.atomic():
        content_changed()
        ClinicProfile.objects.update_or_create(pk=1, defaults={"phone": f"555 {next(NUMBERS)}"})


def source_changed(staff: Staff, page: Page) -> None:
    with transaction.atomic():
        content_changed()
        Source.objects.filter(pk="nice-ng59").update(title=f"A source {next(NUMBERS)}")


def links_followed(staff: Staff, page: Page) -> None:
    jobs.run("follow_links")


def released(staff: Staff, page: Page) -> None:
    """Another release comes, which has stored nothing yet, and its job."""
    as_another_release()
    jobs.run("store_rendered")


STEPS: list[Step] = [
    titled,
    moved,
    drafted,
    approved,
    published_later,
    withdrawn,
    restored,
    shared_changed,
    shared_moved,
    term_changed,
    term_withdrawn,
    phone_changed,
    source_changed,
    links_followed,
    released,
]


def _shared() -> Page:
    return Page.objects.select_related("live_revision").get(kind="snippets", title="Warning signs")


def as_another_release() -> None:
    """Let all stored HTML be another renderer's: of a page it is worth nothing, of a row the words are the same."""
    Page.objects.update(rendered_with="another", html={})
    for row in Indication.objects.all():
        row.html = {key: f"<i></i>{value}" if isinstance(value, str) else value for key, value in row.html.items()}
        row.rendered_with = "another"
        row.save(update_fields=["html", "rendered_with"])
    rendering._kept.clear()


def bytes_of_pages() -> dict[str, tuple[int, bytes]]:
    """What everybody gets at every public address, by a process that remembers nothing."""
    ContentVersion.objects.update(number=next(VERSIONS))
    client = Client()
    answers = {address: client.get(address) for address in addresses()}
    return {address: (answer.status_code, answer.content) for address, answer in answers.items()}


def rendered_anew() -> dict[str, tuple[int, bytes]]:
    """The same when every stored HTML is rendered anew. Leaves no trace."""
    with transaction.atomic():
        as_another_release()
        found = bytes_of_pages()
        transaction.set_rollback(True)
    return found


def done(step: Step, staff: Staff, number: int, pages: dict[str, int]) -> bool:
    """Do one step with a page, which may be called something else by now; False where a rule forbids it."""
    page = Page.objects.select_related("live_revision").get(pk=pages[PAGES[number]])
    try:
        with transaction.atomic():
            step(staff, page)
    except Refused:
        return False
    return True


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


@pytest.fixture
def pages(loaded):
    """The ids of the pages that steps are done with."""
    return {address: page_at(address).pk for address in PAGES}


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, len(PAGES) - 1)), min_size=2, max_size=4))
@example([(step, 0) for step in STEPS])
@hypothesis_settings(max_examples=4, suppress_health_check=list(HealthCheck))
def test_after_any_sequence_every_page_is_as_if_all_were_rendered_anew(staff, pages, sequence):
    with transaction.atomic():
        for step, number in sequence:
            done(step, staff, number, pages)
            served = bytes_of_pages()
            assert {status for address, (status, _content) in served.items() if address not in LISTS} == {200}
            anew = rendered_anew()
            assert [address for address in served if served[address] != anew[address]] == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_every_step_can_be_done_and_is_seen(staff, pages, step):
    before = bytes_of_pages()
    assert done(step, staff, 0, pages)
    unseen = {drafted, approved, restored, links_followed, released}
    assert (bytes_of_pages() == before) is (step in unseen)


def test_what_a_process_remembers_is_never_older_than_what_was_published(staff, pages):
    client = Client()
    for number, step in enumerate(STEPS):
        remembered = {address: client.get(address).content for address in addresses()}
        assert remembered
        done(step, staff, number % len(PAGES), pages)
        now = {address: client.get(address).content for address in addresses()}
        assert [address for address, (_, content) in bytes_of_pages().items() if now.get(address) != content] == []
