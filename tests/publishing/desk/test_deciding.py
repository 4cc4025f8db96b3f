"""Deciding on a text: what is asked, what came of it, and that nothing is done twice, whatever a person presses."""

import datetime
import html
import re
from smtplib import SMTPException

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from publishing.desk.letters import mail as letters
from publishing.life import actions, jobs
from publishing.life.models import (
    Contributor,
    Event,
    Note,
    Page,
    Revision,
    SiteNotice,
    Source,
    StoredPicture,
)
from publishing.life.states import PageStatus, RevisionState, Verb
from tests.articles.editing import Staff, edited, page_at
from tests.publishing.at_desk import entered, in_role, tables, url, with_an_address_that_waits

pytestmark = pytest.mark.both_databases

PAGE, PROCEDURE, CONDITION = "articles/how-pain-works", "procedures/epidural-steroid-injection", "conditions/sciatica"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    for person, role in ((author, "Author"), (reviewer, "Clinical reviewer"), (publisher, "Publisher")):
        person.email = f"{person.username}@clinic.example"
        person.save()
        in_role(person, role)
    Contributor.objects.create(id="rosa", name="Rosa Reviewer", credentials="MD", kind="person", user=reviewer)
    return Staff(author, reviewer, publisher)


def read(client, address: str, **query) -> str:
    return client.get(address, query).content.decode()


def confirmed(client, page: Page, verb: Verb, **more):
    """Press the button of a question, as its form sends it."""
    draft = page.revisions.open().first()
    sha256 = draft.sha256 if draft else ""
    live = page.live_revision.sha256 if page.live_revision else ""
    values = {"verb": verb.value, "confirmed": "yes", "seen": sha256, "based_on": sha256, "live_sha256": live}
    return values | more, client.post(url(page, "do"), values | more)


# Nothing twice


def _in(state: RevisionState):
    return lambda staff: staff.revision(page_at(PAGE), state, title="How it hurts").page


def _twice(staff):
    staff.published(page_at(PAGE), title="How it hurts")
    staff.published(page_at(PAGE), title="How it heals")


def _withdrawn(staff):
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")


def _minor(staff):
    page = staff.published(page_at(PAGE), body=f"{page_at(PAGE).body.rstrip()}\n\nThe doctor will lisen to you.\n")
    text = page.live_revision.manuscript.replace("lisen", "listen")
    actions.save_draft(page=page, by=staff.author, manuscript=text)


