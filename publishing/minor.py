"""Is an edit of a live page minor? Only what can be proven minor is: then no clinician needs to approve it (R2).

Proven minor is white space inside a line, some punctuation between ordinary words, and a misspelled ordinary word put
right. Whatever this module does not understand is clinical. It compares two texts and nothing else: it must not know
models, revisions, people or what becomes of its answer.

The words that decide about doses, sides, negations and the like are in `words/`, one a line; a word within one edit of
one of them is treated like it. Ordinary words are those of pyspellchecker's English dictionary.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import yaml
from spellchecker import SpellChecker

from publishing import canonical, kinds, manuscripts
from publishing.schema import Choice, Date, ListOf, Name, Number, Record, Report, Text, Type

WORDS = Path(__file__).parent / "words"

#: A corrected word must stand as often as this in the dictionary's sources (film subtitles): a rarer one is too often a
#: term that only looks ordinary. About 24,000 words do.
ORDINARY = 500
#: A shorter word has too many others one letter away.
SHORTEST = 4
#: Below this length, two wrong letters are another word.
TWO_EDITS_FROM = 7
#: A medical word as long as this is known in every longer word that starts with it.
STEM = 5
#: The right word must be this many times as frequent as any other word one letter away from the misspelled one.
PLAINLY = 5
#: More than this many words that differ are not compared word by word: the text is another one.
MOST_TOKENS = 400

#: The word lists, in the order in which they give the reason of a change. The flag: punctuation beside it is clinical.
PROTECTED = {
    "negations": ("a word that says no, or not, is concerned", True),
    "sides": ("a word for a side or a place is concerned", True),
    "numbers": ("a number word is concerned", True),
    "units": ("a unit or a dose is concerned", True),
    "times": ("a word for a time or a frequency is concerned", True),
    "quantities": ("a word for an amount or a comparison is concerned", True),
    "modals": ("a word that says must, may or can is concerned", True),
    "logic": ("a word that joins or limits statements is concerned", False),
    "judgments": ("a word for an instruction, a risk or the evidence is concerned", False),
    "drugs": ("a drug's name is concerned", False),
    "body": ("a part of the body is concerned", False),
    "medicine": ("a medical term is concerned", False),
}
#: Prefixes that turn an ordinary word into its opposite.
OPPOSITES = ("un", "non", "dis", "mis", "im", "in", "ir", "il", "ab", "anti", "de", "mal", "under", "over", "out")
LETTERS = "abcdefghijklmnopqrstuvwxyz"

_TOKEN = re.compile(
    r"""(?P<citation>\[@[^\]\n]*\])
      | (?P<link>\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\))
      | (?P<fixed>\{[^{}\n]*\} | <[^<>\n]*> | `[^`\n]*`)
      | (?P<address>(?:https?://|mailto:|tel:|www\.)\S+)
      | (?P<number>[^\W_]*\d[^\W_]*)
      | (?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)
      | (?P<gap>[ \n,.;:!?"'“”‘’()]+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_PREFIX = re.compile(r"\s*(?:(?:[-*+]|\d+[.)])\s+|>\s*|#{1,6}\s+)*")
_BLOCK = re.compile(r"///\s*(?P<name>[a-z-]*)\s*\|\s*")
_PLAIN_LINE = re.compile(r"(?:[A-Za-z\"“‘(\[{]|\*{1,3}[^\s*]|\d+(?![.)\d]))")
_FRONT_LINE = re.compile(r"(?P<prefix> *(?:- )*(?:[a-z0-9_]+: )?)(?P<value>.*)")
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the same tree, ten times faster, where it was built


@dataclass(frozen=True)
class Change:
    """One place at which two manuscripts differ; an empty side means that nothing stands there."""

    before: str
    after: str
    is_minor: bool
    reason: str


def is_minor(kind_name: str, before: str, after: str, *, same_address: bool = True, language: str = "en") -> bool:
    """Return whether the edit from one whole manuscript to another is proven minor. No edit at all is not minor.

    same_address: False where the slug changes, which is always clinical. language: outside English nothing but white
    space can be judged. Raises KeyError for an unknown kind.
    """
    if not same_address or before == after:
        return False
    found = False
    for change in _changes(kind_name, before, after, language):
        if not change.is_minor:
            return False
        found = True
    return found


def changes(kind_name: str, before: str, after: str, *, language: str = "en") -> list[Change]:
    """Return every difference of two whole manuscripts, in the order of the text, each with its reason.

    Raises KeyError for an unknown kind.
    """
    return list(_changes(kind_name, before, after, language))


def _changes(kind_name: str, before: str, after: str, language: str) -> Iterator[Change]:
    schema = kinds.get(kind_name).schema
    if before == after:
        return
    old, new = _read(before, schema), _read(after, schema)
    if old is None or new is None:
        yield Change(before, after, False, "a version cannot be read as a manuscript")
        return
    words = Counter(re.findall(r"[^\W\d_]+", new.text.casefold()))
    total = words.total()
    # In English, more than a tenth of the words of any longer text are the commonest ones; elsewhere hardly one is.
    is_english = (
        language == "en"
        and not {"translation_of", "translated_from"} & {key.value for key, _ in (*old.root.value, *new.root.value)}
        and (total < 50 or sum(words[word] for word in _list("function")) > total / 10)
    )
    judge = _Judge(is_english, words)
    yield from _front(old, new, schema, judge)
    yield from _body(old.body, new.body, judge)
    if old.front == new.front and old.body == new.body:
        yield Change("", "", True, "white space changed")


class _Read(NamedTuple):
    text: str
    front: str
    root: yaml.MappingNode
    body: str


def _read(text: str, schema: Record) -> _Read | None:
    """Return a manuscript's parts, or None where anything about it is not as it must be."""
    fence = manuscripts.FENCE
    if len(text) > manuscripts.MAX_LENGTH or canonical.CONTROL.search(text) or not text.startswith(fence):
        return None
    end = text.find("\n" + fence, len(fence) - 1)
    if end == -1:
        return None
    front = text[len(fence) : end + 1]
    try:
        root = yaml.compose(front, Loader=_LOADER)
        report = Report("")
        if not _is_tree(root) or schema.read(root, report) is None or report.faults:
            return None
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return _Read(text, front, root, manuscripts.tidy(text[end + 1 + len(fence) :]))


def _is_tree(root: yaml.Node | None) -> bool:
    """Whether the front matter is a mapping in which no part stands twice by an alias."""
    if not isinstance(root, yaml.MappingNode):
        return False
    seen, waiting = set(), [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            return False
        seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            node.style = node.style or None  # the fast loader has another sign for a plain scalar
        elif isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        else:
            waiting += node.value
    return True


# --- Front matter ---------------------------------------------------------------------------------------------------


def _front(old: _Read, new: _Read, schema: Record, judge: "_Judge") -> Iterator[Change]:
    if old.front == new.front:
        return
    texts: list[tuple[yaml.ScalarNode, yaml.ScalarNode]] = []
    broken = False
    for item in _values(schema, old.root, new.root):
        if isinstance(item, Change):
            broken = True
            yield item
        else:
            texts.append(item)
    for one, other in texts:
        yield from judge.text(one.value, other.value)
    # What the values do not show: comments, quotes, blank lines. Every line that differs must be one that was judged.
    lines = list(zip_longest(old.front.split("\n"), new.front.split("\n")))
    judged = {one.start_mark.line: (one, other) for one, other in texts}
    for number, (one, other) in enumerate(lines):
        if one != other and not broken and not _is_same_line(one, other, number, judged.get(number)):
            yield Change(one or "", other or "", False, "the form of the front matter changed")
            return


def _is_same_line(one: str | None, other: str | None, number: int, nodes) -> bool:
    """Whether two lines of front matter are the same but for their judged values, each a scalar on this one line."""
    if one is None or other is None or nodes is None or number != nodes[1].start_mark.line:
        return False
    prefixes = set()
    for line, node in ((one, nodes[0]), (other, nodes[1])):
        match = _FRONT_LINE.fullmatch(line)
        value = match["value"]
        if node.start_mark.line != node.end_mark.line or not (value == node.value or _QUOTED.fullmatch(value)):
            return False
        prefixes.add(match["prefix"])
    return len(prefixes) == 1


def _values(kind: Type, one: yaml.Node, other: yaml.Node) -> Iterator:
    """Yield a clinical change for what is not text, and the two nodes of each text that differs."""
    if isinstance(kind, Record):
        keys, others = [key.value for key, _ in one.value], [key.value for key, _ in other.value]
        if keys != others:
            gone, come = [k for k in keys if k not in others], [k for k in others if k not in keys]
            reason = "the order of the keys changed" if not gone + come else "a key of the front matter was "
            if gone or come:
                reason += "replaced" if gone and come else "removed" if gone else "added"
            yield Change(", ".join(gone), ", ".join(come), False, reason)
        found = {key.value: value for key, value in other.value}
        for key, value in one.value:
            if key.value in found:
                yield from _values(kind.keys[key.value].type, value, found[key.value])
    elif isinstance(kind, ListOf):
        sides = [[_shown(node) for node in side.value] for side in (one, other)]
        if sides[0] == sides[1] and not any("\0" in value for value in sides[0]):
            return
        if len(sides[0]) != len(sides[1]):
            lost, won = ([v for v in a if v not in b] for a, b in (sides, sides[::-1]))
            which = "removed" if len(sides[0]) > len(sides[1]) else "added"
            yield Change(_plain(lost), _plain(won), False, f"an item of a list was {which}")
        elif sides[0] != sides[1] and sorted(sides[0]) == sorted(sides[1]):
            yield Change(_plain(sides[0]), _plain(sides[1]), False, "the order of a list changed")
        else:
            for a, b in zip(one.value, other.value, strict=True):
                yield from _values(kind.item, a, b)
    elif one.value != other.value:
        if isinstance(kind, Text) and not kind.pattern:
            yield one, other
        else:
            yield Change(one.value, other.value, False, _data_reason(kind))


def _shown(node: yaml.Node) -> str:
    """A node as text, to compare and to show; what is inside a mapping is set apart by an unprintable sign."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    return "\0".join(_shown(part) for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,)))


def _plain(values: list[str]) -> str:
    return "; ".join(values).replace("\0", " ")


def _data_reason(kind: Type) -> str:
    if isinstance(kind, Choice):
        return "a choice changed"
    if isinstance(kind, Number):
        return "a number changed"
    if isinstance(kind, Date):
        return "a date changed"
    if isinstance(kind, Name):
        return {"source": "a source changed", "page": "a link to a page changed"}.get(kind.to, f"a {kind.to} changed")
    return "a code, a file or an address changed"


# --- Body -----------------------------------------------------------------------------------------------------------


def _body(before: str, after: str, judge: "_Judge") -> Iterator[Change]:
    if before == after:
        return
    old, new = before.split("\n\n"), after.split("\n\n")
    for one, other in _paired(old, new):
        if len(one) == len(other):
            for a, b in zip(one, other, strict=True):
                yield from _block(a, b, judge)
        else:
            yield _unpaired("\n\n".join(one), "\n\n".join(other), "a paragraph")


def _paired(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the runs at which two sequences differ, aligned."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) == len(new):
        # Aligned by place: a block that moved meets another one, and both differ by more than is minor.
        for one, other in zip(old, new, strict=True):
            if one != other:
                yield [one], [other]
    elif max(len(old), len(new)) > MOST_TOKENS:
        yield old, new
    else:
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag != "equal":
                yield old[a:b], new[c:d]


def _unpaired(one: str, other: str, what: str) -> Change:
    if not other:
        return Change(one, other, False, f"{what} was removed")
    if not one:
        return Change(one, other, False, f"{what} was added")
    return Change(one, other, False, "lines were added, removed, joined or split")


def _block(before: str, after: str, judge: "_Judge") -> Iterator[Change]:
    """Compare what stands between two blank lines: a paragraph as a whole, all else line by line."""
    if before == after:
        return
    old, new = before.split("\n"), after.split("\n")
    if _is_paragraph(old) and _is_paragraph(new):
        yield from judge.text(before, after)
        return
    if len(old) != len(new):
        for one, other in _paired(old, new):
            yield _unpaired("\n".join(one), "\n".join(other), "a line")
        return
    if sorted(old) == sorted(new):
        yield Change(before, after, False, "the order of lines changed")
        return
    for number, (one, other) in enumerate(zip(old, new, strict=True)):
        if one != other:
            following = new[number + 1] if number + 1 < len(new) else ""
            yield from _line(one, other, _starts_anew(other) and (not following or _starts_anew(following)), judge)


def _is_paragraph(lines: list[str]) -> bool:
    """Whether lines are running words that may be wrapped anew: no line could be read as anything else."""
    return all(
        _PLAIN_LINE.match(line) and "|" not in line and "`" not in line and not line.endswith("\\")
        and not re.match(r"\[[^\]]*\]:", line)
        for line in lines
    )  # fmt: skip


