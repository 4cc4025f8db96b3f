"""One's own password: whoever found a session open neither guesses it nor changes it unseen."""

import re

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing.life.models import AccountEvent, SignIn
from tests.phones import read_from
from tests.publishing.at_desk import in_role, with_mail

pytestmark = pytest.mark.both_databases

PASSWORD, NEW = "a long enough password", "another long one here"
CHANGE, PHONE = "/admin/password_change/", "/admin/publishing/page/account/phone/"
MOST = settings.AXES_FAILURE_LIMIT


@pytest.fixture
def somebody(loaded, author):
    author.set_password(PASSWORD)
    author.save()
    with_mail(author)
    return in_role(author, "Author")


@pytest.fixture
def session(client, somebody):
    """A browser in which somebody is signed in."""
    client.force_login(somebody)
    return client


def change(client, old: str = PASSWORD):
    return client.post(CHANGE, {"old_password": old, "new_password1": NEW, "new_password2": NEW})


def on_record() -> list[str]:
    return list(SignIn.objects.order_by("pk").values_list("what", flat=True))


def test_whoever_changes_the_password_is_told_and_it_is_on_record(session, somebody, told):
    (letter,) = told(lambda: change(session))
    assert letter.to == [somebody.email]
    assert "The password of your account “author” was changed." in letter.body
    assert "If it was not you, tell whoever runs the desk at once" in letter.body
    assert NEW not in letter.body
    somebody.refresh_from_db()
    assert somebody.check_password(NEW)
    assert on_record() == ["changed"]
    assert session.get("/admin/password_change/done/").status_code == 200


def test_the_form_says_plainly_what_it_asks_for_and_what_it_does(session):
    html = session.get(CHANGE).content.decode()
    labels = re.findall(r'<label for="id_\w*password\w*">([^<]*)<', html)
    assert labels == ["Your password of until now", "The new password", "The new password once more"]
    assert "signed out everywhere else" in html and "security’s sake" not in html
    assert set(re.findall(r'aria-describedby="([^"]*)"', html)) <= set(re.findall(r' id="([^"]*)"', html))


def test_the_old_password_is_guessed_no_more_often_than_at_the_door(session, somebody):
    for number in range(MOST):
        answer = change(session, f"guess {number}")
        assert answer.status_code == 200 and answer.context["form"].errors["old_password"]
    assert "Too many wrong passwords or codes were sent. Wait 15 minutes" in answer.content.decode()
    assert "Too many wrong passwords" in change(session).content.decode()
    somebody.refresh_from_db()
    assert somebody.check_password(PASSWORD)
    assert on_record() == ["password"] * MOST + ["waits"]
    signs_in = Client().post("/admin/login/", {"username": somebody.username, "password": PASSWORD})
    assert signs_in.status_code == 429
    assert session.get("/admin/").status_code == 200  # whoever it is stays signed in


def test_what_was_wrong_at_the_door_counts_here_too(session, somebody):
    for _time in range(MOST):
        Client().post("/admin/login/", {"username": somebody.username, "password": "wrong"})
    assert "Too many wrong passwords" in change(session).content.decode()


def test_nothing_typed_is_no_try(session):
    change(session, "")
    session.post(PHONE, {"password": "", "code": "123456"})
    assert on_record() == [] and not AccessAttempt.objects.exists()


def test_a_stranger_is_led_to_the_door(client, somebody):
    assert change(client)["Location"].startswith("/admin/login/")
    assert client.get(CHANGE)["Location"].startswith("/admin/login/")


def test_nobody_sets_their_own_password_on_the_screen_of_accounts_without_the_one_before(client, admin_user):
    client.force_login(admin_user)
    before = admin_user.password
    address = reverse("admin:auth_user_password_change", args=[admin_user.pk])
    given = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert client.post(address, given)["Location"] == CHANGE
    assert client.get(address)["Location"] == CHANGE
    admin_user.refresh_from_db()
    assert admin_user.password == before
    assert not AccountEvent.objects.exists()


def test_a_phone_is_set_up_by_the_password_and_not_by_an_open_session_alone(session, told):
    phone = read_from(session.get(PHONE).content.decode())
    for typed, said in (("", "Type the password"), ("guess", "This is not your password")):
        assert said in session.post(PHONE, {"password": typed, "code": phone.shows()}).content.decode()
    assert not TOTPDevice.objects.exists()
    assert on_record() == ["password"]
    (letter,) = told(lambda: session.post(PHONE, {"password": PASSWORD, "code": phone.shows()}))
    assert "A phone was set up for your account" in letter.body
    assert TOTPDevice.objects.get().key == phone.key
