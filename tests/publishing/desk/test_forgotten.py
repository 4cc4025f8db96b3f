"""Whoever forgot the password gets a link, and nobody learns from it who works here."""

import datetime
import re

import pytest
from django.conf import settings
from django.core import mail
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing.desk.doors import braking, forgotten, second_factor, telling
from publishing.life import jobs
from publishing.life.models import Letter, SignIn
from tests.phones import Phone
from tests.publishing.at_desk import in_role, with_mail

pytestmark = pytest.mark.both_databases

ASK, CHOSEN = "/admin/forgotten/", "/admin/forgotten/chosen/"
NEW = "a wholly new password"


@pytest.fixture
def somebody(loaded, author):
    author.set_password("a long enough password")
    author.save()
    with_mail(author)
    return in_role(author, "Author")


def ask(email: str, come_from: str = "192.0.2.1"):
    return Client().post(ASK, {"email": email}, REMOTE_ADDR=come_from)


def letters() -> list:
    mail.outbox.clear()
    jobs.run("send_letters")
    return mail.outbox


def link() -> str:
    (letter,) = letters()
    return re.search(rf"{settings.SITE_URL}(/admin/password/\S+)", letter.body)[1]


def choose(client, address: str, come_from: str = "192.0.2.1"):
    form = client.get(address, follow=True).request["PATH_INFO"]
    return client.post(form, {"new_password1": NEW, "new_password2": NEW}, REMOTE_ADDR=come_from)


def signs_in(client, password: str, come_from: str = "192.0.2.1"):
    return client.post("/admin/login/", {"username": "author", "password": password}, REMOTE_ADDR=come_from)


def test_what_a_password_needs_is_said_before_one_is_chosen(client, somebody):
    ask(somebody.email)
    html = client.get(link(), follow=True).content.decode()
    assert "at least 15 characters" in html
    assert set(re.findall(r'aria-describedby="([^"]*)"', html)) <= set(re.findall(r' id="([^"]*)"', html))


def test_whoever_has_no_password_yet_gets_a_link_too(somebody):
    somebody.set_unusable_password()
    somebody.save()
    ask(somebody.email)
    assert link()


def test_an_address_that_only_looks_like_it_gets_none(somebody):
    ask(somebody.email.replace("a", "\u0430", 1))  # a letter of another alphabet
    assert letters() == []


def test_a_password_is_chosen_with_its_record_or_not_at_all(client, somebody, monkeypatch):
    ask(somebody.email)
    address, client.raise_request_exception = link(), False

    def fail(person):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(telling, "of_password", fail)
        assert choose(client, address).status_code == 503
    assert signs_in(client, NEW).status_code != 302
    assert choose(Client(), address)["Location"] == CHOSEN


def test_whoever_forgot_the_password_chooses_another_by_a_link_that_works_once(client, somebody):
    assert ASK in client.get("/admin/login/").content.decode()
    answer = ask(somebody.email.upper())
    assert answer["Location"] == "/admin/forgotten/sent/"
    assert client.get(answer["Location"]).status_code == 200
    address = link()
    assert choose(client, address)["Location"] == CHOSEN
    assert client.get("/admin/").status_code == 302  # the link is not a sign-in
    assert signs_in(client, NEW).status_code == 302
    assert "does not work any more" in Client().get(address, follow=True).content.decode()
    assert list(SignIn.objects.order_by("pk").values_list("what", flat=True)) == ["link", "chosen", "in"]


def test_the_answer_is_the_same_for_an_address_that_nobody_has(somebody):
    known, unknown = ask(somebody.email), ask("nobody@clinic.example")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.content == unknown.content
    assert mail.outbox == []  # sent by the job, so that neither takes longer
    assert [letter.to for letter in letters()] == [[somebody.email]]


def test_who_cannot_sign_in_gets_no_link(somebody):
    for change in ({"is_active": False}, {"is_staff": False}):
        before = {name: getattr(somebody, name) for name in change}
        type(somebody).objects.filter(pk=somebody.pk).update(**change)
        ask(somebody.email, come_from=f"192.0.2.{len(change) + 10}")
        assert letters() == []
        type(somebody).objects.filter(pk=somebody.pk).update(**before)


def test_a_person_gets_one_link_in_ten_minutes(somebody):
    for number in range(3):
        ask(somebody.email, come_from=f"192.0.2.{number}")
    assert len(letters()) == 1
    ask(somebody.email)
    assert letters() == []
    ten_minutes_pass()
    assert len(letters()) == 1


def ten_minutes_pass() -> None:
    for letter in Letter.objects.all():
        for name in ("sent_at", "due_at"):
            if moment := getattr(letter, name):
                setattr(letter, name, moment - datetime.timedelta(minutes=10, seconds=1))
        letter.save()


def test_however_often_a_stranger_asks_the_owner_s_link_goes_ten_minutes_after_the_last_one(somebody):
    ask(somebody.email, come_from="198.51.100.1")
    assert len(letters()) == 1
    for number in range(2, 6):
        ask(somebody.email, come_from=f"198.51.100.{number}")
    ask(somebody.email, come_from="203.0.113.9")
    ask(somebody.email, come_from="198.51.100.7")
    ten_minutes_pass()
    address = link()
    assert choose(Client(), address)["Location"] == CHOSEN


