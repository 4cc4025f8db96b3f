"""The second factor: nobody comes in by a password alone where a code is asked for, and nobody is kept out for good."""

import datetime
import html
import re
import time

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing.desk.doors import braking, halfway, second_factor
from publishing.life import jobs
from publishing.life.models import AccountEvent, KeptText, Letter, SignIn
from tests.articles.editing import page_at
from tests.phones import Phone, read_from
from tests.publishing.at_desk import entered, in_role, url, with_mail

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
PASSWORD = "a long enough password"
CODE, PHONE = "/admin/login/code/", "/admin/login/phone/"
ACCOUNT, OWN_PHONE = "/admin/publishing/page/account/", "/admin/publishing/page/account/phone/"


@pytest.fixture
def somebody(loaded, author):
    author.set_password(PASSWORD)
    author.save()
    with_mail(author)
    return in_role(author, "Author")


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = second_factor.REQUIRED


@pytest.fixture
def phone(somebody) -> Phone:
    """The phone of somebody who has set one up."""
    return set_up_by(somebody)


def set_up_by(person: User) -> Phone:
    """A phone that somebody has set up, some minutes ago."""
    found = Phone(second_factor.new_key())
    found.recovery = second_factor.set_up(person, found.key, found.shows()) or []
    TOTPDevice.objects.filter(user=person).update(last_t=-1)
    return found


def test_who_loads_the_page_of_recovery_codes_again_is_told_where_there_are_new_ones(somebody, phone):
    client = Client(enforce_csrf_checks=True)
    client.force_login(somebody)
    answer = client.post(reverse("sign-in-phone"), {"code": "123456"})
    assert (answer.status_code, answer["Location"]) == (302, ACCOUNT)


def send_password(client, person: User, come_from: str = "127.0.0.1", **more):
    fields = {"username": person.username, "password": PASSWORD, **more}
    return client.post("/admin/login/", fields, REMOTE_ADDR=come_from)


def send_code(client, code: str, come_from: str = "127.0.0.1"):
    return client.post(CODE, {"code": code}, REMOTE_ADDR=come_from)


def later(**past) -> None:
    """Let time pass for what is counted and for what is on record."""
    for row in SignIn.objects.all():
        SignIn.objects.filter(pk=row.pk).update(at=row.at - datetime.timedelta(**past))
    for row in AccessAttempt.objects.all():
        moment = row.attempt_time - datetime.timedelta(**past)
        AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=moment)
    for letter in Letter.objects.exclude(sent_at=None):
        Letter.objects.filter(pk=letter.pk).update(sent_at=letter.sent_at - datetime.timedelta(**past))


def guess(person: User, phone: Phone, times: int, network: str = "198.51.100") -> list[int]:
    """Somebody who has the password types so many wrong codes, a minute after each other and each from elsewhere."""
    found = []
    for number in range(times):
        client, address = Client(), f"{network}.{number + 1}"
        send_password(client, person, come_from=address)
        found.append(send_code(client, wrong(phone), come_from=address).status_code)
        later(seconds=65)
    return found


def sign_in_with_code(client, person: User) -> None:
    """As `force_login`, where a code is required."""
    client.force_login(person)
    session = client.session
    session["with-code"] = True
    session.save()


def is_in(client) -> bool:
    return client.get("/admin/").status_code == 200


def wrong(phone: Phone) -> str:
    """A code that the phone shows at no time near to now."""
    near = {phone.shows(step) for step in range(-5, 6)}
    return next(code for code in ("123456", "654321", "111111", "222222") if code not in near)


def words(answer) -> str:
    return html.unescape(answer.content.decode())


def on_record() -> list[str]:
    return list(SignIn.objects.order_by("pk").values_list("what", flat=True))


# Signing in


def test_a_password_and_a_code_let_somebody_in_and_a_password_alone_does_not(client, somebody, phone):
    answer = send_password(client, somebody)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert not is_in(client)
    assert client.get(CODE).status_code == 200
    assert send_code(client, phone.shows())["Location"] == "/admin/"
    assert is_in(client)
    assert on_record() == ["in"]


