"""What a comparison comes to: how many rows changed, and every alarm. Reads rows; must not know how they are made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from publishing.changes.comparison.rows import Row


@dataclass(frozen=True)
class Alarm:
    """What must be looked at in a row. number: the row's. reason: such as "dose changed". before, after: the words."""

    number: int
    label: str
    reason: str
    before: str
    after: str


@dataclass(frozen=True)
class Summary:
    """How many rows of each kind there are, and every alarm in the order of the rows."""

    changed: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    same: int = 0
    alarms: list[Alarm] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return not (self.changed or self.added or self.removed or self.moved)


def summary(rows: Sequence[Row]) -> Summary:
    """Count rows by kind and collect their alarms, one for each reason in each row."""
    alarms = []
    for row in rows:
        reasons = dict.fromkeys(span.alarm for span in (*row.before, *row.after) if span.alarm)
        for reason in reasons:
            words = [" … ".join(span.text for span in side if span.alarm == reason) for side in (row.before, row.after)]
            alarms.append(Alarm(row.number, row.label, reason, *words))
    return Summary(**Counter(row.kind for row in rows), alarms=alarms)
