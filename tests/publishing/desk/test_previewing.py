"""A preview is the page itself, and leaves nothing behind."""

import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing.life import actions, known, rendering
from publishing.life.errors import MAX_SHOWN
from publishing.life.models.version import raise_version
from publishing.life.states import RevisionState
from publishing.text import kinds
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import in_role, tables, url
from tests.publishing.desk.spoken import UNSPEAKABLE
from tests.publishing.desk.test_on_day import as_public
from tests.website.test_leaks import secret_changes

PAGES = ["procedures/epidural-steroid-injection", "conditions/sciatica", "articles/how-pain-works", "about/contact"]
BANNER = re.compile(r'<p class="banner banner--draft".*?</p>')
ROBOTS = '<meta name="robots" content="noindex, nofollow">'
NAVIGATION = re.compile(r'<footer class="site-footer">.*</footer>|<nav class="site-nav.*?</nav>', re.DOTALL)
CANONICAL = re.compile(r'<link rel="canonical"[^>]*>\n<meta property="og:url"[^>]*>')


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    in_role(author, "Author")
    return Staff(author, reviewer, publisher)


def preview(client, revision):
    return client.get(url(revision.page, "preview", revision.number))


def without_dates(html: str) -> str:
    """A page without the lines that say when it was reviewed or changed, and by whom."""
    html = re.sub(r'"(datePublished|dateModified|lastReviewed)": ?"[^"]*",?', "", html)
    html = re.sub(r"<time[^>]*>.*?</time>", "", html)
    return re.sub(r'"reviewedBy": ?\{[^}]*\},?', "", html)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("moves", [False, True], ids=["in place", "moved"])
def test_a_preview_is_the_page_that_will_be_public(staff, client, address, moves):
    page = page_at(address)
    slug = "new-address" if moves else ""
    revision = staff.revision(
        page, RevisionState.APPROVED, slug=slug, summary=page.summary.replace(".", ". New words.")
    )
    client.force_login(staff.author)
    shown = preview(client, revision).content
    shown = as_public(shown, url(page, "preview", revision.number), f"/{page.kind}/{slug or page.slug}/").decode()
    client.logout()
    after = client.get(actions.publish(revision=revision, by=staff.publisher).get_absolute_url()).content.decode()
    assert BANNER.search(shown) and ROBOTS in shown
    assert ROBOTS not in after and CANONICAL.search(after)
    if moves and page.kind == "about":  # the navigation of a preview is the one that the public has
        shown, after = NAVIGATION.sub("", shown), NAVIGATION.sub("", after)
    assert without_dates(BANNER.sub("", shown).replace(ROBOTS, "")) == without_dates(CANONICAL.sub("", after))
    assert "New words." in after


EVERYTHING = (
    "## New part {#new}\n\nA disc, {clinic_phone}. [@koes2007] [Read](../conditions/low-back-pain.md#causes).\n\n"
    '![A leg](../drawings/leg.svg "The leg")\n\n/// snippet | warning-signs\n///'
)


