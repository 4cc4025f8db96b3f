"""What is pasted into the form is answered as text for whoever may write, with a message in the words of the desk."""

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from publishing.desk.editor import pasting
from publishing.text.pasting import MAX_HTML
from tests.publishing.at_desk import in_role

WORD = '<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>%s</body></html>'


@pytest.fixture
def writer(loaded, author, client):
    in_role(author, "Author")
    client.force_login(author)
    return client


def paste(client, html: str, into: str = "section", **headers):
    address = f"{reverse('admin:publishing_page_paste')}?into={into}&language=en"
    return client.post(address, html.encode(), content_type="text/html; charset=utf-8", **headers)


def answered(client, html: str, into: str = "section") -> dict:
    answer = paste(client, html, into)
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_the_answer_is_text_and_says_what_is_in_it_and_what_is_not(writer):
    found = answered(
        writer,
        WORD % "<h1>Rest</h1><p style='color:red'>Walk <b>today</b>.<del>Not now.</del><del> Run</del></p>"
        "<img src=x alt='A walk'><img src=y><ul><li>a</ul><p><a href='https://a.org'>more</a></p>"
        "<div style='mso-element:comment'><span style='mso-comment-author:\"J. Doe\"'></span><p>Sure?</p></div>",
    )
    assert found["text"] == "### Rest\n\nWalk **today**.\n\n- a\n\n[more](https://a.org)"
    assert not found["isInline"]
    assert "Pasted from Word: 5 words, 1 heading, 1 list, 1 link." in found["message"]
    assert (
        "Left out: 2 pictures (add them as pictures), 1 comment by “J. Doe”, 1 sentence that was struck out, "
        "1 piece that was struck out, colors and fonts." in found["message"]
    )
    for piece in ("A walk", "Sure?", "Not now.", "Run"):
        assert f"<dd>{piece}</dd>" in found["message"]


def test_what_was_left_out_is_shown_as_words_and_never_as_html(writer):
    found = answered(writer, "<p>a<del>&lt;script&gt;alert(1)&lt;/script&gt;.</del></p>")
    assert "<script" not in found["message"]
    assert "&lt;script&gt;" in found["message"]


def test_a_few_plain_words_need_no_message(writer):
    found = answered(writer, "<span style='font-family:Arial'>the left leg</span>")
    assert found == {"text": "the left leg", "isInline": True, "message": ""}


def test_a_link_to_a_page_of_this_site_follows_that_page(writer, settings):
    settings.SITE_URL = "https://clinic.example"
    found = answered(
        writer,
        "<a href='https://clinic.example/conditions/sciatica/?x=1#causes'>one</a> "
        "<a href='https://clinic.example/conditions/nothing-here/'>two</a> "
        "<a href='https://elsewhere.example/conditions/sciatica/'>three</a>",
    )
    assert found["text"] == (
        "[one](../conditions/sciatica.md) [two](https://clinic.example/conditions/nothing-here/) "
        "[three](https://elsewhere.example/conditions/sciatica/)"
    )


def test_only_so_many_pages_are_looked_up(writer, settings, django_assert_max_num_queries):
    settings.SITE_URL = "https://clinic.example"
    many = "".join(f"<a href='https://clinic.example/conditions/p{n}/'>x</a> " for n in range(500))
    with django_assert_max_num_queries(2 * pasting.LOOKED_UP + 10):
        answered(writer, many)


@pytest.mark.parametrize("html", [" " * (MAX_HTML + 1), " " * 3_000_000, "<div>" * 10_000])
def test_what_is_too_much_is_answered_with_a_sentence(writer, html):
    answer = paste(writer, html)
    assert answer.status_code == 413
    assert "paste it in parts" in json.loads(answer.content)["said"]


def test_bytes_that_are_no_text_are_read_as_far_as_they_are(writer):
    address = reverse("admin:publishing_page_paste")
    answer = writer.post(address, b"<p>a\xff\x00b</p>", content_type="text/html")
    assert json.loads(answer.content)["text"] == "ab"


def test_only_whoever_may_write_is_answered(loaded, client):
    person = User.objects.create_user("reader", is_staff=True)
    client.force_login(person)
    assert paste(client, "<p>a</p>").status_code == 403
    client.logout()
    assert paste(client, "<p>a</p>").status_code == 302


def test_it_is_posted_and_carries_the_proof_of_its_form(writer, author):
    assert writer.get(reverse("admin:publishing_page_paste")).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)
    assert paste(strict, "<p>a</p>").status_code == 403