def _starts_anew(line: str) -> bool:
    """Whether a line is an item, a heading, a block or a row, and so not the continuation of the line above it."""
    return bool(_PREFIX.match(line)[0].strip()) or line.lstrip().startswith(("///", "|"))


def _line(before: str, after: str, is_whole: bool, judge: "_Judge") -> Iterator[Change]:
    """Compare two lines that stand in the same place. is_whole: no sentence of theirs goes on in another line."""
    prefix, other_prefix = _PREFIX.match(before)[0], _PREFIX.match(after)[0]
    block = before[len(prefix) :].startswith("///")
    if block or after[len(other_prefix) :].startswith("///"):
        match, other_match = _BLOCK.match(before, len(prefix)), _BLOCK.match(after, len(other_prefix))
        if not match or not other_match or match[0] != other_match[0] or match["name"] == "snippet":
            yield Change(before, after, False, "a block or the level of a care card changed")
            return
        prefix, other_prefix = before[: match.end()], after[: other_match.end()]
    if prefix != other_prefix:
        yield Change(before, after, False, "the level of a heading, or the place or number of an item changed")
        return
    one, other = before[len(prefix) :], after[len(prefix) :]
    if "#" in prefix and "{#" not in one and one.split() != other.split():
        yield Change(one, other, False, "a heading without a fixed id changed, and with it its address")
    elif "`" in one + other or re.fullmatch(r"[\s|:=-]+", one) or re.fullmatch(r"[\s|:=-]+", other):
        yield Change(one, other, False, "a line that is not text changed")
    else:
        yield from judge.text(one, other, is_whole=is_whole)


