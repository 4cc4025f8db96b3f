"""Texts that name a page follow it to its new address, and nothing else in them changes."""

import pytest

from publishing.life import actions, jobs, linking, writing
from publishing.life.actions import following, publication
from publishing.life.models import Contributor, Mention, Page, Revision
from publishing.life.states import RevisionState, Verb
from publishing.text import naming
from publishing.text.naming import Naming
from tests.articles.editing import page_at
from tests.articles.manuscripts import article
from tests.procedures.manuscripts import indication, procedure

pytestmark = pytest.mark.both_databases

OLD, NEW = "sciatica", "leg-nerve-pain"


def text_naming(slug: str) -> str:
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


def followed(staff, page: Page, slug: str) -> Page:
    """Publish a page at another address, and let the job run."""
    page = staff.published(page, slug=slug)
    assert jobs.run("follow_links").endswith(" 0 failed")
    return page


def moved(staff) -> Page:
    return followed(staff, page_at(f"conditions/{OLD}"), NEW)


def live(address: str) -> str:
    return page_at(address).live_revision.manuscript


# The functions


def test_a_translation_follows_only_in_what_it_translates():
    text = "translation_of: sciatica\n[a](../conditions/sciatica.md)\n"
    assert naming.translate_from(text, "new") == "translation_of: new\n[a](../conditions/sciatica.md)\n"


# A changed address


def test_links_with_and_without_an_anchor_and_lists_follow_and_nothing_else(staff, neighbors, client):
    staff.new_page("articles", "links", text_naming(OLD))
    before = page_at("articles/links")
    moved(staff)
    page = page_at("articles/links")
    assert page.live_revision.manuscript == text_naming(NEW)
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
    html = client.get(page.get_absolute_url()).content.decode()
    assert f'"/conditions/{NEW}/"' in html and f'"/conditions/{OLD}/"' not in html


def test_the_old_address_leads_to_the_new_one_for_good(staff, client):
    moved(staff)
    answer = client.get(f"/conditions/{OLD}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/conditions/{NEW}/")
    assert client.get(f"/conditions/{NEW}/").status_code == 200


def test_no_live_text_of_the_library_names_the_old_address_any_more(staff):
    page = page_at(f"conditions/{OLD}")
    before = {mention.page.address for mention in linking.linked_from(page)}
    assert {"articles/how-pain-works", "procedures/epidural-steroid-injection"} <= before
    moved(staff)
    page = page_at(f"conditions/{NEW}")
    assert not Mention.objects.current().filter(name=f"conditions/{OLD}").exists()
    assert {mention.page.address for mention in linking.linked_from(page)} == before


def test_the_condition_of_a_procedure_s_evidence_follows(staff):
    staff.new_page("procedures", "plain", procedure(indications=[indication(OLD)]))
    moved(staff)
    assert live("procedures/plain") == procedure(indications=[indication(NEW)])
    assert page_at("procedures/plain").procedure.indications.get().condition.slug == NEW


def test_the_page_of_other_care_follows(staff):
    before = live(f"conditions/{OLD}")
    assert "  page: procedures/physical-therapy\n" in before
    followed(staff, page_at("procedures/physical-therapy"), "guided-exercise")
    after = live(f"conditions/{OLD}")
    assert "  page: procedures/guided-exercise\n" in after
    assert "physical-therapy" not in after
    assert after.replace("guided-exercise", "physical-therapy") == before


@pytest.mark.parametrize("slug", ["2026", "no", "1e3"])
def test_an_address_that_looks_like_a_number_or_a_word_of_yaml_is_followed_too(staff, slug):
    staff.new_page("procedures", "plain", procedure(indications=[indication(OLD)]))
    followed(staff, page_at(f"conditions/{OLD}"), slug)
    assert page_at("procedures/plain").procedure.indications.get().condition.slug == slug
    assert following.outdated_texts() == []
    followed(staff, page_at(f"conditions/{slug}"), NEW)
    assert live("procedures/plain") == procedure(indications=[indication(NEW)])


def test_an_open_draft_follows_with_the_words_of_its_writer(staff):
    page = page_at("articles/how-pain-works")
    draft = staff.revision(page, RevisionState.DRAFT, title="Words of a writer")
    before = draft.manuscript
    moved(staff)
    draft.refresh_from_db()
    assert draft.manuscript == before.replace(f"conditions/{OLD}", f"conditions/{NEW}")
    assert f"conditions/{OLD}" not in live("articles/how-pain-works")
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
    followed(staff, page_at("articles/english"), "plain-english")
    other.refresh_from_db()
    assert other.manuscript == text.replace("translation_of: english", "translation_of: plain-english")
    draft.refresh_from_db()
    assert draft.slug == "english"


