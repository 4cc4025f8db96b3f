"""Drawings: what a line drawing may contain, the reason where one is refused, and the plate that is cut from it."""

import pytest

from publishing.text.images.drawings import MAX_BYTES, MAX_DEPTH, UnsafeDrawing, plate_of, size_of

PLATE = 'viewBox="0 0 320 200" data-plate="0 0 10"'


def svg(inside: str = "", *, attributes: str = 'viewBox="0 0 320 200"', before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def reason(raw: bytes) -> str:
    with pytest.raises(UnsafeDrawing) as refused:
        size_of(raw)
    return str(refused.value)


@pytest.mark.parametrize(
    "inside",
    [
        "<title>A leg</title><desc>x</desc><path d='M0 0h9' fill='none'/>",
        "<style>@media (prefers-color-scheme: dark) { path { stroke: #fff } }</style><path d='M0 0'/>",
        "<defs><linearGradient id='a'><stop offset='0'/></linearGradient></defs><rect fill='url(#a)'/>",
        "<defs><marker id='m'/></defs><use href='#m'/>",
        "<use xmlns:xlink='http://www.w3.org/1999/xlink' xlink:href='#m'/>",
        "<text x='1'>a <tspan>b &amp; c</tspan></text>",
        "<!-- a comment -->",
    ],
)
def test_a_drawing_of_lines_words_and_its_own_styles_is_measured(inside):
    assert size_of(svg(inside, before='<?xml version="1.0" encoding="UTF-8"?>')) == (320, 200)


@pytest.mark.parametrize(
    ("box", "size"),
    [("0 0 10 20", (10, 20)), ("-5 -5 10.6 20.2", (11, 20)), ("0,0,10,20", (10, 20)), (" 0  0 1e2 5 ", (100, 5))],
)
def test_the_size_is_that_of_the_view_box(box, size):
    assert size_of(svg(attributes=f'viewBox="{box}"')) == size


@pytest.mark.parametrize(
    "box", ["", "0 0 10", "a b c d", "0 0 0 5", "0 0 -1 5", "0 0 10001 5", "0 0 nan 5", "0 0 inf 5"]
)
def test_a_drawing_without_a_size_is_refused(box):
    assert "viewBox" in reason(svg(attributes=f'viewBox="{box}"'))


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<script>alert(1)</script>", "<script> is not allowed"),
        ("<script href='#x'/>", "<script> is not allowed"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>", "<foreignObject> is not allowed"),
        ("<x:script xmlns:x='http://www.w3.org/1999/xhtml'/>", "script> is not allowed"),
        ("<g xmlns='http://www.w3.org/1999/xhtml'/>", "g> is not allowed"),
        ("<image href='https://evil.example/x.png'/>", "<image> is not allowed"),
        ("<a href='https://evil.example'><path/></a>", "<a> is not allowed"),
        ("<animate attributeName='href' to='javascript:alert(1)'/>", "<animate> is not allowed"),
        ("<set attributeName='onload' to='alert(1)'/>", "<set> is not allowed"),
        ("<iframe/>", "<iframe> is not allowed"),
        ("<filter><feImage href='#x'/></filter>", "<filter> is not allowed"),
        ("<path onload='alert(1)'/>", "the event attribute 'onload' is not allowed"),
        ("<path ONCLICK='alert(1)'/>", "the event attribute 'ONCLICK' is not allowed"),
        ("<g><g><path onmouseover='x'/></g></g>", "the event attribute 'onmouseover' is not allowed"),
        ("<use href='https://evil.example/x.svg#a'/>", "a link to elsewhere is not allowed"),
        ("<use href='other.svg#a'/>", "a link to elsewhere is not allowed"),
        ("<use xmlns:l='http://www.w3.org/1999/xlink' l:href='data:image/svg+xml,x'/>", "a link to elsewhere"),
        ("<use href='javascript:alert(1)'/>", "a link to elsewhere is not allowed"),
        ("<use href='&#106;avascript:alert(1)'/>", "a link to elsewhere is not allowed"),
        ("<path fill='url(https://evil.example/x)'/>", "the attribute 'fill' loads something"),
        ("<path fill='URL( other.svg#a )'/>", "the attribute 'fill' loads something"),
        ("<path fill='u\\72l(x)'/>", "the attribute 'fill' loads something"),
        ("<path style='background:url(//evil.example)'/>", "the attribute 'style' loads something"),
        ("<g xml:base='https://evil.example/'/>", "the attribute 'base' loads something"),
        ("<style>@import 'x.css';</style>", "a style that loads something"),
        ("<style>@IMPORT url(x.css);</style>", "a style that loads something"),
        ("<style>@\\69mport 'x.css';</style>", "a style that loads something"),
        ("<style>path { fill: url(x.svg#a) }</style>", "a style that loads something"),
        ("<style>path { fill: \\75rl(x) }</style>", "a style that loads something"),
        ("<style>path { fill: image-set('https://evil.example/x' 1x) }</style>", "a style that loads something"),
        ("<style><![CDATA[@import 'x.css';]]></style>", "a style that loads something"),
        ("<style>a{}<desc/>@import 'x.css';</style>", "a style that loads something"),
        ("<style><desc>@import 'x.css';</desc></style>", "a style that loads something"),
        ("<?xml-stylesheet href='x.css'?>", "a document type or processing instruction is not allowed"),
        ("<path>", "not well-formed XML"),
        ("&evil;", "not well-formed XML"),
    ],
)
def test_a_drawing_that_could_act_or_load_is_refused_with_the_reason(inside, expected):
    assert expected in reason(svg(inside))


