"""What a text may refer to, as plain values."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Picture:
    """A picture that a text may show. `url` and the `sources` are addresses; sizes are CSS pixels.

    `sources` holds (media type, srcset) pairs, best format first; it is empty for a drawing.
    """

    url: str
    width: int
    height: int
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Term:
    """A hard word: every spelling that a text may use, its plain definition, and its own page if any."""

    slug: str
    names: tuple[str, ...]
    definition: str
    page: str = ""


@dataclass(frozen=True)
class References:
    """Everything outside a text that the text may name.

    addresses: "conditions/sciatica" -> its public address, or None where the page exists but is not public.
    tokens: token name without braces -> its text.
    snippets: slug -> Markdown. sources: known source ids. pictures: "drawings/x.svg" -> Picture.
    contributors: id of a contributor -> the name that a byline prints.
    """

    addresses: Mapping[str, str | None] = field(default_factory=dict)
    tokens: Mapping[str, str] = field(default_factory=dict)
    snippets: Mapping[str, str] = field(default_factory=dict)
    sources: Set[str] = frozenset()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    contributors: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def terms_by_name(self) -> dict[str, Term]:
        """Every spelling in lower case, to its term."""
        return {name.lower(): term for term in self.terms for name in term.names}

    @cached_property
    def terms_pattern(self) -> re.Pattern[str] | None:
        """One pattern that finds any spelling as a whole word, longest first, with a plural s."""
        names = sorted(self.terms_by_name, key=len, reverse=True)
        if not names:
            return None
        return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names))})(?:s|es)?(?![\w-])", re.IGNORECASE)
