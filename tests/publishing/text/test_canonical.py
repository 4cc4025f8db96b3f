"""YAML in one form: what is written is read back as it was, and what would not survive is refused."""

import datetime
from time import process_time

import pytest
import yaml
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from publishing.text import canonical
from publishing.text.canonical import _dumped, _Writer
from publishing.text.schema import Date, Findings, Key, ListOf, Number, Record, Text
from publishing.text.tree import _FAST, _Reader

SCHEMA = Record(
    {
        "text": Key(Text(max_length=10_000)),
        "list": Key(ListOf(Text(max_length=10_000), unique=False)),
        "number": Key(Number(-1_000_000)),
        "date": Key(Date()),
    }
)
GUESSED = [
    *("no", "No", "yes", "on", "off", "true", "False", "null", "Null", "~", "y", "n", "=", "<<", ".inf", ".nan"),
    *("1", "-1", "+1", "1.5", "1e3", "1:30", "1:30:00", "0x1f", "0o17", "017", "0b1", "1_000", "12e03", "."),
    *(
        "2026-01-01",
        "2026-01-01T10:00:00Z",
        "2026-01-01 10:00:00",
        "- a",
        "-",
        "---",
        "...",
        "--- a",
        "? a",
        "?",
        ": a",
    ),
    *("#", "# a", "a # b", "a #b", "a: b", "a:", ":a", "a:b", "[a]", "{a}", "{a: b}", "[", "]", "{", "}", ",", "a, b"),
    *(
        "&a",
        "*a",
        "!a",
        "!!str a",
        "|",
        ">",
        "|-",
        "%",
        "%YAML 1.1",
        "@a",
        "`a`",
        "'",
        '"',
        "'a'",
        '"a"',
        "it's",
        "\\n",
    ),
    *(
        "a\\",
        "日本語",
        "é",
        "e\u0301",
        "🦴",
        "👩‍⚕️",
        "\u200b",
        "\u00ad",
        "\u202e",
        "\u00a0a",
        "a b" * 200,
        "{emergency_number}",
    ),
    *("[@koes2007]", "**a**", "*a*", "a  b", "a\tb", "\U0001f600: x", "\ue000", "\U00010000"),
]


def read(text: str) -> tuple[dict | None, list]:
    findings = Findings("x.yaml")
    found = canonical.read(text, SCHEMA, findings)
    return found, [fault for fault in findings.faults if "no Markdown" not in fault.message]


def is_line(text: str) -> bool:
    return bool(text.strip()) and text == text.strip() and not canonical.REFUSED.search(text) and "\n" not in text


LINES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).map(str.strip).filter(is_line)
PIECES = st.lists(st.sampled_from(GUESSED) | LINES, min_size=1, max_size=4).map(" ".join).map(str.strip).filter(is_line)


@pytest.mark.parametrize("value", [value for value in GUESSED if is_line(value)])
def test_a_string_that_yaml_would_guess_at_stays_a_string(value):
    data = {"text": value, "list": [value, value]}
    assert read(canonical.write(data)) == (data, [])
    assert canonical.write(data).count("\n") == 4, "one line per scalar"


@given(
    text=PIECES,
    items=st.lists(PIECES, min_size=1, max_size=4),
    number=st.integers(-1_000_000, 1_000_000),
    day=st.dates(min_value=datetime.date(1000, 1, 1)),
)
@example(text="a" * 5000, items=["x: y #z"], number=-0, day=datetime.date(2026, 1, 1))
def test_whatever_is_written_is_read_back(text, items, number, day):
    data = {"text": text, "list": items, "number": number, "date": day}
    written = canonical.write(data)
    assert read(written) == (data, [])
    assert canonical.write(read(written)[0]) == written


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("text: !!str a", 1, "a tag is not allowed here"),
        ("text: !python/object/apply:os.system [ls]", 1, "a tag is not allowed here"),
        ("text: ! a", 1, "a tag is not allowed here"),
        ("text: a\nlist: ! [a]", 2, "a tag is not allowed here"),
        ("text: a\nlist:\n- &x a", 3, "an anchor is not allowed here"),
        ("list:\n- &x a\n- *x", 2, "an anchor is not allowed here"),
        ("list:\n- a\n- *x", 3, "an alias is not allowed here"),
        ("# a\ntext: b", 1, "a comment is not allowed here: it would be lost"),
        ("text: b\nlist:\n# c\n- d", 3, "a comment is not allowed here: it would be lost"),
        ("text: b # c", 1, "a comment is not allowed here: it would be lost"),
        ("text: b\n\n# c", 3, "a comment is not allowed here: it would be lost"),
        ("text: >-  # c\n  b\n", 1, "a comment is not allowed here: it would be lost"),
        ("text: |\n  a # b\n# c\n", 3, "a comment is not allowed here: it would be lost"),
        ('list:\n- "\\x23"\n- b # c', 3, "a comment is not allowed here: it would be lost"),
        ("text: a#b\nlist:\n- c # d", 3, "a comment is not allowed here: it would be lost"),
        ("%YAML 1.1\n---\ntext: a", 1, "a directive is not allowed here"),
        ("text: a\n---\ntext: b", 2, "a second document is not allowed here"),
        ("text: a\n...\n", 2, "a second document is not allowed here"),
        ("text: a\nlist: [a", 2, "not valid YAML"),
        ("text: a\n  b: c", 2, "not valid YAML"),
        ("text: 'a", 1, "not valid YAML"),
        ("text: a\n\tlist: b", 2, "not valid YAML"),
        ("text: @a", 1, "not valid YAML"),
        ("text: a: b", 1, "not valid YAML"),
        ("text: \ud800", 1, "not valid YAML"),
        ("", 1, "is empty"),
    ],
)
def test_what_would_not_survive_a_round_trip_is_refused_on_its_line(text, line, message):
    value, faults = read(text)
    assert value is None
    assert (faults[0].line, faults[0].message[: len(message)]) == (line, message)