@pytest.mark.parametrize(
    "before",
    [
        "<!DOCTYPE svg>",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
        '<!DOCTYPE svg [<!ENTITY a "b">]>',
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<?xml-stylesheet href="x.css"?>',
    ],
)
def test_a_declaration_is_refused(before):
    assert reason(svg(before=before)) == "a document type or processing instruction is not allowed"


def test_a_billion_laughs_are_refused_before_the_first():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    bomb = svg("&l29;", before=f'<!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>')
    assert reason(bomb) == "a document type or processing instruction is not allowed"


@pytest.mark.parametrize("raw", [b"", b"GIF89a", b"\xff\xd8\xff", b"<svg", b"\x00" * 10, "é".encode("latin-1")])
def test_what_is_no_xml_is_refused(raw):
    assert reason(raw).startswith("not well-formed XML")


def test_another_root_is_refused():
    assert reason(b"<html xmlns='http://www.w3.org/1999/xhtml'/>") == "the root is not <svg>"
    assert reason(b'<svg viewBox="0 0 1 1"/>') == "the root is not <svg>"


def test_a_drawing_in_another_encoding_hides_nothing():
    text = svg("<script/>", before='<?xml version="1.0" encoding="UTF-16"?>').decode()
    assert reason(text.encode("utf-16")) == "<script> is not allowed"


def test_a_drawing_that_is_too_large_is_refused_before_it_is_read():
    assert reason(b"<" * (MAX_BYTES + 1)) == f"{MAX_BYTES + 1} bytes; at most {MAX_BYTES}"


def test_every_drawing_of_the_starter_library_is_safe(starter_library):
    drawings = [name for name in starter_library.pictures if name.startswith("drawings/")]
    assert len(drawings) > 5
    assert all(size_of(starter_library.pictures[name]) == starter_library.sizes[name] for name in drawings)


# Plates

SQUARE = 'viewBox="0 0 320 200" width="320" height="200" data-plate="20 10.5 180"'


def plate(inside: str) -> str:
    raw = plate_of(svg(inside, attributes=SQUARE))
    assert raw is not None
    return raw.decode()


def test_a_plate_is_the_square_of_its_drawing():
    assert plate("<path d='M0 0h9'/>") == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="20 10.5 180 180" width="180" height="180">'
        '<path d="M0 0h9" /></svg>'
    )


def test_a_plate_has_no_labels_however_deep_they_stand():
    inside = "<g><g class='a labels'><path d='M1 1h1'/></g><text>Bone</text><path d='M2 2h2'/></g><text>Skin</text>"
    assert plate(inside).endswith('height="180"><g><path d="M2 2h2" /></g></svg>')


def test_a_plate_keeps_the_styles_for_a_dark_screen():
    style = "<style>path{stroke:#000}@media (prefers-color-scheme: dark){path{stroke:#fff}}</style>"
    assert style in plate(style + "<path d='M0 0'/>")


def test_a_plate_is_a_drawing_as_safe_as_any():
    assert size_of(plate("<path d='M0 0'/>").encode()) == (180, 180)
    with pytest.raises(UnsafeDrawing):
        plate("<script/>")


def test_a_drawing_that_names_no_square_has_no_plate():
    assert plate_of(svg()) is None


@pytest.mark.parametrize(
    ("square", "expected"),
    [
        *((square, "is not three numbers") for square in ("", "0 0", "0 0 9 9", "a b c", "0 0 0", "0 0 -5", "0 0 nan")),
        *((square, "is not inside the viewBox") for square in ("-1 0 10", "0 0 201", "300 0 21", "0 190 11")),
    ],
)
def test_a_plate_that_is_no_square_of_its_drawing_is_refused(square, expected):
    assert expected in reason(svg(attributes=f'viewBox="0 0 320 200" data-plate="{square}"'))


def test_every_drawing_that_leads_a_page_has_a_plate_without_words(starter_library):
    texts = starter_library.manuscripts.values()
    leading = {text.data["drawings"][0]["file"] for text in texts if "drawings" in text.data}
    assert len(leading) > 15
    plates = [plate_of(starter_library.pictures[f"drawings/{file}"]) for file in leading]
    assert [cut for cut in plates if not cut or b"<text" in cut or len(cut) > 12_000] == []


@pytest.mark.parametrize("depth", [60, 2000, 28_000])
def test_a_drawing_of_endless_depth_is_refused_with_its_reason(depth):
    assert "nested more than 50 deep" in reason(svg("<g>" * depth + "</g>" * depth, attributes=PLATE))


def test_a_drawing_as_deep_as_may_be_has_a_plate():
    deep = "<g>" * (MAX_DEPTH - 1) + "</g>" * (MAX_DEPTH - 1)
    assert plate_of(svg(deep, attributes=PLATE))
