"""Nothing lost at the form of a page: kept, offered back to its writer, put together with what others saved."""

import html
import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from publishing.desk.keeping import kept as rooms
from publishing.life import actions, keeping
from publishing.life.models import KeptText, Page, Revision, Writing
from tests.articles.editing import Staff, edited, page_at
from tests.publishing.at_desk import entered, in_role, url

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("loaded")]

PAGE = "articles/how-pain-works"
KEPT = "/admin/publishing/page/kept/"


@pytest.fixture
def staff(author, reviewer, publisher):
    people = ((author, "Author"), (reviewer, "Clinical reviewer"), (publisher, "Publisher"))
    return Staff(*(in_role(person, group) for person, group in people))


@pytest.fixture
def ada(staff, client):
    client.force_login(staff.author)
    return client


def fields(**changed) -> dict:
    """What the form of the page holds, with some fields changed."""
    return {name: list(map(str, values)) for name, values in entered(page_at(PAGE), **changed).items()}


def send(client, **what):
    body = {"page": page_at(PAGE).pk, "tab": "one", "turn": 1} | what
    return client.post(KEPT, json.dumps(body), content_type="application/json")


def screen(client, query="") -> str:
    answer = client.get(url(page_at(PAGE)) + query)
    assert answer.status_code == 200
    return answer.content.decode()


OFFERED = "You wrote this and did not save it."


# Kept, and offered back


def test_what_was_typed_is_offered_back_to_its_writer_and_to_nobody_else(ada, admin_client):
    assert send(ada, fields=fields(title="Unsaved words")).json()["outcome"] == "kept"
    shown = screen(ada)
    assert OFFERED in shown and "Unsaved" in shown
    shown = screen(admin_client)
    assert OFFERED not in shown and "Unsaved" not in shown
    for path in (f"{url(page_at(PAGE))}?kept=one", f"{url(page_at(PAGE), 'kept')}?tab=one"):
        assert "Unsaved" not in admin_client.get(path, follow=True).content.decode()


def test_looking_at_it_changes_nothing(ada):
    send(ada, fields=fields(title="Unsaved words"))
    before = list(KeptText.objects.values()), list(Writing.objects.values()), Revision.objects.count()
    for path in ("", "?kept=one", "?kept=nothing"):
        screen(ada, path)
    for query in ("?tab=one", "?tab=one&throw", "?tab=other"):
        ada.get(url(page_at(PAGE), "kept") + query)
    assert (list(KeptText.objects.values()), list(Writing.objects.values()), Revision.objects.count()) == before


def test_put_back_it_stands_in_the_form_and_saved_it_is_forgotten(ada):
    send(ada, fields=fields(title="Unsaved words"))
    shown = screen(ada, "?kept=one")
    assert 'value="Unsaved words"' in shown and 'name="tab" value="one"' in shown and OFFERED not in shown
    ada.post(url(page_at(PAGE)), entered(page_at(PAGE), title="Unsaved words", tab="one"))
    assert not KeptText.objects.exists()
    assert "Unsaved words" in page_at(PAGE).revisions.open().get().manuscript
    assert OFFERED not in screen(ada)


def test_what_arrives_after_the_save_is_not_offered(ada):
    ada.post(url(page_at(PAGE)), entered(page_at(PAGE), title="Saved words", tab="one"))
    answer = send(ada, fields=fields(title="Late words"), turn=99).json()
    assert answer["outcome"] == "saved" and answer["tab"] not in {"", "one"}
    assert not KeptText.objects.exists()


def test_the_same_words_as_the_draft_are_not_offered(ada):
    send(ada, fields=fields())
    shown = screen(ada)
    assert OFFERED not in shown and 'name="tab" value="one"' in shown


def test_it_differs_is_shown_and_thrown_away_after_a_question(ada):
    send(ada, fields=fields(title="Unsaved words"))
    page = page_at(PAGE)
    assert "Unsaved" in ada.get(f"{url(page, 'kept')}?tab=one").content.decode()
    asked = ada.get(f"{url(page, 'kept')}?tab=one&throw").content.decode()
    assert "Throw away what you did not save?" in asked and KeptText.objects.exists()
    answer = ada.post(url(page, "kept"), {"tab": "one"}, follow=True)
    assert "is thrown away" in answer.content.decode()
    assert not KeptText.objects.exists()