def test_a_preview_keeps_the_compression_that_hides_how_long_it_is(staff, client):
    revision = staff.revision(page_at("conditions/sciatica"), RevisionState.APPROVED)
    client.force_login(staff.author)
    asked = {"accept-encoding": "gzip, br"}
    assert client.get(url(revision.page, "preview", revision.number), headers=asked)["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("is_new", [False, True], ids=["live", "new"])
def test_a_preview_has_everything_that_a_publication_would_bind(staff, client, is_new):
    changes = {
        "title": "Quite another title",
        "key_points": ["One. [@acp2017]", "Two.", "Three."],
        "related": ["conditions/knee-osteoarthritis", "articles/your-first-visit"],
    }
    if is_new:
        page = staff.new_page("articles", "fresh", article(body=EVERYTHING, **changes), RevisionState.APPROVED)
        revision = page.revisions.get()
    else:
        revision = staff.revision(page_at(PAGES[2]), RevisionState.APPROVED, body=EVERYTHING, **changes)
    client.force_login(staff.author)
    shown = preview(client, revision).content.decode()
    client.logout()
    after = client.get(actions.publish(revision=revision, by=staff.publisher).get_absolute_url()).content.decode()
    assert without_dates(BANNER.sub("", shown).replace(ROBOTS, "")) == without_dates(CANONICAL.sub("", after))
    more = shown.partition('id="read-on"')[2]
    assert "Knee osteoarthritis" in more and "Your first visit" in more


@pytest.mark.both_databases
@pytest.mark.parametrize("address", [*PAGES, "snippets/warning-signs", "glossary/disc"])
def test_a_preview_writes_nothing_and_locks_nothing(staff, client, address):
    page = page_at(address)
    draft = staff.revision(page, RevisionState.DRAFT, title="Another title")
    client.force_login(staff.author)
    with CaptureQueriesContext(connection) as asked:
        assert preview(client, draft).status_code == 200
    statements = [query["sql"] for query in asked]
    assert statements
    assert [one for one in statements if not one.startswith("SELECT") or "FOR UPDATE" in one] == []


@pytest.mark.parametrize("state", [RevisionState.DRAFT, RevisionState.APPROVED])
def test_a_preview_leaves_no_trace(staff, client, state):
    page = page_at(PAGES[0])
    revision = staff.revision(page, state, slug="zqsecretqz", **secret_changes(page))
    client.force_login(staff.author)
    before = tables()
    answer = preview(client, revision)
    assert "zqsecretqz title" in answer.content.decode()
    assert tables() == before


def test_a_preview_that_comes_first_does_not_reach_what_is_remembered(staff, client):
    """What processes remember for a content version must not be what a preview saw."""
    before = client.get("/").content
    draft = staff.revision(page_at("about/contact"), RevisionState.DRAFT, title="zqsecretqz")
    client.force_login(staff.author)
    raise_version()
    assert "zqsecretqz" in preview(client, draft).content.decode()
    client.logout()
    for address in ("/", "/about/contact/", "/conditions/sciatica/"):
        assert b"zqsecretqz" not in client.get(address).content
    assert client.get("/").content == before


def test_a_page_that_was_never_public_can_be_previewed(staff, client):
    page = staff.new_page("articles", "fresh", article("A fresh page"), RevisionState.DRAFT)
    client.force_login(staff.author)
    answer = preview(client, page.revisions.get())
    assert answer.status_code == 200
    assert "<h1>A fresh page</h1>" in answer.content.decode()
    page.refresh_from_db()
    assert (page.status, page.summary, page.published_at) == ("never-public", "", None)


def test_an_old_version_can_be_previewed(staff, client):
    staff.published(page_at("conditions/sciatica"), title="Newer words")
    old = page_at("conditions/sciatica").revisions.get(number=1)
    client.force_login(staff.author)
    assert "<h1>Sciatica</h1>" in preview(client, old).content.decode()
    assert "<h1>Newer words</h1>" in client.get("/conditions/sciatica/").content.decode()


def test_a_preview_is_kept_by_nobody(staff, client):
    draft = staff.revision(page_at("conditions/sciatica"), RevisionState.DRAFT, title="Draft")
    client.force_login(staff.author)
    answer = preview(client, draft)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]


FAULTY = {
    "no front matter": "Just words.",
    "empty": "",
    "broken YAML": "---\ntitle: [a\n---\n\nWords.",
    "no title": article().replace("title: A plain article\n", ""),
    "long title": article("x" * 300),
    "long summary": article(summary="y" * 900),
    "unknown choice": article(topic="nonsense"),
    "unknown page": article(related=["conditions/nothing"]),
    "unknown contributor": article(authors=["nobody"]),
    "unknown owner": article().replace("\n---\n\n", "\nowner: nobody\n---\n\n"),
    "unknown source": article(body="## Part {#part}\n\nA claim. [@nothing]"),
    "unknown snippet": article(body="## Part {#part}\n\n/// snippet | nothing\n///"),
    "unclosed block": article(body="## Part {#part}\n\n/// emergency\nCall."),
    "raw HTML": article(body="## Part {#part}\n\n<script>alert(1)</script>"),
    "too deep": article(body="## Part {#part}\n\n" + "> " * 500 + "deep"),
}


