"""The verbs: what leads where, who may not, and what each leaves behind."""

import datetime

import pytest
from django.utils import timezone

from publishing.changes import minor
from publishing.life import actions
from publishing.life.errors import InvalidManuscript
from publishing.life.models import Citation, Event, Mention, Page, Revision, Source
from publishing.life.models.revision import Origin
from publishing.life.models.version import current
from publishing.life.states import OPEN, PageStatus, RevisionState, Verb
from publishing.life.verbs import DEEDS, function_of, offered
from publishing.public import assembling
from publishing.text.prose import marks
from tests.articles.editing import Staff, edited, page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import in_role

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
#: A save has tests of its own; nobody asks for a reopening, it follows from a snippet.
VERBS = [deed.verb for deed in offered() if deed.revision]
ON_PAGES = [deed.verb for deed in offered() if deed.is_of_pages]


def do(verb: Verb, staff: Staff, revision: Revision):
    """Try a verb on a revision, as somebody who has the right to."""
    return {
        Verb.SUBMIT: lambda: actions.submit(revision=revision, by=staff.author),
        Verb.RETURN: lambda: actions.return_for_changes(revision=revision, by=staff.reviewer, note="Why?"),
        Verb.APPROVE: lambda: actions.approve(revision=revision, by=staff.reviewer, sha256=revision.sha256),
        Verb.TAKE_BACK: lambda: actions.take_back(revision=revision, by=staff.reviewer),
        Verb.SCHEDULE: lambda: actions.schedule(
            revision=revision, by=staff.publisher, at=timezone.now() + datetime.timedelta(hours=1)
        ),
        Verb.TAKE_BACK: lambda: actions.take_back(revision=revision, by=staff.reviewer),
        Verb.UNSCHEDULE: lambda: actions.unschedule(revision=revision, by=staff.publisher),
        Verb.PUBLISH: lambda: actions.publish(revision=revision, by=staff.publisher),
        Verb.PUBLISH_MINOR: lambda: actions.publish_minor(revision=revision, by=staff.publisher),
        Verb.DISCARD: lambda: actions.discard(revision=revision, by=staff.author),
    }[verb]()


def do_to_page(verb: Verb, staff: Staff, page: Page):
    """Try a verb on a page, as somebody who has the right to."""
    return {
        Verb.WITHDRAW: lambda: actions.withdraw(page=page, by=staff.publisher, note="Not true any more."),
        Verb.RESTORE: lambda: actions.restore(page=page, by=staff.publisher),
        Verb.PLAN_WITHDRAWAL: lambda: plan(staff, page),
        Verb.CANCEL_WITHDRAWAL: lambda: actions.cancel_withdrawal(page=page, by=staff.publisher),
        Verb.CONFIRM_REVIEW: lambda: actions.confirm_review(
            page=page, by=staff.reviewer, sha256=page.live_revision.sha256 if page.live_revision else ""
        ),
        Verb.UNDO: lambda: actions.undo(
            page=page,
            by=staff.publisher,
            sha256=page.live_revision.sha256 if page.live_revision else "",
            note="It was right.",
        ),
    }[verb]()


def plan(staff: Staff, page: Page, note: str = "Out of date.") -> Page:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    return actions.plan_withdrawal(page=page, by=staff.publisher, at=tomorrow, note=note)


@pytest.fixture
def every_edit_is_minor(monkeypatch):
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)


def everything():
    """All that an action could change."""
    tables = (Page, Revision, Event, Citation, Mention)
    return [list(table.objects.order_by("pk").values()) for table in tables] + [current()]


# The table