def test_the_button_of_an_old_question_throws_nothing_else_away(ada):
    send(ada, fields=fields(title="Newer words"), tab="two")
    ada.post(url(page_at(PAGE), "kept"), {"tab": "one"})
    assert KeptText.objects.get().tab == "two"


def test_a_text_that_cannot_be_read_yet_is_offered_all_the_same(ada):
    send(ada, fields=fields(review_every_months="no number"))
    assert OFFERED in screen(ada)
    assert "no number" in screen(ada, "?kept=one")
    assert "cannot be shown side by side" in ada.get(f"{url(page_at(PAGE), 'kept')}?tab=one").content.decode()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"nonsense", 400),
        (b"[" * 100_000, 400),
        (b"[]", 400),
        (b'{"page": true}', 400),
        (b'{"page": 99999999999999999999}', 400),
        (b'{"page": 12345678}', 400),
        (b"\xff\x00", 400),
        (b'"' + b"x" * 3_000_000 + b'"', 413),
    ],
)
def test_what_is_no_form_is_refused_and_never_an_error(ada, body, status):
    assert ada.post(KEPT, body, content_type="application/json").status_code == status


@pytest.mark.parametrize("what", [{"fields": "x"}, {"fields": {"a": "x"}}, {"fields": {"a": ["x"]}, "turn": "soon"}])
def test_fields_that_no_form_sends_are_refused(ada, what):
    assert send(ada, **what).status_code in (400, 413)
    assert not KeptText.objects.exists()


def test_bad_characters_are_kept_without_an_error(ada):
    assert send(ada, fields=fields(title="a\0b\ud800c"), place="\0", part="\ud800", writing=True).status_code == 200
    assert KeptText.objects.get().fields["title"] == ["abc"]


@pytest.mark.parametrize(("role", "status"), [("Author", 200), ("Clinical reviewer", 403), ("", 403)])
def test_who_may_not_write_keeps_nothing(client, author, role, status):
    client.force_login(in_role(author, role))
    assert send(client, fields=fields(title="Words")).status_code == status
    assert KeptText.objects.exists() == (status == 200)


def test_a_stranger_keeps_nothing(client, db):
    assert send(client, fields={"title": ["Words"]}).status_code == 401
    assert not KeptText.objects.exists()


def test_another_site_keeps_nothing_in_somebodys_name(staff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff.author)
    assert send(client, fields={"title": ["Words"]}).status_code == 403
    assert not KeptText.objects.exists()


def test_a_full_or_busy_database_answers_so_that_the_browser_keeps_it(ada, monkeypatch):
    def busy(**what):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keeping, "keep", busy)
    assert send(ada, fields=fields(title="Words")).status_code == 503


# Who else is writing


def test_somebody_else_is_named_with_the_part_and_the_time(ada, staff, admin_client):
    send(ada, writing=True, part="Getting <ready>")
    shown = screen(admin_client)
    assert "Ada Author is writing on this page now" in shown and "in “Getting &lt;ready&gt;”" in shown
    assert "is writing on this page now" not in screen(ada)
    assert "Ada Author" in send(admin_client).json()["others"]
    send(ada, writing=False)
    assert send(admin_client).json()["others"] == ""


def test_who_only_reads_is_not_named(ada, admin_client):
    send(ada)
    assert send(admin_client).json()["others"] == "" and not Writing.objects.exists()


# Both saved


def other(staff, **changed) -> Revision:
    return actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=edited(page_at(PAGE), **changed))


def test_both_texts_are_shown_and_saved_as_chosen(staff, ada, admin_client):
    page = page_at(PAGE)
    mine = entered(page, title="Pain works in 2 ways", summary="x" * 60, tab="one", began_with=began(page))
    other(staff, title="Pain works in 3 ways")
    answer = admin_client.post(url(page), mine)
    shown = answer.content.decode()
    assert answer.status_code == 409 and "Ada Author saved this page while you were writing" in shown
    assert "Choose for each of 1" in shown and "One part that only you changed" in shown
    assert "checked" not in shown  # a number differs
    values = hidden(shown)
    again = admin_client.post(url(page, "merge"), values)
    assert "Choose 1 more part." in again.content.decode()
    assert "3 ways" in page.revisions.open().get().manuscript
    answer = admin_client.post(url(page, "merge"), values | {"choose-title": "mine"}, follow=True)
    assert "as you chose" in answer.content.decode()
    saved = page.revisions.open().get()
    assert "Pain works in 2 ways" in saved.manuscript and "x" * 60 in saved.manuscript
    assert page.revisions.count() == 2  # theirs became this one
    twice = admin_client.post(url(page, "merge"), values | {"choose-title": "theirs"}, follow=True)
    assert "It was saved already" in twice.content.decode()
    assert "Pain works in 2 ways" in page.revisions.open().get().manuscript


