"""Which words stand elsewhere, so that none of them is a misspelled one."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from publishing.life import actions, proof, rendering, vocabulary
from publishing.life.models import Contributor, Page, RareWord, Revision, Source
from publishing.life.states import RevisionState
from tests.articles.editing import edited, page_at

pytestmark = pytest.mark.both_databases

PAGE, OTHER = "articles/how-pain-works", "articles/your-first-visit"
SLIP, RIGHT = "Some peple ask for an apointment.", "Some people ask for an appointment."


def with_sentence(page: Page, sentence: str) -> str:
    return f"{page.live_revision.manuscript.rstrip()}\n\n{sentence}\n"


def published(staff, address: str, sentence: str) -> Page:
    page = page_at(address)
    draft = actions.save_draft(page=page, by=staff.author, manuscript=with_sentence(page, sentence))
    staff.brought(draft, RevisionState.PUBLISHED)
    return page_at(address)


@pytest.fixture
def page(staff):
    """A live page with two misspelled words."""
    return published(staff, PAGE, SLIP)


def correction(staff, page: Page) -> Revision:
    """A draft that puts them right."""
    return actions.save_draft(page=page, by=staff.author, manuscript=page.live_revision.manuscript.replace(SLIP, RIGHT))


def elsewhere(page: Page, *words: str) -> set[str]:
    return vocabulary.standing_elsewhere(page, set(words))


def test_the_words_of_the_page_itself_stand_nowhere_else(staff, page):
    assert {"peple", "apointment"} <= set(page.rare_words.values_list("word", flat=True))
    assert elsewhere(page, "peple", "apointment") == set()
    assert proof.is_minor(page, correction(staff, page))


def test_a_word_of_another_live_page_is_no_misspelled_one(staff, page):
    published(staff, OTHER, "The Peple clinic is next door.")
    assert elsewhere(page, "peple", "apointment") == {"peple"}
    draft = correction(staff, page)
    assert not proof.is_minor(page, draft)
    reasons = [(one.before, one.reason) for one in proof.clinical_differences(page, draft)]
    assert reasons == [("peple", "the word that was replaced stands elsewhere, so it is no slip")]
    with pytest.raises(actions.Refused, match="stands elsewhere"):
        actions.publish_minor(revision=draft, by=staff.publisher)


@pytest.mark.parametrize("address", ["snippets/warning-signs", "glossary/nerve-root"])
def test_a_word_of_a_shared_text_or_a_term_is_no_misspelled_one(staff, page, address):
    other = page_at(address)
    changes = {"definition": "What peple call it."} if other.kind == "glossary" else {"title": "For peple"}
    staff.brought(
        actions.save_draft(page=other, by=staff.author, manuscript=edited(other, **changes)), RevisionState.PUBLISHED
    )
    assert elsewhere(page, "peple") == {"peple"}


def test_a_word_of_a_draft_makes_nothing_known(staff, page):
    actions.save_draft(page=page_at(OTHER), by=staff.author, manuscript=with_sentence(page_at(OTHER), "A peple."))
    assert elsewhere(page, "peple") == set()


def test_a_word_of_a_withdrawn_page_makes_nothing_known(staff, page):
    other = published(staff, OTHER, "The Peple clinic is next door.")
    actions.withdraw(page=other, by=staff.publisher, note="It closed.")
    assert elsewhere(page, "peple") == set()


def test_a_word_that_was_published_away_makes_nothing_known(staff, page):
    published(staff, OTHER, "The Peple clinic is next door.")
    other = page_at(OTHER)
    text = other.live_revision.manuscript.replace("Peple", "People")
    staff.brought(actions.save_draft(page=other, by=staff.author, manuscript=text), RevisionState.PUBLISHED)
    assert elsewhere(page, "peple") == set()


@pytest.mark.parametrize("column", ["title", "publisher"])
def test_a_word_of_a_source_is_no_misspelled_one(page, column):
    Source.objects.filter(pk="nice-ng59").update(**{column: "The Peple’s Press"})
    assert elsewhere(page, "peple", "apointment") == {"peple"}


def test_a_word_of_a_name_is_no_misspelled_one(page):
    Contributor.objects.create(id="somebody", name="Ana Peple", kind="person")
    assert elsewhere(page, "peple", "apointment") == {"peple"}


def test_a_part_of_another_word_makes_nothing_known(page):
    Source.objects.filter(pk="nice-ng59").update(title="Pepleton")
    assert elsewhere(page, "peple") == set()


def test_a_question_costs_three_queries_whatever_the_words(page, django_assert_num_queries):
    with django_assert_num_queries(3):
        elsewhere(page, "peple", "apointment", "kichen")


def test_nobody_asks_for_words_where_the_edit_is_clinical_anyway(staff, page, django_assert_num_queries):
    text = page.live_revision.manuscript.replace(SLIP, "Some people ask for ten of them.")
    draft = actions.save_draft(page=page, by=staff.author, manuscript=text)
    with django_assert_num_queries(0):
        assert not proof.is_minor(page, draft)


def test_a_word_that_the_dictionary_has_is_not_kept(page):
    assert not {"people", "pain", "a"} & set(RareWord.objects.values_list("word", flat=True))


def test_the_words_are_kept_again_with_the_html_of_a_new_release(page):
    RareWord.objects.all().delete()
    rendering.store(page.pk)
    assert page.rare_words.filter(word="peple").exists()


def test_the_upgrade_keeps_the_words_of_what_is_live(page):
    before = set(RareWord.objects.values_list("page", "word"))
    assert before
    RareWord.objects.all().delete()
    migration = importlib.import_module("publishing.migrations.0007_words_and_minor_drafts")
    migration.keep_rare_words(apps, SimpleNamespace(connection=connection))
    assert set(RareWord.objects.values_list("page", "word")) == before
