"""Two people at one row, and two at one page: whoever saves second is shown both, and loses nothing."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from publishing.desk.basics.watching import digest_of
from publishing.life import actions, loading
from publishing.life.models import ClinicProfile, Revision, SiteNotice, Source
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, edited, page_at
from tests.publishing.at_desk import entered, in_role, url

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"


@pytest.fixture
def desk(loaded, client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def address_of(row) -> str:
    return reverse(f"admin:publishing_{row._meta.model_name}_change", args=[row.pk])


def opened(desk, row) -> dict:
    """What the form of a row sends as it was shown."""
    response = desk.get(address_of(row))
    form = response.context["adminform"].form
    assert f'name="seen" value="{digest_of(row)}"' in response.content.decode()
    sent = {"seen": form.seen}
    for name, field in form.fields.items():
        value = field.widget.format_value(form[name].value()) if not field.disabled else None
        if name not in ("upload", "remove_logo") and value not in (None, "", [], [""], [None]):
            sent[name] = value[0] if isinstance(value, list) else value
    return sent


def rows() -> list:
    until = timezone.now().replace(microsecond=0) + datetime.timedelta(days=2)
    clinic, _made = ClinicProfile.objects.get_or_create(pk=1, defaults={"name": "The clinic"})
    return [
        (Source.objects.get(pk="koes2007"), "title", "publisher"),
        (clinic, "name", "hours"),
        (SiteNotice.objects.create(text="Closed.", until=until), "text", "text"),
    ]


@pytest.mark.parametrize("number", range(3))
def test_a_save_over_what_somebody_else_has_saved_is_refused_with_both(desk, number):
    row, name, other = rows()[number]
    mine = opened(desk, row)
    theirs = mine | {name: "What somebody else has typed"}
    assert desk.post(address_of(row), theirs).status_code == 302
    answer = desk.post(address_of(row), mine | {name: "What I typed", other: "What I typed"})
    assert answer.status_code == 200
    row.refresh_from_db()
    assert getattr(row, name) == "What somebody else has typed"
    shown = answer.content.decode()
    assert "Somebody else has saved this since you opened it" in shown
    assert "Saved meanwhile: “What somebody else has typed”." in shown and "What I typed" in shown


@pytest.mark.parametrize("number", range(3))
def test_whoever_has_seen_both_may_save_theirs(desk, number):
    row, name, _other = rows()[number]
    mine = opened(desk, row) | {name: "What I typed"}
    type(row).objects.filter(pk=row.pk).update(**{name: "What somebody else has typed"})
    again = desk.post(address_of(row), mine)
    assert desk.post(address_of(row), mine).status_code == 200  # the old form once more, by a double click
    seen = again.context["adminform"].form.seen
    assert desk.post(address_of(row), mine | {"seen": seen}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, name) == "What I typed"


def test_a_save_that_says_nothing_of_what_was_seen_is_refused(desk):
    row = Source.objects.get(pk="koes2007")
    mine = opened(desk, row) | {"title": "What I typed"}
    del mine["seen"]
    assert desk.post(address_of(row), mine).status_code == 200
    assert Source.objects.get(pk="koes2007").title != "What I typed"


def test_a_load_that_only_remembers_its_entry_makes_no_form_stale(desk, small_library):
    Source.objects.update(loaded_sha256="")
    row = Source.objects.get(pk="koes2007")
    mine = opened(desk, row) | {"title": "What I typed"}
    loading.load(small_library)
    assert desk.post(address_of(row), mine).status_code == 302


def test_a_load_that_changed_the_row_makes_the_form_stale(desk, small_library):
    row = Source.objects.get(pk="koes2007")
    mine = opened(desk, row) | {"publisher": "What I typed"}
    Source.objects.filter(pk=row.pk).update(title="A newer title of the library")
    answer = desk.post(address_of(row), mine)
    assert answer.status_code == 200 and "A newer title of the library" in answer.content.decode()


def test_who_may_only_look_gets_no_form(loaded, client, author):
    client.force_login(in_role(author, "Author"))
    assert client.get(address_of(Source.objects.get(pk="koes2007"))).status_code == 200


# Pages


@pytest.fixture
def at_page(staff, client, author):
    client.force_login(in_role(author, "Author"))
    User.objects.filter(pk=author.pk).update(is_superuser=True)
    return client


def test_a_draft_is_not_saved_over_a_live_text_that_is_newer_than_the_one_that_was_opened(staff, at_page):
    mine = entered(page_at(PAGE), title="What I typed")
    staff.published(page_at(PAGE), title="Published meanwhile")
    answer = at_page.post(url(page_at(PAGE)), mine)
    assert answer.status_code == 409
    assert not page_at(PAGE).revisions.open().exists()
    shown = answer.content.decode()
    assert "The public text changed on" in shown and "while you were writing" in shown
    assert "Published meanwhile" in shown and "What I typed" in shown
    assert at_page.post(url(page_at(PAGE)), mine).status_code == 409  # gone back to, and sent once more
    assert not page_at(PAGE).revisions.open().exists()


def test_nor_over_what_a_draft_became_that_somebody_else_published(staff, at_page):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="A draft")
    mine = entered(page_at(PAGE), title="What I typed")
    actions.save_draft(page=page_at(PAGE), by=staff.author, manuscript=edited(page_at(PAGE), title="Another"))
    staff.brought(Revision.objects.get(pk=draft.pk), RevisionState.PUBLISHED)
    assert at_page.post(url(page_at(PAGE)), mine).status_code == 409
    assert not page_at(PAGE).revisions.open().exists()


def test_what_was_published_as_it_was_opened_is_no_other_text(staff, at_page):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="A draft")
    mine = entered(page_at(PAGE), title="What I typed")
    staff.brought(draft, RevisionState.PUBLISHED)
    assert at_page.post(url(page_at(PAGE)), mine).status_code == 302
    assert "What I typed" in page_at(PAGE).revisions.open().get().manuscript


def test_both_are_shown_where_somebody_else_has_saved_the_draft(staff, at_page):
    staff.revision(page_at(PAGE), RevisionState.DRAFT, title="A draft")
    mine = entered(page_at(PAGE), title="What I typed")
    actions.save_draft(page=page_at(PAGE), by=staff.reviewer, manuscript=edited(page_at(PAGE), title="Saved meanwhile"))
    shown = at_page.post(url(page_at(PAGE)), mine).content.decode()
    assert "saved this page while you were writing" in shown and "Saved meanwhile" in shown


def test_a_draft_on_an_older_live_text_is_not_published(staff):
    older = page_at(PAGE).live_revision
    staff.published(page_at(PAGE), title="Published meanwhile")
    draft = staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Older")
    Revision.objects.filter(pk=draft.pk).update(based_on=older)
    with pytest.raises(actions.Stale, match="newer one than this draft was made on"):
        actions.publish(revision=draft, by=staff.publisher)
    assert page_at(PAGE).title == "Published meanwhile"