def test_ones_own_words_go_through_the_field_that_they_stand_in(staff, admin_client):
    page = page_at(PAGE)
    mine = entered(page, title="Pain, mine", began_with=began(page))
    other(staff, title="Pain, theirs")
    values = hidden(admin_client.post(url(page), mine).content.decode())
    values |= {"choose-title": "own", "own-title": " Pain,\n\0both "}
    admin_client.post(url(page, "merge"), values)
    assert "title: Pain, both\n" in page.revisions.open().get().manuscript


def test_who_saves_while_another_chooses_is_not_overwritten(staff, admin_client):
    page = page_at(PAGE)
    mine = entered(page, title="Mine", began_with=began(page))
    other(staff, title="Theirs")
    values = hidden(admin_client.post(url(page), mine).content.decode()) | {"choose-title": "mine"}
    other(staff, title="Theirs, later")
    answer = admin_client.post(url(page, "merge"), values)
    shown = answer.content.decode()
    assert answer.status_code == 409 and "saved once more" in shown and "later" in shown
    assert "title: Theirs, later" in page.revisions.open().get().manuscript


def test_a_public_text_that_moved_on_is_not_undone(staff, admin_client, admin_user):
    """Somebody opens the page while no draft is open, and saves after another text was published."""
    page = page_at(PAGE)
    mine = entered(page, summary="y" * 60)  # as an old form sends it, which says nothing of where it began
    body = page.live_revision.manuscript.partition("\n---\n")[2] + "\nDo not eat for 6 hours.\n"
    draft = actions.save_draft(page=page, by=staff.author, manuscript=edited(page, body=body))
    staff.brought(draft, "published")
    answer = admin_client.post(url(page), mine)
    assert "The public text changed on" in answer.content.decode()
    admin_client.post(url(page, "merge"), hidden(answer.content.decode()))
    saved = page.revisions.open().get().manuscript
    assert "Do not eat for 6 hours." in saved and "y" * 60 in saved


def test_an_address_that_only_the_other_changed_stays_changed(staff, admin_client):
    page = page_at(PAGE)
    mine = entered(page, title="Mine", began_with=began(page))
    actions.save_draft(page=page, by=staff.author, manuscript=page.live_revision.manuscript, slug="how-it-works")
    answer = admin_client.post(url(page), mine)
    admin_client.post(url(page, "merge"), hidden(answer.content.decode()))
    assert page.revisions.open().get().slug == "how-it-works"


def test_two_windows_of_one_person_are_called_so(staff, admin_client, admin_user):
    page = page_at(PAGE)
    mine = entered(page, title="Mine", began_with=began(page))
    actions.save_draft(page=page, by=admin_user, manuscript=edited(page, title="Other window"))
    assert "in another window" in admin_client.post(url(page), mine).content.decode()


@pytest.mark.parametrize("mine", ["", "nonsense", "eJw=", "====", "A" * 500_000])
def test_a_text_that_did_not_arrive_whole_saves_nothing(admin_client, mine):
    page = page_at(PAGE)
    answer = admin_client.post(url(page, "merge"), {"mine": mine, "theirs": ""}, follow=True)
    assert "Nothing was saved" in answer.content.decode()
    assert not page.revisions.open().exists()


def test_who_may_not_write_puts_nothing_together(client, author):
    client.force_login(in_role(author, ""))
    assert client.post(url(page_at(PAGE), "merge"), {}).status_code == 403


def began(page: Page) -> str:
    shown = page.revisions.open().first() or page.live_revision
    return rooms.packed(rooms.Text(shown.slug, shown.manuscript))


def hidden(shown: str) -> dict[str, str]:
    """What the screen of both texts would send with nothing chosen but what is chosen already."""
    found = dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', shown))
    return {name: found[name] for name in ("mine", "began_with", "theirs", "tab")}