# --- Text -----------------------------------------------------------------------------------------------------------


class _Token(NamedTuple):
    """What is not white space or ordinary punctuation, with the gap before it. kind: the group of `_TOKEN`."""

    kind: str
    text: str
    gap: str

    @property
    def word(self) -> str:
        return self.text.casefold()


_END = _Token("end", "", "")


def _tokens(text: str) -> list[_Token]:
    """Return the tokens of a text; the last one is its end, with the gap before it."""
    found, gap = [], ""
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "gap":
            gap = match[0]
        else:
            found.append(_Token(match.lastgroup, match[0], gap))
            gap = ""
    return [*found, _END._replace(gap=gap)]


@dataclass(frozen=True)
class _Judge:
    """Compares texts. words: how often each word stands in the manuscript as it is to be."""

    is_english: bool
    words: Mapping[str, int]

    def text(self, before: str, after: str, *, is_whole: bool = True) -> Iterator[Change]:
        """Yield the changes of a text. is_whole: it starts and ends with its own sentences."""
        if before == after:
            return
        old, new = _tokens(before), _tokens(after)
        start, end = _same(old, new)
        middle, other = old[start : len(old) - end], new[start : len(new) - end]
        if len(middle) != len(other):
            yield from _rewritten(middle, other)
            return
        if _order(middle) == _order(other) and [t.text for t in middle] != [t.text for t in other]:
            is_number = any(a.kind == "number" and a.text != b.text for a, b in zip(middle, other, strict=True))
            yield Change(before, after, False, "a number changed" if is_number else "words changed places")
            return
        if after.count("(") != after.count(")") and re.findall("[()]", before) != re.findall("[()]", after):
            yield Change(before, after, False, "a parenthesis is left open")
        for index, (one, two) in enumerate(zip(old, new, strict=True)):
            if one.gap != two.gap:
                yield self._gap(old, new, index, is_whole)
            if one.text != two.text:
                yield self._token(old, new, index)

    def _token(self, old: list[_Token], new: list[_Token], index: int) -> Change:
        one, two = old[index], new[index]
        reason = _token_reason(one, two)
        if not reason:
            reason = "a word of another language changed" if not self.is_english else self._word_reason(old, new, index)
        if reason:
            return Change(one.text, two.text, False, reason)
        if one.text.replace("’", "'") == two.text.replace("’", "'"):
            return Change(one.text, two.text, True, "an apostrophe took another form")
        return Change(one.text, two.text, True, "a misspelled word was corrected")

    def _word_reason(self, old: list[_Token], new: list[_Token], index: int) -> str:
        """Return why a word for another word is clinical; empty where it is a proven correction."""
        before, after = old[index].text, new[index].text
        if before.replace("’", "'") == after.replace("’", "'"):
            return _protected(before.casefold().replace("’", "'"))
        if not (before.isascii() and after.isascii()):
            return "a letter that is not plain English changed"
        if "'" in before + after:
            return "an apostrophe changed a word"
        if before.casefold() == after.casefold():
            return "capital letters changed"
        if (
            before[1:] != before[1:].lower()
            or after[1:] != after[1:].lower()
            or before[0].isupper() != after[0].isupper()
        ):
            return "a word with capital letters changed"
        if after[0].isupper() and not _starts_sentence(new, index):
            return "a name changed"
        if not all(_stands_free(tokens, index) for tokens in (old, new)):
            return "a part of a compound changed"
        for word in (before, after):
            if reason := _protected(word.casefold()):
                return reason
        if self.words.get(before.casefold()):
            return "the word that was replaced stands elsewhere on the page, so it is no slip"
        return _correction_reason(before.lower(), after.lower())

    def _gap(self, old: list[_Token], new: list[_Token], index: int, is_whole: bool) -> Change:
        one, two = old[index].gap, new[index].gap
        before, after = (_around(tokens, index) for tokens in (old, new))
        marks, others = (re.sub(r"\s", "", gap) for gap in (one, two))
        if marks == others and _shape(one) == _shape(two):
            return Change(before, after, True, "white space changed")
        reason = self._gap_reason(old, new, index, is_whole)
        if reason:
            return Change(before, after, False, reason)
        return Change(before, after, True, "white space changed" if marks == others else "punctuation changed")

    def _gap_reason(self, old: list[_Token], new: list[_Token], index: int, is_whole: bool) -> str:
        """Return why other punctuation in a gap is clinical; empty where it is proven minor."""
        if not self.is_english:
            return "punctuation of another language changed"
        one, two = old[index].gap, new[index].gap
        marks, others = (re.sub(r"\s", "", gap) for gap in (one, two))
        right = old[index]
        is_end = all(token.kind in {"citation", "end"} for token in old[index:])
        left = old[index - 1] if index else None
        if left is None:
            return "punctuation at the start of a text changed"
        for token in (left, right):
            if token.kind in {"mark", "link", "fixed", "address"}:
                return "punctuation beside a mark, a link or an address changed"
        for token, gap_end in ((left, 0), (right, -1)):
            if token.kind == "citation":
                touching = {gap[gap_end] for gap in (one, two) if gap}
                if touching - set(" \n.,;"):
                    return "punctuation beside a citation changed"
        # A citation is no word: what stands beyond it is what the mark stands beside.
        near = (_nearest(old, index - 1, -1), _nearest(old, index, 1))
        for token in near:
            if token is None:
                continue
            if token.kind != "word":
                return "punctuation beside a number or a mark changed"
            if reason := _beside(token.word):
                return f"punctuation changed where {reason}"
        if marks == others:
            return ""
        if marks.translate(_QUOTES) == others.translate(_QUOTES):
            return ""
        if not is_whole:
            return "punctuation changed in a sentence of several lines"
        if re.findall("[\"'“”‘’]", marks) != re.findall("[\"'“”‘’]", others):
            return "quotation marks or an apostrophe came or went"
        if marks.count("?") != others.count("?"):
            return "a question mark came or went"
        if is_end:
            # A colon there introduces what follows.
            return "" if set(marks + others) <= set(".,;!") else "the end of a text changed"
        if marks.count(":") != others.count(":"):
            return "a colon came or went"
        if bool(set(marks) & set(".!")) != bool(set(others) & set(".!")):
            return "sentences were joined or split"
        return self._scope_reason(old, new, index, near)

    def _scope_reason(self, old: list[_Token], new: list[_Token], index: int, near) -> str:
        """Return why a mark inside a sentence may change what the sentence says."""
        for token in near:
            if token is not None and token.word not in {"and", "or"} and (reason := _protected(token.word)):
                return f"punctuation changed where {reason}"
        words = _sentence(old, new, index)
        if any(word in _list("scope") or word in _list("negations") or _is_opposite(word) for word in words):
            return "punctuation changed in a sentence with a condition or a negation"
        if sum(word in {"and", "or"} for word in words) > 1:
            return "punctuation changed between several parts joined by and, or"
        return ""


