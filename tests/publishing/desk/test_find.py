"""Finding a page on the desk: by names, by texts, drafts too, spelled badly, and never by a stranger."""

import re

import pytest
from django.contrib.auth.models import Group
from django.utils.html import escape

from publishing.desk.finding import find
from publishing.life.models import Page
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article

URL = "/admin/publishing/page/find/"
PAIN = "articles/how-pain-works"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    author.groups.add(Group.objects.get(name="Author"))
    return Staff(author, reviewer, publisher)


def named(words: str) -> list[str]:
    return [hit.page.address for hit in find.find(words).named]


def test_a_title_comes_before_another_name(staff):
    Page.objects.filter(pk=page_at(PAIN).pk).update(also_called=["Sciatica explained"])
    assert named("sciatica")[0] == "conditions/sciatica"
    assert PAIN in named("SCIATICA expl")


def test_words_of_a_text_are_found_with_what_stands_around_them_marked(staff):
    staff.revision(page_at(PAIN), RevisionState.DRAFT, title="How pain works, again")
    draft = page_at(PAIN).revisions.open().get()
    draft.manuscript = draft.manuscript.rstrip() + "\n\nA zebrafish swims by <here>.\n"
    draft.save()
    (hit,) = find.find("zebrafish swims").told
    assert hit.page.address == PAIN
    assert "<mark>zebrafish</mark> <mark>swims</mark> by &lt;here&gt;" in hit.line
    assert hit.url.endswith("/change/?find=zebrafish+swims")


def test_the_title_that_a_draft_gives_a_page_is_found(staff):
    staff.revision(page_at(PAIN), RevisionState.DRAFT, title="Quokkas for everybody")
    assert named("quokkas") == [PAIN]


def test_no_stored_name_stands_among_the_words_that_were_found(staff):
    for words in ("sciatica", "low back pain", "nerve", "people", "snippet", "moderate"):
        for hit in find.find(words).told:
            line = hit.line.replace("<mark>", "").replace("</mark>", "")
            assert not re.search(r"[a-z]+/[a-z-]+|[a-z_]+: [a-z-]+ [a-z_]+:|\[@|\*\*|\.md|///", line), line


def test_that_a_draft_waits_beside_what_is_public_is_said(staff):
    staff.revision(
        page_at(PAIN),
        RevisionState.IN_REVIEW,
        summary="A word about the ways in which pain comes and goes for most people.",
    )
    (hit,) = [hit for hit in find.find("how pain works").named if hit.page.address == PAIN]
    assert hit.line == "public · a draft waits for a clinician"


def test_a_page_comes_before_a_hard_word_of_the_same_name(staff):
    word = Page.objects.filter(kind="glossary").first()
    Page.objects.filter(pk__in=[page_at(PAIN).pk, word.pk]).update(title="Quokka")
    assert named("quokka") == [PAIN, word.address]


def test_a_draft_that_was_never_public_is_found(staff):
    staff.new_page("articles", "quokka", article("The quokka"))
    assert find.find("quokka").named or find.find("quokka").told


def test_a_word_that_is_spelled_badly_finds_what_was_meant(staff):
    found = find.find("siatica")
    assert found.meant == "sciatica"
    assert found.named[0].page.address == "conditions/sciatica"


def test_nothing_is_found_of_what_nobody_says(staff, client):
    client.force_login(staff.author)
    shown = client.get(URL, {"q": "xyzzyqq"}).content.decode()
    assert "No page says “xyzzyqq”." in shown
    assert "Write a new page" in shown


@pytest.mark.parametrize("typed", ["", " ", "\0", "%", "_", "'\"><script>", "a" * 5000, "((", "\\", "\ufffd\u202e"])
def test_whatever_is_typed_is_answered_and_escaped(staff, client, typed):
    client.force_login(staff.author)
    for part in ("", "1"):
        answer = client.get(URL, {"q": typed, "part": part})
        assert answer.status_code == 200
        assert "<script>" not in answer.content.decode().replace("<script src", "")


def test_while_somebody_types_options_are_answered_and_no_screen(staff, client):
    client.force_login(staff.author)
    shown = client.get(URL, {"q": "pain", "part": "1"}).content.decode()
    assert 'role="option"' in shown
    assert "<html" not in shown
    assert escape("?q=pain") in shown


def test_who_may_see_no_draft_finds_nothing(loaded, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("stranger", is_staff=True, password=None))
    assert client.get(URL, {"q": "pain"}).status_code == 403


@pytest.mark.both_databases
def test_finding_asks_few_questions_however_much_is_found(staff, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        found = find.find("pain")
        assert len(found.named) + len(found.told) > 3
        assert [hit.line for hit in found.told]
