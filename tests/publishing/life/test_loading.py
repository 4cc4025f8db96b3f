"""Bringing a library in and out: none of it with a fault, never against the staff, and the same bytes again."""

import copy
import dataclasses
import datetime
import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from glossary.models import Term
from publishing.life import actions, dumping, loading, rendering, writing
from publishing.life.actions import drafts
from publishing.life.models import Contributor, Event, Page, Revision, Source, StoredPicture
from publishing.life.models.revision import Origin
from publishing.life.models.version import ContentVersion, current
from publishing.life.states import PageStatus, RevisionState
from publishing.text import library, manuscripts
from publishing.text.records import InIt
from tests.articles.editing import page_at
from tests.articles.manuscripts import article
from tests.publishing import samples

pytestmark = pytest.mark.both_databases

PAGE = "articles/how-pain-works"
KEY = ("en", "articles", "how-pain-works")


@pytest.fixture
def newer(small_library):
    """A newer text of a page that the library has."""
    return small_library.texts[KEY].replace("title: How pain works", "title: How pain really works")


def rows() -> dict[str, int]:
    """How many rows each table has, and the content version."""
    with connection.cursor() as cursor:
        counts = {}
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts | {"version": current()}


def with_a_new_sign(snippet: str) -> str:
    """A snippet with one more item in its list."""
    front, fence, body = snippet.rpartition("---\n")
    return front + fence + body.replace("\n- ", "\n- Quite a new sign.\n- ", 1)


def stored(name: str) -> bytes:
    """The bytes of a file in storage."""
    return Path(default_storage.path(name)).read_bytes()


def content() -> str:
    """All that the library wrote, as it stands in the database."""
    tables = (Page, Revision, Event, Source, Contributor, Term, StoredPicture)
    return json.dumps([list(table.objects.order_by("pk").values()) for table in tables], default=str)


# Loading


def test_everything_in_the_library_is_public(loaded, small_library):
    live = set(Page.objects.filter(status=PageStatus.LIVE).values_list("language", "kind", "slug"))
    assert live == set(small_library.texts)
    assert set(Source.objects.values_list("pk", flat=True)) == {record["id"] for record in small_library.sources}
    assert set(Term.objects.live().values_list("title", flat=True)) == {"disc", "nerve root"}
    assert set(StoredPicture.objects.values_list("name", flat=True)) == set(small_library.pictures)
    assert all(default_storage.exists(picture.file) for picture in StoredPicture.objects.all())


def test_a_second_load_changes_nothing(loaded, small_library):
    before, counted = content(), rows()
    outcome = loading.load(small_library)
    assert (outcome.new, outcome.changed, outcome.records) == (0, 0, 0)
    assert outcome.unchanged == len(small_library.texts)
    assert outcome.conflicts == []
    assert (content(), rows()) == (before, counted)


def test_the_loader_s_account_cannot_sign_in(loaded):
    user = get_user_model().objects.get(username=loading.LOADER)
    assert not user.is_active and not user.has_usable_password() and not user.is_staff


def test_a_changed_file_changes_its_page(loaded, library_with, newer, client):
    before = current()
    outcome = loading.load(library_with({KEY: newer}))
    assert (outcome.new, outcome.changed) == (0, 1)
    assert page_at(PAGE).title == "How pain really works"
    assert "How pain really works" in client.get("/articles/how-pain-works/").content.decode()
    assert current() > before
    assert page_at(PAGE).revisions.filter(state=RevisionState.PUBLISHED).count() == 1


def test_a_new_file_is_a_new_page(loaded, library_with, client):
    outcome = loading.load(library_with({("en", "articles", "fresh"): article("Quite fresh")}))
    assert (outcome.new, outcome.changed) == (1, 0)
    assert "Quite fresh" in client.get("/articles/fresh/").content.decode()


