"""A form that is longer than the desk takes: how long one can be at all, and what whoever sends a longer one reads."""

import pytest
from django.conf import settings

from publishing.desk.form.forms import SPARE
from publishing.text import kinds
from publishing.text.schema import Choice, ListOf, Name, Record, Type
from tests.articles.editing import page_at
from tests.publishing.at_desk import entered, in_role, url

OF_A_ROW, OF_A_LIST, OF_A_PAGE = 2, 4, 20  # fields beside those of the schema


def fields_of(type_: Type, *, is_inside: bool = True) -> int:
    """How many fields a browser sends of a value at most. Only a list of the page's own has rows above its maximum."""
    if isinstance(type_, Record):
        return sum(fields_of(key.type, is_inside=is_inside) for key in type_.keys.values())
    if isinstance(type_, ListOf) and isinstance(type_.item, Record):
        of_a_row = fields_of(type_.item)
        return type_.maximum * of_a_row if is_inside else (type_.maximum + SPARE) * (of_a_row + OF_A_ROW) + OF_A_LIST
    if isinstance(type_, ListOf) and isinstance(type_.item, Name | Choice):
        return type_.maximum
    return 1


@pytest.fixture
def writer(loaded, client, author):
    in_role(author, "Author")
    client.force_login(author)
    return client


def test_the_longest_form_that_a_schema_allows_can_be_sent():
    longest = max(fields_of(kind.schema, is_inside=False) + len(kind.skeleton) for kind in kinds.all_kinds())
    assert longest + OF_A_PAGE <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


@pytest.mark.parametrize(
    "limit", [{"DATA_UPLOAD_MAX_NUMBER_FIELDS": 10}, {"DATA_UPLOAD_MAX_MEMORY_SIZE": 1000}], ids=["fields", "letters"]
)
def test_whoever_sends_more_is_told_that_the_text_is_still_there(writer, settings, limit):
    page = page_at("conditions/sciatica")
    sent = entered(page)
    for name, value in limit.items():
        setattr(settings, name, value)
    answer = writer.post(url(page), sent)
    assert answer.status_code == 400
    assert "Go back one page: your text is still there." in answer.content.decode()
    assert not page.revisions.open().exists()


def test_a_stranger_who_sends_too_much_is_told_nothing_of_the_desk(client, settings, db):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    answer = client.post("/admin/", {f"field-{number}": "x" for number in range(20)})
    assert "one page can hold" not in answer.content.decode()
