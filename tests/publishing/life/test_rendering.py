"""What HTML depends on: the text and the renderer. All else is bound when a page is put together, and seen at once."""

import json
import re

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from procedures.models import Indication
from publishing.life import actions, jobs, rendering
from publishing.life.models import ClinicProfile, Contributor, Mention, Page, Revision, Source, StoredPicture
from publishing.life.models.version import content_changed, current
from publishing.life.states import RevisionState
from publishing.text import preparing
from tests.articles.editing import edited, page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import tables

PAGE, SCIATICA, INJECTION = "articles/how-pain-works", "conditions/sciatica", "procedures/epidural-steroid-injection"
#: Where evidence stands, in short and in full.
BOTH_PAGES = (INJECTION, f"{INJECTION}/evidence", SCIATICA, f"{SCIATICA}/options")
NOTHING = "0 pages rendered, 0 texts read, 0 failed"


@pytest.fixture
def read(client):
    """What a reader gets of a page."""

    def html(address: str) -> str:
        kind, slug, *behind = address.split("/")
        page = page_at(f"{kind}/{slug}").get_absolute_url()
        response = client.get("".join([page, *(f"{name}/" for name in behind)]))
        assert response.status_code == 200
        return response.content.decode()

    return html


@pytest.fixture
def another_release(monkeypatch):
    """Let what follows be done by the code of another release."""
    monkeypatch.setattr(rendering, "_kept", type(rendering._kept)())

    def release(name: str = "another") -> None:
        monkeypatch.setattr(preparing, "version", lambda package: name)
        preparing.renderer_version.cache_clear()

    yield release
    preparing.renderer_version.cache_clear()


def rows(*columns: str) -> list[dict]:
    """What publications wrote."""
    return list(Page.objects.order_by("pk").values("html", "updated_at", "title", "live_revision", *columns))


def test_a_process_that_has_just_begun_reckons_which_code_it_runs_before_it_holds_a_lock(
    loaded, author, reviewer, publisher, monkeypatch
):
    """That reads every file which renders, and compiles templates: 70 ms in which nobody else could write."""
    code, before, depths = preparing._code, len(connection.savepoint_ids), []
    monkeypatch.setattr(preparing, "_code", lambda: depths.append(len(connection.savepoint_ids)) or code())
    page = page_at(PAGE)

    def new_process(verb, **what):
        preparing.renderer_version.cache_clear()
        return verb(**what)

    draft = new_process(actions.save_draft, page=page, by=author, manuscript=edited(page, title="Anew"))
    draft = new_process(actions.submit, revision=draft, by=author)
    draft = actions.approve(revision=draft, by=reviewer, sha256=draft.sha256)
    new_process(actions.publish, revision=draft, by=publisher)
    assert depths == [before] * 3


# What is stored depends on the text alone


def test_every_live_page_and_row_was_rendered_by_this_renderer(loaded):
    now = preparing.renderer_version()
    assert set(Page.objects.live().values_list("rendered_with", flat=True)) == {now}
    assert set(Indication.objects.values_list("rendered_with", flat=True)) == {now}
    assert set(Revision.objects.values_list("read_with", flat=True)) == {now}


def test_the_same_text_gives_the_same_html_whatever_the_database_holds(loaded):
    page = page_at(SCIATICA)
    StoredPicture.objects.all().delete()
    ClinicProfile.objects.create(phone="555 0100")
    assert json.loads(json.dumps(rendering.prepared(page.live_revision).html)) == page.html


def clinic() -> None:
    ClinicProfile.objects.update_or_create(pk=1, defaults={"emergency_number": "112"})
    content_changed()


def contributor() -> None:
    Contributor.objects.filter(pk="starter-library").update(name="Quite somebody else")
    content_changed()


def source() -> None:
    Source.objects.filter(pk="koes2007").update(title="Quite another title")
    content_changed()


def picture() -> None:
    StoredPicture.objects.filter(name="drawings/leg.svg").update(width=4321)
    content_changed()


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (clinic, "tel:112"),
        (contributor, "Quite somebody else"),
        (source, "Quite another title"),
        (picture, 'width="4321"'),
    ],
)
def test_a_change_beside_the_texts_changes_no_row_and_is_visible_at_once(loaded, read, change, seen):
    before, shown = rows("rendered_with"), read(SCIATICA)
    change()
    assert seen not in shown
    assert seen in read(SCIATICA)
    assert rows("rendered_with") == before
    assert jobs.run("store_rendered") == NOTHING