def test_whoever_is_halfway_in_is_nobody_to_every_screen(client, somebody, phone):
    send_password(client, somebody)
    before = Session.objects.get().get_decoded()
    assert "_auth_user_id" not in before
    for address in ("/admin/", url(page_at(PAGE)), ACCOUNT, OWN_PHONE, "/admin/password_change/"):
        assert client.get(address)["Location"].startswith("/admin/login/"), address
    assert client.post(url(page_at(PAGE)), entered(page_at(PAGE), title="Mine")).status_code == 403
    assert client.post(OWN_PHONE, {"code": "1"})["Location"].startswith("/admin/login/")
    assert TOTPDevice.objects.get().key == phone.key


def test_a_code_without_a_password_is_nothing(client, somebody, phone):
    assert send_code(client, phone.shows())["Location"] == "/admin/login/"
    assert not is_in(client)


def test_a_code_counts_once(client, somebody, phone):
    code = phone.shows()
    send_password(client, somebody)
    send_code(client, code)
    other = Client()
    send_password(other, somebody)
    answer = send_code(other, code)
    assert answer.status_code == 200 and "it was used before" in words(answer)
    assert not is_in(other)


def test_somebody_else_s_code_does_not_fit(client, somebody, phone, reviewer):
    theirs = set_up_by(reviewer)
    send_password(client, somebody)
    assert send_code(client, theirs.shows(1)).status_code == 200
    assert not is_in(client)


@pytest.mark.parametrize("typed", ["", " ", "abc", "1" * 5000, "\0", "١٢٣", "-1", "1e5", "½"])
def test_odd_codes_are_wrong_codes(client, somebody, phone, typed):
    send_password(client, somebody)
    assert send_code(client, typed).status_code == 200
    assert not is_in(client)


def test_the_way_in_ends_after_some_minutes_and_with_another_password(client, somebody, phone, monkeypatch):
    send_password(client, somebody)
    with monkeypatch.context() as patch:
        patch.setattr(halfway.time, "time", lambda: time.monotonic() + 10**10)
        assert client.get(CODE)["Location"] == "/admin/login/"
    assert client.get(CODE).status_code == 200
    somebody.set_password("another long enough password")
    somebody.save()
    assert send_code(client, phone.shows())["Location"] == "/admin/login/"
    assert not is_in(client)


def test_it_ends_when_the_account_is_switched_off(client, somebody, phone):
    send_password(client, somebody)
    User.objects.filter(pk=somebody.pk).update(is_active=False)
    assert send_code(client, phone.shows())["Location"] == "/admin/login/"


def test_whoever_was_going_somewhere_comes_there_behind_the_code(client, somebody, phone):
    send_password(client, somebody, next=url(page_at(PAGE)))
    assert send_code(client, phone.shows())["Location"] == url(page_at(PAGE))


def test_nobody_is_led_to_another_site_behind_the_code(client, somebody, phone):
    send_password(client, somebody, next="https://evil.example/")
    assert send_code(client, phone.shows())["Location"] == "/admin/"


def test_words_that_were_typed_before_the_session_ended_are_offered_behind_the_code(client, somebody, phone):
    client.force_login(somebody)
    page = page_at(PAGE)
    fields = entered(page, title="Words that nobody saved", tab="one")
    fields["written_by"] = [client.get(url(page)).context["written_by"]]
    client.logout()
    signed_out = client.post(url(page), fields)
    carried = html.unescape(re.search(r'name="carried" value="([^"]*)"', signed_out.content.decode())[1])
    send_password(client, somebody, carried=carried)
    answer = send_code(client, phone.shows())
    assert answer["Location"] == url(page)
    assert KeptText.objects.get().fields["title"] == ["Words that nobody saved"]
    assert 'id="offered"' in words(client.get(answer["Location"]))


# Wrong codes