@pytest.mark.parametrize("text", FAULTY.values(), ids=FAULTY)
def test_a_faulty_draft_says_what_is_wrong_with_it_or_is_shown_and_never_fails(staff, client, text):
    draft = staff.new_page("articles", "faulty", text, RevisionState.DRAFT).revisions.get()
    client.force_login(staff.author)
    before = tables()
    answer = preview(client, draft)
    shown = answer.content.decode()
    if answer.status_code == 422:
        assert re.search(r"<li>.+\.</li>", shown)
        assert not UNSPEAKABLE.search(" ".join(re.findall(r"<li>(.+\.)</li>", shown)))
    else:
        assert answer.status_code == 200
        assert "<script>alert" not in shown
    assert tables() == before


@pytest.mark.parametrize("name", ["no front matter", "empty", "broken YAML", "no title"])
def test_what_cannot_be_rendered_answers_422_with_the_faults(staff, client, name):
    draft = staff.new_page("articles", "faulty", FAULTY[name], RevisionState.DRAFT).revisions.get()
    client.force_login(staff.author)
    answer = preview(client, draft)
    assert answer.status_code == 422
    assert '<a href="tel:911">911</a>' in answer.content.decode()


#: page, what its text says, what it says instead
LACKING = [
    ("procedures/epidural-steroid-injection", "  effect: helps-a-little\n", ""),
    ("procedures/epidural-steroid-injection", "  certainty: low\n", "  certainty: sure\n"),
    ("procedures/epidural-steroid-injection", "  verdict: It helps a little for some weeks.\n", ""),
    ("procedures/epidural-steroid-injection", "  checked_on: 2026-05-02\n", "  checked_on: today\n"),
    ("procedures/epidural-steroid-injection", "  says: have a headache\n", ""),
    ("procedures/epidural-steroid-injection", "  side_effects: Soreness.\n", ""),
    ("conditions/sciatica", "  verdict: Guidelines put this first.\n", ""),
    ("conditions/sciatica", "  effect: helps-a-little\n", "  effect: cures\n"),
    ("conditions/sciatica", "  certainty: moderate\n", ""),
    ("conditions/sciatica", "  verdict: Half of people are better in 10 days.\n", ""),
]


@pytest.mark.parametrize(("address", "said", "instead"), LACKING)
def test_a_draft_in_which_a_record_lacks_what_its_page_needs_is_seen_as_a_text_only(
    staff, client, address, said, instead
):
    page = page_at(address)
    text = page.live_revision.manuscript
    assert said in text
    draft = actions.save_draft(page=page, by=staff.author, manuscript=text.replace(said, instead, 1))
    client.force_login(staff.author)
    deep = kinds.get(page.kind).second.name
    for asked in ({}, {"page": deep}):
        answer = client.get(url(page, "preview", draft.number), asked)
        assert answer.status_code == 422
        assert re.search(r"<li>.+\.</li>", answer.content.decode())
    assert client.get(url(page, "compare")).status_code == 200
    assert client.get(url(page)).status_code == 200


# The other page of a topic


@pytest.mark.parametrize(("address", "name"), [(PAGES[0], "evidence"), (PAGES[1], "options")])
def test_the_previews_of_both_pages_of_a_topic_lead_to_each_other_and_not_to_the_public(staff, client, address, name):
    page = page_at(address)
    draft = staff.revision(page, RevisionState.DRAFT, title="Another title")
    client.force_login(staff.author)
    shown_at = url(page, "preview", draft.number)
    main, second = (client.get(shown_at, asked).content.decode() for asked in ({}, {"page": name}))
    assert f'href="{shown_at}?page={name}"' in main
    assert f'href="{shown_at}"' in second and "Another title" in second
    for html in (main, second):
        assert BANNER.search(html) and ROBOTS in html
        assert f'href="{page.get_absolute_url()}"' not in html
        assert f'href="{page.get_absolute_url()}{name}/' not in html


def test_two_options_are_chosen_within_a_preview(staff, client):
    page = page_at("conditions/sciatica")
    draft = staff.revision(page, RevisionState.DRAFT, title="Another title")
    client.force_login(staff.author)
    shown_at = url(page, "preview", draft.number)
    asked = {"page": "options", "first": "staying-active", "second": "no-procedure-for-now"}
    html = client.get(shown_at, asked).content.decode()
    assert f'action="{shown_at}#side-by-side"><input type="hidden" name="page" value="options">' in html
    assert f'<a href="{shown_at}?page=options">Show all</a>' in html
    assert html.count('scope="row"') == 2