def _same(old: list[_Token], new: list[_Token]) -> tuple[int, int]:
    """Return how many tokens are the same (their texts) at the start and at the end."""
    limit = min(len(old), len(new))
    start = 0
    while start < limit and old[start].text == new[start].text:
        start += 1
    end = 0
    while end < limit - start and old[-1 - end].text == new[-1 - end].text:
        end += 1
    return start, end


def _order(tokens: list[_Token]) -> list[str]:
    return sorted(token.text for token in tokens)


def _rewritten(old: list[_Token], new: list[_Token]) -> Iterator[Change]:
    """Yield the changes of two runs of tokens of different length: all of them are clinical."""
    if max(len(old), len(new)) > MOST_TOKENS:
        yield Change(_joined(old), _joined(new), False, "the text was rewritten")
        return
    texts = [[token.text for token in side] for side in (old, new)]
    for tag, a, b, c, d in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Change(_joined(old[a:b]), _joined(new[c:d]), False, _rewritten_reason(old[a:b], new[c:d]))


def _rewritten_reason(old: list[_Token], new: list[_Token]) -> str:
    tokens = old + new
    if any(token.kind == "number" for token in tokens):
        return "a number changed"
    for token in tokens:
        if token.kind not in {"word", "end"} and (reason := _token_reason(token, _END)):
            return reason
    what = "a word was" if len(tokens) == 1 else "words were"
    if not new:
        return f"{what} removed"
    return f"{what} added" if not old else "words were replaced, joined or split"


