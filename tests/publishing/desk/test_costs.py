"""What the screens of the desk cost: they ask the database as often of a large site as of a small one."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from publishing.changes import minor
from publishing.desk import reports
from publishing.life import actions, authorship
from publishing.life.models import Event, Mention, Note, Page, Revision
from publishing.life.models.revision import approval_digest
from publishing.life.states import RevisionState, Verb
from publishing.text.naming import Naming
from tests.articles.editing import Staff, edited, page_at
from tests.publishing.at_desk import url
from tests.website.test_machines import more

pytestmark = pytest.mark.both_databases

PAGE, LIST = "articles/how-pain-works", "/admin/publishing/page/reports/"
LISTS = ["/admin/", "/admin/articles/article/", "/admin/publishing/page/", "/admin/publishing/event/", LIST]


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    author.groups.set(Group.objects.all())
    return Staff(author, reviewer, publisher)


@pytest.fixture
def cost(staff, client):
    """How many queries a screen costs somebody who has opened it before."""
    client.force_login(staff.author)

    def count(address: str) -> int:
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    return count


def version(page: Page, number: int, person, state: RevisionState) -> Revision:
    text = f"{page.live_revision.manuscript}\nVersion {number}.\n"
    sha256 = approval_digest(page.kind, page.language, page.slug, text)
    by = {"created_by": person, "edited_by": person, "edited_at": timezone.now()}
    return Revision(page=page, number=number, slug=page.slug, manuscript=text, sha256=sha256, state=state, **by)


def crowd(page: Page, staff: Staff) -> None:
    """Sixty more pages with a draft each, all of which name a page; of that page many versions, events and notes."""
    copies = list(Article.objects.filter(pk__in=more(Article, 60, staff.reviewer)).select_related("live_revision"))
    drafts = [version(copy, 2, staff.publisher, RevisionState.IN_REVIEW) for copy in copies]
    texts = [*Revision.objects.bulk_create(drafts), *(copy.live_revision for copy in copies)]
    names = [
        (Naming.PAGE, page.address, page),
        (Naming.PAGE, "articles/nobody", None),
        (Naming.PICTURE, "images/x", None),
    ]
    Mention.objects.bulk_create(
        Mention(revision=text, what=what, language="en", name=name, target=target)
        for text in texts
        for what, name, target in names
    )
    old = [version(page, number, staff.reviewer, RevisionState.SUPERSEDED) for number in range(100, 160)]
    for revision in Revision.objects.bulk_create(old):
        what = {"revision": revision, "by": staff.reviewer, "note": "Why.", "content_version": 1}
        Event.objects.bulk_create([Event(page=page, verb=verb, **what) for verb in (Verb.SAVE, Verb.RETURN)])
    Note.objects.bulk_create(Note(page=page, by=staff.reviewer, text="Look.") for _ in range(60))


def screens(page: Page) -> list[str]:
    names = ("change", "compare", "history", "share")
    more_of_it = [url(page, "version", 1), url(page, "preview", 1), f"{url(page, 'do')}?verb=withdraw"]
    return [*(url(page, name) for name in names), *more_of_it, f"{url(page, 'history')}?on={timezone.localdate()}"]


def test_the_screens_of_a_page_cost_the_same_with_many_texts_that_name_it_and_a_long_history(staff, cost):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.RETURNED, title="A draft")
    before = {address: cost(address) for address in screens(page)}
    crowd(page, staff)
    assert {address: cost(address) for address in screens(page)} == before
    assert max(before.values()) <= 30


def test_the_lists_of_the_desk_and_every_report_cost_the_same_with_many_pages_and_drafts(staff, cost):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.RETURNED, title="A draft")
    staff.revision(page_at("articles/warning-signs"), RevisionState.DRAFT, related=["articles/nobody"])
    addresses = LISTS + [f"{LIST}{report.name}/" for report in reports.all_reports()]
    before = {address: cost(address) for address in addresses}
    crowd(page, staff)
    assert {address: cost(address) for address in addresses} == before
    assert max(before.values()) <= 30


def test_who_wrote_a_text_costs_the_same_below_many_minor_edits(staff, monkeypatch):
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)

    def corrected(number: int) -> Revision:
        page = page_at(PAGE)
        draft = actions.save_draft(page=page, by=staff.publisher, manuscript=edited(page, title=f"Title {number}"))
        actions.publish_minor(revision=draft, by=staff.publisher)
        return Revision.objects.get(pk=draft.pk)

    def cost_of(revision: Revision) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert {staff.author.pk, staff.publisher.pk} <= authorship.writers(revision)
        return len(asked)

    staff.published(page_at(PAGE), title="By the author")
    assert cost_of(corrected(1)) == cost_of([corrected(number) for number in range(2, 8)][-1])
