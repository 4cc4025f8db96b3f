"""A limit is met, not met or not measured; what was kept is what was found."""

import json

import pytest

from benchmarks import limits, report, rows
from benchmarks.rows import MET, NOT_MEASURED, NOT_MET, Found, Row


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (Row("a", 2.5, "x", 2.5), MET),
        (Row("a", 2.51, "x", 2.5), NOT_MET),
        (Row("a", 98, "of 100", 98, is_least=True), MET),
        (Row("a", 97, "of 100", 98, is_least=True), NOT_MET),
        (Row("a", None, "x", 2.5), NOT_MEASURED),
        (Row("a", 7, "MB"), ""),
    ],
)
def test_a_verdict_is_of_the_measured_value_and_the_limit(row, verdict):
    assert row.verdict == verdict
    assert rows.are_met([row]) == (verdict in (MET, ""))


@pytest.mark.parametrize(("value", "shown"), [(2.5, "2.50"), (12.34, "12.3"), (1087.2, "1,087"), (3, "3"), (0.0, "0")])
def test_a_number_has_three_figures(value, shown):
    assert rows.number(value) == shown


def test_a_table_says_limit_and_verdict():
    row = Row("stored page", 2.9, "x nginx", 2.5, beside="30 µs")
    assert rows.markdown([row]).splitlines()[-1] == "| stored page | 2.90 x nginx | at most 2.50 | NOT MET | 30 µs |"
    assert rows.plain([row]).splitlines()[-1] == "stored page  2.90 x nginx  at most 2.50  NOT MET  30 µs"


def test_what_a_run_found_is_kept_beside_what_another_part_found(tmp_path):
    growth = Found([Row("load", 250.0, "s", 300)], curves={"list": {100: 1.0, 10_000: 1.2}})
    report.kept(tmp_path, {"growth": growth})
    found = report.kept(tmp_path, {"served": Found(costs={"nginx": 1.0})})
    assert found["growth"].rows == growth.rows and found["growth"].curves == growth.curves
    assert found["growth"].on == found["served"].on == report.machine()


def test_the_table_goes_between_the_marks_and_the_drawing_beside(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(f"# A\n{report.START}\nold\n{report.END}\nbehind\n")
    for _ in range(2):
        report.put_into(document, {"served": Found([Row("a page", 1.0, "x")], {"nginx": 1.0}, on="today")})
    said = document.read_text()
    assert said.startswith(f"# A\n{report.START}\n| |") and said.endswith(f"- served: today\n{report.END}\nbehind\n")
    assert "old" not in said and document.with_suffix(".svg").read_text().startswith("<svg ")


def test_a_document_without_marks_is_refused(tmp_path):
    with pytest.raises(SystemExit, match="has no lines"):
        report.around(tmp_path / "absent.md")


def grown(factor: float) -> dict:
    cost = {"cpu": 0.01 * factor, "queries": 5, "lock": 0.02, "held": 0.01}
    names = ("detail page", "list", "home", *limits.AT_MOST)
    found = {name: dict(cost) for name in names}
    return found | {"load": {"cpu": 200.0, "wall": 150.0}, "unchanged start": {"cpu": 2.0, "memory": 300.0}}


def test_growth_is_held_against_its_limits():
    found = {row.what: row for row in limits.rows_of({100: grown(1), 10_000: grown(1.2)})}
    assert found["list at 10,000 pages"].measured == pytest.approx(1.2)
    assert {row.verdict for row in found.values()} == {MET}
    slower = {row.what: row for row in limits.rows_of({100: grown(1), 10_000: grown(1.5)})}
    assert slower["list at 10,000 pages"].verdict == slower["detail page at 10,000 pages"].verdict == NOT_MET


def test_growth_without_the_largest_library_asks_for_nothing():
    assert rows.are_met(limits.rows_of({100: grown(1)}))


def test_a_curve_starts_at_one_and_a_load_counts_by_the_page():
    curves = limits.curves({100: grown(1), 10_000: grown(1.5)})
    assert curves["list"] == pytest.approx({100: 1.0, 10_000: 1.5})
    assert curves["load, a page"] == pytest.approx({100: 1.0, 10_000: 0.01})
    assert json.loads(json.dumps(Found(curves=curves).as_kept()))["curves"]["list"] == {"100": 1.0, "10000": 1.5}