def test_wrong_codes_are_counted_as_wrong_passwords_are(client, somebody, phone):
    send_password(client, somebody)
    for _time in range(settings.AXES_FAILURE_LIMIT):
        later(seconds=65)
        answer = send_code(client, wrong(phone))
    assert answer.status_code == 429 and "Too many tries" in words(answer)
    assert on_record() == ["code"] * settings.AXES_FAILURE_LIMIT + ["waits"]
    assert send_code(client, phone.shows()).status_code == 429
    assert send_password(Client(), somebody).status_code == 429


def test_a_wrong_code_makes_the_next_one_wait_and_never_for_longer_than_about_a_minute(somebody, phone):
    client = Client()
    send_password(client, somebody, come_from="198.51.100.1")
    send_code(client, wrong(phone), come_from="198.51.100.1")
    other = Client()
    send_password(other, somebody, come_from="198.51.100.2")
    answer = send_code(other, phone.shows(), come_from="198.51.100.2")
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert "Wait 1 second, then type the next one." in words(answer)
    later(seconds=2)
    assert guess(somebody, phone, 12) == [200] * 12
    SignIn.objects.create(person=somebody, what="code", address="198.51.100.99")
    assert 60 < braking.wait_for_code(somebody, "198.51.100.100") <= 64


def test_a_right_password_forgives_no_wrong_codes(client, somebody, phone):
    for _time in range(3):
        send_password(client, somebody)
        send_code(client, wrong(phone))
        later(seconds=5)
    assert AccessAttempt.objects.get().failures_since_start == 3


# Somebody has learned the password, and guesses the code


HOME = "203.0.113.9"


@pytest.fixture
def at_home(somebody, phone):
    """Somebody who has come in from their usual address some days ago."""
    client = Client()
    send_password(client, somebody, come_from=HOME)
    assert send_code(client, phone.shows(), come_from=HOME).status_code == 302
    later(days=3)
    TOTPDevice.objects.update(last_t=-1)
    return somebody


def comes_in(person: User, code: str, come_from: str) -> bool:
    client = Client()
    send_password(client, person, come_from=come_from)
    return send_code(client, code, come_from=come_from).status_code == 302


def test_whoever_guesses_the_code_keeps_nobody_out_from_where_they_have_come_in_before(at_home, phone):
    guess(at_home, phone, 8)
    SignIn.objects.create(person=at_home, what="code", address="198.51.100.99")
    assert not comes_in(at_home, phone.shows(), "203.0.113.10")
    assert comes_in(at_home, phone.shows(), HOME)


def test_a_link_by_mail_alone_makes_no_address_one_that_has_shown_the_phone(somebody, phone):
    SignIn.objects.create(person=somebody, what="chosen", address="198.51.100.7")
    SignIn.objects.create(person=somebody, what="code", address="198.51.100.99")
    assert not comes_in(somebody, phone.shows(), "198.51.100.7")


def test_what_somebody_mistypes_at_home_slows_nobody_elsewhere(at_home, phone):
    for _time in range(3):
        assert not comes_in(at_home, wrong(phone), HOME)
    assert comes_in(at_home, phone.shows(), "203.0.113.10")


def test_after_so_many_wrong_codes_in_a_day_strangers_guess_no_more_and_the_owner_has_ways_in(
    at_home, phone, administrator, monkeypatch
):
    monkeypatch.setattr(braking, "CODES_A_DAY", 12)
    assert guess(at_home, phone, 14) == [200] * 12 + [429] * 2
    client = Client()
    send_password(client, at_home, come_from="192.0.2.1")
    answer = send_code(client, phone.shows(), come_from="192.0.2.1")
    assert answer.status_code == 429 and int(answer["Retry-After"]) > 23 * 60 * 60
    assert "Too many wrong codes were sent for you today" in words(answer)
    assert comes_in(at_home, phone.recovery[0], "192.0.2.1")
    assert comes_in(at_home, phone.shows(), HOME)
    assert "has to wait" in words(administrator.get(person_address(at_home)))
    TOTPDevice.objects.update(last_t=-1)
    assert not comes_in(at_home, phone.shows(), "192.0.2.2")
    administrator.post(person_address(at_home), {"let-in": "yes"})
    assert comes_in(at_home, phone.shows(), "192.0.2.2")


