"""What the screens of the desk cost: they ask the database as often of a large site as of a small one."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone

from articles.models import Article
from conditions.models import Condition
from glossary.models import Term
from publishing.changes import minor
from publishing.desk.letters import sharing
from publishing.life import actions, authorship
from publishing.life.models import (
    Contributor,
    Event,
    Mention,
    Note,
    Page,
    Revision,
    SiteNotice,
    Snippet,
    Source,
    StoredPicture,
)
from publishing.life.models.revision import approval_digest
from publishing.life.states import RevisionState, Verb
from publishing.life.verbs import DEEDS
from publishing.text.naming import Naming
from tests.articles.editing import Staff, edited, page_at
from tests.publishing import screens
from tests.publishing.at_desk import url
from tests.website.test_machines import more, more_links

pytestmark = pytest.mark.both_databases

PAGE, CONDITION, PROCEDURE = "articles/how-pain-works", "conditions/sciatica", "procedures/epidural-steroid-injection"
MANY = 25


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    """Three people, the first of whom may do everything, and a page that somebody keeps who leaves."""
    author.groups.set(Group.objects.all())
    User.objects.filter(pk=author.pk).update(is_superuser=True)
    Contributor.objects.create(id="leaving", name="Leaving", kind="person")
    staff = Staff(author, reviewer, publisher)
    staff.published(page_at("articles/your-first-visit"), owner="leaving", deputy="leaving")
    return staff


@pytest.fixture
def cost(staff, client):
    """How many queries each screen costs somebody who has opened it before."""
    client.force_login(staff.author)
    return lambda addresses: {name: len(screens.asked(client, address)) for name, address in addresses.items()}


def version(page: Page, number: int, person, state: RevisionState) -> Revision:
    text = f"{page.live_revision.manuscript}\nVersion {number}.\n"
    sha256 = approval_digest(page.kind, page.language, page.slug, text)
    by = {"created_by": person, "edited_by": person, "edited_at": timezone.now()}
    return Revision(page=page, number=number, slug=page.slug, manuscript=text, sha256=sha256, state=state, **by)


def crowd(page: Page, staff: Staff) -> None:
    """Many more pages with a draft each, all of which name a page and are kept by who leaves; of that page many
    versions, events, notes and shared drafts.
    """
    copies = list(Article.objects.filter(pk__in=more(Article, MANY, staff.reviewer)).select_related("live_revision"))
    Article.objects.filter(pk__in=copies).update(owner="leaving")
    drafts = [version(copy, 2, staff.publisher, RevisionState.IN_REVIEW) for copy in copies]
    texts = [*Revision.objects.bulk_create(drafts), *(copy.live_revision for copy in copies)]
    names = [
        (Naming.PAGE, page.address, page),
        (Naming.PAGE, "articles/nobody", None),
        (Naming.PICTURE, "images/x", None),
        (Naming.KEEPER, "leaving", None),
    ]
    Mention.objects.bulk_create(
        Mention(revision=text, what=what, language="en", name=name, target=target)
        for text in texts
        for what, name, target in names
    )
    old = [version(page, number, staff.reviewer, RevisionState.SUPERSEDED) for number in range(100, 100 + MANY)]
    for revision in Revision.objects.bulk_create(old):
        what = {"revision": revision, "by": staff.reviewer, "note": "Why.", "content_version": 1}
        Event.objects.bulk_create([Event(page=page, verb=verb, **what) for verb in (Verb.SAVE, Verb.RETURN)])
        sharing.share(revision=revision, by=staff.reviewer)
    Note.objects.bulk_create(Note(page=page, by=staff.reviewer, text="Look.") for _ in range(MANY))


def much_beside(staff: Staff) -> None:
    """Many terms, snippets, links to a condition, sources that others replace, people, pictures and notices."""
    more(Term, MANY, staff.reviewer)
    more(Snippet, MANY, staff.reviewer)
    more_links(CONDITION, MANY, staff.reviewer)
    Source.objects.bulk_create(
        Source(id=f"source-{number}", title="A source", publisher="P", kind="review", superseded_by_id="nice-ng59")
        for number in range(MANY)
    )
    accounts = [User.objects.create_user(f"person-{number}", is_staff=True) for number in range(MANY)]
    Contributor.objects.bulk_create(
        Contributor(id=person.username, name="A person", kind="person", user=person) for person in accounts
    )
    StoredPicture.objects.bulk_create(
        StoredPicture(name=f"drawings/{number}.svg", file="x.svg", width=1, height=1) for number in range(MANY)
    )
    until = timezone.now() + datetime.timedelta(days=1)
    SiteNotice.objects.bulk_create(SiteNotice(text="Closed.", until=until) for _ in range(MANY))


def with_many_links(staff: Staff) -> Page:
    """A procedure whose draft has a link to each of many conditions, each with a source of its own."""
    page = page_at(PROCEDURE)
    (link, *_others) = page.data["indications"]
    link = {**link, "checked_on": datetime.date.fromisoformat(link["checked_on"])}
    conditions = more(Condition, MANY, staff.reviewer)
    sources = Source.objects.bulk_create(
        Source(id=f"of-link-{number}", title="A source", publisher="P", kind="review") for number in range(MANY)
    )
    links = [
        {**link, "condition": condition.slug, "sources": [*link["sources"], source.pk]}
        for condition, source in zip(conditions, sources, strict=True)
    ]
    staff.revision(page, RevisionState.DRAFT, indications=links)
    return page


def of_a_page(page: Page) -> dict[str, str]:
    return {**screens.texts_of(page), **screens.lists_of(page)}


def of_the_desk() -> dict[str, str]:
    leaving = Contributor.objects.get(pk="leaving")
    source = Source.objects.get(pk="nice-ng59")
    return {
        **screens.changelists(),
        **screens.PICKERS,
        **screens.reported(),
        **screens.hand_over(leaving),
        **screens.add_forms(),
        **screens.of_a_row(leaving),
        **screens.of_a_row(source),
    }


def test_the_screens_of_a_page_cost_the_same_with_many_texts_that_name_it_and_a_long_history(staff, cost):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.RETURNED, title="A draft")
    Note.objects.create(page=page, by=staff.reviewer, text="Look.")
    before = cost(of_a_page(page))
    crowd(page, staff)
    assert cost(of_a_page(page)) == before
    assert max(before.values()) <= 30


def test_the_screens_of_a_condition_cost_the_same_with_many_terms_snippets_and_links_to_it(staff, cost):
    page = page_at(CONDITION)
    staff.revision(page, RevisionState.RETURNED, title="A draft")
    before = cost(of_a_page(page))
    much_beside(staff)
    assert cost(of_a_page(page)) == before
    assert max(before.values()) <= 30


def test_the_screens_of_a_procedure_cost_the_same_with_many_links(staff, cost):
    page = page_at(PROCEDURE)
    staff.revision(page, RevisionState.DRAFT, title="A draft")
    before, after = cost(of_a_page(page)), cost(of_a_page(with_many_links(staff)))
    assert all(after[name] <= before[name] for name in before)
    assert max(before.values()) <= 30


def test_the_form_of_the_longest_page_asks_the_database_twelve_times_with_a_draft_or_without(staff, client):
    page = page_at(PROCEDURE)
    staff.publisher.groups.set(Group.objects.filter(name="Publisher"))
    client.force_login(staff.publisher)
    assert len(screens.asked(client, url(page))) <= 12
    staff.revision(page, RevisionState.DRAFT, title="A draft")
    client.get(url(page))
    assert len(screens.asked(client, url(page))) <= 12


def test_the_form_of_a_page_that_staff_published_asks_the_database_twelve_times_in_every_state(staff, client):
    """Whoever may publish is offered an undo as well."""
    staff.publisher.groups.set(Group.objects.filter(name="Publisher"))
    client.force_login(staff.publisher)
    for place in (PROCEDURE, CONDITION):
        page = staff.published(page_at(place), title="By staff")
        assert DEEDS[Verb.UNDO] in client.get(url(page)).context["others"]
        assert len(screens.asked(client, url(page))) <= 12
        draft = staff.revision(page, RevisionState.DRAFT, title="A draft")
        client.get(url(page))
        assert len(screens.asked(client, url(page))) <= 12
        staff.brought(draft, RevisionState.IN_REVIEW)
        client.get(url(page))
        assert len(screens.asked(client, url(page))) <= 12


def test_the_screens_of_a_decision_ask_the_database_no_more_than_they_must(staff, client):
    page = staff.published(page_at(PROCEDURE), title="By staff")
    staff.published(page_at(PROCEDURE), title="By staff again")
    staff.reviewer.groups.set(Group.objects.filter(name="Clinical reviewer"))
    client.force_login(staff.author)
    client.get(url(page, "undo"))
    assert len(screens.asked(client, url(page, "undo"))) <= 26
    draft = staff.revision(page_at(PROCEDURE), RevisionState.IN_REVIEW, title="A draft")
    client.force_login(staff.reviewer)
    client.get(url(page, "compare"))
    assert len(screens.asked(client, url(page, "compare"))) <= 26
    actions.approve(revision=draft, by=staff.reviewer, sha256=draft.sha256)
    client.get(url(page, "reviewed"))
    assert len(screens.asked(client, url(page, "reviewed"))) <= 12


def test_the_library_asks_for_its_people_once(staff, client):
    client.force_login(staff.author)
    address = reverse("admin:publishing_page_library")
    client.get(address)
    assert len(screens.asked(client, address)) <= 16


def test_the_lists_of_the_desk_and_every_report_cost_the_same_with_much_of_everything(staff, cost):
    page = page_at(PAGE)
    staff.revision(page, RevisionState.RETURNED, title="A draft")
    staff.revision(page_at("articles/warning-signs"), RevisionState.DRAFT, related=["articles/nobody"])
    others = Staff(staff.publisher, staff.reviewer, staff.author)
    others.revision(page_at("conditions/sciatica"), RevisionState.IN_REVIEW, title="For the author to read")
    before = cost(of_the_desk())
    crowd(page, staff)
    much_beside(staff)
    assert cost(of_the_desk()) == before
    assert max(before.values()) <= 30


@pytest.fixture
def looked_up(staff, client, monkeypatch):
    """How often each screen asks the URL tree for an address and a row for the label of a choice."""
    client.force_login(staff.author)
    calls: list[str] = []

    def counted(owner: type, name: str) -> None:
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *what, **named: calls.append(name) or real(*what, **named))

    def count(addresses: dict[str, str]) -> dict[str, int]:
        found = {}
        for name, address in addresses.items():
            client.get(address)
            calls.clear()
            client.get(address)
            found[name] = len(calls)
        return found

    counted(URLResolver, "_reverse_with_prefix")
    counted(Model, "_get_FIELD_display")
    return count


def test_many_lines_look_up_no_more_addresses_and_labels_than_one(staff, looked_up):
    page, snippet = page_at(PAGE), page_at("snippets/warning-signs")
    for one in (page, snippet):
        staff.revision(one, RevisionState.RETURNED, title="A draft")
        Note.objects.create(page=one, by=staff.author, text="Look.")
    staff.revision(page_at("articles/your-first-visit"), RevisionState.IN_REVIEW, related=[page.address])
    others = Staff(staff.publisher, staff.reviewer, staff.author)
    others.revision(page_at("articles/warning-signs"), RevisionState.IN_REVIEW, title="For the author to read")
    addresses = {
        **screens.reported(),
        **screens.hand_over(Contributor.objects.get(pk="leaving")),
        **{name: address for name, address in of_a_page(page).items() if name != "share"},
        "compare of a snippet": screens.texts_of(snippet)["compare"],
    }
    before = looked_up(addresses)
    crowd(page, staff)
    names = {"what": Naming.SNIPPET, "language": "en", "name": snippet.address, "target": snippet}
    drafts = Revision.objects.filter(state=RevisionState.IN_REVIEW, slug__startswith="copy-")
    Mention.objects.bulk_create(Mention(revision=draft, **names) for draft in drafts)
    after = looked_up(addresses)
    assert {name: count for name, count in after.items() if count > before[name]} == {}


def test_who_wrote_a_text_costs_the_same_below_many_minor_edits(staff, monkeypatch):
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)

    def corrected(number: int) -> Revision:
        page = page_at(PAGE)
        draft = actions.save_draft(page=page, by=staff.publisher, manuscript=edited(page, title=f"Title {number}"))
        actions.publish_minor(revision=draft, by=staff.publisher)
        return Revision.objects.get(pk=draft.pk)

    def cost_of(revision: Revision) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert authorship.writers(revision) == {staff.author.pk}
        return len(asked)

    staff.published(page_at(PAGE), title="By the author")
    assert cost_of(corrected(1)) == cost_of([corrected(number) for number in range(2, 8)][-1])
