"""The sanitizer alone: what it lets through, what it never does, and that a second pass changes nothing."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publishing.text.prose import marks, sanitizer
from tests.publishing.text.prose.harmless import harm
from tests.publishing.text.prose.samples import stored
from tests.publishing.text.prose.test_hostile import LINKS, NASTY, PICTURES, RAW_HTML


@pytest.mark.parametrize("source", RAW_HTML)
def test_raw_html_that_reached_the_sanitizer_is_harmless(source):
    assert harm(sanitizer.clean(source)) == []
    assert harm(sanitizer.clean(f'<aside class="care-card"><table><tr><td>{source}</table><p>x')) == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://who.int">x</a>', '<a href="https://who.int">x</a>'),
        ('<a href="/conditions/">x</a>', '<a href="/conditions/">x</a>'),
        ('<a href="#x">x</a>', '<a href="#x">x</a>'),
        ('<a href="//evil.example">x</a>', "<a>x</a>"),
        (r'<a href="/\evil.example">x</a>', "<a>x</a>"),
        ('<a href="/\t/evil.example">x</a>', "<a>x</a>"),
        ('<a href="\t//evil.example">x</a>', "<a>x</a>"),
        ('<a href="evil.html">x</a>', "<a>x</a>"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="https:///evil.example">x</a>', "<a>x</a>"),
        ('<a target="_blank" rel="x" ping="/x">x</a>', "<a>x</a>"),
        ('<img src="/media/a.svg" alt="">', '<img src="/media/a.svg" alt="">'),
        ('<img src="//evil.example/a.svg">', "<img>"),
        ('<img src="https://evil.example/a.svg">', "<img>"),
        ('<picture><source srcset="/a 1w"></picture>', ""),
        (
            '<h3 class="care-card__title evil" style="x" onclick="y" data-x="z">a</h3>',
            '<h3 class="care-card__title">a</h3>',
        ),
        ('<section class="evil">a</section>', '<section class="">a</section>'),
        ("<aside>a</aside>", "a"),
        ("<!-- a --><?b?>c", "c"),
        ("<h1>a</h1><h5>b</h5>", "ab"),
        ("<button type='submit' formaction='/x' onclick='y'>a</button>", "a"),
        ("<script>a</script><style>b</style>c", "c"),
        ("<svg><p>a</p></svg><math><mi>b</mi></math>c", "<p>a</p>c"),
    ],
)
def test_only_what_is_on_the_list_passes(html, expected):
    assert sanitizer.clean(html) == expected


@pytest.mark.parametrize("source", [*RAW_HTML, *LINKS, *PICTURES])
def test_cleaning_hostile_html_twice_changes_nothing(source):
    once = sanitizer.clean(source)
    assert sanitizer.clean(once) == once


@settings(max_examples=80, deadline=None)
@given(body=NASTY)
@example(body="/// snippet | outer\n///\nwords")
@example(body="words\n/// snippet | outer\n///")
def test_cleaning_what_a_text_became_changes_nothing(body):
    html = marks.MARK.sub(lambda mark: "<img" if mark[1] == marks.PICTURE else mark[3] or "", stored(body))
    assert sanitizer.clean(html) == html


HTML = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<a href='#x'>",
            "</a>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<ul>",
            "<li>",
            "</ul>",
            "<b>",
        ),
        *("<div>", "</div>", "<h2>", "</h2>", "<button>", "</button>", "<details>", "<summary>", "<svg>", "</svg>"),
        *("<math>", "<mtext>", "<mglyph>", "<style>", "</style>", "<template>", "<noscript>", "<title>", "<textarea>"),
        *("<!--", "-->", "<img src=x onerror=alert(1)>", "<form>", "</form>", "<select>", "<option>", "&lt;", "&", "<"),
        *('<p title="', '">', "<![CDATA[", "]]>", "x", " ", "<foreignObject>", "<annotation-xml encoding=text/html>"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(html=st.lists(HTML, max_size=20).map("".join))
def test_no_broken_html_is_harmful_after_cleaning_once_or_twice(html):
    once = sanitizer.clean(html)
    assert harm(once) == []
    assert harm(sanitizer.clean(once)) == []