@pytest.mark.parametrize("state", RevisionState)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_leads_where_the_table_says_or_is_refused_and_changes_nothing(staff, every_edit_is_minor, verb, state):
    revision = staff.revision(page_at(PAGE), state, title="How pain works, again")
    before = everything()
    if state in DEEDS[verb].revision:
        do(verb, staff, revision)
        revision.refresh_from_db()
        assert revision.state == DEEDS[verb].revision[state]
        event = Event.objects.first()
        assert (event.verb, event.revision_id, event.sha256) == (verb, revision.pk, revision.sha256)
        assert Event.objects.count() == len(before[2]) + 1
    else:
        with pytest.raises(actions.Refused):
            do(verb, staff, revision)
        assert everything() == before


@pytest.mark.parametrize("state", OPEN)
def test_a_save_leads_where_the_table_says(staff, state):
    revision = staff.revision(page_at(PAGE), state)
    page = page_at(PAGE)
    saved = actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Other words"))
    assert saved.pk == revision.pk
    assert saved.state == DEEDS[Verb.SAVE].revision[state]
    assert (saved.approved_by, saved.approved_at, saved.approved_sha256, saved.scheduled_for) == (None,) * 4


@pytest.mark.parametrize("state", sorted(set(RevisionState) - set(OPEN)))
def test_a_save_after_the_end_of_a_revision_begins_the_next(staff, state):
    revision = staff.revision(page_at(PAGE), state, title="Old words")
    page = page_at(PAGE)
    fresh = actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="New words"))
    assert (fresh.number, fresh.state) == (revision.number + 1, RevisionState.DRAFT)
    assert fresh.based_on == page.live_revision


@pytest.mark.parametrize("status", PageStatus)
@pytest.mark.parametrize("verb", ON_PAGES)
def test_a_verb_on_a_page_leads_where_the_table_says_or_is_refused(staff, verb, status):
    if status == PageStatus.NEVER_PUBLIC:
        page = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    else:
        page = page_at(PAGE)
    if verb == Verb.UNDO and status != PageStatus.NEVER_PUBLIC:
        page = [staff.published(page_at(PAGE), title=title) for title in ("How pain works, once", "And again")][-1]
    if status == PageStatus.WITHDRAWN:
        actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    if (verb, status) == (Verb.CANCEL_WITHDRAWAL, PageStatus.LIVE):
        plan(staff, page)
    before = everything()
    if status in DEEDS[verb].page:
        do_to_page(verb, staff, page)
        page.refresh_from_db()
        assert page.status == DEEDS[verb].page[status]
        kept = [Verb.SAVE] if verb == Verb.UNDO else []  # what was taken back, as a draft
        assert [event.verb for event in Event.objects.all()[: Event.objects.count() - len(before[2])]] == [verb, *kept]
        changes_what_is_read = verb in {Verb.WITHDRAW, Verb.RESTORE, Verb.CONFIRM_REVIEW, Verb.UNDO}
        assert (current() > before[-1]) == changes_what_is_read
    else:
        with pytest.raises(actions.Refused):
            do_to_page(verb, staff, page)
        assert everything() == before


def test_every_verb_has_a_record_and_every_button_a_function():
    assert list(DEEDS) == [deed.verb for deed in DEEDS.values()]
    assert set(Verb) == set(DEEDS)
    for deed in offered():
        assert callable(function_of(deed.verb))
        assert bool(deed.revision) != deed.is_of_pages


#: What the clinic does is said of many pages at once, a picture is replaced on all of them, and a draft is taken back
#: from the form of another page: each on a screen of its own.
ON_ITS_OWN_SCREEN = {Verb.SAY_OFFERED, Verb.REPLACE_PICTURE, Verb.REMOVE_PICTURE, Verb.RECALL}


@pytest.mark.parametrize("verb", sorted(set(Verb) - {deed.verb for deed in offered()} - ON_ITS_OWN_SCREEN))
def test_what_is_no_button_has_no_function_that_a_person_could_ask_for(verb):
    with pytest.raises(KeyError):
        function_of(verb)


# Saving


def test_a_second_page_at_an_address_is_refused(staff):
    with pytest.raises(actions.Refused):
        actions.create_page(by=staff.author, kind="articles", slug="how-pain-works", manuscript=article())


