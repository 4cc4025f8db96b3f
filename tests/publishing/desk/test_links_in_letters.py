"""A link that opens something is made when its letter is sent: no row, and so no backup, has one in it meanwhile."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from publishing.desk.letters import post
from publishing.life import actions, jobs
from publishing.life.models import Letter
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.publishing.at_desk import in_role, tables, with_mail

pytestmark = pytest.mark.both_databases

OPENS = re.compile(r"/(?:admin/password|approvals|drafts)/\S+")


@pytest.fixture
def staff(loaded, author, reviewer, publisher, settings):
    settings.APPROVE_FROM_MAIL = True
    with_mail(author, reviewer, publisher)
    return Staff(in_role(author, "Author"), in_role(reviewer, "Clinical reviewer"), publisher)


def forgot(staff) -> None:
    staff.reviewer.set_password("a long enough password")
    staff.reviewer.save()
    Client().post("/admin/forgotten/", {"email": staff.reviewer.email})


def asked(staff, note: str = "") -> None:
    """What is to be sent behind the transaction waits: in a test there is none that ends."""
    draft = staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Changed")
    actions.submit(revision=draft, by=staff.author, note=note)


def letter() -> str:
    """What the reviewer gets of what waits."""
    mail.outbox.clear()
    jobs.run("send_letters")
    (found,) = (one.body for one in mail.outbox if one.to == ["reviewer@clinic.example"])
    return found


LETTERS = {"/admin/password/": forgot, "/approvals/": asked}


@pytest.mark.parametrize("opens", LETTERS)
def test_what_waits_to_be_sent_has_no_link_in_it_and_what_is_sent_has_one_that_works(staff, client, opens):
    LETTERS[opens](staff)
    assert Letter.objects.filter(to=staff.reviewer, due_at__isnull=False).exists()
    assert OPENS.findall(str(tables())) == []
    (path,) = OPENS.findall(body := letter())
    assert path.startswith(opens) and f"\n{settings.SITE_URL}{path}\n" in body
    assert client.get(path, follow=True).status_code == 200
    assert not re.search(r"[\ue000-\uf8ff]", body)


def test_nobody_writes_a_link_of_somebody_else_into_a_letter(staff):
    """A mark that somebody has sent along is no mark."""
    asked(staff, note="\ue000password 0\ue001 \ue000approval 1\ue001")
    (path,) = OPENS.findall(body := letter())
    assert path.startswith("/approvals/")
    assert "writes: password 0 approval 1\n" in body


def test_a_link_is_of_whom_the_letter_goes_to(staff):
    lines = [post.Link("password")]
    for person in (staff.author, staff.reviewer):
        post.leave(person, "Subject", lines, about="test", sort="test")
    mail.outbox.clear()
    jobs.run("send_letters")
    (first,), (second,) = (OPENS.findall(one.body) for one in mail.outbox)
    assert first.split("/")[3] != second.split("/")[3]
