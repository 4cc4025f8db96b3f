"""Broken manuscripts: one thing is broken in a library without a fault; the fault names its file and its line."""

from pathlib import Path

import pytest

from publishing.text import validation
from publishing.text.schema import Fault
from tests.publishing.samples import ABOUT, ARTICLE, CONDITION, PROCEDURE, SNIPPET, Folder, minimal


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return minimal(tmp_path)


def faults(folder: Folder) -> list[Fault]:
    return folder.read().faults


def test_the_minimal_library_has_no_fault(folder):
    assert faults(folder) == []


NO_WORDS = "'drawings': a drawing has either an 'alt' or 'decoration: only'"
#: file, what stands there, what is put there instead, how many lines below its start the fault is, its message
BROKEN = [
    ("bad yaml", CONDITION, "title: Sciatica", "title: Sciatica: pain", 0, "not valid YAML"),
    ("unclosed bracket", ARTICLE, "- It can change.", "- [It can", 0, "not valid YAML"),
    ("unclosed quote", ARTICLE, "title: How pain works", "title: 'How pain", 0, "not valid YAML"),
    ("unknown key", CONDITION, "category: spine", "catgory: spine\ncategory: spine", 0, "unknown key 'catgory'"),
    ("key of another kind", ARTICLE, "topic: und", "category: spine\ntopic: und", 0, "unknown key 'category'"),
    (
        "nested unknown key",
        CONDITION,
        "  certainty: moderate",
        "  power: x\n  certainty: moderate",
        0,
        "unknown key 'power'",
    ),
    (
        "duplicate key",
        CONDITION,
        "category: spine",
        "category: spine\ncategory: nerves",
        1,
        "the key 'category' stands already",
    ),
    (
        "nested duplicate key",
        CONDITION,
        "  side_effects: Some days feel worse.",
        "  side_effects: Some days feel worse.\n  side_effects: None.",
        1,
        "the key 'side_effects' stands already",
    ),
    (
        "twice nested duplicate key",
        PROCEDURE,
        "  says: have a headache",
        "  says: have a headache\n  count: 3",
        1,
        "the key 'count' stands already",
    ),
    ("wrong type", CONDITION, "- lower-back\n- leg", "  lower-back", 0, "'body_areas': expected a list"),
    ("list for a text", ARTICLE, "title: How pain works", "title:\n- How pain works", 1, "'title': expected one line"),
    (
        "word for a number",
        CONDITION,
        "months: 12",
        "months: twelve",
        0,
        "'review_every_months': expected a whole number",
    ),
    ("quoted number", CONDITION, "months: 12", "months: '12'", 0, "'review_every_months': expected a whole number"),
    ("number too large", CONDITION, "months: 12", "months: 61", 0, "'review_every_months': 61 is not from 1 to 60"),
    ("no such day", PROCEDURE, "2026-05-02", "2026-02-30", 0, "'checked_on': expected a date"),
    ("unknown choice", CONDITION, "category: spine", "category: back", 0, "'back' is not one of spine"),
    ("tag", CONDITION, "title: Sciatica", "title: !!str Sciatica", 0, "a tag is not allowed"),
    ("anchor", CONDITION, "- Pinched nerve", "- &a Pinched nerve", 0, "an anchor is not allowed"),
    ("alias", CONDITION, "- Pinched nerve", "- *a", 0, "an alias is not allowed"),
    ("comment", CONDITION, "- leg\n", "# both\n- leg\n", 0, "a comment is not allowed"),
    (
        "comment at the end of a line",
        CONDITION,
        "category: spine",
        "category: spine # sure",
        0,
        "a comment is not allowed",
    ),
    ("unknown condition", PROCEDURE, "condition: sciatica", "condition: gout", 0, "unknown page 'conditions/gout'"),
    (
        "unknown related page",
        CONDITION,
        "- articles/how-pain-works",
        "- articles/none",
        0,
        "unknown page 'articles/none'",
    ),
    (
        "unknown source in a list",
        PROCEDURE,
        "  - koes2007\n  - nice-ng59",
        "  - koes2007\n  - nobody\n  - nice-ng59",
        1,
        "unknown source 'nobody'",
    ),
    (
        "unknown source of a number",
        PROCEDURE,
        "a headache\n  sources:\n  - koes2007",
        "a headache\n  sources:\n  - nobody",
        2,
        "unknown source 'nobody'",
    ),
    ("unknown author", ARTICLE, "- starter-library", "- nobody", 0, "unknown contributor 'nobody'"),
    (
        "missing alt",
        CONDITION,
        "\n  alt: A nerve from the back to the foot.",
        "",
        0,
        "either an 'alt' or 'decoration: only'",
    ),
    ("missing alt in the body", CONDITION, "![A leg]", "![]", 0, "picture without a text alternative"),
    ("unknown drawing", CONDITION, "file: leg.svg", "file: arm.svg", 0, "unknown picture 'drawings/arm.svg'"),
    ("unknown picture", CONDITION, "../drawings/leg.svg", "../drawings/arm.svg", 0, "picture that does not exist"),
    ("picture in a line", CONDITION, "![A leg]", "See ![A leg]", 0, "picture that does not stand alone"),
    (
        "missing emergency card",
        CONDITION,
        "/// snippet | warning-signs\n///\n\n",
        "",
        -2,
        "the section 'When to get help' needs a care card '/// emergency'",
    ),
    (
        "missing card of a procedure",
        PROCEDURE,
        "/// call-today\nYou have a fever.\n///",
        "You have a fever.",
        -6,
        "the section 'When to get help' needs a care card '/// call-today'",
    ),
    ("skipped heading level", CONDITION, "### A disc", "#### A disc", 0, "heading level 4 follows level 2"),
    ("level 1", CONDITION, "### A disc", "# A disc", 0, "level 1 is the title of the page"),
    ("text before the first heading", ARTICLE, "## In short", "Hello.\n\n## In short", 0, "the body must start with"),
    ("unknown section", CONDITION, "## Causes", "## Reasons", 0, "unknown section 'Reasons'"),
    ("section with an id", CONDITION, "## Causes", "## Causes {#causes}", 0, "unknown section 'Causes {#causes}'"),
    ("duplicate id", PROCEDURE, "### Today", "### Today {#afterwards}", 0, "the id 'afterwards' stands already"),
    (
        "link to nowhere",
        CONDITION,
        "how-pain-works.md#in-short",
        "none.md#in-short",
        0,
        "link to a page that does not exist",
    ),
    (
        "link by script",
        CONDITION,
        "../articles/how-pain-works.md#in-short",
        "javascript:x",
        0,
        "link that is neither a page",
    ),
    (
        "link by address",
        CONDITION,
        "../articles/how-pain-works.md#in-short",
        "/articles/",
        0,
        "link that is neither a page",
    ),
    (
        "link without a target",
        CONDITION,
        "../articles/how-pain-works.md#in-short",
        "",
        0,
        "link that is neither a page",
    ),
    (
        "link to a place that its page has not",
        CONDITION,
        "how-pain-works.md#in-short",
        "how-pain-works.md#in-long",
        0,
        "link to a place that is not on its page: '../articles/how-pain-works.md#in-long'",
    ),
    (
        "link to a place that this page has not",
        CONDITION,
        "../articles/how-pain-works.md#in-short",
        "#in-short",
        0,
        "place that is not on the page: '#in-short'",
    ),
    (
        "link from a shared text to a place of its page",
        SNIPPET,
        "/// emergency\n",
        "See [below](#risks).\n\n/// emergency\n",
        0,
        "place that is not on the page: '#risks'",
    ),
    (
        "section without words",
        CONDITION,
        "Most people need no procedure.",
        "",
        -2,
        "nothing stands under",
    ),
    (
        "Markdown in a plain text",
        CONDITION,
        "- name: Pain down one leg",
        "- name: Pain **down** one leg",
        0,
        "'name': this text",
    ),
    ("HTML in a line of prose", ARTICLE, "- It can change.", "- It <b>can</b> change.", 0, "'key_points': HTML has no"),
    ("comment in the text", CONDITION, "Most people need", "<!-- ask --> Most people need", 0, "a comment would be"),
    ("unknown citation", CONDITION, "a nerve. [@koes2007]", "a nerve. [@koes]", 0, "unknown citation: @koes"),
    (
        "unknown citation beside",
        CONDITION,
        "put this first. [@nice-ng59]",
        "put this first. [@nice]",
        0,
        "unknown citation: @nice",
    ),
    ("second of two citations", CONDITION, "itself. [@koes2007]", "itself. [@koes2007; @b]", 0, "unknown citation: @b"),
    (
        "citation not in its list",
        PROCEDURE,
        "  - koes2007\n  - nice-ng59\n",
        "  - nice-ng59\n",
        -2,
        "'koes2007' is cited but is not among its 'sources'",
    ),
    ("unclosed block", CONDITION, "- Walk.\n///", "- Walk.", -1, "the block 'do' is not closed"),
    ("nested block", CONDITION, "- Walk.\n", "- Walk.\n\n/// ask\nHow?\n///\n", 2, "a block inside the block of line"),
    ("unknown block", CONDITION, "/// do\n", "/// warning\n", 0, "unknown block '/// warning'"),
    ("block option", CONDITION, "/// do\n", "/// do\n    open: true\n\n", 1, "blocks have no options here"),
    ("block without a blank line", CONDITION, "\n\n/// do\n", "\n/// do\n", 1, "a blank line is missing before"),
    ("unknown snippet", CONDITION, "| warning-signs", "| warnings", 0, "unknown snippet 'warnings'"),
    (
        "snippet that is a way",
        CONDITION,
        "| warning-signs",
        "| ../../../etc/passwd",
        0,
        "the block 'snippet' needs the slug of a snippet after '|'",
    ),
    ("snippet with a heading", SNIPPET, "/// emergency", "## Help\n\n/// emergency", 0, "a snippet has no headings"),
    (
        "snippet in itself",
        SNIPPET,
        "/// emergency",
        "/// snippet | warning-signs\n///\n\n/// emergency",
        0,
        "a snippet that includes itself: warning-signs > warning-signs",
    ),
    ("unknown token", CONDITION, "Most people need", "Most people at {clinic} need", 0, "unknown token {clinic}"),
    (
        "quotes nested too deeply",
        CONDITION,
        "Most people need",
        "> > > > > > > Most need",
        0,
        "lists and quotes nested",
    ),
    ("paragraph too long", CONDITION, "Most people need", "x" * 20_000, 0, "a paragraph of "),
    ("too many brackets", CONDITION, "Most people need", "[" * 301, 0, "a paragraph with 301 opening brackets"),
    ("manuscript too long", CONDITION, "---\ntitle", f"---\ntitle: {'x' * 100_000}\ntitle", 0, "10"),
    ("title too long", ARTICLE, "How pain works", "x" * 71, 0, "'title': 71 characters; expected 1 to 70"),
    (
        "summary too short",
        ARTICLE,
        "an alarm of the body, and an alarm can ring without a fire. Read",
        "it",
        0,
        "'summary': ",
    ),
    ("two key points", ARTICLE, "- It can change.\n", "", -2, "'key_points': 2 items; expected 3 to 5"),
    ("no front matter", ARTICLE, "---\ntitle", "--\ntitle", 0, "front matter between two lines '---' is missing"),
    ("double quotes", ARTICLE, "title: How pain works", 'title: "How pain works"', 0, "not in canonical form"),
    ("indented list", ARTICLE, "- It can change.", "-  It can change.", 0, "not in canonical form"),
    ("two blank lines", CONDITION, "\n\n### A disc", "\n\n\n### A disc", 2, "not in canonical form"),
    ("no line feed at the end", ABOUT, "keyboard.\n", "keyboard.", 0, "not in canonical form"),
    ("treats without relief", PROCEDURE, "  relief: Some weeks.\n", "", -6, "a link that treats needs 'relief'"),
    (
        "option without sources",
        CONDITION,
        "  evidence: Guidelines put this first. [@nice-ng59]\n  sources:\n  - nice-ng59\n",
        "  evidence: Guidelines put this first. [@nice-ng59]\n",
        -6,
        "the key 'sources' is missing",
    ),
    ("verdict too long", PROCEDURE, "for some weeks.\n  effect", f"{'a ' * 20}\n  effect", 0, "'verdict': "),
    (
        "sure of what is not known",
        CONDITION,
        "effect: helps-a-little",
        "effect: not-known",
        -2,
        "where 'effect' is not-known",
    ),
    (
        "effect of a test",
        PROCEDURE,
        "effect: helps-a-little",
        "effect: tells-well",
        -3,
        "where 'relation' is treats, 'effect' is one of",
    ),
    ("more than 100 people", PROCEDURE, "count: 3", "count: 300", 0, "'count': 300 is not from 0 to 100"),
    ("half a range", PROCEDURE, "count: 3", "count: 3\n  low: 1", -1, "a range has both 'low' and 'high'"),
    (
        "a number outside its range",
        PROCEDURE,
        "count: 3",
        "count: 3\n  low: 4\n  high: 5",
        -1,
        "not inside its own range",
    ),
    ("a count and a difference", PROCEDURE, "count: 3", "count: 3\n  more: 3", -1, "either a 'count' or"),
    ("a number without a count", PROCEDURE, "  count: 3\n", "", -1, "either a 'count' or"),
    ("icd10", CONDITION, "- M54.16", "- M5416", 0, "'M5416' is not an ICD-10-CM code"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "below", "message"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_fault_names_its_file_and_line(folder, file, old, new, below, message):
    line = folder.replace(file, old, new) + below
    found = [fault for fault in faults(folder) if message in fault.message]
    assert [(fault.path, fault.line) for fault in found] == [(file, line)], faults(folder)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("title: How pain works\nsummary", "summary", 2),
        ("topic: understanding-pain\n", "", 2),
        ("authors:\n- starter-library\n", "", 2),
    ],
)
def test_a_missing_key_is_reported_at_the_top_of_the_front_matter(folder, old, new, line):
    folder.replace(ARTICLE, old, new)
    (fault,) = faults(folder)
    assert (fault.path, fault.line) == (ARTICLE, line)
    assert fault.message.endswith("is missing")


