"""Questions that every page asks, each turned into SQL once in a process: to word one takes longer than its answer.

Only for what a reader's page asks each time, or the desk of ten thousand rows: anything else is a QuerySet, as
everywhere in Django. What comes back are the same rows, with their columns put on them at once: Django asks each field,
and tells whoever listens (`_object`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.db.models.query import QuerySet, get_related_populators

Row = TypeVar("Row")

#: What stands for the values while the SQL is made: nothing that a query has by itself.
_NUMBER, _TEXT = -7_300_000, "\x02value "


@dataclass(frozen=True)
class _Made:
    """A query as SQL, and how its rows are made. params: of the SQL, or places of the values that stand there.

    model: what the rows are; None where they are tuples. own: where its columns stand, by their names; what follows is
    of the rows that come along.
    """

    sql: str
    params: list[tuple[int | None, Any]]
    model: type[models.Model] | None
    names: list[str]
    own: slice
    along: list
    converters: list[tuple[int, list, Any]]

    def rows(self, values: tuple[str | int, ...]) -> list:
        engine = connections[DEFAULT_DB_ALIAS]  # and not `connection`, which is looked up anew at each mention
        with engine.cursor() as cursor:
            cursor.execute(self.sql, [own if place is None else values[place] for place, own in self.params])
            return [self._row(list(row), engine) for row in cursor.fetchall()]

    def _row(self, row: list, engine: BaseDatabaseWrapper) -> Any:
        for column, converters, expression in self.converters:
            for convert in converters:
                row[column] = convert(row[column], expression, engine)
        if self.model is None:
            return tuple(row)
        made = _object(self.model, self.names, row[self.own], engine.alias)
        for other in self.along:
            _put_along(other, row, made, engine.alias)
        return made


def _object(model: type[models.Model], names: list[str], values: Sequence, alias: str) -> Any:
    """Return what `Model.from_db` does, in a fourth of the time: that asks each field of the model, and tells whoever
    listens. None of ours listens; a column that is not here is read when it is asked for, as everywhere.
    """
    made = model.__new__(model)
    vars(made).update(zip(names, values, strict=True))
    made._state = ModelState()
    made._state.adding, made._state.db = False, alias
    return made


def _put_along(other: Any, row: list, made: Any, alias: str) -> None:
    """Put a row that came along on the one that it belongs to, as `RelatedPopulator.populate` does."""
    values = other.reorder_for_init(row) if other.reorder_for_init else row[other.cols_start : other.cols_end]
    found = None
    if values[other.pk_idx] is not None:
        found = _object(other.model_cls, other.init_list, values, alias)
        for inner in other.related_populators:
            _put_along(inner, row, found, alias)
        other.remote_setter(found, made)
    other.local_setter(made, found)


class Compiled(Generic[Row]):
    """A query of rows, or of tuples (`values_list`), by some values, which are numbers or texts:
    `Compiled(called)("en", "sciatica")`.

    wording: returns the query by its values. It may not read them: it asks the same whatever they are.
    """

    def __init__(self, wording: Callable[..., QuerySet[Any]]) -> None:
        self._wording = wording
        self._made: _Made | None = None

    def __call__(self, *values: str | int) -> list[Row]:
        """Return the rows. One query."""
        if self._made is None:
            stand_ins = [_NUMBER - n if isinstance(value, int) else f"{_TEXT}{n}" for n, value in enumerate(values)]
            self._made = _made(self._wording(*stand_ins), stand_ins)
        return self._made.rows(values)


def _made(query: QuerySet, stand_ins: list[str | int]) -> _Made:
    compiler = query.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    columns = [column for column, _sql, _name in compiler.select]
    rows = {} if query.query.values_select else compiler.klass_info
    own = slice(rows["select_fields"][0], rows["select_fields"][-1] + 1) if rows else slice(0)
    return _Made(
        sql,
        [(stand_ins.index(one), None) if one in stand_ins else (None, one) for one in params],
        rows.get("model"),
        [column.target.attname for column in columns[own]],
        own,
        get_related_populators(rows, compiler.select, connection.alias),  # type: ignore[call-arg]  # of a later Django
        [(place, *how) for place, how in compiler.get_converters(columns).items()],
    )
