"""A manuscript: one reader, one writer, and what both agree on is the canonical form."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.text import canonical, kinds, manuscripts, records
from publishing.text.prose import syntax
from publishing.text.schema import Findings
from tests.publishing import samples
from tests.publishing.text.test_canonical import PIECES


def read(text: str, kind: str = "articles"):
    findings = Findings("articles/x.md")
    return manuscripts.read(text, kind, findings, slug="x"), findings.faults


def test_every_file_of_the_starter_library_is_in_canonical_form(starter_library):
    written = {key: manuscripts.write(manuscript) for key, manuscript in starter_library.manuscripts.items()}
    assert len(written) > 20
    assert [key for key, text in written.items() if text != starter_library.texts[key]] == []


def test_every_record_of_the_starter_library_is_in_canonical_form(starter_library):
    optional = {"credits.yaml", "withdrawn.yaml", "clinic.yaml"}
    for name, (schema, _key) in records.lists().items():
        if name in optional and not (starter_library.root / name).exists():
            continue
        text = (starter_library.root / name).read_text()
        assert canonical.write(canonical.read(text, schema, Findings(name))) == text


@pytest.mark.parametrize(
    "name", [samples.CONDITION, samples.PROCEDURE, samples.ARTICLE, samples.ABOUT, samples.SNIPPET]
)
def test_every_kind_is_written_as_it_was_read(name):
    text = samples.FILES[name]
    found, faults = read(text, name.split("/")[0])
    assert faults == []
    assert manuscripts.write(found) == text


@given(title=PIECES.filter(lambda text: len(text) <= 70), points=st.lists(PIECES, min_size=3, max_size=5, unique=True))
def test_any_words_in_front_matter_survive_a_round_trip(title, points):
    points = [point[:600].strip() for point in points]
    article, _ = read(samples.HOW_PAIN_WORKS)
    text = manuscripts.compose(article.data | {"title": title, "key_points": points}, article.body)
    found, faults = read(text)
    meant = [fault for point in points for fault in syntax.inline_faults(point)] + syntax.plain_faults(title)
    assert [fault for fault in faults if fault.message.partition(": ")[2] not in meant] == []
    assert (found.data["title"], found.data["key_points"]) == (title, points)
    assert manuscripts.write(found) == text


BODIES = st.text(st.sampled_from("ab# \n-*>|/é🦴\t")).map(lambda text: f"## A\n{text}")


@given(body=BODIES)
def test_any_body_that_was_written_once_is_written_the_same_again(body):
    article, _ = read(samples.HOW_PAIN_WORKS)
    text = manuscripts.compose(article.data, body)
    found, faults = read(text)
    assert faults == []
    assert manuscripts.write(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "title: A",
        "---\ntitle: A",
        "---\ntitle: A\n---",
        " ---\ntitle: A\n---\n",
        "----\ntitle: A\n----\n",
        "---\r\ntitle: A\r\n---\r\n",
        "\n---\ntitle: A\n---\n",
    ],
)
def test_a_text_without_front_matter_at_the_top_is_refused(text):
    found, (fault,) = read(text)
    assert found is None
    assert (fault.line, fault.message) == (1, "front matter between two lines '---' is missing at the top")


def test_a_text_that_is_too_long_is_refused_before_it_is_read():
    found, (fault,) = read(samples.HOW_PAIN_WORKS + "x" * manuscripts.MAX_LENGTH)
    assert found is None
    assert (fault.line, fault.message) == (1, f"{len(samples.HOW_PAIN_WORKS) + 100_000} characters; at most 100000")


def test_a_rule_inside_the_body_does_not_end_the_front_matter():
    found, faults = read(samples.HOW_PAIN_WORKS + "\n---\n\nMore.\n")
    assert faults == []
    assert found.body.endswith("\n---\n\nMore.")


def test_empty_front_matter_is_a_fault():
    found, (fault,) = read("---\n---\n\n## A\n")
    assert found is None
    assert fault.message == "is empty"


@pytest.mark.parametrize("blank", [0, 1, 3])
def test_the_line_of_the_body_is_that_of_its_first_word(blank):
    text = "---\ntitle: A\n---\n" + "\n" * blank + "## A\n"
    assert text.split("\n")[manuscripts.body_line(text) - 1] == "## A"


@pytest.mark.parametrize(
    ("video", "message"),
    [
        ("  file: a.mp4\n  url: https://who.int/a", "a video has either a 'file' or a 'url'"),
        ("  seconds: 3", "a video has either a 'file' or a 'url'"),
        ("  file: a.mp4\n  captions: a.vtt", "a video file needs 'captions' and a 'transcript'"),
        ("  url: http://who.int/a", "'http://who.int/a' is not an https address"),
        ("  url: javascript:alert(1)", "'javascript:alert(1)' is not an https address"),
        ("  file: ../a.mp4\n  captions: a.vtt\n  transcript: a.txt", "'../a.mp4' is not a file name"),
    ],
)
def test_a_video_is_one_file_with_its_words_or_one_https_address(video, message):
    text = samples.HOW_PAIN_WORKS.replace("authors:", f"videos:\n- title: A\n{video}\nauthors:")
    assert any(fault.message.endswith(message) for fault in read(text)[1])


def test_the_schemas_of_all_kinds_start_with_a_title():
    assert {next(iter(kind.schema.keys)) for kind in kinds.all_kinds()} == {"title"}


def test_the_schemas_of_all_kinds_with_files_of_their_own_end_with_who_keeps_the_page():
    with_files = [kind for kind in kinds.all_kinds() if not kind.file]
    assert len(with_files) == len(kinds.all_kinds()) - 1
    for kind in with_files:
        assert list(kind.schema.keys)[-6:] == list(manuscripts.keeping(kind.name))


CONTROL = "\0\a\x1b\x7f\x80\u2028"
UNSEEN = "\xad\u200b\u202a\u202e\u2060\u2066\u2069\ufeff"
MEANINGLESS = "\ue000\ue003\uf8ff\ufffd\U000f0000\U0010fffd"


@pytest.mark.parametrize("character", CONTROL + UNSEEN + MEANINGLESS)
def test_a_character_that_no_text_may_hold_is_a_fault_of_its_line(character):
    text = f"{samples.HOW_PAIN_WORKS}\nOne{character}word.\n"
    (fault,) = read(text)[1]
    assert fault.line == text.count("\n")
    assert re.fullmatch(rf"(control )?character U\+{ord(character):04X}( \([A-Z -]+\))?", fault.message)


ESCAPED = [r"\0", r"\a", r"\e", r"\x7F", r"\x80", r"\uFEFF", r"\uD800", r"\uE000", r"\u202E", r"\xAD", r"\uFFFD", r"\P"]


@pytest.mark.parametrize("escape", ESCAPED)
@pytest.mark.parametrize("key", ["title", "key_points", "nonsense"])
def test_yaml_cannot_write_it_in_plain_letters(escape, key):
    """It is refused whether the key is a text, a list or none that there is."""
    quoted = f'"Back{escape}pain"'
    front = {
        "title": f"title: {quoted}",
        "key_points": f"key_points:\n- {quoted}",
        "nonsense": f"title: x\n{quoted}: y",
    }
    _found, faults = read(f"---\n{front[key]}\n---\n\n## A\n")
    found = [fault.message for fault in faults if fault.line == (2 if key == "title" else 3)]
    assert any("character U+" in message or "not valid YAML" in message for message in found)


def test_emoji_and_letters_of_any_script_are_no_such_characters():
    text = samples.HOW_PAIN_WORKS.replace("\n\n", "\n\n日本語 👩‍⚕️ e\u0301 العربية ≥\u00a0\u202f3\n\n", 1)
    assert not [fault for fault in read(text)[1] if "character U+" in fault.message]
