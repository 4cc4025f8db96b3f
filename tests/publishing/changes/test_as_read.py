"""What a comparison shows of stored marks: what patients will read, and no change that nobody sees."""

import pytest

from publishing.changes.comparison import Row, Span, as_read, compare, words_of
from tests.publishing.changes.test_comparison import edited

CALLED = {"../conditions/sciatica.md": "“Sciatica”", "@aan2025": "AAN 2025"}
PLAIN = "The steroid goes next to the nerve."


def shown(text: str, called: dict | None = None) -> str:
    """A text as it is read, with its looks as elements."""
    return _html([Span(text)], CALLED if called is None else called)


def _html(spans: list[Span], called: dict) -> str:
    words = ""
    for span, parts in as_read(spans, called):
        inner = ""
        for part in parts:
            text = part.text
            for look in part.looks:
                text = f"<{look}>{text}</{look}>"
            inner += text
        words += f"{'-' if span.mark == 'removed' else '+'}[{inner}]" if span.mark and inner else inner
    return words


def changed(before: str, after: str) -> Row:
    """The row of a sentence that became another."""
    old, new = (edited((PLAIN, text)) for text in (before, after))
    (row,) = [row for row in compare("procedures", old, new) if row.kind != "same"]
    return row


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("See [Sciatica](../conditions/sciatica.md) now", "See <u>Sciatica</u> (link to “Sciatica”) now"),
        (
            "See [pain](../conditions/sciatica.md#what-helps)",
            "See <u>pain</u> (link to “Sciatica”, “What helps”)",
        ),
        ("See [it](../conditions/new-page.md)", "See <u>it</u> (link to “New page”)"),
        ("See [risks](#the-risks)", "See <u>risks</u> (link to “The risks” on this page)"),
        ("[More](https://example.org/a?b=1)", "<u>More</u> (link to https://example.org/a?b=1)"),
        ("Read this the **day before**.", "Read this the <strong>day before</strong>."),
        ("Read *this* and _that_.", "Read <em>this</em> and <em>that</em>."),
        (r"\*not bold\*, 5 \< 6", "*not bold*, 5 < 6"),
        ("![A person stands up](../drawings/chair-stand.svg)", "Picture: A person stands up"),
        (
            '![A person stands](../drawings/chair.svg "Slowly.")',
            "Picture: A person stands, with the line “Slowly.”",
        ),
        ("It helps. [@aan2025; @other]", "It helps. [AAN 2025; @other]"),
        ("Call {clinic_phone}.", "Call [the clinic’s phone number]."),
        ("2 * 3 (is 6) [sic] a_b", "2 * 3 (is 6) [sic] a_b"),
    ],
)
def test_stored_marks_are_shown_as_patients_read_them(written, read):
    assert shown(written) == read


@pytest.mark.parametrize(
    ("before", "after", "read"),
    [
        (
            "See [it](../conditions/sciatica.md) now.",
            "See [it](../conditions/neck-pain.md) now.",
            "See <u>it</u>-[ (link to “Sciatica”)] +[ (link to “Neck pain”)] now.",
        ),
        ("See the day before.", "See the **day before**.", "See the +[bold: “]day before+[”]."),
        ("See the **day before**.", "See the day before.", "See the -[bold: “]day before-[”]."),
        ("See it now.", "See it **very soon** now.", "See it +[<strong>very soon</strong>] now."),
        ("See a page now.", "See a [page](#risks) now.", "See a <u>page</u>+[ (link to “Risks” on this page)] now."),
        (
            "Look ![A chair](../drawings/a.svg)",
            "Look ![A chair](../drawings/b.svg)",
            "Look Picture: A chair-[ (the picture before)] +[ (another picture)]",
        ),
        (r"See 5\* now.", "See 5* now.", "See 5-[*]* now."),
    ],
)
def test_a_change_of_nothing_but_a_mark_is_seen(before, after, read):
    assert _html(changed(before, after).joined, CALLED) == read


def test_a_sentence_at_which_a_note_stands_is_called_by_its_words():
    assert words_of("See also [Sciatica](../conditions/sciatica.md) for **more**.") == "See also Sciatica for more."


def test_the_longest_text_of_marks_is_read_in_good_time():
    for text in ("[" * 50_000, "*a " * 40_000, "](" * 50_000, "\\*" * 50_000, "[a](" * 25_000):
        assert len(words_of(text)) <= len(text)
