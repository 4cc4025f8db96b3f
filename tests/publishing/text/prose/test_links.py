"""Links and pictures: what becomes an address, and what becomes text."""

from dataclasses import replace

import pytest

from publishing.text.binding import Binder
from publishing.text.prose import Renderer
from tests.publishing.text.prose.samples import VALUES, faults, shown


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
        ("[a](tel:{clinic_phone})", '<a href="tel:5550100100">a</a>'),
        ("[*a* `b`](#tests)", '<a href="#tests"><em>a</em> <code>b</code></a>'),
    ],
)
def test_a_good_link_is_a_link(source, expected):
    assert shown(source) == f"<p>{expected}</p>"
    assert faults(source) == []


@pytest.mark.parametrize("target", ["../articles/draft.md", "../conditions/none.md", "../conditions/none.md#a"])
def test_a_link_to_a_page_that_is_not_public_or_not_there_is_text_and_no_fault_of_the_text(target):
    assert shown(f"[a]({target}) [b](../conditions/sciatica.md)") == (
        '<p><span>a</span> <a href="/conditions/sciatica/">b</a></p>'
    )
    assert faults(f"[a]({target})") == []


def test_a_call_to_a_number_that_is_words_is_text():
    values = replace(VALUES, tokens={"clinic_phone": "the number on your letter"})
    assert shown("[a](tel:{clinic_phone}) {clinic_phone}", values) == (
        "<p><span>a</span> the number on your letter</p>"
    )


def test_the_pages_and_pictures_that_a_text_names_are_noted_as_they_are_written():
    renderer = Renderer()
    renderer.inline("[a](../conditions/sciatica.md#x) [b](../articles/draft.md) [c](#d) [e](https://who.int)")
    list(renderer.sections("![a](../../drawings/spine.svg)"))
    assert renderer.pages == {
        "../conditions/sciatica.md#x": "conditions/sciatica",
        "../articles/draft.md": "articles/draft",
    }
    assert renderer.pictures == {"../../drawings/spine.svg": "drawings/spine.svg"}


@pytest.mark.parametrize(
    "target",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"),
        *("ftp://who.int", "//who.int", "/conditions/sciatica/", "conditions/sciatica.md", "sciatica.md", "?x=1"),
        *("../conditions/sciatica.md?x", "../conditions/sciatica", "../../etc/passwd.md", "../conditions/Sciatica.md"),
        *("https://", "https:who.int", "https:///who.int", "https://user@who.int", "https://a:b@who.int"),
        *("https:\\\\who.int", "https://who.int\\@evil.example", "mailto:", "mailto:x", "mailto:a@b?bcc=c", "tel:x"),
        *("tel:{clinic_fax}", "tel:{clinic_phone}5", "/page:conditions/sciatica", "/phone:clinic_phone", "/picture:x"),
        *("https://who.int/[@koes2007]", "mailto:[@koes2007]@who.int"),
        *("", "#", "#A B", "#x%20y", "\x01javascript:alert(1)", " javascript:alert(1)"),
    ],
)
def test_a_link_to_anything_else_is_text_and_a_fault(target):
    assert "<a" not in shown(f"[a]({target})")
    (fault,) = faults(f"[a]({target})")
    assert fault.startswith("link that is neither a page nor https, mailto or tel: ")


@pytest.mark.parametrize(
    "source",
    ["<https://who.int>", "<a@who.int>", "https://who.int", "[a][b]\n\n[b]: https://who.int", "[a]\n\n[a]: #x"],
)
def test_autolinks_and_reference_links_are_text(source):
    assert "<a" not in shown(source)


def test_a_citation_inside_a_link_is_a_fault():
    assert faults("[a [@koes2007]](#x)") == ["citation inside a link: '#x'"]


def test_a_picture_alone_is_a_figure_of_known_size():
    assert shown('![A spine](../drawings/spine.svg "From the side")') == (
        '<figure class="figure"><picture><img src="/media/spine.svg" width="320" height="200" alt="A spine"'
        ' decoding="async" loading="lazy"></picture><figcaption>From the side</figcaption>\n</figure>'
    )


def test_a_photograph_names_its_sizes():
    assert shown("![A room](../images/room.jpg)") == (
        '<figure class="figure"><picture><source type="image/avif"'
        ' srcset="/media/room-400.avif 400w, /media/room-800.avif 800w" sizes="(min-width: 62em) 32em,'
        ' (min-width: 43em) 39em, calc(100vw - 4em)">'
        '<img src="/media/room.jpg" width="1200" height="800" alt="A room" decoding="async" loading="lazy">'
        "</picture></figure>"
    )


@pytest.mark.parametrize(
    ("source", "html", "fault"),
    [
        ("![a](https://e.example/a.png)", "<p><span>a</span></p>", "picture that does not exist: 'https://e"),
        ("![a](data:image/svg+xml,x)", "<p><span>a</span></p>", "picture that does not exist: 'data:"),
        ("![a](../drawings/../spine.svg)", "<p><span>a</span></p>", "picture that does not exist: '../d"),
        ("b ![a](../drawings/spine.svg)", "<p>b <span>a</span></p>", "picture that does not stand alone"),
        ("[![a](../drawings/spine.svg)](#x)", '<p><a href="#x"><span>a</span></a></p>', "picture that does not stand"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_its_text_alternative_and_a_fault(source, html, fault):
    assert shown(source) == html
    (found,) = faults(source)
    assert found.startswith(fault)


def test_the_words_of_a_picture_that_is_not_there_stand_for_it():
    assert shown("![A spine](../drawings/none.svg)") == (
        '<figure class="figure"><picture><img alt="A spine" decoding="async" loading="lazy"></picture></figure>'
    )
    assert faults("![A spine](../drawings/none.svg)") == []


def test_the_picture_that_opens_a_page_is_lazy_too_as_it_stands_below_the_fold():
    assert Binder(VALUES).html(Renderer().picture("drawings/spine.svg", 'A "spine" & <b>')) == (
        '<picture><img src="/media/spine.svg" width="320" height="200" alt="A &quot;spine&quot; &amp; &lt;b&gt;"'
        ' decoding="async" loading="lazy"></picture>'
    )


def test_the_words_of_a_picture_have_tokens_and_no_numbers():
    assert ' alt="At Hill Clinic" ' in shown("![At {clinic_name} [@koes2007]](../drawings/spine.svg)")


def test_a_picture_without_a_text_alternative_is_a_fault():
    assert faults("![ ](../drawings/spine.svg)") == ["picture without a text alternative: '../drawings/spine.svg'"]
