"""The plan of a procedure's days, as the server makes it: without dates, and never without when to call."""

import re

import pytest

from procedures import day_plan
from publishing.life import actions
from publishing.life.models import ClinicProfile
from publishing.life.states import RevisionState
from tests.articles.editing import page_at
from tests.procedures.manuscripts import procedure
from tests.publishing.at_desk import in_role, url
from tests.website.test_machines import queries

pytestmark = pytest.mark.both_databases

ADDRESS = "/procedures/epidural-steroid-injection/day-plan/"
FRESH = "/procedures/fresh/day-plan/"
PLAN = [
    {"day": 0, "instruction": "Rest. If you feel ill, call {emergency_number}."},
    {"day": -1, "instruction": "Eat & drink as usual."},
    {"day": 14, "instruction": "Walk."},
]


@pytest.mark.parametrize(
    ("day", "words"), [(-14, "14 days before"), (-1, "1 day before"), (0, "The day"), (1, "1 day after")]
)
def test_a_day_is_told_in_words(day, words):
    assert day_plan.when(day) == words


def test_the_days_stand_in_their_order_with_what_to_do_and_the_number_of_the_clinic(staff, client):
    staff.new_page("procedures", "fresh", procedure(day_plan=PLAN))
    html = client.get("/procedures/fresh/day-plan/").content.decode()
    assert re.findall(r'data-day="(-?\d+)"', html) == ["-1", "0", "14"]
    assert re.findall(r'plan__when">(.*?)</h2>', html) == ["1 day before", "The day", "14 days after"]
    assert "call 911." in html and "Eat &amp; drink as usual." in html
    assert html.count('type="checkbox"') == 3


def test_a_plan_ends_with_when_to_call(loaded, client):
    html = client.get(ADDRESS).content.decode()
    assert 'class="citation"' not in html  # there is no list of sources that a number would lead to
    assert html.index("plan__words") < html.index("care-card--emergency") < html.index("care-card--call-today")


def test_a_plan_says_the_phone_of_the_clinic_and_what_to_do_without_one(staff, client):
    assert "Call the number on your appointment letter" in client.get(ADDRESS).content.decode()
    ClinicProfile.objects.create(phone="555-0100")
    staff.new_page("procedures", "fresh", procedure(day_plan=PLAN))  # raises the content version
    assert "Call us: 555-0100" in client.get(FRESH).content.decode()


def test_a_plan_is_no_page_for_search_engines(loaded, client, settings):
    html = client.get(ADDRESS).content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}{ADDRESS}">' in html
    assert "day-plan" not in client.get("/sitemap.xml").content.decode()


def test_a_procedure_without_a_plan_has_no_such_page_and_no_link_to_one(staff, client):
    page = staff.new_page("procedures", "fresh", procedure())
    assert client.get(FRESH).status_code == 404
    assert "day-plan" not in client.get(page.get_absolute_url()).content.decode()
    assert FRESH not in client.get("/day-plan/").content.decode()


def test_a_plan_goes_where_its_page_goes(staff, client):
    staff.published(page_at("procedures/epidural-steroid-injection"), slug="moved")
    answer = client.get(ADDRESS)
    assert (answer.status_code, answer["Location"]) == (301, "/procedures/moved/day-plan/")
    actions.withdraw(page=page_at("procedures/moved"), by=staff.publisher, note="Old.")
    assert client.get("/procedures/moved/day-plan/").status_code == 410
    assert client.get("/procedures/never/day-plan/").status_code == 404


def test_a_draft_of_a_plan_is_shown_to_staff_alone(staff, client):
    page = staff.new_page("procedures", "fresh", procedure(day_plan=PLAN))
    words = [{"day": 0, "instruction": "Words that nobody has approved."}]
    draft = staff.revision(page, RevisionState.DRAFT, day_plan=words)
    assert b"nobody has approved" not in client.get(FRESH).content
    client.force_login(in_role(staff.author, "Author"))
    address = url(page, "preview", draft.number)
    html = client.get(address + "?page=day-plan").content.decode()
    assert "Words that nobody has approved." in html and f'href="{address}?page=day-plan"' not in html
    assert f'href="{address}?page=day-plan"' in client.get(address).content.decode()


def test_the_choice_has_every_procedure_with_a_plan_and_home_leads_there(staff, client):
    staff.new_page("procedures", "fresh", procedure(day_plan=PLAN))
    html = client.get("/day-plan/").content.decode()
    assert f'href="{ADDRESS}"' in html and f'href="{FRESH}"' in html
    assert '<a href="/day-plan/">My procedure</a>' in client.get("/").content.decode()
    assert client.get("/es/day-plan/").status_code == 404


def test_where_nothing_has_a_plan_the_choice_leads_to_the_procedures(loaded, client, publisher):
    actions.withdraw(page=page_at("procedures/epidural-steroid-injection"), by=publisher, note="Old.")
    html = client.get("/day-plan/").content.decode()
    assert "No procedure has a day plan now." in html and 'href="/procedures/"' in html


@pytest.mark.parametrize(("address", "budget"), [(ADDRESS, 8), ("/day-plan/", 3)])
def test_a_plan_stays_within_its_query_budget(loaded, address, budget):
    assert queries(address) <= budget


def test_the_pages_of_a_procedure_make_a_way(loaded, client):
    name = "procedures/epidural-steroid-injection"
    way = [f"/{name}/", f"/{name}/evidence/", f"/visit-sheet/?for={name}", f"/{name}/day-plan/"]
    for before, address, after in zip([None, *way], way, [*way[1:], None], strict=False):
        html = client.get(address).content.decode()
        found = [re.search(rf'rel="{rel}" href="([^"]*)"', html) for rel in ("prev", "next")]
        assert [one and one[1] for one in found] == [before, after]


def test_the_pages_of_a_condition_make_a_way(loaded, client):
    main, options = "/conditions/sciatica/", "/conditions/sciatica/options/"
    assert f'rel="next" href="{options}"' in client.get(main).content.decode()
    text = client.get(options).content.decode()
    assert f'rel="prev" href="{main}"' in text
    assert 'rel="next" href="/visit-sheet/?for=conditions/sciatica"' in text
    assert f'rel="prev" href="{options}"' in client.get("/visit-sheet/?for=conditions/sciatica").content.decode()