VERBS = {
    Verb.SUBMIT: ("author", _in(RevisionState.DRAFT), {}),
    Verb.APPROVE: ("reviewer", _in(RevisionState.IN_REVIEW), {}),
    Verb.RETURN: ("reviewer", _in(RevisionState.IN_REVIEW), {"note": "Say more."}),
    Verb.TAKE_BACK: ("reviewer", _in(RevisionState.APPROVED), {}),
    Verb.CONFIRM_REVIEW: ("reviewer", lambda staff: None, {}),
    Verb.PUBLISH: ("publisher", _in(RevisionState.APPROVED), {"when": "now"}),
    Verb.SCHEDULE: ("publisher", _in(RevisionState.APPROVED), {"when": "other", "at": "2036-01-01T06:00"}),
    Verb.UNSCHEDULE: ("publisher", _in(RevisionState.SCHEDULED), {}),
    Verb.PUBLISH_MINOR: ("publisher", _minor, {}),
    Verb.DISCARD: ("author", _in(RevisionState.DRAFT), {}),
    Verb.WITHDRAW: ("publisher", lambda staff: None, {"note": "Wrong."}),
    Verb.PLAN_WITHDRAWAL: ("publisher", lambda staff: None, {"note": "Old.", "at": "2036-01-01T06:00"}),
    Verb.RESTORE: ("publisher", _withdrawn, {}),
    Verb.UNDO: ("publisher", _twice, {"note": "The first was right."}),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_second_press_of_a_button_does_nothing_and_writes_to_nobody(
    staff, client, verb, django_capture_on_commit_callbacks
):
    """Also after Back: the page that a browser shows again sends the same once more."""
    who, bring, more = VERBS[verb]
    bring(staff)
    client.force_login(getattr(staff, who))
    page = page_at(PAGE)
    with django_capture_on_commit_callbacks(execute=True):
        sent, first = confirmed(client, page, verb, **more)
    assert first.status_code == 302, first.content.decode()
    assert page.events.filter(verb=verb).exists()
    before, letters = tables(), len(mail.outbox)
    with django_capture_on_commit_callbacks(execute=True):
        again = client.post(url(page, "do"), sent)
    assert again.status_code in {200, 302}
    assert len(mail.outbox) == letters
    if verb == Verb.CONFIRM_REVIEW:  # twice on one day it says the same
        assert page_at(PAGE).reviewed_on == timezone.localdate()
    else:
        assert tables() == before


# What came of a decision


def test_who_approved_reads_when_who_was_told_and_what_waits_next(staff, client):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    staff.revision(page_at("articles/your-first-visit"), RevisionState.IN_REVIEW, title="Your visit to us")
    client.force_login(staff.reviewer)
    _sent, answer = confirmed(client, draft.page, Verb.APPROVE)
    shown = read(client, answer.url)
    assert "Approved by Rosa Reviewer, MD, today at" in shown
    assert "Told by email: Paul Publisher." in shown
    assert "Take the approval back" in shown
    assert "Review 1 change" in shown
    assert "and you get an email then" in shown
    client.force_login(staff.publisher)
    assert "you get an email then" not in read(client, answer.url)


def test_who_has_no_address_is_not_said_to_get_a_letter(staff, client):
    User.objects.update(email="")
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    client.force_login(staff.reviewer)
    asked = client.get(url(draft.page, "do"), {"verb": "approve", "seen": draft.sha256}).content.decode()
    assert "Then Paul Publisher finds it on the first page and publishes it" in asked
    returning = client.get(url(draft.page, "do"), {"verb": "return"}).content.decode()
    assert "Ada Author has no email address, and finds it on the first page." in returning
    _sent, answer = confirmed(client, draft.page, Verb.APPROVE)
    shown = read(client, answer.url)
    assert "Told by email" not in shown and "you get an email" not in shown
    assert "On the first page of who gets no email: Paul Publisher." in shown


def test_who_has_only_an_address_that_no_letters_go_to_yet_is_not_said_to_get_one(staff, client, mailoutbox):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    for person, by in ((staff.author, staff.publisher), (staff.publisher, staff.author)):
        with_an_address_that_waits(person, by)
    client.force_login(staff.reviewer)
    asked = client.get(url(draft.page, "do"), {"verb": "approve", "seen": draft.sha256}).content.decode()
    assert "Then Paul Publisher finds it on the first page and publishes it; no email goes out." in asked
    returning = client.get(url(draft.page, "do"), {"verb": "return"}).content.decode()
    assert "Ada Author has a new email address, to which no letters go yet, and finds it on the" in returning
    _sent, answer = confirmed(client, draft.page, Verb.APPROVE)
    assert "On the first page of who gets no email: Paul Publisher." in read(client, answer.url)
    jobs.run("send_letters")
    assert mailoutbox == []


def test_whose_address_was_emptied_just_now_gets_at_the_former_one_what_is_promised(staff, client, mailoutbox):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    former, staff.author.email = staff.author.email, ""
    staff.author.save()
    with_an_address_that_waits(staff.author, staff.publisher, former)
    client.force_login(staff.reviewer)
    asked = client.get(url(draft.page, "do"), {"verb": "return"}).content.decode()
    assert "Ada Author gets an email." in asked
    confirmed(client, draft.page, Verb.RETURN, note="Say more.")
    jobs.run("send_letters")
    assert [letter.to for letter in mailoutbox] == [[former]]


def test_an_approval_that_was_taken_back_is_no_decision_any_more(staff, client):
    draft = staff.revision(page_at(PAGE), RevisionState.APPROVED, title="How it hurts")
    client.force_login(staff.reviewer)
    client.post(url(draft.page, "do"), {"verb": "take-back"})
    assert "This text waits for no decision now." in read(client, url(draft.page, "reviewed"))


def test_a_sent_back_text_says_to_whom_it_went(staff, client):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    client.force_login(staff.reviewer)
    _sent, answer = confirmed(client, draft.page, Verb.RETURN, note="Say more.")
    assert "sent it back to Ada Author" in read(client, answer.url)


@pytest.mark.parametrize(
    ("verb", "said"),
    [(Verb.APPROVE, "Approved by Rosa Reviewer, MD, today"), (Verb.RETURN, "sent it back to Ada Author")],
)
def test_whoever_comes_back_to_a_review_reads_that_it_is_decided(staff, client, verb, said):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    client.force_login(staff.reviewer)
    assert said not in read(client, url(draft.page, "compare"))
    confirmed(client, draft.page, verb, note="Say more.")
    answer = client.get(url(draft.page, "compare"))
    assert said in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]


