"""What publishes, sends or throws away asks once: the page says what will happen, and nothing has happened yet."""

import datetime
import html
import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format

from publishing.desk.basics.doing import DONE
from publishing.desk.reporting.reports import person_name
from publishing.desk.review import whens
from publishing.life import actions, policy
from publishing.life.models import Contributor, Page
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.life.verbs import DEEDS
from tests.articles.editing import Staff, edited, page_at
from tests.publishing.at_desk import entered, in_role, tables, url, with_an_address_that_waits, with_mail

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
NUMBER = ("## ", "Wait 12 hours.\n\n## ")


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    for person, group in ((author, "Author"), (reviewer, "Clinical reviewer"), (publisher, "Publisher")):
        person.groups.add(Group.objects.get(name=group))
    Contributor.objects.create(id="rosa", name="Rosa Reviewer", credentials="MD", kind="person", user=reviewer)
    return Staff(author, reviewer, publisher)


def asked(client, page, verb: str, **more) -> str:
    answer = client.get(url(page, "do"), {"verb": verb, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_verb_that_asks_has_a_button_that_repeats_it_and_a_way_back(staff, client, admin_user):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.APPROVED, title="How it hurts")
    client.force_login(admin_user)
    read = {"seen": page.revisions.open().get().sha256, "live_sha256": page.live_revision.sha256}
    before = tables()
    for verb, deed in DEEDS.items():
        if deed.asks_first and policy.may(admin_user, verb, page, page.revisions.open().get()):
            shown = asked(client, page, verb.value, **read)
            assert ("Not yet" in shown or "Leave it" in shown) and '<button class="button' in shown, verb
    assert tables() == before


def test_a_button_of_the_form_asks_first_and_keeps_what_was_typed(staff, client):
    client.force_login(staff.author)
    page = page_at(PAGE)
    values = entered(page, title="How it hurts", verb="submit")
    del values["confirmed"]
    answer = client.post(url(page), values)
    assert answer.url.startswith(f"{url(page, 'do')}?verb=submit")
    assert page.revisions.open().get().state == RevisionState.DRAFT
    shown = client.get(answer.url).content.decode()
    assert "Send to Rosa Reviewer, MD?" in shown and "Needs a clinician" in shown


# Who is to read it


@pytest.fixture
def lee(staff, django_user_model):
    """A second clinician."""
    person = django_user_model.objects.create_user("lee", first_name="Lee", last_name="Tran", is_staff=True)
    Contributor.objects.create(id="lee", name="Lee Tran", credentials="PA-C", kind="person", user=person)
    with_mail(staff.reviewer, person)
    return in_role(person, "Clinical reviewer")


@pytest.fixture
def send(staff, client, django_capture_on_commit_callbacks):
    """Send the draft of the page to somebody, as the question's form does, and return the answer."""

    def sent(to: str, **more):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url(page_at(PAGE), "do"), {"verb": "submit", "confirmed": "yes", "asked": to, **more})

    client.force_login(staff.author)
    return sent


def choices(shown: str) -> list[tuple[str, str]]:
    """Whom a question offers, each with what is said of them; an asterisk before who is chosen beforehand."""
    found = re.findall(
        r'name="asked" value="\w+"( checked)?> <span>([^<]*?) ?(?:<small>([^<]*)</small>)?</span>', html.unescape(shown)
    )
    return [(f"{'*' if checked else ''}{name}", said) for checked, name, said in found]


def test_where_nobody_looks_after_a_page_it_goes_to_whoever_has_time_unless_one_is_chosen(staff, client, lee, send):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="How it hurts")
    assert "Send to Lee Tran, PA-C or another clinician" in client.get(url(page)).content.decode()
    anyone = ("*Whoever has time", "All of them get an email.")
    assert choices(asked(client, page, "submit")) == [("Lee Tran, PA-C", ""), ("Rosa Reviewer, MD", ""), anyone]
    send("anyone")
    assert page.revisions.open().get().asked is None
    assert sorted(letter.to[0] for letter in mail.outbox) == ["lee@clinic.example", "reviewer@clinic.example"]


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (["lee"], "Rosa Reviewer, MD gets an email; Lee Tran, PA-C finds it on the first page."),
        (["lee", "reviewer"], "They find it on the first page."),
    ],
    ids=["one of two", "both"],
)
def test_whoever_has_time_is_not_said_to_get_an_email_where_none_goes(staff, client, lee, waiting, said):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="How it hurts")
    for person in (lee, staff.reviewer):
        if person.username in waiting:
            with_an_address_that_waits(person, staff.publisher)
    client.force_login(staff.author)
    assert choices(asked(client, page, "submit"))[-1] == ("*Whoever has time", said)