def test_wrong_codes_of_yesterday_stop_nobody(at_home, phone, monkeypatch):
    monkeypatch.setattr(braking, "CODES_A_DAY", 12)
    guess(at_home, phone, 12)
    later(hours=24)
    assert comes_in(at_home, phone.shows(), "192.0.2.2")


def test_whose_password_somebody_knows_is_told_once_a_day(at_home, phone):
    guess(at_home, phone, 4)
    assert sent() == []
    guess(at_home, phone, 3, network="192.0.2")
    (letter,) = sent()
    assert (letter.to, letter.subject) == ([at_home.email], "Somebody knows your password")
    assert "Choose a new one now:" in letter.body and "/admin/forgotten/" in letter.body
    guess(at_home, phone, 5, network="192.0.2")
    assert sent() == []
    later(hours=24)
    guess(at_home, phone, 5, network="192.0.2")
    assert len(sent()) == 1


def sent() -> list:
    mail.outbox.clear()
    jobs.run("send_letters")
    return list(mail.outbox)


def test_the_way_in_cannot_be_carried_to_another_address(client, somebody, phone):
    send_password(client, somebody, come_from="198.51.100.1")
    assert send_code(client, phone.shows(), come_from="198.51.100.2")["Location"] == "/admin/login/"
    assert on_record() == []
    assert send_code(client, phone.shows(), come_from="198.51.100.1")["Location"] == "/admin/"


def test_codes_that_are_guessed_by_whoever_is_signed_in_count_too(client, somebody, phone):
    client.force_login(somebody)
    for _time in range(settings.AXES_FAILURE_LIMIT):
        later(seconds=65)
        answer = client.post(ACCOUNT, {"codes": "yes", "current": wrong(phone)})
    assert "Too many wrong passwords or codes were sent. Wait 15 minutes" in words(answer)
    assert on_record() == ["code"] * settings.AXES_FAILURE_LIMIT + ["waits"]
    later(seconds=65)
    for address, fields in ((ACCOUNT, {"codes": "yes"}), (OWN_PHONE, {"code": "1"})):
        assert "Too many wrong passwords" in words(client.post(address, {"current": phone.shows(), **fields}))
    assert is_in(client)
    assert len(sent()) == 1


# Recovery codes


def test_a_recovery_code_lets_somebody_in_once(client, somebody, phone):
    code = phone.recovery[0]
    send_password(client, somebody)
    assert send_code(client, f" {code.upper().replace('-', ' ')} ")["Location"] == "/admin/"
    assert is_in(client)
    assert on_record() == ["recovered"]
    other = Client()
    send_password(other, somebody)
    assert send_code(other, code).status_code == 200
    assert second_factor.codes_left(somebody) == second_factor.CODES - 1


def test_who_has_few_recovery_codes_left_is_told(client, somebody, phone):
    StaticToken.objects.filter(pk__in=list(StaticToken.objects.values_list("pk", flat=True)[:7])).delete()
    left = next(code for code in phone.recovery if second_factor._digest(second_factor._plain(code)) in stored())
    send_password(client, somebody)
    assert "You have 2 recovery codes left." in words(client.post(CODE, {"code": left}, follow=True))


def test_who_comes_in_by_a_recovery_code_reads_where_a_phone_is_set_up_and_gets_a_letter(
    client, somebody, phone, told_by_mail
):
    send_password(client, somebody)
    shown = []
    letters = told_by_mail(lambda: shown.append(words(client.post(CODE, {"code": phone.recovery[0]}, follow=True))))
    assert "You have 9 recovery codes left. Set up another phone" in shown[0]
    assert ["with a recovery code" in letter.body for letter in letters] == [True]


