"""An address that somebody else gave waits two days for a link: nobody signs as another before that one has heard."""

import datetime
import re

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils.formats import date_format
from django.utils.timezone import localtime

from publishing.desk.basics import clock
from publishing.desk.doors import second_factor, telling
from publishing.desk.letters import mail as mails
from publishing.desk.letters import new_address, post
from publishing.life import actions, jobs
from publishing.life.models import AccountEvent, Contributor, Letter, SignIn
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.phones import Phone
from tests.publishing.at_desk import in_role, tables, with_mail

pytestmark = pytest.mark.both_databases

OLD, NEW = "reviewer@clinic.example", "somebody-else@else.example"
LINK = re.compile(r"/(?:admin/password|approvals)/\S+")
WAIT = datetime.timedelta(hours=48)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def rosa(loaded, reviewer):
    """A clinician who has chosen a password and never signed in."""
    with_mail(reviewer)
    reviewer.set_password("Rosa chose this one")
    reviewer.save()
    return named(in_role(reviewer, "Clinical reviewer"))


def named(person: User) -> User:
    """The person, with a name that pages print."""
    Contributor.objects.create(id=person.username, name=person.get_full_name(), kind="person", user=person)
    return person


@pytest.fixture
def administrator(loaded, author):
    with_mail(author)
    return named(in_role(author, "Administrator"))


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def form_of(person: User) -> str:
    return f"/admin/publishing/page/person/{person.username}/"


def give(desk, person: User, email: str, **typed):
    """Change somebody's address at the desk, by the form under People, and return what it says then."""
    form = desk.get(form_of(person)).context["form"]
    posted = {**{name: form[name].value() for name in form.fields}, "email": email, **typed}
    return desk.post(form_of(person), posted, follow=True)


def pass_by(time: datetime.timedelta) -> None:
    """Let time pass since what was done to accounts."""
    for event in AccountEvent.objects.all():
        AccountEvent._base_manager.filter(pk=event.pk).update(at=event.at - time)


def letters(email: str) -> list[str]:
    """What an address got of what waited to be sent, but for what tells of a change."""
    mail.outbox.clear()
    jobs.run("send_letters")
    own = [letter for letter in mail.outbox if letter.to == [email]]
    return [letter.body for letter in own if not letter.subject.startswith("Your account: ")]


def links_asked_for(email: str) -> list[str]:
    """The links that come to an address of which somebody says that it is theirs, and they forgot the password."""
    Client().post("/admin/forgotten/", {"email": email})
    (body,) = letters(email)
    return LINK.findall(body)


def links_by_button(desk, person: User, button: str = "link") -> list[str]:
    """The links that an administrator has sent by a button of the person's form."""
    mail.outbox.clear()
    desk.post(form_of(person), {button: "yes"})
    return LINK.findall("\n".join(letter.body for letter in mail.outbox))


@pytest.mark.parametrize("how", ["forgotten", "link", "forget-phone"])
def test_no_way_to_a_link_leads_to_the_new_address_for_two_days_and_every_one_does_then(desk, rosa, how):
    def links() -> list[str]:
        return links_asked_for(NEW) if how == "forgotten" else links_by_button(desk, rosa, how)

    give(desk, rosa, NEW)
    pass_by(WAIT - MINUTE)
    assert links() == []
    pass_by(MINUTE)
    if how == "forgotten":
        mail_may_go_again()
    assert len(links()) == 1


def mail_may_go_again() -> None:
    Letter.objects.update(sent_at=None)


def test_so_it_is_where_the_address_was_given_on_the_screen_of_accounts(desk, rosa):
    given = {"username": rosa.username, "date_joined_0": "2026-01-01", "date_joined_1": "10:00:00", "is_staff": "on"}
    given |= {"is_active": "on", "groups": [group.pk for group in rosa.groups.all()], "email": NEW}
    answer = desk.post(f"/admin/auth/user/{rosa.pk}/change/", given, follow=True)
    assert "No link is sent to it before" in answer.content.decode()
    assert links_asked_for(NEW) == [] and links_by_button(desk, rosa) == []