def test_keys_in_another_order_are_not_canonical(folder):
    text = folder.text(ARTICLE).replace("topic: understanding-pain\n", "")
    folder.write(ARTICLE, text.replace("authors:", "topic: understanding-pain\nauthors:"))
    assert [(fault.line, fault.message) for fault in faults(folder)] == [
        (4, "not in canonical form; run format_content")
    ]


def test_sections_in_another_order_are_reported_where_they_stand(folder):
    text = folder.text(CONDITION)
    causes, tests = text.index("## Causes"), text.index("## Tests")
    after = text.index("## What you can do")
    folder.write(CONDITION, text[:causes] + text[tests:after] + text[causes:tests] + text[after:])
    line = folder.text(CONDITION)[: folder.text(CONDITION).index("## Causes")].count("\n") + 1
    assert [(fault.line, fault.message) for fault in faults(folder) if "must come" in fault.message] == [
        (line, "section 'Causes' must come before 'Tests'")
    ]


def test_a_missing_section_is_reported_where_the_body_starts(folder):
    text = folder.text(PROCEDURE)
    folder.write(PROCEDURE, text.replace("## The day\n\nYou lie on your belly.\n\n", ""))
    line = text[: text.index("## What it is")].count("\n") + 1
    assert faults(folder) == [Fault(PROCEDURE, line, "the section 'The day' is missing")]


