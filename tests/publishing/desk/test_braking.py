"""Who tries too often waits, and whoever the name belongs to comes in all the same; what was tried is on record."""

import datetime
import json
import threading
import time

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher, check_password, get_hasher
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from publishing.desk.doors import braking, hashing, record, whence
from publishing.life import jobs
from publishing.life.models import AccountEvent, SignIn
from tests.articles.editing import page_at
from tests.publishing.at_desk import entered, in_role, url

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
PASSWORD = "a long enough password"
MOST = settings.AXES_FAILURE_LIMIT


@pytest.fixture
def somebody(loaded, author):
    author.set_password(PASSWORD)
    author.save()
    return author


def signs_in(client, name: str, password: str, come_from: str = "192.0.2.1", **more):
    return client.post("/admin/login/", {"username": name, "password": password, **more}, REMOTE_ADDR=come_from)


def status(*given, **more) -> int:
    return signs_in(Client(), *given, **more).status_code


def later(**past) -> None:
    """Let time pass for what is counted."""
    for attempt in AccessAttempt.objects.all():
        moment = attempt.attempt_time - datetime.timedelta(**past)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=moment)


def on_record() -> list[tuple[str, str | None, str | None]]:
    rows = SignIn.objects.order_by("pk").select_related("person")
    return [(row.what, row.person and row.person.username, row.address) for row in rows]


# A name from one address


def test_after_some_wrong_passwords_for_a_name_nobody_signs_in_by_it_from_there_for_a_while(somebody, reviewer):
    name = somebody.username
    assert [status(name, "wrong") for _time in range(MOST)] == [200] * (MOST - 1) + [429]
    assert status(name.upper(), PASSWORD) == 429
    assert status(name, PASSWORD) == 429
    assert status(reviewer.username, "wrong") == 200  # another name is another matter
    later(minutes=14)
    assert status(name, PASSWORD) == 429  # what was tried meanwhile made it no longer, and the rest is still to come
    later(minutes=2)
    assert status(name, PASSWORD) == 302


def test_whoever_waits_is_told_how_long_and_what_to_do_and_where_they_were_going(client, somebody):
    for _time in range(MOST):
        answer = signs_in(client, somebody.username, "wrong", next=url(page_at(PAGE)))
    html = answer.content.decode()
    assert "<h1>Too many tries</h1>" in html and "Wait 15 minutes, then sign in." in html
    assert "ask for a link for a new one: that ends the wait" in html
    assert f'name="next" value="{url(page_at(PAGE))}"' in html
    assert answer["Retry-After"] == "900"
    again = signs_in(client, somebody.username, PASSWORD)
    assert 890 <= int(again["Retry-After"]) <= 900
    assert PASSWORD not in again.content.decode()


def test_what_was_refused_while_one_waits_is_not_counted(somebody):
    for _time in range(MOST + 3):
        status(somebody.username, "wrong")
    assert AccessAttempt.objects.get().failures_since_start == MOST


def test_what_counts_no_more_is_not_counted_with_what_is_new(somebody):
    for _time in range(MOST - 1):
        status(somebody.username, "wrong")
    later(minutes=16)
    assert status(somebody.username, "wrong") == 200
    assert AccessAttempt.objects.get().failures_since_start == 1


def test_another_browser_from_there_is_counted_with_it(somebody):
    for number in range(MOST):
        Client().post(
            "/admin/login/", {"username": "author", "password": "wrong"}, headers={"user-agent": f"browser {number}"}
        )
    assert Client().post("/admin/login/", {"username": "author", "password": PASSWORD}).status_code == 429


def test_a_right_password_ends_the_count_and_an_empty_one_does_not_count(somebody):
    for _time in range(3):
        assert {status(somebody.username, "wrong") for _wrong in range(MOST - 1)} == {200}
        assert status(somebody.username, "") == 200
        assert status(somebody.username, PASSWORD) == 302


def test_a_stranger_elsewhere_keeps_nobody_out(somebody):
    for _time in range(MOST + 1):
        status(somebody.username, "wrong", come_from="198.51.100.7")
    assert status(somebody.username, PASSWORD) == 302


def test_whoever_is_signed_in_goes_on_whatever_others_guess(client, somebody):
    client.force_login(in_role(somebody, "Author"))
    for _time in range(MOST + 1):
        status(somebody.username, "wrong")
    assert client.get(url(page_at(PAGE))).status_code == 200


