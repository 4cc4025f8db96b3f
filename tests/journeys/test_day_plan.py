"""A patient gives a plan its date: on the screen, on paper, in a calendar, and on a phone without script."""

import datetime
import re

import pytest
from icalendar import Calendar

PLAN = "/procedures/epidural-steroid-injection/day-plan/"
DAYS = [-14, -1, 0, 1, 3, 7, 42]
HELP = "/procedures/epidural-steroid-injection/#when-to-get-help"
#: Day of the procedure, the zone of the browser: the end of a month, a leap day, clocks that go forward and back, also
#: at midnight, so that a day begins at one o'clock; a zone that once left out a whole day.
DATES = [
    ("2027-01-31", "America/New_York"),
    ("2028-02-29", "America/New_York"),
    ("2027-03-14", "America/New_York"),
    ("2027-11-07", "America/New_York"),
    ("2027-09-05", "America/Santiago"),
    ("2027-04-04", "America/Santiago"),
    ("2011-12-31", "Pacific/Apia"),
    ("2027-12-25", "Pacific/Kiritimati"),
]


@pytest.fixture
def visit(visitor):
    """Return a page at an address, at a moment, in a time zone and the like."""

    def visited(path: str, at: str = "2027-01-15T10:00:00", **options):
        page = visitor(accept_downloads=True, **options).new_page()
        if options.get("java_script_enabled", True):
            page.clock.set_fixed_time(at)
        page.goto(path)
        return page

    return visited