def test_a_snippet_that_includes_itself_through_another_is_reported_on_both(folder):
    folder.replace(SNIPPET, "/// emergency", "/// snippet | other\n///\n\n/// emergency")
    folder.write("snippets/other.md", folder.text(SNIPPET).replace("| other", "| warning-signs"))
    assert [(fault.path, fault.line, fault.message) for fault in faults(folder)] == [
        ("snippets/other.md", 7, "a snippet that includes itself: other > warning-signs > other"),
        (SNIPPET, 7, "a snippet that includes itself: warning-signs > other > warning-signs"),
    ]


def test_snippets_that_multiply_are_refused_and_not_put_in(folder):
    for number in range(30):
        body = f"/// snippet | s{number + 1}\n///\n\n" * 10 if number < 29 else "Text.\n"
        folder.write(f"snippets/s{number}.md", f"---\ntitle: S\nauthors:\n- starter-library\n---\n\n{body.strip()}\n")
    folder.replace(ARTICLE, "## In short\n\n", "## In short\n\n/// snippet | s0\n///\n\n")
    found = [fault for fault in faults(folder) if fault.path == ARTICLE]
    assert [(fault.line, fault.message) for fault in found] == [
        (13, "with its snippets it has more than 200000 characters or 20 layers")
    ]


def test_the_same_fault_twice_is_reported_on_both_lines(folder):
    first = folder.replace(CONDITION, "a nerve. [@koes2007]", "a nerve. [@nobody]")
    second = folder.replace(CONDITION, "itself. [@koes2007]", "itself. [@nobody]")
    assert [fault.line for fault in faults(folder)] == sorted([first, second])