TERM = "---\ntitle: alarm\ndefinition: A word of the suite.\n---\n"


def by_publishing(staff, address: str, **changes) -> None:
    staff.published(page_at(address), **changes)


@pytest.mark.parametrize(
    ("change", "address", "seen"),
    [
        (lambda staff: staff.new_page("glossary", "alarm", TERM), PAGE, "A word of the suite."),
        (lambda staff: by_publishing(staff, "glossary/nerve-root", title="weeks"), SCIATICA, ">weeks</a>"),
        (lambda staff: by_publishing(staff, SCIATICA, slug="leg-pain"), PAGE, '"/conditions/leg-pain/"'),
        (
            lambda staff: actions.withdraw(page=page_at(SCIATICA), by=staff.publisher, note="Wrong."),
            PAGE,
            "<span>Sciatica</span>",
        ),
    ],
    ids=["new term", "changed term", "address", "withdrawal"],
)
def test_what_another_page_says_changes_no_row_of_this_one_and_is_visible_at_once(staff, read, change, address, seen):
    before, pk = read(address), page_at(address).pk
    row = Page.objects.values().get(pk=pk)
    change(staff)
    assert read(address) != before and seen in read(address)
    assert Page.objects.values().get(pk=pk) == row


def test_a_draft_changes_no_row_and_is_visible_nowhere(staff, read):
    before, shown = rows("rendered_with"), read(PAGE)
    staff.revision(page_at(PAGE), RevisionState.SCHEDULED, title="Other words")
    assert (rows("rendered_with"), read(PAGE)) == (before, shown)


# Another release


def spoiled(*addresses: str, words: str = "Words of another renderer.") -> None:
    """Let the stored HTML of pages be what a former renderer made of them."""
    for page in map(page_at, addresses):
        for section in page.html["sections"]:
            section["html"] = f"<p>{words}</p>"
        if page.stencil:
            page.stencil["cut"][::2] = [f"<p>{words}</p>" for _html in page.stencil["cut"][::2]]
        former = {"html": page.html, "stencil": page.stencil, "rendered_with": "a former release"}
        Page.objects.filter(pk=page.pk).update(**former)


def before_stencils() -> None:
    """Let every page be as a release without stencils left it, and its database after the migration."""
    Page.objects.update(stencil={}, rendered_with="a release without stencils")
    Indication.objects.update(short_html={}, rendered_with="a release without stencils")


def test_html_of_another_renderer_is_never_served_but_made_anew_when_asked_for(loaded, read, another_release):
    before = read(PAGE)
    spoiled(PAGE)
    stored = tables()
    assert read(PAGE) == before
    assert tables() == stored


def test_the_job_stores_what_another_renderer_had_stored(loaded, read, another_release):
    before, whole = read(PAGE), rows()
    spoiled(PAGE, SCIATICA)
    version = current()
    assert jobs.run("store_rendered") == "2 pages rendered, 0 texts read, 0 failed"
    assert rows() == whole
    assert (current(), read(PAGE)) == (version, before)
    assert jobs.run("store_rendered") == NOTHING


def test_a_new_release_renders_each_page_once_whoever_asks_first(loaded, read, another_release, monkeypatch):
    before, rendered = read(INJECTION), []
    prepare = preparing.prepare
    another_release()

    def counted(text, kind, **what):
        rendered.append(f"{kind}/{what['slug']}")
        return prepare(text, kind, **what)

    monkeypatch.setattr(preparing, "prepare", counted)
    assert read(INJECTION) == read(INJECTION) == before
    assert rendered.count(INJECTION) == 1
    jobs.run("store_rendered")
    assert len(rendered) == len(set(rendered)) == Page.objects.live().count()


def test_a_new_release_stores_every_page_and_reads_every_current_text_again(staff, another_release):
    staff.revision(page_at(PAGE), RevisionState.DRAFT, title="An open draft")
    whole, pages = rows(), Page.objects.live().count()
    another_release()
    assert jobs.run("store_rendered") == f"{pages} pages rendered, {pages + 1} texts read, 0 failed"
    assert rows() == whole
    assert set(Page.objects.values_list("rendered_with", flat=True)) == {preparing.renderer_version()}
    assert jobs.run("store_rendered") == NOTHING


