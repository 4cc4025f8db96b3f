"""Accounts: who may make them does not become more than they are."""

import re
from smtplib import SMTPException

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from publishing.desk.basics.watching import digest_of
from publishing.desk.letters import post
from publishing.desk.staff import people
from publishing.life.models import AccountEvent, Contributor, SignIn
from tests.publishing.at_desk import in_role, with_an_address_that_waits

pytestmark = pytest.mark.both_databases


@pytest.fixture
def administrator(author):
    author.groups.add(Group.objects.get(name="Administrator"))
    return author


@pytest.fixture
def superuser(administrator):
    administrator.is_superuser = True
    administrator.save()
    return administrator


@pytest.fixture
def clinician(reviewer):
    """Somebody with an address, a password and the right to sign."""
    reviewer.email = "rosa@clinic.example"
    reviewer.set_password("Rosa chose this one")
    reviewer.save()
    reviewer.groups.add(Group.objects.get(name="Clinical reviewer"))
    return reviewer


def change(client, person, **values):
    """Post a person's form as the browser would, with some fields changed."""
    url = reverse("admin:auth_user_change", args=[person.pk])
    posted = {"username": person.username, "date_joined_0": "2026-01-01", "date_joined_1": "10:00:00", **values}
    return client.post(url, posted)


def test_an_administrator_cannot_make_anybody_a_superuser(loaded, client, administrator, reviewer):
    client.force_login(administrator)
    for person in (administrator, reviewer):
        change(client, person, is_superuser="on", is_staff="on", is_active="on")
        person.refresh_from_db()
        assert not person.is_superuser


def test_an_administrator_cannot_change_their_own_roles(loaded, client, administrator):
    client.force_login(administrator)
    review = Group.objects.get(name="Clinical reviewer")
    answer = change(client, administrator, groups=[review.pk])
    assert answer.status_code == 302
    assert [group.name for group in administrator.groups.all()] == ["Administrator"]


def test_an_administrator_gives_others_their_roles(loaded, client, administrator, reviewer):
    client.force_login(administrator)
    review = Group.objects.get(name="Clinical reviewer")
    change(client, reviewer, groups=[review.pk], is_staff="on", is_active="on")
    assert list(reviewer.groups.all()) == [review]


def test_a_superuser_is_out_of_an_administrator_s_reach(loaded, client, administrator, admin_user):
    client.force_login(administrator)
    change(client, admin_user, username="mine")
    admin_user.refresh_from_db()
    assert admin_user.username != "mine"


def test_nobody_is_deleted(loaded, client, admin_user, reviewer):
    client.force_login(admin_user)
    assert client.post(reverse("admin:auth_user_delete", args=[reviewer.pk]), {"post": "yes"}).status_code == 403
    assert get_user_model().objects.filter(pk=reviewer.pk).exists()


# Signing in another's place


SET = "Ada set this one here"


def set_password(client, person, words: str = SET, **given):
    """Set somebody's password on the superuser's screen."""
    address = reverse("admin:auth_user_password_change", args=[given.get("key", person.pk)])
    return client.post(address, {"password1": words, "password2": words, "usable_password": "true"})


def signs_in(client, password: str) -> bool:
    """Whether the clinician comes in by a password."""
    return client.post("/admin/login/", {"username": "reviewer", "password": password}).status_code == 302


def recorded() -> list[tuple[str, str, str]]:
    return [(event.what, event.person.username, event.by.username) for event in AccountEvent.objects.order_by("pk")]


def test_whoever_sets_another_s_password_is_on_record_and_the_person_is_told(
    loaded, client, superuser, clinician, told
):
    client.force_login(superuser)
    (letter,) = told(lambda: set_password(client, clinician))
    assert recorded() == [("password", "reviewer", "author")]
    assert letter.to == ["rosa@clinic.example"]
    assert "Ada Author has set a new password for your account “reviewer”." in letter.body
    assert SET not in letter.body