def test_a_link_that_was_sent_before_ends_with_the_address_it_was_sent_to(desk, rosa):
    (link,) = links_asked_for(OLD)
    assert "Choose your password" in Client().get(link, follow=True).content.decode()
    give(desk, rosa, NEW)
    assert "does not work any more" in Client().get(link, follow=True).content.decode()


def test_a_link_that_waits_while_the_address_changes_is_not_made_for_the_new_one(desk, rosa):
    Client().post("/admin/forgotten/", {"email": OLD})
    give(desk, rosa, NEW)
    (body,) = letters(NEW)
    assert LINK.findall(body) == [] and "No link for one is sent yet" in body


def test_the_public_form_answers_for_an_address_that_waits_as_for_one_that_nobody_has(desk, rosa):
    give(desk, rosa, NEW)
    waits, nobody = (Client().post("/admin/forgotten/", {"email": email}) for email in (NEW, "x@else.example"))
    assert (waits.status_code, waits["Location"], waits.content) == (nobody.status_code, nobody["Location"], b"")
    assert list(SignIn.objects.values_list("what", flat=True)) == ["link", "link"]


def test_nor_does_a_link_that_approves_come_to_it(desk, rosa, author, publisher, settings):
    settings.APPROVE_FROM_MAIL = True
    with_mail(publisher)
    give(desk, rosa, NEW)
    staff = Staff(in_role(author, "Author"), rosa, publisher)
    draft = staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Changed")
    actions.submit(revision=draft, by=author, note="")
    (body,) = letters(OLD)
    assert "Review it:" in body and LINK.findall(body) == []
    assert "somebody else has changed the mail address of your account" in body


def test_what_tells_of_drafts_does_not_go_to_it(desk, rosa, author, publisher):
    staff = Staff(in_role(author, "Author"), rosa, publisher)
    draft = staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Changed")
    give(desk, rosa, NEW)
    mail.outbox.clear()
    actions.submit(revision=draft, by=author, note="")
    jobs.run("send_letters")
    assert [letter.to for letter in mail.outbox if "Please review" in letter.subject] == [[OLD]]
    mail.outbox.clear()
    page = draft.page
    mails.please_publish(page, draft, User.objects.get(pk=rosa.pk), author)
    mails.weekly(User.objects.get(pk=rosa.pk), ["A page"])
    assert [letter.to for letter in mail.outbox] == [[OLD], [OLD]]


def test_nor_anywhere_where_there_was_none_before(desk, rosa):
    User.objects.filter(pk=rosa.pk).update(email="")
    give(desk, User.objects.get(pk=rosa.pk), NEW)
    mail.outbox.clear()
    mails.weekly(User.objects.get(pk=rosa.pk), ["A page"])
    post.leave(User.objects.get(pk=rosa.pk), "A word", ["of a draft"], about="page-1", sort="news")
    jobs.run("send_letters")
    assert [letter.body for letter in mail.outbox if "draft" in letter.body] == []


def test_what_is_done_to_accounts_is_told_at_both_addresses(desk, rosa, publisher, administrator, told):
    """Else who changes another administrator's address is the only one to hear of what they do next."""
    olga = named(in_role(with_mail(publisher)[0], "Administrator"))
    olga.set_password("Olga chose this one")
    olga.save()
    give(desk, olga, "olga@else.example")
    letters = told(lambda: desk.post(form_of(rosa), {"forget-phone": "yes"}))
    assert {letter.to[0] for letter in letters} == {OLD, "publisher@clinic.example", "olga@else.example"}
    letters = told(lambda: desk.post(form_of(olga), {"forget-phone": "yes"}))
    assert {letter.to[0] for letter in letters} == {"publisher@clinic.example", "olga@else.example"}
    letters = told(lambda: telling.of_password(User.objects.get(pk=olga.pk)))
    assert {letter.to[0] for letter in letters} == {"publisher@clinic.example", "olga@else.example"}


