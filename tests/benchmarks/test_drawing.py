"""The drawing is valid XML, has every bar and curve, and reads light and dark."""

from xml.etree import ElementTree

from benchmarks import drawing
from benchmarks.rows import Found

SVG = "{http://www.w3.org/2000/svg}"
FOUND = Found(
    costs={"nginx, files <compressed> & kept": 1.0, "stored page": 2.2, "not stored": 380.0},
    curves={"list": {100: 1.0, 1000: 1.1, 10_000: 1.2}, "home": {100: 1.0, 1000: 1.0, 10_000: 1.0}},
)


def parsed(*found: Found) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.drawn(found))


def texts(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{SVG}text")]


def test_every_cost_has_a_bar_as_long_as_it_is_large():
    widths = [float(one.get("width") or 0) for one in parsed(FOUND).iter(f"{SVG}rect")][1:]
    assert len(widths) == 3 and widths == sorted(widths)
    assert {"nginx, files <compressed> & kept", "380", "2.20"} <= set(texts(parsed(FOUND)))


def test_every_curve_has_its_name_at_a_height_of_its_own():
    root = parsed(FOUND)
    assert len(list(root.iter(f"{SVG}polyline"))) == 2
    heights = [float(one.get("cy") or 0) for one in root.iter(f"{SVG}circle")]
    assert abs(heights[0] - heights[1]) >= 18
    assert {"list 1.20", "home 1", "10,000 pages"} <= set(texts(root))


def test_dark_has_colors_of_its_own():
    assert "prefers-color-scheme:dark" in drawing.drawn([FOUND])


def test_what_was_not_measured_is_not_drawn():
    assert not list(parsed(Found()).iter(f"{SVG}polyline"))
    assert not texts(parsed(Found(costs={})))
    assert parsed(Found(curves={"list": {100: 1.0}})) is not None
