"""What left the library, and what it withdrew for safety: reported, asked about, and never silently public for ever."""

import dataclasses
import datetime

import pytest
from django.core.management import call_command

from publishing.life import actions, leaving, loading
from publishing.life.models import Event, Page, Source, StoredPicture
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.text import library
from tests.articles.editing import page_at
from tests.articles.manuscripts import article
from tests.publishing import samples

pytestmark = pytest.mark.both_databases

PAGE, FILE = "articles/your-first-visit", "articles/your-first-visit.md"
KEY = ("en", "articles", "your-first-visit")
RECALL = {"page": PAGE, "reason": "A dose in it was wrong.", "since": datetime.date(2026, 11, 20)}


@pytest.fixture
def without_page(small_library):
    """The small library without one page."""
    texts = {key: text for key, text in small_library.texts.items() if key != KEY}
    return dataclasses.replace(small_library, texts=texts)


@pytest.fixture
def recalling(without_page):
    """The same library, which says that the page was withdrawn."""
    return dataclasses.replace(without_page, withdrawn=[RECALL])


# What left


def test_a_page_that_left_is_public_and_reported_at_every_load_until_somebody_keeps_it(staff, without_page):
    for _load in range(2):
        assert loading.load(without_page).left == [PAGE]
    page = page_at(PAGE)
    assert page.status == PageStatus.LIVE and page.left_at is not None
    leaving.keep_page(page, staff.publisher)
    assert loading.load(without_page).left == []


def test_a_page_that_came_back_is_not_asked_about(loaded, small_library, without_page):
    loading.load(without_page)
    assert loading.load(small_library).left == []
    assert page_at(PAGE).left_at is None


def test_a_page_that_was_kept_meets_a_text_of_the_library_as_a_draft(staff, without_page, small_library):
    loading.load(without_page)
    leaving.keep_page(page_at(PAGE), staff.publisher)
    newer = {**small_library.texts, KEY: small_library.texts[KEY].replace("Your first visit", "The first visit")}
    outcome = loading.load(dataclasses.replace(small_library, texts=newer))
    assert (outcome.changed, len(outcome.conflicts)) == (0, 1)
    assert page_at(PAGE).title == "Your first visit"


def test_a_term_and_a_picture_and_a_source_that_left_are_reported_by_name(loaded, tmp_path, capsys):
    folder = samples.small(tmp_path)
    (folder.root / "drawings" / "needle.svg").unlink()
    folder.replace(samples.PROCEDURE, "drawings:\n- file: needle.svg\n  alt: A needle beside a nerve.\n", "")
    glossary = folder.text("glossary.yaml")
    folder.write("glossary.yaml", glossary[: glossary.index("- title: nerve root")])
    call_command("load_content", content=folder.root)
    printed = capsys.readouterr().out
    for name in ("glossary/nerve-root", "drawings/needle.svg"):
        assert f"no longer in the library: {name}, still public\n" in printed
    assert StoredPicture.objects.get(name="drawings/needle.svg").left_at is not None


def test_a_file_that_was_renamed_is_reported_under_its_old_name(loaded, tmp_path, capsys):
    folder = samples.small(tmp_path)
    (folder.root / FILE).rename(folder.root / "articles" / "the-first-visit.md")
    call_command("load_content", content=folder.root)
    assert f"no longer in the library: {PAGE}, still public\n" in capsys.readouterr().out


def test_a_file_whose_library_says_what_it_was_called_is_the_same_page(loaded, tmp_path, client):
    folder = samples.small(tmp_path)
    (folder.root / FILE).rename(folder.root / "articles" / "the-first-visit.md")
    folder.write("clinic.yaml", "- name: articles/the-first-visit\n  formerly:\n  - your-first-visit\n")
    before = Page.objects.count()
    outcome = loading.load(folder.read())
    assert (outcome.new, outcome.changed, outcome.left) == (0, 0, [])  # the text is the same: staff may have moved it
    assert Page.objects.count() == before