def test_each_sentence_that_changed_can_have_a_note_and_a_note_is_shown_at_its_sentence(staff, client):
    sentences = [f"{word} helps many people." for word in ("Rest", "Sleep", "Heat", "Work", "Company")]
    text = (
        page_at(PAGE).live_revision.manuscript.rstrip() + f"\n\n{' '.join(sentences)} [@{Source.objects.first().pk}]\n"
    )
    draft = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=text)
    actions.submit(revision=draft, by=staff.author)
    client.force_login(staff.reviewer)
    shown = read(client, url(draft.page, "compare"))
    assert [one for one in sentences if f"Add a note at “{one}”" not in shown] == []
    assert "Add a note at “[" not in shown
    part = re.search(r"notes/\?part=([^&]+)&amp;quote=Company", shown)
    note = {"text": "Whose?", "part": part[1], "quote": sentences[-1], "back": "compare"}
    client.post(url(draft.page, "notes"), note)
    note = Note.objects.get()
    card = read(client, url(draft.page, "compare")).partition('class="desk-notes"')[0]
    assert f'href="#note-{note.pk}"' in card and "Whose?" in card


def test_a_page_that_is_new_folds_by_part_and_shows_its_picture_instead_of_a_file(staff, client):
    StoredPicture.objects.create(name="drawings/knee.svg", digest="0" * 64, original="a", file="a", width=9, height=9)
    text = edited(page_at(PAGE), drawings=[{"file": "knee.svg", "alt": "A knee, bent."}])
    page = staff.new_page("articles", "bent-knees", text, RevisionState.IN_REVIEW)
    client.force_login(staff.reviewer)
    shown = read(client, url(page, "compare"))
    assert shown.count('class="change change--fold') > 5
    assert len(re.findall(r"<details class=.change [^>]* open>", shown)) == 1
    assert "Read the whole page as patients will see it" in shown
    assert re.search(r'<img src="[^"]+" alt="Knee"', shown)
    assert "knee.svg" not in re.sub(r"<[^>]*>", "", shown)


def test_a_text_goes_back_with_notes_instead_of_a_reason_and_the_button_counts_them(staff, client):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    client.force_login(staff.reviewer)
    for text in ("Why?", "Since when?"):
        client.post(
            url(draft.page, "notes"), {"text": text, "part": "title", "quote": "How it hurts", "back": "compare"}
        )
    shown = read(client, url(draft.page, "compare"))
    assert "Send back (2 notes)" in shown
    confirmed(client, draft.page, Verb.RETURN)
    draft.refresh_from_db()
    assert draft.state == RevisionState.RETURNED


def test_a_letter_s_text_that_changed_since_shows_only_what_is_new_and_offers_no_approval(staff, client):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    sent = draft.sha256
    text = draft.manuscript.replace("How it hurts", "How it hurts us")
    actions.save_draft(page=draft.page, by=staff.author, manuscript=text)
    client.force_login(staff.reviewer)
    shown = read(client, url(draft.page, "compare"), sent=sent[:8])
    assert "This text changed after the email was sent" in shown
    assert "Approve …" not in shown


def test_who_wrote_part_of_a_text_reads_who_can_approve_it(staff, client, admin_user):
    page = page_at(PAGE)
    draft = actions.save_draft(page=page, by=admin_user, manuscript=edited(page, title="How it hurts"))
    actions.submit(revision=draft, by=admin_user)
    client.force_login(admin_user)
    shown = read(client, url(page, "compare"))
    assert "You wrote part of this. Rosa Reviewer, MD" in shown
    assert "Approve …" not in shown


# A note


