"""What lists, pickers, histories and reports read of a page: lines, and never its texts."""

import re

import pytest
from django.contrib.auth.models import Group, User

from publishing.desk.letters import sharing
from publishing.life import actions
from publishing.life.models import Contributor, Source
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.publishing import screens
from tests.publishing.screens import asked
from tests.website.test_pages import LISTS

pytestmark = pytest.mark.both_databases

PAGE = "conditions/sciatica"
TEXTS = re.compile(r'[\w"]+\."(?:html|data|body|manuscript)"')
SELECTED = re.compile(r"^SELECT (.*?) FROM ", re.DOTALL)

#: What a screen reads beside the text that it is of.
PRINTED = {
    "preview": {'"procedures_indication"."html"'},  # the links of procedures that a condition prints
}


def texts_in(statements: list[str]) -> set[str]:
    """The columns with a text that statements bring along."""
    selected = [found[1] for sql in statements if (found := SELECTED.match(sql))]
    return {column for columns in selected for column in TEXTS.findall(columns)}


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    """People of whom one may do everything, and a page with versions, a draft, a link to it and an owner."""
    author.groups.set(Group.objects.all())
    Contributor.objects.create(id="leaving", name="Leaving", kind="person")
    staff = Staff(author, reviewer, publisher)
    page = staff.published(page_at(PAGE), title="Nerve pain", owner="leaving", deputy="leaving")
    staff.revision(page, RevisionState.RETURNED, title="A draft")
    actions.confirm_review(page=page_at(PAGE), by=reviewer, sha256=page.live_revision.sha256)
    sharing.share(revision=page.revisions.open().get(), by=author)
    staff.revision(page_at("articles/warning-signs"), RevisionState.DRAFT, related=["articles/nobody"])
    return staff


def test_no_list_picker_history_or_report_reads_a_text(staff, client):
    User.objects.filter(pk=staff.author.pk).update(is_superuser=True)
    client.force_login(staff.author)
    leaving = Contributor.objects.get(pk="leaving")
    addresses = {
        **screens.changelists(),
        **screens.PICKERS,
        **screens.reported(),
        **screens.hand_over(leaving),
        **screens.of_a_row(leaving),
        **screens.of_a_row(Source.objects.get(pk="nice-ng59")),
        **screens.lists_of(page_at(PAGE)),
    }
    read = {name: texts_in(asked(client, address)) for name, address in addresses.items()}
    deletions = [name for name in read if name.startswith("delete of")]
    for name in deletions:  # a text is read where the name of what would go stands in it, and not its page
        assert read.pop(name) <= {'"publishing_revision"."manuscript"'}
    assert read.pop("list of storedpicture") <= {'"publishing_page"."data"'}  # one key of it: the plates of a page
    assert {name: found for name, found in read.items() if found} == {} and deletions


def test_a_screen_of_a_text_reads_that_text_and_not_what_is_public_of_its_page(staff, client):
    client.force_login(staff.author)
    read = {name: texts_in(asked(client, address)) for name, address in screens.texts_of(page_at(PAGE)).items()}
    assert read == {name: {'"publishing_revision"."manuscript"'} | PRINTED.get(name, set()) for name in read}


def test_who_keeps_pages_cannot_be_deleted_and_sees_why(staff, client):
    User.objects.filter(pk=staff.author.pk).update(is_superuser=True)
    client.force_login(staff.author)
    address = screens.of_a_row(Contributor.objects.get(pk="leaving"))["delete of contributor"]
    for answer in (client.get(address), client.post(address, {"post": "yes"})):
        assert "Nerve pain" in answer.content.decode()
    assert Contributor.objects.filter(pk="leaving").exists()


@pytest.mark.parametrize("address", [*LISTS, "/sitemap.xml"])
def test_no_public_list_reads_a_text(staff, client, address):
    assert texts_in(asked(client, address)) == set()