def test_a_name_that_starts_like_a_good_one_is_found_on_its_own_line(folder):
    line = folder.replace(CONDITION, "Most people need", "See [a](../articles/how-pain-works.md). [@koes] Most need")
    assert [(fault.line, fault.message) for fault in faults(folder)] == [(line, "unknown citation: @koes")]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            PROCEDURE,
            "  - koes2007\n  - nice-ng59",
            "  - koes2007\n  - nobody\n  - nice-ng59",
            "unknown source 'nobody'",
        ),
        (
            PROCEDURE,
            "a headache\n  sources:\n  - koes2007",
            "a headache\n  sources:\n  - nobody",
            "unknown source 'nobody'",
        ),
        (CONDITION, "a nerve. [@koes2007]", "a nerve. [@nobody]", "unknown citation: @nobody"),
        (
            CONDITION,
            "how-pain-works.md#in-short",
            "none.md",
            "link to a page that does not exist: '../articles/none.md'",
        ),
        (CONDITION, "../drawings/leg", "../drawings/arm", "picture that does not exist: '../drawings/arm.svg'"),
        (CONDITION, "\n  alt: A nerve from the back to the foot.", "", NO_WORDS),
        (CONDITION, "![A leg]", "![]", "picture without a text alternative: '../drawings/leg.svg'"),
    ],
)
def test_what_is_wrong_once_is_one_fault(folder, file, old, new, message):
    folder.replace(file, old, new)
    assert [fault.message for fault in faults(folder)] == [message]


