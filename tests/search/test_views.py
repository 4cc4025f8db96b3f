"""The page of results: what it finds, what it says where it finds nothing, and what it never does."""

import json
import re
import time

import pytest
from django.utils import timezone

from publishing.life import actions
from publishing.life.models import ClinicProfile
from search import unanswered
from search.keeping import keeper
from search.models import Promoted, Synonym, UnansweredQuery
from tests.articles.editing import Staff, page_at

RESULTS = "/search/"

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.both_databases]


@pytest.fixture
def staff(author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def ask(client, words: str, **more):
    return client.get(RESULTS, {"q": words, **more})


def links(answer) -> list[str]:
    return re.findall(r'result__name"><a href="([^"]+)"', answer.content.decode())


def names(client, letters: str) -> list[str]:
    return [one["name"] for one in client.get("/search/suggest/", {"q": letters}).json()["suggestions"]]


def test_a_page_is_found_by_its_title(client):
    assert links(ask(client, "sciatica"))[0] == "/conditions/sciatica/"


def test_a_page_is_found_by_what_else_it_is_called_and_says_so(client):
    answer = ask(client, "pinched nerve")
    assert links(answer)[0] == "/conditions/sciatica/"
    assert "also called Pinched nerve" in answer.content.decode()


def test_a_misspelled_word_is_understood_and_both_are_said(client):
    text = ask(client, "siatica").content.decode()
    assert "“sciatica”" in text
    assert "You typed “siatica”." in text


def test_a_question_leads_to_the_section_that_answers(client):
    found = links(ask(client, "what are the side effects of an epidural"))
    assert found[0] == "/procedures/epidural-steroid-injection/#risks"


def test_what_was_asked_for_is_marked(client):
    assert "<mark>" in ask(client, "lower back pain").content.decode()


def test_a_hard_word_is_explained_above_the_pages(client):
    text = ask(client, "nerve root").content.decode()
    assert '<a href="/glossary/#nerve-root">nerve root</a>' in text
    assert "The start of a nerve where it leaves the spine." in text


def test_nothing_found_offers_the_lists_and_the_phone(client):
    ClinicProfile.objects.create(phone="555-0100")
    text = ask(client, "zzzqqq").content.decode()
    assert "No page was found for “zzzqqq”." in text
    assert 'href="/a-to-z/"' in text
    assert 'href="tel:5550100"' in text


def test_a_question_that_sounds_like_an_emergency_begins_with_the_number_to_call(client):
    text = ask(client, "can't feel my legs and bladder").content.decode()
    assert text.index("Call 911 now") < text.index("page", text.index("<h1>"))
    assert text.index("Call 911 now") < text.index('class="search__said"')


def test_every_answer_says_whom_to_call_where_it_is_urgent_after_all(client):
    for words in ("sciatica", "zzzqqq"):
        text = ask(client, words).content.decode()
        assert text.index("Is it urgent?") < text.index("<footer")
        assert 'href="tel:911"' in text[text.index("Is it urgent?") :]


def test_who_wants_to_die_is_led_to_somebody_who_listens(client):
    text = ask(client, "i want to die").content.decode()
    assert 'href="tel:988"' in text
    assert links(ask(client, "i want to die")) == []  # pages about deadly risks are no answer


def test_results_are_no_page_for_search_engines_and_are_kept_by_nobody(client):
    for address in (f"{RESULTS}?q=sciatica", RESULTS, "/search/suggest/?q=sci"):
        answer = client.get(address, headers={"Accept-Encoding": "br, gzip"})
        assert answer["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer
        assert answer.get("Content-Encoding") != "br"
    assert '<meta name="robots" content="noindex">' in client.get(RESULTS).content.decode()
    assert "/search/" not in client.get("/sitemap.xml").content.decode()


def test_a_withdrawn_page_is_gone_at_once(client, staff, publisher):
    assert "/conditions/sciatica/" in links(ask(client, "sciatica"))
    actions.withdraw(page=page_at("conditions/sciatica"), by=publisher, note="For a test.")
    assert "/conditions/sciatica/" not in links(ask(client, "sciatica"))
    assert "Sciatica" not in names(client, "sci")


def test_a_withdrawn_page_is_gone_in_a_process_that_has_not_heard_of_it(client, publisher, monkeypatch):
    ask(client, "sciatica")
    actions.withdraw(page=page_at("conditions/sciatica"), by=publisher, note="For a test.")
    monkeypatch.setattr(keeper, "_look", lambda version: None)
    assert "/conditions/sciatica/" not in links(ask(client, "sciatica"))


def test_a_draft_is_never_found(client, author):
    page = page_at("conditions/sciatica")
    ask(client, "sciatica")
    text = page.live_revision.manuscript.replace("title: Sciatica", "title: Wobblitis")
    actions.save_draft(page=page, manuscript=text, slug=page.slug, by=author)
    assert links(ask(client, "wobblitis")) == []


def test_a_promoted_page_stands_first_and_says_so(client):
    page = page_at("procedures/epidural-steroid-injection")
    Promoted.objects.create(asked="sciatica, leg pain", page=page)
    answer = _after_a_change(client, "leg pain")
    assert links(answer)[0] == page.get_absolute_url()
    assert "picked by our staff" in answer.content.decode()


def test_a_synonym_of_staff_is_understood(client):
    assert links(ask(client, "gribbling")) == []
    Synonym.objects.create(asked="gribbling", means="sciatica")
    assert links(_after_a_change(client, "gribbling"))[0] == "/conditions/sciatica/"


def _after_a_change(client, words: str):
    from publishing.life.models.version import content_changed

    content_changed()
    return ask(client, words)


def test_suggestions_are_names_with_what_to_see_for_them(client):
    found = client.get("/search/suggest/", {"q": "pinch"}).json()["suggestions"]
    assert found[0] == {
        "name": "Pinched nerve",
        "see": "Sciatica",
        "kind": "Condition",
        "url": "/conditions/sciatica/",
    }


def test_suggestions_begin_at_any_word_and_at_two_letters(client):
    assert names(client, "s") == []
    assert "Pinched nerve" in names(client, "ner")
    assert "Sciatica" in names(client, "SCIAT")
    assert "Sciatica" in names(client, "siatica")


def test_a_search_asks_few_questions_of_the_database(client, django_assert_max_num_queries):
    ask(client, "leg pain")
    with django_assert_max_num_queries(9):
        ask(client, "leg pain")
    with django_assert_max_num_queries(4):
        client.get("/search/suggest/", {"q": "sci"})


def test_what_was_not_found_is_counted_without_numbers_and_addresses(client):
    for words in ("gribbling 555-0100", "Gribbling me@example.org", "gribbling"):
        ask(client, words)
        ask(client, words)  # a page that is loaded again
        unanswered.write()
    assert UnansweredQuery.objects.values_list("text", "count", "last_on").get() == (
        "gribbling",
        3,
        timezone.localdate(),
    )


@pytest.mark.parametrize("words", ["sciatica", "", "12345", "a@b.org", "i want to die zzqq", "zz"])
def test_other_searches_are_not_counted(client, words):
    ask(client, words)
    assert unanswered.forget_waiting() == []


def test_words_that_no_page_has_are_named_and_counted(client):
    text = ask(client, "sciatica gribbling").content.decode()
    assert "No page has “gribbling”." in text
    assert "/conditions/sciatica/" in links(ask(client, "sciatica gribbling"))
    assert unanswered.forget_waiting() == [("en", "sciatica gribbling")]


def test_a_head_request_counts_nothing(client):
    client.head(RESULTS, {"q": "gribbling"})
    assert unanswered.forget_waiting() == []


HOSTILE = [
    "x" * 10_000,
    "sciatica\x00nerve",
    "\ud800\udfff sciatica",
    "\u202eevil \u2066 sciatica \u2069",
    'title:sciatica AND (body:"x" OR *) ~2 ^5 [a TO z] {',
    "/.*/ +must -not && || ! ( ) [ ] ? : \\",
    "🦵🔥 leg pain 😀",
    "' OR 1=1; DROP TABLE publishing_page; --",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{ clinic.phone }}{% load i18n %}",
    "\ue000tclinic_phone\ue001\ue002x\ue003",
    "ааа сциатика 座骨神経痛 عرق النسا",
    " ".join(f"word{number}" for number in range(2000)),
    "%00%ff%fe",
    "a\u0301" * 300,
    "\n\r\t\v\f",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("address", [RESULTS, "/search/suggest/"])
def test_nothing_that_is_typed_does_harm(client, words, address):
    raw = words.encode("utf-8", "surrogatepass")
    query = "".join(f"%{byte:02x}" for byte in raw)
    answer = client.get(f"{address}?q={query}")
    assert answer.status_code in (200, 400)
    text = answer.content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "\ue000" not in text


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q[]=1", "q=1&q=2", "page=-1&q=pain", "page=99999999999999999999&q=pain", "page=x&q=pain"]
)
def test_an_odd_query_is_answered(client, query):
    assert client.get(f"{RESULTS}?{query}").status_code in (200, 400)


def test_the_answer_is_plain_json_and_not_a_page(client):
    answer = client.get("/search/suggest/", {"q": "<b>sci"})
    assert answer["Content-Type"] == "application/json"
    json.loads(answer.content)


def test_a_language_that_nobody_wrote_in_has_no_search(client):
    assert client.get("/es/search/", {"q": "sciatica"}).status_code == 404
    assert client.get("/es/search/suggest/", {"q": "sciatica"}).status_code == 404


def test_a_long_question_is_read_in_little_time(client):
    began = time.process_time()
    for words in ("a" * 60_000, "a." * 30_000, " ".join(f"wrod{number}" for number in range(9000))):
        ask(client, words)
    assert time.process_time() - began < 5


def test_what_nobody_typed_as_a_name_is_answered_with_pages(client):
    found = client.get("/search/suggest/", {"q": "my leg burns and tingles"}).json()["suggestions"]
    assert "Sciatica" in [one["name"] for one in found]
