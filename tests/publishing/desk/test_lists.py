"""The lists of the desk and its menu: every row leads somewhere, in the desk's words, and nothing one may not open."""

import datetime
import io
import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.utils import timezone
from PIL import Image

from publishing.desk.finding import page_list
from publishing.desk.front import help
from publishing.desk.registry import happened, source_list
from publishing.desk.reporting import fix_next
from publishing.desk.reporting.inventory import Inventory
from publishing.life.models import Citation, Contributor, Page, Source
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.publishing.at_desk import url

PAGES, SOURCES = "/admin/publishing/page/", "/admin/publishing/source/"
PICTURE = re.compile(r"!\[([^\]]*)\]\(\.\./static/desk/help/([^)]+)\)")
PAIN, SCIATICA, VISIT = "articles/how-pain-works", "conditions/sciatica", "articles/your-first-visit"


@pytest.fixture
def desk(client, staff):
    client.force_login(staff.author)
    return client


def lines_of(client, query: str = "") -> dict[str, page_list.Line]:
    return {line.page.address: line for line in client.get(f"{PAGES}{query}").context["lines"]}


def words_of(line: page_list.Line) -> list[str]:
    return [tag.words for tag in line.tags]


# Pages


def test_every_page_of_the_list_is_a_link_to_its_form(desk):
    shown = desk.get(PAGES).content.decode()
    for line in lines_of(desk).values():
        assert f'<a href="{url(line.page)}">' in shown


def test_a_line_says_where_a_page_stands_and_whose_the_draft_is(desk, staff):
    staff.revision(page_at(PAIN), RevisionState.DRAFT, title="How pain works, again")
    staff.revision(page_at(SCIATICA), RevisionState.APPROVED, title="Sciatica, again")
    found = lines_of(desk)
    assert words_of(found[PAIN]) == ["Public", "Draft of Ada Author"]
    assert words_of(found[SCIATICA]) == ["Public", "Approved, not published"]
    assert found[VISIT].reviewed == "Not yet by our clinic"


def test_a_filter_leaves_what_its_count_says(desk, staff):
    staff.revision(page_at(PAIN), RevisionState.DRAFT, title="How pain works, again")
    for pill in desk.get(PAGES).context["pills"]:
        answer = desk.get(f"{PAGES}?{pill.query}")
        assert answer.context["part"].paginator.count == pill.count, pill
    assert list(lines_of(desk, "?stands=drafts")) == [PAIN]


def test_an_overdue_review_is_loud(desk):
    Page.objects.filter(pk=page_at(PAIN).pk).update(review_due_on=timezone.localdate() - datetime.timedelta(days=1))
    assert lines_of(desk)[PAIN].is_overdue


@pytest.mark.parametrize(
    "query", ["?kind=nothing", "?page=x", "?stands='", "?q=%00%ff", "?q=%25&kind=glossary", "?page=9999"]
)
def test_a_query_that_means_nothing_is_answered_with_a_list(desk, query):
    assert desk.get(PAGES + query).status_code == 200


def test_the_glossary_shows_what_each_word_means(desk):
    term = Page.objects.filter(kind="glossary").first()
    assert term.summary in desk.get(f"{PAGES}?kind=glossary").content.decode().replace("&#x27;", "'")


# Sources


def test_a_source_that_was_replaced_leads_to_its_places(desk):
    cited = Citation.objects.filter(page__status="live").first().source
    newer = Source.objects.exclude(pk=cited.pk).first()
    Source.objects.filter(pk=cited.pk).update(superseded_by=newer)
    answer = desk.get(f"{SOURCES}?stands=replaced")
    (line,) = answer.context["lines"]
    assert line.pages == len({page for one in source_list._standing for source, page in one() if source == cited.pk})
    assert desk.get(line.places).context["rows"].paginator.count


def test_a_source_of_a_row_of_evidence_alone_stands_on_a_page(desk):
    in_rows = {source for source, _page in source_list._standing[1]()}
    unused = {line.source.pk for line in desk.get(f"{SOURCES}?stands=unused").context["lines"]}
    assert in_rows
    assert not in_rows & unused


# What to fix next


def test_the_weightiest_page_is_first_and_says_why_and_whose_it_is(desk, staff):
    owner = Contributor.objects.create(id="ada", name="Ada", kind="person", user=staff.author)
    overdue = timezone.localdate() - datetime.timedelta(days=9)
    Page.objects.filter(pk=page_at(VISIT).pk).update(review_due_on=overdue, owner=owner)
    fixes = fix_next.five(Inventory())
    assert (fixes[0].page.address, fixes[0].owner) == (VISIT, "Ada")
    assert "overdue" in fixes[0].why
    assert len(fixes) <= fix_next.FIVE
    mine = desk.get(f"{PAGES}reports/?whose=mine").context["fixes"]
    assert [fix.page.address for fix in mine] == [VISIT]


def test_all_that_is_wrong_is_saved_as_a_spreadsheet(desk):
    Page.objects.filter(pk=page_at(VISIT).pk).update(review_due_on=datetime.date(2020, 1, 1))
    shown = desk.get(f"{PAGES}reports/?format=csv").content.decode("utf-8-sig")
    assert f"http://testserver/{VISIT}/" in shown


