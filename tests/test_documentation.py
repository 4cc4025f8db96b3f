"""What the documentation names is there, and what a person writes or sets is documented."""

import importlib
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import get_commands

from publishing.text import kinds, records
from publishing.text.prose import constructs
from publishing.text.schema import Choice, ListOf, Record, Type

ROOT = settings.BASE_DIR
PAGES = sorted([ROOT / "README.md", ROOT / "SECURITY.md", *ROOT.glob("docs/*.md")])
MANUSCRIPT = (ROOT / "docs" / "manuscript.md").read_text()
#: What stands for `publishing.` in a dotted name: the walks in the documentation begin with the room.
ROOMS = ("publishing.", "")
CODE = re.compile(r"`([^`]+)`")
FILE = re.compile(r"[\w./-]+/[\w.-]+\.(?:py|md|toml|css|html|yaml)")
HOMES = ("text", "life", "public", "changes", "desk", "publishing", "procedures", "website", "conditions")
DOTTED = re.compile(rf"((?:{'|'.join(HOMES)})\.[a-z_]\w*(?:\.\w+)*)")


def spans() -> set[str]:
    """Everything that stands in a code span of the page about manuscripts."""
    return set(CODE.findall(MANUSCRIPT))


def keys_and_choices(described: Type) -> Iterator[str]:
    """Yield every key, and every word to choose from, that a schema knows."""
    if isinstance(described, Record):
        for name, key in described.keys.items():
            yield name
            yield from keys_and_choices(key.type)
    elif isinstance(described, ListOf):
        yield from keys_and_choices(described.item)
    elif isinstance(described, Choice):
        yield from described.values


def test_every_key_and_every_choice_of_a_manuscript_is_described():
    schemas = [kind.schema for kind in kinds.all_kinds()] + [schema for schema, _key in records.lists().values()]
    known = {name for schema in schemas for name in keys_and_choices(schema)}
    assert known - spans() == set()


def test_every_block_and_every_section_is_described():
    written = {span.split(" ")[1] for span in spans() if span.startswith("/// ")}
    assert set(constructs.names()) - written == set()
    sections = {str(part.title) for kind in kinds.all_kinds() for part in kind.skeleton if part.is_written}
    assert sections - spans() == set()


def test_every_setting_of_the_environment_is_described_and_no_other():
    code = [*(ROOT / "config").glob("*.py"), *(ROOT / "website" / "management" / "commands").glob("*.py")]
    read = {
        name
        for path in code
        for name in re.findall(r"env(?:iron)?\.(?:str|int|bool|list|dj_db_url|get)\(\s*\"([A-Z_]+)\"", path.read_text())
    }
    described = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE))
    assert read - described - {"DJANGO_SETTINGS_MODULE", "SETTINGS_READ_FROM"} == set()
    assert described - read == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_the_documentation_names_is_there(page):
    text = page.read_text()
    named = {
        span for span in CODE.findall(text) if re.fullmatch(r"[\w./-]+/[\w.-]+\.(?:py|md|toml|css|html|yaml)", span)
    }
    linked = {link for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text) if not link.startswith("../")}
    places = [ROOT, page.parent, ROOT / "publishing", ROOT / "templates"]
    examples = {name for name in named if name.startswith("<")}
    gone = [name for name in (named | linked) - examples if not any((place / name).exists() for place in places)]
    assert gone == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_of_the_code_that_the_documentation_names_is_there(page):
    starts = "|".join(
        ["text", "life", "public", "changes", "desk", "publishing", "procedures", "website", "conditions", "search"]
    )
    dotted = re.compile(rf"((?:{starts})\.[a-z_]\w*(?:\.\w+)*)")
    named = {found[1] for span in CODE.findall(page.read_text()) if (found := dotted.match(span))}
    assert [name for name in sorted(named) if not any(is_there(start + name) for start in ROOMS)] == []


def is_there(name: str) -> bool:
    """Whether a dotted name leads to a module, or to something in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_the_documentation_names_is_there(page):
    text = page.read_text()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)
    assert {name for name in re.findall(r"`make ([a-z-]+)", text) if name not in targets} == set()
    assert {name for name in re.findall(r"manage\.py ([a-z_]+)", text) if name not in get_commands()} == set()
