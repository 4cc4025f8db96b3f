"""HTML, one level at a time."""

import pytest

from publishing.public.elements import Element, elements_of


def test_what_is_inside_an_element_stays_as_it_is():
    inside = 'It <a href="/x/?a=1&amp;b=2">is</a> 5 &lt; 6&#39;s <br>and <svg><use href="#sign"/></svg>'
    assert elements_of(f'<p class="one two">{inside}</p>') == [Element("p", {"one", "two"}, inside)]


def test_elements_stand_in_their_order_and_text_between_them_is_none():
    assert [(one.tag, one.html) for one in elements_of("a <p>1</p> b <hr> <ul><li>2</li></ul>")] == [
        ("p", "1"),
        ("hr", ""),
        ("ul", "<li>2</li>"),
    ]


@pytest.mark.parametrize("html", ["", "words", "5 & 6"])
def test_without_elements_there_is_none(html):
    assert elements_of(html) == []