def test_a_new_page_is_not_public(staff, client):
    page = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    assert (page.status, page.summary, page.published_at) == (PageStatus.NEVER_PUBLIC, "", None)
    assert client.get("/articles/fresh/").status_code == 404


def test_a_page_that_was_never_public_has_the_title_of_its_draft(staff):
    page = staff.new_page("articles", "fresh", article("A fresh page"), RevisionState.DRAFT)
    assert str(page) == "A fresh page"
    actions.save_draft(page=page, by=staff.author, manuscript=article("Another name"))
    assert str(page_at("articles/fresh")) == "Another name"
    actions.save_draft(page=page, by=staff.author, manuscript="no text at all")
    assert str(page_at("articles/fresh")) == "Another name"


def test_a_page_that_is_public_keeps_its_title_whatever_its_draft_says(staff):
    staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Another name")
    assert page_at(PAGE).title == "How pain works"


def test_a_save_never_touches_the_row(staff):
    before = Page.objects.values().get(pk=page_at(PAGE).pk)
    staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Secret", slug="elsewhere")
    assert Page.objects.values().get(pk=before["id"]) == before


def test_a_save_of_the_same_text_changes_nothing(staff):
    revision = staff.revision(page_at(PAGE), RevisionState.APPROVED)
    before = everything()
    actions.save_draft(page=page_at(PAGE), by=staff.publisher, manuscript=revision.manuscript)
    assert everything() == before


def test_a_stale_save_is_refused_with_the_text_that_stands(staff):
    page = page_at(PAGE)
    mine = staff.revision(page, RevisionState.DRAFT, title="Mine")
    theirs = actions.save_draft(
        page=page, by=staff.reviewer, manuscript=edited(page, title="Theirs"), based_on_sha256=mine.sha256
    )
    before = everything()
    with pytest.raises(actions.Stale) as refused:
        actions.save_draft(
            page=page, by=staff.author, manuscript=edited(page, title="Mine, longer"), based_on_sha256=mine.sha256
        )
    assert refused.value.theirs.manuscript == theirs.manuscript
    assert everything() == before


def test_a_save_remembers_who_began_and_who_wrote_last(staff):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="Mine")
    saved = actions.save_draft(page=page, by=staff.publisher, manuscript=edited(page, title="Ours"))
    assert (saved.created_by, saved.edited_by) == (staff.author, staff.publisher)


# Review


def test_a_text_with_faults_is_not_submitted_and_every_fault_has_a_line(staff):
    page = page_at(PAGE)
    text = edited(page, title="x" * 71, topic="nonsense")
    draft = actions.save_draft(page=page, by=staff.author, manuscript=text)
    with pytest.raises(InvalidManuscript) as refused:
        actions.submit(revision=draft, by=staff.author)
    assert [fault.line for fault in refused.value.faults] == [
        number for number, line in enumerate(text.split("\n"), start=1) if line.startswith(("title:", "topic:"))
    ]
    draft.refresh_from_db()
    assert draft.state == RevisionState.DRAFT


def test_a_text_without_front_matter_is_not_submitted(staff):
    draft = actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript="Just words.")
    with pytest.raises(InvalidManuscript, match="front matter"):
        actions.submit(revision=draft, by=staff.author)


@pytest.mark.parametrize("slug", ["Not A Slug", "../admin", "under_score", "a--b", "-a", "ä"])
def test_an_address_that_is_none_is_not_submitted(staff, slug):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, slug=slug)
    with pytest.raises(InvalidManuscript, match="web address"):
        actions.submit(revision=draft, by=staff.author)