def saved(page) -> tuple[bytes, str]:
    """Save the plan to the calendar; return the file and its name."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to my calendar").click()
    return download.value.path().read_bytes(), download.value.suggested_filename


def as_printed(day: datetime.date) -> str:
    return f"{day:%A, %B} {day.day}, {day.year}"


@pytest.mark.parametrize(("chosen", "zone"), DATES)
def test_every_line_gets_its_day_on_the_screen_and_in_the_calendar(visit, chosen, zone):
    page = visit(PLAN, timezone_id=zone)
    page.get_by_label("The day of my procedure").fill(chosen)
    days = [datetime.date.fromisoformat(chosen) + datetime.timedelta(days=number) for number in DAYS]
    shown = page.locator(".plan__date").all_inner_texts()
    assert [re.split(r" (?=Today|Over)", text)[0] for text in shown] == [as_printed(day) for day in days]
    raw, name = saved(page)
    assert name == "epidural-steroid-injection-day-plan.ics"
    events = Calendar.from_ical(raw).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == days
    assert [event.decoded("dtend") for event in events] == [day + datetime.timedelta(days=1) for day in days]


def test_the_file_is_one_that_calendars_read(visit, running):
    page = visit(PLAN)
    page.get_by_label("The day of my procedure").fill("2027-02-01")
    # What a text may hold: the marks of the format, and letters of two to four bytes where a line is folded.
    page.locator(".plan__words").first.evaluate("element => element.textContent = 'a, b; c\\\\d é 痛 🦴 '.repeat(20)")
    raw, _name = saved(page)
    lines = raw.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)  # no letter is cut
    calendar = Calendar.from_ical(raw)
    assert calendar["version"] == "2.0" and calendar["prodid"]
    events = calendar.walk("VEVENT")
    assert str(events[0]["summary"]) == "14 days before: Epidural steroid injection"
    assert str(events[2]["summary"]) == "The day: Epidural steroid injection"
    assert str(events[0]["description"]).startswith(("a, b; c\\d é 痛 🦴 " * 20).strip() + "\n\nAny question?")
    ending = f"In an emergency, call 911. When to get help: {running.address}{HELP}"
    assert all(str(event["description"]).endswith(ending) for event in events)
    assert all(str(event["url"]) == running.address + PLAN for event in events)
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(event.decoded("dtstamp").utcoffset() == datetime.timedelta(0) for event in events)
    assert all(str(event["dtstart"].params["value"]) == "DATE" for event in events)
    assert all(not event.errors for event in events)


def test_a_day_that_is_put_off_moves_the_entries_and_doubles_none(visit):
    page = visit(PLAN)
    found = []
    for chosen in ("2027-02-01", "2027-02-08"):
        page.get_by_label("The day of my procedure").fill(chosen)
        found.append([str(event["uid"]) for event in Calendar.from_ical(saved(page)[0]).walk("VEVENT")])
    assert found[0] == found[1]


def test_what_is_over_is_gray_and_what_is_still_to_do_is_said(visit):
    page = visit(PLAN, at="2027-01-25T10:00:00")
    field, rows = page.get_by_label("The day of my procedure"), page.locator(".plan__day")
    over = "elements => elements.map(element => element.classList.contains('plan__day--over'))"
    field.fill("2027-03-01")
    assert not any(rows.evaluate_all(over)) and page.get_by_role("status").inner_text() == "The dates are filled in."
    field.fill("2027-01-26")
    assert rows.evaluate_all(over) == [True] + [False] * 6
    assert "Not done yet? Do it today." in rows.nth(0).inner_text() and "Today" in rows.nth(1).inner_text()
    assert "were due before today" in page.get_by_role("status").inner_text()
    field.fill("2027-01-20")
    assert rows.evaluate_all(over) == [True] * 5 + [False] * 2
    assert "If you are recovering now" in page.get_by_role("status").inner_text()
    assert "Not done yet" not in rows.nth(0).inner_text()


def test_without_a_date_the_plan_is_blank_again(visit):
    page = visit(PLAN)
    field = page.get_by_label("The day of my procedure")
    assert not page.get_by_role("button", name="Save to my calendar").is_visible()
    field.fill("2027-02-01")
    field.fill("")
    assert page.locator(".plan__days .plan__line").count() == len(DAYS)
    assert not page.get_by_role("button", name="Save to my calendar").is_visible()


def test_nothing_leaves_the_device_and_the_date_alone_is_kept(visit, running):
    page = visit(PLAN)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("The day of my procedure").fill("2027-02-01")
    page.get_by_role("checkbox").first.check()
    saved(page)
    assert [url for url in asked if not url.startswith("blob:") and "/static/icon" not in url] == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0
    assert page.evaluate("({...sessionStorage})") == {f"day-plan:{running.address}{PLAN}": "2027-02-01"}
    page.reload()
    assert not page.get_by_role("checkbox").first.is_checked()


def test_what_was_due_while_the_procedure_is_ahead_is_written_on_today(visit):
    page = visit(PLAN, at="2027-01-25T10:00:00", timezone_id="America/New_York")
    for chosen, first in [("2027-01-26", "2027-01-25"), ("2027-01-25", "2027-01-25"), ("2027-01-20", "2027-01-06")]:
        page.get_by_label("The day of my procedure").fill(chosen)
        days = [event.decoded("dtstart") for event in Calendar.from_ical(saved(page)[0]).walk("VEVENT")]
        assert days[0] == datetime.date.fromisoformat(first)
        assert days[2] == datetime.date.fromisoformat(chosen)


def test_the_date_stays_in_the_tab_for_its_plan_alone(visit):
    page = visit(PLAN)
    field = page.get_by_label("The day of my procedure")
    field.fill("2027-02-01")
    page.reload()
    assert field.input_value() == "2027-02-01"
    assert as_printed(datetime.date(2027, 2, 1)) in page.locator(".plan__date").all_inner_texts()[2]
    page.get_by_role("link", name="Previous: My visit").click()
    page.get_by_role("link", name="Next: My day plan").click()
    page.wait_for_url(f"**{PLAN}")
    assert field.input_value() == "2027-02-01"
    page.goto("/procedures/facet-joint-injection/day-plan/")
    assert field.input_value() == ""
    page.goto(PLAN)
    field.fill("")
    page.reload()
    assert field.input_value() == "" and page.evaluate("sessionStorage.length") == 0


def test_without_script_a_blank_plan_is_there_to_print_and_write_on(visit):
    page = visit("/day-plan/", java_script_enabled=False)
    page.get_by_role("link", name="Epidural steroid injection").click()
    page.wait_for_url(f"**{PLAN}")
    assert page.locator(".plan__days .plan__line").count() == len(DAYS)
    assert not page.get_by_label("The day of my procedure").is_visible() and not page.get_by_role("button").count()
    assert page.locator(".care-card--emergency").is_visible()
    assert len(re.findall(rb"/Type ?/Page\b(?!s)", page.pdf(format="Letter", prefer_css_page_size=True))) == 1


def test_a_patient_walks_from_what_it_is_to_the_days_around_it(visit):
    page = visit("/procedures/epidural-steroid-injection/")
    page.get_by_role("link", name="Next: The evidence").click()
    page.get_by_role("link", name="Next: My visit").click()
    page.get_by_role("link", name="Next: My day plan").click()
    page.wait_for_url(f"**{PLAN}")
    back = page.get_by_role("link", name="Previous: My visit")
    assert back.bounding_box()["height"] >= 43.5
