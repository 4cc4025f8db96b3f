"""A part of the frame is rendered once, for what it follows from."""

from django.template import Context, Template
from django.utils.translation import override

from publishing.templatetags.publishing import MOST_KEPT

PART = "{% load publishing %}{% kept parts 'part' place %}{{ said }}{% endkept %}"


def rendered(parts: dict | None, said: str, place: str = "") -> str:
    return Template(PART).render(Context({"parts": parts, "said": said, "place": place}))


def test_a_part_is_rendered_once():
    parts: dict = {}
    assert [rendered(parts, "first"), rendered(parts, "second")] == ["first", "first"]


def test_a_part_is_rendered_for_each_place_and_language():
    parts: dict = {}
    assert [rendered(parts, "here", "a"), rendered(parts, "there", "b")] == ["here", "there"]
    with override("es"):
        assert rendered(parts, "aquí", "a") == "aquí"


def test_without_a_mapping_it_is_rendered_each_time():
    assert [rendered(None, "first"), rendered(None, "second")] == ["first", "second"]


def test_no_more_is_kept_than_fits():
    parts: dict = {}
    for number in range(MOST_KEPT + 5):
        rendered(parts, "said", str(number))
    assert len(parts) <= MOST_KEPT
