"""Every message that a validator can make has a sentence for the desk."""

import ast
import inspect
from collections.abc import Iterator

import pytest

from publishing.desk.words import sayings
from publishing.text import canonical, manuscripts, preparing, schema, tree, validation
from publishing.text.prose import blocks, checks, links, renderer, syntax
from tests.publishing.desk.spoken import UNSPEAKABLE

MODULES = (canonical, manuscripts, preparing, schema, tree, validation, blocks, checks, links, renderer, syntax)
#: What is said of a library as a whole, and of no text; and what comes with a sentence of its own.
OF_A_LIBRARY = ("is not UTF-8",)
STRANGE = "a7"


def strings(node: ast.AST) -> Iterator[str]:
    """Every text of an expression, with something in place of what is put into it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else _filled(part) for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*strings(node.body), *strings(node.orelse))
    elif isinstance(node, ast.Tuple):
        yield from strings(node.elts[-1])
    elif isinstance(node, ast.BinOp):
        yield from strings(node.left)


def _filled(part: ast.FormattedValue) -> str:
    return f"'{STRANGE}'" if part.conversion == ord("r") else "7"


def messages(module) -> Iterator[str]:
    """Every text that a module yields, or notes as a fault without a sentence of its own."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Yield) and node.value is not None:
            yield from strings(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "fault" and not any(word.arg == "said" for word in node.keywords):
                yield from strings(node.args[1])
            elif node.func.attr == "append" and "faults" in ast.dump(node.func.value):
                yield from strings(node.args[0])
        elif isinstance(node, ast.FunctionDef) and node.name in ("_fault", "lacking_cards"):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return | ast.ListComp):
                    yield from strings(inner.value if isinstance(inner, ast.Return) else inner.elt)


def of_rules() -> Iterator[str]:
    """The messages that stand in tables."""
    yield from (message.format(found=STRANGE) for _pattern, message in syntax._RULES)
    yield from (message for _pattern, message in syntax._STARTS)
    yield syntax._BARE_ADDRESS.format(found="https://example.org")
    yield syntax._mark("**")


#: The one message whose meaning depends on what is put into it.
UNKNOWN = [f"unknown {to} 'nobody'" for to in ("source", "contributor", "picture", "file", "page")]
ALL = sorted({*of_rules(), *(message for module in MODULES for message in messages(module))} - {""})
SPOKEN = [
    message
    for message in [*UNKNOWN, *ALL]
    if message != "unknown 7 '7'" and " " in message and not message.startswith(OF_A_LIBRARY)
]


def test_the_messages_are_found():
    """A test of none would pass."""
    assert len(SPOKEN) > 100
    assert "the section '7' is missing" in SPOKEN and "expected a whole number" in SPOKEN


@pytest.mark.parametrize("message", SPOKEN)
def test_a_message_of_a_validator_has_a_sentence(message):
    if message in ("the key '7' is missing",):  # said by what is missing: `missing`
        return
    sentence = sayings.known_saying(message)
    assert sentence, message
    assert not UNSPEAKABLE.search(sentence), sentence
    assert sentence[0].isupper() or sentence[0] in "“0123456789"
    assert sentence[-1] in ".”"


def test_an_unknown_message_is_said_without_its_words():
    assert "xyzzy" not in sayings.said("xyzzy 'key_points' (line 7)")
