"""A library: every file of a folder is read, or reported with the reason."""

from pathlib import Path

import pytest
from django.core.management import call_command

from publishing.text import library, manuscripts, preparing, records
from publishing.text.schema import Fault
from tests.publishing.samples import (
    ABOUT,
    ARTICLE,
    CONDITION,
    DRAWING,
    FILES,
    HOW_PAIN_WORKS,
    PROCEDURE,
    SNIPPET,
    SOURCES,
    Folder,
    minimal,
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return minimal(tmp_path)


def faults(folder: Folder) -> list[Fault]:
    return folder.read().faults


def test_a_folder_is_read_from_the_lowest_floor_up(folder):
    found = folder.read()
    order = ["snippets", "glossary", "glossary", "conditions", "procedures", "articles", "about"]
    assert [kind for _language, kind, _slug in found.manuscripts] == order
    assert found.texts["en", "conditions", "sciatica"] == FILES[CONDITION]


def test_what_a_text_may_refer_to_comes_from_the_whole_folder(folder):
    found = folder.read()
    known = found.known("en")
    assert known.pages == {file.removesuffix(".md") for file in (CONDITION, PROCEDURE, ARTICLE, ABOUT)}
    assert list(known.shared) == ["warning-signs"]
    assert "care-card--emergency" in known.shared["warning-signs"]
    assert known.sources == {"koes2007", "nice-ng59"}
    assert known.pictures == {"drawings/leg.svg"}
    assert known.contributors == {"starter-library"}
    assert found.sizes == {"drawings/leg.svg": (320, 200)}


def test_each_term_of_the_glossary_is_a_text_of_its_own(folder):
    found = folder.read()
    assert found.texts["en", "glossary", "nerve-root"] == (
        "---\ntitle: nerve root\ndefinition: The start of a nerve where it leaves the spine.\n---\n"
    )
    disc = found.manuscripts["en", "glossary", "disc"]
    assert (disc.data["also_called"], disc.data["page"]) == (["intervertebral disc"], "conditions/sciatica")
    assert found.lines == {("en", "glossary", "disc"): 1, ("en", "glossary", "nerve-root"): 8}


def test_the_terms_of_another_language_are_in_its_own_file(folder):
    folder.write("es/glossary.yaml", "- title: disco\n  definition: Un cojín.\n  page: conditions/sciatica\n")
    found = folder.read()
    assert found.texts["es", "glossary", "disco"].startswith("---\ntitle: disco\n")
    assert found.faults == [Fault("es/glossary.yaml", 3, "unknown page 'conditions/sciatica'")]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    (fault,) = library.read(tmp_path / "none").faults
    assert fault.message == "there is no such folder"


@pytest.mark.parametrize(
    ("file", "content", "line", "message"),
    [
        (CONDITION, FILES[CONDITION].replace("nerve is", "nerve\x00 is").encode(), 5, "control character U+0000"),
        (
            CONDITION,
            FILES[CONDITION].replace("## Symptoms", "\x1b## Symptoms").encode(),
            57,
            "control character U+001B",
        ),
        (CONDITION, FILES[CONDITION].replace("\n", "\r").encode(), 1, "control character U+000D"),
        (ARTICLE, HOW_PAIN_WORKS.replace("works", "works é").encode("latin-1"), 2, "is not UTF-8"),
        (ARTICLE, HOW_PAIN_WORKS.encode("utf-16"), 1, "is not UTF-8"),
        ("sources.yaml", SOURCES.encode() + b"\xff", 11, "is not UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_a_fault_on_their_line(folder, file, content, line, message):
    folder.write(file, content)
    found = [fault for fault in faults(folder) if fault.path == file]
    assert [(fault.line, fault.message[: len(message)]) for fault in found] == [(line, message)]


def as_windows_writes(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("file", [CONDITION, ARTICLE, "sources.yaml", "contributors.yaml", "glossary.yaml"])
def test_the_line_ends_and_the_mark_of_windows_change_nothing(folder, file):
    before = folder.read()
    folder.write(file, as_windows_writes(folder.text(file)))
    found = folder.read()
    assert found.faults == []
    assert dict(found.texts) == dict(before.texts)
    assert all(found.digest_of(address) == before.digest_of(address) for address in before.texts)


def test_a_library_is_brought_into_the_form_without_them(folder, capsys):
    files = {file: folder.text(file) for file in (CONDITION, "glossary.yaml")}
    for file, text in files.items():
        folder.write(file, as_windows_writes(text))
    call_command("format_content", content=folder.root)
    assert "2 files formatted." in capsys.readouterr().out
    assert {file: (folder.root / file).read_bytes() for file in files} == {
        file: text.encode() for file, text in files.items()
    }


@pytest.mark.parametrize("name", [".#sciatica.md", "._sciatica.md", ".sciatica.md.swp", ".DS_Store", ".hidden.md"])
@pytest.mark.parametrize("at", ["conditions", "drawings", ""])
def test_what_programs_hide_in_a_folder_is_passed_over(folder, name, at):
    before = folder.read()
    path = folder.root / at / name
    path.parent.mkdir(exist_ok=True)
    path.symlink_to("someone@a-machine.17") if name.startswith(".#") else path.write_bytes(b"\x00\x01")
    found = folder.read()
    assert (found.faults, dict(found.texts), found.pictures) == ([], dict(before.texts), before.pictures)


@pytest.mark.parametrize("file", ["conditions/sciatica.md", "drawings/knee.svg", "conditions/sciatica.md~"])
def test_what_nobody_can_read_is_named(folder, file):
    path = folder.root / file
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.symlink_to("nowhere")
    assert Fault(file, 1, "is a link that leads nowhere") in folder.read().faults


def test_a_folder_in_the_place_of_a_text_is_named(folder):
    (folder.root / "conditions" / "folder.md").mkdir()
    found = [fault.message for fault in folder.read().faults if fault.path == "conditions/folder.md"]
    assert found == ["does not belong to a library; see docs/manuscript.md"]


def test_a_name_that_a_terminal_would_obey_is_printed_without_it():
    assert str(Fault("a\nb\x1b[2J.md", 1, "x")) == "a\ufffdb\ufffd[2J.md:1: x"


@pytest.mark.parametrize(
    ("file", "old", "new", "below", "message"),
    [
        ("sources.yaml", "kind: review", "kind: rumor", 0, "'rumor' is not one of"),
        ("sources.yaml", "year: 2007", "year: soon", 0, "'year': expected a whole number"),
        ("sources.yaml", "https://www.bmj.com", "javascript:alert(1)//", 0, "is not a web address"),
        ("sources.yaml", "id: koes2007", "id: Koes 2007", 0, "is not an id"),
        ("sources.yaml", "  kind: guideline\n", "", -3, "the key 'kind' is missing"),
        (
            "sources.yaml",
            "  kind: guideline\n",
            "  kind: guideline\n  superseded_by: none\n",
            1,
            "unknown source 'none'",
        ),
        ("sources.yaml", "id: nice-ng59", "id: koes2007", 0, "id 'koes2007' stands more than once"),
        ("sources.yaml", "publisher: NICE", "publisher: 'NICE'", 0, "not in canonical form"),
        ("sources.yaml", "- id: koes2007", "- id: zoes2007", 0, "not in canonical form (sorted by 'id')"),
        ("glossary.yaml", "page: conditions/sciatica", "page: conditions/none", 0, "unknown page 'conditions/none'"),
        ("glossary.yaml", "  - nice-ng59", "  - none", 0, "unknown source 'none'"),
        ("glossary.yaml", "title: nerve root", "title: disc", 0, "title 'disc' stands more than once"),
        ("glossary.yaml", "title: nerve root", "title: Disc", 0, "title 'disc' stands more than once"),
        ("glossary.yaml", "title: nerve root", "title: disc?", 0, "title 'disc' stands more than once"),
        ("glossary.yaml", "title: nerve root", "title: a nerve root", -7, "not in canonical form (sorted by 'title')"),
        ("glossary.yaml", "- title: disc", "# words\n- title: disc", 0, "a comment is not allowed"),
        ("glossary.yaml", "title: nerve root", "term: nerve root", 0, "unknown key 'term'"),
        ("glossary.yaml", "title: nerve root", "also_called:\n  - root", 0, "the key 'title' is missing"),
        ("glossary.yaml", "nerve root\n", "nerve root\n  page: conditions/none\n", 1, "not in canonical form"),
        ("glossary.yaml", "nice-ng59\n- title: n", "nice-ng59\n- name: x\n  title: n", 1, "unknown key 'name'"),
        ("contributors.yaml", "kind: organization", "kind: robot", 0, "'robot' is not one of"),
        ("contributors.yaml", "name: Starter library", "name: S\n  name: T", 1, "the key 'name' stands already"),
    ],
)
def test_a_fault_of_a_record_names_its_file_and_line(folder, file, old, new, below, message):
    line = folder.replace(file, old, new) + below
    found = [fault for fault in faults(folder) if message in fault.message]
    assert [(fault.path, fault.line) for fault in found] == [(file, line)], faults(folder)


@pytest.mark.parametrize("name", ["Sciatica", "sciatica_", "-a", "a--b", "a b", "é", "x" * 81])
def test_a_name_that_is_no_slug_is_a_fault(folder, name):
    folder.write(f"articles/{name}.md", HOW_PAIN_WORKS)
    (fault,) = faults(folder)
    assert (fault.path, fault.line) == (f"articles/{name}.md", 1)
    assert fault.message.startswith("A web address has only lower-case letters")


def test_two_slugs_that_differ_in_case_only_are_a_fault(folder):
    folder.write("conditions/Sciatica.md", FILES[CONDITION])
    assert any(fault.path == CONDITION and fault.message.startswith("duplicate slug: ") for fault in faults(folder))


@pytest.mark.parametrize(
    "name",
    ["notes.txt", "conditions/notes.txt", "diseases/gout.md", "drawings/leg.png", "images/leg.svg", "fr/articles/a.md"],
)
def test_a_file_that_nobody_would_read_is_a_fault(folder, name):
    folder.write(name, DRAWING)
    assert faults(folder) == [Fault(name, 1, "does not belong to a library; see docs/manuscript.md")]


@pytest.mark.parametrize("name", [".DS_Store", "LICENSE", "README.md"])
def test_some_files_may_lie_in_a_library(folder, name):
    folder.write(name, "x")
    assert faults(folder) == []


def test_a_picture_that_cannot_be_used_is_a_fault_and_nobody_may_refer_to_it(folder):
    folder.write("drawings/leg.svg", DRAWING.replace("<path", "<script/><path"))
    assert [(fault.path, fault.message) for fault in faults(folder)] == [
        (CONDITION, "unknown picture 'drawings/leg.svg'"),
        (CONDITION, "picture that does not exist: '../drawings/leg.svg'"),
        ("drawings/leg.svg", "<script> is not allowed"),
    ]


def test_a_page_of_another_language_refers_to_pages_of_its_language(folder):
    folder.write(
        "es/articles/como-funciona.md",
        HOW_PAIN_WORKS.replace("alarm.\n", "[alarm](../articles/how-pain-works.md)\n", 1),
    )
    text = HOW_PAIN_WORKS.replace("Pain is an alarm.\n", "[Alarma](../articles/como-funciona.md)\n")
    folder.write("es/articles/otro.md", text.replace("- [Alarma](../articles/como-funciona.md)", "- Pain is an alarm."))
    paths = {fault.path for fault in faults(folder)}
    assert "es/articles/otro.md" not in paths
    assert "es/articles/como-funciona.md" in paths


def test_progress_is_told_for_each_manuscript(folder):
    told = []
    library.read(folder.root, lambda done, total: told.append((done, total)))
    assert told == [(number, 7) for number in range(1, 8)]


def test_the_name_of_a_manuscript_is_its_path():
    assert manuscripts.path_in_library("en", "conditions", "sciatica") == CONDITION
    assert manuscripts.path_in_library("es", "conditions", "ciatica") == "es/conditions/ciatica.md"
    assert manuscripts.path_in_library("en", "snippets", "warning-signs") == SNIPPET
    assert manuscripts.path_in_library("es", "glossary", "disco") == "es/glossary.yaml"


def test_a_name_in_a_later_term_is_reported_on_its_own_line(folder):
    folder.write("glossary.yaml", folder.text("glossary.yaml") + "  page: conditions/none\n  sources:\n  - none\n")
    assert faults(folder) == [
        Fault("glossary.yaml", 10, "unknown page 'conditions/none'"),
        Fault("glossary.yaml", 12, "unknown source 'none'"),
    ]


def test_a_text_is_read_from_its_file_when_it_is_asked_for(folder):
    found = library.scan(folder.root)
    folder.write(ARTICLE, "changed")
    assert found.texts["en", "articles", "how-pain-works"] == "changed"
    assert found.digest_of(("en", "articles", "how-pain-works")) == library.file_digest(HOW_PAIN_WORKS)
    assert ("en", "articles", "how-pain-works") not in found.ready
    assert found.faults == []


def test_a_text_that_was_made_ready_is_not_made_ready_again(folder, monkeypatch):
    found = folder.read()
    address = ("en", "articles", "how-pain-works")
    before = found.prepared(address)
    monkeypatch.setattr(preparing, "prepare", lambda *args, **names: pytest.fail("made ready again"))
    assert found.prepared(address) == before
    monkeypatch.undo()
    folder.write(ARTICLE, HOW_PAIN_WORKS + "\nMore.\n")
    assert found.prepared(address).manuscript.body.endswith("More.")


def test_a_source_that_is_superseded_by_itself_is_a_fault_at_its_line(tmp_path):
    folder = minimal(tmp_path)
    folder.write("sources.yaml", folder.text("sources.yaml") + "  superseded_by: koes2007\n")
    folder.replace("sources.yaml", "  kind: review\n", "  kind: review\n  superseded_by: nice-ng59\n")
    faults = folder.read().faults
    assert [(fault.path, fault.line) for fault in faults] == [("sources.yaml", 1), ("sources.yaml", 8)]
    assert faults[0].message == "a source that is superseded by itself: koes2007 > nice-ng59 > koes2007"


def test_what_only_leads_into_a_circle_is_no_circle():
    newer = {"a": "b", "b": "c", "c": "b"}
    assert [records.way_back(source, newer) for source in "abc"] == [[], ["b", "c", "b"], ["c", "b", "c"]]


@pytest.mark.parametrize("word", ["disc", "Intervertebral  Disc", "DISC"])
def test_a_word_that_two_terms_explain_is_a_fault_at_the_second(folder, word):
    line = folder.replace(
        "glossary.yaml", "- title: nerve root\n", f"- title: nerve root\n  also_called:\n  - {word}\n"
    )
    (fault,) = faults(folder)
    assert (fault.path, fault.line) == ("glossary.yaml", line)
    assert fault.message == f"the word '{word}' is explained by the term 'disc' already"


def test_a_word_of_a_term_that_was_withdrawn_is_free(folder):
    folder.replace("glossary.yaml", "- title: nerve root\n", "- title: nerve root\n  also_called:\n  - disc\n")
    folder.write("withdrawn.yaml", "- page: glossary/disc\n  reason: Unclear.\n  since: 2026-11-20\n")
    assert faults(folder) == []
