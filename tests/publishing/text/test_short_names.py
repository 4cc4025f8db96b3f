"""A source is called as people call it."""

import pytest

from publishing.text.short_names import short_name


@pytest.mark.parametrize(
    ("key", "publisher", "title", "year", "name"),
    [
        ("aan2025-esi", "Neurology 2025 (American Academy of Neurology)", "", 2025, "AAN 2025"),
        ("cochrane2020-esi", "Cochrane Database of Systematic Reviews", "", 2020, "Cochrane 2020"),
        ("g-nice-ng226", "NICE", "", 2022, "NICE 2022"),
        ("chou2022-esi", "Annals", "", 2022, "Chou 2022"),
        ("g-vayne-2015", "Cancer", "", 2015, "Vayne 2015"),
        ("hey-epidural", "Hull University Teaching Hospitals", "", None, "HEY"),
        ("sheffield-whiplash", "Aches and Pains", "", None, "Sheffield"),
        ("vapour2016", "Lancet", "The VAPOUR trial", 2016, "VAPOUR 2016"),
        ("1", "", "", None, "1"),
    ],
)
def test_the_short_name_of_a_source(key, publisher, title, year, name):
    assert short_name(key, publisher, title, year) == name