def test_a_deputy_to_whom_no_letter_goes_can_read_it_all_the_same(staff, client, lee):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="How it hurts", owner="rosa", deputy="lee")
    with_an_address_that_waits(lee, staff.publisher)
    client.force_login(staff.author)
    assert choices(asked(client, page, "submit"))[0][1] == "Owns this page. Lee Tran, PA-C can read it, too."


def test_the_owner_and_the_deputy_stand_first_and_the_owner_is_chosen_beforehand(staff, client, lee, send):
    page = page_at(PAGE)
    keepers = {"owner": "rosa", "deputy": "lee"}
    staff.revision(page, RevisionState.DRAFT, title="How it hurts", **keepers)
    assert choices(asked(client, page, "submit")) == [
        ("*Rosa Reviewer, MD", "Owns this page. Lee Tran, PA-C gets the email, too, and can read it."),
        ("Lee Tran, PA-C", "Stands in when the owner is away."),
    ]
    send(str(staff.reviewer.pk))
    assert sorted(letter.to[0] for letter in mail.outbox) == ["lee@clinic.example", "reviewer@clinic.example"]


def test_who_is_chosen_alone_gets_the_letter_and_every_screen_says_that_it_waits_for_them(staff, client, lee, send):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="How it hurts", owner="rosa")
    send(str(lee.pk), note="You know this one.")
    assert page.revisions.open().get().asked == lee
    [letter] = mail.outbox
    assert letter.to == ["lee@clinic.example"] and "You know this one." in letter.body
    assert f"You get this because {person_name(staff.author)} chose you to read it." in letter.body
    assert "Sent. It waits for Lee Tran, PA-C." in client.get(url(page)).content.decode()
    assert "Waiting for Lee Tran, PA-C; last changed" in client.get(url(page, "compare")).content.decode()
    assert "Waits for Lee Tran, PA-C; last saved" in client.get("/admin/").content.decode()
    assert "Waiting for Lee Tran, PA-C since" in client.get(url(page, "history")).content.decode()
    client.force_login(staff.reviewer)
    assert "Lee Tran, PA-C was chosen to read it." in client.get("/admin/").content.decode()
    assert "Lee Tran, PA-C was chosen to read it." in client.get(url(page, "compare")).content.decode()


def test_what_came_back_goes_to_the_same_person_again_unless_they_wrote_in_it(staff, client, lee, send):
    page = page_at(PAGE)
    draft = staff.revision(page, RevisionState.DRAFT, title="How it hurts", owner="rosa")
    send(str(lee.pk))
    actions.return_for_changes(revision=draft, by=lee, note="Say more.")
    assert choices(asked(client, page, "submit"))[1] == ("*Lee Tran, PA-C", "")
    assert "Send to Lee Tran, PA-C" in client.get(url(page)).content.decode()
    actions.save_draft(page=page, by=lee, manuscript=edited(page, title="How it heals", owner="rosa"))
    assert "Send to Rosa Reviewer, MD?" in asked(client, page, "submit")


@pytest.mark.parametrize("to", ["", "0", "x' OR 1", "99999999999999999999", "author", "paul"])
def test_nobody_is_asked_who_may_not_approve_it_and_the_note_is_kept(staff, client, lee, send, to):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="How it hurts")
    people = {"author": staff.author, "paul": staff.publisher}
    answer = send(str(people[to].pk) if to in people else to, note="Written for an hour.")
    shown = answer.content.decode()
    assert "Who was chosen cannot approve this text. Choose one of these people." in shown
    assert "Written for an hour." in shown and len(choices(shown)) == 3
    assert page.revisions.open().get().state == RevisionState.DRAFT and mail.outbox == []


def test_a_clinician_who_wrote_in_the_text_is_neither_offered_nor_asked(staff, client, lee, send):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="How it hurts")
    actions.save_draft(page=page, by=lee, manuscript=edited(page, title="How it heals"))
    assert "Send to Rosa Reviewer, MD?" in asked(client, page, "submit")  # one alone: there is nothing to choose
    assert "Who was chosen cannot approve this text." in send(str(lee.pk)).content.decode()