def _joined(tokens: list[_Token]) -> str:
    return "".join((" " if index and token.gap else "") + token.text for index, token in enumerate(tokens)).strip()


def _token_reason(one: _Token, two: _Token) -> str:
    """Return why one token for another is clinical; empty where both are words."""
    found = {one.kind, two.kind}
    for kind, reason in (
        ("number", "a number changed"),
        ("citation", "a citation changed"),
        ("link", "a link changed"),
        ("address", "a link changed"),
        ("fixed", "a token, an id or a piece of code changed"),
        ("mark", "a dash, a sign or a Markdown mark changed"),
        ("end", "a word was added or removed"),
    ):
        if kind in found:
            return reason
    return ""


def _around(tokens: list[_Token], index: int) -> str:
    """The gap before a token with the words on both sides, for an editor to recognize."""
    left = tokens[index - 1].text if index else ""
    return f"{left}{tokens[index].gap}{tokens[index].text}"


def _shape(gap: str) -> str:
    """A gap with each run of white space as one space."""
    return re.sub(r"\s+", " ", gap)


def _nearest(tokens: list[_Token], index: int, step: int) -> _Token | None:
    """The token from an index on that is not a citation, or None at the text's end."""
    while 0 <= index < len(tokens) and tokens[index].kind == "citation":
        index += step
    return tokens[index] if 0 <= index < len(tokens) and tokens[index].kind != "end" else None


