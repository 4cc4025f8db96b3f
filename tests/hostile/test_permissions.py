"""Every role at everything that the desk has: what may not be is refused, and changes no row; what may be is done.

Asked over HTTP for every role, for a stranger, for whoever has left, and for an account that is not of the staff. The
tables are in `rights`.
"""

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from publishing.desk.letters import sharing
from publishing.life import keeping
from publishing.life.models import KeptText
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.hostile import rights
from tests.hostile.rights import ADMINISTRATOR, AUTHOR, DOING, EVERYBODY, NOBODY, PUBLISHER, READING, REVIEWER
from tests.publishing.at_desk import addresses, called, in_role, tables, url, with_mail


@pytest.fixture
def world(staff):
    return rights.made(staff)


def asking(django_user_model, who: str) -> Client:
    """Whoever asks, signed in where that is possible."""
    client = Client()
    if who == "a stranger":
        return client
    person = django_user_model.objects.create_user("somebody", is_staff=who != "not of the staff")
    client.force_login(in_role(person, who if who in EVERYBODY else AUTHOR if who != "no role" else ""))
    if who == "has left":
        django_user_model.objects.filter(pk=person.pk).update(is_active=False)
    return client


def is_refused(answer) -> bool:
    """403, or led to where one signs in, with nothing else; a script is told 401."""
    if answer.status_code == 302:
        return answer["Location"].startswith(reverse("admin:login"))
    return answer.status_code in {401, 403, 404}


def state(people) -> tuple:
    """Every row of ours, every account, and how many letters went out."""
    return tables(), list(people.order_by("pk").values()), len(mail.outbox)


@pytest.mark.parametrize("who", [*EVERYBODY, *NOBODY])
def test_what_is_there_is_read_by_whom_the_table_names_and_by_nobody_else(world, django_user_model, who):
    client, before = asking(django_user_model, who), tables()
    wrong = {}
    for what, (ask, roles) in READING.items():
        answer = ask(client, world)
        if (answer.status_code == 200) != (who in roles) or (who not in roles) != is_refused(answer):
            wrong[what] = answer.status_code
    assert wrong == {}
    assert tables() == before


@pytest.mark.parametrize("who", [*EVERYBODY, *NOBODY])
def test_what_may_not_be_done_is_refused_and_changes_no_row(world, django_user_model, who):
    client, before = asking(django_user_model, who), tables()
    wrong = {}
    for what, (ask, roles) in DOING.items():
        if who not in roles:
            answer = ask(client, world)
            if not is_refused(answer):
                wrong[what] = answer.status_code
    assert wrong == {}
    assert tables() == before


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_may_be_done_is_done(world, django_user_model, who):
    """The guard of the test above: what is refused there is refused for who asks, and not for how."""
    client = asking(django_user_model, who)
    people = django_user_model.objects
    wrong = {}
    for what, (ask, roles) in DOING.items():
        if who in roles:
            before = state(people)
            with transaction.atomic():
                answer = ask(client, world)
                if answer.status_code not in {200, 302} or state(people) == before:
                    wrong[what] = answer.status_code
                transaction.set_rollback(True)
    assert wrong == {}


class Recording:
    """A browser that notes what is asked for, and asks for nothing."""

    def __init__(self) -> None:
        self.read, self.done = set(), set()

    def get(self, address: str, *_values, **_how) -> None:
        self.read.add(called(resolve(address.partition("?")[0]).url_name))

    def post(self, address: str, *_values, **_how) -> None:
        self.done.add(called(resolve(address.partition("?")[0]).url_name))


def asked_for(world, table) -> Recording:
    """The names of the addresses of a table."""
    found = Recording()
    for ask, _roles in table.values():
        ask(found, world)
    return found


def test_every_address_of_the_desk_is_in_a_table_or_says_why_it_is_in_none(world):
    """A new screen joins: who may do it is said here."""
    read, done = asked_for(world, READING), asked_for(world, DOING)
    spoken_of = read.read | read.done | done.done
    assert addresses() - spoken_of - set(rights.SPOKEN_OF_ELSEWHERE) == set()
    assert set(rights.SPOKEN_OF_ELSEWHERE) - addresses() == set(), "There is no such address any more."
    assert set(rights.SPOKEN_OF_ELSEWHERE) & spoken_of == set(), "It is in a table."


def test_what_is_only_read_does_nothing_when_a_form_is_sent_to_it(world, django_user_model):
    """What takes a form must stand among what is done."""
    done = asked_for(world, DOING).done
    sent = {"post": "yes", "confirmed": "yes", "answer": "yes", "verb": "publish", "action": "delete_selected"}

    class Sending:
        def __init__(self, client) -> None:
            self.client = client

        def get(self, address):
            name = called(resolve(address.partition("?")[0]).url_name)
            return None if name in done else self.client.post(address, sent)

        def post(self, address, values):
            return self.client.post(address, values | sent)

    client = Client()
    client.force_login(django_user_model.objects.create_superuser("root"))
    before, wrong = state(django_user_model.objects), []
    for what, (ask, _roles) in READING.items():
        ask(Sending(client), world)
        if state(django_user_model.objects) != before:
            wrong.append(what)
            before = state(django_user_model.objects)
    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_refused_to_every_role_is_refused(world, django_user_model, who):
    client, before = asking(django_user_model, who), tables()
    for name in rights.REFUSED_TO_ALL:
        name = name if not name.startswith("page_") else f"articles_article_{name.removeprefix('page_')}"
        keys = [] if name.endswith("_add") else [world.page.pk]
        assert client.post(reverse(f"admin:{name}", args=keys), {"post": "yes"}).status_code == 403, name
    assert tables() == before


