"""`manage.py library_report`: a line for each address, and docs/library.md is what it says of the starter library."""

import re
from collections import Counter
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from publishing.management.commands.library_report import END, START
from tests.audit.budgets import BUDGETS
from tests.website.test_pages import second_addresses

pytestmark = pytest.mark.usefixtures("starter_database")
KEPT = settings.BASE_DIR / "docs" / "library.md"
GOOD = ("guideline", "systematic-review", "review", "trial", "health-authority", "regulator")


@pytest.fixture(scope="module")
def report(starter_database, django_db_blocker):
    output = StringIO()
    with django_db_blocker.unblock():
        call_command("library_report", stdout=output)
    return output.getvalue().strip()


def test_every_address_of_every_page_has_a_line(db, report, starter_library):
    found = re.findall(r"^\| (/\S+) \|", report, re.MULTILINE)
    pages = {f"/{kind}/{slug}/" for _, kind, slug in starter_library.texts if kind not in {"snippets", "glossary"}}
    assert set(found) == pages | set(second_addresses())
    assert len(found) == len(set(found))


def test_the_kept_report_is_of_today_s_library(report):
    """`manage.py library_report --into docs/library.md`, after `make run` has loaded the texts."""
    kept = KEPT.read_text()
    assert kept[kept.index(START) + len(START) : kept.index(END)].strip() == report


def topics(report: str) -> dict[str, list[str]]:
    """Address -> the cells of its line, of the main page of every condition and procedure."""
    lines = [line.strip("| ").split(" | ") for line in report.splitlines()]
    return {cells[0]: cells for cells in lines if re.fullmatch(r"/(conditions|procedures)/[^/]+/", cells[0])}


def test_a_topic_with_few_good_sources_is_listed_as_thin(report):
    """A good source is a guideline, a review, a trial or an official text."""
    few = set()
    for address, cells in topics(report).items():
        of_kind = Counter({kind: int(number) for kind, number in re.findall(r"([a-z-]+) (\d+)", cells[7])})
        if sum(of_kind[kind] for kind in GOOD) < 3:
            few.add(address)
    thin = re.findall(r"^\| (/\S+) (\*?) ?\|", KEPT.read_text().partition("## Thin topics")[2], re.MULTILINE)
    assert {address for address, _ in thin} <= set(topics(report))
    assert few == {address for address, star in thin if star}


def test_every_topic_is_named_by_two_others(report):
    assert {address: cells[9] for address, cells in topics(report).items() if int(cells[9]) < 2} == {}


def test_the_table_goes_between_its_marks(db, tmp_path):
    file = tmp_path / "report.md"
    file.write_text(f"# Before\n{START}\nold\n{END}\nafter\n")
    call_command("library_report", into=file)
    text = file.read_text()
    assert text.startswith("# Before\n") and text.endswith(f"{END}\nafter\n") and "old" not in text
    assert "/conditions/sciatica/options/" in text


def test_a_file_without_marks_is_left_as_it_is(db, tmp_path):
    file = tmp_path / "report.md"
    file.write_text("Mine.\n")
    with pytest.raises(CommandError, match="has no lines"):
        call_command("library_report", into=file)
    assert file.read_text() == "Mine.\n"


def test_a_file_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("library_report", into=tmp_path / "absent.md")


def test_a_site_behind_tls_is_read_too(report, db, settings):
    settings.SITE_URL, settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = "https://testserver", True, ["testserver"]
    output = StringIO()
    call_command("library_report", stdout=output)
    assert output.getvalue().strip() == report


def test_the_budgets_in_the_report_are_those_that_are_tested():
    rows = re.findall(r"^\| ([a-z ]+) \| ([\d,]+) \| (\d+) \| (\d*) ?\|$", KEPT.read_text(), re.MULTILINE)
    told = {name: tuple(float(value.replace(",", "") or "inf") for value in values) for name, *values in rows}
    assert told == {name: tuple(budget) for name, budget in BUDGETS.items()}