@pytest.mark.parametrize("who", ["author", "publisher"])
def test_nobody_who_wrote_any_part_approves(staff, who):
    """The author began it; the publisher wrote in between and is neither the first nor the last."""
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="First")
    actions.save_draft(page=page, by=staff.publisher, manuscript=edited(page, title="Second"))
    draft = actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Third"))
    draft = actions.submit(revision=draft, by=staff.author)
    with pytest.raises(actions.Refused, match="own text"):
        actions.approve(revision=draft, by=getattr(staff, who), sha256=draft.sha256)
    assert actions.approve(revision=draft, by=staff.reviewer, sha256=draft.sha256).approved_by == staff.reviewer


@pytest.mark.parametrize(("who", "why"), [("author", "does not approve texts"), ("reviewer", "wrote part of")])
def test_nobody_is_asked_who_could_not_approve(staff, who, why):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.DRAFT, title="First")
    draft = actions.save_draft(page=page, by=staff.reviewer, manuscript=edited(page, title="Second"))
    in_role(staff.reviewer, "Clinical reviewer")
    with pytest.raises(actions.Refused, match=why):
        actions.submit(revision=draft, by=staff.author, asked=getattr(staff, who))
    draft.refresh_from_db()
    assert (draft.state, draft.asked) == (RevisionState.DRAFT, None)


def test_an_approval_is_bound_to_the_text_that_was_read(staff):
    page = page_at(PAGE)
    read = staff.revision(page, RevisionState.IN_REVIEW, title="What I read")
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="What I did not read"))
    with pytest.raises(actions.Refused, match="changed since you read it"):
        actions.approve(revision=read, by=staff.reviewer, sha256=read.sha256)


def test_an_approval_is_bound_to_the_address_too(staff):
    page = page_at(PAGE)
    read = staff.revision(page, RevisionState.APPROVED, title="What I read")
    moved = actions.save_draft(page=page, by=staff.author, manuscript=read.manuscript, slug="elsewhere")
    assert (moved.state, moved.approved_by) == (RevisionState.IN_REVIEW, None)


def test_an_approval_keeps_the_digest_of_the_text(staff):
    revision = staff.revision(page_at(PAGE), RevisionState.APPROVED)
    assert revision.approved_sha256 == actions.approval_digest("articles", "en", "how-pain-works", revision.manuscript)


@pytest.mark.parametrize("state", [RevisionState.APPROVED, RevisionState.SCHEDULED])
def test_returning_takes_the_approval_back(staff, state):
    revision = staff.revision(page_at(PAGE), state)
    revision = actions.return_for_changes(revision=revision, by=staff.reviewer, note="On second thoughts.")
    assert (revision.approved_by, revision.approved_sha256, revision.scheduled_for) == (None,) * 3


def test_a_return_says_what_to_change(staff):
    revision = staff.revision(page_at(PAGE), RevisionState.IN_REVIEW)
    with pytest.raises(actions.Refused):
        actions.return_for_changes(revision=revision, by=staff.reviewer, note="  ")


def test_nothing_is_scheduled_for_the_past(staff):
    revision = staff.revision(page_at(PAGE), RevisionState.APPROVED)
    with pytest.raises(actions.Refused, match="past"):
        actions.schedule(revision=revision, by=staff.publisher, at=timezone.now())


def test_a_scheduled_revision_is_due_when_its_time_has_come(staff):
    revision = staff.revision(page_at(PAGE), RevisionState.SCHEDULED)
    moment = datetime.timedelta(seconds=1)
    assert not Revision.objects.due(revision.scheduled_for - moment).exists()
    assert list(Revision.objects.due(revision.scheduled_for)) == [revision]


# Publishing


def test_publishing_applies_the_fields(staff):
    page = staff.published(
        page_at(PAGE),
        title="Why it hurts",
        also_called=["Hurting"],
        topic="living-with-pain",
        related=["articles/warning-signs"],
        body="## New part {#new}\n\nWords of the new text.",
    )
    assert (page.title, page.also_called, page.article.topic) == ("Why it hurts", ["Hurting"], "living-with-pain")
    assert [related.slug for related in page.related.all()] == ["warning-signs"]
    assert marks.as_written(page.html["sections"][0]["html"]) == (
        '<p><span class="message">Words of the new text.</span></p>'
    )
    assert page.live_revision.state == RevisionState.PUBLISHED
    assert page.updated_at == page.live_revision.published_at