def test_an_administrator_sets_nobody_s_password_but_sends_a_link(loaded, client, administrator, clinician, told):
    client.force_login(administrator)
    assert set_password(client, clinician).status_code == 403
    clinician.refresh_from_db()
    assert not clinician.check_password(SET) and recorded() == []


def test_who_sets_a_password_reads_in_the_words_of_the_desk_who_is_told(loaded, client, superuser, olga, clinician):
    client.force_login(superuser)
    address = reverse("admin:auth_user_password_change", args=[clinician.pk])
    shown = client.get(address).content.decode()
    assert "Whoever knows it can sign in as this person." in shown
    assert not [word for word in ("LDAP", "Single Sign-On", "authentication") if word in shown]
    typed = {"password1": SET, "password2": SET, "usable_password": "true"}
    after = client.post(address, typed, follow=True).content.decode()
    assert "Told by email: Rosa Reviewer, Paul Publisher." in after
    former, olga.email = olga.email, ""  # just now, by somebody else: letters about accounts go to the former one
    olga.save()
    with_an_address_that_waits(olga, clinician, former)
    after = client.post(address, typed, follow=True).content.decode()
    assert "Told by email: Rosa Reviewer, Paul Publisher." in after


def test_of_what_lets_another_sign_as_a_clinician_every_administrator_hears(
    loaded, client, superuser, clinician, told, django_user_model
):
    other = in_role(django_user_model.objects.create_user("other", "other@clinic.test", is_staff=True), "Administrator")
    client.force_login(superuser)
    letters = [*told(lambda: set_password(client, clinician))]
    letters += told(lambda: people.forget_phone(clinician, by=superuser))
    seen = [letter.body.partition("\n")[0] for letter in letters if letter.to == [other.email]]
    assert seen == [
        "Ada Author has set a new password for the account “reviewer”.",
        "Ada Author has taken the phone of the account “reviewer” away, as lost, and its password.",
    ]


def test_no_spelling_of_the_address_passes_by_the_record(loaded, client, superuser, clinician):
    client.force_login(superuser)
    set_password(client, clinician, key=f"_2B{clinician.pk}")  # "+7", as the admin quotes it, is the number 7
    clinician.refresh_from_db()
    assert clinician.check_password(SET)
    assert recorded() == [("password", "reviewer", "author")]


def test_a_password_that_was_refused_is_not_on_record(loaded, client, superuser, clinician, told):
    client.force_login(superuser)
    assert told(lambda: set_password(client, clinician, "short")) == []
    assert recorded() == []


def test_a_password_that_is_taken_away_lets_nobody_sign_and_is_on_record(loaded, client, superuser, clinician, told):
    client.force_login(superuser)
    address = reverse("admin:auth_user_password_change", args=[clinician.pk])
    take = {"usable_password": "false", "unset-password": "yes"}
    (letter,) = told(lambda: client.post(address, take))
    clinician.refresh_from_db()
    assert not clinician.has_usable_password()
    assert recorded() == [("taken", "reviewer", "author")]
    assert letter.to == ["rosa@clinic.example"]
    assert "Ada Author has taken the password of your account “reviewer” away." in letter.body
    assert reverse("admin_password_reset") in letter.body
    assert told(lambda: client.post(address, take)) == [] and len(recorded()) == 1  # there was none to take


def test_of_a_password_that_is_taken_away_every_administrator_hears(loaded, client, superuser, olga, clinician, told):
    client.force_login(superuser)
    address = reverse("admin:auth_user_password_change", args=[clinician.pk])
    letters = told(lambda: client.post(address, {"usable_password": "false", "unset-password": "yes"}))
    (letter,) = [letter for letter in letters if letter.to == ["olga@clinic.example"]]
    assert "Ada Author has taken the password of the account “reviewer” away." in letter.body