# Signed out while writing


def signed_out_post(staff, **changed):
    """Somebody's form, sent from a browser that is signed in no more."""
    signer = Client()
    signer.force_login(staff.author)
    page = page_at(PAGE)
    form = entered(page, title="Typed unsaved", tab="one", written_by=rooms.signed(staff.author, page), **changed)
    return Client(), form


def carried(shown: str) -> str:
    return html.unescape(re.search(r'name="carried" value="([^"]*)"', shown)[1])


def sign_in(client, person, value, password="a long password of theirs"):
    person.set_password(password)
    person.save()
    values = {"username": person.username, "password": password, "next": url(page_at(PAGE)), "carried": value}
    return client.post(reverse("admin:login"), values, follow=True)


def test_a_form_sent_while_signed_out_comes_back_after_signing_in(staff):
    client, form = signed_out_post(staff)
    answer = client.post(url(page_at(PAGE)), form)
    shown = answer.content.decode()
    assert answer.status_code == 403 and "Your text is kept." in shown and "no-store" in answer["Cache-Control"]
    assert not KeptText.objects.exists() and not page_at(PAGE).revisions.open().exists()
    wrong = client.post(
        reverse("admin:login"), {"username": "author", "password": "wrong", "carried": carried(shown)}
    ).content.decode()
    assert "Typed unsaved" in carried(wrong)
    shown = sign_in(client, staff.author, carried(wrong)).content.decode()
    assert OFFERED in shown and "Typed unsaved" in shown


def test_another_person_who_signs_in_is_not_offered_it(staff):
    client, form = signed_out_post(staff)
    value = carried(client.post(url(page_at(PAGE)), form).content.decode())
    shown = sign_in(client, staff.publisher, value).content.decode()
    assert OFFERED not in shown and "Typed unsaved" not in shown
    assert not KeptText.objects.exists()


def test_words_that_a_stranger_made_up_become_nobodys(staff):
    client, form = signed_out_post(staff)
    form["written_by"] = [f"{staff.author.pk}:{page_at(PAGE).pk}:forged"]
    shown = client.post(url(page_at(PAGE)), form).content.decode()
    assert "Your text is kept" not in shown and "Nothing was saved." in shown
    sign_in(client, staff.author, json.dumps({name: list(map(str, v)) for name, v in form.items()}))
    assert not KeptText.objects.exists()


def test_a_form_of_the_time_before_one_signed_in_anew_goes_on(staff):
    """Signing in in another window renews what proves that a form is ours."""
    _client, form = signed_out_post(staff)
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff.author)
    answer = client.post(url(page_at(PAGE)), form)
    shown = answer.content.decode()
    assert answer.status_code == 403 and "Go on with your text" in shown
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)[1]
    values = {"carried": carried(shown), "csrfmiddlewaretoken": token}
    shown = client.post("/admin/publishing/page/carried/", values, follow=True).content.decode()
    assert OFFERED in shown and "Typed unsaved" in shown


def test_a_form_from_another_site_gets_nothing_back(staff, admin_user):
    _client, form = signed_out_post(staff)
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    shown = client.post(url(page_at(PAGE)), form).content.decode()
    assert "Typed unsaved" not in shown and "open for too long" in shown


def test_a_form_of_ten_thousand_fields_gets_an_answer(staff):
    client, form = signed_out_post(staff)
    answer = client.post(url(page_at(PAGE)), form | {f"x{number}": "y" for number in range(10_000)})
    assert answer.status_code in (400, 403)
    assert not page_at(PAGE).revisions.open().exists()


def test_signing_in_for_another_screen_says_why(client, db):
    shown = client.get(url(page_at(PAGE), "history"), follow=True).content.decode()
    assert "You are signed out, or have not signed in yet." in shown
    assert "was not done" in shown
    assert "signed out" not in client.get(reverse("admin:login")).content.decode()


def test_a_person_of_the_staff_without_a_role_gets_no_sign_in_for_their_form(client, author):
    client.force_login(in_role(author, ""))
    assert client.post(url(page_at(PAGE)), {}).status_code == 403
    get_user_model().objects.filter(pk=author.pk).update(is_staff=False)
    assert client.post(url(page_at(PAGE)), {}).status_code == 403