def test_whoever_a_text_waits_for_sees_it_before_the_others(staff, client, lee, send):
    staff.revision(page_at("articles/warning-signs"), RevisionState.IN_REVIEW, title="Older")
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="How it hurts")
    send(str(lee.pk))
    client.force_login(lee)
    group = client.get("/admin/").content.decode().partition('id="group-to-review"')[2]
    assert group.index("How pain works") < group.index("Warning signs that")


def test_a_note_is_kept_when_sending_is_refused(staff, client):
    client.force_login(staff.author)
    page = page_at(PAGE)
    client.post(url(page), entered(page, summary="Too short."))
    answer = client.post(url(page, "do"), {"verb": "submit", "confirmed": "yes", "note": "Written for an hour."})
    assert answer.status_code == 200
    assert "Written for an hour." in answer.content.decode()
    assert page.revisions.open().get().state == RevisionState.DRAFT


def test_who_publishes_reads_the_sentence_that_the_public_will_read(staff, client):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.APPROVED, title="How it hurts")
    client.force_login(staff.publisher)
    today = timezone.localdate()
    shown = asked(client, page, "publish")
    assert f"Reviewed by Rosa Reviewer, MD on {date_format(today)}. Next review: " in shown
    client.post(url(page, "do"), {"verb": "publish", "confirmed": "yes", "when": "now"})
    client.logout()
    assert "Rosa Reviewer, MD" in client.get(page_at(PAGE).get_absolute_url()).content.decode()


def test_a_publication_is_planned_on_the_same_page(staff, client):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.APPROVED, title="How it hurts")
    client.force_login(staff.publisher)
    (_now, (morning, words), *_rest) = whens.choices()
    assert words in asked(client, page, "publish")
    client.post(url(page, "do"), {"verb": "publish", "confirmed": "yes", "when": morning})
    planned = page.revisions.open().get()
    assert planned.state == RevisionState.SCHEDULED
    assert timezone.localtime(planned.scheduled_for).time() == datetime.time(6, 0)


def test_another_day_without_a_day_asks_again(staff, client):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.APPROVED, title="How it hurts")
    client.force_login(staff.publisher)
    shown = client.post(url(page, "do"), {"verb": "publish", "confirmed": "yes", "when": "other"}).content.decode()
    assert "Choose the day and the time." in shown
    assert page.revisions.open().get().state == RevisionState.APPROVED


def test_words_that_changed_since_they_were_shown_are_not_published(staff, client):
    page = page_at(PAGE)
    draft = staff.revision(page, RevisionState.APPROVED, title="How it hurts")
    client.force_login(staff.publisher)
    answer = client.post(url(page, "do"), {"verb": "publish", "confirmed": "yes", "when": "now", "seen": "0" * 64})
    assert "has changed since you opened this page" in answer.content.decode()
    assert page.revisions.open().get() == draft


def test_a_small_correction_shows_its_words_and_goes_to_a_publisher(staff, client):
    page = staff.published(page_at(PAGE), body=f"{page_at(PAGE).body.rstrip()}\n\nThe doctor will lisen to you.\n")
    text = page.live_revision.manuscript.replace("lisen", "listen")
    actions.save_draft(page=page, by=staff.author, manuscript=text)
    client.force_login(staff.author)
    assert "Send to Paul" in client.get(url(page)).content.decode()
    assert "to publish?" in asked(client, page, "submit")
    client.force_login(staff.publisher)
    assert "Publish this correction …" in client.get(url(page)).content.decode()
    shown = asked(client, page, "publish-minor")
    assert "Publish this small correction?" in shown and "listen" in shown and "stays." in shown


def test_a_page_that_was_never_public_leaves_every_list_when_it_is_thrown_away(staff, client):
    client.force_login(staff.author)
    draft = actions.create_page(
        by=staff.author, kind="articles", slug="a-mistake", manuscript="---\ntitle: A mistake\n---\n"
    )
    assert "It leaves every list." in asked(client, draft.page, "discard")
    client.post(url(draft.page, "do"), {"verb": "discard", "confirmed": "yes"})
    assert not Page.objects.kept().filter(pk=draft.page.pk).exists()
    for address in ("/admin/articles/article/", "/admin/publishing/page/", "/admin/"):
        assert "A mistake" not in client.get(address).content.decode().partition('id="content"')[2]
    again = actions.create_page(
        by=staff.author, kind="articles", slug="a-mistake", manuscript="---\ntitle: Anew\n---\n"
    )
    assert again.page.slug == "a-mistake"


