"""What the database itself refuses, whatever code asks for it: each constraint by an attempt to break it."""

import datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from procedures.models import Indication, IndicationCitation
from publishing.life import actions
from publishing.life.models import (
    Citation,
    ClinicProfile,
    ContentVersion,
    FormerAddress,
    KeptText,
    Letter,
    Mention,
    Page,
    RareWord,
    ReadingTurn,
    Revision,
    SentReminder,
    SentText,
    StoredPicture,
    Writing,
)
from publishing.life.models.revision import Origin
from publishing.life.states import PageStatus, RevisionState
from tests.articles.editing import page_at
from tests.articles.manuscripts import article

pytestmark = pytest.mark.both_databases

OURS = ["glossary", "publishing", "conditions", "procedures", "articles", "website"]
PAGE = "articles/how-pain-works"
CHECKS = {
    constraint.name
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, models.CheckConstraint)
}


@pytest.fixture
def draft(staff):
    """An open draft by the author, on a live page."""
    return staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Why it hurts")


@pytest.fixture
def approved(staff):
    """A revision that the reviewer has approved."""
    return staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Why it hurts")


@pytest.fixture
def refused(request):
    """Assert that the database refuses an attempt: by the constraint that the test is named for."""
    name = request.function.__name__.removeprefix("test_")

    def attempt(what) -> None:
        with pytest.raises(IntegrityError) as error, transaction.atomic():
            what()
        if name in CHECKS:
            assert name in str(error.value)

    return attempt


