"""Forms over a manuscript: nothing of a text is lost or changed by opening and saving it."""

import tracemalloc

import pytest
from django.contrib import admin
from django.http import QueryDict

from publishing.desk.form.fields import LinesField
from publishing.desk.form.forms import from_text
from publishing.life.models import Page
from publishing.life.states import PageStatus
from publishing.text import kinds, manuscripts


def posted(form) -> QueryDict:
    """What a browser would send when nothing was touched."""
    query = QueryDict(mutable=True)
    fields = [*form.main]
    for rows in form.rows.values():
        fields += [*rows.management_form, *(field for row in rows for field in row)]
    for field in fields:
        value = field.value()
        if isinstance(value, list) and not isinstance(field.field, LinesField):
            query.setlist(field.html_name, [str(item) for item in value])
        elif isinstance(value, list):
            query[field.html_name] = "\r\n".join(value)
        elif value is not None:
            query[field.html_name] = str(value).replace("\n", "\r\n")
    return query


def saved(page, change=lambda query: None) -> str:
    """The text after opening a page, changing something, and saving."""
    kind, text = kinds.get(page.kind), page.live_revision.manuscript
    query = posted(from_text(kind, page.language, admin.site, text))
    change(query)
    form = from_text(kind, page.language, admin.site, text, query)
    assert form.is_valid(), [form.main.errors, [rows.errors for rows in form.rows.values()]]
    return form.text()


def page_at(address: str) -> Page:
    kind, slug = address.split("/")
    return Page.objects.get(kind=kind, slug=slug, language="en")


def test_opening_and_saving_changes_no_page(loaded):
    pages = Page.objects.filter(status=PageStatus.LIVE).select_related("live_revision")
    changed = [page.address for page in pages if saved(page) != page.live_revision.manuscript]
    assert pages
    assert changed == []


def test_a_row_can_be_changed_removed_and_moved(loaded):
    page = page_at("procedures/epidural-steroid-injection")
    before = manuscripts.read_raw(page.live_revision.manuscript)[0]["indications"]

    def change(query):
        query["indications-0-who"] = "People  with\r\nleg pain."
        query["indications-1-DELETE"] = "on"
        query["indications-2-ORDER"] = "0"

    after = manuscripts.read_raw(saved(page, change))[0]["indications"]
    assert [row["condition"] for row in after] == [
        before[2]["condition"],
        before[0]["condition"],
        *[row["condition"] for row in before[3:]],
    ]
    assert after[1]["who"] == "People with leg pain."
    assert {**after[1], "who": ""} == {**before[0], "who": ""}


def test_what_is_wrong_in_a_draft_is_kept_for_the_writer_to_correct(loaded):
    page = page_at("conditions/sciatica")
    long = "word " * 80

    def change(query):
        query["summary"] = long
        query["key_points"] = "Only one"

    data, _ = manuscripts.read_raw(saved(page, change))
    assert data["summary"] == long.strip()
    assert data["key_points"] == ["Only one"]


def test_control_characters_of_a_paste_do_not_reach_the_text(loaded):
    page = page_at("articles/how-pain-works")

    def change(query):
        query["summary"] = "A summary\x0b with what\u2028 a word processor left in it, long enough to pass."
        query["text"] = "## One\x07\r\n\r\nText\u2029 here."

    text = saved(page, change)
    assert not any(character in text for character in "\x07\x0b\u2028\u2029\r")


@pytest.mark.parametrize("value", ["abc", "1.5"])
def test_a_number_that_is_none_is_refused_before_anything_is_written(loaded, value):
    page = page_at("procedures/epidural-steroid-injection")
    kind, text = kinds.get(page.kind), page.live_revision.manuscript
    query = posted(from_text(kind, "en", admin.site, text))
    query["risks-0-count"] = value
    form = from_text(kind, "en", admin.site, text, query)
    assert not form.is_valid()
    assert "count" in form.rows["risks"].errors[0]


def test_the_day_of_the_words_is_explained_where_it_is_asked_for(loaded):
    page = page_at("articles/how-pain-works")
    field = from_text(kinds.get(page.kind), page.language, admin.site, page.live_revision.manuscript).main["written_on"]
    assert "as the library brought it" in str(field.help_text)


