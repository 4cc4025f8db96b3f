"""What no browser sends by itself is answered with a sentence or a status, and never with an error of ours."""

import io
import json
import logging

import pytest
from django.test import Client
from django.urls import reverse

from publishing.life import keeping
from publishing.life.models import KeptText
from tests.articles.editing import page_at
from tests.publishing.at_desk import entered, in_role, url
from website import logs

PAGE = "procedures/epidural-steroid-injection"
FORM = "application/x-www-form-urlencoded"
KEPT = "/admin/publishing/page/kept/"
pytestmark = pytest.mark.both_databases
NO_KEYS = ["x", "9" * 30, "-1", str(2**63), "𝟗", "a\0b"]


@pytest.fixture
def writer(loaded, client, author):
    in_role(author, "Author")
    client.force_login(author)
    return client


# What a picker holds


@pytest.mark.parametrize("key", NO_KEYS)
@pytest.mark.parametrize("field", ["indications-0-condition", "related", "owner", "indications-0-sources"])
def test_what_is_no_key_in_a_picker_is_said_at_its_field(writer, field, key):
    page = page_at(PAGE)
    sent = entered(page, **{field: key})
    shown = writer.post(url(page), sent)
    assert shown.status_code == 200
    assert "Please correct what is marked below." in shown.content.decode()
    checklist = f"{reverse('admin:publishing_page_checklist')}?kind={page.kind}&page={page.pk}"
    assert writer.post(checklist, sent).status_code == 200
    assert writer.post(reverse("admin:publishing_page_live", args=[page.pk]), sent).status_code == 422


@pytest.mark.parametrize("key", NO_KEYS)
def test_a_kept_text_with_what_is_no_key_can_be_put_back(writer, key):
    page = page_at(PAGE)
    fields = {name: list(map(str, values)) for name, values in entered(page).items()}
    fields |= {"indications-0-condition": [key], "title": ["Words that nobody saved"]}
    body = {"page": page.pk, "tab": "one", "turn": 1, "fields": fields}
    assert writer.post(KEPT, json.dumps(body), content_type="application/json").status_code == 200
    for address in (url(page), f"{url(page)}?kept=one", f"{url(page, 'kept')}?tab=one"):
        assert writer.get(address).status_code == 200
    assert "Words that nobody saved" in writer.get(f"{url(page)}?kept=one").content.decode()


# What stands in an address


@pytest.mark.parametrize("view", ["merge", "kept", "row", "compare", "do", "notes", "add-row", "undo", "share"])
@pytest.mark.parametrize("key", ["9" * 18, str(2**63), "9" * 30, "𝟗", "x"])
def test_a_number_that_no_page_can_have_is_no_error_of_ours(writer, view, key):
    assert writer.get(f"/admin/procedures/procedure/{key}/{view}/", follow=True).status_code < 500
    assert writer.get(f"/admin/publishing/page/{key}/change/").status_code == 404


@pytest.mark.parametrize("place", ["𝟗/1", "9/1", "x/1", f"9/{10**30}"])
def test_the_screen_that_leads_to_any_row_is_not_there(writer, place):
    assert writer.get(f"/admin/r/{place}/").status_code == 404


# What is sent


def test_an_hour_that_the_clocks_skip_is_refused_in_the_question(writer, publisher):
    page = page_at(PAGE)
    writer.force_login(in_role(publisher, "Publisher"))
    sent = {"verb": "schedule", "confirmed": "1", "when": "2026-03-08T02:30"}
    answer = writer.post(url(page, "do"), sent)
    assert answer.status_code == 200
    assert "The clocks skip that hour on that day." in answer.content.decode()


def test_a_file_with_too_long_a_name_is_answered_at_the_desk_and_says_what_to_do(writer):
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{"a" * 5_000}.jpg"\r\n\r\n'
    address = reverse("admin:publishing_storedpicture_add")
    answer = writer.post(address, f"{head}x\r\n--b--\r\n", content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400
    assert "The file has too long a name</h1>" in answer.content.decode()
    assert "Give the file a short name" in answer.content.decode()


def test_a_stranger_who_sends_too_much_writes_one_short_line_into_the_log(loaded):
    client = Client(enforce_csrf_checks=True)
    client.get("/admin/login/")
    printed = io.StringIO()
    handler = logging.StreamHandler(printed)
    handler.addFilter(logs.OneLine())
    logging.getLogger().addHandler(handler)
    try:
        answer = client.post("/admin/login/", "a=" + "x" * 3_000_000, content_type=FORM)
    finally:
        logging.getLogger().removeHandler(handler)
    assert answer.status_code == 400
    assert len(printed.getvalue().splitlines()) == 1
    assert len(printed.getvalue()) < 300


@pytest.mark.parametrize(
    "wrong", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_whoever_signs_in_and_was_to_be_led_elsewhere_comes_to_the_first_page(loaded, client, author, wrong):
    author.set_password("a long enough password")
    author.save()
    sent = {"username": author.username, "password": "a long enough password", "next": wrong}
    answer = client.post("/admin/login/", sent)
    assert answer.status_code == 302
    assert answer["Location"] == "/admin/"


# What is kept


def keep(client, page, tab: str, words: str) -> int:
    fields = {name: list(map(str, values)) for name, values in entered(page, title=words).items()}
    body = {"page": page.pk, "tab": tab, "turn": 1, "fields": fields}
    return client.post(KEPT, json.dumps(body), content_type="application/json").status_code


def test_a_person_keeps_so_much_unsaved_and_no_more_over_all_pages(writer, monkeypatch, publisher):
    one, other = page_at("articles/how-pain-works"), page_at("conditions/sciatica")
    assert keep(writer, one, "one", "a" * 100_000) == 200
    monkeypatch.setattr(keeping, "ALL_OF_ONE", 150_000)
    assert keep(writer, other, "two", "a" * 100_000) == 413
    assert [text.page_id for text in KeptText.objects.all()] == [one.pk]
    assert keep(writer, one, "one", "b" * 100_000) == 200  # what takes its own place needs no more room
    writer.force_login(in_role(publisher, "Publisher"))
    assert keep(writer, other, "two", "a" * 100_000) == 200  # another person has room of their own
