"""Tokens: the clinic's own words, which never act as Markdown or HTML."""

import dataclasses

import pytest

from publishing.text.binding import Binder
from publishing.text.prose import Renderer, tokens
from tests.publishing.text.prose.harmless import harm
from tests.publishing.text.prose.samples import VALUES, inline, shown


def with_name(name: str):
    return dataclasses.replace(VALUES, tokens={"clinic_name": name})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Call {clinic_phone}.", "Call (555) 010-0100."),
        ("**{clinic_name}**", "<strong>Hill Clinic</strong>"),
        ("`{clinic_name}`", "<code>Hill Clinic</code>"),
        ("[{clinic_name}](#x)", '<a href="#x">Hill Clinic</a>'),
        (
            "{} {other} {clinic-name} {CLINIC_NAME} { clinic_name }",
            "{} {other} {clinic-name} {CLINIC_NAME} { clinic_name }",
        ),
        (r"\{clinic_name}", "{clinic_name}"),
    ],
)
def test_a_token_becomes_its_value(source, expected):
    assert inline(source) == expected


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("A & B", "A &amp; B"),
        ("A <b>bold</b>", "A &lt;b&gt;bold&lt;/b&gt;"),
        ("*A* _b_ `c` ~d~ |e|", "*A* _b_ `c` ~d~ |e|"),
        ("[A](javascript:alert(1))", "[A](javascript:alert(1))"),
        ("![A](../drawings/spine.svg)", "![A](../drawings/spine.svg)"),
        ("1. A", "1. A"),
        ("- A", "- A"),
        ("# A", "# A"),
        ("> A", "&gt; A"),
        ("/// emergency", "/// emergency"),
        ("[@koes2007]", "[@koes2007]"),
        ("{clinic_phone}", "{clinic_phone}"),
        ("&lt;script&gt;", "&amp;lt;script&amp;gt;"),
        ("&#106;", "&amp;#106;"),
        (r"A\*", r"A\*"),
        ("A\n\n# B", "A # B"),
        ("A\x0260\x03B", "A 60 B"),
        ("\ue000tclinic_phone\ue001", " tclinic_phone "),
        ("\ue002disc\ue003", " disc "),
        ("klzzwxh:0001", "klzzwxh:0001"),
    ],
)
def test_the_value_of_a_token_is_printed_as_it_is(name, printed):
    assert shown("{clinic_name}", with_name(name)) == f"<p>{printed}</p>"
    assert shown("a *b* {clinic_name} c", with_name(name)) == f"<p>a <em>b</em> {printed} c</p>"


@pytest.mark.parametrize(
    "source",
    [
        *("[a]({clinic_name})", "![a]({clinic_name})", "![{clinic_name}](../drawings/spine.svg '{clinic_name}')"),
        *("### {clinic_name}", "/// emergency | {clinic_name}\nx\n///", "/// details | {clinic_name}\nx\n///"),
        *("| {clinic_name} |\n| --- |\n| {clinic_name} |", "`{clinic_name}`", "[{clinic_name}](https://{clinic_name})"),
    ],
)
@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '" onerror="alert(1)', "javascript:alert(1)", "</aside><svg/onload=alert(1)>"]
)
def test_no_value_of_a_token_is_harmful_anywhere(source, name):
    assert harm(shown(source, with_name(name))) == []


def test_only_names_that_are_no_tokens_are_unknown():
    assert tokens.unknown("{clinic_name} {clinic_fax} {} {A} {emergency_number}") == ["clinic_fax"]


def test_a_title_of_a_section_holds_the_value_as_plain_text():
    (section,) = Renderer().sections("## Call {clinic_name} {#a}\n\nx")
    assert Binder(with_name("A & <b>")).words(section.title) == "Call A & <b>"
