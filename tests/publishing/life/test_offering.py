"""What a clinic says of itself on a page: said by people, and by no text, whatever becomes of the texts."""

import pytest
from django.conf import settings

from publishing.life import actions, loading
from publishing.life.models import Event, Page
from publishing.life.models.version import current
from publishing.life.states import RevisionState, Verb
from publishing.text import library
from publishing.text.offered import Offered
from tests.articles.editing import Staff, page_at
from tests.procedures.manuscripts import indication, procedure
from tests.publishing import samples

pytestmark = pytest.mark.both_databases

INJECTION, THERAPY = "procedures/epidural-steroid-injection", "procedures/physical-therapy"
AUTHORS = "authors:\n- starter-library\n"
SAID = f"- name: {INJECTION}\n  offered: referred\n"


def say(by, *said: tuple[str, str], seen: str | None = None) -> int:
    """Say something of pages as somebody who has just looked, or who saw something else."""
    pages = {page_at(address): value for address, value in said}
    looked = {page.pk: page.offered if seen is None else seen for page in pages}
    return actions.say_offered(said={page.pk: value for page, value in pages.items()}, seen=looked, by=by)


def offered(address: str, language: str = "en") -> str:
    return page_at(address, language).offered


def test_nothing_is_said_until_the_clinic_has_said_it(loaded):
    assert not Page.objects.exclude(offered="").exists()
    assert page_at(INJECTION).offered_answer == ""


def test_what_is_said_leaves_one_event_a_page_with_who_and_what_stood_before(staff):
    version = current()
    assert say(staff.publisher, (INJECTION, Offered.HERE), (THERAPY, Offered.REFERRED)) == 2
    assert (offered(INJECTION), offered(THERAPY), current()) == ("here", "referred", version + 1)
    say(staff.publisher, (INJECTION, Offered.NOT_OFFERED))
    event = page_at(INJECTION).events.first()
    assert (event.verb, event.by, event.content_version) == (Verb.SAY_OFFERED, staff.publisher, current())
    assert event.note == "Not offered here. Before: Done here."
    assert Event.objects.filter(verb=Verb.SAY_OFFERED).count() == 3


def test_who_says_what_stands_there_changes_nothing(staff):
    say(staff.publisher, (INJECTION, Offered.HERE))
    version, events = current(), Event.objects.count()
    assert say(staff.publisher, (INJECTION, Offered.HERE), seen="") == 0
    assert (current(), Event.objects.count()) == (version, events)


def test_what_was_said_can_be_taken_back(staff):
    say(staff.publisher, (INJECTION, Offered.HERE))
    say(staff.publisher, (INJECTION, ""))
    assert offered(INJECTION) == ""
    assert page_at(INJECTION).events.first().note == "Nothing said. Before: Done here."


def test_of_two_who_looked_at_the_same_the_second_is_refused_and_nothing_of_theirs_is_said(staff):
    say(staff.publisher, (INJECTION, Offered.HERE))
    with pytest.raises(actions.Refused, match="Somebody else has said something"):
        say(staff.author, (INJECTION, Offered.REFERRED), (THERAPY, Offered.REFERRED), seen="")
    assert (offered(INJECTION), offered(THERAPY)) == ("here", "")


@pytest.mark.parametrize("address", ["conditions/sciatica", "articles/how-pain-works", "snippets/warning-signs"])
def test_it_is_said_of_nothing_that_is_not_done(staff, address):
    with pytest.raises(actions.Refused, match="done for patients"):
        say(staff.publisher, (address, Offered.HERE))


def test_there_is_no_other_word_for_it(staff):
    with pytest.raises(actions.Refused, match="no other word"):
        say(staff.publisher, (INJECTION, "sometimes"))


# Whatever becomes of the texts


def test_a_publication_keeps_what_was_said_while_its_text_was_made_ready(staff):
    draft = staff.revision(page_at(INJECTION), RevisionState.APPROVED, title="Another title")
    assert draft.page.offered == ""
    say(staff.publisher, (INJECTION, Offered.NOT_OFFERED))
    actions.publish(revision=draft, by=staff.publisher)
    page = page_at(INJECTION)
    assert (page.title, page.offered) == ("Another title", "not-offered")


