"""Somebody changes their own mail address under "Your account", by their password."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from publishing.desk.letters import new_address
from publishing.life.models import AccountEvent

pytestmark = pytest.mark.both_databases
PASSWORD = "Rosa chose this one"
NEW = "rosa@new.example"


@pytest.fixture
def rosa(staff):
    """Somebody who keeps no accounts."""
    staff.reviewer.email = "rosa@clinic.example"
    staff.reviewer.set_password(PASSWORD)
    staff.reviewer.save()
    return staff.reviewer


@pytest.fixture
def session(client, rosa):
    client.force_login(rosa)
    return client


def changed(client, **typed):
    return client.post(reverse("admin:publishing_page_own_address"), {"email": NEW, "password": PASSWORD, **typed})


def test_who_knows_the_password_changes_the_own_address_and_both_are_told_and_nothing_waits(session, rosa, told):
    letters = told(lambda: changed(session))
    rosa.refresh_from_db()
    assert rosa.email == NEW and new_address.waits_until(rosa) is None
    assert {letter.to[0] for letter in letters} >= {"rosa@clinic.example", NEW}
    (event,) = AccountEvent.objects.all()
    assert (event.what, event.person, event.by) == ("address", rosa, rosa)
    assert f"Letters of the desk go to {NEW}." in session.get("/admin/publishing/page/account/").content.decode()


@pytest.mark.parametrize("password", ["", "not hers"])
def test_an_open_session_alone_changes_no_address(session, rosa, password):
    assert changed(session, password=password).status_code == 200
    rosa.refresh_from_db()
    assert rosa.email == "rosa@clinic.example" and not AccountEvent.objects.exists()


def test_the_password_is_guessed_no_more_often_than_at_the_door(session, rosa):
    for _time in range(5):
        changed(session, password="not hers")
    assert "Too many wrong passwords" in changed(session).content.decode()
    rosa.refresh_from_db()
    assert rosa.email == "rosa@clinic.example"


@pytest.mark.parametrize("email", ["paul@clinic.example", "PAUL@clinic.example", "paul", "nobody", ""])
def test_another_s_address_and_none_are_refused(session, rosa, publisher, email):
    User.objects.filter(pk=publisher.pk).update(email="paul@clinic.example")
    assert changed(session, email=email).status_code == 200
    rosa.refresh_from_db()
    assert rosa.email == "rosa@clinic.example"