def test_who_signs_out_everywhere_reads_that_it_was_done(client, somebody):
    client.force_login(somebody)
    answer = client.post(reverse("admin:publishing_page_sign_out"), follow=True)
    assert "You are signed out everywhere." in words(answer)


def test_a_wrong_password_is_said_in_the_words_of_the_desk(client, somebody):
    shown = words(client.post("/admin/login/", {"username": somebody.username, "password": "wrong"}))
    assert "do not fit together" in shown and "staff account" not in shown


def stored() -> set[str]:
    return set(StaticToken.objects.values_list("token", flat=True))


def test_recovery_codes_are_not_stored_and_no_two_are_alike(somebody, phone):
    assert len(set(phone.recovery)) == second_factor.CODES
    assert not stored() & {code.replace("-", "") for code in phone.recovery}
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", code) for code in phone.recovery)


# Setting up a phone


def new_phone(client, address: str) -> Phone:
    """The phone of somebody who types the key that a screen shows."""
    return read_from(client.get(address).content.decode())


def test_where_it_is_required_nobody_comes_in_before_they_have_set_up_a_phone(required, client, somebody, mailoutbox):
    answer = send_password(client, somebody, next=url(page_at(PAGE)))
    assert answer["Location"] == PHONE
    assert client.get(CODE)["Location"] == PHONE
    assert not is_in(client)
    assert client.get(PHONE, follow=True).status_code == 200
    new = new_phone(client, PHONE)
    assert client.post(PHONE, {"code": wrong(new)}).status_code == 200
    assert not is_in(client) and not TOTPDevice.objects.exists()
    answer = client.post(PHONE, {"code": f"{new.shows()[:3]} {new.shows()[3:]}"})
    assert len(re.findall(r"<li><code>[a-z2-9-]{14}</code>", answer.content.decode())) == second_factor.CODES
    assert f'href="{url(page_at(PAGE))}"' in answer.content.decode()
    assert is_in(client)
    assert TOTPDevice.objects.get().key == new.key
    assert client.get(PHONE)["Location"] == "/admin/login/"


def test_the_code_that_set_a_phone_up_does_not_sign_in(required, client, somebody):
    send_password(client, somebody)
    new = new_phone(client, PHONE)
    client.post(PHONE, {"code": new.shows()})
    other = Client()
    send_password(other, somebody)
    assert send_code(other, new.shows()).status_code == 200


def test_the_picture_is_drawn_on_the_page_and_asked_of_nobody(required, client, somebody):
    send_password(client, somebody)
    shown = client.get(PHONE).content.decode()
    assert '<svg class="qr"' in shown and "<img" not in shown
    assert re.findall(r'(?:src|href)="(https?:[^"]*)"', shown) == []
    address = html.unescape(re.search(r'href="(otpauth:[^"]*)"', shown)[1])
    assert "Physiatry%20Guide" in address and "author" in address


def test_whoever_has_a_phone_sets_up_no_other_by_the_password_alone(required, client, somebody, phone):
    send_password(client, somebody)
    assert client.get(PHONE)["Location"] == CODE
    assert client.post(PHONE, {"code": "123456"})["Location"] == CODE
    assert TOTPDevice.objects.get().key == phone.key


def test_nobody_sets_up_a_phone_that_no_screen_has_shown(required, client, somebody):
    send_password(client, somebody)
    for _time in range(2):
        assert client.post(PHONE, {"code": Phone("").shows()}).status_code == 200
    own = Client()
    sign_in_with_code(own, somebody)
    own.post(OWN_PHONE, {"password": PASSWORD, "code": Phone("").shows()})
    assert not TOTPDevice.objects.exists()
    new = new_phone(client, PHONE)
    assert client.post(PHONE, {"code": new.shows()}).status_code == 200
    assert TOTPDevice.objects.get().key == new.key


