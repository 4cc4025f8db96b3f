"""The pictures that templates draw themselves: the mark, and the body whose lines end at links."""

import re

from django.template.loader import render_to_string
from django.utils.html import escape

from conditions.areas import Region

TITLES = [f"<{region.label}>" for region in Region]


def body() -> str:
    regions = [{"title": title, "url": f"/conditions/?area={number}"} for number, title in enumerate(TITLES)]
    return render_to_string("components/body.html", {"regions": regions})


def test_every_region_of_the_body_is_a_link_in_a_list():
    found = re.findall(r'<li class="body-map__area"><a href="([^"]+)">([^<]+)</a></li>', body())
    assert found == [(f"/conditions/?area={number}", escape(title)) for number, title in enumerate(TITLES)]


def test_a_line_leads_to_every_region():
    assert body().count("<circle") == len(Region)


def test_the_lines_end_at_the_middles_of_six_even_rows():
    assert re.findall(r"L83,([\d.]+)", body()) == [f"{165 / 6 * (row + 0.5):g}" for row in range(6)]


def test_a_screen_reader_is_read_the_list_alone():
    assert re.findall(r"<svg [^>]*>", body()) == [
        '<svg class="body-map__drawing" viewBox="0 0 84 165" aria-hidden="true" focusable="false">'
    ]


def test_the_mark_takes_its_color_from_the_words_beside_it():
    mark = render_to_string("components/mark.html")
    assert 'stroke="currentColor"' in mark and 'aria-hidden="true"' in mark
    assert mark.count("<rect") == 4 and mark.count('class="mark__disc"') == 1