def test_a_page_that_was_thrown_away_can_be_taken_up_again(staff, client):
    client.force_login(staff.author)
    draft = actions.create_page(
        by=staff.author, kind="articles", slug="a-mistake", manuscript="---\ntitle: A mistake\n---\n"
    )
    actions.discard(revision=draft, by=staff.author)
    client.post(url(draft.page, "version", 1), {"based_on": ""})
    assert Page.objects.kept().get(pk=draft.page.pk).title == "A mistake"
    assert draft.page.revisions.open().get().slug == "a-mistake"


def test_a_draft_of_a_public_page_that_is_thrown_away_leaves_the_page(staff, client):
    page = page_at(PAGE)
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="How it hurts"))
    client.force_login(staff.author)
    assert "The public page stays as it is." in asked(client, page, "discard")
    client.post(url(page, "do"), {"verb": Verb.DISCARD, "confirmed": "yes"})
    assert Page.objects.kept().get(pk=page.pk).status == PageStatus.LIVE


#: What each verb needs, and who does it: a state of the draft, or what was done to the page.
TWICE = {
    "submit": ("author", RevisionState.DRAFT),
    "discard": ("author", RevisionState.DRAFT),
    "return": ("reviewer", RevisionState.IN_REVIEW),
    "approve": ("reviewer", RevisionState.IN_REVIEW),
    "take-back": ("reviewer", RevisionState.APPROVED),
    "publish": ("publisher", RevisionState.APPROVED),
    "unschedule": ("publisher", RevisionState.SCHEDULED),
    "withdraw": ("publisher", None),
    "plan-withdrawal": ("publisher", None),
    "confirm-review": ("reviewer", None),
}


@pytest.mark.parametrize("verb", TWICE)
def test_what_is_sent_twice_is_done_once_and_the_second_answer_says_so(staff, client, verb):
    name, state = TWICE[verb]
    person, page = getattr(staff, name), page_at(PAGE)
    draft = staff.revision(page, state, title="How it hurts") if state else None
    client.force_login(person)
    words = draft.sha256 if draft else ""
    sent = {"verb": verb, "confirmed": "yes", "note": "It is so.", "at": "2030-01-07T09:00", "when": "now"}
    sent |= {"seen": words, "based_on": words, "live_sha256": page.live_revision.sha256}
    before = page.events.filter(verb=verb).count()
    first, second = (client.post(url(page, "do"), sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert page.events.filter(verb=verb).count() == before + 1
    shown = client.get(second.url, follow=True).content.decode()
    assert "That is done already, today at " in shown
    assert str(DONE.get(Verb(verb), "Done: ")) in html.unescape(shown)  # the first answer is lost in a browser
    assert "changed since" not in shown
    asked_again = client.get(url(page, "do"), {"verb": verb})
    assert asked_again.status_code in (200, 302)
    if verb != "confirm-review" and asked_again.status_code == 200:
        assert "<h1>That is done already, today at " in asked_again.content.decode()


def test_who_comes_after_a_colleague_reads_what_was_done(staff, client, django_user_model):
    page = page_at(PAGE)
    draft = staff.revision(page, RevisionState.APPROVED, title="How it hurts")
    actions.return_for_changes(revision=draft, by=staff.reviewer, note="Say more.")
    client.force_login(staff.publisher)
    sent = {"verb": "publish", "confirmed": "yes", "when": "now", "seen": draft.sha256}
    shown = client.post(url(page, "do"), sent).content.decode()
    assert "This cannot be done now" in shown
    assert "What was done last: sent back, by Rosa Reviewer, MD, today at " in shown


def test_words_changed_beside_a_verb_end_the_approval_and_nothing_more_is_done(staff, client, admin_user):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.APPROVED, title="How it hurts")
    client.force_login(admin_user)
    values = entered(page, title="How it aches", verb="publish")
    del values["confirmed"]
    answer = client.post(url(page), values, headers={"X-Asks": "yes"})
    assert (answer.status_code, answer["X-Leads-To"]) == (204, url(page))
    shown = client.get(answer["X-Leads-To"]).content.decode()
    assert "The text had been approved. What you changed is reviewed again." in shown
    assert page.revisions.open().get().state == RevisionState.IN_REVIEW