@pytest.mark.parametrize("has_one", [False, True])
def test_of_two_who_set_up_a_phone_at_once_the_second_takes_nothing_away(client, somebody, monkeypatch, has_one):
    """The other is through between the question whether there is a phone, and the answer."""
    old = set_up_by(somebody) if has_one else None
    client.force_login(somebody)
    mine, first = new_phone(client, OWN_PHONE), []
    asked = second_factor.set_up

    def after_another(person, *given):
        monkeypatch.undo()
        second_factor.take_away(person)
        first.append(set_up_by(person))
        return asked(person, *given)

    monkeypatch.setattr(second_factor, "set_up", after_another)
    current = {"current": old.shows()} if old else {"password": PASSWORD}
    client.post(OWN_PHONE, {"code": mine.shows(), **current})
    assert TOTPDevice.objects.get().key == first[0].key


def test_who_was_halfway_is_asked_for_the_code_of_a_phone_that_was_set_up_meanwhile(
    required, client, somebody, monkeypatch
):
    send_password(client, somebody)
    mine, asked = new_phone(client, PHONE), second_factor.set_up

    def after_another(person, *given):
        monkeypatch.undo()
        set_up_by(person)
        return asked(person, *given)

    monkeypatch.setattr(second_factor, "set_up", after_another)
    assert client.post(PHONE, {"code": mine.shows()})["Location"] == CODE
    assert TOTPDevice.objects.get().key != mine.key
    assert not is_in(client)


def test_where_it_is_offered_the_password_is_enough_until_a_phone_is_set_up(client, somebody, told_by_mail):
    assert send_password(client, somebody)["Location"] == "/admin/"
    assert "Set up your phone" in words(client.get(ACCOUNT))
    new = new_phone(client, OWN_PHONE)
    (letter,) = told_by_mail(lambda: client.post(OWN_PHONE, {"password": PASSWORD, "code": new.shows()}))
    assert "A phone was set up for your account" in letter.body
    assert send_password(Client(), somebody)["Location"] == CODE
    assert "You have 10 recovery codes left." in words(client.get(ACCOUNT))


def test_where_it_is_off_nothing_is_asked(client, somebody, phone, settings):
    settings.SECOND_FACTOR = second_factor.OFF
    assert send_password(client, somebody)["Location"] == "/admin/"
    assert "code from your phone" not in words(client.get(ACCOUNT))
    assert client.get(OWN_PHONE)["Location"] == ACCOUNT


@pytest.fixture
def told_by_mail(django_capture_on_commit_callbacks):
    """Do something, commit, and return the letters."""

    def run(what) -> list:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            what()
        return mail.outbox

    return run


# The setting says `required` from now on


def test_who_came_in_without_a_code_is_asked_for_it_once_it_is_required(client, somebody, phone, settings):
    settings.SECOND_FACTOR = second_factor.OFF
    send_password(client, somebody)
    assert is_in(client)
    settings.SECOND_FACTOR = second_factor.REQUIRED
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.post(url(page_at(PAGE)), entered(page_at(PAGE), title="Mine")).status_code == 403
    assert send_password(client, somebody)["Location"] == CODE
    send_code(client, phone.shows())
    assert is_in(client)


def test_who_came_in_with_a_code_or_has_set_up_a_phone_since_goes_on(client, somebody, phone, reviewer, settings):
    send_password(client, somebody)
    send_code(client, phone.recovery[0])
    reviewer.set_password(PASSWORD)
    reviewer.save()
    other = Client()
    send_password(other, in_role(reviewer, "Clinical reviewer"))
    new = new_phone(other, OWN_PHONE)
    other.post(OWN_PHONE, {"password": PASSWORD, "code": new.shows()})
    settings.SECOND_FACTOR = second_factor.REQUIRED
    assert is_in(client) and is_in(other)


# One's own account


def test_another_phone_takes_the_place_of_the_first_with_a_code_of_that(client, somebody, phone):
    client.force_login(somebody)
    new = new_phone(client, OWN_PHONE)
    for current in ("", wrong(phone), new.shows()):
        answer = client.post(OWN_PHONE, {"current": current, "code": new.shows()})
        assert "This code is not right" in words(answer)
        later(seconds=65)
    client.post(OWN_PHONE, {"current": phone.shows(), "code": new.shows()})
    assert TOTPDevice.objects.get().key == new.key
    assert not comes_in(somebody, phone.recovery[0], "127.0.0.1")