def _sentence(old: list[_Token], new: list[_Token], index: int) -> list[str]:
    """The words of the sentence, or of both, that the gap before a token belongs to."""

    def ends(number: int) -> bool:
        return all(re.search("[.!?]", tokens[number].gap) for tokens in (old, new))

    first = index - 1
    while first > 0 and not ends(first):
        first -= 1
    last = index + 1
    while last < len(old) and not ends(last):
        last += 1
    return [token.word for token in old[first:last] if token.kind == "word"]


def _starts_sentence(tokens: list[_Token], index: int) -> bool:
    while index > 0 and not re.search("[.!?]", tokens[index].gap):
        if tokens[index - 1].text not in {"*", "[", "_"} and tokens[index - 1].kind != "citation":
            return False
        index -= 1
    return True


def _stands_free(tokens: list[_Token], index: int) -> bool:
    """Whether nothing is glued to a word that could make it a part of something else: a hyphen, a digit, a slash."""
    gap, following = tokens[index].gap, tokens[index + 1]
    if gap.endswith(("'", "’", "‘")) or following.gap.startswith(("'", "’")):
        return False
    before = tokens[index - 1] if index and not gap else None
    after = following if not following.gap else None
    if before and before.kind not in {"citation", "end"} and before.text not in {"*", "_", "[", "|"}:
        return False
    return not (after and after.kind not in {"citation", "link", "end"} and after.text not in {"*", "_", "]", "|"})


# --- Words ----------------------------------------------------------------------------------------------------------


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset((WORDS / f"{name}.txt").read_text(encoding="utf-8").split())