def test_a_page_of_the_staff_s_own_is_never_said_to_have_left(staff, small_library):
    staff.new_page("articles", "ours", article("Ours"))
    assert loading.load(small_library).left == []


def test_a_page_that_staff_moved_has_not_left(staff, small_library):
    staff.published(page_at(PAGE), slug="the-first-visit")
    assert loading.load(small_library).left == []


def test_a_page_that_left_and_is_withdrawn_is_no_question(staff, without_page):
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Old.")
    assert loading.load(without_page).left == []


def test_a_source_that_was_kept_is_not_asked_about(loaded, small_library, library_with):
    sources = [record for record in small_library.sources if record["id"] != "acp2017"]
    Source.objects.filter(pk="acp2017").update(left_at=None)
    rest = library_with(sources=sources)
    outcome = loading.Outcome()
    loading._load_records(rest, outcome)
    assert outcome.left == ["sources/acp2017"]
    leaving.keep_record(Source.objects.get(pk="acp2017"))
    outcome = loading.Outcome()
    loading._load_records(rest, outcome)
    assert outcome.left == []


# What the library withdrew


def test_a_text_that_the_library_withdrew_is_withdrawn_where_staff_left_it_as_it_came(staff, recalling, client):
    outcome = loading.load(recalling)
    assert (len(outcome.recalled), outcome.urgent, outcome.left) == (1, [], [])
    assert outcome.recalled[0] == f"{PAGE}: withdrawn by the library on 2026-11-20: A dose in it was wrong."
    assert client.get("/articles/your-first-visit/").status_code == 410
    event = Event.objects.filter(page=page_at(PAGE), verb=Verb.WITHDRAW).get()
    assert (event.note, event.by.username) == (RECALL["reason"], loading.LOADER)
    again = loading.load(recalling)
    assert (again.recalled, again.urgent) == ([], [])


def _edited(staff) -> None:
    staff.published(page_at(PAGE), title="Our own title")


def _reviewed(staff) -> None:
    page = page_at(PAGE)
    actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)


def _kept(staff) -> None:
    leaving.keep_page(page_at(PAGE), staff.publisher)


@pytest.mark.parametrize("made_theirs", [_edited, _reviewed, _kept])
def test_a_page_that_is_the_clinic_s_stays_and_is_urgent_until_they_keep_it(staff, recalling, client, made_theirs):
    made_theirs(staff)
    for _load in range(2):
        outcome = loading.load(recalling)
        assert (outcome.recalled, len(outcome.urgent)) == ([], 1)
        assert outcome.urgent[0].startswith(f"{PAGE}: withdrawn by the library on 2026-11-20: A dose in it was wrong.")
    assert client.get("/articles/your-first-visit/").status_code == 200
    leaving.keep_page(page_at(PAGE), staff.publisher)
    assert loading.load(recalling).urgent == []


def test_a_page_that_staff_brought_back_is_not_withdrawn_again_but_urgent(staff, recalling):
    loading.load(recalling)
    actions.restore(page=page_at(PAGE), by=staff.publisher)
    outcome = loading.load(recalling)
    assert (outcome.recalled, len(outcome.urgent)) == ([], 1)
    assert page_at(PAGE).status == PageStatus.LIVE


def test_another_reason_asks_again(staff, recalling):
    _edited(staff)
    loading.load(recalling)
    leaving.keep_page(page_at(PAGE), staff.publisher)
    worse = dataclasses.replace(recalling, withdrawn=[{**RECALL, "reason": "Another dose was wrong too."}])
    assert len(loading.load(worse).urgent) == 1


def test_a_shared_text_in_use_is_not_withdrawn_but_urgent(loaded, small_library):
    recall = {**RECALL, "page": "snippets/warning-signs"}
    outcome = loading.load(dataclasses.replace(small_library, withdrawn=[recall]))
    assert (outcome.recalled, len(outcome.urgent)) == ([], 1)
    assert "It stands on pages that are live" in outcome.urgent[0]


def test_a_draft_of_the_staff_s_does_not_keep_an_untouched_text_public(staff, recalling):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Ours")
    assert len(loading.load(recalling).recalled) == 1
    assert page_at(PAGE).revisions.open().get() == draft


