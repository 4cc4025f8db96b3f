"""Texts that name a page follow it to its new address, and nothing else in them changes."""

import pytest

from publishing.life import actions, linking
from publishing.life.models import Contributor, Page
from publishing.life.states import RevisionState, Verb
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article
from tests.procedures.manuscripts import indication, procedure

pytestmark = pytest.mark.both_databases

OLD, NEW = "sciatica", "leg-nerve-pain"


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def naming(slug: str) -> str:
    """A text that names the condition once in its list and three times in its body, and its prefixes around it."""
    body = (
        f"## Part {{#part}}\n\nRead of [it](../conditions/{slug}.md), and of [its time](../conditions/{slug}.md"
        f"#what-to-expect). Sciatica, conditions/{OLD} and (../conditions/{OLD}.md) are words. "
        f"[Another](../articles/{OLD}.md), [longer](../conditions/{OLD}-in-children.md)."
    )
    return article("A text that links", body, related=[f"conditions/{slug}", f"conditions/{OLD}-in-children"])


@pytest.fixture
def neighbors(staff):
    """Pages whose address begins with, or is, the same slug."""
    live = page_at(f"conditions/{OLD}").live_revision.manuscript
    staff.new_page("conditions", f"{OLD}-in-children", live.replace("title: Sciatica", "title: Sciatica in children"))
    staff.new_page("articles", OLD, article("Another page of that name"))


def moved(staff) -> Page:
    return staff.published(page_at(f"conditions/{OLD}"), slug=NEW)


def live(address: str) -> str:
    return page_at(address).live_revision.manuscript


# The functions


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("[a](../conditions/sciatica.md)", "[a](../conditions/new.md)"),
        ("[a](../conditions/sciatica.md#tests) b", "[a](../conditions/new.md#tests) b"),
        ("](../conditions/sciatica.md)](../conditions/sciatica.md)", "](../conditions/new.md)](../conditions/new.md)"),
        ("- conditions/sciatica", "- conditions/new"),
        ("  page: conditions/sciatica", "  page: conditions/new"),
        ("- condition: sciatica", "- condition: new"),
        ("  condition: sciatica", "  condition: new"),
        ("translation_of: sciatica", "translation_of: new"),
        ("[a](../conditions/sciatica-2.md)", None),
        ("[a](../conditions/my-sciatica.md)", None),
        ("[a](../articles/sciatica.md)", None),
        ("[a](../conditions/sciatica)", None),
        ("- conditions/sciatica-2", None),
        ("- my-conditions/sciatica", None),
        ("- condition: sciatica-2", None),
        ("- condition: acute sciatica", None),
        ("- precondition: sciatica", None),
        ("title: sciatica", None),
        ("Sciatica and conditions/sciatica in a sentence.", None),
    ],
)  # fmt: skip
def test_a_line_follows_only_where_it_names_the_page(line, after):
    text = f"before\n{line}\nafter"
    assert linking.follow(text, "conditions", "sciatica", "new") == (
        text if after is None else f"before\n{after}\nafter"
    )


# A changed address


def test_links_with_and_without_an_anchor_and_lists_follow_and_nothing_else(staff, neighbors):
    staff.new_page("articles", "links", naming(OLD))
    before = page_at("articles/links")
    moved(staff)
    page = page_at("articles/links")
    assert page.live_revision.manuscript == naming(NEW)
    assert (page.live_revision.is_minor, page.live_revision.state) == (True, RevisionState.PUBLISHED)
    assert (page.reviewed_on, page.reviewed_by, page.review_due_on) == (
        before.reviewed_on,
        before.reviewed_by,
        before.review_due_on,
    )
    event = page.events.first()
    assert (event.verb, event.by) == (Verb.MOVE_LINKS, staff.publisher)
    assert event.note == f"conditions/{OLD} is conditions/{NEW} now."
    assert page.related.filter(slug=NEW).exists()
    assert f"/conditions/{NEW}/" in str(page.html)
    assert f'"/conditions/{OLD}/"' not in str(page.html)


def test_the_old_address_leads_to_the_new_one_for_good(staff, client):
    moved(staff)
    answer = client.get(f"/conditions/{OLD}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/conditions/{NEW}/")
    assert client.get(f"/conditions/{NEW}/").status_code == 200