def test_a_note_is_answered_and_done_and_its_writer_hears_of_both(staff, client, django_capture_on_commit_callbacks):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    note = Note.objects.create(page=draft.page, by=staff.reviewer, text="Why?", part="title", quote="How it hurts")
    client.force_login(staff.author)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(draft.page, "notes"), {f"text-{note.pk}": "Because.", "answers": note.pk})
        client.post(url(draft.page, "notes"), {"close": note.pk})
    assert [letter.subject.partition(":")[0] for letter in mail.outbox] == ["Answered", "Done"]
    assert {letter.to[0] for letter in mail.outbox} == {staff.reviewer.email}
    assert "Why?" not in read(client, url(draft.page, "compare"))


@pytest.mark.parametrize("is_answer", [False, True])
def test_what_is_written_twice_within_moments_is_kept_once_and_told_once(
    staff, client, django_capture_on_commit_callbacks, is_answer
):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    asked = Note.objects.create(page=draft.page, by=staff.reviewer, text="Why?", part="title", quote="How it hurts")
    client.force_login(staff.author)
    says = {f"text-{asked.pk}": "Because.", "answers": asked.pk} if is_answer else {"text": "Why?", "part": "title"}
    mine = draft.page.notes.filter(by=staff.author)
    with django_capture_on_commit_callbacks(execute=True):
        for _press in range(2):
            client.post(url(draft.page, "notes"), says)
            client.post(url(draft.page, "notes"), {"close": asked.pk})
    assert mine.count() == 1
    assert [letter.subject.partition(":")[0] for letter in mail.outbox] == (["Answered"] if is_answer else []) + [
        "Done"
    ]
    client.post(url(draft.page, "notes"), {"text": "Why?", "part": "summary"})  # the same words at another place
    assert mine.count() == 2
    mine.update(at=timezone.now() - datetime.timedelta(minutes=5))
    client.post(url(draft.page, "notes"), {"text": "Why?", "part": "summary"})  # or at another time
    assert mine.count() == 3


def test_no_two_boxes_of_notes_are_one_to_a_browser(staff, client):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    for text in ("Why?", "Since when?"):
        Note.objects.create(page=draft.page, by=staff.reviewer, text=text)
    client.force_login(staff.reviewer)
    shown = read(client, url(draft.page, "compare"))
    names = re.findall(r'<textarea[^>]* name="(text[^"]*)"', shown)
    assert len(names) == len(set(names)) == 4
    assert shown.count('autocomplete="off"') >= len(names)


def test_a_note_whose_sentence_is_gone_says_so_and_stays(staff, client):
    draft = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    Note.objects.create(page=draft.page, by=staff.reviewer, text="Why?", quote="A sentence that nobody wrote")
    client.force_login(staff.reviewer)
    shown = read(client, url(draft.page, "compare"))
    assert "which is not in the text any more" in shown


