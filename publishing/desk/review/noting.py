"""Notes between colleagues: at a sentence, answered, done. Patients never see one."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.changes.comparison import Row, text_of
from publishing.desk.basics import entered
from publishing.desk.basics.screens import Screens
from publishing.desk.letters import news
from publishing.life import policy
from publishing.life.models import Note, Page, Revision
from publishing.text import kinds, manuscripts
from publishing.text.canonical import strings

LONG, QUOTE, PART = 2000, 400, 120  # characters of a note, of the sentence it stands at, of the name of a part
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s)[^.!?]*)*[.!?]*[\"”’)\]]*\s*")
_CITED = re.compile(r"^(?:\[@[^\]]*\] ?)+")  # the sources of the sentence before
_ANCHOR = re.compile(r"[a-z]+-\d{1,6}")
_MOMENTS = datetime.timedelta(seconds=30)  # within which the same words once more are a second press


@dataclass(frozen=True)
class Spot:
    """Where a note can be left. part: the part of the form. quote: the sentence; empty where it is gone."""

    part: str
    quote: str

    @property
    def query(self) -> str:
        """The query of its screen."""
        return urlencode({"part": self.part, "quote": self.quote})


@dataclass(frozen=True)
class ShownNote:
    """A note with its answers. is_gone: whether its sentence does not stand in the text any more."""

    note: Note
    answers: list[Note] = field(default_factory=list)
    is_gone: bool = False


def spots_of(row: Row, page: Page) -> list[Spot]:
    """Return where notes can be left at a row of a comparison: at each sentence that changed; else at its first one."""
    part = _part_of(row, page)
    if not row.after:
        return [Spot(part, "")]
    changed = list(_changed_sentences(row))
    quotes = [quote for sentence in changed if (quote := _quoted(sentence))]
    return [Spot(part, quote) for quote in quotes or [_quoted(_sentences(text_of(row.after))[0])]]


def notes_at(row: Row, page: Page, shown: Iterable[ShownNote]) -> list[Note]:
    """Return those of the notes at a page whose sentence stands in a row of a comparison, or that are about a part
    which is gone.
    """
    part = _part_of(row, page)
    there = [one.note for one in shown if one.note.part == part]
    words = " ".join(text_of(row.after).split()) if there else ""
    return [note for note in there if (note.quote in words if note.quote else not row.after)]


def _quoted(sentence: str) -> str:
    """Return the words of a sentence as far as no mark of a source stands in them: nobody reads a mark."""
    words = _CITED.sub("", " ".join(sentence.split()))
    return (words.partition(" [@")[0] or words)[:QUOTE]


def _part_of(row: Row, page: Page) -> str:
    """Return the part of the form in which a row is written."""
    if row.place.key:
        return row.place.key
    section = kinds.get(page.kind).headings(page.language).get(row.place.heading, "")
    return f"text__{section}" if section else "text"


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text) or [text]


def _changed_sentences(row: Row) -> Iterator[str]:
    """Yield the sentences of a text in which something is new, or out of which something went."""
    ends, end = [], 0
    for span in row.joined:
        if span.mark != "removed":
            if span.mark:
                ends.append((end, end + len(span.text)))
            end += len(span.text)
        else:
            ends.append((end, end))
    start = 0
    for sentence in _sentences("".join(span.text for span in row.joined if span.mark != "removed")):
        if any(first < start + len(sentence) and start <= last for first, last in ends):
            yield sentence
        start += len(sentence)


def shown_notes(page: Page, revision: Revision | None) -> list[ShownNote]:
    """Return the open notes at a page, oldest first, with their answers. revision: the text that they are about."""
    notes = list(page.notes.open().filter(answers=None).select_related("by__contributor").order_by("pk"))
    if not notes:
        return []
    answers = page.notes.filter(answers__in=notes).select_related("by__contributor").order_by("pk")
    words = _words_of(revision) if any(note.quote for note in notes) else ""
    return [
        ShownNote(note, [one for one in answers if one.answers_id == note.pk], bool(words) and note.quote not in words)
        for note in notes
    ]


def _words_of(revision: Revision | None) -> str:
    """Return all words of a text, a single space between two."""
    read = manuscripts.read_loosely(revision.manuscript) if revision else None
    data, body = read or ({}, revision.manuscript if revision else "")
    return " ".join(" ".join([*strings(data), body]).split())


class Noting(Screens):
    """Leaves notes, answers them, and is done with them."""

    def notes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A box for a note at a sentence; a POST leaves it, or answers one, or is done with one."""
        self._refuse_strangers(request)
        page = self._page(pk)
        if request.method == "POST":
            self._noted(request, page)
            view = "compare" if request.POST.get("back") == "compare" else "change"
            at = request.POST.get("at", "")
            return HttpResponseRedirect(self._address(page, view) + (f"#{at}" if _ANCHOR.fullmatch(at) else ""))
        spot = {name: entered.without_nul(request.GET.get(name, ""))[:QUOTE] for name in ("part", "quote", "at")}
        return self._screen(request, "admin/publishing/page_note.html", page, _("Add a note"), spot=spot)

    def _noted(self, request: HttpRequest, page: Page) -> None:
        by = policy.signed_in(request.user)
        if done := entered.number(request.POST.get("close", "")):
            for note in page.notes.filter(pk=done):
                if page.notes.open().filter(pk=done).update(closed_at=timezone.now()):  # by the first of two presses
                    news.note_done(note, by)
        elif text := _text_of(request.POST):
            if answered := entered.number(request.POST.get("answers", "")):
                for note in page.notes.filter(pk=answered):
                    answer, is_new = _left(page, by, text, part=note.part, quote=note.quote, answers=note)
                    if is_new:
                        news.note_answered(answer)
            else:
                part, quote = (entered.without_nul(request.POST.get(name, "")) for name in ("part", "quote"))
                _left(page, by, text, part=part[:PART], quote=" ".join(quote.split())[:QUOTE], answers=None)


def _text_of(posted: QueryDict) -> str:
    """Return what was written. The box of each note has a name of its own, so that no browser takes one for another."""
    name = next((name for name in posted if name == "text" or name.startswith("text-")), "text")
    return entered.without_nul(posted.get(name, ""))[:LONG]


@transaction.atomic
def _left(page: Page, by: User, text: str, **what: Any) -> tuple[Note, bool]:
    """Leave a note; return it, and whether it is new: the same words at the same place a moment after are the same."""
    Page.objects.hold(page.pk)
    lately = page.notes.open().filter(by=by, at__gt=timezone.now() - _MOMENTS).order_by("-pk").first()
    if lately and lately.text == text and all(getattr(lately, name) == value for name, value in what.items()):
        return lately, False
    return Note.objects.create(page=page, by=by, text=text, **what), True
