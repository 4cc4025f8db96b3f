"""What takes long is done for few people at a time: nobody with an account at the desk can make the public wait."""

import threading
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from publishing.desk.basics import turns
from publishing.text import manuscripts
from publishing.text.prose import checks
from tests.articles.editing import page_at
from tests.publishing import uploads
from tests.publishing.at_desk import entered, in_role, url
from website.front import front

PAGE = "conditions/sciatica"


@pytest.fixture
def writer(loaded, client, author):
    in_role(author, "Author")
    client.force_login(author)
    return client


@pytest.fixture
def crowd(monkeypatch):
    """Other people have every turn, and nobody waits for one."""
    monkeypatch.setattr(turns, "WAIT", 0)
    monkeypatch.setattr(turns, "turns", turns.Turns())
    with ExitStack() as held:
        for number in range(turns.AT_ONCE):
            held.enter_context(turns.turns.of(f"person {number}", 0))
        yield


def asked(client, what: str, **headers) -> HttpResponse:
    page = page_at(PAGE)
    if what == "preview":
        return client.post(reverse("admin:publishing_page_live", args=[page.pk]), entered(page), **headers)
    if what == "checklist":
        address = reverse("admin:publishing_page_checklist")
        return client.post(f"{address}?kind={page.kind}&page={page.pk}", entered(page), **headers)
    if what == "paste":
        return client.post(reverse("admin:publishing_page_paste"), b"<p>a</p>", content_type="text/html", **headers)
    if what == "picture":
        return client.post(
            reverse("admin:publishing_storedpicture_add"),
            {"file": SimpleUploadedFile("a.jpg", uploads.photo())},
            **headers,
        )
    return client.get(url(page, what), **headers)


COSTLY = ["preview", "checklist", "paste", "picture", "compare"]


@pytest.mark.parametrize("what", COSTLY)
def test_whose_turn_does_not_come_is_told_so_and_when_to_ask_again(writer, crowd, what):
    answer = asked(writer, what)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "The desk is busy at this moment</h1>" in answer.content.decode()
    assert answer.has_header("Refresh") == (what == "compare")  # what was sent is sent again by its person alone
    script = asked(writer, what, headers={"Sec-Fetch-Dest": "empty"})
    assert script.status_code == 503
    assert script.content.decode().startswith("The desk is busy at this moment. Nothing was changed")


@pytest.mark.parametrize("what", COSTLY)
def test_a_turn_is_given_back(writer, what):
    for _time in range(turns.AT_ONCE + 1):
        assert asked(writer, what).status_code < 400
    with turns.turns.of("somebody", 0):
        pass


@pytest.fixture
def other_window(monkeypatch, author):
    """Another window of the writer has the form, and the next does not wait for it."""
    monkeypatch.setattr(turns, "WAIT", 0)
    monkeypatch.setattr(turns, "turns", turns.Turns())
    with turns.turns.of(author.pk, 0, at_form=True):
        yield


def test_one_person_opens_one_form_at_a_time(writer, other_window):
    answer = writer.get(url(page_at(PAGE)))
    assert (answer.status_code, answer["Retry-After"], answer["Refresh"]) == (503, "2", "2")
    assert "Nothing is lost: the page opens by itself" in answer.content.decode()


def test_a_form_is_opened_and_saved_while_others_have_every_turn(writer, crowd):
    page = page_at(PAGE)
    assert writer.get(url(page)).status_code == 200
    assert writer.post(url(page), entered(page, title="Pain down the leg")).status_code == 302


@pytest.mark.parametrize("what", ["change", "merge"])
def test_what_could_not_be_saved_at_this_moment_comes_back_to_be_sent_again(writer, other_window, what):
    page = page_at(PAGE)
    sent = entered(page, title="Pain down the leg", verb="submit")
    answer = writer.post(url(page, what), sent)
    shown = answer.content.decode()
    assert answer.status_code == 503
    assert "nothing that you typed is lost: this page holds it" in shown
    assert '<input type="hidden" name="title" value="Pain down the leg">' in shown
    assert "<textarea" not in shown  # fields have names there that say nothing to anybody
    assert 'name="verb" value="submit"' in shown
    assert all(f'name="{name}"' in shown for name in sent)
    assert f'action="{url(page, what)}"' in shown
    assert not page.revisions.open().exists()


