"""What can be put into a text is found by the words that people have for it; a source that is missing is suggested."""

import json

import pytest
from django.urls import reverse

from publishing.life import actions
from publishing.life.models import Page, Source
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.articles.manuscripts import article

SUGGESTED = {
    "title": "Epidural steroids, looked at again",
    "publisher": "American Academy of Neurology",
    "year": "2031",
    "kind": "guideline",
    "url": "https://example.org/esi",
}


def picked(client, what: str, words: str = "", language: str = "en") -> list[dict]:
    answer = client.get(reverse("admin:publishing_page_picks", args=[what]), {"q": words, "language": language})
    assert answer.status_code == 200
    return json.loads(answer.content)["found"]


def suggest(client, **changed):
    address = reverse("admin:publishing_page_suggest")
    return client.post(address, SUGGESTED | changed, headers={"accept": "application/json"})


@pytest.mark.parametrize("words", ["sciatica", "SCIATICA", "sciattica", "  sciat ", "lumbar radiculopathy"])
def test_a_page_is_found_by_its_title_its_other_names_and_nearly_so(writer, words):
    Page.objects.filter(slug="sciatica").update(also_called=["Lumbar radiculopathy"])
    assert picked(writer, "pages", words)[0]["text"] == "../conditions/sciatica.md"


def test_accents_are_no_hindrance(writer):
    Page.objects.filter(slug="sciatica").update(title="Ciática")
    assert picked(writer, "pages", "ciatica")[0]["name"] == "Ciática"


def test_a_draft_says_that_it_prints_as_plain_words(staff, writer):
    staff.new_page("articles", "fresh", article(title="A fresh page"), RevisionState.DRAFT)
    fresh, public = picked(writer, "pages", "a fresh page")[0], picked(writer, "pages", "sciatica")[0]
    assert "plain words" in fresh["warning"]
    assert public["warning"] == ""


def test_what_was_thrown_away_and_what_has_no_address_is_no_page_to_link_to(staff, writer):
    page = staff.new_page("articles", "fresh", article(title="A fresh page"), RevisionState.DRAFT)
    actions.discard(revision=page.revisions.get(), by=staff.author)
    assert picked(writer, "pages", "a fresh page") == []
    assert {one["text"].split("/")[1] for one in picked(writer, "pages")} <= {
        "about",
        "articles",
        "conditions",
        "procedures",
    }


def test_twenty_are_shown_at_most(writer):
    Source.objects.bulk_create(Source(id=f"many{n}", title=f"Many {n}", publisher="X", kind="news") for n in range(30))
    assert len(picked(writer, "sources", "many")) == 20


def test_a_source_is_found_by_its_short_name_and_says_what_took_its_place(writer):
    new = Source.objects.create(id="aan2025-esi", title="Newer", publisher="Neurology 2025 (AAN)", kind="guideline")
    Source.objects.create(
        id="aan2007-esi", title="Older", publisher="Neurology (AAN)", kind="guideline", superseded_by=new
    )
    assert picked(writer, "sources", "aan 2025")[0]["text"] == "aan2025-esi"
    assert "AAN 2025" in picked(writer, "sources", "aan 2007")[0]["warning"]


def test_a_shared_text_comes_with_its_words(writer):
    found = picked(writer, "shared", "warning")[0]
    assert found["text"] == "/// snippet | warning-signs\n///"
    assert found["said"]


def test_an_explained_word_comes_with_its_meaning(writer):
    found = picked(writer, "words", "disc")[0]
    assert found["said"] == Page.objects.get(kind="glossary", slug="disc").summary


def test_a_picture_comes_with_its_address(writer):
    found = picked(writer, "pictures", "leg")[0]
    assert found["text"] == "../drawings/leg.svg"
    assert found["picture"].startswith("/media/")


def test_there_are_three_cards_and_the_first_has_the_number_in_force(writer, settings):
    settings.CLINIC = {**settings.CLINIC, "emergency_number": "112"}
    cards = picked(writer, "cards")
    assert [one["level"] for one in cards] == ["emergency", "call-today", "ask"]
    assert cards[0]["name"] == "Call 112 now"


@pytest.mark.parametrize("what", ["pages", "sources", "words", "shared", "pictures", "cards"])
@pytest.mark.parametrize("words", ["\0", "%", "_", "'\"<b>", "x" * 5000, "\\"])
def test_whatever_is_looked_for_is_answered(writer, what, words):
    assert isinstance(picked(writer, what, words, language="xx"), list)


def test_marks_are_told_by_name(writer):
    asked = {
        "source": ["koes2007", "nobody"],
        "page": ["conditions/sciatica", "conditions/nowhere", "\0"],
        "shared": "warning-signs",
    }
    told = json.loads(writer.get(reverse("admin:publishing_page_names"), asked).content)
    assert set(told["source"]) == {"koes2007"}
    assert told["source"]["koes2007"]["name"] == "Koes 2007"
    assert told["page"] == {"conditions/sciatica": {"name": "Sciatica", "said": "", "warning": ""}}
    assert told["shared"]["warning-signs"]["name"]


