"""What looks like Markdown and would come out as text, or take words away: refused, with what to write instead.

    list(body_faults(["Take one.<br>Rest."]))    # [(1, "'<br>' would be printed ...")]
    inline_faults("Stop **now")                  # one line of prose
    plain_faults("Stop **now**")                 # a text that has no Markdown at all

The parser prints silently whatever it does not know. What has one plain meaning, `form` has written as the parser wants
it.
"""

import re
from collections.abc import Iterator

from publishing.text.prose import citations, form, headings

_ESCAPED = re.compile(r"\\[\\`*_{}\[\]()>#+.!|-]")
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_TARGET = re.compile(r"(?<=\]\()(?:<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)(?: \"[^\"\n]*\")?(?=\))")
_LINK = re.compile(r"!?\[[^\[\]]*\]\([^()\n]*\)")

_ENTITY = r"&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});"
# No two parts of it may match the same signs: the time would double with each attribute of a tag that never closes.
_TAG = r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s*/?|\s+[a-zA-Z:-]+(?:\s*/?|\s*=[^<>]*))>|<[!?][a-zA-Z\[]"
#: What may stand nowhere in running text, and what is said of it. {found} is what stands there.
_RULES = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"<!--", "a comment would be printed; take it out, or leave it for colleagues as a note at the desk"),
        (r"<(?:https?:|mailto:|tel:)[^<>\s]*>|<[^\s<>@]+@[^\s<>]+>", "{found} is no link here; write [words](address)"),
        (_TAG, "HTML has no meaning here, {found} would be printed; write Markdown or plain words"),
        (_ENTITY, "{found} would be printed; write the character itself"),
        (r"\[\^[^\[\]\s]*\]", "there are no footnotes; cite a source as [@its-id], or put the words into the text"),
        (
            r"^ *\[[^\[\]]+\]:(?:\s|$)",
            "a link is written where it stands, as [words](address)",
        ),
        (r"\]\[", "a link is written as [words](address)"),
        (r"\[\[", "a link is written as [words](address)"),
        (r"\] +\((?=https?:|\.\./|#|mailto:|tel:)", "between the words of a link and its address stands no space"),
        (r"(?<!!)\[\s*\]\(", "a link without words, which nobody could see; write them between the brackets"),
        (r"!\[[^\[\]]*\](?!\()", "a picture without an address; write ![what it shows](../drawings/file.svg)"),
        (r"\[@", "a source is cited as [@its-id], several as [@one; @another]"),
        (r"~~", "there is no struck-out text; take the words out"),
        (r"==(?=[^\s=])[^=\n]*[^\s=]==", "there is no marked text; use **words** for what must stand out"),
        (r"(?<=\s)\{[:.#]|^\{[:.#]", "attributes in braces have no meaning here and would be printed"),
        (r"`", "a '`' that has no second one; for the sign itself write \\`"),
    )
)
_ADDRESS = re.compile(r"https?://[^\s)\]]+")
_BARE_ADDRESS = "an address in running text cannot be tapped; write [words]({found})"
_STARS = re.compile(r"\*+")
_LINES = re.compile(r"(?<![^\W_])_{1,3}(?!_)|(?<!_)_{1,3}(?![^\W_])")
_EMPHASIS = "a '{found}' that opens or closes no emphasis; for the sign itself write {escaped}"

_BOX = re.compile(r"\[[ xX]\](?:\s|$)")
_LONE_MARKER = re.compile(r" *(?:[-*+]|\d{1,9}[.)])")
_STARTS = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"```|~~~", "there is no block of code; a blank line and plain words do"),
        (r"[–—−] ", "a line that starts with a dash; the items of a list start with '- '"),
        (
            r"(?:[a-zA-Z]|[ivx]{2,5})\) |[a-z]\. ",
            "a list is numbered '1.', '2.'; letters would be printed in running text",
        ),
        (r": ", "there is no list of definitions; use '- ' or a sentence"),
        (r"!!!|\?\?\?|:::", "a block is written as '/// name'"),
        (r"\[TOC\]", "the list of contents comes by itself"),
        (r"=+$", "a line under words makes no heading; write '## ' before them"),
    )
)
_UNDERLINE = re.compile(r"-{2,}")
_IN_QUOTE = re.compile(r">[> ]*(?:[-*+] |\d{1,9}[.)] |[#|])")
_PLAIN = re.compile(rf"\*\*|`|\]\(|\]\[|\[@|<!--|{_TAG}|{_ENTITY}")