def test_no_live_text_of_the_library_names_the_old_address_any_more(staff):
    page = page_at(f"conditions/{OLD}")
    before = {mention.page.address for mention in linking.mentions(page)}
    assert {"articles/how-pain-works", "procedures/epidural-steroid-injection"} <= before
    moved(staff)
    page = page_at(f"conditions/{NEW}")
    assert linking.mentions(page, OLD) == []
    assert {mention.page.address for mention in linking.mentions(page)} == before


def test_the_condition_of_a_procedure_s_evidence_follows(staff):
    staff.new_page("procedures", "plain", procedure(indications=[indication(OLD)]))
    moved(staff)
    assert live("procedures/plain") == procedure(indications=[indication(NEW)])
    assert page_at("procedures/plain").procedure.indications.get().condition.slug == NEW


def test_the_page_of_other_care_follows(staff):
    before = live(f"conditions/{OLD}")
    assert "  page: procedures/physical-therapy\n" in before
    staff.published(page_at("procedures/physical-therapy"), slug="guided-exercise")
    after = live(f"conditions/{OLD}")
    assert "  page: procedures/guided-exercise\n" in after
    assert "physical-therapy" not in after
    assert after.replace("guided-exercise", "physical-therapy") == before


@pytest.mark.parametrize("slug", ["2026", "no", "1e3"])
def test_an_address_that_looks_like_a_number_or_a_word_of_yaml_is_followed_too(staff, slug):
    staff.new_page("procedures", "plain", procedure(indications=[indication(OLD)]))
    staff.published(page_at(f"conditions/{OLD}"), slug=slug)
    assert page_at("procedures/plain").procedure.indications.get().condition.slug == slug
    assert linking.mentions(page_at(f"conditions/{slug}"), OLD) == []
    staff.published(page_at(f"conditions/{slug}"), slug=NEW)
    assert live("procedures/plain") == procedure(indications=[indication(NEW)])


def test_an_open_draft_follows_with_the_words_of_its_writer(staff):
    page = page_at("articles/how-pain-works")
    draft = staff.revision(page, RevisionState.DRAFT, title="Words of a writer")
    before = draft.manuscript
    moved(staff)
    draft.refresh_from_db()
    assert draft.manuscript == before.replace(f"conditions/{OLD}", f"conditions/{NEW}")
    assert (draft.state, draft.created_by) == (RevisionState.DRAFT, staff.author)


@pytest.mark.parametrize("state", [RevisionState.APPROVED, RevisionState.SCHEDULED])
def test_an_approved_draft_follows_and_goes_back_to_review(staff, state):
    draft = staff.revision(page_at("articles/how-pain-works"), state, title="Approved words")
    moved(staff)
    draft.refresh_from_db()
    assert f"conditions/{NEW}" in draft.manuscript
    assert (draft.state, draft.approved_by, draft.scheduled_for) == (RevisionState.IN_REVIEW, None, None)


def test_an_approved_draft_that_does_not_name_the_page_stays_approved(staff):
    text = article("Alone", related=["conditions/low-back-pain"])
    draft = staff.new_page("articles", "alone", text, RevisionState.APPROVED).revisions.get()
    moved(staff)
    draft.refresh_from_db()
    assert (draft.state, draft.manuscript) == (RevisionState.APPROVED, text)


def test_a_translation_follows_what_it_translates_and_keeps_its_own_links(staff):
    """A Spanish page that has the English slug is another page; a link to it stays."""
    staff.new_page("articles", "english", article("In English"))
    draft = actions.create_page(
        by=staff.author, kind="articles", slug="english", manuscript=article("Igual"), language="es"
    )
    body = "## Parte {#parte}\n\nVea [esto](../articles/english.md)."
    text = article("En otra lengua", body).replace("\n---\n\n", "\ntranslation_of: english\n---\n\n")
    other = actions.create_page(by=staff.author, kind="articles", slug="otra", manuscript=text, language="es")
    staff.published(page_at("articles/english"), slug="plain-english")
    other.refresh_from_db()
    assert other.manuscript == text.replace("translation_of: english", "translation_of: plain-english")
    draft.refresh_from_db()
    assert draft.slug == "english"


def test_a_page_can_move_twice_and_back(staff, client):
    before = live("articles/how-pain-works")
    moved(staff)
    staff.published(page_at(f"conditions/{NEW}"), slug=OLD)
    assert live("articles/how-pain-works") == before
    assert client.get(f"/conditions/{OLD}/").status_code == 200
    assert client.get(f"/conditions/{NEW}/")["Location"] == f"/conditions/{OLD}/"


