"""Links and pictures: what becomes an address, and what becomes text."""

import pytest

from tests.publishing.text.prose.samples import faults, render


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[a](../conditions/sciatica.md)", '<a href="/conditions/sciatica/">a</a>'),
        ("[a](../conditions/sciatica.md#tests)", '<a href="/conditions/sciatica/#tests">a</a>'),
        ("[a](#tests)", '<a href="#tests">a</a>'),
        ("[a](https://who.int/a?b=c&d=e#f)", '<a class="external" href="https://who.int/a?b=c&amp;d=e#f">a</a>'),
        ("[a](http://who.int)", '<a class="external" href="http://who.int">a</a>'),
        ('[a](https://who.int "A title")', '<a class="external" href="https://who.int">a</a>'),
        ("[a](<https://who.int>)", '<a class="external" href="https://who.int">a</a>'),
        ("[a](mailto:a@who.int)", '<a href="mailto:a@who.int">a</a>'),
        ("[a](tel:+15550100)", '<a href="tel:+15550100">a</a>'),
        ("[a](tel:{emergency_number})", '<a href="tel:911">a</a>'),
        ("[*a* `b`](#tests)", '<a href="#tests"><em>a</em> <code>b</code></a>'),
    ],
)
def test_a_good_link_is_a_link(source, expected):
    assert render(source) == f"<p>{expected}</p>"
    assert faults(source) == []


def test_a_link_to_a_page_that_is_not_public_is_text_and_no_fault():
    assert render("[a](../articles/draft.md)") == "<p><span>a</span></p>"
    assert faults("[a](../articles/draft.md)") == []


@pytest.mark.parametrize("target", ["../conditions/none.md", "../conditions/none.md#a"])
def test_a_link_to_a_page_that_does_not_exist_is_text_and_a_fault(target):
    assert render(f"[a]({target})") == "<p><span>a</span></p>"
    assert faults(f"[a]({target})") == [f"link to a page that does not exist: {target!r}"]


@pytest.mark.parametrize(
    "target",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"),
        *("ftp://who.int", "//who.int", "/conditions/sciatica/", "conditions/sciatica.md", "sciatica.md", "?x=1"),
        *("../conditions/sciatica.md?x", "../conditions/sciatica", "../../etc/passwd.md", "../conditions/Sciatica.md"),
        *("https://", "https:who.int", "https:///who.int", "https://user@who.int", "https://a:b@who.int"),
        *("https:\\\\who.int", "https://who.int\\@evil.example", "mailto:", "mailto:x", "mailto:a@b?bcc=c", "tel:x"),
        *("", "#", "#A B", "#x%20y", "\x01javascript:alert(1)", " javascript:alert(1)"),
    ],
)
def test_a_link_to_anything_else_is_text_and_a_fault(target):
    assert "<a" not in render(f"[a]({target})")
    (fault,) = faults(f"[a]({target})")
    assert fault.startswith("link that is neither a page nor https, mailto or tel: ")


@pytest.mark.parametrize(
    "source",
    ["<https://who.int>", "<a@who.int>", "https://who.int", "[a][b]\n\n[b]: https://who.int", "[a]\n\n[a]: #x"],
)
def test_autolinks_and_reference_links_are_text(source):
    assert "<a" not in render(source)


def test_a_citation_inside_a_link_is_a_fault():
    assert faults("[a [@koes2007]](#x)") == ["citation inside a link: '#x'"]


def test_a_picture_alone_is_a_figure_of_known_size():
    assert render('![A spine](../drawings/spine.svg "From the side")') == (
        '<figure class="figure"><picture><img alt="A spine" decoding="async" height="200" loading="lazy"'
        ' src="/media/spine.svg" width="320"></picture><figcaption>From the side</figcaption>\n</figure>'
    )


def test_a_photograph_names_its_sizes():
    assert render("![A room](../images/room.jpg)") == (
        '<figure class="figure"><picture><source sizes="(min-width: 44em) 42em, 100vw"'
        ' srcset="/media/room-400.avif 400w, /media/room-800.avif 800w" type="image/avif">'
        '<img alt="A room" decoding="async" height="800" loading="lazy" src="/media/room.jpg" width="1200">'
        "</picture></figure>"
    )


@pytest.mark.parametrize(
    ("source", "html", "fault"),
    [
        ("![a](../drawings/none.svg)", "<p><span>a</span></p>", "picture that does not exist: '../drawings/none.svg'"),
        ("![a](https://e.example/a.png)", "<p><span>a</span></p>", "picture that does not exist: 'https://e"),
        ("![a](data:image/svg+xml,x)", "<p><span>a</span></p>", "picture that does not exist: 'data:"),
        ("![a](../drawings/../spine.svg)", "<p><span>a</span></p>", "picture that does not exist: '../d"),
        ("b ![a](../drawings/spine.svg)", "<p>b <span>a</span></p>", "picture that does not stand alone"),
        ("[![a](../drawings/spine.svg)](#x)", '<p><a href="#x"><span>a</span></a></p>', "picture that does not stand"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_its_text_alternative_and_a_fault(source, html, fault):
    assert render(source) == html
    (found,) = faults(source)
    assert found.startswith(fault)


def test_a_picture_without_a_text_alternative_is_a_fault():
    assert faults("![ ](../drawings/spine.svg)") == ["picture without a text alternative: '../drawings/spine.svg'"]