def test_a_source_that_is_in_a_list_and_cited_is_reported_at_both(folder):
    folder.write(PROCEDURE, folder.text(PROCEDURE).replace("koes2007", "nobody"))
    assert [(fault.line, fault.message) for fault in faults(folder)] == [
        (15, "unknown citation: @nobody"),
        (17, "unknown source 'nobody'"),
        (30, "unknown source 'nobody'"),
    ]


def test_a_table_that_is_too_wide_is_refused_and_not_rendered(folder):
    table = "|a" * 2500 + "|\n" + "|-" * 2500 + "|\n" + "|b|c|d|e\n" * 500
    folder.replace(ARTICLE, "\nPain is an alarm.\n", f"\n{table}")
    found = folder.read()
    assert [(fault.line, fault.message) for fault in found.faults] == [
        (15, "a table of 502 rows and 2500 columns; at most 200 and 12")
    ]
    assert not found.prepared(("en", "articles", "how-pain-works")).is_rendered


def test_snippets_in_snippets_without_end_are_refused_and_no_error(folder):
    for number in range(300):
        body = f"/// snippet | s{number + 1}\n///" if number < 299 else "Text."
        folder.write(f"snippets/s{number}.md", f"---\ntitle: S\nauthors:\n- starter-library\n---\n\n{body}\n")
    found = [fault for fault in faults(folder) if "layers" in fault.message]
    assert len(found) == 300 - 21
    assert {fault.message for fault in found} == {"with its snippets it has more than 200000 characters or 20 layers"}


