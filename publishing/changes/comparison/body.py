"""The body in two versions, block by block. Knows where a block may stand, not how a body is split into blocks."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from django.utils.text import capfirst

from publishing.changes.comparison.alignment import align
from publishing.changes.comparison.blocks import Block
from publishing.changes.comparison.rows import Place, Row, row_of
from publishing.changes.comparison.shown import NameOf
from publishing.changes.pieces import Piece, whole
from publishing.text.prose import constructs


def body_rows(before: list[Block], after: list[Block], name_of: NameOf) -> Iterator[Row]:
    """Yield a row for each block of either version. name_of: which shared text a name means today."""
    before, after = ([_with_meaning(block, name_of) for block in side] for side in (before, after))
    label_of, place_of = cache(_label), cache(_place)  # a translation takes longer than all the rest
    for i, j, is_moved in align([block.item for block in before], [block.item for block in after]):
        old, new = None if i is None else before[i], None if j is None else after[j]
        labels = [None if b is None else label_of(b.section, b.inside, b.form) for b in (old, new)]
        alarm = _place_alarm(old, new)
        is_renamed = old is not None and new is not None and bool(old.means) and old.means == new.means
        sides = [None if block is None else _pieces(block, alarm, is_renamed) for block in (old, new)]
        there = new or old
        place = place_of(there.heading, there.section, there.inside, there.form) if there else Place()
        yield row_of(labels[1] or labels[0] or "", *sides, is_moved=is_moved, was=labels[0] or "", place=place)


def _label(section: str, inside: str, form: str) -> str:
    return Block("", form, section, inside).label


def _place(heading: str, section: str, inside: str, form: str) -> Place:
    block = Block("", form, section, inside, heading=heading)
    return Place("", heading, block.group, block.part)


def _with_meaning(block: Block, name_of: NameOf) -> Block:
    return replace(block, means=name_of("snippet", block.text)) if block.form == "snippet" else block


def _pieces(block: Block, alarm: str | None, is_renamed: bool) -> list[Piece]:
    """Return a block's words; behind its place where that must be said."""
    words = block.pieces(is_renamed=is_renamed)
    return words if alarm is None else [whole(f"{capfirst(block.place)}:", block.place, alarm, " "), *words]


def _place_alarm(old: Block | None, new: Block | None) -> str | None:
    """Return whether a block's place must be said, and why: "" without alarm; None where it need not be said.

    The level of a warning is the card that it stands in.
    """
    both = [block for block in (old, new) if block is not None]
    inside = {block.inside for block in both}
    if any(block.form == "card" for block in both) or (
        old and new and (old.inside, old.form, old.id) == (new.inside, new.form, new.id)
    ):
        return None
    if inside & set(constructs.care_levels()) and (len(both) == 1 or len(inside) == 2):
        return "warning"
    if len(both) == 1:
        return None
    return "negation" if len(inside) == 2 and any(map(_denies, inside)) else ""


def _denies(name: str) -> bool:
    return bool(name) and constructs.get(name).is_denying