def test_new_recovery_codes_take_the_place_of_the_old_ones(client, somebody, phone):
    client.force_login(somebody)
    before = stored()
    assert "not right" in words(client.post(ACCOUNT, {"codes": "yes", "current": ""}))
    assert stored() == before
    later(seconds=5)
    answer = client.post(ACCOUNT, {"codes": "yes", "current": phone.shows()})
    assert len(re.findall(r"<li><code>", answer.content.decode())) == second_factor.CODES
    assert len(stored()) == second_factor.CODES and not stored() & before


def test_who_need_not_have_a_code_may_do_without_again(client, somebody, phone, told_by_mail):
    client.force_login(somebody)
    (letter,) = told_by_mail(lambda: client.post(ACCOUNT, {"stop": "yes", "current": phone.shows()}))
    assert "switched off" in letter.body
    assert not TOTPDevice.objects.exists() and not StaticDevice.objects.exists()


def test_who_must_have_one_may_not(required, client, somebody, phone):
    sign_in_with_code(client, somebody)
    assert "Make new recovery codes" in words(client.get(ACCOUNT))
    assert "Sign in without a code" not in words(client.get(ACCOUNT))
    client.post(ACCOUNT, {"stop": "yes", "current": phone.shows()})
    assert TOTPDevice.objects.exists()


def test_somebody_signs_out_everywhere(client, somebody, reviewer):
    clients = [client, Client(), Client()]
    for one in clients:
        one.force_login(somebody)
    other = Client()
    other.force_login(in_role(reviewer, "Clinical reviewer"))
    assert clients[0].get(reverse("admin:publishing_page_sign_out")).status_code == 405
    clients[0].post(reverse("admin:publishing_page_sign_out"))
    assert [is_in(one) for one in clients] == [False] * 3
    assert is_in(other)
    assert on_record() == ["out"]


def test_a_new_password_signs_one_out_everywhere_else(client, somebody):
    other = Client()
    for one in (client, other):
        one.force_login(somebody)
    own = {"old_password": PASSWORD, "new_password1": "another long one here", "new_password2": "another long one here"}
    assert client.post(reverse("admin:password_change"), own).status_code == 302
    assert is_in(client) and not is_in(other)


# A lost phone


@pytest.fixture
def administrator(publisher):
    found = Client()
    sign_in_with_code(found, in_role(publisher, "Administrator"))
    return found


def person_address(person: User) -> str:
    return reverse("admin:publishing_page_person", args=[f"account-{person.pk}"])


def test_an_administrator_takes_a_lost_phone_away_on_record_and_the_person_is_told(
    client, administrator, somebody, phone, told_by_mail
):
    client.force_login(somebody)
    shown = words(administrator.get(person_address(somebody)))
    assert "The phone is lost" in shown
    assert f"The password ends with the phone: a link for a new one goes to {somebody.email}." in shown
    letters = told_by_mail(lambda: administrator.post(person_address(somebody), {"forget-phone": "yes"}))
    assert [letter.to for letter in letters] == [[somebody.email]] * 2
    told = next(letter.body for letter in letters if "your phone is lost" in letter.body)
    assert "Paul Publisher has said that your phone is lost." in told
    event = AccountEvent.objects.get()
    assert (event.what, event.person, event.by.username) == ("factor", somebody, "publisher")
    assert not is_in(client)
    assert not TOTPDevice.objects.exists() and not StaticDevice.objects.exists()


def test_one_press_asks_first_and_takes_nothing_away(administrator, somebody, phone):
    shown = words(administrator.post(person_address(somebody), {"ask-of-phone": "yes"}))
    assert "Phone, recovery codes and password end at once" in shown and "Yes, the phone is lost" in shown
    assert 'name="forget-phone"' not in administrator.get(person_address(somebody)).content.decode()
    assert TOTPDevice.objects.exists() and User.objects.get(pk=somebody.pk).has_usable_password()


