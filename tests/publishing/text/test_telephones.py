"""What is a telephone number, and what a telephone dials of it."""

import pytest

from publishing.text.telephones import dialed, problem_of


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("555 0199", "5550199"),
        ("+1 (212) 555-0142", "+12125550142"),
        ("+1.212.555.0142", "+12125550142"),
        ("212\u2013555\u20110142", "2125550142"),
        ("+1 212 555 0142 ext. 5", "+12125550142"),
        ("212 555 0142 x5", "2125550142"),
        ("212 555 0142, 5", "2125550142"),
        ("*31#5550142", "*31#5550142"),
        ("911", "911"),
        ("1-800-PAIN-123", ""),
        ("555 0142 or 555 0143", ""),
        ("the number on your letter", ""),
        ("", ""),
    ],
)
def test_a_number_is_dialed_whole_or_not_at_all(number, found):
    assert dialed(number) == found


@pytest.mark.parametrize(
    "number",
    [
        "911",
        "112",
        "1 1 2",
        "(555) 010-0199",
        "555.010.0199",
        "555/0100",
        "+44 20 7946 0000",
        "+1 212\u2013555\u20110142",
        "212\u00a0555\u00a00142",
        "+1 (212) 555-0142 ext. 12",
        "212 555 0142 x5",
        "212 555 0142, ext 5",
        "212 555 0142 Extension 1234",
    ],
)
def test_a_number_as_people_write_it_is_one(number):
    assert problem_of(number) == ""
    assert dialed(number)


@pytest.mark.parametrize(
    "number",
    [
        "call us",
        "help",
        "1-800-PAIN",
        "555 0142 or 555 0143",
        "555 0142; 555 0143",
        "555 0142, then 5",
        "*31#5550142",
        "12",
        "+12",
        "55+5 0142",
        "()",
        "ext. 12",
        "1" * 16,
        "555 0142\n555 0143",
        "\u0665\u0665\u0665\u0660",
        "",
        " ",
    ],
)
def test_what_is_no_number_is_refused_in_a_sentence(number):
    assert problem_of(number).endswith(".")


def test_an_emergency_number_has_no_extension():
    assert problem_of("911 ext. 2", with_extension=False)
    assert problem_of("+1 911", with_extension=False) == ""