def test_what_was_typed_before_is_still_carried_while_one_waits(client, somebody):
    client.force_login(in_role(somebody, "Author"))
    page = page_at(PAGE)
    fields = entered(page, title="Words that nobody saved")
    fields["written_by"] = [client.get(url(page)).context["written_by"]]
    carried = json.dumps({name: list(map(str, values)) for name, values in fields.items()})
    client.logout()
    for _time in range(MOST):
        answer = signs_in(client, somebody.username, "wrong", carried=carried)
    assert answer.status_code == 429
    assert "Words that nobody saved" in answer.content.decode()


# An address


def test_an_address_waits_after_many_wrong_ones_by_whatever_names(somebody, monkeypatch):
    monkeypatch.setattr(braking, "OF_ADDRESS", 12)
    for number in range(12):
        status(f"nobody-{number // 4}", "wrong")
    assert status(somebody.username, PASSWORD) == 429
    assert status(somebody.username, PASSWORD, come_from="198.51.100.7") == 302


def test_the_addresses_of_one_ipv6_network_are_counted_as_one(somebody):
    for number in range(MOST):
        status(somebody.username, "wrong", come_from=f"2001:db8:1:2::{number}")
    assert status(somebody.username, PASSWORD, come_from="2001:db8:1:2:ffff::1") == 429
    assert status(somebody.username, PASSWORD, come_from="2001:db8:1:3::1") == 302


# A name from everywhere


def test_a_name_that_is_guessed_from_many_addresses_is_slowed_and_never_locked(somebody):
    guess = iter(range(1, 255))
    for _time in range(braking.SLOWED):
        assert status(somebody.username, "wrong", come_from=f"198.51.100.{next(guess)}") == 200
    answer = signs_in(Client(), somebody.username, "wrong", come_from="203.0.113.1")
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert "Wait 1 second, then sign in." in answer.content.decode()
    for _time in range(8):
        later(seconds=braking.LONGEST)
        assert status(somebody.username, "wrong", come_from=f"198.51.100.{next(guess)}") == 200
    answer = signs_in(Client(), somebody.username, PASSWORD, come_from="203.0.113.1")
    assert answer.status_code == 429 and int(answer["Retry-After"]) <= braking.LONGEST
    later(seconds=braking.LONGEST)
    assert status(somebody.username, PASSWORD, come_from="203.0.113.1") == 302


def test_whoever_has_signed_in_from_an_address_before_is_not_slowed_there(somebody):
    assert status(somebody.username, PASSWORD, come_from="203.0.113.9") == 302
    for number in range(braking.SLOWED + 5):
        later(seconds=braking.LONGEST)
        status(somebody.username, "wrong", come_from=f"198.51.100.{number}")
    assert status(somebody.username, PASSWORD, come_from="203.0.113.8") == 429
    assert status(somebody.username, PASSWORD, come_from="203.0.113.9") == 302


# From where


def come_from(settings, remote: str, forwarded: str | None, *trusted: str) -> str | None:
    settings.TRUSTED_PROXIES = list(trusted)
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return whence.address_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR=remote))


@pytest.mark.parametrize(
    ("remote", "forwarded", "trusted", "found"),
    [
        ("203.0.113.1", None, [], "203.0.113.1"),
        ("203.0.113.1", "6.6.6.6", [], "203.0.113.1"),
        ("203.0.113.1", "6.6.6.6", ["127.0.0.1"], "203.0.113.1"),
        ("127.0.0.1", "203.0.113.1", ["127.0.0.1"], "203.0.113.1"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.1", ["127.0.0.1"], "203.0.113.1"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.1, 10.0.0.4", ["127.0.0.0/8", "10.0.0.0/24"], "203.0.113.1"),
        ("127.0.0.1", "6.6.6.6, nonsense", ["127.0.0.1"], "127.0.0.1"),
        ("127.0.0.1", "", ["127.0.0.1"], "127.0.0.1"),
        ("127.0.0.1", "10.0.0.4", ["127.0.0.1", "10.0.0.4"], "10.0.0.4"),
        ("::ffff:203.0.113.1", None, [], "203.0.113.1"),
        ("", "6.6.6.6", ["127.0.0.1"], None),
        ("unix:", None, [], None),
    ],
)
def test_only_a_proxy_of_ours_is_believed_where_somebody_comes_from(settings, remote, forwarded, trusted, found):
    assert come_from(settings, remote, forwarded, *trusted) == found


def test_a_proxy_that_is_not_named_is_said_once_in_the_log_without_an_address(settings, caplog):
    whence._say_once.cache_clear()
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _time in range(2):
        assert come_from(settings, "172.18.0.2", "203.0.113.1", "127.0.0.1") == "172.18.0.2"
    (line,) = caplog.messages
    assert "TRUSTED_PROXIES" in line and "203.0.113.1" not in line


def test_a_name_is_locked_also_where_the_server_knows_no_address(somebody):
    assert [status(somebody.username, "wrong", come_from="") for _time in range(MOST)][-1] == 429