def test_a_page_can_move_twice_and_back(staff, client):
    before = live("articles/how-pain-works")
    moved(staff)
    followed(staff, page_at(f"conditions/{NEW}"), OLD)
    assert live("articles/how-pain-works") == before
    assert client.get(f"/conditions/{OLD}/").status_code == 200
    assert client.get(f"/conditions/{NEW}/")["Location"] == f"/conditions/{OLD}/"


def test_a_publication_that_fails_leaves_every_link_as_it_was(staff, monkeypatch):
    before = live("articles/how-pain-works")
    approved = staff.revision(page_at(f"conditions/{OLD}"), RevisionState.APPROVED, slug=NEW)

    def fail():
        raise RuntimeError

    monkeypatch.setattr(publication, "raise_version", fail)
    with pytest.raises(RuntimeError):
        actions.publish(revision=approved, by=staff.publisher)
    jobs.run("follow_links")
    assert live("articles/how-pain-works") == before
    assert Page.objects.filter(kind="conditions", slug=OLD).exists()


# The job


def test_a_reader_sees_the_new_address_before_any_text_was_rewritten(staff, client):
    text = live("articles/how-pain-works")
    staff.published(page_at(f"conditions/{OLD}"), slug=NEW)
    assert live("articles/how-pain-works") == text
    html = client.get("/articles/how-pain-works/").content.decode()
    assert f'"/conditions/{NEW}/"' in html and f'"/conditions/{OLD}/"' not in html
    jobs.run("follow_links")
    assert client.get("/articles/how-pain-works/").content.decode().count(f'"/conditions/{NEW}/"') == html.count(
        f'"/conditions/{NEW}/"'
    )


def test_the_job_says_how_many_texts_followed_and_a_second_run_finds_none(staff):
    page = page_at(f"conditions/{OLD}")
    naming_it = len(linking.linked_from(page))
    staff.published(page, slug=NEW)
    assert jobs.run("follow_links") == f"{naming_it} texts followed, 0 failed"
    assert jobs.run("follow_links") == "0 texts followed, 0 failed"


def test_each_text_follows_in_a_transaction_of_its_own(staff, monkeypatch, caplog):
    """One that fails holds no other up, leaves nothing behind, and is tried again."""
    staff.published(page_at(f"conditions/{OLD}"), slug=NEW)
    texts, broken = following.outdated_texts(), page_at("articles/how-pain-works")
    put_out = writing.put_out

    def fail(revision, ready, by, **how):
        page = put_out(revision, ready, by, **how)
        if page.pk == broken.pk:
            raise RuntimeError
        return page

    with monkeypatch.context() as patched:
        patched.setattr(writing, "put_out", fail)
        assert jobs.run("follow_links") == f"{len(texts) - 1} texts followed, 1 failed"
    assert page_at("articles/how-pain-works").live_revision == broken.live_revision
    assert following.outdated_texts() == [broken.live_revision_id]
    assert jobs.run("follow_links") == "1 texts followed, 0 failed"


def test_a_text_that_somebody_changes_meanwhile_is_theirs_and_follows_the_next_time(staff):
    staff.published(page_at(f"conditions/{OLD}"), slug=NEW)
    draft = staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="First words")
    seen = Revision.objects.get(pk=draft.pk)
    staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Second words")
    assert not following.rewrite(seen, "Words of the job", staff.publisher, Verb.MOVE_LINKS, "")
    draft.refresh_from_db()
    assert "Second words" in draft.manuscript
    jobs.run("follow_links")
    draft.refresh_from_db()
    assert "Second words" in draft.manuscript and f"conditions/{NEW}" in draft.manuscript


def test_a_withdrawn_text_follows_when_it_comes_back(staff):
    actions.withdraw(page=page_at("articles/how-pain-works"), by=staff.publisher, note="Wrong.")
    moved(staff)
    assert f"conditions/{OLD}" in live("articles/how-pain-works")
    actions.restore(page=page_at("articles/how-pain-works"), by=staff.publisher)
    jobs.run("follow_links")
    assert f"conditions/{OLD}" not in live("articles/how-pain-works")


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
    assert not following.kept_by("leaving").exists()