def test_without_a_script_a_screen_shows_the_line_to_copy(writer):
    shown = writer.get(reverse("admin:publishing_page_pick"), {"what": "pages", "q": "sciatica"}).content.decode()
    assert "[Sciatica](../conditions/sciatica.md)" in shown
    escaped = writer.get(reverse("admin:publishing_page_pick"), {"q": "<script>"}).content
    assert b"<script>&" not in escaped and b'value="<script>' not in escaped


@pytest.mark.parametrize("name", ["picks", "pick", "names", "suggest"])
def test_a_stranger_is_told_nothing(loaded, client, author, name):
    client.force_login(author)
    address = reverse(f"admin:publishing_page_{name}", args=["pages"] if name == "picks" else [])
    assert client.get(address).status_code == 403


def test_nothing_else_can_be_picked(writer):
    assert writer.get(reverse("admin:publishing_page_picks", args=["people"])).status_code == 404


def test_a_suggested_source_can_be_cited_at_once_and_says_who_suggested_it(staff, writer):
    found = json.loads(suggest(writer).content)["found"][0]
    source = Source.objects.get(pk=found["text"])
    assert (source.proposed_by, source.short_name) == (staff.author, "AAN 2031")
    warning = picked(writer, "sources", "AAN 2031")[0]["warning"]
    assert staff.author.get_full_name() in warning


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("example.org/knee", "https://example.org/knee"),
        (" www.example.org ", "https://www.example.org"),
        ("http://example.org/knee", "http://example.org/knee"),
    ],
)
def test_a_suggestion_s_address_is_completed(writer, typed, kept):
    assert Source.objects.get(pk=json.loads(suggest(writer, url=typed).content)["found"][0]["text"]).url == kept


@pytest.mark.parametrize("wrong", ["knee", "ftp://example.org", "someone@example.org", "javascript:alert(1)", "a..b"])
def test_what_is_no_address_is_not_made_one(writer, wrong):
    assert json.loads(suggest(writer, url=wrong).content)["faults"].keys() == {"url"}


def test_a_page_is_not_offered_to_itself(writer):
    own = Page.objects.get(kind="conditions", slug="sciatica")
    address = reverse("admin:publishing_page_picks", args=["pages"])
    for page, is_there in ((own.pk, False), ("", True), ("no number", True)):
        found = writer.get(address, {"q": "sciatica", "language": "en", "page": page}).json()["found"]
        assert ("../conditions/sciatica.md" in [pick["text"] for pick in found]) is is_there


def test_a_suggestion_without_a_title_is_refused_at_its_field(writer):
    answer = suggest(writer, title="", url="no address")
    assert answer.status_code == 422
    assert json.loads(answer.content)["faults"].keys() == {"title", "url"}


@pytest.mark.parametrize("same", [{}, {"title": "Another title"}, {"url": ""}])
def test_a_source_that_is_there_is_not_suggested_twice(writer, same):
    suggest(writer)
    answer = suggest(writer, **same)
    assert answer.status_code == 422
    assert "in the list already" in answer.content.decode()
    assert Source.objects.filter(proposed_by__isnull=False).count() == 1


def test_two_sources_of_one_publisher_and_year_have_ids_of_their_own(writer):
    suggest(writer)
    answer = suggest(writer, title="Epidural pain", url="")
    assert json.loads(answer.content)["found"][0]["text"] == "aan2031-epidural-2"


def test_without_a_script_a_suggestion_leads_back_to_the_list(writer):
    answer = writer.post(reverse("admin:publishing_page_suggest"), SUGGESTED, follow=True)
    assert "[@aan2031-epidural]" in answer.content.decode()
    assert writer.post(reverse("admin:publishing_page_suggest"), {}).status_code == 422


def test_who_may_not_write_may_not_suggest(staff, client):
    client.force_login(staff.reviewer)
    assert suggest(client).status_code == 403
    assert client.get(reverse("admin:publishing_page_suggest")).status_code == 403


def test_who_keeps_the_sources_sees_and_accepts_it(staff, client):
    source = actions.propose_source(by=staff.author, title="New", publisher="Pain", kind="trial")
    client.force_login(staff.publisher)
    report = client.get(reverse("admin:publishing_page_report", args=["suggested-sources"])).content.decode()
    assert "New" in report and staff.author.get_full_name() in report
    screen = reverse("admin:publishing_source_change", args=[source.pk])
    assert "Accept this source" in client.get(screen).content.decode()
    accept = reverse("admin:publishing_source_accept", args=[source.pk])
    assert client.get(accept).status_code == 405
    assert client.post(accept).status_code == 302
    assert Source.objects.get(pk=source.pk).proposed_by is None
    assert "Accept this source" not in client.get(screen).content.decode()


def test_an_author_accepts_no_source(staff, client):
    source = actions.propose_source(by=staff.author, title="New", publisher="Pain", kind="trial")
    client.force_login(staff.author)
    accept = reverse("admin:publishing_source_accept", args=[source.pk])
    assert client.post(accept).status_code == 403
    assert (
        "Accept this source"
        not in client.get(reverse("admin:publishing_source_change", args=[source.pk])).content.decode()
    )


def test_the_form_has_the_editor_with_it(writer):
    page = page_at("conditions/sciatica")
    shown = writer.get(reverse("admin:conditions_condition_change", args=[page.pk])).content.decode()
    assert 'id="tools-text"' in shown and 'id="pick"' in shown and 'sandbox="allow-same-origin"' in shown