def test_publishing_numbers_the_sources_best_first(staff):
    page = staff.published(
        page_at(PAGE),
        key_points=["One. [@koes2007]", "Two. [@jensen2019]", "Three."],
        questions_and_answers=None,
        body="## Part {#part}\n\nFirst [@acp2017], again [@koes2007].",
    )
    shown = assembling.put_together(page, page.html)
    assert [(cited.number, cited.source.pk) for cited in shown.citations] == [
        (1, "acp2017"),
        (2, "jensen2019"),
        (3, "koes2007"),
    ]
    assert 'id="cited-3-2"' in shown.html["sections"][0]["html"]
    assert set(page.citations.values_list("source_id", flat=True)) == {"koes2007", "jensen2019", "acp2017"}


def test_publishing_keeps_the_day_of_the_first_publication(staff):
    before = page_at(PAGE).published_at
    page = staff.published(page_at(PAGE), title="Why it hurts")
    assert page.published_at == before < page.updated_at


def test_publishing_supersedes_what_was_published_before(staff):
    before = page_at(PAGE).live_revision
    page = staff.published(page_at(PAGE), title="Why it hurts")
    states = list(page.revisions.order_by("number").values_list("state", flat=True))
    assert states == [RevisionState.SUPERSEDED] * (len(states) - 1) + [RevisionState.PUBLISHED]
    assert page.live_revision != before


def test_publishing_raises_the_content_version(staff):
    before = current()
    staff.published(page_at(PAGE), title="Why it hurts")
    assert current() > before


def test_the_approval_is_the_clinical_review(staff, client):
    page = staff.published(page_at(PAGE), title="Why it hurts")
    assert (page.reviewed_by, page.reviewed_on) == (staff.reviewer, timezone.localdate())
    assert "Rosa Reviewer" in client.get("/articles/how-pain-works/").content.decode()


def test_the_day_of_review_is_the_day_of_the_approval_and_not_of_the_publication(staff, monkeypatch):
    revision, approved_on = staff.revision(page_at(PAGE), RevisionState.APPROVED), timezone.localdate()
    later = timezone.now() + datetime.timedelta(days=40)
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = actions.publish(revision=revision, by=staff.publisher)
    assert page.updated_at == later
    assert page.reviewed_on == approved_on
    assert (page.review_due_on.year - approved_on.year, page.review_due_on.month) == (3, approved_on.month)


def test_what_became_invalid_after_the_approval_is_not_published(staff):
    """The approved text cites a source that is gone by the time it is published."""
    Source.objects.create(id="soon-gone", title="Soon gone", publisher="Nobody", kind="study")
    revision = staff.revision(page_at(PAGE), RevisionState.APPROVED, key_points=["A [@soon-gone].", "B.", "C."])
    Source.objects.filter(pk="soon-gone").delete()
    before = everything()
    with pytest.raises(InvalidManuscript, match="soon-gone"):
        actions.publish(revision=revision, by=staff.publisher)
    assert everything() == before


def test_the_library_way_is_closed_to_the_texts_of_staff(staff):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT)
    with pytest.raises(actions.Refused):
        actions.publish_from_library(revision=draft, by=staff.author, ready=None)


def test_a_starter_page_was_reviewed_by_nobody(loaded):
    assert page_at(PAGE).live_revision.origin == Origin.STARTER_LIBRARY
    assert not Page.objects.filter(reviewed_on__isnull=False).exists()


# Minor edits


def corrected(staff: Staff):
    """A live page with a misspelled word, and the draft that corrects it."""
    page = staff.published(page_at(PAGE), body="## Part {#part}\n\nBring a freind with you.")
    return staff.revision(page, RevisionState.DRAFT, body="## Part {#part}\n\nBring a friend with you.")