def test_a_mail_server_that_fails_takes_no_password_and_no_record_back(
    loaded, client, superuser, clinician, told, monkeypatch
):
    def failing(*values):
        raise SMTPException("the server is down")

    monkeypatch.setattr(post, "send_mail", failing)
    client.force_login(superuser)
    assert told(lambda: set_password(client, clinician)) == []
    clinician.refresh_from_db()
    assert clinician.check_password(SET)
    assert recorded() == [("password", "reviewer", "author")]
    assert signs_in(client, SET)


def test_who_signs_in_with_it_is_on_record_and_the_person_is_told_until_they_choose_their_own(
    loaded, client, superuser, clinician, told
):
    client.force_login(superuser)
    set_password(client, clinician)
    client.logout()
    for time in (1, 2):
        (letter,) = told(lambda: signs_in(client, SET))
        assert "Somebody has signed in as “reviewer” with the password that Ada Author set." in letter.body
        assert recorded()[1:] == [("sign-in", "reviewer", "author")] * time
    own = {"old_password": SET, "new_password1": "Rosa chose another", "new_password2": "Rosa chose another"}
    assert client.post(reverse("admin:password_change"), own).status_code == 302
    client.logout()
    assert told(lambda: signs_in(client, "Rosa chose another")) == []
    assert len(recorded()) == 3


def test_who_signs_in_with_their_own_password_is_not_on_record(loaded, client, clinician, told):
    assert told(lambda: signs_in(client, "Rosa chose this one")) == []
    assert recorded() == []


def test_a_changed_mail_address_is_told_to_the_old_one_and_the_new_one(loaded, client, administrator, clinician, told):
    """Approvals go there by mail."""
    client.force_login(administrator)
    given = {"first_name": "Rosa", "last_name": "Reviewer", "is_staff": "on", "is_active": "on"}
    roles = [group.pk for group in clinician.groups.all()]
    letters = told(lambda: change(client, clinician, email="ada@else.example", groups=roles, **given))
    assert recorded() == [("address", "reviewer", "author")]
    assert [letter.to for letter in letters] == [["rosa@clinic.example"], ["ada@else.example"]]


def test_one_s_own_is_not_changed_there_without_the_password(loaded, client, admin_user):
    """A link for a new password goes there, and whoever found a session open would read it (test_new_address)."""
    client.force_login(admin_user)
    old = admin_user.email
    change(client, admin_user, email="else@else.example", is_staff="on", is_active="on")
    admin_user.refresh_from_db()
    assert admin_user.email == old


TYPED = {"username": "fresh", "password1": SET, "password2": SET, "usable_password": "true"}


def test_a_new_account_whose_password_a_superuser_types_is_on_record_and_every_administrator_hears_of_it(
    loaded, client, superuser, olga, told
):
    client.force_login(superuser)
    letters = told(lambda: client.post(reverse("admin:auth_user_add"), TYPED))
    assert recorded() == [("password", "fresh", "author"), ("new", "fresh", "author")]
    assert {letter.to[0] for letter in letters} == {"olga@clinic.example"}
    assert "Ada Author has set a new password for the account “fresh”." in letters[0].body


def test_a_new_account_without_a_password_has_none_on_record(loaded, client, superuser, olga, told):
    client.force_login(superuser)
    (letter,) = told(lambda: client.post(reverse("admin:auth_user_add"), TYPED | {"usable_password": "false"}))
    assert "has made an account" in letter.body
    assert recorded() == [("new", "fresh", "author")]


def test_an_administrator_types_no_password_for_a_new_account_and_is_led_to_the_form_that_sends_a_link(
    loaded, client, administrator
):
    client.force_login(administrator)
    form = reverse("admin:auth_user_add")
    assert client.post(form, TYPED).status_code == 403
    assert client.get(form).url == reverse("admin:publishing_page_person_new")
    assert not get_user_model().objects.filter(username="fresh").exists() and recorded() == []