# The menu, help and refusals


def menu(client) -> list[str]:
    shown = client.get("/admin/").content.decode().partition('<nav class="frame__links"')[2].partition("</nav>")[0]
    return [piece.partition("<")[0] for piece in shown.split(">") if piece.endswith("</a")]


def test_what_somebody_may_not_open_is_not_in_the_menu(desk, client, staff):
    assert menu(desk) == ["Pages", "Sources", "Glossary", "People", "Help"]
    staff.publisher.groups.add(Group.objects.get(name="Administrator"))
    client.force_login(staff.publisher)
    assert menu(client) == ["Pages", "Sources", "Glossary", "People", "Clinic", "Help"]


def test_every_line_of_the_menu_opens_and_knows_that_one_is_there(desk):
    shown = desk.get(f"{PAGES}?kind=glossary").content.decode()
    assert 'href="/admin/publishing/page/?kind=glossary" aria-current="page">Glossary</a>' in shown
    assert 'href="/admin/publishing/page/" aria-current' not in shown
    for address in (PAGES, SOURCES, f"{PAGES}people/", f"{PAGES}help/"):
        assert f'href="{address}" aria-current="page"' in desk.get(address).content.decode()


def test_somebody_without_a_role_gets_no_menu(client, loaded):
    client.force_login(User.objects.create_user("stranger", is_staff=True, password=None))
    assert menu(client) == []
    assert client.get(PAGES).status_code == 403


def test_every_task_of_a_screen_is_in_the_help(desk):
    contents, _text = help.tasks()
    assert {task for _part, task in help.TASKS} <= {task["id"] for task in contents}
    assert f'href="{PAGES}help/#source"' in desk.get(SOURCES).content.decode()
    assert desk.get(f"{PAGES}help/").status_code == 200


def test_every_picture_of_the_help_is_there_once_and_says_what_it_shows():
    shown = PICTURE.findall((settings.BASE_DIR / "docs" / "editing.md").read_text(encoding="utf-8"))
    files = sorted(path.name for path in (settings.BASE_DIR / "static" / "desk" / "help").iterdir())
    assert sorted(name for _alt, name in shown) == files, "Each file is shown, and once."
    assert [name for alt, name in shown if len(alt.split()) < 8] == []


def test_the_help_serves_its_pictures_in_their_size_and_when_they_are_near(desk, client):
    page = desk.get(f"{PAGES}help/").content.decode()
    pictures = [*re.finditer(r"<img [^>]+>", page)]
    assert len(pictures) > 10
    for picture in pictures:
        parts = dict(re.findall(r'(\w+)="([^"]*)"', picture[0]))
        raw = b"".join(client.get(parts["src"]).streaming_content)
        with Image.open(io.BytesIO(raw)) as found:
            assert (parts["width"], parts["height"]) == tuple(map(str, found.size))
        assert parts["loading"] == "lazy"
        assert len(raw) < 60_000


def test_who_may_not_publish_reads_who_may(desk):
    page = page_at(PAIN)
    answer = desk.post(url(page, "do"), {"verb": "withdraw", "note": "Old.", "confirmed": "yes"})
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert "You may not publish" in shown
    assert "Paul Publisher may publish." in shown
    assert "If you feel very unwell" not in shown


def test_a_stranger_is_refused_with_the_page_of_the_public(client, loaded):
    assert client.get(SOURCES).status_code == 302


def test_the_glossary_is_sorted_as_people_do(desk):
    shown = [line.page.title for line in desk.get(f"{PAGES}?kind=glossary").context["lines"]]
    assert shown == sorted(shown, key=str.lower)


def test_all_that_happened_is_a_list_in_parts_that_words_narrow(staff, client, monkeypatch):
    client.force_login(staff.publisher)
    page = staff.revision(page_at(PAIN), RevisionState.IN_REVIEW, title="How it hurts").page
    monkeypatch.setattr(happened, "LONG", 9)
    shown = client.get("/admin/publishing/event/")
    assert len(shown.context["part"]) == 9 and "<h1>All that happened</h1>" in shown.content.decode()
    found = client.get("/admin/publishing/event/", {"q": staff.author.first_name}).context["part"]
    assert {event.page_id for event in found} == {page.pk}


def test_a_live_page_of_which_nothing_changed_does_not_ask_to_be_sent_loudly(desk, staff):
    button = re.compile(r'<button[^>]*id="bar-next"[^>]*>')
    assert "button-quiet" in button.search(desk.get(url(page_at(PAIN))).content.decode())[0]
    staff.revision(page_at(PAIN), RevisionState.DRAFT, title="How it hurts")
    assert "button-quiet" not in button.search(desk.get(url(page_at(PAIN))).content.decode())[0]


@pytest.mark.parametrize(("count", "said"), [(1, "The page where"), (3, "The 3 pages where")])
def test_the_list_of_what_to_fix_counts_what_it_shows(desk, monkeypatch, count, said):
    fixes = [fix_next.Fix(page, "Why.", "nobody", "Open", "/") for page in Page.objects.live()[:count]]
    monkeypatch.setattr(fix_next, "five", lambda *_of: fixes)
    assert said in desk.get("/admin/publishing/page/reports/").content.decode()