def test_an_unknown_token_in_front_matter_is_a_fault(folder):
    line = folder.replace(CONDITION, "Call {emergency_number}", "Call {ambulance}")
    assert [(fault.line, fault.message.split(";")[0]) for fault in faults(folder)] == [
        (line, "unknown token {ambulance}")
    ]


def test_a_care_card_may_come_from_a_snippet(folder):
    assert "/// emergency" not in folder.text(CONDITION)
    assert faults(folder) == []


@pytest.mark.parametrize("category", ["joints", "muscles-and-tendons", "whole-body"])
def test_some_conditions_need_any_one_care_card_only(folder, category):
    folder.replace(CONDITION, "category: spine", f"category: {category}")
    folder.replace(CONDITION, "/// snippet | warning-signs\n///\n\n", "")
    assert faults(folder) == []
    folder.replace(CONDITION, "/// call-today\n- The pain gets worse.\n///\n", "Call.\n")
    (fault,) = faults(folder)
    assert fault.message == "the section 'When to get help' needs a care card"


def test_a_file_with_many_faults_reports_them_all_at_once(folder):
    expected = {
        folder.replace(CONDITION, "category: spine", "category: back"),
        folder.replace(CONDITION, "- M54.16", "- back"),
        folder.replace(CONDITION, "file: leg.svg", "file: arm.svg"),
        folder.replace(CONDITION, "- articles/how-pain-works", "- articles/none"),
        folder.replace(CONDITION, "a nerve. [@koes2007]", "a nerve. [@nobody]"),
        folder.replace(CONDITION, "how-pain-works.md#in-short", "none.md"),
        folder.replace(CONDITION, "| warning-signs", "| none"),
        folder.replace(CONDITION, "## Causes", "## Reasons"),
        folder.replace(CONDITION, "../drawings/leg.svg", "../drawings/arm.svg"),
    }
    assert expected <= {fault.line for fault in faults(folder)}


def test_the_faults_of_many_files_are_reported_at_once_and_in_order(folder):
    folder.write("sources.yaml", folder.text("sources.yaml").replace("kind: guideline", "kind: rumor"))
    folder.write("drawings/bad.svg", "<svg onload='x'/>")
    folder.write("images/bad.jpg", "no picture")
    folder.write(ABOUT, b"\xff")
    folder.write("conditions/Bad Name.md", "x")
    folder.write("stray.txt", "x")
    folder.replace(ARTICLE, "title: How pain works", "title: a: b")
    folder.replace(CONDITION, "category: spine", "category: back")
    folder.replace(PROCEDURE, "condition: sciatica", "condition: gout")
    folder.replace(SNIPPET, "/// emergency", "/// warning")
    found = faults(folder)
    assert {fault.path for fault in found} == {
        *("sources.yaml", "drawings/bad.svg", "images/bad.jpg", ABOUT, "conditions/Bad Name.md", "stray.txt"),
        *(ARTICLE, CONDITION, PROCEDURE, SNIPPET),
    }
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("one", "other", "line"), [("a\nb", "a\nc", 2), ("a\n", "a", 1), ("a\nb\n", "a\nb\n\n", 3), ("x", "y", 1)]
)
def test_the_first_difference_is_a_line_from_1(one, other, line):
    assert validation.first_difference(one, other) == line


def test_advice_is_about_long_sentences_and_hard_words_and_never_a_fault(folder):
    folder.replace(ARTICLE, "\nPain is an alarm.\n", "\n" + "Considerable " * 25 + "complications.\n")
    found = folder.read()
    assert found.faults == []
    notes = validation.advice(found.manuscripts["en", "articles", "how-pain-works"])
    assert [note.split(" ")[0] for note in notes] == ["reading", "long"]
