"""Every field of every kind has a name that people use, a line of help, and nothing that the house says to itself."""

from collections.abc import Iterator

from publishing.text import kinds, records
from publishing.text.manuscripts import DRAWING
from publishing.text.schema import Choice, Key, ListOf, Record, Type
from tests.publishing.desk.spoken import UNSPEAKABLE

#: Keys whose own name is what people call it.
PLAIN = {
    *("title", "summary", "topic", "sources", "question", "answer", "condition", "day", "year", "captions", "numbers"),
    *("against", "in_favor", "other_care", "side_effects", "key_points", "what_to_bring", "questions_and_answers"),
}
SCHEMAS = {kind.name: kind.schema for kind in kinds.all_kinds()}
SCHEMAS |= {"a source": records.SOURCE, "a person": records.CONTRIBUTOR}


def walk(schema: Record, path: str = "", *, is_part: bool = False) -> Iterator[tuple[str, str, Key, str]]:
    """Yield (path, key, what describes it, what it is called) for every key, however deep."""
    for key, described in schema.keys.items():
        called = described.part_label if is_part else described.label
        yield f"{path}{key}", key, described, str(called)
        inner = _record(described.type)
        if inner is not None:
            yield from walk(inner, f"{path}{key}: ", is_part=True)


def _record(kind: Type) -> Record | None:
    item = kind.item if isinstance(kind, ListOf) else kind
    return item if isinstance(item, Record) else None


EVERY = [(f"{name} {path}", *rest) for name, schema in SCHEMAS.items() for path, *rest in walk(schema)]


def test_every_field_has_a_name_that_people_use():
    wrong = [
        path for path, key, _described, label in EVERY if not label or (_is_derived(label, key) and key not in PLAIN)
    ]
    assert wrong == []


def _is_derived(label: str, key: str) -> bool:
    return label.lower() == key.replace("_", " ")


def test_every_field_has_a_line_of_help():
    said = {path: str(described.help) for path, _key, described, _label in EVERY}
    assert {path: one for path, one in said.items() if not 10 < len(one) <= 220} == {}
    assert {path: one for path, one in said.items() if one[-1] not in ".”" and "://" not in one} == {}


def test_no_name_and_no_help_speaks_of_files():
    said = {path: (label, str(described.help), str(described.missing)) for path, _key, described, label in EVERY}
    assert {path: words for path, words in said.items() if UNSPEAKABLE.search(" | ".join(words))} == {}


def test_fields_that_stand_beside_each_other_are_told_apart():
    for schema in SCHEMAS.values():
        labels = [schema.label(key) for key in schema.keys]
        assert len(labels) == len(set(labels))


def test_what_can_be_chosen_is_said_in_words():
    for path, _key, described, _label in EVERY:
        kind = described.type.item if isinstance(described.type, ListOf) else described.type
        if isinstance(kind, Choice):
            assert len(kind.labels) == len(kind.values), path
            assert not any(UNSPEAKABLE.search(str(one)) for one in kind.labels), path


def test_a_picture_and_a_number_show_an_example_in_the_words_of_the_public():
    assert "Example:" in str(DRAWING.keys["alt"].help)
    risks = SCHEMAS["procedures"].keys["risks"].type.item
    assert "3 in 100 people" in str(risks.keys["says"].help)
