"""Which words of a condition's data a search finds it by."""

from collections.abc import Iterable, Mapping
from typing import Any

from conditions.areas import BodyArea, Category
from publishing.text.kinds import FoundBy


def areas_of(data: Mapping[str, Any]) -> list[str]:
    """Return the names of the body areas in front matter, those that there are."""
    return [str(BodyArea(area).label) for area in data.get("body_areas", ()) if area in BodyArea.values]


def found_by(data: Mapping[str, Any]) -> FoundBy:
    """Return the words of a condition's front matter: where it hurts, its symptoms, and what its options are called."""
    category = data.get("category")
    family = [str(Category(category).label)] if category in Category.values else []
    symptoms = [f"{one.get('name', '')}. {one.get('how', '')}" for one in data.get("symptoms", ())]
    return {
        "": [*areas_of(data), *family, *symptoms, *data.get("icd10", ())],
        "symptoms": symptoms,
        "causes": data.get("risk_factors", ()),
        "your-options": list(_options(data)),
    }


def _options(data: Mapping[str, Any]) -> Iterable[str]:
    for option in data.get("other_care", ()):
        yield f"{option.get('name', '')}. {option.get('verdict', '')}"
    yield data.get("no_procedure", {}).get("verdict", "")
