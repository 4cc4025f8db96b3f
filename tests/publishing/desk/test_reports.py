"""The reports: for each, a page that is in it and one that is not."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procedures.models import IndicationCitation
from publishing.changes import minor
from publishing.desk.reporting import reports
from publishing.desk.reporting.inventory import Inventory
from publishing.life import actions, jobs, linking
from publishing.life.models import Page, Revision, Source, StoredPicture
from publishing.life.states import RevisionState
from publishing.text import naming
from publishing.text.naming import Naming
from tests.articles.editing import Staff, edited, page_at
from tests.articles.manuscripts import article

pytestmark = pytest.mark.both_databases

PAIN, SCIATICA, INJECTION = "articles/how-pain-works", "conditions/sciatica", "procedures/epidural-steroid-injection"
HARD = (
    "Physiotherapeutic rehabilitation necessitates comprehensive multidisciplinary collaboration, incorporating "
    "individualized biomechanical evaluation, pharmacological optimization and psychological conceptualization."
)


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def rows(name: str) -> dict[str, list[str]]:
    """What a report says now, by address."""
    found: dict[str, list[str]] = {}
    for row in reports.get(name).rows(Inventory()):
        found.setdefault(row.address, []).append(row.what)
    return found


def with_words(page: Page, words: str) -> str:
    """The body of a live page with a paragraph behind it."""
    return f"{page.body}\n\n{words}"


# Sources


def test_a_page_without_sources_is_reported(staff):
    before = rows("no-sources")
    staff.new_page("articles", "no-source", article(), RevisionState.PUBLISHED)
    staff.new_page("articles", "not-public", article("Another"), RevisionState.APPROVED)
    assert rows("no-sources").keys() - before == {"articles/no-source"}
    assert SCIATICA not in before
    assert not [address for address in before if address.startswith(("about/", "snippets/"))]


def test_a_superseded_source_brings_every_page_and_every_link_that_cites_it(staff):
    assert rows("superseded-sources") == {}
    cited = IndicationCitation.objects.filter(source__citations__isnull=False).select_related("indication").first()
    newer = Source.objects.exclude(pk=cited.source_id).first()
    Source.objects.filter(pk=cited.source_id).update(superseded_by=newer)
    found = rows("superseded-sources")
    assert str(newer) in found[cited.indication.procedure.address][0]
    for page in Page.objects.filter(status="live"):
        says = found.get(page.address, [])
        assert any(what.startswith("It cites") for what in says) == page.citations.filter(source=cited.source).exists()
    links = {row.indication for row in IndicationCitation.objects.filter(source=cited.source)}
    assert sum(what.startswith("The row about") for says in found.values() for what in says) == len(links)


def test_a_withdrawn_page_cites_nothing_superseded(staff):
    page = page_at(SCIATICA)
    source = page.citations.first().source
    Source.objects.filter(pk=source.pk).update(superseded_by=Source.objects.exclude(pk=source.pk).first())
    assert SCIATICA in rows("superseded-sources")
    actions.withdraw(page=page, by=staff.publisher, note="Old.")
    assert SCIATICA not in rows("superseded-sources")


# Texts


def test_a_hard_text_is_reported_and_a_plain_one_is_not(staff):
    staff.new_page("articles", "hard", article("Hard", f"## First {{#first}}\n\n{HARD} {HARD}"))
    staff.new_page("articles", "plain", article("Plain"))
    assert rows("high-reading-grade").keys() == {"articles/hard"}


def test_what_a_snippet_says_counts_for_the_snippet_and_not_where_it_is_put_in(staff):
    text = f"---\ntitle: Long words\nauthors:\n- starter-library\n---\n\n{HARD}\n\n{HARD}\n"
    staff.new_page("snippets", "long-words", text)
    body = "## First {#first}\n\nYou rest.\n\n/// snippet | long-words\n///"
    staff.new_page("articles", "with-snippet", article("With a snippet", body))
    assert rows("high-reading-grade").keys() == {"snippets/long-words"}
    staff.published(page_at("snippets/long-words"), body="You rest.")
    assert rows("high-reading-grade") == {}


def test_a_page_that_no_other_live_text_names_is_an_orphan(staff):
    before = rows("orphan-pages")
    lonely = staff.new_page("articles", "lonely", article("Lonely"))
    assert rows("orphan-pages").keys() - before.keys() == {"articles/lonely"}
    assert SCIATICA not in before
    assert not [address for address in before if address.startswith("about/")]
    draft = staff.revision(page_at(PAIN), RevisionState.APPROVED, related=[lonely.address])
    assert lonely.address in rows("orphan-pages")  # a draft leads nobody there
    actions.publish(revision=draft, by=staff.publisher)
    assert lonely.address not in rows("orphan-pages")
    staff.published(lonely, slug="less-lonely")
    assert "articles/less-lonely" not in rows("orphan-pages")


def test_a_page_that_names_itself_is_an_orphan_still(staff):
    text = article("Self", "## First {#first}\n\n[Again](../articles/self.md#first)")
    staff.new_page("articles", "self", text)
    assert "articles/self" in rows("orphan-pages")


def test_a_snippet_that_no_text_puts_in_is_an_orphan(staff):
    text = "---\ntitle: Alone\nauthors:\n- starter-library\n---\n\nWords.\n"
    staff.new_page("snippets", "alone", text)
    assert rows("orphan-pages")["snippets/alone"] == ["No public text has this shared text in it."]


def test_a_text_names_pages_in_every_form_but_not_what_it_translates():
    text = "translation_of: a\n- condition: b\n- articles/c\n  page: procedures/d\n[x](../about/e.md#f) ../about/g.md\n"
    assert naming.pages_in(text) == {"conditions/b", "articles/c", "procedures/d", "about/e"}


def pictures_in(text: str) -> set[str]:
    return {name for what, _language, name in naming.named_in(text, "articles", "en") if what == Naming.PICTURE}


def test_a_text_names_pictures_at_its_top_and_in_its_words():
    text = "---\ndrawings:\n- file: a.svg\n  alt: A\n- file: b.jpg\n  alt: B\nvideos:\n- title: V\n  file: v.mp4\n"
    text += '---\n\n![A leg](../drawings/c.svg "The leg")\n\n![An arm](../../images/d.webp)\n'
    assert pictures_in(text) == {"drawings/a.svg", "images/b.jpg", "drawings/c.svg", "images/d.webp"}


def test_a_link_between_two_pages_without_evidence_is_one_sided(staff):
    before = rows("one-sided-links")
    knee, injection = page_at("conditions/knee-osteoarthritis"), page_at(INJECTION)
    assert not any(injection.title in what for what in before.get(knee.address, []))
    staff.published(knee, body=with_words(knee, f"[Read more](../{injection.address}.md)."))
    staff.published(injection, body=with_words(injection, f"[Not for this](../{knee.address}.md)."))
    after = rows("one-sided-links")
    assert any(injection.title in what for what in after[knee.address])
    assert any(knee.title in what for what in after[injection.address])
    assert SCIATICA in {mention.page.address for mention in linking.linked_from(injection)}
    assert not any(f"“{injection.title}”" in what for what in after.get(SCIATICA, []))


def test_a_link_to_a_page_that_is_not_public_is_broken(staff):
    assert rows("broken-links") == {}
    unborn = staff.new_page("articles", "unborn", article("Unborn"), RevisionState.DRAFT)
    staff.revision(page_at(SCIATICA), RevisionState.DRAFT, related=[PAIN, unborn.address])
    assert rows("broken-links") == {SCIATICA: ["The draft names “Unborn”, which is not public yet."]}
    actions.withdraw(page=page_at(PAIN), by=staff.publisher, note="Old.")
    found = rows("broken-links")
    assert f"The draft names “{page_at(PAIN)}”, which is off the site." in found[SCIATICA]
    named_by = {mention.page.address for mention in linking.linked_from(page_at(PAIN))}
    assert len(named_by) > 1
    assert found.keys() == named_by | {SCIATICA}
    actions.restore(page=page_at(PAIN), by=staff.publisher)
    assert rows("broken-links").keys() == {SCIATICA}


def test_a_name_that_nobody_has_is_broken_and_a_former_address_is_not(staff):
    staff.published(page_at(PAIN), slug="pain-explained")
    assert rows("broken-links") == {}
    # Even where a text has kept the old name.
    staff.revision(page_at(SCIATICA), RevisionState.DRAFT, related=[PAIN])
    assert rows("broken-links") == {}
    staff.revision(page_at(SCIATICA), RevisionState.DRAFT, related=["articles/nobody"])
    assert rows("broken-links") == {SCIATICA: ["The draft names articles/nobody, which does not exist."]}


def test_a_snippet_that_is_gone_is_a_broken_link_of_the_draft_that_puts_it_in(staff):
    staff.new_page("snippets", "alone", "---\ntitle: Alone\nauthors:\n- starter-library\n---\n\nWords.\n")
    page = page_at(PAIN)
    staff.revision(page, RevisionState.DRAFT, body=with_words(page, "/// snippet | alone\n///"))
    actions.withdraw(page=page_at("snippets/alone"), by=staff.publisher, note="Old.")
    assert rows("broken-links") == {PAIN: ["The draft names “Alone”, which is off the site."]}


def test_a_picture_that_is_not_stored_is_broken(staff):
    page = page_at(SCIATICA)
    drawing = {"file": "nowhere.svg", "alt": "A leg."}
    staff.revision(page, RevisionState.DRAFT, drawings=[drawing])
    assert rows("broken-links") == {
        SCIATICA: ["The draft shows the picture drawings/nowhere.svg, which is not stored."]
    }
    name = next(iter(pictures_in(page.live_revision.manuscript)))
    StoredPicture.objects.filter(name=name).delete()
    assert f"The public text shows the picture {name}, which is not stored." in rows("broken-links")[SCIATICA]


def test_a_picture_that_no_text_shows_is_unused(staff):
    assert rows("unused-pictures") == {}
    for name in ("drawings/alone.svg", "images/alone.jpg"):
        StoredPicture.objects.create(name=name, digest="0" * 64, original=name, file=name, width=9, height=9)
    assert rows("unused-pictures").keys() == {"drawings/alone.svg", "images/alone.jpg"}
    staff.revision(page_at(PAIN), RevisionState.DRAFT, drawings=[{"file": "alone.jpg", "alt": "A hand."}])
    assert rows("unused-pictures").keys() == {"drawings/alone.svg"}


def test_a_withdrawn_page_keeps_its_pictures(staff):
    texts = {page.address: page.live_revision.manuscript for page in Page.objects.select_related("live_revision")}
    own = pictures_in(texts[INJECTION]) - {
        name for address, text in texts.items() if address != INJECTION for name in pictures_in(text)
    }
    assert own
    actions.withdraw(page=page_at(INJECTION), by=staff.publisher, note="Old.")
    assert rows("unused-pictures") == {}


# Reviews


@pytest.mark.parametrize(
    ("days", "is_in"),
    [
        (-1, {"review-overdue"}),
        (0, {"review-due"}),
        (60, {"review-due"}),
        (61, set()),
    ],
)
def test_a_review_is_due_for_60_days_and_overdue_from_the_next_day_on(staff, days, is_in):
    due = timezone.localdate() + datetime.timedelta(days=days)
    Page.objects.filter(pk=page_at(PAIN).pk).update(review_due_on=due)
    assert {name for name in ("review-due", "review-overdue") if PAIN in rows(name)} == is_in
    assert SCIATICA not in rows("review-due") | rows("review-overdue")


def test_only_live_pages_owe_a_review(staff):
    page = page_at(PAIN)
    Page.objects.filter(pk=page.pk).update(review_due_on=timezone.localdate() - datetime.timedelta(days=3))
    actions.withdraw(page=page, by=staff.publisher, note="Old.")
    assert PAIN not in rows("review-overdue") | rows("never-reviewed")


def test_a_page_of_the_starter_library_was_never_reviewed_here(staff):
    assert {PAIN, SCIATICA} <= rows("never-reviewed").keys()
    staff.published(page_at(PAIN), title="How pain works, signed")
    found = rows("never-reviewed")
    assert PAIN not in found
    assert SCIATICA in found


# Time


def later(**by) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(**by)


@pytest.mark.parametrize(("minutes", "is_late"), [(-6, True), (-4, False), (600, False)])
def test_scheduled_work_is_late_after_five_minutes_and_comes_up_until_then(staff, minutes, is_late):
    draft = staff.revision(page_at(PAIN), RevisionState.SCHEDULED, title="How pain works, again")
    actions.plan_withdrawal(page=page_at(SCIATICA), by=staff.publisher, at=later(days=1), note="Old.")
    assert rows("scheduled-work-overdue") == {}
    Revision.objects.filter(pk=draft.pk).update(scheduled_for=later(minutes=minutes))
    Page.objects.filter(pk=page_at(SCIATICA).pk).update(withdrawal_due_at=later(minutes=minutes))
    late, ahead = rows("scheduled-work-overdue"), rows("coming-up")
    assert (late if is_late else ahead).keys() == {PAIN, SCIATICA}
    assert (ahead if is_late else late) == {}


def test_approved_and_unscheduled_work_is_not_coming_up(staff):
    staff.revision(page_at(PAIN), RevisionState.APPROVED, title="How pain works, again")
    assert rows("coming-up") == {}


def test_minor_edits_that_a_person_made_without_an_approval_are_listed(staff, monkeypatch):
    staff.published(page_at(PAIN), slug="pain-explained")
    jobs.run("follow_links")  # texts that named it follow, as minor edits
    assert rows("minor-edits") == {}
    monkeypatch.setattr(minor, "is_minor", lambda *texts, **facts: True)
    page = page_at(SCIATICA)
    draft = actions.save_draft(page=page, by=staff.author, manuscript=edited(page, title="Sciatica, put right"))
    actions.publish_minor(revision=draft, by=staff.publisher)
    found = rows("minor-edits")
    assert found.keys() == {SCIATICA}
    assert "by Paul Publisher." in found[SCIATICA][0]


# How they are made


def test_all_reports_together_ask_few_questions_and_as_many_of_a_large_desk(staff):
    with CaptureQueriesContext(connection) as small:
        _all_rows()
    for number, address in enumerate((PAIN, SCIATICA, INJECTION)):
        staff.revision(page_at(address), RevisionState.DRAFT, title=f"Title {number}", related=["articles/nobody"])
    before = _all_rows()
    with CaptureQueriesContext(connection) as large:
        assert _all_rows() == before
    assert len(large) == len(small) <= 19


def _all_rows() -> int:
    inventory = Inventory()
    return sum(len(report.rows(inventory)) for report in reports.all_reports())


def test_every_row_of_every_report_has_a_sentence_and_a_screen(staff, client):
    StoredPicture.objects.create(name="drawings/alone.svg", digest="0" * 64, original="a", file="a", width=9, height=9)
    inventory = Inventory()
    found = [row for report in reports.all_reports() for row in report.rows(inventory)]
    assert found
    for row in found:
        assert row.what.endswith("."), row
        assert row.url.startswith("/admin/")
        assert row.kind_label


def test_a_report_is_known_by_its_name_and_explains_itself():
    assert len(reports.all_reports()) == 18
    for report in reports.all_reports():
        assert reports.get(report.name) is report
        assert str(report.explanation).endswith(".")


def test_a_page_of_another_language_is_told_apart():
    page = Page(pk=1, kind="articles", language="es", slug="dolor")
    assert reports.ReportRow(page, "x").address == "es/articles/dolor"


def test_an_edited_text_is_the_same_page(staff):
    """A draft under a new address may name itself."""
    page = page_at(PAIN)
    body = with_words(page, "[Here](../articles/pain-explained.md).")
    actions.save_draft(page=page, by=staff.author, manuscript=edited(page, body=body), slug="pain-explained")
    assert rows("broken-links") == {}
