"""What a page asks before something is done. Must not know what."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Question:
    """What a page asks. title: what will happen. says: sentences about it. reads: what the public will read then.

    button: the verb and the name. note: what the box of the note is called; empty where there is none. whens: from when
    it can be, each a value and its words. rows: what changes, as a comparison has it.
    """

    title: str
    button: str
    says: list[str] = field(default_factory=list)
    reads: str = ""
    note: str = ""
    is_note_needed: bool = False
    whens: list[tuple[str, str]] = field(default_factory=list)
    rows: list = field(default_factory=list)
    is_grave: bool = False
