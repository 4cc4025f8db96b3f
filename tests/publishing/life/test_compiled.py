"""Questions that are turned into SQL once give the rows that Django's own would."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.models import Indication, Procedure
from publishing.life.models import Page
from publishing.life.models.compiled import Compiled

pytestmark = pytest.mark.both_databases


def of_name(kind: str, slug: str):
    return Page.objects.published().titles().filter(kind=kind, slug=slug)


def fields(row) -> dict:
    return {name: value for name, value in row.__dict__.items() if name != "_state"}


def test_the_rows_are_those_of_the_query(loaded):
    called = Compiled(of_name)
    for page in Page.objects.published():
        assert [fields(row) for row in called(page.kind, page.slug)] == [
            fields(row) for row in of_name(page.kind, page.slug)
        ]


def test_each_value_stands_in_its_own_place(loaded):
    assert Compiled(of_name)("sciatica", "conditions") == []


def test_what_comes_along_is_there_without_another_question(loaded):
    asked = Compiled(lambda pk: Indication.objects.published().to_conditions().filter(procedure=pk))
    procedure = Procedure.objects.filter(indications__isnull=False).first()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        links = [(link.html, link.checked_on, link.condition.title) for link in asked(procedure.pk)]
    rows = procedure.indications.published().to_conditions()
    assert links == [(link.html, link.checked_on, link.condition.title) for link in rows] != []
    assert len(queries) == 1


def test_values_come_as_tuples(loaded):
    titles = Compiled(lambda slug: Page.objects.filter(slug=slug).values_list("kind", "title", "also_called"))
    assert titles("sciatica") == list(Page.objects.filter(slug="sciatica").values_list("kind", "title", "also_called"))