def test_nobody_hands_over_to_themselves(staff, keepers):
    with pytest.raises(actions.Refused, match="somebody else"):
        actions.hand_over(leaving=keepers[0], to=keepers[0], by=staff.publisher)


def test_a_name_within_a_name_is_not_handed_over(staff, keepers):
    text = kept("Owned", "staying", "leaving-too")
    assert naming.pass_on(text, "leaving", "staying") == text


# Where a page is named


def test_mentions_say_where_and_whether_it_is_a_draft(staff):
    page = page_at(f"conditions/{OLD}")
    staff.revision(page_at("articles/how-pain-works"), RevisionState.DRAFT, title="Open")
    found = [(m.page.address, m.is_draft) for m in linking.linked_from(page) if m.page.slug == "how-pain-works"]
    assert found == [("articles/how-pain-works", False), ("articles/how-pain-works", True)]


def test_a_withdrawn_text_and_an_old_version_mention_nothing(staff):
    page = page_at(f"conditions/{OLD}")
    other = page_at("articles/how-pain-works")
    body = other.body.replace("[Sciatica](../conditions/sciatica.md)", "Sciatica")
    related = [address for address in other.data["related"] if address != f"conditions/{OLD}"]
    staff.published(other, body=body, related=related)
    assert other.address not in {mention.page.address for mention in linking.linked_from(page)}
    actions.withdraw(page=page_at("conditions/herniated-disc"), by=staff.publisher, note="Wrong.")
    assert "conditions/herniated-disc" not in {mention.page.address for mention in linking.linked_from(page)}


def test_every_address_in_a_text_is_found():
    assert naming.pages_in(text_naming(OLD)) == {
        f"conditions/{OLD}",
        f"conditions/{OLD}-in-children",
        f"articles/{OLD}",
    }


def test_users_of_a_snippet_are_live_texts_and_drafts(staff):
    staff.revision(page_at(f"conditions/{OLD}"), RevisionState.DRAFT, title="Open")
    found = Mention.objects.current().filter(what=Naming.SNIPPET, target=page_at("snippets/warning-signs"))
    assert {mention.is_draft for mention in found if mention.page.slug == OLD} == {True, False}
    assert {mention.page.kind for mention in Mention.objects.live().filter(what=Naming.SNIPPET)} == {
        "conditions",
        "articles",
    }


def named_by(revision) -> set[tuple[str, str]]:
    return set(revision.mentions.values_list("what", "name"))


def test_only_live_texts_and_open_drafts_have_mentions(staff):
    page = staff.new_page("articles", "fresh", article("Fresh", related=[f"conditions/{OLD}"]))
    before = page.live_revision
    assert named_by(before) == {(Naming.PAGE, f"conditions/{OLD}")}
    draft = staff.revision(page, RevisionState.DRAFT, related=["articles/warning-signs"])
    assert named_by(draft) == {(Naming.PAGE, "articles/warning-signs")}
    actions.discard(revision=draft, by=staff.author)
    assert named_by(draft) == set()
    now = staff.published(page, related=["articles/your-first-visit"]).live_revision
    assert (named_by(now), named_by(before)) == ({(Naming.PAGE, "articles/your-first-visit")}, set())


def test_a_save_replaces_what_the_draft_named(staff):
    page = page_at("articles/warning-signs")
    draft = staff.revision(page, RevisionState.DRAFT, related=[f"conditions/{OLD}"])
    staff.revision(page, RevisionState.DRAFT, related=["articles/your-first-visit"])
    assert (Naming.PAGE, f"conditions/{OLD}") not in named_by(draft)
    assert (Naming.PAGE, "articles/your-first-visit") in named_by(draft)


def test_every_live_text_of_the_library_has_what_it_names(loaded):
    for page in Page.objects.live().select_related("live_revision"):
        named = naming.named_in(page.live_revision.manuscript, page.kind, page.language)
        assert named_by(page.live_revision) == {(what, name) for what, _language, name in named}, page
    assert not Mention.objects.filter(target=None, what=Naming.PAGE).exists()


def test_a_name_that_means_nothing_yet_means_the_page_that_takes_it(staff):
    draft = staff.revision(page_at("articles/warning-signs"), RevisionState.DRAFT, related=["articles/later"])
    mention = draft.mentions.get(name="articles/later")
    assert mention.target is None
    page = staff.new_page("articles", "later", article("Later"), RevisionState.DRAFT)
    mention.refresh_from_db()
    assert mention.target_id == page.pk