def test_a_bomb_of_aliases_is_refused_before_it_grows():
    bomb = "list: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50))
    assert read(bomb)[0] is None


@pytest.mark.parametrize("sign", ["[", "- ", "? ", "{a: ", "a:\n "])
def test_deep_nesting_is_a_fault_and_no_error_and_takes_no_time(sign):
    started = process_time()
    value, faults = read("text:\n  " + sign * 20_000)
    assert value is None
    assert faults[0].message.startswith("not valid YAML")
    assert process_time() - started < 5


@hypothesis_settings(max_examples=400)
@given(st.lists(st.sampled_from([*GUESSED, "text", "list", ": ", "- ", "\n", "\n  ", " ", "a", '"', "'"])).map("".join))
def test_the_fast_parser_and_the_slow_one_read_the_same(text):
    readers = [_Reader(text, Findings("")) for _ in range(2)]
    for reader, loader in zip(readers, (_FAST, yaml.BaseLoader), strict=True):
        try:
            reader.read(loader)
        except yaml.YAMLError:
            return
    one, other = ([(n.value, n.style, n.value and n.start_mark.line) for n in r.scalars] for r in readers)
    assert one == other


#: What YAML has rules about: white space at the ends of words and lines, signs, and words that could be something else.
_RAGGED = st.lists(st.sampled_from([*GUESSED, "\n", " ", "  ", "\t", "\n\n", "x" * 200])).map("".join) | st.text()


@hypothesis_settings(max_examples=400)
@given(_RAGGED, st.lists(_RAGGED, max_size=3))
@example("🦴", [])
@example("", ["a\x85"])
def test_the_fast_writer_and_the_slow_one_write_the_same(text, items):
    data = {"text": text, "list": items, "inner": [{"text": text, "date": datetime.date(2026, 1, 1)}], "none": {}}
    assert canonical.write(data) == _dumped(data, _Writer)


def test_lines_count_from_the_first_line_of_the_whole_file():
    findings = Findings("x.md")
    canonical.read("text: a\nz: b", SCHEMA, findings, first_line=2)
    assert [fault.line for fault in findings.faults] == [3]


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (b"a\xef\xbb\xbf", 1, "character U+FEFF (ZERO WIDTH NO-BREAK SPACE)"),
        (b"a\n\xe9\n", 2, "is not UTF-8"),
        ("a\nb".encode("utf-16"), 1, "is not UTF-8"),
        (b"\xed\xa0\x80", 1, "is not UTF-8"),
        (b"\xc0\xaf", 1, "is not UTF-8"),
        (b"a\nb\x00", 2, "control character U+0000"),
        (b"a\r\nb\rc", 2, "control character U+000D"),
        (b"a\nb\n\x1b[31m", 3, "control character U+001B"),
        ("a\n\u2028".encode(), 2, "control character U+2028"),
        ("a\n\ufeff".encode(), 2, "character U+FEFF (ZERO WIDTH NO-BREAK SPACE)"),
        ("a\n\x85".encode(), 2, "control character U+0085"),
        (b"a\n\x02klzzwxh:0000\x03", 2, "control character U+0002"),
    ],
)
def test_bytes_that_are_no_text_are_refused_on_their_line(raw, line, message):
    findings = Findings("x.md")
    assert canonical.decode(raw, findings) is None
    (fault,) = findings.faults
    assert (fault.line, fault.message[: len(message)]) == (line, message)


def test_text_with_tabs_and_any_letters_is_decoded():
    findings = Findings("x.md")
    assert canonical.decode("a\tb\né 🦴\n".encode(), findings) == "a\tb\né 🦴\n"
    assert findings.faults == []


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("text: X-ray: what it shows", "text: 'X-ray: what it shows'"),
        ('text: "Why" we use X-ray', "text: '\"Why\" we use X-ray'"),
        ("text: @home care", "text: '@home care'"),
        ("text: The #1 question", "text: 'The #1 question'"),
        ("text: *bold* it's", "text: '*bold* it''s'"),
        ("text: {clinic_name} hours", "text: '{clinic_name} hours'"),
        ("- @home", "- '@home'"),
        ("- a #1", "- 'a #1'"),
    ],
)
def test_what_yaml_takes_for_something_else_is_said_with_what_to_write_instead(line, instead):
    findings = Findings("x.md")
    canonical.read(f"other: a\n{line}\n" if line[0] != "-" else f"{line}\n", SCHEMA, findings)
    assert findings.faults[0].message.endswith(f"; if all of it is the value, put it in quotes: {instead}")
    assert yaml.safe_load(instead) in ({"text": line.removeprefix("text: ")}, [line.removeprefix("- ")])