def copy_of(row, **changes):
    """A second row like the first."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    values.pop(row._meta.pk.attname)
    return type(row)(**values | changes)


def again(row, **changes):
    """Insert a second row like the first, past every save()."""
    return lambda: type(row).objects.bulk_create([copy_of(row, **changes)])


def on(row, **changes):
    """Update a row, past every action."""
    return lambda: type(row).objects.filter(pk=row.pk).update(**changes)


# Pages


def test_one_page_per_address(loaded, refused):
    page = Page.objects.get(pk=page_at(PAGE).pk)
    other = page_at("articles/warning-signs")
    refused(lambda: Page.objects.filter(pk=other.pk).update(slug=page.slug))


def test_two_languages_may_share_a_slug(loaded):
    assert Page.objects.create(kind="articles", language="es", slug="how-pain-works").pk


@pytest.mark.parametrize("half", ["day", "person"])
def test_a_review_has_a_day_and_a_person(loaded, reviewer, half, refused):
    changes = {"reviewed_on": datetime.date(2026, 11, 21)} if half == "day" else {"reviewed_by": reviewer}
    refused(on(Page.objects.get(pk=page_at(PAGE).pk), **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"status": PageStatus.NEVER_PUBLIC},
        {"status": PageStatus.WITHDRAWN},
        {"status": "nonsense"},
        {"withdrawn_at": timezone.now()},
        {"published_at": None},
        {"live_revision": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_page_is_never_public_live_or_withdrawn(loaded, changes, refused):
    refused(on(Page.objects.get(pk=page_at(PAGE).pk), **changes))


def test_a_page_that_was_never_public_has_nothing_live(staff, refused):
    page = staff.new_page("articles", "fresh", article(), RevisionState.DRAFT)
    refused(lambda: Page.objects.filter(pk=page.pk).update(status=PageStatus.LIVE))
    refused(lambda: Page.objects.filter(pk=page.pk).update(published_at=timezone.now()))
    refused(lambda: Page.objects.filter(pk=page.pk).update(live_revision=page.revisions.get()))


@pytest.mark.parametrize("missing", [{"withdrawal_due_at": None}, {"withdrawal_by": None}, {"withdrawal_note": ""}])
def test_a_planned_withdrawal_is_whole(loaded, publisher, missing, refused):
    whole = {"withdrawal_due_at": timezone.now(), "withdrawal_by": publisher, "withdrawal_note": "Old."}
    page = Page.objects.get(pk=page_at(PAGE).pk)
    refused(on(page, **whole | missing))
    Page.objects.filter(pk=page.pk).update(**whole)
    refused(on(page, status=PageStatus.WITHDRAWN, withdrawn_at=timezone.now()))


def test_one_live_page_per_role(staff, refused):
    signs = Page.objects.get(pk=page_at("articles/warning-signs").pk)
    other = Page.objects.get(pk=page_at(PAGE).pk)
    refused(on(other, role=signs.role))
    Page.objects.filter(pk=other.pk).update(role=signs.role, language="es")
    actions.withdraw(page=signs, by=staff.publisher, note="Old.")
    Page.objects.filter(pk=other.pk).update(language="en")


@pytest.mark.parametrize("wrong", ["live", "itself"])
def test_another_page_stands_for_what_goes(staff, wrong, refused):
    page, other = page_at(PAGE), Page.objects.get(pk=page_at("articles/warning-signs").pk)
    if wrong == "itself":
        actions.withdraw(page=page, by=staff.publisher, note="Old.", instead=other)
        other = Page.objects.get(pk=page.pk)
    refused(on(Page.objects.get(pk=page.pk), instead=other))


def test_a_page_does_not_translate_itself(loaded, refused):
    page = Page.objects.get(pk=page_at(PAGE).pk)
    refused(on(page, translation_of=page))


def test_a_revision_is_live_on_one_page_only(loaded, refused):
    page, other = page_at(PAGE), Page.objects.get(pk=page_at("articles/warning-signs").pk)
    refused(on(other, live_revision=page.live_revision))


def test_one_page_per_former_address(loaded, refused):
    former = FormerAddress.objects.create(kind="articles", language="en", slug="once", page=page_at(PAGE))
    refused(again(former, page_id=page_at("articles/warning-signs").pk))


def test_one_citation_per_source(loaded, refused):
    refused(again(page_at(PAGE).citations.first()))


def test_one_row_per_rare_word(loaded, refused):
    refused(again(RareWord.objects.first()))


def test_named_once_in_a_text(loaded, refused):
    refused(again(Mention.objects.first()))


# Revisions


def test_revisions_are_numbered(draft, refused):
    refused(on(draft, number=draft.page.live_revision.number))


def test_one_open_revision_per_page(draft, refused):
    refused(again(draft, number=99))
    refused(on(draft.page.live_revision, state=RevisionState.RETURNED))


@pytest.mark.parametrize("who", ["created_by", "edited_by"])
def test_the_approver_is_not_the_author(approved, publisher, who, refused):
    refused(on(approved, **{who: approved.approved_by_id}))
    Revision.objects.filter(pk=approved.pk).update(**{who: publisher})


@pytest.mark.parametrize("missing", ["approved_by", "approved_at", "approved_sha256"])
def test_an_approval_is_whole(staff, missing, refused):
    published = staff.published(page_at(PAGE), title="Why it hurts").live_revision
    refused(on(published, origin=Origin.STARTER_LIBRARY, **{missing: None}))


def test_an_approval_is_of_this_text(approved, refused):
    refused(on(approved, sha256="0" * 64))


@pytest.mark.parametrize("missing", ["published_by", "published_at"])
def test_a_publication_is_whole(approved, publisher, missing, refused):
    whole = {"published_by": publisher, "published_at": timezone.now()}
    refused(on(approved, **whole | {missing: None}))


@pytest.mark.parametrize("state", [RevisionState.APPROVED, RevisionState.SCHEDULED])
def test_approved_means_approved_by_somebody(draft, state, refused):
    time = timezone.now() if state == RevisionState.SCHEDULED else None
    refused(on(draft, state=state, scheduled_for=time))


def test_scheduled_has_a_time(approved, refused):
    refused(on(approved, state=RevisionState.SCHEDULED))
    refused(on(approved, scheduled_for=timezone.now()))


def test_published_was_approved_or_minor_or_came_along(draft, publisher, refused):
    published = {"state": RevisionState.PUBLISHED, "published_by": publisher, "published_at": timezone.now()}
    refused(on(draft, **published))
    Revision.objects.filter(pk=draft.pk).update(**published, origin=Origin.STARTER_LIBRARY)
    refused(on(draft, origin=Origin.STAFF))
    Revision.objects.filter(pk=draft.pk).update(is_minor=True, origin=Origin.STAFF)


def test_published_has_a_time(approved, refused):
    refused(on(approved, state=RevisionState.PUBLISHED))


# Links with their evidence


def test_indications_are_ordered(loaded, refused):
    first, second = page_at("procedures/physical-therapy").procedure.indications.all()[:2]
    refused(on(second, position=first.position))


def test_one_link_per_condition_and_relation(loaded, refused):
    refused(again(Indication.objects.first(), position=99))


def test_one_source_per_side(loaded, refused):
    citation = IndicationCitation.objects.first()
    refused(again(citation, position=99))
    IndicationCitation.objects.bulk_create([copy_of(citation, side="in_favor", position=99)])


# Reminders


def test_one_reminder_per_page_day_and_distance(loaded, author, refused):
    due = {"page": page_at(PAGE), "to": author, "due_on": datetime.date(2026, 11, 21)}
    reminder = SentReminder.objects.create(**due, days_before=30)
    SentReminder.objects.create(**due, days_before=60)
    refused(again(reminder))


def test_one_digest_per_person_and_week(db, author, reviewer, refused):
    week = {"page": None, "due_on": datetime.date(2026, 11, 16), "days_before": 0}
    digest = SentReminder.objects.create(**week, to=author)
    SentReminder.objects.create(**week, to=reviewer)
    refused(again(digest, days_before=1))


def test_one_row_per_person_thing_and_sort(db, author, reviewer, refused):
    what = {"about": "page-1", "sort": "note-done"}
    letter = Letter.objects.create(to=author, **what)
    Letter.objects.create(to=reviewer, **what)
    refused(again(letter))


# One row, one name


def test_one_picture_per_name(loaded, refused):
    refused(again(StoredPicture.objects.first()))


def test_one_content_version(loaded, refused):
    refused(lambda: ContentVersion.objects.bulk_create([ContentVersion(id=2)]))


def test_one_kept_text_per_form(loaded, author, refused):
    kept = {"by": author, "page": page_at(PAGE), "tab": "a", "kept_at": timezone.now()}
    KeptText.objects.create(**kept)
    KeptText.objects.create(**{**kept, "tab": "b"})
    refused(lambda: KeptText.objects.create(**kept))


def test_one_writing_per_person_and_page(loaded, author, reviewer, refused):
    here = {"page": page_at(PAGE), "seen_at": timezone.now()}
    Writing.objects.create(by=author, **here)
    Writing.objects.create(by=reviewer, **here)
    refused(lambda: Writing.objects.create(by=author, **here))


def test_one_turn_for_each_reader(loaded, author, reviewer, refused):
    turn = {"page": page_at(PAGE), "begun_at": timezone.now()}
    ReadingTurn.objects.create(person=author, **turn)
    ReadingTurn.objects.create(person=reviewer, **turn)
    refused(lambda: ReadingTurn.objects.create(person=author, **turn))


def test_a_sent_text_is_kept_once(draft, refused):
    sent = {"revision": draft, "sha256": draft.sha256, "manuscript": draft.manuscript}
    SentText.objects.create(**sent)
    refused(lambda: SentText.objects.create(**sent))


def test_one_clinic_profile(loaded, refused):
    refused(lambda: ClinicProfile.objects.bulk_create([ClinicProfile(id=2)]))


# The rules of deletion


def test_a_page_with_versions_cannot_be_deleted(loaded):
    with pytest.raises(models.ProtectedError):
        page_at(PAGE).delete()


def test_a_cited_source_cannot_be_deleted(loaded):
    with pytest.raises(models.ProtectedError):
        Citation.objects.first().source.delete()


def test_a_person_who_wrote_cannot_be_deleted(draft):
    with pytest.raises(models.ProtectedError):
        draft.created_by.delete()


def test_every_constraint_has_an_attempt_to_break_it():
    names = {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for constraint in model._meta.constraints
    }
    assert names
    assert {name for name in names if f"test_{name}" not in globals()} == set()
