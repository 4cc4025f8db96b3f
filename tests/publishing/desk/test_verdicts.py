"""The desk says at once whether an edit is minor or why it needs a clinician, and brings minor ones to a publisher."""

import html
import re

import pytest

from publishing.desk.front import first_page
from publishing.desk.review.verdicts import verdict
from publishing.life import actions, jobs
from publishing.life.models import Page, Revision
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import entered, in_role, url

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
SLIP, RIGHT = "Some peple ask.", "Some people ask."
MINOR = "Minor: no clinician needed."


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    for person, role in ((author, "Author"), (reviewer, "Clinical reviewer"), (publisher, "Publisher")):
        in_role(person, role)
    people = Staff(*(type(person).objects.get(pk=person.pk) for person in (author, reviewer, publisher)))
    page = page_at(PAGE)
    people.published(page, body=f"{page.body.rstrip()}\n\n{SLIP}\n\nWait 5 weeks.\n")
    return people


def draft(staff, *changes: tuple[str, str], by=None) -> Revision:
    """A draft of the page with some of its words changed."""
    text = page_at(PAGE).live_revision.manuscript
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return actions.save_draft(page=page_at(PAGE), by=by or staff.author, manuscript=text)


def said(staff, revision: Revision, person=None) -> str:
    found = verdict(page_at(PAGE), revision, person or staff.author)
    return f"{found.sentence} {found.next}".strip()


def test_a_draft_with_a_fault_says_so_and_quotes_no_manuscript(staff):
    sentence = said(staff, draft(staff, ("summary: ", "sumary: ")))
    assert sentence == "Needs a clinician, because something in the text must be put right first."


RAW = re.compile(r"\.svg|\.md|slug|front matter|Markdown|\bkey\b|\[@|\{|manuscript|_")


@pytest.mark.parametrize(
    ("kind", "slug", "old", "new", "sentence"),
    [
        ("procedures", "epidural-steroid-injection", "  effect: helps-a-little", "  effect: no-better", "a choice"),
        (
            "articles",
            "how-pain-works",
            "- Pain is an alarm.\n",
            "- Pain is an alarm.\n- More.\n",
            "an entry was added: “",
        ),
        ("conditions", "sciatica", "title: Sciatica\n", "title: 'Sciatica'\n", "written in another way"),
    ],
)
def test_what_changed_is_said_in_the_desk_s_words(staff, kind, slug, old, new, sentence):
    page = page_at(f"{kind}/{slug}")
    text = page.live_revision.manuscript
    assert old in text
    revision = actions.save_draft(page=page, by=staff.author, manuscript=text.replace(old, new, 1))
    found = verdict(page_at(f"{kind}/{slug}"), revision, staff.author)
    assert sentence in found.sentence
    assert not RAW.search(found.sentence), found.sentence


def shown(client, page: Page, view: str = "change") -> str:
    return html.unescape(client.get(url(page, view)).content.decode())


def listed(person) -> list[str]:
    """The pages of the small corrections on a person's first page."""
    groups = {group.name: group for group in first_page.first_page(person)["groups"]}
    ready = groups["to-publish"].lines if "to-publish" in groups else []
    return [line.page.address for line in ready if line.tag == "Small correction"]


def test_a_minor_draft_is_said_to_be_minor_and_who_publishes_it(staff):
    revision = draft(staff, (SLIP, RIGHT))
    assert said(staff, revision).startswith(f"{MINOR} It need not be submitted: publishers find it")
    assert said(staff, revision, staff.publisher) == f"{MINOR} You can publish it as a small correction."


def test_a_clinical_draft_is_said_to_be_one_with_what_changed(staff):
    revision = draft(staff, ("5 weeks", "15 weeks"))
    assert said(staff, revision) == "Needs a clinician, because a number changed: “5” → “15”."


def test_only_the_first_reasons_are_said_and_how_many_more_there_are(staff):
    changes = [("title: How pain works", "title: How it works"), ("5 weeks", "6 weeks"), (SLIP, "They may ask.")]
    found = said(staff, draft(staff, *changes, ("- Pain is an alarm.", "- Pain is no alarm.")))
    assert found.count("→") <= 3
    assert "more change" in found


def test_a_long_text_that_changed_is_cut_short(staff):
    revision = draft(staff, (SLIP, f"{SLIP}\n\n{'These are words. ' * 40}".rstrip()))
    assert len(said(staff, revision)) < 300