def test_evidence_of_another_renderer_is_never_served_on_either_page(loaded, read, another_release):
    before = {address: read(address) for address in BOTH_PAGES}
    link = page_at(INJECTION).procedure.indications.get(condition__slug="sciatica")
    words = "Words of another renderer."
    html = link.html | {"verdict": words, "evidence": words, "sources": ""}
    short = link.short_html | {"verdict": words, "number": words}
    Indication.objects.filter(pk=link.pk).update(html=html, short_html=short, rendered_with="a former release")
    spoiled(INJECTION)
    assert {address: read(address) for address in before} == before
    jobs.run("store_rendered")
    stored = page_at(INJECTION).procedure.indications.get(condition__slug="sciatica")
    assert (stored.html, stored.short_html) == (link.html, link.short_html)
    assert stored.rendered_with == preparing.renderer_version()


@pytest.mark.both_databases
def test_a_page_of_a_release_without_stencils_is_printed_as_it_is_and_gets_its_own(loaded, client, another_release):
    pages = list(Page.objects.published())
    stencils, links = ({one.pk: one.stencil for one in pages}, rows_of_links())
    before = {page.pk: client.get(page.get_absolute_url()).content for page in pages}
    before_stencils()
    stored = tables()
    assert {page.pk: client.get(page.get_absolute_url()).content for page in pages} == before
    assert tables() == stored, "a reader writes nothing"
    assert jobs.run("store_rendered").endswith(" 0 failed")
    assert {page.pk: page.stencil for page in Page.objects.published()} == stencils
    assert rows_of_links() == links
    assert {page.pk: client.get(page.get_absolute_url()).content for page in pages} == before


def rows_of_links() -> list[dict]:
    """What is stored of links, whatever their ids are."""
    names = ("procedure_id", "condition_id", "relation", "position", "html", "short_html", "rendered_with")
    return list(Indication.objects.order_by("procedure_id", "position").values(*names))


@pytest.mark.both_databases
@pytest.mark.parametrize("address", [PAGE, SCIATICA, INJECTION, "articles/warning-signs"])
def test_a_page_without_a_stencil_whose_text_cannot_be_read_says_what_it_is_called(
    loaded, client, read, another_release, address
):
    page = page_at(address)
    Revision.objects.filter(pk=page.live_revision_id).update(manuscript="Just words.", sha256="0" * 64)
    before_stencils()
    forged = "T \ue000obyline\ue001 \ue000ox\ue001 \ue000tclinic_phone\ue001 <b>"
    Page.objects.filter(pk=page.pk).update(title=forged, also_called=[forged], summary=forged)
    content_changed()
    html = read(address)
    assert "<h1>T obyline ox tclinic_phone &lt;b&gt;</h1>" in html
    assert html.count('class="byline"') == 1 and "Words of another" not in html
    for other in Page.objects.published():
        assert client.get(other.get_absolute_url()).status_code == 200
    assert jobs.run("store_rendered").endswith(" 1 failed")
    assert read(address) == html


def test_a_shared_text_of_a_release_without_stencils_is_put_into_a_stencil_of_this_one(loaded, read, another_release):
    before = read(SCIATICA)
    Page.objects.filter(kind="snippets").update(html={}, rendered_with="a former release")
    content_changed()
    assert read(SCIATICA) == before


def test_what_is_stored_of_a_page_is_its_stencil_and_what_is_made_ready_of_its_text(loaded):
    for address in (PAGE, SCIATICA, INJECTION):
        page = page_at(address)
        assert page.stencil["cut"]
        assert page.stencil == json.loads(json.dumps(rendering.prepared(page.live_revision).stencil))
    assert page_at("about/contact").stencil == {} == page_at("snippets/warning-signs").stencil


def test_a_new_text_has_a_new_stencil_and_a_withdrawn_page_none_that_the_public_reads(staff, client, read):
    staff.published(page_at(PAGE), key_points=["Quite a new point.", "Two.", "Three."])
    assert "Quite a new point." in read(PAGE)
    actions.withdraw(page=page_at(PAGE), by=staff.publisher, note="Wrong.")
    gone = client.get(f"/{PAGE}/")
    assert gone.status_code == 410 and b"Quite a new point." not in gone.content


def test_a_scheduled_text_is_printed_when_its_time_has_come(staff, read):
    revision = staff.revision(page_at(PAGE), RevisionState.SCHEDULED, key_points=["A point to come.", "Two.", "Three."])
    before, stencil = read(PAGE), page_at(PAGE).stencil
    assert "A point to come." not in before
    Revision.objects.filter(pk=revision.pk).update(scheduled_for=timezone.now())
    jobs.run("publish_due")
    assert "A point to come." in read(PAGE)
    assert page_at(PAGE).stencil != stencil


