"""The start page: few things, the same for everybody."""

import re

import pytest

from conditions.areas import Region
from conditions.models import Condition
from procedures import rows
from procedures.models import Indication, Procedure
from publishing.life.models import Page
from tests.articles.editing import page_at
from tests.website.test_machines import more, queries

pytestmark = pytest.mark.both_databases

NEED = re.compile(r'<a class="need" href="([^"]+)">')


def home(client) -> str:
    return client.get("/").content.decode()


def test_the_start_page_calls_with_one_tap(loaded, client):
    card = re.search(r'<section class="care-card care-card--emergency".*?</section>', home(client), re.DOTALL)[0]
    assert '<a href="tel:911"' in card and "numbness between the legs" in card


def test_each_region_of_the_body_leads_to_its_conditions(loaded, client):
    for region in Region:
        assert f'<a href="/conditions/?area={region.value}">{region.label}</a>' in home(client)


def test_at_most_four_procedures_are_named_and_all_are_counted(loaded, client, reviewer):
    more(Procedure, 9, reviewer)
    Page.objects.filter(slug="how-pain-works").update(title="Why it hurts")
    html = home(client)
    assert len(NEED.findall(html)) == 4 and "All 11 procedures and treatments" in html


def test_a_verdict_on_the_start_page_names_its_condition_and_the_dispute(loaded, client):
    procedure = Procedure.objects.get(slug="epidural-steroid-injection")
    procedure.indications.exclude(condition__slug="sciatica").delete()
    procedure.indications.update(effect="helps", is_disputed=True)
    assert '<span class="need__line">Helps: Sciatica. Disputed</span>' in home(client)


def test_the_start_page_costs_one_query_once_it_is_known(loaded):
    assert queries("/") == 1


def test_what_helps_with_the_most_conditions_is_named_first(loaded):
    Indication.objects.filter(procedure__slug="epidural-steroid-injection").update(effect="no-better")
    assert [page.slug for page in rows.most_used(Procedure.objects.published(), 1)] == ["physical-therapy"]


def test_conditions_that_the_public_cannot_read_do_not_count(loaded):
    Indication.objects.filter(procedure__slug="physical-therapy").delete()
    assert [page.slug for page in rows.most_used(Procedure.objects.published(), 1)] == ["epidural-steroid-injection"]
    ids = Indication.objects.values("condition")
    Condition.objects.filter(pk__in=ids).update(status="withdrawn", withdrawn_at="2026-01-01T00:00Z")
    named = rows.most_used(Procedure.objects.published(), 2)
    assert [page.title for page in named] == sorted(page.title for page in named)


def test_the_first_visit_is_the_first_article_about_visits(loaded, client):
    assert f'<a href="{page_at("articles/your-first-visit").get_absolute_url()}">My first visit</a>' in home(client)


def test_no_part_of_the_start_page_has_more_than_six_things(loaded, client, reviewer):
    for model in (Procedure, Condition):
        more(model, 9, reviewer)
    main = home(client).partition("<main")[2].partition("</main>")[0]
    assert [part for part in main.split("<ul")[1:] if part.partition("</ul>")[0].count("<li") > 6] == []