def test_who_forgot_the_password_reads_why_no_link_comes_until_when_and_whom_to_ask(desk, rosa):
    give(desk, rosa, NEW)
    Client().post("/admin/forgotten/", {"email": NEW})
    (body,) = letters(NEW)
    assert "choose one here" not in body and "The link works once" not in body
    assert f"time to object until {clock.ahead(new_address.waits_until(rosa))}. Ask for a link again after" in body
    assert "/admin/forgotten/" in body and "A superuser of the desk sets a password for you" in body
    assert f"manage.py let_in {rosa.username} --lost-phone" in body


def test_a_lost_phone_shuts_out_at_once_and_only_the_link_waits(desk, rosa, told):
    second_factor.set_up(rosa, (phone := Phone(second_factor.new_key())).key, phone.shows())
    inside = Client()
    inside.force_login(rosa)
    give(desk, rosa, NEW)
    assert 'name="ask-of-phone"' in desk.get(form_of(rosa)).content.decode()
    letters = told(lambda: desk.post(form_of(rosa), {"forget-phone": "yes"}))
    rosa.refresh_from_db()
    assert not rosa.has_usable_password() and second_factor.phone_of(rosa) is None
    assert inside.get("/admin/").status_code == 302
    assert {letter.to[0] for letter in letters} == {OLD, NEW}
    assert all("No link for a new one is sent before " in letter.body for letter in letters)
    assert not any("in the next letter" in letter.body or LINK.findall(letter.body) for letter in letters)


def test_no_letter_says_that_a_password_works_where_there_is_none(desk, rosa, told):
    desk.post(form_of(rosa), {"forget-phone": "yes"})
    for email in (NEW, "third@else.example", OLD):
        found = told(lambda email=email: give(desk, rosa, email))
        assert not any("Your password works" in letter.body for letter in found)
        assert any("The account has no password at present." in letter.body for letter in found)


def test_the_form_says_who_may_help_sooner_and_leads_a_superuser_there(desk, rosa, admin_user):
    give(desk, rosa, NEW)
    there = f"/admin/auth/user/{rosa.pk}/password/"
    shown = desk.get(form_of(rosa)).content.decode()
    assert f"A superuser can set a password: {admin_user}." in shown and there not in shown
    assert f"manage.py let_in {rosa.username} --lost-phone" in shown
    desk.force_login(admin_user)
    shown = desk.get(form_of(rosa)).content.decode()
    assert f'href="{there}"' in shown and "A superuser can set a password" not in shown


def test_the_old_address_hears_how_long_there_is_time_and_what_to_do_and_the_new_one_that_it_waits(desk, rosa, told):
    found = {letter.to[0]: letter.body for letter in told(lambda: give(desk, rosa, NEW))}
    assert set(found) == {OLD, NEW}
    assert "Letters go there from " in found[OLD] and "no link for a new password goes to either" in found[OLD]
    assert "Your password works as before" in found[OLD] and "Your password works as before" in found[NEW]
    assert "/admin/publishing/page/account/" in found[OLD]
    assert "tell another administrator" in found[OLD] and "They put this address back" in found[OLD]
    assert "No link for a new password is sent to this address before " in found[NEW]


def test_the_other_administrators_hear_that_it_waits(desk, rosa, publisher, told):
    with_mail(publisher)
    in_role(publisher, "Administrator")
    found = {letter.to[0]: letter.body for letter in told(lambda: give(desk, rosa, NEW))}
    assert "No link for a new password goes there before " in found[publisher.email]


def test_the_screen_says_it_before_and_after_with_the_moment(desk, rosa):
    before = desk.get(form_of(rosa)).content.decode()
    assert "no link for a new password goes to the new one for 48 hours" in before and 'name="link"' in before
    assert "No link is sent to it before" in give(desk, rosa, NEW).content.decode()
    until = new_address.waits_until(rosa)
    after = desk.get(form_of(rosa)).content.decode()
    assert new_address.said_of(until) in after and f"Type {OLD} again" in after
    assert 'name="link"' not in after


def test_an_address_that_is_put_back_after_the_wait_waits_again(desk, rosa):
    """Whoever corrects it may be whoever changed it."""
    give(desk, rosa, NEW)
    pass_by(WAIT)
    give(desk, rosa, OLD)
    assert links_by_button(desk, rosa) == []