# What an account may do, and under which name


@pytest.fixture
def olga(publisher):
    """The other administrator."""
    publisher.email = "olga@clinic.example"
    publisher.save()
    publisher.groups.add(Group.objects.get(name="Administrator"))
    return publisher


def noted() -> list[tuple[str, str]]:
    return list(AccountEvent.objects.order_by("pk").values_list("what", "note"))


def test_roles_that_are_given_or_taken_on_the_screen_of_accounts_are_on_record_and_told(
    loaded, client, administrator, olga, clinician, told
):
    client.force_login(administrator)
    kept = {"first_name": "Rosa", "last_name": "Reviewer", "email": clinician.email, "is_staff": "on"}
    role = Group.objects.get(name="Publisher").pk
    letters = told(lambda: change(client, clinician, groups=[role], is_active="on", **kept))
    assert noted() == [("roles", "given: Publish; taken: Approve as a clinician")]
    assert {letter.to[0] for letter in letters} == {"rosa@clinic.example", "olga@clinic.example"}
    assert "has changed what the account “reviewer” may do (given: Publish; taken:" in letters[0].body
    letters = told(lambda: change(client, clinician, groups=[role], **kept | {"first_name": "Rosie"}))
    assert noted()[1:] == [("off", ""), ("name", "Rosa Reviewer → Rosie Reviewer")]
    assert {letter.to[0] for letter in letters} == {"rosa@clinic.example", "olga@clinic.example"}


def test_who_becomes_a_superuser_or_signs_in_by_another_name_is_on_record(loaded, client, admin_user, reviewer):
    client.force_login(admin_user)
    kept = {"first_name": "Rosa", "last_name": "Reviewer", "is_staff": "on", "is_active": "on"}
    change(client, reviewer, **kept | {"is_superuser": "on", "username": "rosa"})
    assert noted() == [("roles", "given: Everything"), ("name", "reviewer → rosa")]


def helpers(*rights: str) -> Group:
    """A group of the clinic's own."""
    group = Group.objects.create(name="Helpers")
    group.permissions.set(Permission.objects.filter(codename__in=rights))
    return group


def test_what_a_group_of_the_clinic_s_own_lets_one_do_stands_on_record_in_the_letters_and_under_people(
    loaded, client, superuser, olga, clinician, told
):
    """An author who was given “Helpers” approved, and nobody read that anywhere."""
    role, given = helpers("review_pages", "publish_pages", "view_event"), {"is_staff": "on", "is_active": "on"}
    given |= {"first_name": "Rosa", "last_name": "Reviewer", "email": clinician.email}
    client.force_login(superuser)
    letters = told(lambda: change(client, clinician, groups=[role.pk], **given))
    said = "Helpers (may approve, publish)"
    assert noted() == [("roles", f"given: {said}; taken: Approve as a clinician")]
    assert [said in letter.body for letter in letters] == [True, True]
    client.force_login(olga)
    form = client.get(reverse("admin:publishing_page_person", args=[f"account-{clinician.pk}"]))
    for shown in (client.get(reverse("admin:publishing_page_people")), form):
        assert said in shown.content.decode()


def test_one_of_the_four_that_lets_one_do_more_than_its_name_says_is_said_so(loaded, client, administrator, reviewer):
    author = Group.objects.get(name="Author")
    author.permissions.add(Permission.objects.get(codename="publish_pages"))
    client.force_login(administrator)
    change(client, reviewer, groups=[author.pk], is_staff="on", is_active="on")
    assert ("roles", "given: Write (may publish)") in noted()


def test_an_administrator_gives_no_group_but_the_four_and_an_account_keeps_what_it_has(
    loaded, client, administrator, reviewer, clinician
):
    role, author = helpers("review_pages"), Group.objects.get(name="Author")
    client.force_login(administrator)
    kept = {"is_staff": "on", "is_active": "on"}
    assert change(client, reviewer, groups=[role.pk], **kept).status_code == 200  # refused
    assert role not in reviewer.groups.all()
    reviewer.groups.add(role)
    assert change(client, reviewer, groups=[role.pk, author.pk], **kept).status_code == 302
    assert set(reviewer.groups.all()) == {role, author}