def bound(page, **changes):
    """The form with some fields of what a browser sends changed, and some that no browser sends."""
    kind, text = kinds.get(page.kind), page.live_revision.manuscript
    query = posted(from_text(kind, page.language, admin.site, text))
    for name, value in changes.items():
        query[name] = value
    return from_text(kind, page.language, admin.site, text, query)


def test_who_says_that_there_are_thousands_of_rows_asks_for_no_larger_a_form(loaded):
    form = bound(page_at("procedures/epidural-steroid-injection"), **{"indications-TOTAL_FORMS": "2000"})
    assert len(form.rows["indications"].forms) < 100
    assert not form.is_valid()


def test_a_row_too_many_is_kept_for_the_writer_to_correct(loaded):
    changes = {"risks-TOTAL_FORMS": "8"} | {f"risks-{number}-title": f"Risk {number}" for number in range(8)}
    form = bound(page_at("procedures/epidural-steroid-injection"), **changes)
    assert form.is_valid(), form.rows["risks"].errors
    assert form.text().count("- title: Risk ") == 8


def test_who_posts_many_records_inside_a_row_asks_for_no_larger_a_form(loaded):
    form = bound(page_at("procedures/epidural-steroid-injection"), **{"indications-0-numbers__999__title": "A"})
    rows = form.rows["indications"]
    assert [name for name in rows[0].fields if name.startswith("numbers__") and name.endswith("__title")] == [
        f"numbers__{number}__title" for number in range(6)
    ]


def test_no_record_inside_a_row_is_lost_however_many_there_are(loaded):
    page = page_at("procedures/epidural-steroid-injection")
    data, body = manuscripts.read_raw(page.live_revision.manuscript)
    data["indications"][0]["details"] = [{"name": f"Line {number}", "says": "Words."} for number in range(25)]
    text = manuscripts.compose(data, body)
    kind = kinds.get(page.kind)
    form = from_text(kind, "en", admin.site, text, posted(from_text(kind, "en", admin.site, text)))
    assert form.is_valid()
    assert form.text().count("- name: Line ") == 25


def test_a_posted_name_of_many_numbers_takes_no_time_and_no_memory(loaded):
    page = page_at("procedures/epidural-steroid-injection")
    tracemalloc.start()
    try:
        bound(page, **{f"x{'__1__' * 10_000}": "1"})
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def labels(address: str) -> dict[str, str]:
    """Name of a field -> what the form calls it."""
    page = page_at(address)
    form = from_text(kinds.get(page.kind), page.language, admin.site, page.live_revision.manuscript)
    fields = [*form.main, *(field for rows in form.rows.values() for row in rows for field in row)]
    return {field.html_name: str(field.label) for field in fields}


def test_a_form_calls_things_as_the_comparison_does(loaded):
    called = labels("procedures/epidural-steroid-injection")
    assert called["indications-0-effect"] == "What does it do?"
    assert called["indications-0-numbers__0__beside__count"] == "Numbers, 1: without the treatment: people in 100"
    assert called["comparison__grave_harm"] == "In the comparison: serious harm"
    assert labels("conditions/sciatica")["no_procedure__certainty"] == "No procedure for now: how sure are we?"


def test_no_form_shows_how_a_manuscript_spells_its_keys(loaded):
    for address in ("procedures/epidural-steroid-injection", "conditions/sciatica", "articles/how-pain-works"):
        called = labels(address).values()
        wrong = [label for label in called if "_" in label or label.endswith((": says", "beside", "Icd10"))]
        assert wrong == []


def test_a_field_says_its_limit_before_anybody_meets_it(loaded):
    page = page_at("procedures/epidural-steroid-injection")
    form = from_text(kinds.get(page.kind), "en", admin.site, page.live_revision.manuscript)
    assert form.rows["indications"].forms[0].fields["verdict"].help_text.startswith("At most 20 words. ")
    assert "of 100" in str(form.rows["risks"].forms[0].fields["count"].help_text)


def test_what_a_row_needs_only_to_treat_says_so_at_its_field(loaded):
    page = page_at("procedures/epidural-steroid-injection")
    rows = from_text(kinds.get(page.kind), "en", admin.site, page.live_revision.manuscript).rows["indications"]
    said = {name: rows.forms[0].fields[name].must for name in ("who", "relief", "verdict")}
    assert said == {"who": "required to treat it", "relief": "required to treat it", "verdict": "required"}