def body_faults(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (line number from 1, what is wrong) for a body in its one form."""
    for start, paragraph in form.paragraphs(lines):
        is_table = len(paragraph) > 1 and bool(form.RULER.fullmatch(paragraph[1].strip()))
        yield from _table(start, paragraph) if is_table else _stray_rows(start, paragraph)
        for number, line in enumerate(paragraph, start=start):
            words = headings.EXPLICIT.sub("", line) if line.startswith("#") else line
            yield from ((number, message) for message in _unread(masked(words)))
        for number, part in _parts(start, paragraph, is_table=is_table):
            yield from _emphasis(number, masked(part))
    yield from _starts(lines)


def inline_faults(text: str) -> list[str]:
    """Return what is wrong with one line of prose."""
    words = masked(text)
    found = [*_unread(words), *(message for _line, message in _emphasis(1, words))]
    if form.ITEM.match(text):
        found.append("one line of prose is no list; take the mark at its start away")
    return found


def plain_faults(text: str) -> list[str]:
    """Return what is wrong with a text that has no Markdown in it."""
    found = printed_raw(text)
    return [f"this text has no Markdown and no HTML; {found!r} would be printed"] if found else []


def printed_raw(text: str) -> str:
    """Return the first sign of Markdown or HTML in a text that has none; empty where there is no such sign."""
    found = _PLAIN.search(text)
    return found[0] if found else ""


def masked(text: str) -> str:
    """Return a text of the same length in which nothing can be seen that is read as it is meant: escaped signs, code,
    citations, the targets of links.
    """
    for pattern in (_ESCAPED, _CODE, citations.PATTERN, _TARGET):
        text = pattern.sub(lambda found: "x" * len(found[0]), text)
    return text


def cells(row: str) -> int:
    """Return how many cells a row of a table has."""
    bare = masked(row).strip()
    return bare.count("|") + 1 - bare.startswith("|") - (bare.endswith("|") and bare != "|")


def _unread(words: str) -> Iterator[str]:
    """Yield what is wrong in a masked line by itself."""
    for pattern, message in _RULES:
        if found := pattern.search(words):
            yield message.format(found=found[0].strip())
    if found := _ADDRESS.search(_LINK.sub("", words)):
        yield _BARE_ADDRESS.format(found=found[0])


def _table(start: int, rows: list[str]) -> Iterator[tuple[int, str]]:
    width = cells(rows[0])
    if len(rows) == 2:
        yield start, "a table without a row below its header"
    for number, row in enumerate(rows, start=start):
        if "|" not in row:
            yield number, "a blank line is missing behind the table: this line would be a row of it"
        elif number == start + 1 and cells(row) != width:
            yield number, f"the line of dashes has {cells(row)} cells, and the header above it {width}"
        elif cells(row) > width:
            yield number, f"a row of {cells(row)} cells under a header of {width}: the rest would not be printed"


def _stray_rows(start: int, lines: list[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, start=start):
        if line.lstrip().startswith("|"):
            yield number, "a table has a header, and below it a line of dashes such as '|---|---|'"
            return


def _parts(start: int, lines: list[str], *, is_table: bool) -> Iterator[tuple[int, str]]:
    """Yield what emphasis can span, with the number of its first line: a cell, an item, the lines of a paragraph."""
    open_from, found = start, ""
    for number, line in enumerate(lines, start=start):
        if is_table:
            yield from ((number, cell) for cell in _split(line))
        elif form.ITEM.match(line) or line.startswith(("///", "#")):
            if found:
                yield open_from, found
            item = form.ITEM.match(line)
            open_from, found = number, item["text"] if item else ""
        else:
            open_from, found = (open_from, f"{found}\n{line}") if found else (number, line)
    if found:
        yield open_from, found


def _split(row: str) -> list[str]:
    """Return the cells of a row."""
    ends = [place for place, sign in enumerate(masked(row)) if sign == "|"]
    return [row[one + 1 : other] for one, other in zip([-1, *ends], [*ends, len(row)], strict=True)]


def _emphasis(number: int, words: str) -> Iterator[tuple[int, str]]:
    """Yield each mark of emphasis that has no partner, by the line on which it stands."""
    for pattern in (_STARS, _LINES):
        waiting: list[tuple[int, int]] = []  # place and length of what is open
        for found in pattern.finditer(words):
            before, behind = words[max(0, found.start() - 1) : found.start()], words[found.end() : found.end() + 1]
            if found[0][0] == "*" and not before.strip() and not behind.strip():
                continue  # between spaces it is a sign
            left = len(found[0])
            if before.strip() and not behind.isalnum():
                while waiting and waiting[-1][1] <= left:
                    left -= waiting.pop()[1]
            if left and behind.strip() and not before.isalnum():
                waiting.append((found.start(), left))
            elif left:
                yield _at(number, words, found.start()), _mark(found[0])
        for place, length in waiting:
            yield _at(number, words, place), _mark(words[place : place + length])


def _at(number: int, words: str, place: int) -> int:
    return number + words.count("\n", 0, place)


def _mark(found: str) -> str:
    return _EMPHASIS.format(found=found, escaped="".join(f"\\{sign}" for sign in found))


def _starts(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with how lines start and end, each seen with the line before it."""
    before, item_before, is_list = "", None, False
    for number, line in enumerate(lines, start=1):
        item, text = form.ITEM.match(line), line.lstrip()
        is_rule = bool(form.RULE.match(line))
        is_text = bool(text) and not item and not is_rule and not text.startswith(("///", "#", ">", "|"))
        if item:
            yield from ((number, message) for message in _item(item, item_before, before if not is_list else ""))
            item_before, is_list = item, True
        elif is_text:
            is_list = is_list and line.startswith(form.INDENT)
            yield from ((number, message) for message in _start(text))
            if not is_list and not before and line.startswith(form.INDENT):
                yield number, "indented text that belongs to no item of a list; take the spaces at its start away"
        if before and _UNDERLINE.fullmatch(text):
            yield number, "a line under words makes no heading; write '## ' before them"
        if _IN_QUOTE.match(line):
            yield number, "a quotation holds sentences only, no list, heading or table"
        if _LONE_MARKER.fullmatch(line):
            yield number, "an item of a list without words"
        if _ends_in_break(line) and not _goes_on(lines[number : number + 1]):
            yield number, "a line break ('\\' at the end) needs a line below it in the same paragraph"
        if line and not item and not is_text:
            is_list = False
        item_before = item_before if is_list else None
        before = line if is_text or item or line.startswith(">") else ""


def _item(item: re.Match[str], item_before: re.Match[str] | None, before: str) -> Iterator[str]:
    """Yield what is wrong with an item. before: the line above it in the same paragraph, where that is no list."""
    if before:  # where a list can start, `form` has put a blank line before it
        yield "a line that starts like an item: a list needs a blank line before it, a number the line above"
    if _BOX.match(item["text"]):
        yield "a list has no boxes to tick; take '[ ]' away"
    is_inner = item_before is not None and len(item["indent"]) > len(item_before["indent"])
    if is_inner and item["marker"] not in {"-", "1."}:
        yield "a numbered list inside an item starts with '1.'"
    yield from _start(item["text"])


def _start(text: str) -> Iterator[str]:
    """Yield what is wrong with the first signs of a line or an item."""
    return (message for pattern, message in _STARTS if pattern.match(text))


def _goes_on(below: list[str]) -> bool:
    """Whether the line below, if there is one, goes on with the paragraph."""
    return any(line and not form.ITEM.match(line) and not line.startswith(("///", "#", ">")) for line in below)


def _ends_in_break(line: str) -> bool:
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1
