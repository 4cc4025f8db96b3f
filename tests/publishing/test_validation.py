"""Broken manuscripts: one thing is broken in a library without a fault; the fault names its file and its line."""

from pathlib import Path

import pytest

from publishing import library, validation
from publishing.schema import Fault
from tests.publishing.samples import ABOUT, ARTICLE, CONDITION, FILES, PROCEDURE, SNIPPET, Folder, minimal


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return minimal(tmp_path)


def faults(folder: Folder) -> list[Fault]:
    return folder.read().faults


def test_the_minimal_library_has_no_fault(folder):
    assert faults(folder) == []


#: file, what stands there, what is put there instead, how many lines below its start the fault is, its message
BROKEN = [
    ("bad yaml", CONDITION, "title: Sciatica", "title: Sciatica: pain", 0, "not valid YAML"),
    ("bad yaml below", CONDITION, "- Pain down one leg", "- [Pain", 1, "not valid YAML"),
    ("unclosed quote", ARTICLE, "title: How pain works", "title: 'How pain", 1, "not valid YAML"),
    ("unknown key", CONDITION, "category: spine", "catgory: spine\ncategory: spine", 0, "unknown key 'catgory'"),
    ("key of another kind", ARTICLE, "topic: und", "category: spine\ntopic: und", 0, "unknown key 'category'"),
    (
        "nested unknown key",
        CONDITION,
        "  strength: moderate",
        "  power: x\n  strength: moderate",
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
        "  risks: Some days feel worse.",
        "  risks: Some days feel worse.\n  risks: None.",
        1,
        "the key 'risks' stands already",
    ),
    (
        "twice nested duplicate key",
        PROCEDURE,
        "  outcome: have less pain",
        "  outcome: have less pain\n  of: 100",
        1,
        "the key 'of' stands already",
    ),
    ("missing key", ARTICLE, "topic: understanding-pain\n", "", -2, "the key 'topic' is missing"),
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
    ("anchor", CONDITION, "- Pain down one leg", "- &a Pain down one leg", 0, "an anchor is not allowed"),
    ("alias", CONDITION, "- Pain down one leg", "- *a", 0, "an alias is not allowed"),
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
    ("unknown source in a list", PROCEDURE, "  - koes2007", "  - koes2007\n  - nobody", 1, "unknown source 'nobody'"),
    ("unknown source of a chance", PROCEDURE, "  source: koes2007", "  source: nobody", 0, "unknown source 'nobody'"),
    ("unknown author", ARTICLE, "- starter-library", "- nobody", 0, "unknown contributor 'nobody'"),
    ("missing alt", CONDITION, "\n  alt: A nerve from the back to the foot.", "", 0, "the key 'alt' is missing"),
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
        "the section 'when-to-get-help' needs a care card '/// emergency'",
    ),
    (
        "missing card of a procedure",
        PROCEDURE,
        "/// call-today\nYou have a fever.\n///",
        "You have a fever.",
        -6,
        "the section 'when-to-get-help' needs a care card '/// call-today'",
    ),
    ("skipped heading level", CONDITION, "### A disc", "#### A disc", 0, "heading level 4 follows level 2"),
    ("level 1", CONDITION, "### A disc", "# A disc", 0, "level 1 is the title of the page"),
    ("text before the first heading", ARTICLE, "## In short", "Hello.\n\n## In short", 0, "the body must start with"),
    ("unknown section", CONDITION, "{#causes}", "{#reasons}", 0, "unknown section 'reasons'"),
    ("section without its id", CONDITION, " {#causes}", "", 0, "unknown section 'what-causes-it'"),
    ("duplicate id", PROCEDURE, "### Today", "### Today {#after}", 0, "the id 'after' stands already"),
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
    ("unknown citation", CONDITION, "a nerve. [@koes2007]", "a nerve. [@koes]", 0, "unknown citation: @koes"),
    ("unknown citation beside", CONDITION, "first. [@nice-ng59]", "first. [@nice]", 0, "unknown citation: @nice"),
    ("second of two citations", CONDITION, "itself. [@koes2007]", "itself. [@koes2007; @b]", 0, "unknown citation: @b"),
    (
        "citation not in its list",
        PROCEDURE,
        "  - koes2007\n",
        "",
        -2,
        "'koes2007' is cited but is not among its 'sources'",
    ),
    ("unclosed block", CONDITION, "- Walk.\n///", "- Walk.", -1, "the block 'do' is not closed"),
    ("nested block", CONDITION, "- Walk.\n", "- Walk.\n\n/// ask\nHow?\n///\n", 2, "a block inside the block of line"),
    ("unknown block", CONDITION, "/// do\n", "/// warning\n", 0, "unknown block '/// warning'"),
    ("block option", CONDITION, "/// do\n", "/// do\n    open: true\n\n", 1, "blocks have no options here"),
    ("block without a blank line", CONDITION, "\n\n/// do\n", "\n/// do\n", 1, "a heading needs a blank line"),
    ("unknown snippet", CONDITION, "| warning-signs", "| warnings", 0, "unknown snippet 'warnings'"),
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
    ("key order", ARTICLE, "topic: understanding-pain\nkey", "key", 0, "the key 'topic' is missing"),
    ("indented list", ARTICLE, "- It can change.", "-  It can change.", 0, "not in canonical form"),
    ("space at the end of a line", ARTICLE, "Pain is an alarm.\n", "Pain is an alarm. \n", 0, ""),
    ("two blank lines", CONDITION, "\n\n### A disc", "\n\n\n### A disc", 2, "not in canonical form"),
    ("no line feed at the end", ABOUT, "keyboard.\n", "keyboard.", 0, "not in canonical form"),
    ("treats without relief", PROCEDURE, "  relief: Some weeks.\n", "", -5, "a link that treats needs 'relief'"),
    ("strength without sources", CONDITION, "  sources:\n  - nice-ng59\n", "", -5, "a 'strength' needs its 'sources'"),
    ("chance above its whole", PROCEDURE, "count: 3", "count: 300", 0, "'count' is more than 'of'"),
    ("half a range", PROCEDURE, "  of: 100", "  of: 100\n  low: 1", -1, "a range has both 'low' and 'high'"),
    ("icd10", CONDITION, "- M54.16", "- M5416", 0, "'M5416' is not an ICD-10-CM code"),
]
SPECIAL = {"space at the end of a line", "key order", "missing key", "two key points", "title too long"}


@pytest.mark.parametrize(
    ("file", "old", "new", "below", "message"),
    [row[1:] for row in BROKEN if row[0] not in SPECIAL],
    ids=[row[0] for row in BROKEN if row[0] not in SPECIAL],
)
def test_a_fault_names_its_file_and_line(folder, file, old, new, below, message):
    line = folder.replace(file, old, new) + below
    found = [fault for fault in faults(folder) if fault.message.startswith(message)]
    assert [(fault.path, fault.line) for fault in found] == [(file, line)], faults(folder)
