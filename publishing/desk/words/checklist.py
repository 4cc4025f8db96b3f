"""The checklist beside a form: what must be put right, what is worth a look, how long and how hard the page is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

from publishing.desk.form.forms import ManuscriptForm
from publishing.desk.words.advice import Advice, advice_on, on_key_points, on_names
from publishing.desk.words.faults import Placed
from publishing.desk.words.read_fields import Read, read_fields
from publishing.public import printed
from publishing.public.assembling import Standing
from publishing.text.binding import Words
from publishing.text.kinds import Kind
from publishing.text.manuscripts import ANSWERS_PART
from publishing.text.passages import plain, put_in
from publishing.text.preparing import Prepared
from publishing.text.prose import readability

#: How many hints are shown at once: whoever sees more, reads none.
MOST = 12
#: To what a reckoned number of words is rounded.
ABOUT = 10


@dataclass(frozen=True)
class Checklist:
    """What stands beside a form.

    to_write: places where nothing is written yet. to_fix: all else that must be put right, and how many more there are.
    worth_a_look: hints, and how many more. words: about how many the page prints, `limit` of them at most, 0 where
    nobody counts. grades: in US school years, the second without words that the glossary explains.
    """

    to_write: Sequence[Placed]
    to_fix: Sequence[Placed]
    more_to_fix: int
    worth_a_look: Sequence[Advice]
    more: int
    words: int
    limit: int
    grade: float
    grade_without_glossary: float
    aim: int = readability.AIM

    @property
    def count(self) -> int:
        """How many things must be put right."""
        return len(self.to_write) + len(self.to_fix) + self.more_to_fix

    @property
    def said(self) -> dict[str, str]:
        """Its numbers of words as they are printed: 1,214."""
        return {name: number_format(getattr(self, name), force_grouping=True) for name in ("words", "limit")}

    @property
    def first(self) -> str:
        """The id of the field of the first thing to put right; empty where it has none."""
        return next((one.target for one in (*self.to_write, *self.to_fix) if one.target), "")


def checklist(
    form: ManuscriptForm, ready: Prepared, faults: Sequence[Placed], stand: Standing, more: int = 0
) -> Checklist:
    """Return the checklist of a form over a text. Asks no database beyond what the pickers show.

    ready: the text that the form would save. faults: its faults at their fields, and how many `more` it has. stand:
    what stands for all pages of its language: shared texts, explained words.
    """
    read = list(read_fields(form))
    hints = [*on_names(form), *_hints(read, ready.language, stand.words)]
    budget = form.kind.budget_of(ready.data)
    running = readability.running(ready.body)
    explained = _explained(running, stand.words)
    return Checklist(
        to_write=[fault for fault in faults if fault.is_missing],
        to_fix=[fault for fault in faults if not fault.is_missing],
        more_to_fix=more,
        worth_a_look=hints[:MOST],
        more=max(len(hints) - MOST, 0),
        words=words_about(form.kind, ready, stand.shared),
        limit=int(budget.words) if budget else 0,
        grade=readability.measure(running, ready.language).grade,
        grade_without_glossary=readability.measure(running, ready.language, explained).grade,
    )


def _hints(read: list[Read], language: str, words: Words) -> list[Advice]:
    """Return every hint. The tables of words are English."""
    if not language.startswith("en"):
        return []
    return [*advice_on(read, words), *on_key_points([one for one in read if one.key == "key_points"])]


def words_about(kind: Kind, ready: Prepared, texts: Mapping[str, str]) -> int:
    """Return about how many words the page of a text prints while every fold is closed. texts: the shared ones."""
    shared = {slug: plain(texts[slug]) for slug in ready.snippets if slug in texts}
    passages = [passage for passage in ready.passages if passage.place != ANSWERS_PART]
    written = sum(printed.words_in(put_in(passage.text, shared)) for passage in passages)
    titles = sum(printed.words_in(passage.title) for passage in passages)
    around = min(titles + kind.words_around, written)  # a page that is only begun prints few of them
    return ABOUT * round((written + around) / ABOUT)


def _explained(running: str, words: Words) -> frozenset[str]:
    """Return the words of a text, in lower case, that stand in it in a spelling which the glossary explains."""
    text = readability.readable_words(running).lower()
    found: set[str] = set()
    for start in readability.places_of_words(text):
        if start[0] in words.starts and (spelled := words.at(text, start)):
            found.update(readability.words_of(text[start.start() : spelled[1]]))
    return frozenset(found)