def test_the_four_keep_their_names_and_stay(loaded, client, superuser):
    """They are found by their names: one that is renamed is nowhere under People."""
    role = Group.objects.get(name="Author")
    client.force_login(superuser)
    client.post(reverse("admin:auth_group_change", args=[role.pk]), rights_of(role, name="Nurse"))
    client.post(reverse("admin:auth_group_delete", args=[role.pk]), {"post": "yes"})
    asked = {"action": "delete_selected", "_selected_action": [role.pk], "post": "yes"}
    client.post(reverse("admin:auth_group_changelist"), asked)
    assert Group.objects.get(pk=role.pk).name == "Author"


def rights_of(role: Group, *more: str, name: str = "") -> dict:
    """What the form of a role sends, with some rights more."""
    rights = [*role.permissions.all(), *Permission.objects.filter(codename__in=more)]
    return {"name": name or role.name, "permissions": [right.pk for right in rights]}


def test_rights_that_are_put_into_a_role_are_on_record_and_told_to_all_who_have_it(
    loaded, client, superuser, olga, clinician, told
):
    """Nobody lets every author publish unseen."""
    clinician.groups.set([role := helpers("review_pages")])
    form = reverse("admin:auth_group_change", args=[role.pk])
    client.force_login(superuser)
    letters = told(lambda: client.post(form, rights_of(role, "publish_pages")))
    said = f"given: {Permission.objects.get(codename='publish_pages').name}"
    assert recorded() == [("roles", "reviewer", "author")] and noted() == [("roles", said)]
    assert [letter.to for letter in letters] == [["rosa@clinic.example"], ["olga@clinic.example"]]
    assert f"has changed what the account “reviewer” may do ({said})" in letters[0].body
    told(lambda: client.post(form, rights_of(role)))
    assert noted()[1:] == []  # the same again
    role.permissions.remove(Permission.objects.get(codename="publish_pages"))
    told(lambda: client.post(form, rights_of(role, "publish_pages", name="Nurse")))
    assert noted()[1:] == [
        ("roles", "given: Nurse (may approve, publish); taken: Helpers (may approve)"),
        ("roles", said),
    ]


@pytest.mark.parametrize("by_list", [False, True])
def test_a_role_that_is_deleted_is_taken_from_all_who_have_it_on_record(
    loaded, client, superuser, olga, clinician, told, by_list
):
    role = helpers("review_pages")
    for person in (olga, clinician):
        person.groups.add(role)
    client.force_login(superuser)
    asked = {"action": "delete_selected", "_selected_action": [role.pk], "post": "yes"}
    one, several = reverse("admin:auth_group_delete", args=[role.pk]), reverse("admin:auth_group_changelist")
    letters = told(lambda: client.post(several, asked) if by_list else client.post(one, {"post": "yes"}))
    assert not Group.objects.filter(pk=role.pk).exists()
    assert noted() == [("roles", "taken: Helpers (may approve)")] * 2
    assert [letter.subject for letter in letters if letter.to == ["olga@clinic.example"]] == [
        "Your account was changed",
        "2 accounts were changed",
    ]


def test_whose_printed_name_is_deleted_is_on_record(loaded, client, admin_user, clinician):
    Contributor.objects.create(id="rosa", name="Rosa Reyes", credentials="MD", kind="person", user=clinician)
    client.force_login(admin_user)
    client.post(reverse("admin:publishing_contributor_delete", args=["rosa"]), {"post": "yes"})
    assert not Contributor.objects.filter(pk="rosa").exists()
    assert noted() == [("name", "Rosa Reyes, MD → Rosa Reviewer"), ("linked", "rosa → -")]


