"""People in one form: what is saved of a person, who may change what, and how somebody new comes in."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from publishing.desk.staff import standing
from publishing.desk.staff.persons import ROLES
from publishing.life.models import AccountEvent, Contributor, Page

LIST, NEW = "/admin/publishing/page/people/", "/admin/publishing/page/person/"
RITA = {"name": "Rita Reyes", "credentials": "MD", "email": "rita@example.org", "may": ["Clinical reviewer"]}
RITA |= {"can_sign_in": "yes", "role": "", "about": ""}


@pytest.fixture
def zoe(loaded, publisher):
    publisher.groups.set([Group.objects.get(name="Administrator")])
    return User.objects.get(pk=publisher.pk)


@pytest.fixture
def desk(client, zoe):
    client.force_login(zoe)
    return client


def screen(key: str) -> str:
    return f"{NEW}{key}/"


def posted(client, key: str, **changed) -> dict:
    """What the form of a person sends, with some of it changed."""
    form = client.get(screen(key)).context["form"]
    return {**{name: form[name].value() for name in form.fields}, **changed}


def test_a_password_that_is_chosen_while_the_form_is_saved_stays(desk, monkeypatch):
    desk.post(NEW, RITA)
    sent, of = posted(desk, "rita-reyes", name="Rita Ray"), standing.of

    def meanwhile(account):
        User.objects.filter(pk=account.pk).update(password="of the person")
        return of(account)

    monkeypatch.setattr(standing, "of", meanwhile)
    assert desk.post(screen("rita-reyes"), sent).status_code == 302
    rita = User.objects.get(email="rita@example.org")
    assert (rita.password, rita.last_name) == ("of the person", "Ray")


def test_one_form_makes_the_account_and_the_name_that_pages_print(desk, mailoutbox):
    assert desk.post(NEW, RITA).url == LIST
    rita = Contributor.objects.get(pk="rita-reyes")
    assert (str(rita), rita.user.email, rita.user.get_full_name()) == (
        "Rita Reyes, MD",
        "rita@example.org",
        "Rita Reyes",
    )
    assert [group.name for group in rita.user.groups.all()] == ["Clinical reviewer"]
    assert (rita.user.is_staff, rita.user.is_active, rita.user.is_superuser) == (True, True, False)
    assert not rita.user.has_usable_password()
    assert [mail.to for mail in mailoutbox] == [["rita@example.org"]]


def test_somebody_new_chooses_a_password_by_the_link_once_and_signs_in(desk, client, mailoutbox):
    desk.post(NEW, RITA)
    link = re.search(r"https?://[^/]+(/admin/password/\S+)", mailoutbox[0].body)[1]
    client.logout()
    form = client.get(link, follow=True)
    words = "a long enough password for Rita"
    answer = client.post(form.request["PATH_INFO"], {"new_password1": words, "new_password2": words})
    assert answer.url == "/admin/forgotten/chosen/"
    assert client.post("/admin/login/", {"username": "rita@example.org", "password": words}).status_code == 302
    assert "new_password1" not in client.get(link, follow=True).content.decode()


def test_what_was_typed_stays_where_something_is_refused(desk):
    answer = desk.post(NEW, {**RITA, "email": "nobody", "about": "Spine."})
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "Spine." in shown and "Enter a valid email address." in shown
    assert not Contributor.objects.filter(pk="rita-reyes").exists()


@pytest.mark.parametrize("name", ["\0", "a\ud800", "", " ", "x" * 121])
def test_a_name_that_no_page_could_print_is_refused_in_a_sentence(desk, name):
    answer = desk.post(NEW, {**RITA, "name": name.encode("utf-8", "replace").decode()})
    if answer.status_code == 302:  # half a pair of surrogates never reaches a form
        assert "?" in Contributor.objects.get(user__email="rita@example.org").name
    else:
        assert answer.context["form"].errors["name"]


def test_two_people_of_one_name_are_two_people(desk):
    desk.post(NEW, RITA)
    desk.post(NEW, {**RITA, "email": "other@example.org"})
    assert Contributor.objects.filter(name="Rita Reyes").count() == 2


def test_an_address_signs_in_one_person_only(desk):
    desk.post(NEW, RITA)
    answer = desk.post(NEW, {**RITA, "email": "RITA@example.org"})
    assert "can sign in already" in answer.content.decode()


def test_somebody_who_is_only_named_needs_no_address(desk, mailoutbox):
    desk.post(NEW, {**RITA, "email": "", "can_sign_in": "no", "may": []})
    assert Contributor.objects.get(pk="rita-reyes").user is None
    assert mailoutbox == []


def test_somebody_who_leaves_cannot_sign_in_and_the_pages_are_asked_about(desk, client):
    desk.post(NEW, RITA)
    Page.objects.filter(pk=Page.objects.live().first().pk).update(owner="rita-reyes")
    answer = desk.post(screen("rita-reyes"), posted(desk, "rita-reyes", can_sign_in="no"))
    assert answer.url.endswith("/rita-reyes/hand-over/")
    assert not User.objects.get(email="rita@example.org").is_active
    shown = desk.get(LIST).content.decode()
    assert "Cannot sign in" in shown and "Give them to someone" in shown


def test_a_changed_address_is_recorded_and_told_to_both(desk, mailoutbox, django_capture_on_commit_callbacks):
    desk.post(NEW, RITA)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(screen("rita-reyes"), posted(desk, "rita-reyes", email="new@example.org"))
    assert AccountEvent.objects.filter(what=AccountEvent.What.ADDRESS).count() == 1
    assert {mail.to[0] for mail in mailoutbox} == {"rita@example.org", "new@example.org"}


def under_people(desk, email: str):
    """Change the address of Rita Reyes on the screen of people."""
    return desk.post(screen("rita-reyes"), posted(desk, "rita-reyes", email=email), follow=True)


def under_accounts(desk, email: str):
    """Change it on the screen of accounts."""
    address = reverse("admin:auth_user_change", args=[Contributor.objects.get(pk="rita-reyes").user_id])
    form = desk.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if name not in {"password", "email"}}
    return desk.post(address, {**sent, "email": email}, follow=True)


@pytest.mark.parametrize("changed", [under_people, under_accounts])
def test_a_mistyped_address_that_nobody_used_is_invited_anew_and_signs_in_by_the_right_one(desk, mailoutbox, changed):
    desk.post(NEW, {**RITA, "email": "rrita@example.org"})
    mailoutbox.clear()
    answer = changed(desk, "Rita@example.org")
    assert User.objects.get(email="Rita@example.org").username == "rita@example.org"
    (letter,) = [one for one in mailoutbox if "Choose a password here." in one.body]
    assert letter.to == ["Rita@example.org"] and "“rita@example.org”" in letter.body
    shown = answer.content.decode()
    assert "A link for a password is on its way to Rita@example.org." in shown
    assert "opens nothing any more. The sign-in name is “rita@example.org”." in shown


@pytest.mark.parametrize("why", ["used", "taken", "of its own"])
def test_a_sign_in_name_stays_that_somebody_uses_or_chose_and_none_is_taken_twice(desk, mailoutbox, why):
    desk.post(NEW, {**RITA, "email": "rrita@example.org"})
    rita = User.objects.get(email="rrita@example.org")
    if why == "used":
        rita.set_password("chosen by Rita")
    rita.username = "rita" if why == "of its own" else rita.username
    rita.save()
    if why == "taken":
        User.objects.create_user("RITA@example.org")
    mailoutbox.clear()
    was = rita.username
    desk.post(screen("rita-reyes"), posted(desk, "rita-reyes", email="rita@example.org"))
    rita.refresh_from_db()
    assert (rita.email, rita.username) == ("rita@example.org", was)
    assert len([one for one in mailoutbox if "Choose a password here." in one.body]) == (why != "used")


def test_no_button_throws_away_what_was_typed_and_none_sends_a_link_to_the_address_before(desk, mailoutbox):
    desk.post(NEW, RITA)
    mailoutbox.clear()
    typed = posted(desk, "rita-reyes", email="new@example.org")
    shown = desk.post(screen("rita-reyes"), {**typed, "link": "yes"}).content.decode()
    assert "Nothing is done and nothing is sent" in shown and 'value="new@example.org"' in shown
    assert mailoutbox == [] and User.objects.filter(email="rita@example.org").exists()
    desk.post(screen("rita-reyes"), {**posted(desk, "rita-reyes"), "link": "yes"})
    assert [letter.to for letter in mailoutbox] == [["rita@example.org"]]


def test_the_form_says_what_each_role_lets_one_do_and_whose_name_stands_under_a_review(desk):
    desk.post(NEW, RITA)
    desk.post(NEW, {**RITA, "name": "Ann Amos", "email": "ann@example.org", "may": ["Author"]})
    rita, ann = (desk.get(screen(key)).content.decode() for key in ("rita-reyes", "ann-amos"))
    assert "Reviewed by Rita Reyes" in rita and "Reviewed by" not in ann
    assert "and keeps accounts and the clinic" in ann and "approves what others wrote" in ann


@pytest.fixture
def told(mailoutbox, django_capture_on_commit_callbacks):
    """Do something, commit, and return to whom letters went, with their words."""

    def run(what) -> dict[str, str]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            what()
        return {mail.to[0]: mail.body for mail in mailoutbox}

    return run


@pytest.fixture
def olga(reviewer):
    """The other administrator."""
    reviewer.email = "olga@example.org"
    reviewer.save()
    reviewer.groups.set([Group.objects.get(name="Administrator")])
    return reviewer


def noted() -> list[tuple[str, str]]:
    return list(AccountEvent.objects.order_by("pk").values_list("what", "note"))


def test_a_new_account_that_may_approve_is_on_record_and_told_to_the_other_administrators(desk, olga, told):
    letters = told(lambda: desk.post(NEW, {**RITA, "may": ["Author", "Clinical reviewer", "Administrator"]}))
    assert noted() == [("new", "Rita Reyes, MD: Write, Approve as a clinician, Run the desk")]
    assert set(letters) == {"rita@example.org", "olga@example.org"}
    assert "Choose a password here." in letters["rita@example.org"]
    assert "Paul Publisher has made an account “rita@example.org” (Rita Reyes, MD:" in letters["olga@example.org"]


def test_of_a_new_account_that_only_writes_the_others_hear_too(desk, olga, told):
    """What it may do is changed later."""
    letters = told(lambda: desk.post(NEW, {**RITA, "may": ["Author"]}))
    assert set(letters) == {"rita@example.org", "olga@example.org"}
    assert noted() == [("new", "Rita Reyes, MD: Write")]
    assert "The account “rita@example.org” was made" in [letter.subject for letter in mail.outbox]


def test_what_is_changed_of_an_account_is_on_record_and_told_to_the_person_and_the_others(desk, olga, told):
    desk.post(NEW, RITA)
    key = "rita-reyes"
    letters = told(lambda: desk.post(screen(key), posted(desk, key, may=["Publisher"], credentials="DO")))
    assert noted()[1:] == [
        ("roles", "given: Publish; taken: Approve as a clinician"),
        ("name", "Rita Reyes, MD → Rita Reyes, DO"),
    ]
    assert set(letters) == {"rita@example.org", "olga@example.org"}
    assert "has changed the name of the account" in letters["rita@example.org"]
    letters = told(lambda: desk.post(screen(key), posted(desk, key, may=["Author"], can_sign_in="no")))
    assert set(letters) == {"rita@example.org", "olga@example.org"}
    letters = told(lambda: desk.post(screen(key), posted(desk, key, can_sign_in="yes")))
    assert noted()[3:] == [("roles", "given: Write; taken: Publish"), ("off", ""), ("on", "")]
    assert set(letters) == {"rita@example.org", "olga@example.org"}


def test_nothing_is_done_unseen_while_an_account_may_nothing(desk, olga, told):
    """Whoever takes its rights away first, or in the same save, and gives them again afterwards, hides nothing."""
    desk.post(NEW, RITA)
    User.objects.filter(email="rita@example.org").update(password=make_password("Rita chose this one"))
    key = "rita-reyes"

    def olga_reads(**typed) -> str:
        """What the other administrator hears of a save, or of a button."""
        button = {name: value for name, value in typed.items() if name == "forget-phone"}
        sent = button or posted(desk, key, **typed)
        told(lambda: desk.post(screen(key), sent))
        return "\n".join(letter.body for letter in mail.outbox if letter.to == ["olga@example.org"])

    assert "taken: Approve as a clinician" in olga_reads(may=[])
    assert "has changed the name of the account" in olga_reads(name="Rita Ray")
    assert "as lost, and its password" in olga_reads(**{"forget-phone": "yes"})
    assert "has changed the mail address of the account" in olga_reads(email="else@example.org")
    told_at_once = olga_reads(may=["Author"], email="other@example.org")
    assert "given: Write" in told_at_once and "has changed the mail address of the account" in told_at_once


def test_what_is_of_no_weight_is_not_on_record(desk, olga, told):
    desk.post(NEW, RITA)
    changed = posted(desk, "rita-reyes", role="Physiatrist", about="I treat backs.")
    assert told(lambda: desk.post(screen("rita-reyes"), changed)) == {}
    assert len(noted()) == 1


def test_who_changes_the_name_under_which_they_sign_themselves_is_on_record_too(desk, zoe, olga, told):
    User.objects.filter(pk=zoe.pk).update(email="zoe@example.org")
    key = f"account-{zoe.pk}"
    typed = posted(desk, key, name="Dr. X", credentials="MD")
    letters = told(lambda: desk.post(screen(key), typed))
    assert noted() == [("name", "Paul Publisher → Dr. X, MD"), ("linked", "- → dr-x")]
    assert set(letters) == {"olga@example.org"}


def test_a_form_that_is_older_than_the_person_saves_nothing_until_both_were_seen(desk):
    desk.post(NEW, RITA)
    old = posted(desk, "rita-reyes", role="Physiatrist")
    Contributor.objects.filter(pk="rita-reyes").update(credentials="DO")
    answer = desk.post(screen("rita-reyes"), old)
    assert "Saved meanwhile: “DO”." in answer.content.decode()
    assert Contributor.objects.get(pk="rita-reyes").role == ""
    again = {**old, "seen": answer.context["form"]["seen"].value()}
    assert desk.post(screen("rita-reyes"), again).status_code == 302
    assert Contributor.objects.get(pk="rita-reyes").credentials == "MD"


def test_a_group_of_the_clinic_s_own_stays(desk):
    desk.post(NEW, RITA)
    rita = User.objects.get(email="rita@example.org")
    rita.groups.add(Group.objects.create(name="Our own"))
    desk.post(screen("rita-reyes"), posted(desk, "rita-reyes", may=["Author"]))
    assert {group.name for group in rita.groups.all()} == {"Our own", "Author"}


# Rights


def test_nobody_changes_their_own_roles_here(desk, zoe):
    zoe.email = "zoe@example.org"
    zoe.save()
    key = f"account-{zoe.pk}"
    assert not {"may", "can_sign_in"} & desk.get(screen(key)).context["form"].fields.keys()
    desk.post(screen(key), posted(desk, key, may=list(ROLES), can_sign_in="no"))
    zoe.refresh_from_db()
    assert zoe.is_active
    assert [group.name for group in zoe.groups.all()] == ["Administrator"]


def test_a_superuser_is_out_of_reach(desk, admin_user):
    key = f"account-{admin_user.pk}"
    answer = desk.get(screen(key))
    assert answer.context["may_change"] is False
    assert desk.post(screen(key), {**RITA, "name": "Mine"}).status_code == 403
    assert desk.post(screen(key), {"link": "yes"}).status_code == 403


def test_a_publisher_changes_words_and_no_account(desk, client, reviewer, django_user_model):
    desk.post(NEW, RITA)
    paul = django_user_model.objects.create_user("paul", is_staff=True)
    paul.groups.add(Group.objects.get(name="Publisher"))
    client.force_login(paul)
    assert set(client.get(screen("rita-reyes")).context["form"].fields) == {"role", "seen"}
    client.post(screen("rita-reyes"), {**posted(client, "rita-reyes", role="Physiatrist"), "email": "x@example.org"})
    rita = Contributor.objects.get(pk="rita-reyes")
    assert (rita.role, rita.user.email) == ("Physiatrist", "rita@example.org")
    client.post(screen("rita-reyes"), {**posted(client, "rita-reyes"), "about": "Recommends Brand X."})
    assert Contributor.objects.get(pk="rita-reyes").about == ""
    said = "Only Rita Reyes, MD and Paul Publisher change the words for patients."
    assert said in client.get(screen("rita-reyes")).content.decode()
    assert client.post(screen("rita-reyes"), {"link": "yes"}).status_code == 403


def test_a_clinician_writes_the_words_for_patients_and_not_the_name_under_a_review(desk):
    desk.post(NEW, RITA)
    client = Client()
    client.force_login(User.objects.get(email="rita@example.org"))
    assert set(client.get(screen("rita-reyes")).context["form"].fields) == {"role", "about", "seen"}
    typed = {**posted(client, "rita-reyes"), "about": "I treat backs.", "credentials": "PhD", "may": ["Publisher"]}
    assert client.post(screen("rita-reyes"), typed).status_code == 302
    rita = Contributor.objects.get(pk="rita-reyes")
    assert (rita.about, rita.credentials) == ("I treat backs.", "MD")
    assert [group.name for group in rita.user.groups.all()] == ["Clinical reviewer"]


def test_an_author_reads_and_is_told_who_can_change_it(desk, author):
    desk.post(NEW, RITA)
    author.groups.add(Group.objects.get(name="Author"))
    client = Client()
    client.force_login(author)
    shown = client.get(screen("rita-reyes")).content.decode()
    assert "can change this." in shown and "rita@example.org" not in shown
    assert client.get(LIST).status_code == 200
    assert client.get(NEW).status_code == 403
    assert client.post(screen("rita-reyes"), RITA).status_code == 403


@pytest.mark.parametrize("key", ["nobody", "account-", "account-0", "account-99999999999999999999", "account-x", "%00"])
def test_whom_nobody_knows_is_not_found(desk, key):
    assert desk.get(screen(key)).status_code == 404


def test_a_button_that_is_pressed_twice_makes_one_account(desk):
    desk.post(NEW, RITA)
    desk.post(NEW, RITA)
    assert User.objects.filter(email="rita@example.org").count() == 1
    assert Contributor.objects.filter(name="Rita Reyes").count() == 1


def test_somebody_who_can_sign_in_and_may_do_nothing_is_warned_of(desk):
    answer = desk.post(NEW, {**RITA, "may": []}, follow=True)
    assert "can sign in, and may do nothing yet" in answer.content.decode()
    answer = desk.post(screen("rita-reyes"), posted(desk, "rita-reyes", may=["Author"]), follow=True)
    assert "may do nothing yet" not in answer.content.decode()


def test_somebody_of_an_older_kind_is_a_person_whose_access_ends(desk, reviewer):
    Contributor.objects.create(id="lee", name="Lee Tran", kind="", user=reviewer)
    desk.post(screen("lee"), posted(desk, "lee", email="lee@example.org", can_sign_in="no"))
    reviewer.refresh_from_db()
    assert not reviewer.is_active


def test_an_organization_says_why_it_cannot_sign_in_and_names_nobody_for_its_words(desk):
    Contributor.objects.create(id="guild", name="The Guild", kind="organization")
    shown = desk.get(screen("guild")).content.decode()
    assert "This is an organization" in shown and "change the words for patients" not in shown
