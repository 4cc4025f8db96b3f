"""A word is explained by one term: on the desk, when a term comes back, and when a library comes."""

import pytest
from django.urls import reverse

from publishing.life import actions, dumping, known, loading
from publishing.life.errors import InvalidManuscript
from publishing.life.models import Page
from publishing.life.states import RevisionState
from publishing.text import library, preparing
from tests.articles.editing import page_at
from tests.publishing import samples
from tests.publishing.at_desk import entered, in_role, url

pytestmark = pytest.mark.both_databases

DISC, ROOT = "glossary/disc", "glossary/nerve-root"


def term(title: str) -> str:
    return f"---\ntitle: {title}\ndefinition: A cushion.\n---\n"


@pytest.mark.parametrize("word", ["Disc", "intervertebral disc", "INTERVERTEBRAL DISC"])
def test_a_word_that_another_term_explains_is_a_fault_with_its_line(staff, word):
    with pytest.raises(InvalidManuscript) as refused:
        staff.revision(page_at(ROOT), RevisionState.IN_REVIEW, also_called=["root", word])
    (fault,) = refused.value.faults
    assert fault.line == 5
    assert fault.message == f"the word '{word}' is explained by the term 'disc' already"


def test_nor_by_a_new_term(staff):
    with pytest.raises(InvalidManuscript, match="is explained by the term 'disc' already"):
        staff.new_page("glossary", "disc-again", term("Disc"))


def test_a_term_keeps_its_own_words_also_at_another_address(staff):
    staff.published(page_at(DISC), slug="spinal-disc", also_called=["disk", "intervertebral disc"])


def test_a_word_of_another_language_or_of_a_withdrawn_term_is_free(staff):
    draft = actions.create_page(by=staff.author, kind="glossary", slug="disc", manuscript=term("Disc"), language="es")
    staff.brought(draft, RevisionState.IN_REVIEW)
    actions.withdraw(page=page_at(DISC), by=staff.publisher, note="Unclear.")
    staff.published(page_at(ROOT), also_called=["disc"])


def test_a_term_does_not_come_back_beside_one_that_explains_its_word(staff, tmp_path):
    actions.withdraw(page=page_at(DISC), by=staff.publisher, note="Unclear.")
    staff.published(page_at(ROOT), also_called=["disc"])
    with pytest.raises(actions.Refused, match="'disc' is explained by the term 'nerve root' already"):
        actions.restore(page=page_at(DISC), by=staff.publisher)
    dumping.dump(tmp_path / "out")
    assert dumping.check(tmp_path / "out") == []


def test_a_library_s_term_waits_where_staff_explain_its_word_and_the_dump_stays_sound(staff, tmp_path):
    staff.published(page_at(ROOT), also_called=["nucleus"])
    folder = samples.small(tmp_path / "next")
    folder.write("glossary.yaml", folder.text("glossary.yaml") + "- title: nucleus\n  definition: A core.\n")
    outcome = loading.load(library.read(folder.root))
    assert outcome.conflicts == [
        "glossary.yaml (nucleus): the word 'nucleus' is explained by the term 'nerve root' already; "
        "the library's new text is kept as a draft"
    ]
    assert not Page.objects.live().filter(kind="glossary", slug="nucleus").exists()
    dumping.dump(tmp_path / "out")
    assert dumping.check(tmp_path / "out") == []


def test_a_library_may_give_a_word_from_one_of_its_terms_to_another(staff, tmp_path):
    folder = samples.small(tmp_path / "next")
    folder.replace("glossary.yaml", "  also_called:\n  - intervertebral disc\n", "")
    folder.replace(
        "glossary.yaml", "- title: nerve root\n", "- title: nerve root\n  also_called:\n  - intervertebral disc\n"
    )
    assert loading.load(library.read(folder.root)).conflicts == []
    assert page_at(ROOT).also_called == ["intervertebral disc"]


def test_a_library_s_term_under_a_new_name_waits_until_the_old_one_is_decided_about(staff, tmp_path):
    folder = samples.small(tmp_path / "next")
    folder.replace("glossary.yaml", "- title: disc\n", "- title: cushion\n")
    outcome = loading.load(library.read(folder.root))
    assert outcome.left == ["glossary/disc"]
    assert "'intervertebral disc' is explained by the term 'disc' already" in outcome.conflicts[0]


def test_whoever_renames_a_term_hears_which_word_is_not_explained_any_more(staff, client):
    page = page_at(DISC)
    client.force_login(in_role(staff.author, "Author"))
    address = reverse("admin:glossary_term_change", args=[page.pk])
    shown = client.post(address, entered(page, title="cushion"), follow=True).content.decode()
    assert "Pages will not explain “disc” any more." in shown
    assert "“intervertebral disc” any more" not in shown


LOST = "Pages will not explain “disc” any more. If patients meet it, add it to “Also called”."


@pytest.mark.parametrize(("also_called", "is_lost"), [(["intervertebral disc"], True), (["disc"], False)])
def test_whoever_publishes_a_term_reads_which_word_is_not_explained_any_more(staff, client, also_called, is_lost):
    draft = staff.revision(page_at(DISC), RevisionState.APPROVED, title="cushion", also_called=also_called)
    client.force_login(in_role(staff.publisher, "Publisher"))
    for verb in ("publish", "schedule"):
        shown = client.get(url(draft.page, "do"), {"verb": verb}).content.decode()
        assert "Publish “" in shown and (LOST in shown) is is_lost


@pytest.mark.parametrize("verb", ["withdraw", "plan-withdrawal"])
@pytest.mark.parametrize(("address", "is_word"), [(DISC, True), ("articles/how-pain-works", False)])
def test_whoever_takes_a_word_off_the_site_reads_that_no_page_will_explain_it(staff, client, verb, address, is_word):
    client.force_login(in_role(staff.publisher, "Publisher"))
    shown = client.get(url(page_at(address), "do"), {"verb": verb}).content.decode()
    assert 'name="confirmed"' in shown
    assert ("No page will explain the word any more, and the glossary will not have it." in shown) is is_word


def test_a_term_whose_page_is_not_there_yet_is_compared_with_all(staff):
    ready = preparing.prepare(term("Disc"), "glossary", language="en", slug="fresh")
    assert [fault.message for fault in known.faults_of(ready)] == [
        "the word 'Disc' is explained by the term 'disc' already"
    ]