def test_other_markup_of_another_release_is_no_change_of_what_a_page_says(loaded, read, another_release):
    before = {address: read(address) for address in BOTH_PAGES}
    for link in page_at(INJECTION).procedure.indications.all():
        link.html["evidence"] = f'<b class="former">{link.html["evidence"]}</b>'
        link.rendered_with = "a former release"
        link.save()
    spoiled(INJECTION)
    jobs.run("store_rendered")
    assert "former" not in str(list(Indication.objects.values_list("html")))
    assert {address: read(address) for address in before} == before


def test_a_snippet_of_another_renderer_is_never_served_where_it_is_put_in(loaded, read, another_release):
    before = read(SCIATICA)
    spoiled("snippets/warning-signs")
    content_changed()
    assert read(SCIATICA) == before
    assert "Words of another renderer." not in "".join(rendering.shared_html("en").values())


def test_what_is_published_while_it_is_rendered_is_not_overwritten(staff, another_release, monkeypatch):
    page = page_at(PAGE)
    spoiled(PAGE)
    now = rendering.rendered_now(page.live_revision_id)

    def meanwhile(revision_id):
        staff.published(page_at(PAGE), title="Published meanwhile")
        return now

    monkeypatch.setattr(rendering, "rendered_now", meanwhile)
    assert not rendering.store(page.pk)
    assert page_at(PAGE).title == "Published meanwhile"
    assert page_at(PAGE).rendered_with == preparing.renderer_version()


def test_one_page_that_cannot_be_rendered_is_told_of_and_keeps_no_other_from_being_stored(loaded, read, caplog):
    spoiled(PAGE, INJECTION, SCIATICA)
    page = page_at(INJECTION)
    Revision.objects.filter(pk=page.live_revision_id).update(manuscript="Just words.", sha256="0" * 64)
    Indication.objects.filter(procedure=page.pk).update(rendered_with="a former release")
    assert jobs.run("store_rendered") == "2 pages rendered, 0 texts read, 1 failed"
    assert "procedures/epidural-steroid-injection.md:1" in caplog.text
    assert "Words of another renderer." not in read(INJECTION)
    assert page.title in read(INJECTION) and page.title in read(SCIATICA)


def test_what_a_text_names_is_read_again_by_a_new_release(loaded):
    revision = page_at(PAGE).live_revision
    before = set(revision.mentions.values_list("what", "name", "target"))
    Mention.objects.filter(revision=revision).delete()
    Revision.objects.filter(pk=revision.pk).update(read_with="a former release", grade=None)
    assert jobs.run("store_rendered") == "0 pages rendered, 1 texts read, 0 failed"
    assert set(revision.mentions.values_list("what", "name", "target")) == before
    again = Revision.objects.get(pk=revision.pk)
    assert (again.grade, again.read_with) == (revision.grade, preparing.renderer_version())


#: What a text of a former release has, and this one knows no more.
FORMER = {
    SCIATICA: (
        ("  verdict: Guidelines put this first.\n  effect: helps-a-little\n", "  strength: moderate\n"),
        ("  certainty: moderate\n", ""),
        ("  side_effects: Some days feel worse.\n", "  risks: Some days feel worse.\n"),
        ("  verdict: Half of people are better in 10 days.\n  effect: most-get-better\n  certainty: low\n", ""),
        ("## Your options\n", "## Few people need a procedure {#treatment-options}\n"),
        ("## What it is\n", "## A nerve hurts {#what-it-is}\n"),
    ),
    INJECTION: (
        ("risks:\n- title: Headache, in people\n  count: 3\n  says: have", "benefits:\n- count: 3\n  outcome: have"),
        ("  side_effects: Soreness.\n  grave_harm: None known.\n", "  risks: Soreness.\n"),
        ("## Getting ready\n", "## Eat as you like {#before}\n"),
        ("## Other ways\n", "## There are others {#other-options}\n"),
    ),
}


def of_a_former_release(address: str) -> None:
    """Let a page be as an older release left it: its text, its HTML, its links."""
    page = page_at(address)
    text = page.live_revision.manuscript
    for now, then in FORMER[address]:
        assert now in text, now
        text = text.replace(now, then)
    if address == INJECTION:
        text = re.sub(r"  verdict: .*\n  effect: .*\n  certainty: .*\n", "  strength: weak\n", text)
        text = re.sub(r"dispute:\n(  .*\n)+", "", text)
    Revision.objects.filter(pk=page.live_revision_id).update(manuscript=text)
    Page.objects.filter(pk=page.pk).update(rendered_with="a former release")
    former = {"effect": "not-known", "certainty": "very-low", "rendered_with": "a former release"}
    Indication.objects.filter(procedure_id=page.pk).update(**former, has_numbers=False)