def test_a_corrected_misspelling_is_published_without_a_clinician(staff, client):
    draft = corrected(staff)
    actions.publish_minor(revision=draft, by=staff.publisher)
    page = page_at(PAGE)
    assert "Bring a friend" in client.get(page.get_absolute_url()).content.decode()
    assert (page.live_revision_id, page.live_revision.is_minor) == (draft.pk, True)
    assert page.live_revision.approved_by is None
    assert Event.objects.first().verb == Verb.PUBLISH_MINOR


def test_a_minor_edit_keeps_the_review_and_its_days(staff):
    draft = corrected(staff)
    days = {"reviewed_on": datetime.date(2026, 1, 5), "review_due_on": datetime.date(2029, 1, 5)}
    Page.objects.filter(pk=draft.page_id).update(**days)
    actions.publish_minor(revision=draft, by=staff.publisher)
    page = page_at(PAGE)
    assert (page.reviewed_on, page.review_due_on) == tuple(days.values())
    assert page.reviewed_by == staff.reviewer


def test_a_minor_edit_of_a_starter_page_leaves_it_marked_as_reviewed_by_nobody(staff, client, every_edit_is_minor):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="How pain works,")
    before = client.get("/articles/how-pain-works/").content.decode()
    actions.publish_minor(revision=draft, by=staff.publisher)
    page = page_at(PAGE)
    assert (page.reviewed_on, page.reviewed_by, page.review_due_on) == (None, None, None)
    shown = client.get("/articles/how-pain-works/").content.decode()
    assert "<h1>How pain works,</h1>" in shown
    assert "lastReviewed" not in shown
    mark = "No clinician of this clinic has reviewed"
    assert mark in before
    assert mark in shown


def test_a_clinical_change_is_no_minor_edit_and_each_reason_is_said(staff):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="How pain does not work")
    before = everything()
    with pytest.raises(actions.Refused, match=r"clinician's approval\. 'works' to 'does not work': \w+"):
        actions.publish_minor(revision=draft, by=staff.publisher)
    assert everything() == before


def test_a_changed_address_is_no_minor_edit(staff):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, slug="elsewhere")
    with pytest.raises(actions.Refused, match="the address changed"):
        actions.publish_minor(revision=draft, by=staff.publisher)


def test_a_minor_edit_is_judged_in_the_language_of_its_page(staff, monkeypatch):
    asked = []
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: asked.append(facts["language"]) or True)
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="How pain works,")
    Page.objects.filter(pk=draft.page_id).update(language="es")
    with pytest.raises(InvalidManuscript):  # what it cites and links to is English
        actions.publish_minor(revision=Revision.objects.get(pk=draft.pk), by=staff.publisher)
    assert asked == ["en", "es"]  # when it was saved, and when it was to be published


def test_a_minor_edit_with_a_fault_is_not_published(staff, every_edit_is_minor):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="x" * 71)
    with pytest.raises(InvalidManuscript):
        actions.publish_minor(revision=draft, by=staff.publisher)


@pytest.mark.parametrize("status", [PageStatus.NEVER_PUBLIC, PageStatus.WITHDRAWN])
def test_only_a_live_page_has_minor_edits(staff, every_edit_is_minor, status):
    if status == PageStatus.NEVER_PUBLIC:
        draft = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT).revisions.get()
    else:
        draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="How pain works,")
        actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    with pytest.raises(actions.Refused, match="live"):
        actions.publish_minor(revision=draft, by=staff.publisher)


# Snippets


