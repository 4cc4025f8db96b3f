"""What a browser loads is joined from small files (`website.finders`), and loses nothing but what only writers need."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings

from website import finders

STATIC = Path(settings.BASE_DIR) / "static"
#: Where the class of an element is written: the templates, the scripts, and the code that makes HTML.
WRITTEN = ("templates/**/*.html", "static/scripts/*.js", "[a-z]*/**/*.py")


def test_every_small_file_is_in_what_a_browser_loads():
    styles = {path for name in finders.STYLES for path in finders._parts(name)}
    scripts = {path for name in finders.SCRIPTS for path in finders._parts(name)}
    assert styles == set((STATIC / "styles").rglob("*.css"))
    assert scripts == set((STATIC / "scripts").glob("*.js"))


def test_what_is_joined_has_no_comment_and_no_empty_line():
    for name in (*finders.STYLES, *finders.SCRIPTS):
        text = finders.bundle(name).decode()
        assert "\n\n" not in text and not re.search(r"^\s*//", text, re.MULTILINE), name
        assert name in finders.SCRIPTS or "/*" not in text, name


@pytest.mark.parametrize("path", sorted((STATIC / "scripts").glob("*.js")), ids=lambda path: path.name)
def test_only_comments_are_cut_from_a_script(path):
    """A quoted text that holds two slashes, or that goes over lines, would be cut as well."""
    for line in path.read_text().splitlines():
        left = finders._lean_script(line)
        assert all(left.count(quote) % 2 == 0 for quote in "'\"`"), line


def test_a_script_keeps_its_lines_as_they_are():
    lines = "// Why\n(() => {\n  const a = 1; // one\n\n  go('https://x/', /[/]{2}/);\n})();\n"
    assert finders._lean_script(lines) == "(() => {\nconst a = 1;\ngo('https://x/', /[/]{2}/);\n})();"


def test_a_style_keeps_its_rules_as_they_are():
    lines = "/* Why */\n.a,\n.b > p {\n  color: red;\n  margin: 0 1px;\n}\n"
    assert finders._lean_style(lines) == ".a,.b>p{color:red;margin:0 1px}"


def test_every_class_with_a_style_is_written_somewhere():
    text = "".join(path.read_text() for path in _written())
    assert [name for name in sorted(_styled()) if not _is_in(text, name)] == []


def _styled() -> set[str]:
    """Return the classes of the selectors of every style sheet of the public pages."""
    css = "\n".join(finders.bundle(name).decode() for name in finders.STYLES)
    return {name for selector in re.findall(r"[^{};]+(?={)", css) for name in re.findall(r"\.([a-z][\w-]*)", selector)}


def _written() -> Iterator[Path]:
    root = Path(settings.BASE_DIR)
    files = chain.from_iterable(root.glob(pattern) for pattern in WRITTEN)
    return (path for path in files if path.relative_to(root).parts[0] not in ("tests", "benchmarks", "var"))


def _is_in(text: str, name: str) -> bool:
    """Whether a class is written, or its beginning with a value behind it, as in `options--{{ number }}`."""
    stems = [name[: at + 1] for at, letter in enumerate(name) if letter == "-"]
    patterns = [rf"(?<![\w-]){re.escape(name)}(?![\w-])", *(rf"(?<![\w-]){re.escape(stem)}{{" for stem in stems)]
    return any(re.search(pattern, text) for pattern in patterns)
