"""Drawings: SVG files of the library. Checked against a list of what they may contain, and never uploaded.

They are shown by <img>, where a browser runs no script and loads nothing; the check keeps them harmless when somebody
opens the file itself. A drawing may say which square of it is its plate, the small picture that stands for a page.
"""

import math
import re
import xml.etree.ElementTree as etree
from xml.parsers.expat import ParserCreate

MAX_BYTES = 200_000
MAX_DEPTH = 50  # elements inside elements: what writes a drawing calls itself for each
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {
    *(
        "svg",
        "g",
        "path",
        "circle",
        "ellipse",
        "rect",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "defs",
    ),
    *(
        "style",
        "title",
        "desc",
        "marker",
        "clipPath",
        "linearGradient",
        "radialGradient",
        "stop",
        "pattern",
        "use",
    ),
}
#: On the root of a drawing: the square of its plate, as "x y side" in its own units.
PLATE = "data-plate"
#: The class of what a plate leaves out, beside every <text>: words, and the lines that lead to them.
LABELS = "labels"
# A backslash is an escape in CSS: "\75rl(" is "url(".
OUTSIDE = re.compile(r"\\|url\(\s*['\"]?(?!#)|@import|expression\(|javascript:|data:|https?:|//", re.IGNORECASE)


class UnsafeDrawing(ValueError):
    """A file that is not a drawing of ours, with the reason."""


def size_of(raw: bytes) -> tuple[int, int]:
    """Return width and height of a drawing in CSS pixels, from its view box.

    Raises UnsafeDrawing on anything that could act, load or hide: scripts, events, links, entities, other elements;
    and on a plate that is no square of the drawing.
    """
    root = _checked(raw)
    _square_of(root)
    _x, _y, width, height = _box_of(root)
    return round(width), round(height)


def plate_of(raw: bytes) -> bytes | None:
    """Return the plate of a drawing: its square alone, without labels, as a drawing. None where it names no square.

    Raises UnsafeDrawing, as `size_of` does.
    """
    root = _checked(raw)
    square = _square_of(root)
    if square is None:
        return None
    for parent in list(root.iter()):
        for child in [child for child in parent if _is_label(child)]:
            parent.remove(child)
    del root.attrib[PLATE]
    side = f"{square[2]:g}"
    root.attrib |= {"viewBox": " ".join(f"{part:g}" for part in (*square, square[2])), "width": side, "height": side}
    etree.register_namespace("", SVG.strip("{}"))
    return etree.tostring(root)


def _checked(raw: bytes) -> etree.Element:
    """Return the root of a drawing in which nothing is that may not be there."""
    if len(raw) > MAX_BYTES:
        raise UnsafeDrawing(f"{len(raw)} bytes; at most {MAX_BYTES}")
    _refuse_declarations(raw)
    try:
        root = etree.fromstring(raw)  # noqa: S314 (declarations, and so entities, were refused above)
    except etree.ParseError as error:
        raise UnsafeDrawing(f"not well-formed XML: {error}") from error
    if root.tag != f"{SVG}svg":
        raise UnsafeDrawing("the root is not <svg>")
    for element in root.iter():
        _check_element(element)
    return root


def _box_of(root: etree.Element) -> tuple[float, ...]:
    box = _numbers(root.get("viewBox", ""))
    if len(box) != 4:
        raise UnsafeDrawing("a viewBox of four numbers is missing")
    if not (0 < box[2] <= 10_000 and 0 < box[3] <= 10_000):
        raise UnsafeDrawing("the viewBox is empty or larger than 10,000")
    return box


def _square_of(root: etree.Element) -> tuple[float, ...] | None:
    """Return the square that a drawing names as its plate, as x, y, side; None where it names none."""
    if PLATE not in root.attrib:
        return None
    square, (left, top, width, height) = _numbers(root.attrib[PLATE]), _box_of(root)
    if len(square) != 3 or square[2] <= 0:
        raise UnsafeDrawing(f"{PLATE} is not three numbers, x y side")
    x, y, side = square
    if x < left or y < top or x + side > left + width or y + side > top + height:
        raise UnsafeDrawing(f"the square of {PLATE} is not inside the viewBox")
    return square


def _numbers(text: str) -> tuple[float, ...]:
    """Return the numbers of a list as SVG writes them; none where something else stands in it."""
    try:
        found = tuple(float(part) for part in re.split(r"[\s,]+", text.strip()))
    except ValueError:
        return ()
    return found if all(map(math.isfinite, found)) else ()


def _is_label(element: etree.Element) -> bool:
    return element.tag == f"{SVG}text" or LABELS in element.get("class", "").split()


def _refuse_declarations(raw: bytes) -> None:
    """No document type, so no entity; no processing instruction, so no style sheet from elsewhere; no endless depth."""
    parser, inside = ParserCreate(), []

    def refuse(*_arguments: object) -> None:
        raise UnsafeDrawing("a document type or processing instruction is not allowed")

    def enter(name: str, _attributes: object) -> None:
        inside.append(name)
        if len(inside) > MAX_DEPTH:
            raise UnsafeDrawing(f"elements nested more than {MAX_DEPTH} deep")

    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    parser.StartElementHandler = enter
    parser.EndElementHandler = lambda _name: inside.pop()
    try:
        parser.Parse(raw, True)
    except UnsafeDrawing:
        raise
    except Exception as error:  # expat's own error type, and decoding errors
        raise UnsafeDrawing(f"not well-formed XML: {error}") from error


def _check_element(element: etree.Element) -> None:
    name = element.tag.removeprefix(SVG) if isinstance(element.tag, str) else "?"
    if name not in ELEMENTS:
        raise UnsafeDrawing(f"<{name}> is not allowed")
    if name == "style" and OUTSIDE.search("".join(element.itertext())):
        raise UnsafeDrawing("a style that loads something")
    for attribute, value in element.attrib.items():
        local = attribute.split("}")[-1]
        if local.lower().startswith("on"):
            raise UnsafeDrawing(f"the event attribute {local!r} is not allowed")
        if local == "href" and not value.startswith("#"):
            raise UnsafeDrawing("a link to elsewhere is not allowed")
        if local != "xmlns" and OUTSIDE.search(value):
            raise UnsafeDrawing(f"the attribute {local!r} loads something")
