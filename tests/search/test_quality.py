"""How well the search does: on questions that it was made with, and on those that nobody tried before it stood."""

from pathlib import Path

import pytest
from django.core.management import call_command

from search import evaluation

HERE = Path(__file__).parent

pytestmark = pytest.mark.usefixtures("db", "starter_database")


@pytest.mark.parametrize(("file", "first", "third"), [("queries.tsv", 0.85, 0.95), ("held-out.tsv", 0.8, 0.92)])
def test_the_right_page_comes_first_for_most_questions(file, first, third):
    found = evaluation.evaluate(evaluation.read((HERE / file).read_text()), "en")
    assert found.unwritten == []
    assert found.success_at(1) >= first, str(found)
    assert found.success_at(3) >= third, str(found)


def test_most_whole_questions_lead_to_the_section_that_answers():
    found = evaluation.evaluate(evaluation.read((HERE / "queries.tsv").read_text()), "en")
    assert sum(found.sections) >= 0.65 * len(found.sections), str(found)


def test_the_command_lists_what_it_missed_and_what_has_no_page_yet(tmp_path, capsys):
    file = tmp_path / "questions.tsv"
    file.write_text("# a comment\nsciatica\tconditions/sciatica\nkidney stones\tkidney\nxyzzy\tconditions/sciatica\n")
    call_command("search_eval", file)
    assert capsys.readouterr().out.splitlines() == [
        "no page yet: kidney stones",
        "not found: xyzzy (first: nothing)",
        "2 questions, 1 without a page yet: success@1 0.500, success@3 0.500, MRR 0.500",
    ]
