"""What lists, pickers, histories and reports read of a page: lines, and never its texts."""

import re

import pytest
from django.contrib.auth.models import Group, User

from publishing.desk import sharing
from publishing.life import actions
from publishing.life.models import Contributor
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
from tests.publishing import screens
from tests.publishing.screens import asked
from tests.website.test_pages import LISTS

pytestmark = pytest.mark.both_databases

PAGE = "conditions/sciatica"
TEXTS = re.compile(r'[\w"]+\."(?:html|data|body|manuscript)"')
SELECTED = re.compile(r"^SELECT (.*?) FROM ", re.DOTALL)


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
    addresses = {
        **screens.changelists(),
        **screens.PICKERS,
        **screens.reported(),
        **screens.hand_over(Contributor.objects.get(pk="leaving")),
        **screens.lists_of(page_at(PAGE)),
    }
    read = {name: texts_in(asked(client, address)) for name, address in addresses.items()}
    assert {name: found for name, found in read.items() if found} == {}


@pytest.mark.parametrize("address", [*LISTS, "/sitemap.xml"])
def test_no_public_list_reads_a_text(staff, client, address):
    assert texts_in(asked(client, address)) == set()