def test_a_publication_that_fails_leaves_every_link_as_it_was(staff, monkeypatch):
    before = live("articles/how-pain-works")
    approved = staff.revision(page_at(f"conditions/{OLD}"), RevisionState.APPROVED, slug=NEW)

    def fail(*arguments):
        raise RuntimeError

    monkeypatch.setattr(actions, "_reopen_users", fail)
    monkeypatch.setattr("publishing.life.publication.refresh", fail)
    with pytest.raises(RuntimeError):
        actions.publish(revision=approved, by=staff.publisher)
    assert live("articles/how-pain-works") == before
    assert Page.objects.filter(kind="conditions", slug=OLD).exists()


# Handing over


@pytest.fixture
def keepers(loaded):
    return [Contributor.objects.create(id=name, name=name.title(), kind="person") for name in ("leaving", "staying")]


def kept(title: str, owner: str, deputy: str) -> str:
    return article(title).replace("\n---\n\n", f"\nowner: {owner}\ndeputy: {deputy}\n---\n\n")


def test_everything_that_somebody_keeps_is_handed_over_in_one_step(staff, keepers):
    leaving, staying = keepers
    staff.new_page("articles", "owned", kept("Owned", "leaving", "staying"))
    staff.new_page("articles", "stood-in", kept("Stood in", "starter-library", "leaving"))
    draft = staff.new_page("articles", "drafted", kept("Drafted", "leaving", "leaving"), RevisionState.APPROVED)
    untouched = staff.new_page("articles", "untouched", kept("Not leaving", "staying", "starter-library"))
    assert actions.hand_over(leaving=leaving, to=staying, by=staff.publisher) == 3
    page = page_at("articles/owned")
    assert page.live_revision.manuscript == kept("Owned", "staying", "staying")
    assert (page.owner, page.deputy, page.live_revision.is_minor) == (staying, staying, True)
    assert page.events.first().verb == Verb.HAND_OVER
    assert page_at("articles/stood-in").deputy == staying
    revision = draft.revisions.get()
    assert revision.manuscript == kept("Drafted", "staying", "staying")
    assert revision.state == RevisionState.IN_REVIEW
    assert page_at("articles/untouched").live_revision == untouched.live_revision
    assert linking.kept_by("leaving") == []


def test_nobody_hands_over_to_themselves(staff, keepers):
    with pytest.raises(actions.Refused, match="somebody else"):
        actions.hand_over(leaving=keepers[0], to=keepers[0], by=staff.publisher)


def test_a_name_within_a_name_is_not_handed_over(staff, keepers):
    text = kept("Owned", "staying", "leaving-too")
    assert linking.pass_on(text, "leaving", "staying") == text


# Where a page is named


def test_mentions_say_where_and_whether_it_is_a_draft(staff):
    page = page_at(f"conditions/{OLD}")
    staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Open")
    found = [(m.page.address, m.is_draft) for m in linking.mentions(page) if m.page.slug == "how-pain-works"]
    assert found == [("articles/how-pain-works", False), ("articles/how-pain-works", True)]


def test_a_withdrawn_text_and_an_old_version_mention_nothing(staff):
    page = page_at(f"conditions/{OLD}")
    other = page_at("articles/how-pain-works")
    body = other.body.replace("[Sciatica](../conditions/sciatica.md)", "Sciatica")
    related = [address for address in other.data["related"] if address != f"conditions/{OLD}"]
    staff.published(other, body=body, related=related)
    assert other.address not in {mention.page.address for mention in linking.mentions(page)}
    actions.withdraw(page=page_at("conditions/herniated-disc"), by=staff.publisher, note="Wrong.")
    assert "conditions/herniated-disc" not in {mention.page.address for mention in linking.mentions(page)}


def test_every_address_in_a_text_is_found():
    assert linking.named_in(naming(OLD)) == {
        f"conditions/{OLD}",
        f"conditions/{OLD}-in-children",
        f"articles/{OLD}",
    }


def test_users_of_a_snippet_are_live_texts_and_drafts(staff):
    staff.revision(page_at(f"conditions/{OLD}"), RevisionState.DRAFT, title="Open")
    found = linking.users_of_snippet("warning-signs", "en")
    assert {mention.is_draft for mention in found if mention.page.slug == OLD} == {True, False}
    assert linking.users_of_snippet("warning", "en") == []
    assert linking.users_of_snippet("warning-signs", "es") == []
