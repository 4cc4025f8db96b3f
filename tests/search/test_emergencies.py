"""Who may need help now is told to call, and nobody else is frightened."""

from pathlib import Path

import pytest

from search.emergencies import Sounds, sounds_like

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text().splitlines() if line]


@pytest.mark.parametrize("line", lines("emergencies.txt"))
def test_who_may_need_help_now_is_told_to_call(line):
    assert sounds_like(line, "en") != Sounds.CALM


@pytest.mark.parametrize("line", lines("not-emergencies.txt"))
def test_who_asks_about_a_thing_is_not_frightened(line):
    assert sounds_like(line, "en") == Sounds.CALM


def test_who_wants_to_die_is_told_so():
    assert sounds_like("i dont want to live anymore", "en") == Sounds.MOOD
    assert sounds_like("cant pee", "en") == Sounds.URGENT


def test_a_language_without_rules_frightens_nobody():
    assert sounds_like("no puedo orinar", "es") == Sounds.CALM
    assert sounds_like("cant pee", "") == Sounds.CALM


def test_enough_is_tried():
    assert len(lines("emergencies.txt")) >= 40
    assert len(lines("not-emergencies.txt")) >= 40