def test_one_that_is_put_back_in_time_takes_links_at_once_and_the_one_that_is_left_hears_that_it_is(desk, rosa, told):
    give(desk, rosa, NEW)
    pass_by(WAIT - MINUTE)
    found = {letter.to[0]: letter for letter in told(lambda: give(desk, rosa, OLD))}
    assert set(found) == {OLD, NEW}
    assert "It is this one again, and links may go to it at once." in found[OLD].body
    assert found[NEW].body == "Letters from the desk of the patient library do not come to this address any more.\n"
    assert found[NEW].subject == "No more letters to this address"
    assert len(links_by_button(desk, rosa)) == 1


def test_of_addresses_that_wait_one_behind_another_none_comes_to_be_the_one_from_before(desk, rosa, told):
    give(desk, rosa, NEW)
    pass_by(MINUTE)
    found = {letter.to[0]: letter.body for letter in told(lambda: give(desk, rosa, "third@else.example"))}
    assert "act before then" in found[OLD] and "act before then" not in found[NEW]
    wait = new_address.wait_of(rosa)
    assert (wait.former, wait.until) == (OLD, AccountEvent.objects.first().at + WAIT)
    pass_by(WAIT - MINUTE)  # the first of the two would be over by now, had it stayed
    assert new_address.wait_of(rosa).former == OLD
    give(desk, rosa, NEW)
    assert links_by_button(desk, rosa) == [] and new_address.wait_of(rosa).former == OLD
    give(desk, rosa, OLD)
    assert new_address.wait_of(rosa) is None
    give(desk, rosa, NEW)
    pass_by(WAIT)
    give(desk, rosa, "third@else.example")
    assert new_address.wait_of(rosa).former == NEW  # it waits no more


def test_the_record_says_from_which_address_to_which_and_when(desk, rosa):
    give(desk, rosa, NEW)
    event = AccountEvent.objects.get()
    assert event.note == f"{OLD} → {NEW}"
    for screen in ("/admin/publishing/accountevent/", f"/admin/publishing/accountevent/{event.pk}/change/"):
        shown = desk.get(screen).content.decode()
        assert event.note in shown and date_format(localtime(event.at), "DATETIME_FORMAT") in shown
        assert "waits" not in shown.partition('id="content"')[2]


def test_what_is_nobody_s_yet_does_not_wait(desk, rosa, publisher):
    """A slip of the pen in the address of somebody who was invited a moment ago."""
    fresh = named(User.objects.create_user("fresh", "freesh@clinic.example", is_staff=True, first_name="Fred"))
    assert not new_address.is_used(fresh)
    give(desk, fresh, "fresh@clinic.example")
    (link,) = links_by_button(desk, fresh)
    words = {"new_password1": "a wholly new password", "new_password2": "a wholly new password"}
    browser = Client()
    browser.post(browser.get(link, follow=True).request["PATH_INFO"], words)
    assert len(links_asked_for("fresh@clinic.example")) == 1  # it was given before the account was somebody's


@pytest.mark.parametrize("how", ["signed in", "phone taken away"])
def test_an_account_stays_somebody_s_whose_password_is_gone(desk, rosa, how):
    if how == "signed in":
        Client().force_login(rosa)
        rosa.set_unusable_password()
        rosa.save()
    else:
        second_factor.set_up(rosa, (phone := Phone(second_factor.new_key())).key, phone.shows())
        desk.post(form_of(rosa), {"forget-phone": "yes"})
    rosa.refresh_from_db()
    assert not rosa.has_usable_password()
    give(desk, rosa, NEW)
    assert links_by_button(desk, rosa) == []


def test_an_address_where_there_was_none_waits_too(desk, rosa):
    User.objects.filter(pk=rosa.pk).update(email="")
    give(desk, User.objects.get(pk=rosa.pk), NEW)
    assert links_by_button(desk, rosa) == []


def test_a_superuser_helps_at_once_by_a_password(desk, rosa, admin_user):
    give(desk, rosa, NEW)
    browser = Client()
    browser.force_login(admin_user)
    words = {"password1": "Ada set this one here", "password2": "Ada set this one here", "usable_password": "true"}
    browser.post(f"/admin/auth/user/{rosa.pk}/password/", words)
    rosa.refresh_from_db()
    assert rosa.check_password("Ada set this one here")