def test_nothing_is_done_by_looking(world, admin_client):
    """A GET with all that a form would send."""
    before, wrong = tables(), {}

    class Looking:
        def post(self, address, values, **_how):
            sent = values if isinstance(values, dict) else {"": values}
            return admin_client.get(address, {key: value for key, value in sent.items() if key != "file"})

    for what, (ask, _roles) in DOING.items():
        status = ask(Looking(), world).status_code
        if status not in {200, 302, 403, 404, 405} or tables() != before:
            wrong[what], before = status, tables()
    assert wrong == {}


def test_nothing_is_done_for_another_site(world, django_user_model):
    """A form without the token that our own forms have."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(django_user_model.objects.create_superuser("root"))
    before = tables()
    assert {what for what, (ask, _roles) in DOING.items() if ask(client, world).status_code != 403} == set()
    assert tables() == before


# What no role has


@pytest.mark.parametrize("who", [*EVERYBODY, *NOBODY])
def test_nobody_has_what_another_has_typed_and_not_saved(world, django_user_model, who):
    words = "Words that nobody has saved."
    keeping.keep(by=world.staff.publisher, page=world.page, tab="theirs", turn=1, fields={"summary": [words]})
    client, at = asking(django_user_model, who), url(world.page, "kept")
    for answer in (
        client.get(f"{at}?tab=theirs", follow=True),
        client.get(f"{url(world.page)}?kept=theirs", follow=True),
        client.post(at, {"tab": "theirs"}, follow=True),
    ):
        assert words not in answer.content.decode()
    assert KeptText.objects.filter(tab="theirs", by=world.staff.publisher).exists()


@pytest.mark.parametrize("who", EVERYBODY)
def test_of_backups_those_are_told_who_add_people(world, django_user_model, who):
    shown = asking(django_user_model, who).get(reverse("admin:index")).content.decode()
    assert ('<h2 id="desk-backups">' in shown) == (who == ADMINISTRATOR)


def test_what_a_publisher_says_of_a_person_changes_nothing_of_the_account(world, django_user_model):
    client, account = asking(django_user_model, PUBLISHER), world.staff.reviewer
    before = django_user_model.objects.filter(pk=account.pk).values().get()
    address = reverse("admin:publishing_page_person", args=[world.clinician.pk])
    form = client.get(address).context["form"]
    typed = {"role": "Physiatrist", "email": "mine@evil.example", "can_sign_in": "no", "may": [ADMINISTRATOR]}
    client.post(address, typed | {"name": "Mine", "seen": form.initial["seen"]})
    world.clinician.refresh_from_db()
    assert (world.clinician.role, world.clinician.name) == ("Physiatrist", "Rosa Reviewer")
    assert django_user_model.objects.filter(pk=account.pk).values().get() == before
    assert [group.name for group in account.groups.all()] == [REVIEWER]


def test_only_an_administrator_makes_an_account(world, django_user_model):
    for who, makes in ((PUBLISHER, 0), (ADMINISTRATOR, 1)):
        with transaction.atomic():
            client = asking(django_user_model, who)
            before = django_user_model.objects.count()
            DOING["a new person"][0](client, world)
            assert django_user_model.objects.count() == before + makes, who
            transaction.set_rollback(True)


def test_a_reviewer_who_opens_the_form_of_a_page_is_shown_what_to_review(world, django_user_model):
    answer = asking(django_user_model, REVIEWER).get(url(world.page))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, url(world.page, "compare"))


# Links that are of nobody's role: whoever has one


def test_a_link_to_a_draft_is_open_to_whoever_has_it_and_shut_when_its_maker_may_not_look_any_more(world):
    path = sharing.draft_path(world.shared)
    assert Client().get(path).status_code == 200
    for method in ("post", "put", "delete", "patch"):
        assert getattr(Client(), method)(path).status_code == 405
    world.staff.author.groups.clear()
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("loses", ["role", "staff status", "account"])
def test_a_letter_approves_for_its_reviewer_alone_and_for_as_long_as_they_may(world, settings, loses):
    settings.APPROVE_FROM_MAIL = True
    reviewer = in_role(with_mail(world.staff.reviewer)[0], REVIEWER)
    waiting = world.staff.revision(page_at("articles/your-first-visit"), RevisionState.IN_REVIEW, title="Waiting")
    path = sharing.approval_path(sharing.let_approve(waiting, reviewer).pk)
    assert Client().get(path).status_code == 200
    if loses == "role":
        reviewer.groups.clear()
    else:
        setattr(reviewer, "is_staff" if loses == "staff status" else "is_active", False)
        reviewer.save()
    before = tables()
    assert (Client().get(path).status_code, Client().post(path).status_code) == (410, 410)
    assert tables() == before
