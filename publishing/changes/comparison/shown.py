"""Values of front matter as they are shown: in words, with the names of what they name. Knows types, not versions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from publishing.changes.pieces import Piece, pieces_of, whole
from publishing.text.canonical import strings
from publishing.text.schema import Choice, Date, Key, Name, Text, Type

#: Takes `to` ("source", "contributor" or "page", as in `schema.Name`) and a name (of a page, its address). Returns
#: what people call that thing, and where it does not know it the name itself. Of a "snippet" it is the name of today.
NameOf = Callable[[str, str], str]


@dataclass(frozen=True)
class Shown:
    """Says values in words. name_of: what people call things."""

    name_of: NameOf

    def pieces(self, key: Key, its_type: Type, value: Any) -> list[Piece]:
        """Return the words of one value of a key. A value of the wrong form is shown with all its words."""
        if not isinstance(value, str):
            return pieces_of(" ".join(strings(value)))
        if isinstance(its_type, Choice):
            labels = dict(zip(its_type.values, its_type.labels or its_type.values, strict=True))
            return [whole(labels.get(value, value), value, key.alarm)]
        if isinstance(its_type, Name):
            return [whole(self._name(its_type, value), value, key.alarm)]
        if isinstance(its_type, Date) or (isinstance(its_type, Text) and (its_type.pattern or key.alarm)):
            return [whole(value, alarm=key.alarm)]
        return pieces_of(value)

    def words(self, its_type: Type, value: Any) -> str:
        """Return one value in words, as it is read: text as it was written, the rest by what people call it."""
        is_text = isinstance(its_type, Text) and not isinstance(value, list | dict)
        return str(value) if is_text else " ".join(piece.text for piece in self.pieces(Key(its_type), its_type, value))

    def _name(self, its_type: Name, value: str) -> str:
        """Return what people call a thing, with its id, since two things may have one name; people know each other."""
        found = self.name_of(its_type.to, its_type.prefix + value)
        if its_type.to == "contributor":
            return found
        return value if found in {value, its_type.prefix + value} else f"{found} ({value})"