def test_a_file_with_a_picture_of_people_who_were_not_asked_is_kept_as_a_draft_and_reported(
    loaded, small_library, library_with
):
    needle = StoredPicture.objects.filter(name="drawings/needle.svg")
    needle.update(in_it=InIt.NOT_ASKED)
    key = ("en", "procedures", "epidural-steroid-injection")
    newer = small_library.texts[key].replace("title: Epidural", "title: Newer epidural", 1)
    outcome = loading.load(library_with({key: newer, (*key[:2], "fresh"): newer.replace("Newer", "Fresh")}))
    told = [said for said in outcome.conflicts if "were not asked yet" in said and "is kept as a draft" in said]
    assert len(told) == 2 and (outcome.new, outcome.changed) == (0, 0)
    page, fresh = page_at("procedures/epidural-steroid-injection"), page_at("procedures/fresh")
    assert not page.title.startswith("Newer") and fresh.status == PageStatus.NEVER_PUBLIC
    draft = page.revisions.open().get()
    ready = rendering.prepared(draft)
    with pytest.raises(actions.Refused, match="were not asked yet"):
        actions.publish_from_library(revision=draft, by=draft.created_by, ready=ready)
    needle.update(in_it=InIt.NOBODY)
    assert actions.publish_from_library(revision=draft, by=draft.created_by, ready=ready).title.startswith("Newer")


def test_a_file_that_is_gone_leaves_its_page(loaded, small_library, library_with):
    texts = {key: text for key, text in small_library.texts.items() if key != KEY}
    outcome = loading.load(dataclasses.replace(small_library, texts=texts))
    assert (outcome.new, outcome.changed, outcome.conflicts) == (0, 0, [])
    assert page_at(PAGE).status == PageStatus.LIVE


def test_a_changed_snippet_reaches_the_pages_that_did_not_change(loaded, small_library, library_with, client):
    key = ("en", "snippets", "warning-signs")
    text = with_a_new_sign(small_library.texts[key])
    before = page_at("conditions/low-back-pain")
    outcome = loading.load(library_with({key: text}))
    assert outcome.changed == 1
    assert "Quite a new sign." in client.get("/conditions/low-back-pain/").content.decode()
    assert page_at("conditions/low-back-pain").html == before.html


def test_a_changed_snippet_reaches_the_pages_that_changed_with_it(loaded, small_library, library_with, client):
    key, page = ("en", "snippets", "warning-signs"), ("en", "conditions", "low-back-pain")
    text = with_a_new_sign(small_library.texts[key])
    other = small_library.texts[page].replace("title: ", "title: Chronic ", 1)
    loading.load(library_with({key: text, page: other}))
    html = client.get("/conditions/low-back-pain/").content.decode()
    assert "Quite a new sign." in html and "<h1>Chronic Low back pain</h1>" in html


def test_new_sources_terms_and_people_come_in(loaded, small_library, library_with):
    source = {"id": "zz-new", "title": "New", "publisher": "Somebody", "kind": "study", "superseded_by": "koes2007"}
    term = manuscripts.compose({"title": "zonk", "definition": "A word of the suite."}, "")
    person = {"id": "somebody", "name": "Somebody", "kind": "person"}
    before = current()
    outcome = loading.load(
        library_with(
            {("en", "glossary", "zonk"): term},
            sources=[*small_library.sources, source],
            contributors=[*small_library.contributors, person],
        )
    )
    assert outcome.records >= 2 and outcome.new == 1
    assert Source.objects.get(pk="zz-new").superseded_by_id == "koes2007"
    assert Term.objects.live().get(slug="zonk").summary == "A word of the suite."
    assert Contributor.objects.get(pk="somebody").name == "Somebody"
    assert current() > before


def test_a_changed_source_is_changed_and_loses_what_the_file_lost(loaded, small_library, library_with):
    records = copy.deepcopy(small_library.sources)
    changed = next(record for record in records if "year" in record and "url" in record)
    changed["title"] = "Another title"
    del changed["year"], changed["url"]
    assert loading.load(library_with(sources=records)).records == 1
    source = Source.objects.get(pk=changed["id"])
    assert (source.title, source.year, source.url) == ("Another title", None, "")