# One at a time


def test_who_finds_no_place_is_asked_to_come_again_at_once_and_no_password_is_hashed(client, somebody):
    entered, ended = threading.Barrier(3), threading.Event()

    def stay():
        with hashing.place() if threading.current_thread().name == "first" else hashing._places:
            entered.wait(5)
            ended.wait(5)

    threads = [threading.Thread(target=stay, name=name) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    entered.wait(5)
    try:
        answer = signs_in(client, somebody.username, PASSWORD)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert (answer.status_code, answer["Retry-After"]) == (429, "1")
    assert "<h1>One moment</h1>" in answer.content.decode() and PASSWORD not in answer.content.decode()
    assert on_record() == []
    assert status(somebody.username, PASSWORD) == 302


def test_no_two_passwords_are_hashed_at_the_same_time(monkeypatch):
    at_it, most = [], []

    def encode(self, *given):
        at_it.append(given)
        most.append(len(at_it))
        time.sleep(0.01)
        at_it.pop()
        return "scrypt$"

    monkeypatch.setattr(ScryptPasswordHasher, "encode", encode)
    threads = [threading.Thread(target=hashing.OneAtATime().encode, args=(PASSWORD, "salt")) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 8


def test_whoever_signs_in_and_waits_for_the_database_keeps_nobody_from_a_password():
    with hashing.place():
        other = threading.Thread(target=hashing.OneAtATime().encode, args=(PASSWORD, "salt"), daemon=True)
        other.start()
        other.join(10)
        assert not other.is_alive()


def test_passwords_are_hashed_as_django_hashes_them():
    hasher = hashing.OneAtATime()
    stored = hasher.encode(PASSWORD, "salt")
    assert stored.startswith("scrypt$") and get_hasher("scrypt").__class__ is hashing.OneAtATime
    assert check_password(PASSWORD, stored)


# Who lets somebody in again


@pytest.fixture
def administrator(client, publisher):
    client.force_login(in_role(publisher, "Administrator"))
    return client


def test_an_administrator_ends_the_wait_and_it_is_on_record(administrator, somebody):
    address = reverse("admin:publishing_page_person", args=[f"account-{somebody.pk}"])
    assert "has to wait" not in administrator.get(address).content.decode()
    for _time in range(MOST):
        status(somebody.username, "wrong")
    assert "has to wait" in administrator.get(address).content.decode()
    answer = administrator.post(address, {"let-in": "yes"}, follow=True)
    assert "may try again" in answer.content.decode()
    assert status(somebody.username, PASSWORD) == 302
    event = AccountEvent.objects.get()
    assert (event.what, event.person, event.by.username) == ("let-in", somebody, "publisher")


def test_nobody_else_ends_it(client, somebody, reviewer):
    client.force_login(in_role(reviewer, "Clinical reviewer"))
    for _time in range(MOST):
        status(somebody.username, "wrong")
    address = reverse("admin:publishing_page_person", args=[f"account-{somebody.pk}"])
    assert client.post(address, {"let-in": "yes"}).status_code == 403
    assert status(somebody.username, PASSWORD) == 429


def test_whoever_runs_the_server_ends_it_too(somebody, capsys):
    for _time in range(MOST):
        status(somebody.username, "wrong")
    call_command("let_in", somebody.username)
    assert "may try again" in capsys.readouterr().out
    assert status(somebody.username, PASSWORD) == 302
    assert AccountEvent.objects.get().by is None


def test_whoever_runs_the_server_ends_the_wait_of_all_who_are_at_an_address(somebody, monkeypatch, capsys):
    monkeypatch.setattr(braking, "OF_ADDRESS", 3)
    for number in range(3):
        status(f"nobody-{number}", "wrong", come_from="203.0.113.9")
    refused = signs_in(Client(), somebody.username, PASSWORD, come_from="203.0.113.9")
    assert refused.status_code == 429
    said = refused.content.decode()
    assert "a new password does not end that" in said and "that ends the wait" not in said
    call_command("let_in", somebody.username)
    assert status(somebody.username, PASSWORD, come_from="203.0.113.9") == 429
    call_command("let_in", address="203.0.113.9")
    assert "Whoever is at 203.0.113.9 may try again." in capsys.readouterr().out
    assert status(somebody.username, PASSWORD, come_from="203.0.113.9") == 302
    for wrong in ({}, {"address": "nowhere"}):
        with pytest.raises(CommandError):
            call_command("let_in", **wrong)


# What is on record


def test_who_signed_in_and_who_tried_is_on_record_with_when_and_from_where(somebody):
    began = timezone.now()
    status(somebody.username, "wrong")
    status(somebody.username, PASSWORD, come_from="2001:db8::7")
    status("nobody at all", "wrong")
    assert on_record() == [
        ("password", "author", "192.0.2.1"),
        ("in", "author", "2001:db8::7"),
        ("password", None, "192.0.2.1"),
    ]
    assert all(began <= row.at <= timezone.now() for row in SignIn.objects.all())


def test_that_somebody_has_to_wait_is_on_record_once(somebody):
    for _time in range(MOST + 3):
        status(somebody.username, "wrong")
    assert [what for what, _person, _address in on_record()] == ["password"] * MOST + ["waits"]


def test_a_count_that_has_not_stopped_anybody_or_does_so_no_more_is_no_wait(somebody):
    for number in range(2 * (MOST - 1)):
        status(somebody.username, "wrong", come_from=f"192.0.2.{number % 2}")
    assert not braking.is_braked(somebody)
    for _time in range(MOST):
        status(somebody.username, "wrong")
    assert braking.is_braked(somebody)
    later(minutes=16)
    assert not braking.is_braked(somebody)
    jobs.run("forget_sign_ins")
    assert not AccessAttempt.objects.exists()


def test_nothing_that_was_typed_is_kept_of_a_wrong_try(somebody):
    """Some type their password into the field of the name."""
    address = "/admin/login/?asked=in-the-address"
    fields = {"username": "my-secret-password-17", "password": "another-secret", "carried": "words-of-a-draft"}
    for _time in range(2):
        Client().post(address, {**fields, "next": "/admin/?somewhere", "code": "my-code", "any": "thing-else"})
    kept = f"{[list(AccessAttempt.objects.values()), list(SignIn.objects.values())]}"
    for word in ("my-secret", "another-secret", "words-of", "somewhere", "my-code", "thing-else", "in-the-address"):
        assert word not in kept
    assert AccessAttempt.objects.get().failures_since_start == 2


@pytest.mark.parametrize("fields", [{f"name-{number}": "" for number in range(30)}, {"one": [""] * 30}])
def test_a_form_of_many_fields_is_refused_before_anybody_waits_for_it(client, somebody, monkeypatch, fields):
    monkeypatch.setattr(hashing, "place", lambda: pytest.fail("It has the turn."))
    answer = signs_in(client, somebody.username, PASSWORD, **fields)
    assert answer.status_code == 400
    assert on_record() == [] and not AccessAttempt.objects.exists()


def test_administrators_read_who_signed_in_and_nobody_else_does(client, somebody, reviewer, publisher):
    status(somebody.username, "wrong", come_from="198.51.100.7")
    address = reverse("admin:publishing_signin_changelist")
    client.force_login(in_role(reviewer, "Clinical reviewer"))
    assert client.get(address).status_code == 403
    client.force_login(in_role(publisher, "Administrator"))
    html = client.get(address).content.decode()
    assert "198.51.100.7" in html and "wrong password" in html
    row = reverse("admin:publishing_signin_delete", args=[SignIn.objects.get().pk])
    assert client.post(row, {"post": "yes"}).status_code == 403


def test_sign_ins_are_forgotten_after_half_a_year(somebody):
    rows = [SignIn.objects.create(person=somebody, what="in") for _number in range(2)]
    SignIn.objects.filter(pk=rows[0].pk).update(at=timezone.now() - record.KEPT - datetime.timedelta(hours=1))
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=timezone.now())
    assert jobs.run("forget_sign_ins") == "1 sign-ins forgotten"
    assert not Session.objects.exists()
    assert SignIn.objects.get() == rows[1]


def test_what_strangers_try_washes_nothing_away_that_says_who_came_in(somebody, monkeypatch):
    monkeypatch.setattr(record, "MOST", 2)
    proofs = ("in", "recovered", "chosen", "out", "code")
    for what in proofs:
        SignIn.objects.create(person=somebody, what=what, address="203.0.113.9")
    for what in ("password", "waits", "link", "password"):
        SignIn.objects.create(person=somebody, what=what, address="198.51.100.7")
    assert jobs.run("forget_sign_ins") == "2 sign-ins forgotten"
    assert [what for what, _person, _address in on_record()] == [*proofs, "link", "password"]
    assert record.has_come_from(somebody.username, "203.0.113.9")


def test_a_session_ends_after_twelve_hours_whatever_one_does_meanwhile(client, somebody):
    signs_in(client, somebody.username, PASSWORD)
    ends = client.session.get_expiry_date()
    assert ends - timezone.now() <= datetime.timedelta(hours=12)
    session = client.session
    session["something"] = "else"
    session.save()
    assert client.session.get_expiry_date() == ends