def test_a_published_snippet_is_read_at_once_and_reopens_what_was_approved_with_its_old_words(staff, client):
    approved = staff.revision(page_at("conditions/sciatica"), RevisionState.APPROVED, title="Sciatica, approved")
    planned = staff.revision(page_at("conditions/low-back-pain"), RevisionState.SCHEDULED, title="Back pain, planned")
    other = staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Uses no snippet")
    snippet = page_at("snippets/warning-signs")
    assert all("snippet | warning-signs" in draft.manuscript for draft in (approved, planned))
    staff.published(snippet, body=snippet.body.replace("You have new pain down both legs.", "Both legs newly hurt."))
    assert "Both legs newly hurt." in client.get("/conditions/sciatica/").content.decode()
    for draft in (approved, planned):
        draft.refresh_from_db()
        assert (draft.state, draft.approved_by, draft.scheduled_for) == (RevisionState.IN_REVIEW, None, None)
        event = draft.events.first()
        assert (event.verb, event.note) == (Verb.REOPEN, f"The snippet {snippet.title!r} has changed.")
    other.refresh_from_db()
    assert other.state == RevisionState.APPROVED


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.RETURNED, RevisionState.IN_REVIEW])
def test_what_is_not_approved_is_not_reopened_by_a_snippet(staff, state):
    draft = staff.revision(page_at("conditions/sciatica"), state, title="Sciatica, open")
    snippet = page_at("snippets/warning-signs")
    staff.published(snippet, body=snippet.body.replace("You have new pain down both legs.", "Both legs newly hurt."))
    draft.refresh_from_db()
    assert draft.state == state
    assert not draft.events.filter(verb=Verb.REOPEN).exists()


# Planned withdrawals, the schedule


def test_a_planned_withdrawal_changes_nothing_for_the_public_yet(staff, client):
    before = client.get("/articles/how-pain-works/").content
    plan(staff, page_at(PAGE))
    page = page_at(PAGE)
    assert (page.status, page.withdrawal_by, page.withdrawal_note) == ("live", staff.publisher, "Out of date.")
    assert client.get("/articles/how-pain-works/").content == before


def test_a_planned_withdrawal_says_why_and_lies_ahead(staff):
    before = everything()
    with pytest.raises(actions.Refused, match="why"):
        plan(staff, page_at(PAGE), note="  ")
    with pytest.raises(actions.Refused, match="past"):
        actions.plan_withdrawal(page=page_at(PAGE), by=staff.publisher, at=timezone.now(), note="Old.")
    assert everything() == before


def test_a_withdrawal_is_planned_once_and_cancelled_once(staff):
    plan(staff, page_at(PAGE))
    with pytest.raises(actions.Refused, match="already"):
        plan(staff, page_at(PAGE))
    actions.cancel_withdrawal(page=page_at(PAGE), by=staff.publisher)
    page = page_at(PAGE)
    assert (page.withdrawal_due_at, page.withdrawal_by, page.withdrawal_note) == (None, None, "")
    with pytest.raises(actions.Refused, match="No withdrawal"):
        actions.cancel_withdrawal(page=page, by=staff.publisher)


def test_a_withdrawal_at_once_ends_the_planned_one(staff):
    plan(staff, page_at(PAGE))
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Now.")
    actions.restore(page=page_at(PAGE), by=staff.publisher)
    assert page_at(PAGE).withdrawal_due_at is None


def test_what_is_taken_off_the_schedule_stays_approved(staff):
    revision = staff.revision(page_at(PAGE), RevisionState.SCHEDULED)
    revision = actions.unschedule(revision=revision, by=staff.publisher)
    assert (revision.state, revision.scheduled_for) == (RevisionState.APPROVED, None)
    assert revision.approved_by == staff.reviewer


# Withdrawing, restoring, confirming


def test_a_withdrawal_says_why(staff):
    with pytest.raises(actions.Refused):
        actions.withdraw(page=page_at(PAGE), by=staff.publisher, note=" ")


def test_a_withdrawal_keeps_the_text_and_its_history(staff):
    page = page_at(PAGE)
    numbers = list(page.revisions.values_list("number", "manuscript"))
    actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    page = page_at(PAGE)
    assert list(page.revisions.values_list("number", "manuscript")) == numbers
    assert page.withdrawn_at is not None and page.live_revision is not None


