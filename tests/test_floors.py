"""Imports go down the floors (import-linter), and so do relations and names: also those written as a string."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from procedures.types import Relation
from publishing.text import kinds

FLOORS = ["publishing", "glossary", "search", "conditions", "procedures", "articles", "website"]
KEYS = {"about"}  # what a contributor says of itself is called so too: only "about/" and "about:" are surely the kind
#: Folders of templates that are no floor's by their name.
ODD = {"components": "publishing", "admin": "publishing", "registration": "publishing"}
TEMPLATES = settings.BASE_DIR / "templates"


def test_no_relation_points_to_a_higher_floor():
    ours = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOORS]
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in ours
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if field.related_model._meta.app_label in FLOORS
        if FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
    ]
    assert ours
    assert upward == []


def above(floor: str) -> tuple[set[str], set[str]]:
    """The names of kinds, and the values of relations, that a floor may not know."""
    height = FLOORS.index(floor)
    names = {kind.name for kind in kinds.all_kinds() if FLOORS.index(kind.model._meta.app_label) > height}
    return names, set(Relation.values) if height < FLOORS.index("procedures") else set()


def strings_of(module: Path) -> Iterator[str]:
    """Every string of a module but its docstrings."""
    tree = ast.parse(module.read_text())
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def quoted_in(template: Path) -> Iterator[str]:
    """Every string in the tags of a template, and every address in its HTML."""
    text = template.read_text()
    for tag in re.findall(r"\{[%{].*?[%}]\}", text):
        yield from re.findall(r"(?<=\")[^\"]*(?=\")|(?<=')[^']*(?=')", tag)
    yield from re.findall(r"(?:href|action)=\"([^\"]*)\"", text)


def found_above(floor: str, text: str) -> list[str]:
    """What of a higher floor a string spells: the name of a kind, by itself or in an address, or a relation."""
    names, relations = above(floor)
    alone = (names - KEYS) | relations
    return [text] * (text in alone) + [name for name in names if re.search(rf"(?<![\w-]){name}[/:]", text)]


@pytest.mark.parametrize("floor", FLOORS)
def test_no_module_spells_a_kind_or_a_relation_of_a_higher_floor(floor):
    modules = [path for path in (settings.BASE_DIR / floor).rglob("*.py") if "migrations" not in path.parts]
    assert modules
    assert [(path, text) for path in modules for text in strings_of(path) if found_above(floor, text)] == []


def test_no_template_spells_a_kind_or_a_relation_of_a_higher_floor():
    templates = [path for path in TEMPLATES.rglob("*.html") if path.parent != TEMPLATES]
    assert templates
    for path in templates:
        folder = path.relative_to(TEMPLATES).parts[0]
        assert [text for text in quoted_in(path) if found_above(ODD.get(folder, folder), text)] == [], path


@pytest.mark.parametrize(
    ("floor", "text", "is_above"),
    [
        ("publishing", "conditions", True),
        ("publishing", "about:detail", True),
        ("publishing", "/about/how-we-write/", True),
        ("publishing", "about", False),
        ("publishing", "snippets", False),
        ("conditions", "conditions/", False),
        ("conditions", "not-for", True),
        ("conditions", "procedures/", True),
        ("procedures", "not-for", False),
        ("website", "articles:list", False),
    ],
)
def test_what_counts_as_spelled(floor, text, is_above):
    assert bool(found_above(floor, text)) == is_above