def test_a_changed_picture_is_stored_under_another_name_and_shown(loaded, small_library, library_with, client):
    name = "drawings/leg.svg"
    before = StoredPicture.objects.get(name=name)
    raw = small_library.pictures[name] + b"\n"
    outcome = loading.load(library_with(pictures={**small_library.pictures, name: raw}))
    after = StoredPicture.objects.get(name=name)
    assert outcome.records == 1
    assert after.file != before.file
    assert stored(after.file) == raw
    assert default_storage.exists(before.file)
    html = client.get("/conditions/sciatica/").content.decode()
    assert default_storage.url(after.file) in html and default_storage.url(before.file) not in html


def test_a_picture_that_was_written_by_half_is_written_again(loaded, small_library):
    """A process that is killed while it writes leaves a file under the right name."""
    picture = StoredPicture.objects.get(name="drawings/leg.svg")
    whole = small_library.pictures[picture.name]
    Path(default_storage.path(picture.file)).write_bytes(whole[:100])
    loading.load(small_library)
    assert stored(picture.file) == whole


# The staff's own work


def test_the_same_file_is_unchanged_after_the_staff_s_edit(staff, small_library):
    staff.published(page_at(PAGE), title="Our own title")
    outcome = loading.load(small_library)
    assert (outcome.changed, outcome.conflicts) == (0, [])
    assert page_at(PAGE).title == "Our own title"


def test_a_newer_file_meets_an_edited_page_as_a_draft_and_a_conflict(staff, library_with, newer):
    staff.published(page_at(PAGE), title="Our own title")
    outcome = loading.load(library_with({KEY: newer}))
    page = page_at(PAGE)
    assert page.title == "Our own title"
    assert outcome.changed == 0
    assert len(outcome.conflicts) == 1 and outcome.conflicts[0].startswith("articles/how-pain-works.md: ")
    draft = page.revisions.open().get()
    assert (draft.manuscript, draft.state, draft.origin) == (newer, RevisionState.DRAFT, Origin.STARTER_LIBRARY)


def test_a_conflict_is_reported_once(staff, library_with, newer):
    staff.published(page_at(PAGE), title="Our own title")
    loading.load(library_with({KEY: newer}))
    before = rows()
    outcome = loading.load(library_with({KEY: newer}))
    assert outcome.conflicts == []
    assert rows() == before


def test_a_still_newer_file_replaces_the_library_s_own_draft(staff, library_with, newer):
    staff.published(page_at(PAGE), title="Our own title")
    loading.load(library_with({KEY: newer}))
    newest = newer.replace("really", "truly")
    loading.load(library_with({KEY: newest}))
    assert page_at(PAGE).revisions.open().get().manuscript == newest


@pytest.mark.parametrize("state", [state for state in RevisionState if state not in ("published", "superseded")])
def test_an_open_draft_of_the_staff_s_is_never_replaced(staff, library_with, newer, state):
    draft = staff.revision(page_at(PAGE), state, title="Our draft")
    before = Revision.objects.values().get(pk=draft.pk)
    outcome = loading.load(library_with({KEY: newer}))
    assert len(outcome.conflicts) == 1
    assert Revision.objects.values().get(pk=draft.pk) == before
    assert page_at(PAGE).revisions.open().get() == draft
    assert page_at(PAGE).title == "How pain works"


def test_the_newer_file_comes_in_once_the_draft_is_given_up(staff, library_with, newer):
    draft = staff.revision(page_at(PAGE), RevisionState.DRAFT, title="Our draft")
    loading.load(library_with({KEY: newer}))
    actions.discard(revision=draft, by=staff.author)
    assert loading.load(library_with({KEY: newer})).changed == 1
    assert page_at(PAGE).title == "How pain really works"


def test_a_newer_file_meets_a_page_that_a_clinician_reviewed_as_a_draft(staff, library_with, newer):
    page = page_at(PAGE)
    actions.confirm_review(page=page, by=staff.reviewer, sha256=page.live_revision.sha256)
    outcome = loading.load(library_with({KEY: newer}))
    assert (outcome.changed, len(outcome.conflicts)) == (0, 1)
    page = page_at(PAGE)
    assert (page.title, page.reviewed_by) == ("How pain works", staff.reviewer)
    assert page.revisions.open().get().manuscript == newer