@pytest.mark.parametrize("address", FORMER)
def test_a_text_of_a_former_release_is_served_as_far_as_it_can_be(loaded, client, read, another_release, address):
    of_a_former_release(address)
    another_release()
    html = "".join(read(shown) for shown in BOTH_PAGES)
    kept = {SCIATICA: ("A nerve hurts", "Staying active", "No procedure for now"), INJECTION: ("Eat as you like",)}
    assert [words for words in (*kept[address], "Call 911 now") if words not in html] == []
    assert jobs.run("store_rendered").endswith(" 0 failed")
    assert "".join(read(shown) for shown in BOTH_PAGES) == html
    for path in ("/", "/sitemap.xml", f"/{address.split('/')[0]}/"):
        assert client.get(path).status_code == 200


# What is bound


def test_a_page_is_the_same_whatever_order_the_database_gives_keys_in(loaded, read):
    before, page = read(SCIATICA), page_at(SCIATICA)

    def turned(value):
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return [turned(item) for item in value] if isinstance(value, list) else value

    Page.objects.filter(pk=page.pk).update(html=turned(page.html), stencil=turned(page.stencil))
    assert read(SCIATICA) == before
    assert re.findall(r'id="cited-1-(\d+)"', before) == ["1", "2"]


def test_the_clinic_s_own_words_cannot_act_as_markdown_or_html(loaded, read):
    ClinicProfile.objects.update_or_create(pk=1, defaults={"emergency_number": "[x](/y)<b>*"})
    content_changed()
    assert "[x](/y)&lt;b&gt;*" in read(SCIATICA)
    assert "[x](/y)<b>" not in read(SCIATICA)


def test_a_snippet_reaches_the_pages_that_use_it_when_it_is_published(staff, read):
    snippet = page_at("snippets/warning-signs")
    body = snippet.body.replace("\n- ", "\n- Quite a new sign.\n- ", 1)
    revision = staff.revision(snippet, RevisionState.APPROVED, body=body)
    before = Page.objects.values().get(pk=page_at("conditions/low-back-pain").pk)
    assert "Quite a new sign." not in read("conditions/low-back-pain")
    actions.publish(revision=revision, by=staff.publisher)
    assert "Quite a new sign." in read("conditions/low-back-pain")
    assert Page.objects.values().get(pk=before["id"]) == before


def test_a_snippet_has_no_address(loaded, client):
    assert Page.objects.filter(kind="snippets", status="live").exists()
    assert not Page.objects.published().filter(kind="snippets").exists()
    assert client.get("/snippets/warning-signs/").status_code == 404


def test_a_page_that_links_to_one_not_public_yet_gets_the_link_with_it(staff, read):
    staff.new_page("articles", "later", article("Later"), RevisionState.APPROVED)
    staff.new_page("articles", "sooner", article("Sooner", body="## A\n\n[Read on](../articles/later.md)."))
    assert '<span class="message"><span>Read on</span>.</span>' in read("articles/sooner")
    actions.publish(revision=page_at("articles/later").revisions.get(), by=staff.publisher)
    assert 'href="/articles/later/"' in read("articles/sooner")


def test_a_hard_word_is_explained_once_on_a_page(staff, read):
    staff.new_page("glossary", "zonk", TERM.replace("alarm", "zonk"))
    staff.new_page("articles", "words", article(body="## A\n\nA zonk and a zonk.\n\n## B\n\nAnother zonk."))
    assert read("articles/words").count("A word of the suite.") == 1


def test_a_drawing_is_shown_from_storage_with_its_size(loaded, read):
    stored = StoredPicture.objects.get(name="drawings/leg.svg")
    assert f'src="{default_storage.url(stored.file)}" width="{stored.width}" height="{stored.height}"' in read(SCIATICA)


def test_what_a_reader_wrote_as_html_is_printed_as_words(staff, read):
    staff.new_page("articles", "odd", article(body="## A\n\n<script/x>alert(1)</script/x> <img/src=x onerror=y>"))
    html = read("articles/odd")
    assert "<script/x>alert" not in html and "<img/src=x" not in html
    assert "&lt;script/x&gt;" in html
