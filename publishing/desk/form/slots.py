"""How many records a form has room for where a list of them stands inside a record: one more than there are."""

import re
from collections.abc import Iterable, Mapping

from publishing.text.schema import ListOf, Record

SEPARATOR = "__"
_NUMBERED = re.compile(rf"{SEPARATOR}(\d{{1,3}}){SEPARATOR}")


class Slots:
    """The room of each list, by the path of keys to it.

    raw: what the text has. posted: the names that a browser sent, which was shown so many; whoever posts more than the
    list may have, or of what is no list, asks for no larger a form.
    """

    def __init__(self, schema: Record, raw: dict, posted: Iterable[str]) -> None:
        self._found: dict[str, int] = {}
        self._most: dict[str, int] = {}
        self._walk("", schema, [raw])
        for name in posted:
            if match := _NUMBERED.search(name):
                self._make_room(name[: match.start()].rpartition("-")[2], int(match[1]) + 1)

    def of(self, path: str) -> int:
        """Return the room in the list at a path of keys."""
        return self._found.get(path, 1)

    def _make_room(self, path: str, wanted: int) -> None:
        if path in self._found:
            self._found[path] = max(self._found[path], min(wanted, self._most[path]))

    def _walk(self, path: str, record: Record, raws: list) -> None:
        for key, described in record.keys.items():
            values = [raw.get(key) for raw in raws if isinstance(raw, dict)]
            name = f"{path}{key}"
            if isinstance(described.type, Record):
                self._walk(f"{name}{SEPARATOR}", described.type, values)
            elif isinstance(described.type, ListOf) and isinstance(described.type.item, Record):
                lists = [value for value in values if isinstance(value, list)]
                self._found[name] = max([1, *(len(items) + 1 for items in lists)])
                self._most[name] = described.type.maximum
                self._walk("", described.type.item, [item for items in lists for item in items])


def without_spare(fields: dict, shown: Mapping[str, object], posted: Iterable[str]) -> dict:
    """Return the fields of one row of many without the room that only another row needs: one slot is free in each.

    shown: what the row shows at first, by the names of its fields. posted: the names of those of its fields that a
    browser sent.
    """
    used: dict[str, int] = {}
    for name in (*(name for name, value in shown.items() if value not in (None, "", [])), *posted):
        if match := _NUMBERED.search(name):
            path = name[: match.start()]
            used[path] = max(used.get(path, 0), int(match[1]) + 1)
    return {name: field for name, field in fields.items() if _is_within(name, used)}


def _is_within(name: str, used: Mapping[str, int]) -> bool:
    match = _NUMBERED.search(name)
    return match is None or int(match[1]) <= used.get(name[: match.start()], 0)