def test_a_new_address_is_a_reason(staff):
    page = page_at(PAGE)
    text = page.live_revision.manuscript
    revision = actions.save_draft(page=page, by=staff.author, manuscript=text, slug="pain")
    assert said(staff, revision) == "Needs a clinician, because the address changed: “how-pain-works” → “pain”."


def test_of_a_page_that_was_never_public_a_clinician_reads_all(staff):
    page = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    found = verdict(page, page.revisions.get(), staff.author)
    assert not found.is_minor and "reads all of it" in found.sentence


def test_of_a_withdrawn_page_nothing_is_minor(staff):
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    assert said(staff, draft(staff, (SLIP, RIGHT))) == "Needs a clinician, because the page is off the site."


def test_a_draft_that_says_what_is_public_needs_nobody(staff):
    assert said(staff, draft(staff)) == "The draft says what is public already."


@pytest.mark.parametrize("state", [RevisionState.APPROVED, RevisionState.SCHEDULED])
def test_of_an_approved_draft_nothing_is_said(staff, state):
    revision = staff.brought(draft(staff, ("5 weeks", "6 weeks")), state)
    assert verdict(page_at(PAGE), revision, staff.author) is None


def test_a_save_the_form_and_the_comparison_say_it_at_once(staff, client):
    client.force_login(staff.author)
    page = page_at(PAGE)
    body = page.body.replace(SLIP, RIGHT)
    answer = client.post(url(page), entered(page, text=body), follow=True)
    saved, form = (html.unescape(answer.content.decode()), shown(client, page))
    assert f"The public page has not changed. {MINOR}" in saved
    assert MINOR in form and "publishers find it on their first page" in form
    assert MINOR in shown(client, page, "compare")


def test_every_role_reads_why_a_draft_needs_a_clinician(staff, client):
    draft(staff, ("5 weeks", "15 weeks"))
    for person in (staff.author, staff.reviewer, staff.publisher):
        client.force_login(person)
        assert "Needs a clinician, because a number changed: “5” → “15”." in shown(client, page_at(PAGE), "compare")


def test_what_somebody_wrote_is_escaped_in_the_verdict(staff, client):
    client.force_login(staff.author)
    draft(staff, (SLIP, "They <b>ask</b>."))
    assert "<b>ask" not in client.get(url(page_at(PAGE), "compare")).content.decode()


# The publisher's first page


def test_a_minor_draft_is_the_work_of_a_publisher_and_of_nobody_else(staff):
    assert listed(staff.publisher) == []
    draft(staff, (SLIP, RIGHT))
    assert listed(staff.publisher) == [PAGE]
    assert listed(staff.author) == listed(staff.reviewer) == []


def test_a_clinical_draft_is_no_minor_work(staff):
    draft(staff, ("5 weeks", "15 weeks"))
    assert listed(staff.publisher) == []


def test_a_minor_draft_that_became_clinical_leaves_the_list(staff):
    draft(staff, (SLIP, RIGHT))
    draft(staff, (SLIP, RIGHT), ("5 weeks", "15 weeks"))
    assert listed(staff.publisher) == []


def test_a_minor_draft_that_is_published_leaves_the_list(staff):
    actions.publish_minor(revision=draft(staff, (SLIP, RIGHT)), by=staff.publisher)
    assert listed(staff.publisher) == []


def test_a_minor_edit_of_a_text_that_is_live_no_more_leaves_the_list(staff):
    draft(staff, (SLIP, RIGHT))
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    assert listed(staff.publisher) == []


def test_a_minor_draft_stays_in_the_list_while_links_follow(staff):
    draft(staff, (SLIP, RIGHT))
    staff.published(page_at("conditions/sciatica"), slug="leg-pain")
    jobs.run("follow_links")
    assert listed(staff.publisher) == [PAGE]
    page = page_at(PAGE)
    assert verdict(page, page.revisions.open().get(), staff.publisher).is_minor


def test_the_list_of_minor_drafts_judges_nothing(staff, monkeypatch):
    draft(staff, (SLIP, RIGHT))
    monkeypatch.setattr("publishing.changes.minor.is_minor", lambda *texts, **facts: pytest.fail("judged"))
    assert listed(staff.publisher) == [PAGE]