@pytest.mark.parametrize("name", ["nothing", "evidence", "", "options/"])
def test_a_page_that_a_topic_has_not_is_its_main_page(staff, client, name):
    page = page_at("conditions/sciatica")
    draft = staff.revision(page, RevisionState.DRAFT, title="Another title")
    client.force_login(staff.author)
    shown = client.get(url(page, "preview", draft.number), {"page": name}).content.decode()
    assert "<h1>Another title</h1>" in shown


def test_a_draft_at_the_address_of_another_page_is_shown_and_takes_nothing_from_that_one(staff, client):
    draft = staff.revision(page_at("conditions/sciatica"), RevisionState.DRAFT, slug="back-pain")
    staff.published(page_at("conditions/low-back-pain"), slug="back-pain")
    client.force_login(staff.author)
    before = tables()
    assert b"<h1>Sciatica</h1>" in preview(client, draft).content
    assert tables() == before
    assert b"<h1>Low back pain</h1>" in client.get("/conditions/back-pain/").content


def test_a_preview_is_for_staff(staff, client, django_user_model):
    draft = staff.revision(page_at("conditions/sciatica"), RevisionState.DRAFT, title="Secret")
    assert preview(client, draft).status_code == 302
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert preview(client, draft).status_code == 403


def test_a_snippet_is_previewed_too(staff, client):
    snippet = page_at("snippets/warning-signs")
    body = snippet.body.replace("You have new pain down both legs.", "Both legs newly hurt.")
    draft = staff.revision(snippet, RevisionState.DRAFT, body=body)
    client.force_login(staff.author)
    assert "Both legs newly hurt." in preview(client, draft).content.decode()
    assert "Both legs newly hurt." not in client.get("/conditions/sciatica/").content.decode()


def test_of_thousands_of_faults_the_first_are_shown_and_the_rest_is_counted(staff, client):
    """On the form, in the preview, and in what is said of a submission."""
    text = article(body="## Part {#part}\n\n" + "///x\n\na\n\n" * 300)
    draft = staff.new_page("articles", "faulty", text, RevisionState.DRAFT).revisions.get()
    client.force_login(staff.author)
    total = len(known.faults_of(rendering.prepared(draft), draft.page))
    assert total > 500
    answers = [preview(client, draft), client.get(url(draft.page))]
    for answer in answers:
        shown = answer.content.decode()
        assert 1 <= shown.count("There is no card or box of that name.") <= MAX_SHOWN
        assert f"nd {total - MAX_SHOWN} more" in shown
    answer = client.post(url(draft.page, "do"), {"verb": "submit", "based_on": draft.sha256, "confirmed": "yes"})
    (said,) = get_messages(answer.wsgi_request)
    assert str(said) == "Not done: something must be put right first. The checklist beside the form leads to it."


@pytest.mark.parametrize("which", ["", "?page=evidence", "?page=hand-out"])
def test_no_draft_has_the_review_of_the_text_that_is_live(staff, client, which):
    page = staff.published(page_at(PAGES[0]), title="Reviewed words")
    draft = staff.revision(page, RevisionState.IN_REVIEW, title="Words that nobody has reviewed")
    client.force_login(staff.author)
    html = client.get(url(page, "preview", draft.number) + which).content.decode()
    assert "Words that nobody has reviewed" in html
    assert "lastReviewed" not in html and "Reviewed by" not in html and "· reviewed " not in html
    assert "eviewed by a clinician of this clinic" in html or "has reviewed this page yet" in html


def test_the_live_text_and_a_minor_edit_of_it_have_the_review_that_a_publication_leaves(staff, client):
    page = staff.published(page_at(PAGES[0]), body=page_at(PAGES[0]).body.replace("Rest.", "Rest the the leg."))
    draft = staff.revision(page, RevisionState.DRAFT, body=page.body.replace("the the", "the"))
    assert draft.minor_of_id == page.live_revision_id
    client.force_login(staff.author)
    for revision in (page.live_revision, draft):
        assert "Reviewed by <strong>" in preview(client, revision).content.decode()


def test_an_approved_text_has_its_own_review(staff, client):
    approved = staff.revision(page_at(PAGES[0]), RevisionState.APPROVED, title="Another title")
    client.force_login(staff.author)
    html = preview(client, approved).content.decode()
    assert f"Reviewed by <strong>{staff.reviewer.get_full_name()}</strong>" in html