def test_a_withdrawn_page_stays_withdrawn(staff, library_with, newer, client):
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    outcome = loading.load(library_with({KEY: newer}))
    assert len(outcome.conflicts) == 1
    assert client.get("/articles/how-pain-works/").status_code == 410


def test_a_page_that_staff_moved_is_not_made_again_at_its_old_address(staff, small_library, client):
    staff.published(page_at(PAGE), slug="why-it-hurts")
    before = rows()
    outcome = loading.load(small_library)
    assert (outcome.new, outcome.changed, outcome.conflicts) == (0, 0, [])
    assert rows() == before
    assert client.get("/articles/how-pain-works/").status_code == 301


def test_a_newer_file_of_a_page_that_staff_moved_is_a_draft_of_that_page(staff, library_with, newer):
    page = staff.published(page_at(PAGE), slug="why-it-hurts")
    outcome = loading.load(library_with({KEY: newer}))
    assert (outcome.new, len(outcome.conflicts)) == (0, 1)
    assert page.revisions.open().get().manuscript == newer


# A fault, an interruption


@pytest.fixture
def folder(tmp_path):
    """The library on disk, to be spoiled."""
    return samples.small(tmp_path / "content").root


def test_a_broken_library_leaves_the_database_as_before(loaded, folder):
    path = folder / "articles" / "how-pain-works.md"
    path.write_text(path.read_text().replace("topic: ", "topic: no-such-", 1))
    (folder / "articles" / "fresh.md").write_text(article("Quite fresh"))
    before, counted = content(), rows()
    with pytest.raises(loading.InvalidLibrary, match=re.escape("articles/how-pain-works.md:")):
        loading.load(library.read(folder))
    assert (content(), rows()) == (before, counted)


def test_every_fault_of_a_library_is_reported_at_once(folder):
    (folder / "articles" / "how-pain-works.md").write_text("no front matter")
    (folder / "articles" / "odd.txt").write_text("a stranger")
    (folder / "conditions" / "sciatica.md").unlink()
    faults = {fault.path for fault in library.read(folder).faults}
    assert {"articles/how-pain-works.md", "articles/odd.txt"} <= faults
    assert "procedures/epidural-steroid-injection.md" in faults


FRESH = {("en", "articles", f"fresh-{number:02}"): article(f"Fresh {number:02}") for number in range(30)}


def fresh_pages() -> list[tuple[str, int]]:
    """The status of each new page, and how many revisions it has."""
    pages = Page.objects.filter(slug__startswith="fresh-").order_by("slug")
    return [(page.status, page.revisions.count()) for page in pages]


@pytest.fixture
def failing(monkeypatch):
    """Load, and let the publication of one page fail after it was written."""

    def load(found, slug: str) -> None:
        connect = writing.connect

        def fail(texts):
            connect(texts)
            if slug in [page.slug for page, _ready in texts]:
                raise OSError("the disk is full")

        with monkeypatch.context() as patched, pytest.raises(OSError, match="the disk is full"):
            patched.setattr(writing, "connect", fail)
            loading.load(found)

    return load


@pytest.mark.parametrize("number", [0, loading.NEW - 1, loading.NEW, 29])
def test_a_load_that_fails_leaves_whole_bites_and_nothing_of_the_one_that_failed(
    loaded, library_with, failing, client, number
):
    version, done = current(), number // loading.NEW * loading.NEW
    failing(library_with(FRESH), f"fresh-{number:02}")
    assert fresh_pages() == [("live", 1)] * done + [("never-public", 0)] * (30 - done)
    assert (current() > version) == bool(done)
    assert client.get("/articles/fresh-00/").status_code == (200 if done else 404)
    assert client.get("/articles/fresh-29/").status_code == 404


def test_a_load_that_was_interrupted_goes_on_where_it_stopped(loaded, library_with, failing, monkeypatch):
    whole, read = library_with(FRESH), []
    failing(whole, "fresh-25")
    reading = drafts.gist_of
    monkeypatch.setattr(drafts, "gist_of", lambda *text: read.append(text) or reading(*text))
    outcome = loading.load(whole)
    rest = 30 - 25 // loading.NEW * loading.NEW
    assert len(read) == rest
    assert (outcome.new, outcome.changed, outcome.unchanged) == (rest, 0, len(whole.texts) - rest)
    assert fresh_pages() == [("live", 1)] * 30
    assert loading.load(whole).unchanged == len(whole.texts)