def test_confirming_moves_the_review_and_leaves_the_day_of_change(staff, client):
    before = page_at(PAGE)
    actions.confirm_review(page=before, by=staff.reviewer, sha256=before.live_revision.sha256)
    page = page_at(PAGE)
    assert (page.reviewed_on, page.reviewed_by) == (timezone.localdate(), staff.reviewer)
    assert (page.updated_at, page.published_at) == (before.updated_at, before.published_at)
    assert "Reviewed by <strong>Rosa Reviewer" in client.get(page.get_absolute_url()).content.decode()


def test_confirming_is_bound_to_the_live_text(staff):
    read = page_at(PAGE).live_revision.sha256
    staff.published(page_at(PAGE), title="Not what I read")
    with pytest.raises(actions.Refused, match="changed since"):
        actions.confirm_review(page=page_at(PAGE), by=staff.publisher, sha256=read)


def test_nobody_who_wrote_any_part_of_a_page_confirms_it(staff, django_user_model):
    page, second = page_at(PAGE), django_user_model.objects.create_user("second")
    staff.revision(page, RevisionState.DRAFT, title="First")
    actions.save_draft(page=page, by=second, manuscript=edited(page, title="Second"))
    draft = actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Third"))
    staff.brought(draft, RevisionState.PUBLISHED)
    page = page_at(PAGE)
    for person in (staff.author, second):
        with pytest.raises(actions.Refused, match="own text"):
            actions.confirm_review(page=page, by=person, sha256=page.live_revision.sha256)


# When the next review is due


@pytest.mark.parametrize(
    ("kind", "address", "due"),
    [
        ("procedures", "procedures/physical-therapy", datetime.date(2029, 1, 31)),
        ("conditions", "conditions/sciatica", datetime.date(2030, 1, 31)),
        ("articles", PAGE, datetime.date(2031, 1, 31)),
    ],
)
def test_the_next_review_is_due_after_the_months_of_the_kind(staff, monkeypatch, kind, address, due):
    monkeypatch.setattr(timezone, "localdate", lambda value=None: datetime.date(2028, 1, 31))
    page = page_at(address)
    actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
    assert page_at(address).review_due_on == due


@pytest.mark.parametrize(
    ("reviewed", "months", "due"),
    [
        ((2027, 8, 31), 6, (2028, 2, 29)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2026, 12, 31), 4, (2027, 4, 30)),
        ((2026, 12, 15), 1, (2027, 1, 15)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
    ],
)
def test_a_page_with_its_own_months_is_due_at_the_end_of_a_short_month(staff, monkeypatch, reviewed, months, due):
    page = page_at(PAGE)
    Page.objects.filter(pk=page.pk).update(data={**page.data, "review_every_months": months})
    monkeypatch.setattr(timezone, "localdate", lambda value=None: datetime.date(*reviewed))
    actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
    assert page_at(PAGE).review_due_on == datetime.date(*due)


def test_a_page_is_due_on_the_day_and_after_it_but_not_when_withdrawn(staff):
    page = page_at(PAGE)
    actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
    due = page_at(PAGE).review_due_on
    assert not Page.objects.due_for_review(due - datetime.timedelta(days=1)).exists()
    assert [found.slug for found in Page.objects.due_for_review(due)] == ["how-pain-works"]
    actions.withdraw(page=page, by=staff.publisher, note="Wrong.")
    assert not Page.objects.due_for_review(due).exists()


def test_an_overdue_review_is_said_on_the_page(staff, client):
    page = page_at(PAGE)
    actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
    assert "has not been done yet" not in client.get(page.get_absolute_url()).content.decode()
    Page.objects.filter(pk=page.pk).update(review_due_on=timezone.localdate() - datetime.timedelta(days=1))
    assert "has not been done yet" in client.get(page.get_absolute_url()).content.decode()