def test_whose_phone_is_lost_proves_the_mail_and_then_sets_up_another(
    required, client, administrator, somebody, phone, told_by_mail, monkeypatch
):
    """Whoever only knew the password, and waited halfway, comes no further."""
    monkeypatch.setattr(braking, "CODES_A_DAY", 3)
    guess(somebody, phone, 3)
    thief = Client()
    send_password(thief, somebody)
    thief_s_session = thief.session.session_key
    letters = told_by_mail(lambda: administrator.post(person_address(somebody), {"forget-phone": "yes"}))
    assert not Session.objects.filter(pk=thief_s_session).exists()
    assert thief.get(PHONE)["Location"] == "/admin/login/"
    assert send_password(thief, somebody).status_code == 200
    link = next(found[0] for letter in letters if (found := re.search(r"/admin/password/\S+", letter.body)))
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert send_password(client, somebody)["Location"] == PHONE
    new = new_phone(client, PHONE)
    client.post(PHONE, {"code": new.shows()})
    assert is_in(client)
    assert braking.wait_for_code(somebody, "192.0.2.200") == 0


def test_who_has_no_address_keeps_the_password_until_there_is_one(administrator, somebody, phone):
    User.objects.filter(pk=somebody.pk).update(email="")
    assert "type an email address first" in words(administrator.get(person_address(somebody)))
    answer = administrator.post(person_address(somebody), {"forget-phone": "yes"}, follow=True)
    assert "There is no email address to send a link to." in words(answer)
    assert TOTPDevice.objects.exists() and User.objects.get(pk=somebody.pk).has_usable_password()


def test_where_mail_is_printed_the_screen_says_where_the_link_is(administrator, somebody, phone, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    answer = administrator.post(person_address(somebody), {"forget-phone": "yes"}, follow=True)
    assert "finds the link in its log" in words(answer)
    assert "/admin/password/" in capsys.readouterr().out


def test_nobody_else_takes_it_away_nor_an_administrator_their_own_nor_a_superuser_s(
    administrator, client, somebody, phone, publisher, admin_user
):
    client.force_login(somebody)
    assert client.post(person_address(somebody), {"forget-phone": "yes"}).status_code == 403
    for person in (publisher, admin_user):
        set_up_by(person)
        assert administrator.post(person_address(person), {"forget-phone": "yes"}).status_code == 403
    assert TOTPDevice.objects.count() == 3


def test_whoever_runs_the_server_takes_it_away_too(somebody, phone, told_by_mail, capsys):
    letters = told_by_mail(lambda: call_command("let_in", somebody.username, lost_phone=True))
    bodies = "".join(letter.body for letter in letters)
    assert "Whoever runs the server has said that your phone is lost." in bodies and "/admin/password/" in bodies
    said = capsys.readouterr().out
    assert "sets up a phone" in said and f"The link is on its way to {somebody.email}." in said
    assert "/admin/password/" not in said
    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize("without", ["an address", "a mail server"])
def test_where_no_mail_goes_out_the_server_prints_the_link(client, somebody, phone, settings, capsys, without):
    if without == "an address":
        User.objects.filter(pk=somebody.pk).update(email="")
    else:
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    call_command("let_in", somebody.username, lost_phone=True)
    link = re.search(r"nobody else: http://testserver(/admin/password/\S+)", capsys.readouterr().out)[1]
    assert "Choose your password" in words(client.get(link, follow=True))


def test_somebody_who_signs_out_everywhere_ends_what_is_halfway_too(client, somebody, phone):
    other = Client()
    send_password(other, somebody)
    client.force_login(somebody)
    client.post(reverse("admin:publishing_page_sign_out"))
    assert other.get(CODE)["Location"] == "/admin/login/"


def test_nobody_reads_the_key_of_a_phone_at_the_desk(admin_client, loaded):
    for name in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert admin_client.get(f"/admin/{name}/").status_code == 404