def test_nobody_without_a_role_leaves_a_note(staff, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert client.post(url(page_at(PAGE), "notes"), {"text": "Look."}).status_code == 403
    assert not Note.objects.exists()


def test_no_mark_of_a_source_is_read_in_a_comparison(staff, client):
    page = page_at(CONDITION)
    staff.revision(page, RevisionState.IN_REVIEW, body=page.body.replace("pain along a nerve.", "pain of a nerve."))
    client.force_login(staff.reviewer)
    shown = read(client, url(page, "compare"))
    assert "[@koes2007]" not in shown
    assert "Koes 2007" in shown


# No change needed


def test_no_change_needed_shows_the_page_says_what_the_public_will_read_and_asks_once(staff, client):
    client.force_login(staff.reviewer)
    page = page_at(PAGE)
    shown = read(client, url(page, "compare"))
    assert reverse("admin:publishing_page_queue_page", args=[page.pk]) in shown
    before = tables()
    asked = client.post(url(page, "do"), {"verb": "confirm-review", "live_sha256": page.live_revision.sha256})
    assert "You say that you have read it again and it still holds." in asked.content.decode()
    assert tables() == before
    changed = page.updated_at
    _sent, answer = confirmed(client, page, Verb.CONFIRM_REVIEW)
    page = page_at(PAGE)
    assert (page.reviewed_by, page.updated_at) == (staff.reviewer, changed)
    assert "Rosa Reviewer, MD read it again today at" in read(client, answer.url)


# Only what was read


@pytest.fixture(params=[Verb.APPROVE, Verb.CONFIRM_REVIEW])
def verb(request, staff, client):
    """What somebody is about to stand for words by, of a page that waits for it."""
    if request.param == Verb.APPROVE:
        staff.revision(page_at(PAGE), RevisionState.IN_REVIEW, title="How it hurts")
    client.force_login(staff.reviewer)
    return request.param


def test_whoever_stands_for_words_that_changed_meanwhile_is_led_to_them_and_not_asked_again(staff, client, verb):
    page = page_at(PAGE)
    shown = read(client, url(page, "compare"))
    link = html.unescape(re.search(rf'href="([^"]+verb={verb}[^"]*)"', shown)[1])
    assert '<button class="button">' in client.get(link).content.decode()
    sent = dict(re.findall(r'name="(verb|confirmed|seen|based_on|live_sha256|pictures)" value="([^"]*)"', shown))
    sent["verb"] = verb.value
    if verb == Verb.APPROVE:
        actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Take 80 mg a day"))
    else:
        staff.published(page, title="Take 80 mg a day")
    before = tables()
    for answer in (client.get(link, follow=True), client.post(url(page, "do"), sent, follow=True)):
        assert answer.redirect_chain == [(url(page, "compare"), 302)]
        assert "This text has changed since you opened this page." in answer.content.decode()
        assert "80 mg" in answer.content.decode() or verb == Verb.CONFIRM_REVIEW
    assert tables() == before


def test_nobody_is_asked_about_words_that_nothing_says_they_have_read(client, verb):
    page = page_at(PAGE)
    assert client.get(url(page, "do"), {"verb": verb.value}).url == url(page, "compare")


# Undo


@pytest.fixture
def twice(staff):
    _twice(staff)
    return page_at(PAGE)


def test_an_undo_shows_both_texts_whose_the_approval_is_who_hears_and_what_is_kept(staff, twice, client):
    client.force_login(staff.publisher)
    before = tables()
    shown = read(client, url(twice, "undo"))
    assert "Rosa Reviewer, MD approved exactly these words on" in shown
    assert "How it" in shown and "hurts" in shown and "heals" in shown
    assert "Ada Author and Rosa Reviewer, MD get it by email." in shown
    assert "The text that you take back is kept as a draft. Ada Author can go on with it." in shown
    assert tables() == before


def test_an_undo_is_refused_to_whoever_may_not_publish(staff, twice, client):
    for person in (staff.author, staff.reviewer):
        client.force_login(person)
        assert client.get(url(twice, "undo")).status_code == 403
        values = {"verb": "undo", "confirmed": "yes", "note": "No.", "live_sha256": twice.live_revision.sha256}
        assert client.post(url(twice, "do"), values).status_code == 403
    assert page_at(PAGE).title == "How it heals"


def test_an_undo_without_a_reason_asks_again(staff, twice, client):
    client.force_login(staff.publisher)
    _sent, answer = confirmed(client, twice, Verb.UNDO)
    assert "Say why the earlier text is put back." in answer.content.decode()


def test_the_first_page_the_form_and_the_history_lead_to_it(staff, twice, client):
    client.force_login(staff.publisher)
    for address in (reverse("admin:index"), url(twice, "history")):
        assert url(twice, "undo") in read(client, address)
    assert 'value="undo"' in read(client, url(twice))
    values = entered(twice, verb="undo")
    del values["confirmed"]
    answer = client.post(url(twice), values, follow=True)
    assert answer.redirect_chain[-1][0] == url(twice, "undo")


def test_words_without_an_approval_go_to_a_clinician(staff, client):
    page = staff.published(page_at(PAGE), title="How it hurts")
    client.force_login(staff.publisher)
    shown = read(client, url(page, "undo"))
    assert "These words carry no approval" in shown
    assert "Send them to Rosa Reviewer, MD …" in shown
    assert "Put the earlier text back</button>" not in shown
    answer = client.post(url(page, "version", 1), {"then": "submit"})
    assert answer.url == f"{url(page, 'do')}?verb=submit"
    assert page.revisions.open().get().manuscript == page.revisions.get(number=1).manuscript


def test_words_without_an_approval_never_replace_the_draft_of_somebody(staff, client):
    page = staff.published(page_at(PAGE), title="How it hurts")
    staff.revision(page, RevisionState.DRAFT, title="How it heals")
    client.force_login(staff.publisher)
    shown = read(client, url(page, "undo"))
    assert "A draft of Ada Author is open." in shown
    assert "Send them to" not in shown


@pytest.mark.parametrize("state", ["off the site", "off before", "undone", "from the library"])
def test_where_nothing_can_be_undone_the_page_says_why(staff, client, state):
    if state == "off before":
        actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
        staff.revision(page_at(PAGE), RevisionState.PUBLISHED, title="How it heals")
    elif state == "undone":
        _twice(staff)
        live = page_at(PAGE).live_revision
        actions.undo(page=page_at(PAGE), by=staff.publisher, sha256=live.sha256, note="Wrong.")
    elif state == "off the site":
        _twice(staff)
        actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    client.force_login(staff.publisher)
    said = {
        "off the site": "there is nothing to undo",
        "off before": "the page was off the site",
        "undone": "was undone already",
        "from the library": "There is no earlier text",
    }[state]
    shown = read(client, url(page_at(PAGE), "undo"))
    assert said in shown
    assert "Put the earlier text back</button>" not in shown


def test_everybody_who_had_to_do_with_it_hears_why(staff, twice, django_capture_on_commit_callbacks):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        sha256 = twice.live_revision.sha256
        actions.undo(page=twice, by=staff.publisher, sha256=sha256, note="6 hours was right.")
    assert {letter.to[0] for letter in mail.outbox} == {staff.author.email, staff.reviewer.email}
    for letter in mail.outbox:
        assert letter.subject == "Undone: How it hurts, because: 6 hours was right."
        assert "Patients read it now." in letter.body


# What goes with a page


def test_before_a_procedure_goes_the_conditions_that_lose_an_option_stand_first(staff, client):
    client.force_login(staff.publisher)
    shown = read(client, url(page_at(PROCEDURE), "do"), verb="withdraw")
    assert "3 pages change with it." in shown
    assert "3 pages lose an option" in shown
    assert "The option “Epidural steroid injection”. 1 option stays." in shown
    assert "No option stays there. Worth a look." in shown
    assert "Worth a look: this line keeps patients from asking for it." in shown


def test_before_a_condition_goes_the_procedures_that_lose_a_row_stand_before_lost_links(staff, client):
    client.force_login(staff.publisher)
    shown = read(client, url(page_at(CONDITION), "do"), verb="withdraw")
    assert "5 pages change with it." in shown
    assert "Its row “Sciatica”. 2 rows stay." in shown
    assert shown.index("2 pages lose a row") < shown.index("3 texts lose a link")


def test_the_words_for_which_the_search_puts_a_page_first_are_named(staff, client):
    from search.models import Promoted

    Promoted.objects.create(language="en", asked="leg pain", page=page_at(CONDITION))
    client.force_login(staff.publisher)
    shown = read(client, url(page_at(CONDITION), "do"), verb="withdraw")
    assert "The search puts it first for “leg pain”." in shown


# A notice on the site


@pytest.mark.parametrize(("role", "may"), [("Publisher", True), ("Administrator", True), ("Author", False)])
def test_who_may_publish_may_post_a_notice(loaded, client, django_user_model, role, may):
    person = in_role(django_user_model.objects.create_user("somebody", is_staff=True), role)
    client.force_login(person)
    address = reverse("admin:publishing_sitenotice_add")
    values = {"text": "We are closed on Thursday.", "until": "2027-12-01T06:00"}
    answer = client.post(address, values)
    assert answer.status_code == (302 if may else 403), answer.content.decode()
    assert SiteNotice.objects.exists() == may
    assert ("Notice on the site" in read(client, reverse("admin:index"))) == may
    client.logout()
    assert ("We are closed on Thursday." in read(client, "/")) == may


# A small correction, and asking for it


def test_a_small_correction_is_sent_to_the_publishers_and_to_no_clinician(
    staff, client, django_capture_on_commit_callbacks
):
    _minor(staff)
    page = page_at(PAGE)
    client.force_login(staff.author)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        confirmed(client, page, Verb.SUBMIT)
    assert [(letter.to[0], letter.subject) for letter in mail.outbox] == [
        (staff.publisher.email, f"A small correction is ready: {page}")
    ]
    client.force_login(staff.publisher)
    assert "“lisen” to “listen”" in read(client, reverse("admin:index"))
    client.force_login(staff.reviewer)
    assert "Waiting for you" not in read(client, reverse("admin:index"))


def test_who_may_not_publish_asks_who_may_once_a_day(staff, client, django_capture_on_commit_callbacks):
    page = staff.revision(page_at(PAGE), RevisionState.APPROVED, title="How it hurts").page
    client.force_login(staff.author)
    refused = client.get(url(page, "do"), {"verb": "publish"})
    assert refused.status_code == 403
    assert "Ask Paul Publisher to publish it" in refused.content.decode()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for _press in range(2):
            answer = client.post(url(page, "ask"), follow=True)
    assert [(letter.to[0], letter.subject) for letter in mail.outbox] == [
        (staff.publisher.email, f"Please publish: {page}")
    ]
    assert "asked today already" in answer.content.decode()


def test_a_letter_that_was_not_sent_is_said_not_to_be_and_may_be_asked_for_again(staff, client, monkeypatch):
    page = staff.revision(page_at(PAGE), RevisionState.APPROVED, title="How it hurts").page
    client.force_login(staff.author)
    with monkeypatch.context() as broken:
        broken.setattr("publishing.desk.letters.post.send_mail", _fails)
        said = client.post(url(page, "ask"), follow=True).content.decode()
    assert "The email to Paul Publisher could not be sent. Try again later." in said
    assert "an email asks to publish" not in said
    answer = client.post(url(page, "ask"), follow=True)
    assert f"Paul Publisher: an email asks to publish “{page}”." in answer.content.decode()


def _fails(*_letter):
    raise SMTPException("down")


def test_whoever_the_button_names_gets_the_letter_and_not_who_runs_the_desk(
    staff, client, django_user_model, django_capture_on_commit_callbacks
):
    """Of two who may publish, the one that runs the desk comes first by name."""
    for name, role in (("Aaron", "Administrator"), ("Abel", "")):
        person = django_user_model.objects.create_user(name, f"{name}@clinic.example", is_staff=True, first_name=name)
        type(person).objects.filter(pk=person.pk).update(is_superuser=not role)
        in_role(person, role)
    _minor(staff)
    client.force_login(staff.author)
    page = page_at(PAGE)
    assert "Send to Paul Publisher to publish?" in read(client, url(page, "do"), verb="submit")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        confirmed(client, page, Verb.SUBMIT)
    assert [letter.to for letter in mail.outbox] == [[staff.publisher.email]]


def test_who_runs_the_machine_is_asked_to_review_only_where_nobody_else_may(staff, django_user_model):
    root = django_user_model.objects.create_superuser("root", "root@clinic.example")
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="How it hurts")
    event = Event(verb=Verb.SUBMIT, by=staff.author, revision=draft)
    assert letters.told_of(event, draft) == [staff.reviewer]
    staff.reviewer.groups.clear()
    assert letters.told_of(event, draft) == [root]


def test_nobody_is_asked_to_publish_what_no_clinician_has_approved(staff, client):
    page = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="How it hurts").page
    client.force_login(staff.author)
    assert "to publish it" not in client.get(url(page, "do"), {"verb": "publish"}).content.decode()
    client.post(url(page, "ask"))
    assert not mail.outbox
    assert Revision.objects.get(pk=page.revisions.open().get().pk).state == RevisionState.DRAFT
    assert page_at(PAGE).status == PageStatus.LIVE


def test_a_comparison_says_whose_words_stand_on_each_side(staff, client):
    page = staff.published(page_at(PAGE), title="By staff")
    client.force_login(staff.author)
    shown = client.get(url(page, "compare"), {"from": 1, "to": page.live_revision.number}).content.decode()
    assert "Version 1 says" in shown and "The public reads now" in shown and "It would read" not in shown
    staff.revision(page, RevisionState.DRAFT, title="By staff again")
    shown = client.get(url(page, "compare"), {"from": page.live_revision.number}).content.decode()
    assert "The public reads now" in shown and "It would read" in shown and " says" not in shown
