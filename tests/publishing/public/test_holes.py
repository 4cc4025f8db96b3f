"""What a request puts into the holes of a page: each by its name, all of it escaped, and nothing where nothing is."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone, translation

from publishing.life.clinic import Clinic
from publishing.life.models import Page, Source
from publishing.public import holes
from publishing.public.sources import Cited
from publishing.public.way import Step
from publishing.text.binding import Picture

MARKUP = "A & <b>\"x\" 'y'</b> \ue000obyline\ue001</p><script>"


def told(*cut: str, **context) -> dict:
    """What a filler is told of a page of which nothing is known."""
    page = Page(kind="articles", title="T", slug="t", language="en")
    page.plate = None
    known = {"page": page, "citations": [], "read_more": [], "second_url": "", "clinic": Clinic(), "canonical": "/a/"}
    known |= {"changed_at": timezone.now(), "how_we_write": None, "shown": {"authors": []}}
    known |= {"evidence_checked_on": None, "list_url": "/l/", "handout_url": "/h/", "plan_url": "/p/"}
    return {**known, **context, "cut": list(cut)}


def linked(title: str = MARKUP, url: str = '/a?b&"c') -> SimpleNamespace:
    return SimpleNamespace(title=title, get_absolute_url=lambda: url)


def filled(name: str, **context) -> str:
    return holes.filled(told("", name, "", **context))


def test_a_hole_that_nobody_fills_raises():
    with pytest.raises(KeyError, match="no-such-hole"):
        filled("no-such-hole")


def test_a_page_without_a_hole_is_what_was_printed():
    assert holes.filled(told("<p>All</p>")) == "<p>All</p>"


def test_a_kind_fills_holes_of_its_own_and_may_fill_another_way_what_all_pages_have():
    fillers = {"own": lambda context: "mine", "path": lambda context: "my path"}
    assert holes.filled(told("<", "own", "|", "path", ">", fillers=fillers)) == "<mine|my path>"


def test_what_is_not_there_takes_what_stands_behind_it_along_up_to_the_next_hole():
    fillers = {"none": lambda context: None, "some": lambda context: "some"}
    assert holes.filled(told("a", "none", "b", "some", "c", fillers=fillers)) == "asomec"


def test_an_empty_filling_leaves_what_stands_behind_it():
    assert holes.filled(told("a", "own", "b", fillers={"own": holes.empty})) == "ab"


def test_what_fills_a_hole_opens_no_other():
    assert (
        holes.filled(told("", "own", "", fillers={"own": lambda context: "\ue000onone\ue001"})) == "\ue000onone\ue001"
    )


@pytest.mark.parametrize("name", ["opened", "drawing", "drawn", "section:causes", "section:"])
def test_holes_that_only_mark_a_place_are_empty(name):
    assert holes.filled(told("a", name, "b")) == "ab"


@pytest.mark.parametrize("name", ["list_url", "canonical", "handout_url", "plan_url"])
def test_an_address_is_escaped(name):
    assert filled(name, **{name: "/a?b&c\"d'<e>"}) == "/a?b&amp;c&quot;d&#x27;&lt;e&gt;"


def test_the_address_of_a_second_page_is_escaped_and_without_one_its_link_is_left_out():
    words = ("[", "onward", "Words</a></p>", "onward_end", "]")
    shown = holes.filled(told(*words, second_url='/a"b&c'))
    assert shown == '[<p class="onward"><a href="/a&quot;b&amp;c">Words</a></p>]'
    assert holes.filled(told(*words)) == "[]"


def test_a_clinic_is_escaped_and_says_only_what_it_has():
    given = dict.fromkeys(("name", "phone", "hours", "address"), MARKUP)
    shown = filled("sheet_clinic", clinic=Clinic(**given))
    assert "<b>" not in shown and "<script>" not in shown
    assert shown.count("A &amp; &lt;b&gt;") == 4
    assert "·" not in filled("sheet_clinic", clinic=Clinic(name="N", hours="H"))


def test_each_clinic_has_its_own_head():
    first, other = (filled("sheet_clinic", clinic=Clinic(name=name)) for name in ("First", "Other"))
    assert ("First" in first, "First" in other, "Other" in other) == (True, False, True)


def test_a_byline_is_escaped():
    how = SimpleNamespace(url='/a"b&c')
    shown = filled("byline", shown={"authors": [MARKUP, "B"]}, how_we_write=how)
    assert "<b>" not in shown and "A &amp; &lt;b&gt;" in shown and ", B." in shown
    assert 'href="/a&quot;b&amp;c"' in shown


def test_each_byline_has_its_own_people_and_days():
    day = timezone.make_aware(datetime.datetime(2026, 5, 2, 12))
    first = filled("byline", shown={"authors": ["A"]}, changed_at=day)
    other = filled("byline", shown={"authors": ["A"]}, changed_at=day, evidence_checked_on=datetime.date(2026, 5, 3))
    assert "May 2, 2026" in first and "Evidence checked" not in first
    assert "Evidence checked on May 3, 2026." in other


def test_a_day_is_that_of_the_clinic():
    late = datetime.datetime(2026, 5, 2, 23, 30, tzinfo=datetime.UTC)
    with timezone.override("UTC"):
        assert "May 2, 2026" in filled("byline", changed_at=late)
    with timezone.override("Asia/Tokyo"):
        assert "May 3, 2026" in filled("byline", changed_at=late)


def test_what_is_kept_of_one_language_is_not_printed_in_another():
    day = timezone.make_aware(datetime.datetime(2026, 5, 2, 12))
    english = filled("byline", changed_at=day), filled("sheet_day")
    with translation.override("es"):
        spanish = filled("byline", changed_at=day), filled("sheet_day")
    assert "May 2, 2026" in english[0] and "2 de mayo de 2026" in spanish[0]
    assert english[1] != spanish[1]


def test_the_day_on_a_sheet_is_today_s_of_the_clinic():
    with timezone.override("Pacific/Kiritimati"):
        first = filled("sheet_day")
    with timezone.override("Pacific/Midway"):  # 25 hours behind
        assert filled("sheet_day") != first


def test_the_day_on_a_sheet_is_the_day_it_is_kept_by(monkeypatch):
    with monkeypatch.context() as later:
        later.setattr(timezone, "localdate", lambda value=None: datetime.date(2031, 5, 2))
        assert "May 2, 2031" in filled("sheet_day")


def test_a_path_is_escaped_and_stands_only_where_there_is_one():
    step = Step("", MARKUP, '/a"b&c')
    shown = filled("path", next_step=step)
    assert "<b>" not in shown and "A &amp; &lt;b&gt;" in shown and 'href="/a&quot;b&amp;c"' in shown
    assert filled("path").strip() == ""


def test_sources_are_numbered_escaped_and_left_out_where_there_are_none():
    source = Source(id="a", title=MARKUP, publisher=MARKUP, url='https://x.org/?a&"b', kind="review")
    words = ("[", "sources", "<b>(", "sources_number", ")</b>", "sources_list", "</ol>", "sources_end", "]")
    shown = holes.filled(told(*words, citations=[Cited(1, source, 2)]))
    assert shown.startswith("[<b>(1)</b>") and shown.endswith("</ol>]")
    assert "<script>" not in shown and "A &amp; &lt;b&gt;" in shown and 'https://x.org/?a&amp;&quot;b"' in shown
    assert 'href="#cited-1-1"' in shown and 'href="#cited-1-2"' in shown
    assert holes.filled(told(*words)) == "[]"


def test_pages_to_read_on_are_escaped_and_no_more_than_four():
    words = ("[", "read_more", "<ul>", "read_more_list", "</ul>", "read_more_end", "]")
    shown = holes.filled(told(*words, read_more=[linked(), *(linked(f"T{number}") for number in range(5))]))
    assert shown.startswith("[<ul><li>") and shown.endswith("</ul>]") and shown.count("<li>") == 4
    assert "<b>" not in shown and "A &amp; &lt;b&gt;" in shown and 'href="/a?b&amp;&quot;c"' in shown
    assert holes.filled(told(*words)) == "[]"


PLATE = ("[", "plate", '<img src="', "plate_url", '" width="', "plate_width", '">', "plate_end", "]")


def test_a_plate_is_escaped_and_left_out_where_there_is_none():
    page = Page(kind="articles")
    page.plate = Picture('/a"b&c.svg', 4, 3)
    assert holes.filled(told(*PLATE, page=page)) == '[<img src="/a&quot;b&amp;c.svg" width="4">]'
    assert holes.filled(told(*PLATE)).split() == ["[", "]"]


def test_a_review_is_of_the_page_that_it_stands_on(reviewer):
    reviewer.last_name = MARKUP
    today = timezone.localdate()
    page = Page(kind="articles", reviewed_by=reviewer, reviewed_on=today, review_due_on=today)
    shown = filled("review", page=page)
    assert "<script>" not in shown and "A &amp; &lt;b&gt;" in shown
    assert "has reviewed this page yet" in filled("review")
    late = Page(kind="articles", reviewed_by=reviewer, reviewed_on=today, review_due_on=datetime.date(2020, 1, 1))
    assert "has not been done yet" in filled("review", page=late) and "has not been done yet" not in shown


def test_on_a_sheet_stands_when_its_page_was_reviewed():
    assert "not yet reviewed" in filled("sheet_review")
    reviewed = Page(kind="articles", reviewed_on=datetime.date(2026, 5, 2))
    assert "May 2, 2026" in filled("sheet_review", page=reviewed)


def test_a_main_part_is_not_escaped_again():
    assert hasattr(holes.filled(told("<p>", "path", "</p>")), "__html__")
