"""Who may do what to what stands beside the pages: links, letters, records, pictures, notices, people, notes, reports.

One table, asked over HTTP for every role, for a stranger, for whoever has left, and for an account that is not of the
staff. What may not be is refused, and changes no row. The verbs of pages have a table of their own
(tests/publishing/life/test_policy.py).
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from publishing.desk.basics.watching import digest_of
from publishing.desk.letters import sharing
from publishing.life import actions
from publishing.life.models import Contributor, Note, SharedDraft, SiteNotice, Source
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.publishing.at_desk import in_role, tables, url, with_mail
from tests.publishing.uploads import saved, scene

PAGE = "articles/how-pain-works"
AUTHOR, REVIEWER, PUBLISHER, ADMINISTRATOR = "Author", "Clinical reviewer", "Publisher", "Administrator"
#: Who asks: a role, or what is none.
NOBODY = ("a stranger", "no role", "not of the staff", "has left")
EVERYBODY = (AUTHOR, REVIEWER, PUBLISHER, ADMINISTRATOR)
KEEPERS = {PUBLISHER, ADMINISTRATOR}
WRITERS = {AUTHOR, PUBLISHER, ADMINISTRATOR}
SAYS = {
    "shows": "The front door of the clinic.",
    "caption": "The ramp is on the left.",
    "credit": "Example Clinic",
    "license": "made",
    "in_it": "nobody",
    "focus_x": "50",
    "focus_y": "50",
}


@dataclass
class World:
    """What there is to do something to; none of it is of whoever asks."""

    staff: object
    page: object
    shared: SharedDraft
    note: Note
    source: Source
    suggested: Source
    unused: Source
    person: Contributor
    staying: Contributor
    notice: SiteNotice
    picture: object


@pytest.fixture
def world(staff):
    in_role(staff.author, AUTHOR)
    in_role(staff.publisher, PUBLISHER)
    page = page_at(PAGE)
    draft = staff.revision(page, RevisionState.DRAFT, title="A draft")
    picture = actions.upload_picture(by=staff.publisher, raw=saved(scene(900, 600)))
    picture = actions.describe_picture(
        picture=picture, says={**SAYS, "is_decoration": False, "focus_x": 50, "focus_y": 50}, by=staff.publisher
    )[0]
    leaving = Contributor.objects.create(id="leaving", name="Leaving", kind="person")
    actions.give_keepers(pages=[page.pk], owner=leaving, deputy=None, by=staff.publisher, until=float("inf"))
    names = {"id": "unused-2026", "title": "Unused", "publisher": "The clinic", "kind": "leaflet"}
    return World(
        staff,
        page,
        sharing.share(revision=draft, by=staff.author),
        Note.objects.create(page=page, by=staff.author, text="Look."),
        Source.objects.exclude(pk="unused-2026").first(),
        actions.propose_source(by=staff.author, title="New", publisher="Pain", kind="trial"),
        Source.objects.create(**names),
        leaving,
        Contributor.objects.create(id="staying", name="Staying", kind="person"),
        SiteNotice.objects.create(text="Closed", until=timezone.now() + datetime.timedelta(days=3)),
        picture,
    )


def screen(name: str, *arguments) -> str:
    return reverse(f"admin:{name}", args=arguments)


def get(address: Callable[[World], str]):
    return lambda client, world: client.get(address(world))


def post(address: Callable[[World], str], values: Callable[[World], dict] = lambda world: {}):
    return lambda client, world: client.post(address(world), values(world))


def form_of(world: World) -> str:
    return screen("publishing_page_person", f"account-{world.staff.author.pk}")


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("new.jpg", saved(scene(1000, 700)))


SOURCE = {"id": "ours-2026", "title": "Ours", "publisher": "The clinic", "kind": "leaflet"}
NEXT_WEEK = timezone.now() + datetime.timedelta(days=7)
NOTICE = {"text": "Closed today", "until": f"{NEXT_WEEK:%Y-%m-%dT%H:%M}"}

#: what -> how it is asked for, and which roles may.
READING = {
    "the list of pages": (get(lambda w: screen("publishing_page_changelist")), set(EVERYBODY)),
    "what changed": (get(lambda w: url(w.page, "compare")), set(EVERYBODY)),
    "the history": (get(lambda w: url(w.page, "history")), set(EVERYBODY)),
    "a preview of a draft": (get(lambda w: url(w.page, "preview", w.shared.revision.number)), set(EVERYBODY)),
    "links to a draft": (get(lambda w: url(w.page, "share")), set(EVERYBODY)),
    "the people of the clinic": (get(lambda w: screen("auth_user_changelist")), {ADMINISTRATOR}),
    "an account": (get(lambda w: screen("auth_user_change", w.staff.author.pk)), {ADMINISTRATOR}),
    "the password of an account": (
        get(lambda w: screen("auth_user_password_change", w.staff.author.pk)),
        {ADMINISTRATOR},
    ),
    "who signed in": (get(lambda w: screen("publishing_signin_changelist")), {ADMINISTRATOR}),
    "the sources": (get(lambda w: screen("publishing_source_changelist")), set(EVERYBODY)),
    "the notices": (get(lambda w: screen("publishing_sitenotice_changelist")), KEEPERS),
    "the settings of the clinic": (get(lambda w: screen("publishing_clinicprofile_add")), {ADMINISTRATOR}),
    "the pictures": (get(lambda w: screen("publishing_storedpicture_changelist")), set(EVERYBODY)),
    "what can be put into a text": (get(lambda w: screen("publishing_page_picks", "pages")), set(EVERYBODY)),
    "the reports": (get(lambda w: screen("publishing_page_reports")), set(EVERYBODY)),
    "finding": (get(lambda w: screen("publishing_page_find")), set(EVERYBODY)),
}
DOING = {
    "sharing a draft": (post(lambda w: url(w.page, "share")), set(EVERYBODY)),
    "revoking a link": (post(lambda w: url(w.page, "share"), lambda w: {"revoke": w.shared.pk}), set(EVERYBODY)),
    "writing a note": (post(lambda w: url(w.page, "notes"), lambda w: {"text": "A note."}), set(EVERYBODY)),
    "closing a note": (post(lambda w: url(w.page, "notes"), lambda w: {"close": w.note.pk}), set(EVERYBODY)),
    "adding a source": (post(lambda w: screen("publishing_source_add"), lambda w: SOURCE), KEEPERS),
    "changing a source": (
        post(
            lambda w: screen("publishing_source_change", w.unused.pk),
            lambda w: SOURCE | {"id": w.unused.pk, "title": "Otherwise", "seen": digest_of(w.unused)},
        ),
        KEEPERS,
    ),
    "deleting a source": (
        post(lambda w: screen("publishing_source_delete", w.unused.pk), lambda w: {"post": "yes"}),
        {ADMINISTRATOR},
    ),
    "accepting a source": (post(lambda w: screen("publishing_source_accept", w.suggested.pk)), KEEPERS),
    "suggesting a source": (
        post(lambda w: screen("publishing_page_suggest"), lambda w: SOURCE | {"title": "Suggested"}),
        WRITERS,
    ),
    "adding a person of the texts": (
        post(
            lambda w: screen("publishing_contributor_add"),
            lambda w: {"id": "new", "name": "New Name", "kind": "person"},
        ),
        KEEPERS,
    ),
    "handing pages over": (
        post(lambda w: screen("publishing_contributor_hand_over", w.person.pk), lambda w: {"to": w.staying.pk}),
        KEEPERS,
    ),
    "posting a notice": (post(lambda w: screen("publishing_sitenotice_add"), lambda w: NOTICE), KEEPERS),
    "changing a notice": (
        post(
            lambda w: screen("publishing_sitenotice_change", w.notice.pk),
            lambda w: NOTICE | {"seen": digest_of(w.notice)},
        ),
        KEEPERS,
    ),
    "removing a notice": (
        post(lambda w: screen("publishing_sitenotice_delete", w.notice.pk), lambda w: {"post": "yes"}),
        KEEPERS,
    ),
    "the settings of the clinic": (
        post(lambda w: screen("publishing_clinicprofile_add"), lambda w: {"name": "Another Clinic"}),
        {ADMINISTRATOR},
    ),
    "a word of the search": (
        post(lambda w: screen("search_synonym_add"), lambda w: {"language": "en", "asked": "frozen", "means": "knee"}),
        KEEPERS,
    ),
    "sending a picture": (post(lambda w: screen("publishing_storedpicture_add"), lambda w: {"file": file()}), WRITERS),
    "describing another's picture": (
        post(
            lambda w: screen("publishing_storedpicture_change", w.picture.pk),
            lambda w: SAYS | {"shows": "Another door of the clinic.", "seen": w.picture.said_sha256},
        ),
        KEEPERS,
    ),
    "another file for another's picture": (
        post(lambda w: screen("publishing_storedpicture_file", w.picture.pk), lambda w: SAYS | {"file": file()}),
        KEEPERS,
    ),
    "throwing another's picture away": (
        post(lambda w: screen("publishing_storedpicture_delete", w.picture.pk), lambda w: {"confirmed": "yes"}),
        KEEPERS,
    ),
    "taking a picture away for good": (
        post(lambda w: screen("publishing_storedpicture_remove", w.picture.pk), lambda w: {"confirmed": "yes"}),
        KEEPERS,
    ),
    "a new person": (
        post(
            lambda w: screen("publishing_page_person_new"),
            lambda w: {"name": "New Name", "email": "new@clinic.example", "may": [AUTHOR], "can_sign_in": "yes"},
        ),
        KEEPERS,
    ),
    "an account's rights": (
        post(
            lambda w: screen("auth_user_change", w.staff.author.pk),
            lambda w: {
                "username": "author",
                "is_active": "on",
                "date_joined_0": "2026-01-01",
                "date_joined_1": "10:00",
            },
        ),
        {ADMINISTRATOR},
    ),
    "ending another's wait": (post(form_of, lambda w: {"let-in": "yes"}), {ADMINISTRATOR}),
    "taking another's lost phone away": (post(form_of, lambda w: {"forget-phone": "yes"}), {ADMINISTRATOR}),
    # The last: it gives whoever asks another session, which the test that does all of these takes back.
    "another's password": (
        post(
            lambda w: screen("auth_user_password_change", w.staff.author.pk),
            lambda w: dict.fromkeys(("password1", "password2"), "a long enough password"),
        ),
        {ADMINISTRATOR},
    ),
}


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
    """403, or led to where one signs in, with nothing else."""
    if answer.status_code == 302:
        return answer["Location"].startswith(reverse("admin:login"))
    return answer.status_code in {403, 404}


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
            before = tables(), list(people.order_by("pk").values())
            with transaction.atomic():
                answer = ask(client, world)
                after = tables(), list(people.order_by("pk").values())
                if answer.status_code not in {200, 302} or after == before:
                    wrong[what] = answer.status_code
                transaction.set_rollback(True)
    assert wrong == {}


@pytest.mark.parametrize("what", DOING)
def test_nothing_is_done_by_looking(world, admin_client, what):
    """A GET with all that a form would send."""
    before = tables()

    class Looking:
        def post(self, address, values):
            return admin_client.get(address, {key: value for key, value in values.items() if key != "file"})

    assert DOING[what][0](Looking(), world).status_code in {200, 302, 403, 404, 405}
    assert tables() == before


@pytest.mark.parametrize("what", DOING)
def test_nothing_is_done_for_another_site(world, django_user_model, what):
    """A form without the token that our own forms have."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(django_user_model.objects.create_superuser("root"))
    before = tables()
    assert DOING[what][0](client, world).status_code == 403
    assert tables() == before


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
