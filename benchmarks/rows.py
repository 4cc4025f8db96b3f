"""The one table: what was measured, its limit, and whether that is kept."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

MET, NOT_MET, NOT_MEASURED = "met", "NOT MET", "NOT MEASURED"


@dataclass(frozen=True)
class Row:
    """One thing that was measured. measured: None where it could not be. limit: None where nothing is asked."""

    what: str
    measured: float | None
    unit: str
    limit: float | None = None
    is_least: bool = False  # whether the limit is the least that it may be, and not the most
    beside: str = ""

    @property
    def verdict(self) -> str:
        """Whether the limit is kept."""
        if self.limit is None:
            return ""
        if self.measured is None:
            return NOT_MEASURED
        is_kept = self.measured >= self.limit if self.is_least else self.measured <= self.limit
        return MET if is_kept else NOT_MET

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells, as they are printed."""
        asked = "" if self.limit is None else f"{'at least' if self.is_least else 'at most'} {number(self.limit)}"
        found = "-" if self.measured is None else f"{number(self.measured)} {self.unit}"
        return self.what, found, asked, self.verdict, self.beside


@dataclass
class Found:
    """What one part found: rows; costs as multiples of nginx by name; name -> number of pages -> cost, that grows."""

    rows: list[Row] = field(default_factory=list)
    costs: dict[str, float] = field(default_factory=dict)
    curves: dict[str, dict[int, float]] = field(default_factory=dict)
    on: str = ""  # the machine and the day, of what was kept

    def as_kept(self) -> dict:
        """Return it as JSON keeps it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: dict) -> "Found":
        """Return what was kept."""
        curves = {name: {int(pages): cost for pages, cost in one.items()} for name, one in kept["curves"].items()}
        return cls([Row(**row) for row in kept["rows"]], kept["costs"], curves, kept["on"])


HEADS = ("", "measured", "limit", "", "beside")


def number(value: float) -> str:
    """Return a number in three figures, or all of its whole ones."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def plain(rows: Iterable[Row]) -> str:
    """Return the table for a terminal."""
    lines = [HEADS, *(row.cells for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS) - 1)]
    shown = ("  ".join(cell.ljust(width) for cell, width in zip(line, [*widths, 0], strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in shown)


def markdown(rows: Iterable[Row]) -> str:
    """Return the table for a document."""
    lines = [HEADS, ["---"] * len(HEADS), *(row.cells for row in rows)]
    return "\n".join("|" + "".join(f" {cell} |" if cell else " |" for cell in line) for line in lines)


def are_met(rows: Iterable[Row]) -> bool:
    """Whether every limit is kept, and was measured."""
    return all(row.verdict in ("", MET) for row in rows)
