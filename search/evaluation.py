"""How well the search does on questions whose answer is known."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from publishing.life.models import Page
from search import results, shown
from search.keeping import keeper


class Case(NamedTuple):
    """A question, and the regular expression that a right address matches. section: the same of the section, or ""."""

    question: str
    right: str
    section: str = ""


@dataclass
class Evaluated:
    """ranks: of each question whose page is written, the place of the first right answer, None where there is none.

    missed: those that do not come first, with their place and the address that does. sections: whether the right
    section was named, of the questions that ask for one and whose page was found. unwritten: those without a page.
    """

    ranks: list[int | None] = field(default_factory=list)
    missed: list[tuple[Case, int | None, str]] = field(default_factory=list)
    sections: list[bool] = field(default_factory=list)
    unwritten: list[Case] = field(default_factory=list)

    def success_at(self, rank: int) -> float:
        """Return the share of questions whose right answer stands at a place or before it."""
        return sum(found is not None and found <= rank for found in self.ranks) / max(len(self.ranks), 1)

    @property
    def mrr(self) -> float:
        """The mean of one through the place of the right answer."""
        return sum(1 / found for found in self.ranks if found) / max(len(self.ranks), 1)

    def __str__(self) -> str:
        said = f"{len(self.ranks)} questions, {len(self.unwritten)} without a page yet: "
        said += f"success@1 {self.success_at(1):.3f}, success@3 {self.success_at(3):.3f}, MRR {self.mrr:.3f}"
        if self.sections:
            said += f"; right section {sum(self.sections)} of {len(self.sections)}"
        return said


def read(text: str) -> list[Case]:
    """Return the cases of a file, a line each. Raises ValueError for a line that is none."""
    return list(_cases(text))


def _cases(text: str) -> Iterator[Case]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            parts = line.split("\t")
            if not 2 <= len(parts) <= 3:
                raise ValueError(f"line {number}: a question, a tab, a regular expression")
            re.compile(parts[1])
            yield Case(*parts)


def evaluate(cases: Iterable[Case], language: str) -> Evaluated:
    """Ask each question, and compare. A page is written when it is live and has an address."""
    pages = {page.pk: page.get_absolute_url() for page in Page.objects.published().in_language(language).titles()}
    evaluated, kept = Evaluated(), keeper.kept(language)
    if kept is None:
        raise RuntimeError("the index is not ready")
    for case in cases:
        if not any(re.search(case.right, address) for address in pages.values()):
            evaluated.unwritten.append(case)
            continue
        found = [one for one in results.ranked(results.asked(case.question, language, kept), kept) if one.page in pages]
        right = [place for place, one in enumerate(found, start=1) if re.search(case.right, pages[one.page])]
        rank = right[0] if right else None
        evaluated.ranks.append(rank)
        if rank != 1:
            evaluated.missed.append((case, rank, pages[found[0].page] if found else "nothing"))
        if case.section and rank:
            place = shown.place_of(found[rank - 1])
            evaluated.sections.append(re.fullmatch(case.section, place) is not None)
    return evaluated