@cache
def _affixes(name: str) -> tuple[str, ...]:
    return tuple(sorted(_list(name)))


@cache
def _stems() -> tuple[str, ...]:
    """Medical words that are long enough to be known by their start: allergy is in allergies, headache in headaches."""
    found = {word for name in ("body", "drugs", "medicine") for word in _list(name) if len(word) >= STEM}
    return tuple(sorted({word.removesuffix("y") for word in found}))


@cache
def _all_protected() -> frozenset[str]:
    return frozenset().union(*map(_list, PROTECTED))


@cache
def _dictionary() -> Mapping[str, int]:
    """English words with their frequency. Read once, when the first word is judged (0.2 s)."""
    return SpellChecker(language="en", distance=1).word_frequency.dictionary


def _protected(word: str) -> str:
    """Return why a word may only change with a clinician; empty for an ordinary one."""
    for name, (reason, _) in PROTECTED.items():
        if word in _list(name):
            return reason
    if _is_medical(word):
        return PROTECTED["medicine"][0]
    return PROTECTED["negations"][0] if _is_opposite(word) else ""


def _beside(word: str) -> str:
    """Return why punctuation beside a word is clinical; empty for an ordinary one."""
    if len(word) == 1 or "'" in word or "’" in word:
        return "a letter or a shortened word stands"
    for name, (reason, is_guarded) in PROTECTED.items():
        if is_guarded and word in _list(name):
            return reason
    return PROTECTED["negations"][0] if _is_opposite(word) else ""


def _is_medical(word: str) -> bool:
    """Whether a word has a part that drugs and medical terms are made of."""
    return (
        (len(word) > 3 and word.endswith(_affixes("suffixes")))
        or (len(word) > 4 and word.startswith(_affixes("prefixes")))
        or word.startswith(_stems())
    )


def _is_opposite(word: str) -> bool:
    """Whether a word is an ordinary one with a prefix or suffix that denies it: unlikely, useless."""
    known = _dictionary()
    if word.endswith("n't"):
        return True
    if word.endswith(("less", "free")) and known.get(word[:-4], 0) >= ORDINARY:
        return True
    return any(
        word.startswith(prefix) and len(word) - len(prefix) > 2 and known.get(word[len(prefix) :], 0) >= ORDINARY
        for prefix in OPPOSITES
    )


def _correction_reason(before: str, after: str) -> str:
    """Return why one lower-case word for another is no proven correction; empty where it is. Neither is protected."""
    known = _dictionary()
    if before in known or before in _all_protected():
        return "a word was replaced by another"
    if known.get(after, 0) < ORDINARY:
        return "a word was replaced by one that is not an ordinary word"
    if min(len(before), len(after)) < SHORTEST:
        return "a word too short to be sure of changed"
    distance = _distance(before, after)
    if distance > (2 if min(len(before), len(after)) >= TWO_EDITS_FROM else 1):
        return "a word was replaced by one spelled very differently"
    near_before, near_after = _edits(before), _edits(after)
    for near in (near_before, near_after):
        if found := near & _all_protected():
            return f"{_protected(min(found))}: one letter away"
        for word in near:
            if known.get(word, 0) >= ORDINARY and (_is_medical(word) or _is_opposite(word)):
                return "a medical term or a denied word is one letter away"
    readings = [word for word in near_before if word in known]
    if distance > 1 and readings:
        return "the misspelled word is closer to another word"
    if any(known[word] * PLAINLY > known[after] for word in readings if word != after):
        return "the misspelled word could be another word"
    return ""


def _edits(word: str) -> set[str]:
    """Every string that one added, dropped, changed or swapped letter makes of a word."""
    splits = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    found = {a + b[1:] for a, b in splits if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    found |= {a + letter + b[1:] for a, b in splits if b for letter in LETTERS}
    found |= {a + letter + b for a, b in splits for letter in LETTERS}
    return found - {word}


def _distance(one: str, other: str) -> int:
    """The Damerau-Levenshtein distance of two words (no letter edited twice)."""
    if abs(len(one) - len(other)) > 2:
        return 3
    older: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        oldest, older, row = older, row, [i]
        for j, second in enumerate(other, start=1):
            cost = min(older[j] + 1, row[j - 1] + 1, older[j - 1] + (letter != second))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == second:
                cost = min(cost, oldest[j - 2] + 1)
            row.append(cost)
    return row[-1]
