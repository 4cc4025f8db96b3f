"""What no sentence at the desk may hold, and texts that are broken in every way that a draft can be."""

import re
from collections.abc import Iterator

#: Names of keys in quotes, places in a file, marks, words of whoever keeps files. "One line" is a line of a list.
UNSPEAKABLE = re.compile(
    r"'[a-z_0-9]+'|[a-z]_[a-z]|\bline \d|manuscript|\.md\b|\.yaml|slug|\bkeys?\b|front matter|\{#|\[@|@[a-z]|snippet"
    r"|Markdown|YAML|canonical|SHA|token|level 2|block '|'///|unknown|expected|\bUTF",
)
_FRONT_LINE = re.compile(r"^(?P<start>[ -]*(?P<key>[a-z_0-9]+): )(?P<value>\S.*)$")
#: Said of a value: nothing, too much of it, what is no value of its type, and what nobody wrote in a form.
_VALUES = ("''", "x" * 1300, "word " * 60 + "end", "nobody2020", "-5", "[]", "**one", "a {nobody} b")
_BODY = (
    *("{nobody}", "[x](../conditions/nobody.md)", "[x](../conditions/sciatica.md#nowhere)", "[x](#nowhere)"),
    *("[@nobody2020]", "[x](nowhere)", "![](../drawings/no.svg)", "![a](../drawings/no.svg)", "<b>bold</b>", "&nbsp;"),
    *("**open", "```", "/// nobody\n\nWords.\n\n///", "/// emergency\n\n- One\n", "///", "/// do\n\nWords.\n\n///"),
    *("/// details\n\nA\n\n///", "/// snippet | nobody\n\n///", "/// snippet | nobody\n///", "/// emergency\n///"),
    *("# Large", "### Deep", "##### Deeper", "## Own heading", "##", "a) one", "- [ ] tick", "[^1]", "~~x~~", "- "),
    *("| a | b |\n|---|---|\n| 1 | 2 | 3 |", "| a | b |", "https://example.org", "a [x][y] b", "==x==", "> - x"),
    *("[](https://example.org)", "<!-- x -->", "End\\", "Words\n===", "x" * 21_000),
)


def mutated(text: str) -> Iterator[tuple[str, str]]:
    """Yield (what was done, the text) for every way of breaking it; of lines that are alike in kind, the first.

    Keys are broken above a body of a few words, which costs less to read.
    """
    whole = text.split("\n")
    end = whole.index("---", 1)
    headings = [line for line in whole[end:] if line.startswith("## ")]
    lines = [*whole[: end + 1], "", *(f"{heading}\n\nWords.\n" for heading in headings)]
    seen = set()
    for number in range(1, end):
        match = _FRONT_LINE.match(lines[number])
        key = match["key"] if match else lines[number].strip(" -").partition(":")[0]
        kind = (
            key if match or lines[number].endswith(":") else "item",
            len(lines[number]) - len(lines[number].lstrip()),
        )
        if kind in seen:
            continue
        seen.add(kind)
        yield f"dropped {lines[number]}", _joined(lines, number, None)
        for value in _VALUES if match else ():
            yield f"{match['start']}{value[:20]}", _joined(lines, number, f"{match['start']}{value}")
    yield "an unknown key", _joined(lines, 1, f"nobody: 1\n{lines[1]}")
    yield "a comment", _joined(lines, 1, f"{lines[1]} # why")
    yield from _broken_bodies(text, "\n".join(whole[end + 1 :]))


def _joined(lines: list[str], number: int, instead: str | None) -> str:
    return "\n".join([*lines[:number], *([] if instead is None else [instead]), *lines[number + 1 :]])


def _broken_bodies(text: str, body: str) -> Iterator[tuple[str, str]]:
    if not body.strip():
        yield "words below a text without a body", f"{text}\nSome words.\n"
        return
    for words in _BODY:
        yield words[:30], f"{text.rstrip()}\n\n{words}\n"
    for heading in re.findall(r"^## .*$", body, re.MULTILINE)[:3]:
        yield f"without {heading}", text.replace(f"{heading}\n", "", 1)
        section = rf"(?ms)^{re.escape(heading)}\n.*?(?=^## |\Z)"
        yield f"nothing under {heading}", re.sub(section, f"{heading}\n\n", text)
    yield "no cards", re.sub(r"(?ms)^/// .*?^///$", "", text)
