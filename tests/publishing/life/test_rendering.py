"""What HTML depends on, and that it is made again when that changes, and only then."""

import pytest
from django.core.files.storage import default_storage

from glossary.models import Term
from publishing.life import actions, publication, rendering
from publishing.life.models import ClinicProfile, Contributor, Page, StoredPicture
from publishing.life.models.version import current
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article

PAGE = "articles/how-pain-works"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def html_of(address: str) -> str:
    return str(page_at(address).html)


def test_what_is_fresh_is_not_rendered_again(loaded):
    before = current()
    assert publication.refresh("en") == 0
    assert current() == before


def test_the_same_references_have_the_same_fingerprint(loaded):
    one, other = rendering.references("en"), rendering.references("en")
    assert rendering.fingerprint(one) == rendering.fingerprint(other)


def test_every_live_page_was_rendered_with_what_is_true_now(loaded):
    now = rendering.fingerprint(rendering.references("en"))
    assert set(Page.objects.published().filter(language="en").values_list("rendered_with", flat=True)) == {now}


@pytest.mark.parametrize(
    "change",
    [
        lambda: ClinicProfile.objects.update_or_create(pk=1, defaults={"phone": "555 0100"}),
        lambda: Term.objects.filter(pk=Term.objects.first().pk).update(definition="Another meaning."),
        lambda: Contributor.objects.update(name="Somebody else"),
        lambda: StoredPicture.objects.filter(pk=StoredPicture.objects.first().pk).update(width=7),
    ],
    ids=["clinic", "term", "contributor", "picture"],
)
def test_a_change_beside_the_texts_renders_every_page_again(loaded, change):
    before = current()
    change()
    assert publication.refresh("en") == Page.objects.filter(language="en", status="live").count()
    assert current() > before
    assert publication.refresh("en") == 0


def test_a_change_of_the_renderer_renders_every_page_again(loaded, monkeypatch):
    monkeypatch.setattr(rendering, "_code", lambda: "another release")
    assert publication.refresh("en") > 0


def test_a_draft_renders_nothing_again(staff):
    staff.revision(page_at(PAGE), RevisionState.SCHEDULED, title="Other words")
    assert publication.refresh("en") == 0


def test_rendering_again_gives_the_same_html_and_leaves_the_day_of_change(loaded, monkeypatch):
    def rows():
        return list(Page.objects.order_by("pk").values("html", "updated_at", "published_at", "title", "slug"))

    before = rows()
    monkeypatch.setattr(rendering, "_code", lambda: "another release")
    publication.refresh("en")
    assert rows() == before


def test_the_clinic_s_own_words_stand_in_the_texts(loaded):
    ClinicProfile.objects.update_or_create(pk=1, defaults={"emergency_number": "112"})
    publication.refresh("en")
    assert "112" in page_at("conditions/sciatica").html["key_points"][-1]


def test_the_clinic_s_own_words_cannot_act_as_markdown_or_html(loaded):
    profile = {"emergency_number": "[x](/y)<b>*"}
    ClinicProfile.objects.update_or_create(pk=1, defaults=profile)
    publication.refresh("en")
    assert "[x](/y)&lt;b&gt;*" in page_at("conditions/sciatica").html["key_points"][-1]


def test_a_snippet_reaches_the_pages_that_use_it_when_it_is_published(staff):
    snippet = page_at("snippets/warning-signs")
    body = snippet.body.replace("\n- ", "\n- Quite a new sign.\n- ", 1)
    revision = staff.revision(snippet, RevisionState.APPROVED, body=body)
    assert "Quite a new sign." not in html_of("conditions/low-back-pain")
    actions.publish(revision=revision, by=staff.publisher)
    assert "Quite a new sign." in html_of("conditions/low-back-pain")


def test_a_snippet_has_no_address(loaded, client):
    assert Page.objects.filter(kind="snippets", status="live").exists()
    assert not Page.objects.published().filter(kind="snippets").exists()
    assert client.get("/snippets/warning-signs/").status_code == 404


def test_a_text_may_name_a_page_of_the_same_publication(staff):
    page = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    assert rendering.references("en").addresses["articles/fresh"] is None
    known = rendering.references("en", about_to_be_live=[page.pk])
    assert known.addresses["articles/fresh"] == "/articles/fresh/"


def test_a_page_that_links_to_one_not_public_yet_gets_the_link_with_it(staff):
    staff.new_page("articles", "later", article("Later"), RevisionState.APPROVED)
    staff.new_page("articles", "sooner", article("Sooner", body="## A\n\n[Read on](../articles/later.md)."))
    assert page_at("articles/sooner").html["sections"][0]["html"] == "<p><span>Read on</span>.</p>"
    actions.publish(revision=page_at("articles/later").revisions.get(), by=staff.publisher)
    assert 'href="/articles/later/"' in html_of("articles/sooner")


def test_a_hard_word_is_explained_once_on_a_page(staff):
    Term.objects.create(slug="zonk", term="zonk", definition="A word of the suite.")
    staff.new_page("articles", "words", article(body="## A\n\nA zonk and a zonk.\n\n## B\n\nAnother zonk."))
    assert html_of("articles/words").count("A word of the suite.") == 1


def test_a_drawing_is_shown_from_storage_with_its_size(loaded):
    drawing = page_at("conditions/sciatica").html["drawings"][0]["html"]
    stored = StoredPicture.objects.get(name="drawings/leg.svg")
    assert f'src="{default_storage.url(stored.file)}"' in drawing
    assert f'width="{stored.width}" height="{stored.height}"' in drawing


def test_what_a_reader_wrote_as_html_is_printed_as_words(staff):
    staff.new_page("articles", "odd", article(body="## A\n\n<script>alert(1)</script> <img src=x onerror=y>"))
    html = page_at("articles/odd").html["sections"][0]["html"]
    assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;" in html