def test_a_draft_that_was_approved_with_a_snippet_of_the_library_is_reviewed_again_when_the_library_changes_it(
    staff, library_with, small_library
):
    """Whoever approved it read other words."""
    drafts_of = {
        address: staff.revision(page_at(address), RevisionState.APPROVED, title=f"Ours {number}")
        for number, address in enumerate(["conditions/sciatica", "articles/your-first-visit"])
    }
    key = ("en", "snippets", "warning-signs")
    loading.load(library_with({key: with_a_new_sign(small_library.texts[key])}))
    for draft in drafts_of.values():
        draft.refresh_from_db()
    found = {address: (draft.state, draft.approved_by) for address, draft in drafts_of.items()}
    assert found == {
        "conditions/sciatica": (RevisionState.IN_REVIEW, None),
        "articles/your-first-visit": (RevisionState.APPROVED, staff.reviewer),
    }


def test_texts_that_name_each_other_come_in_whatever_their_order(loaded, library_with, client):
    """The first is applied before the page that it names is public."""
    first = article("First", related=["articles/zz-second"], body="## A {#a}\n\n[On](../articles/zz-second.md).")
    second = article("Second", related=["articles/aa-first"])
    loading.load(library_with({("en", "articles", "aa-first"): first, ("en", "articles", "zz-second"): second}))
    assert 'href="/articles/zz-second/"' in client.get("/articles/aa-first/").content.decode()
    assert [page.slug for page in page_at("articles/aa-first").related.all()] == ["zz-second"]


def test_many_texts_are_made_ready_by_several_processes(loaded, library_with, monkeypatch):
    monkeypatch.setattr(loading, "MANY", 10)
    whole = library_with(FRESH)
    loading.make_ready(whole, list(FRESH))
    made = {address: whole.ready.get(address) for address in FRESH}
    for address in FRESH:
        whole.ready.drop(address)
    assert made == {address: whole.prepared(address) for address in FRESH}


# Dumping


def test_a_dump_gives_the_library_back_byte_for_byte(loaded, small_library, tmp_path):
    dumping.dump(tmp_path)
    dumped = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert dumped == {
        path.relative_to(small_library.root).as_posix(): path.read_bytes()
        for path in small_library.root.rglob("*")
        if path.is_file()
    }


def test_a_dump_of_what_staff_wrote_loads_as_it_was(staff, tmp_path):
    staff.published(page_at(PAGE), title="Our own title")
    dumping.dump(tmp_path)
    found = library.read(tmp_path)
    assert found.faults == []
    assert found.manuscripts[KEY].data["title"] == "Our own title"


def test_a_dump_of_a_term_that_was_renamed_loads_as_the_same_term(staff, tmp_path):
    term = Page.objects.live().filter(kind="glossary").first()
    address = (term.language, term.kind, term.slug)
    staff.published(term, title="Quite another word")
    dumping.dump(tmp_path)
    found = library.read(tmp_path)
    assert found.faults == []
    assert [one for one in found.texts if found.prepared(one).data["title"] == "Quite another word"] == [address]


def test_a_translation_may_name_what_it_translates(staff, tmp_path):
    dumping.dump(tmp_path)
    for name, original in (("good", KEY[2]), ("bad", "nothing-here")):
        text = article("Como").replace("\n---\n", f"\ntranslation_of: {original}\n---\n", 1)
        (tmp_path / "es" / "articles").mkdir(parents=True, exist_ok=True)
        (tmp_path / "es" / "articles" / f"{name}.md").write_text(text)
    unknown = [fault.path for fault in library.read(tmp_path).faults if "unknown page" in fault.message]
    assert unknown == ["es/articles/bad.md"]