def test_nobody_moves_a_printed_name_to_another_account(loaded, client, administrator, clinician, admin_user):
    rosa = Contributor.objects.create(id="rosa", name="Rosa Reyes", credentials="MD", kind="person", user=clinician)
    typed = {"name": "Rosa Reyes", "credentials": "MD", "kind": "person", "seen": digest_of(rosa)}
    for by in (administrator, admin_user):
        client.force_login(by)
        client.post(reverse("admin:publishing_contributor_change", args=["rosa"]), {**typed, "user": by.pk})
        client.post(reverse("admin:publishing_contributor_add"), {**typed, "id": f"x{by.pk}", "user": by.pk})
    rosa.refresh_from_db()
    assert rosa.user == clinician
    assert Contributor.objects.exclude(user=None).get() == rosa


def test_the_record_of_accounts_grows_and_nothing_else(loaded, client, superuser, clinician):
    client.force_login(superuser)
    set_password(client, clinician)
    event = AccountEvent.objects.get()
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        AccountEvent.objects.update(by=clinician)
    with pytest.raises(TypeError):
        AccountEvent.objects.all().delete()
    listed = reverse("admin:publishing_accountevent_changelist")
    assert "password set by another person" in client.get(listed).content.decode()
    one = {verb: reverse(f"admin:publishing_accountevent_{verb}", args=[event.pk]) for verb in ("change", "delete")}
    assert client.post(one["change"], {"by": clinician.pk}).status_code == 403
    assert client.post(one["delete"], {"post": "yes"}).status_code == 403
    clinician.refresh_from_db()
    client.force_login(clinician)
    assert client.get(listed).status_code == 403


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("/admin/publishing/accountevent/", ["Person:", "What:", "What exactly:", "By:"]),
        ("/admin/publishing/signin/", ["Person:", "What:", "From:"]),
        ("/admin/auth/user/", ["Email address:", "First name:", "Last name:", "Staff status:"]),
    ],
)
def test_a_cell_of_a_plain_list_says_its_column_where_a_phone_shows_no_headings(client, superuser, address, names):
    AccountEvent.objects.create(person=superuser, what=AccountEvent.What.LET_IN, note="<b>", by=superuser)
    SignIn.objects.create(person=superuser, what=SignIn.What.PASSWORD, address="192.0.2.7")
    client.force_login(superuser)
    table = client.get(address).content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    row = table.partition("</tr>")[0]
    assert re.findall(r'<td data-label="([^"]*)" class="field-', row) == names
    assert row.count("<td") - row.count('class="action-checkbox"') == len(names) and "<b>" not in row


def test_what_one_signs_in_by_has_one_name_and_the_door_says_what_it_is_for_most(client, superuser, clinician):
    door = client.get("/admin/login/").content.decode()
    assert ">Sign-in name:</label>" in door and "Most often it is your email address." in door
    assert 'aria-describedby="id_username_helptext"' in door
    client.force_login(superuser)
    accounts = "/admin/auth/user/"
    for address in (accounts, f"{accounts}add/", f"{accounts}{clinician.pk}/change/"):
        shown = client.get(address).content.decode()
        assert "Sign-in name" in shown and "Username" not in shown, address


RECORDS = ("/admin/publishing/signin/", "/admin/publishing/accountevent/")


@pytest.mark.parametrize("screen", ["/admin/", "/admin/publishing/page/people/"])
def test_whoever_keeps_accounts_finds_the_records_of_them_and_nobody_else_is_led_there(
    loaded, client, administrator, clinician, screen
):
    client.force_login(administrator)
    shown = client.get(screen).content.decode()
    assert all(f'href="{record}"' in shown and client.get(record).status_code == 200 for record in RECORDS)
    client.force_login(clinician)
    shown = client.get(screen).content.decode()
    assert not any(record in shown for record in RECORDS)