def test_load_content_says_what_is_urgent_first(staff, tmp_path, capsys):
    _edited(staff)
    folder = samples.small(tmp_path)
    (folder.root / FILE).unlink()
    folder.write("withdrawn.yaml", f"- page: {PAGE}\n  reason: A dose in it was wrong.\n  since: 2026-11-20\n")
    call_command("load_content", content=folder.root)
    assert capsys.readouterr().out.startswith(f"urgent: {PAGE}: withdrawn by the library on 2026-11-20: ")


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("- page: articles/one\n  reason: Wrong.\n", "withdrawn.yaml:1: the key 'since' is missing"),
        ("- page: articles/one\n  reason: Wrong.\n  since: yesterday\n", "withdrawn.yaml:3: 'since': expected a date"),
        ("- page: articels/one\n  reason: Wrong.\n  since: 2026-11-20\n", "withdrawn.yaml:1: there is no kind of page"),
        ("- page: One\n  reason: Wrong.\n  since: 2026-11-20\n", "withdrawn.yaml:1: 'One' is not the name of a page"),
    ],
)
def test_a_list_of_withdrawn_texts_is_checked(tmp_path, written, fault):
    folder = samples.small(tmp_path)
    folder.write("withdrawn.yaml", written)
    faults = [str(found) for found in folder.read().faults]
    assert len(faults) == 1 and faults[0].startswith(fault)


def test_a_text_may_name_what_the_library_has_withdrawn(tmp_path):
    folder = samples.small(tmp_path)
    (folder.root / FILE).unlink()
    folder.write("withdrawn.yaml", f"- page: {PAGE}\n  reason: A dose in it was wrong.\n  since: 2026-11-20\n")
    folder.write("articles/naming.md", article("Naming", body="## A\n\n[Gone](../articles/your-first-visit.md)."))
    assert library.read(folder.root).faults == []


# What is offered instead of it


OTHER = "articles/how-pain-works"


@pytest.fixture
def offering(without_page):
    """The library that withdrew a page, and names another one in its place."""
    return dataclasses.replace(without_page, withdrawn=[{**RECALL, "instead": OTHER}])


def offered():
    return page_at(PAGE).instead and page_at(PAGE).instead.address


def test_a_library_names_what_readers_of_a_withdrawn_text_are_offered(staff, offering):
    loading.load(offering)
    assert (page_at(PAGE).status, offered()) == (PageStatus.WITHDRAWN, OTHER)


def test_a_library_names_it_later_and_takes_it_back(staff, recalling, offering, client):
    loading.load(recalling)
    assert offered() is None and "Read this instead" not in client.get(f"/{PAGE}/").content.decode()
    loading.load(offering)
    assert offered() == OTHER and "Read this instead" in client.get(f"/{PAGE}/").content.decode()
    loading.load(recalling)
    assert offered() is None


def test_what_staff_offer_is_not_changed_by_the_library(staff, offering, small_library):
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Ours.", instead=page_at("articles/warning-signs"))
    loading.load(offering)
    assert offered() == "articles/warning-signs"


def test_nothing_is_offered_that_the_clinic_has_withdrawn(staff, offering):
    actions.withdraw(page=page_at(OTHER), by=staff.publisher, note="Ours.")
    loading.load(offering)
    assert (page_at(PAGE).status, offered()) == (PageStatus.WITHDRAWN, None)


@pytest.mark.parametrize("name", ["articles/nothing", PAGE, "es/articles/how-pain-works", "snippets/warning-signs"])
def test_a_library_that_offers_what_nobody_can_open_has_a_fault(tmp_path, name):
    folder = samples.small(tmp_path)
    record = f"- page: {PAGE}\n  reason: Wrong.\n  since: 2026-11-20\n  instead: {name}\n"
    folder.write("withdrawn.yaml", record)
    said = f"'instead': '{name}' is no page of that language that is public"
    assert [tuple(fault)[:3] for fault in folder.read().faults] == [("withdrawn.yaml", 1, said)]
