"""The pictures that templates draw themselves: the mark, and the body whose lines end at links."""

import re

from django.template.loader import render_to_string

AREAS = ["head-and-neck", "shoulder-and-arm", "back", "hand-and-wrist", "hip-and-pelvis", "leg-and-knee"]


def body(ids: list[str]) -> str:
    areas = [{"id": name, "title": f"<{name}>", "url": f"/conditions/?area={name}"} for name in ids]
    return render_to_string("components/body.html", {"body_areas": areas})


def test_every_area_of_the_body_is_a_link_in_a_list():
    found = re.findall(
        r'<li class="body-map__area body-map__area--([a-z-]+)"><a href="([^"]+)">([^<]+)</a></li>', body(AREAS)
    )
    assert found == [(name, f"/conditions/?area={name}", f"&lt;{name}&gt;") for name in AREAS]


def test_a_line_leads_to_every_area_that_is_listed_and_to_no_other():
    assert body(AREAS).count("<circle") == 6
    assert body(["back", "leg-and-knee"]).count("<circle") == 2
    assert body([]).count("<circle") == 0


def test_the_lines_end_at_the_middles_of_six_even_rows():
    assert re.findall(r"L83,([\d.]+)\"", body(AREAS)) == [f"{165 / 6 * (row + 0.5):g}" for row in range(6)]


def test_a_screen_reader_is_read_the_list_alone():
    assert re.findall(r"<svg [^>]*>", body(AREAS)) == [
        '<svg class="body-map__drawing" viewBox="0 0 84 165" aria-hidden="true" focusable="false">'
    ]


def test_the_mark_takes_its_color_from_the_words_beside_it():
    mark = render_to_string("components/mark.html")
    assert 'stroke="currentColor"' in mark and 'aria-hidden="true"' in mark
    assert mark.count("<rect") == 4 and mark.count('class="mark__disc"') == 1