def test_a_page_that_goes_and_comes_back_has_what_was_said(staff):
    say(staff.publisher, (INJECTION, Offered.REFERRED))
    actions.withdraw(page=page_at(INJECTION), by=staff.publisher, note="Wrong.")
    assert offered(INJECTION) == "referred"
    actions.restore(page=page_at(INJECTION), by=staff.publisher)
    assert offered(INJECTION) == "referred"


def test_a_new_text_of_the_library_keeps_what_was_said_and_is_put_in(staff, tmp_path):
    """To say it makes no page the clinic's own: it is no word of its text."""
    say(staff.publisher, (INJECTION, Offered.HERE))
    folder = samples.small(tmp_path)
    folder.replace(samples.PROCEDURE, "title: Epidural steroid injection", "title: A newer title")
    assert loading.load(folder.read()).changed == 1
    page = page_at(INJECTION)
    assert (page.title, page.offered) == ("A newer title", "here")


# Translations


def spanish(staff: Staff, slug: str = "terapia", original: str = "physical-therapy") -> Page:
    """A translation of a procedure, with a condition of its language."""
    if not Page.objects.filter(language="es").exists():
        publish(staff, "conditions", "rodilla", samples.KNEE)
    text = procedure(indications=[indication("rodilla")]).replace(AUTHORS, f"{AUTHORS}translation_of: {original}\n")
    return publish(staff, "procedures", slug, text)


def publish(staff: Staff, kind: str, slug: str, text: str) -> Page:
    assert "es" in dict(settings.LANGUAGES)
    draft = actions.create_page(by=staff.author, kind=kind, slug=slug, manuscript=text, language="es")
    staff.brought(draft, RevisionState.PUBLISHED)
    return page_at(f"{kind}/{slug}", "es")


def test_a_translation_has_what_is_said_of_its_original(staff):
    spanish(staff)
    say(staff.publisher, (THERAPY, Offered.HERE))
    assert offered("procedures/terapia", "es") == "here"


def test_a_translation_that_is_published_afterwards_has_it_too(staff):
    say(staff.publisher, (THERAPY, Offered.REFERRED))
    assert spanish(staff).offered == "referred"


def test_nothing_is_said_of_a_translation_alone(staff):
    page = spanish(staff)
    with pytest.raises(actions.Refused, match="first language"):
        actions.say_offered(said={page.pk: Offered.HERE}, seen={page.pk: ""}, by=staff.publisher)


# A library that says it


def with_list(root, listed: str) -> library.Library:
    folder = samples.small(root)
    folder.write("clinic.yaml", listed)
    return folder.read()


def test_a_library_says_it_of_a_page_of_which_staff_have_said_nothing(staff, tmp_path):
    found = with_list(tmp_path, SAID)
    assert found.faults == []
    loading.load(found)
    assert offered(INJECTION) == "referred"
    version = current()
    loading.load(found)
    assert current() == version


@pytest.mark.parametrize("theirs", [Offered.HERE, ""])
def test_what_staff_have_said_stays_what_a_library_says(staff, tmp_path, theirs):
    say(staff.publisher, (INJECTION, Offered.NOT_OFFERED))
    say(staff.publisher, (INJECTION, theirs))
    loading.load(with_list(tmp_path, SAID))
    assert offered(INJECTION) == theirs


def test_a_library_that_changes_its_word_is_heard_while_staff_are_silent(staff, tmp_path):
    loading.load(with_list(tmp_path / "one", SAID))
    loading.load(with_list(tmp_path / "two", SAID.replace("referred", "here")))
    assert offered(INJECTION) == "here"


@pytest.mark.parametrize("name", ["conditions/sciatica", "drawings/leg.svg", "sources/koes2007", "nothing/at-all"])
def test_a_library_cannot_say_it_of_what_is_not_done(tmp_path, name):
    found = with_list(tmp_path, f"- name: {name}\n  offered: here\n")
    assert [(fault.path, fault.line) for fault in found.faults] == [("clinic.yaml", 1)]


def test_a_word_that_is_none_is_a_fault(tmp_path):
    (fault,) = with_list(tmp_path, SAID.replace("referred", "sometimes")).faults
    assert (fault.path, fault.line) == ("clinic.yaml", 2)