def test_whoever_runs_the_server_gets_the_link_to_hand_over_and_none_goes_out(desk, rosa, capsys, settings):
    give(desk, rosa, NEW)
    mail.outbox.clear()
    call_command("let_in", rosa.username, lost_phone=True)
    said = capsys.readouterr().out
    assert "No link is sent to it before" in said
    assert f"Give this link to {rosa.username} and nobody else: {settings.SITE_URL}/admin/password/" in said
    assert LINK.findall("\n".join(letter.body for letter in mail.outbox)) == []


# One's own


@pytest.fixture
def own(administrator, desk):
    """Change one's own address, as whoever is signed in."""
    administrator.set_password("Ada chose this one")
    administrator.save()
    desk.force_login(administrator)

    def run(**typed):
        return give(desk, administrator, "ada@new.example", **typed)

    return run


def test_one_s_own_address_is_changed_by_the_password_and_does_not_wait(own, administrator, told):
    found = {letter.to[0]: letter.body for letter in told(lambda: own(password="Ada chose this one"))}
    assert set(found) == {"author@clinic.example", "ada@new.example"}
    assert "48 hours" not in found["author@clinic.example"]
    administrator.refresh_from_db()
    assert administrator.email == "ada@new.example"
    assert new_address.waits_until(administrator) is None
    assert len(links_asked_for("ada@new.example")) == 1


@pytest.mark.parametrize("typed", ["", "guess"])
def test_whoever_found_a_session_open_changes_no_address_in_it(own, administrator, desk, typed):
    assert own(password=typed).context["form"].errors["password"]
    desk.post(f"/admin/auth/user/{administrator.pk}/change/", {"username": "author", "email": NEW})
    administrator.refresh_from_db()
    assert administrator.email == "author@clinic.example"
    assert [one.what for one in SignIn.objects.all()] == (["password"] if typed else [])


def test_the_rest_of_one_s_own_form_asks_for_no_password(own, administrator, desk):
    give(desk, administrator, administrator.email, name="Ada Moss")
    administrator.refresh_from_db()
    assert administrator.get_full_name() == "Ada Moss"


def test_nothing_but_the_record_holds_it(desk, rosa):
    """It is in a backup and in a move, and no row of the desk can be changed to end it."""
    give(desk, rosa, NEW)
    assert [(row["what"], row["mark"]) for row in tables()["publishing.AccountEvent"]] == [("address", "waits")]
    assert tables()["publishing.AccountEvent"][0]["note"] == f"{OLD} → {NEW}"
    give(desk, rosa, NEW, can_sign_in="no")
    give(desk, rosa, NEW, can_sign_in="yes", name="Somebody Else")
    assert new_address.waits_until(rosa) is not None


def test_one_s_own_screen_shows_the_address_and_what_was_done_to_the_account_and_to_no_other(desk, rosa, author):
    give(desk, rosa, NEW)
    AccountEvent.objects.create(person=author, what="name", by=rosa, note="of somebody else")
    browser = Client()
    browser.force_login(rosa)
    shown = browser.get("/admin/publishing/page/account/").content.decode()
    assert f"Somebody else has given the address {NEW} to your account." in shown
    assert f"Until then letters go to {OLD}." in shown and "of somebody else" not in shown
    browser.force_login(author)
    other = browser.get("/admin/publishing/page/account/").content.decode()
    assert f"Letters of the desk go to {author.email}." in other
    assert f"mail address changed ({OLD} → {NEW}), Ada Author" in shown


@pytest.mark.parametrize("record", ["accountevent", "signin"])
def test_the_records_are_searched_by_the_name_that_pages_print(desk, rosa, record):
    give(desk, rosa, NEW)
    SignIn.objects.create(person=rosa, what="in")
    found = {
        words: desk.get(f"/admin/publishing/{record}/", {"q": words}).context["cl"].result_count
        for words in ("Rosa", "Nobody")
    }
    assert found == {"Rosa": 1, "Nobody": 0}