def test_no_draft_is_dumped_and_of_a_withdrawn_page_that_it_was_withdrawn(staff, tmp_path):
    staff.revision(page_at(PAGE), RevisionState.APPROVED, title="Our secret")
    staff.new_page("articles", "fresh", article("Our secret"), RevisionState.DRAFT)
    actions.withdraw(page=page_at("articles/your-first-visit"), by=staff.publisher, note="Wrong.")
    dumping.dump(tmp_path)
    texts = {path.name: path.read_text() for path in tmp_path.rglob("*.md")}
    assert "how-pain-works.md" in texts and "fresh.md" not in texts
    assert [name for name, text in texts.items() if "Our secret" in text] == []
    withdrawn = (tmp_path / "withdrawn.yaml").read_text()
    assert withdrawn.startswith("- page: articles/your-first-visit\n  reason: Wrong.\n  since: ")


# Many at once


#: What is another in each load: a password that nobody can have, and how often the content had changed.
OF_ITS_LOAD = {"password", "content_version"}


def everything() -> dict[str, list]:
    """Every row of every table: of a moment its day, and without the keys of rows that only join others."""
    found = {}
    for model in set(apps.get_models(include_auto_created=True)) - {ContentVersion}:
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if not (field.primary_key and model._meta.auto_created) and field.attname not in OF_ITS_LOAD
        ]
        rows_of = model._base_manager.values_list(*columns)
        found[model._meta.label] = sorted(([_day_of(value) for value in row] for row in rows_of), key=str)
    return found


def _day_of(value):
    return value.date() if isinstance(value, datetime.datetime) else value


@pytest.fixture
def one_by_one(monkeypatch) -> list:
    """The addresses of what is loaded by itself."""
    met, load_text = [], loading._load_text
    monkeypatch.setattr(
        loading, "_load_text", lambda run, address, *rest: met.append(address) or load_text(run, address, *rest)
    )
    return met


def test_new_pages_that_come_together_leave_the_rows_that_they_leave_one_by_one(
    empty, small_library, one_by_one, monkeypatch
):
    loading.load(small_library)
    together = everything()
    assert {kind for _language, kind, _slug in one_by_one} == {"snippets"}
    call_command("flush", interactive=False, verbosity=0)
    monkeypatch.setattr(loading.Run, "is_new", lambda run, address: False)
    loading.load(small_library)
    assert set(one_by_one) == set(small_library.texts)
    assert everything() == together


def test_of_new_pages_only_the_one_that_must_wait_comes_by_itself(loaded, small_library, library_with, one_by_one):
    StoredPicture.objects.filter(name="drawings/needle.svg").update(in_it=InIt.NOT_ASKED)
    waits = ("en", "procedures", "fresh")
    shown = small_library.texts["en", "procedures", "epidural-steroid-injection"]
    outcome = loading.load(library_with({**FRESH, waits: shown.replace("title: Epidural", "title: Fresh", 1)}))
    assert one_by_one == [waits]
    assert (outcome.new, len(outcome.conflicts)) == (len(FRESH), 1)


def test_what_changed_does_not_part_what_is_new_into_bites_of_one():
    new = [("en", "articles", f"{number:02}") for number in range(0, 40, 2)]
    changed = [("en", "articles", f"{number:02}") for number in range(1, 40, 2)]
    sizes = [len(bite) for bite in loading.in_bites([*new, *changed], is_new=set(new).__contains__)]
    assert sizes == [6, 6, 6, 2, 12, 8]


def test_a_draft_that_was_approved_before_a_shared_text_came_in_is_reviewed_again(
    staff, library_with, failing, monkeypatch
):
    """Whoever approved it read the page without that text, which another one puts in."""
    text = "---\ntitle: {}\nauthors:\n- starter-library\n---\n\n{}\n".format
    around, inside = (("en", "snippets", slug) for slug in ("around", "inside"))
    both = library_with({around: text("Around", "/// snippet | inside\n///"), inside: text("Inside", "Then.")})
    monkeypatch.setattr(loading, "BITE", 1)
    failing(both, "inside")
    body = f"{page_at(PAGE).body}\n\n/// snippet | around\n///\n"
    draft = staff.revision(page_at(PAGE), RevisionState.APPROVED, body=body)
    loading.load(both)
    draft.refresh_from_db()
    assert draft.state == RevisionState.IN_REVIEW
