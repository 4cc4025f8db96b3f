"""Drawings: SVG files of the library. Checked against a list of what they may contain, and never uploaded.

They are shown by <img>, where a browser runs no script and loads nothing; the check keeps them harmless when somebody
opens the file itself.
"""

import re
import xml.etree.ElementTree as etree
from xml.parsers.expat import ParserCreate

MAX_BYTES = 200_000
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
# A backslash is an escape in CSS: "\75rl(" is "url(".
OUTSIDE = re.compile(r"\\|url\(\s*['\"]?(?!#)|@import|expression\(|javascript:|data:|https?:|//", re.IGNORECASE)


class UnsafeDrawing(ValueError):
    """A file that is not a drawing of ours, with the reason."""


def size_of(raw: bytes) -> tuple[int, int]:
    """Return width and height of a drawing in CSS pixels, from its view box.

    Raises UnsafeDrawing on anything that could act, load or hide: scripts, events, links, entities, other elements.
    """
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
    box = [part for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if part]
    try:
        width, height = float(box[2]), float(box[3])
    except (IndexError, ValueError):
        raise UnsafeDrawing("a viewBox of four numbers is missing") from None
    if not (0 < width <= 10_000 and 0 < height <= 10_000):
        raise UnsafeDrawing("the viewBox is empty or larger than 10,000")
    return round(width), round(height)


def _refuse_declarations(raw: bytes) -> None:
    """No document type, so no entity; no processing instruction, so no style sheet from elsewhere."""
    parser = ParserCreate()

    def refuse(*_arguments: object) -> None:
        raise UnsafeDrawing("a document type or processing instruction is not allowed")

    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
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
