"""Which words of a procedure's data a search finds it by."""

from collections.abc import Mapping
from typing import Any

from conditions.searched import areas_of
from procedures.types import ProcedureType
from publishing.text.kinds import FoundBy


def found_by(data: Mapping[str, Any]) -> FoundBy:
    """Return the words of a procedure's front matter: its kind, where it is done, and what it is used for."""
    kind = data.get("type")
    family = [str(ProcedureType(kind).label)] if kind in ProcedureType.values else []
    links = data.get("indications", ())
    used_for = [f"{link.get('condition', '').replace('-', ' ')}. {link.get('verdict', '')}" for link in links]
    return {"": [*areas_of(data), *family], "how-well-it-works": used_for}
