"""A library as large as is asked for, made from the real one: its manuscripts again and again under other names.

    python -m benchmarks.libraries PAGES DIR

`conditions/sciatica` comes again as `conditions/sciatica-2`, called "Sciatica 2", and so on. A link in a copy leads to
the copy with the same number, where there is one. Snippets, sources, terms, people, pictures and the pages about the
clinic stand once, as do pages with a role. One more snippet, with the clinic's phone number, is put in by every page.
"""

import re
import shutil
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

CONTENT = Path(__file__).resolve().parent.parent / "content"
COPIED = ("conditions", "procedures", "articles")
EVERYWHERE = "on-every-page"
SNIPPET = """---
title: What stands on every page
authors:
- starter-library
---

Do you have a question about this page? Call {clinic_phone}, and we will talk it over.
"""
_NAME = re.compile(rf"(?P<before>\.\./|^- |^  page: )(?P<kind>{'|'.join(COPIED)})/(?P<slug>[a-z0-9-]+)", re.MULTILINE)
_LINK = re.compile(r"^(?P<before>- condition: )(?P<slug>[a-z0-9-]+)$", re.MULTILINE)
_TITLE = re.compile(r"^title: (.+)$", re.MULTILINE)
_ROLE = re.compile(r"^role: ", re.MULTILINE)


def make(root: Path, pages: int, content: Path = CONTENT) -> None:
    """Write a library of so many pages with an address into a folder."""
    shutil.copytree(content, root, ignore=shutil.ignore_patterns(*COPIED))
    (root / "snippets" / f"{EVERYWHERE}.md").write_text(SNIPPET)
    for path in (root / "about").glob("*.md"):
        path.write_text(_with_snippet(path.read_text()))
    for name in COPIED:
        (root / name).mkdir()
    originals = {f"{kind}/{path.stem}": path for kind in COPIED for path in sorted((content / kind).glob("*.md"))}
    wanted = list(islice(_named(originals), pages - len(list((root / "about").glob("*.md")))))
    written = {new for _old, _number, new in wanted}
    for old, number, new in wanted:
        (root / f"{new}.md").write_text(_with_snippet(copy(originals[old].read_text(), number, written)))


def _named(originals: dict[str, Path]) -> Iterator[tuple[str, int, str]]:
    """Yield (name, number of the copy, name of the copy), without end. A role is played by one page: it stands once."""
    copied = [name for name, path in originals.items() if not _ROLE.search(path.read_text())]
    for number in count(1):
        for name in originals if number == 1 else copied:
            yield name, number, numbered(name, number)


def numbered(name: str, number: int) -> str:
    """Return the name of a copy; the first is the original."""
    return name if number == 1 else f"{name}-{number}"


def copy(text: str, number: int, written: set[str]) -> str:
    """Return a manuscript as copy of that number: its title, and its links to pages that have such a copy."""
    if number == 1:
        return text

    def named(found: re.Match) -> str:
        name = f"{found['kind']}/{found['slug']}"
        return found["before"] + (numbered(name, number) if numbered(name, number) in written else name)

    def linked(found: re.Match) -> str:
        slug = numbered(found["slug"], number)
        return found["before"] + (slug if f"conditions/{slug}" in written else found["slug"])

    text = _TITLE.sub(rf"title: \1 {number}", text, count=1)
    return _LINK.sub(linked, _NAME.sub(named, text))


def _with_snippet(text: str) -> str:
    return f"{text}\n/// snippet | {EVERYWHERE}\n///\n"


if __name__ == "__main__":
    make(Path(sys.argv[2]), int(sys.argv[1]))