def test_as_much_is_done_for_an_address_that_nobody_has(somebody):
    """A look at the clock tells nothing: as many questions, of the same sorts, in one transaction."""
    asked_of_the_database("warm@clinic.example")
    of_somebody, of_nobody = (asked_of_the_database(email) for email in (somebody.email, "nobody@clinic.example"))
    assert of_somebody == of_nobody
    assert ("INSERT", "publishing_letter") in of_nobody
    assert not Letter.objects.exclude(to=somebody).exists()


def asked_of_the_database(email: str) -> list[tuple[str, str]]:
    """What is done for who asks for a link, and to which table, but for the ends of steps."""
    with CaptureQueriesContext(connection) as found:
        ask(email)
    done = []
    for query in found.captured_queries:
        table = re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', query["sql"])
        done.append((query["sql"].split()[0], table[1] if table else ""))
    return [(verb, table) for verb, table in done if verb not in {"RELEASE", "ROLLBACK"}]


def test_so_many_are_asked_for_from_one_address_and_no_more(somebody):
    for number in range(forgotten.MOST):
        assert ask(f"nobody-{number}@clinic.example").status_code == 302
    answer = ask(somebody.email)
    assert answer.status_code == 429 and 890 <= int(answer["Retry-After"]) <= 900
    assert "too often" in answer.content.decode()
    assert letters() == []
    assert ask(somebody.email, come_from="198.51.100.7").status_code == 302


def test_the_link_leads_to_our_own_address_whatever_host_was_asked(somebody):
    Client().post(ASK, {"email": somebody.email}, headers={"host": "localhost"})
    assert link().startswith("/admin/password/")


def test_a_new_password_signs_out_everywhere_and_ends_the_wait(client, somebody):
    client.force_login(somebody)
    for _time in range(settings.AXES_FAILURE_LIMIT):
        signs_in(Client(), "wrong")
    ask(somebody.email)
    choose(Client(), link())
    assert client.get("/admin/").status_code == 302
    assert signs_in(Client(), NEW).status_code == 302


def test_whose_password_was_chosen_by_a_link_is_told(somebody, django_capture_on_commit_callbacks):
    ask(somebody.email)
    address = link()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        choose(Client(), address)
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([somebody.email], "Your account: a new password")


def test_who_chose_by_the_link_comes_in_from_there_however_many_strangers_guess(somebody):
    """The owner has never signed in from anywhere: without the link nothing would tell them from a stranger."""
    strangers = [f"198.51.100.{number}" for number in range(braking.SLOWED)]
    for address in strangers:
        assert signs_in(Client(), "wrong", address).status_code == 200
    assert signs_in(Client(), "a long enough password", "203.0.113.9").status_code == 429
    ask(somebody.email, "203.0.113.9")
    choose(Client(), link(), "203.0.113.9")
    for address in strangers:
        assert signs_in(Client(), "wrong", address).status_code == 200
    assert signs_in(Client(), NEW, "203.0.113.8").status_code == 429
    assert signs_in(Client(), NEW, "203.0.113.9").status_code == 302


def test_the_link_takes_no_phone_away(client, somebody):
    phone = Phone(second_factor.new_key())
    second_factor.set_up(somebody, phone.key, phone.shows())
    ask(somebody.email)
    choose(client, link())
    assert signs_in(client, NEW)["Location"] == "/admin/login/code/"


@pytest.mark.parametrize(
    ("factor", "has_phone", "said"),
    [
        ("required", False, "sign in as “author” with it and set up your phone"),
        ("required", True, "sign in as “author” with it and the code from your phone"),
        ("offered", False, "sign in as “author” with it."),
    ],
)
def test_whoever_has_chosen_one_reads_what_comes_next_and_has_one_button_for_it(
    client, somebody, settings, factor, has_phone, said
):
    settings.SECOND_FACTOR = factor
    if has_phone:
        second_factor.set_up(somebody, (phone := Phone(second_factor.new_key())).key, phone.shows())
    ask(somebody.email)
    choose(client, link())
    for _time in ("at once", "loaded again"):
        html = client.get(CHOSEN).content.decode()
        main = html.partition('id="content-main"')[2]
        assert said in main and re.findall(r'<a class="button" href="([^"]*)"', main) == ["/admin/login/"]
        assert "<form" not in main
    nobody = Client().get(CHOSEN)
    assert "Next, sign in with your new password." in nobody.content.decode()
    assert signs_in(client, NEW).status_code == 302


def test_who_was_signed_in_in_the_same_browser_is_led_on_and_signs_in_with_the_new_one(client, somebody):
    """Their session ended with the password, and the answer was that the request could not be read."""
    client.force_login(somebody)
    ask(somebody.email)
    assert choose(client, link())["Location"] == CHOSEN
    assert "sign in as “author”" in client.get(CHOSEN).content.decode()
    assert client.get("/admin/").status_code == 302


def test_what_is_no_address_is_asked_for_again(loaded, client):
    answer = client.post(ASK, {"email": "not an address"})
    assert answer.status_code == 200 and "Enter a valid email address." in answer.content.decode()
    assert not SignIn.objects.exists()
