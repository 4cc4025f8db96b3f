"""The types of front matter: what each reads, and what it says of what it refuses, on which line."""

import pytest
import yaml

from publishing.text.schema import (
    ADDRESS,
    SOURCE,
    Choice,
    Date,
    Findings,
    Key,
    ListOf,
    Name,
    Number,
    Prose,
    Record,
    Text,
    slug,
)


def read(kind, text: str):
    findings = Findings("x.yaml")
    return kind.read(yaml.compose(text, Loader=yaml.BaseLoader), findings), findings


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Text(), "a b", "a b"),
        (Text(), "no", "no"),
        (Text(), "1:30", "1:30"),
        (Text(), "null", "null"),
        (Text(), "'# a: b'", "# a: b"),
        (Prose(), "'*a* [@b]'", "*a* [@b]"),
        (Choice(("a", "b")), "b", "b"),
        (Number(), "0", 0),
        (Number(-60), "-7", -7),
        (ListOf(Text()), "- a\n- b", ["a", "b"]),
        (SOURCE, "nice-ng59.1", "nice-ng59.1"),
        (ADDRESS, "conditions/sciatica", "conditions/sciatica"),
    ],
)
def test_a_good_value_is_read_as_it_stands(kind, text, value):
    found, findings = read(kind, text)
    assert (found, findings.faults) == (value, [])


def test_a_date_is_read_as_that_day():
    found, findings = read(Date(), "2026-11-21")
    assert (found.isoformat(), findings.faults) == ("2026-11-21", [])


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (Text(), "- a", "expected one line of text"),
        (Text(), "a: b", "expected one line of text"),
        (Text(), "''", "empty; leave the key out instead"),
        (Text(), "'  '", "empty; leave the key out instead"),
        (Text(), "' a'", "expected one line of text without spaces around it"),
        (Text(), "|\n  a\n  b", "expected one line of text without spaces around it"),
        (Text(max_length=3), "abcd", "4 characters; expected 1 to 3"),
        (Text(min_length=5), "abcd", "4 characters; expected 5 to 300"),
        (Text(pattern=r"[a-z]+", expected="a word"), "A", "'A' is not a word"),
        (Choice(("a", "b")), "c", "'c' is not one of a, b"),
        (Choice(("a", "b")), "- a", "a list or mapping is not one of a, b"),
        (Number(), "1.5", "expected a whole number"),
        (Number(), "'1'", "expected a whole number"),
        (Number(), "01", "expected a whole number"),
        (Number(), "0x1f", "expected a whole number"),
        (Number(), "1_000", "expected a whole number"),
        (Number(), "1e3", "expected a whole number"),
        (Number(), "١", "expected a whole number"),
        (Number(), "9999999999999", "expected a whole number"),
        (Number(1, 60), "61", "61 is not from 1 to 60"),
        (Number(1, 60), "-1", "-1 is not from 1 to 60"),
        (Date(), "2026-02-30", "expected a date such as 2026-11-21"),
        (Date(), "2026-2-3", "expected a date such as 2026-11-21"),
        (Date(), "'2026-11-21'", "expected a date such as 2026-11-21"),
        (Date(), "2026-11-21T00:00:00", "expected a date such as 2026-11-21"),
        (Date(), "- 2026-11-21", "expected a date such as 2026-11-21"),
        (SOURCE, "Nice", "expected the name of a source"),
        (ADDRESS, "sciatica", "expected the name of a page"),
        (ADDRESS, "../conditions/sciatica.md", "expected the name of a page"),
        (slug("conditions"), "conditions/sciatica", "expected the name of a page"),
        (Name("page"), "a--b", "expected the name of a page"),
        (ListOf(Text()), "a", "expected a list: lines that start with '- '"),
        (ListOf(Text()), "[]", "0 items; expected 1 to 60"),
        (ListOf(Text(), 1, 2), "- a\n- b\n- c", "3 items; expected 1 to 2"),
        (Record({"a": Key(Text())}), "- a", "expected the keys a"),
    ],
)
def test_a_bad_value_is_refused_with_its_reason(kind, text, message):
    _, findings = read(kind, text)
    assert [fault.message for fault in findings.faults] == [message]


RECORD = Record(
    {
        "a": Key(Text(), required=True),
        "b": Key(ListOf(Record({"c": Key(Number(), required=True), "d": Key(SOURCE)}))),
        "e": Key(Text()),
    }
)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("e: x", 1, "the key 'a' is missing"),
        ("a: x\nz: y", 2, "unknown key 'z'; there are a, b, e"),
        ("a: x\ne: y\na: z", 3, "the key 'a' stands already in line 1"),
        ("a: x\nb:\n- c: 1\n- c: 2\n  c: 3", 5, "the key 'c' stands already in line 4"),
        ("a: x\nb:\n- c: 1\n- d: y", 4, "the key 'c' is missing"),
        ("a: x\nb:\n- c: 1\n- c: 1", 4, "'b': stands twice in the list"),
        ("a: x\nb:\n- c: 1\n  d: Y", 4, "'d': expected the name of a source"),
        ("a: x\n<<: {e: y}", 2, "unknown key '<<'; there are a, b, e"),
        ("a: x\n? [q]\n: y", 2, "unknown key None; there are a, b, e"),
    ],
)
def test_a_fault_of_a_record_stands_on_its_own_line(text, line, message):
    _, findings = read(RECORD, text)
    assert [(fault.line, fault.message.removeprefix("'b': ")) for fault in findings.faults] == [
        (line, message.removeprefix("'b': "))
    ]


def test_every_fault_of_a_record_is_reported():
    _, findings = read(RECORD, "z: 1\nb:\n- c: x\n- d: Y\ne: ''")
    assert [fault.line for fault in findings.faults] == [1, 3, 4, 4, 5, 1]


def test_a_record_has_its_keys_in_the_order_of_the_schema():
    value, _ = read(RECORD, "e: x\na: y")
    assert list(value) == ["a", "e"]


def test_a_name_is_noted_with_its_line():
    _, findings = read(ListOf(slug("conditions")), "- sciatica\n- low-back-pain")
    assert [tuple(reference) for reference in findings.references] == [
        ("page", "conditions/sciatica", 1),
        ("page", "conditions/low-back-pain", 2),
    ]


def test_a_record_yields_its_prose_in_the_order_of_its_keys():
    schema = Record(
        {"a": Key(Prose()), "b": Key(ListOf(Record({"c": Key(Prose()), "d": Key(Text())}))), "e": Key(Text())}
    )
    assert list(schema.prose({"e": "no", "b": [{"c": "two", "d": "no"}, {"c": "three"}], "a": "one"})) == [
        "one",
        "two",
        "three",
    ]


def test_a_list_that_is_too_long_is_read_no_further():
    """To compare thousands of items with each other takes seconds, and so does rendering them."""
    value, findings = read(ListOf(Text(), 1, 3), "".join(f"- a{n}\n" for n in range(1000)))
    assert value == ["a0", "a1", "a2"]
    assert [fault.message for fault in findings.faults] == ["1000 items; expected 1 to 3"]