@contextmanager
def waiting(held: turns.Turns, person: str):
    """Somebody waits for a turn in a thread of their own; yields what came of it."""
    found: list[str] = []

    def wait():
        try:
            with held.of(person, 60):
                found.append("came")
        except turns.Busy:
            found.append("busy")

    thread = threading.Thread(target=wait)
    thread.start()
    while not held._waiting and not found:
        threading.Event().wait(0.001)
    yield found
    thread.join(60)


def test_a_person_has_one_turn_at_a_time_and_gets_the_next_when_it_ends():
    held = turns.Turns()
    with ExitStack() as stack, held.of("ann", 0):
        found = stack.enter_context(waiting(held, "ann"))
        assert found == []
        with held.of("bob", 0):  # another person need not wait for it
            pass
    assert found == ["came"]


def test_a_form_is_opened_whoever_else_has_a_turn():
    held = turns.Turns()
    with ExitStack() as stack:
        for number in range(turns.AT_ONCE):
            stack.enter_context(held.of(f"person {number}", 0))
        for person in ("ann", "bob", "person 0"):
            stack.enter_context(held.of(person, 0, at_form=True))
        with pytest.raises(turns.Busy), held.of("ann", 0, at_form=True):
            pass


def test_one_waits_and_the_others_are_answered_at_once():
    held = turns.Turns()
    with ExitStack() as stack, held.of("ann", 0):
        stack.enter_context(waiting(held, "ann"))
        with pytest.raises(turns.Busy), held.of("ann", 60):
            pass


def test_a_turn_ends_with_an_error_too():
    held = turns.Turns()
    with pytest.raises(ZeroDivisionError), held.of("ann", 0):
        raise ZeroDivisionError
    with held.of("ann", 0):
        pass


def test_the_desk_has_a_thread_whoever_waits_for_a_turn():
    assert front.AT_THE_DESK > turns.AT_ONCE + turns.WAITING


# What is too long is refused before anything of it is read


LONG = {
    "letters": "a" * (manuscripts.MAX_LENGTH + 1),
    "lines": "a\n\n" * (checks.MAX_LINES + 1),
    "many times too many lines": "a\n\n" * 130_000,
}


@pytest.mark.parametrize("what", LONG)
def test_what_is_too_long_is_neither_tidied_nor_rendered_nor_saved(writer, monkeypatch, what):
    page = page_at("articles/how-pain-works")
    sent = entered(page, text=LONG[what])

    def refuse(*_arguments, **_named):
        raise AssertionError

    monkeypatch.setattr("publishing.desk.form.fields.markdown", SimpleNamespace(tidy=refuse))
    monkeypatch.setattr("publishing.text.preparing._rendered", refuse)
    live = writer.post(reverse("admin:publishing_page_live", args=[page.pk]), sent)
    assert live.status_code == 422
    listed = writer.post(f"{reverse('admin:publishing_page_checklist')}?kind=articles&page={page.pk}", sent)
    assert "can be saved." in listed.content.decode()


def test_sections_that_are_too_long_together_are_not_previewed(writer):
    page = page_at(PAGE)
    parts = {name: "word " * 15_000 for name in entered(page) if name.startswith("text__")}
    assert len(parts) > 1
    answer = writer.post(reverse("admin:publishing_page_live", args=[page.pk]), entered(page, **parts))
    assert answer.status_code == 422
    assert answer.content.decode() == "This is more than a page can hold."


def test_a_text_of_too_many_lines_is_not_saved_and_stays_in_the_form(writer):
    page = page_at("articles/how-pain-works")
    shown = writer.post(url(page), entered(page, text=LONG["lines"])).content.decode()
    assert "The text has 2,001 lines; at most 2,000 can be saved." in shown
    assert "a\n\n" * 2_000 in shown.replace("\r", "")
    assert not page.revisions.open().exists()
