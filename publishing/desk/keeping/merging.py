"""Two people wrote on one text: for each part that both changed, whose words stay.

Nothing is saved before that is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.changes import three_way as merges
from publishing.changes.comparison import Span
from publishing.changes.comparison.shown import Shown
from publishing.changes.pieces import Piece, pieces_of, whole
from publishing.changes.sequences import unpaired
from publishing.changes.three_way import Merge, Part, Whose
from publishing.desk.basics import comparing
from publishing.desk.basics.clock import hour
from publishing.desk.basics.doing import Doing
from publishing.desk.basics.told import approval_ended
from publishing.desk.form.fields import LinesField, OneLineField, SectionField, TextField
from publishing.desk.form.packing import Text, packed, unpacked
from publishing.desk.keeping import kept
from publishing.desk.reporting.reports import person_name
from publishing.life import actions, keeping, policy
from publishing.life.models import Page, Revision
from publishing.life.states import Verb
from publishing.text import schema
from publishing.text.schema import Key, ListOf, Record, Type

MINE, THEIRS, OWN = "mine", "theirs", "own"
_BREAK = Piece("\n", "\n", "whole", "", "")
_ADDRESS = "address"


@dataclass(frozen=True)
class Choice:
    """A part that both changed, as it is shown. chosen: whose words stay, empty where nobody has said."""

    part: Part
    number: int
    chosen: str
    own: str
    before: str
    mine: list[Span]
    theirs: list[Span]

    @property
    def is_long(self) -> bool:
        """Whether its own words need more than one line."""
        return self.part.is_section or isinstance(self.part.key.type, ListOf) or len(self.own) > 70


@dataclass(frozen=True)
class Both:
    """A text that was typed on top of another one than there is now, with the last part of its address.

    theirs: what there is now. began: what the typed one was made from, where anybody knows that. tab: in which form.
    """

    page: Page
    mine: Text
    theirs: Revision
    began: Text | None
    tab: str = ""

    @cached_property
    def merge(self) -> Merge:
        """What came of the three texts."""
        page, began = self.page, self.began.words if self.began else None
        texts = (began, self.mine.words, self.theirs.manuscript)
        return merges.three_way(page.kind, page.language, *texts, self.names)

    @cached_property
    def names(self) -> Any:
        """What people call what the three texts name."""
        words = (self.began.words if self.began else "", self.mine.words, self.theirs.manuscript)
        return comparing.names(self.page.language, *words)

    @cached_property
    def address(self) -> Part:
        """The last part of the address, as a part that both may have changed."""
        key = Key(schema.Text(pattern="."))
        began = self.began.slug if self.began else None
        sides = (began, self.mine.slug, self.theirs.slug)
        return Part((_ADDRESS,), _("Web address"), key, *sides, is_known=began is not None)

    def of(self, whose: Whose) -> list[Part]:
        """Return the parts that somebody changed."""
        return [*self.merge.of(whose), *([self.address] if self.address.whose == whose else [])]

    @property
    def is_draft(self) -> bool:
        """Whether theirs is a draft, and not what the public reads."""
        return self.theirs.pk != self.page.live_revision_id


class Merging(Doing):
    """The screen of both texts, and what is saved of them."""

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save both texts as they were put together, or ask again for what is still to choose."""
        self._refuse_without(request, Verb.SAVE)
        page = self._rows_with_live_text().filter(pk=pk).first()
        if page is None or request.method != "POST":
            return HttpResponseRedirect(self._address(page) if page else self._list())
        mine = unpacked(request.POST.get("mine", ""))
        theirs = page.revisions.open().select_related("edited_by__contributor").first() or page.live_revision
        if mine is None or theirs is None:
            messages.error(request, _("Your text did not arrive whole. Nothing was saved: go back one page."))
            return HttpResponseRedirect(self._address(page))
        sent = request.POST
        both = Both(page, mine, theirs, unpacked(sent.get("began_with", "")), sent.get("tab", ""))
        if sent.get("theirs") != theirs.sha256:
            if both.tab and keeping.is_saved(by=policy.signed_in(request.user), page=page, tab=both.tab[:40]):
                messages.info(request, _("It was saved already, as you chose."))
                return HttpResponseRedirect(self._address(page))
            messages.warning(request, _("Somebody saved once more while you were choosing. Look again."))
            return self._both_screen(request, both)
        return self._merged(request, both)

    def _merged(self, request: HttpRequest, both: Both) -> HttpResponse:
        """Save what was chosen, or say what is still to choose."""
        choices = _choices(request, both)
        values = {choice.part.name: _value(choice) for choice in choices}
        if missing := [choice for choice in choices if not choice.chosen]:
            said = ngettext("Choose %(n)s more part.", "Choose %(n)s more parts.", len(missing)) % {"n": len(missing)}
            messages.error(request, f"{said} {_('Nothing was saved yet.')}")
            return self._both_screen(request, both)
        theirs, page = both.theirs, both.page
        try:
            revision = actions.save_draft(
                page=page,
                by=policy.signed_in(request.user),
                manuscript=both.merge.text(values),
                slug=both.address.taken(values),
                based_on_sha256=theirs.sha256 if both.is_draft else "",
                live_sha256=page.live_revision.sha256 if page.live_revision else "",
            )
        except actions.Stale as error:
            messages.warning(request, _("Somebody saved once more while you were choosing. Look again."))
            return self._both_screen(request, replace(both, theirs=error.theirs))
        except actions.Refused as error:
            messages.error(request, str(error))
            return self._both_screen(request, both)
        request.has_saved = True  # type: ignore[attr-defined]  # website.errors asks for it
        kept.forget(request, page)
        approval_ended(request, theirs, revision)
        saved = _("Saved at %(time)s, as you chose.") % {"time": hour(timezone.now())}
        messages.success(request, saved)
        return HttpResponseRedirect(self._address(revision.page))

    def _both_of(self, request: HttpRequest, page: Page, theirs: Revision, mine: Text) -> HttpResponse:
        """Show what a person typed beside what somebody else saved meanwhile."""
        sent = request.POST
        began = unpacked(sent.get("began_with", ""))
        if began is None:
            seen = sent.get("based_on", "") or sent.get("live_sha256", "")
            found = page.revisions.filter(sha256=seen).first() if seen else None
            began = Text(found.slug, found.manuscript) if found else None
        return self._both_screen(request, Both(page, mine, theirs, began, sent.get("tab", "")))

    def _both_screen(self, request: HttpRequest, both: Both) -> HttpResponse:
        """Show both texts, part by part."""
        theirs = both.theirs
        by = theirs.edited_by if both.is_draft else theirs.published_by
        is_own = by is not None and by.pk == request.user.pk
        choices = _choices(request, both)
        return self._screen(
            request,
            "admin/publishing/page_merge.html",
            both.page,
            _("Both texts"),
            status=409,
            both=both,
            choices=choices,
            missing=sum(not choice.chosen for choice in choices),
            dangerous=next((choice for choice in choices if choice.part.is_dangerous), None),
            who=person_name(by) if by else _("Somebody"),
            email=by.email if by and not is_own else "",
            is_own=is_own,
            at=theirs.edited_at if both.is_draft else theirs.published_at,
            mine_packed=packed(both.mine),
            began_packed=packed(both.began) if both.began else "",
            only_mine=both.of(Whose.MINE),
            only_theirs=both.of(Whose.THEIRS),
        )


def _choices(request: HttpRequest, both: Both) -> list[Choice]:
    """Return the parts that both changed, each with what was chosen of it, or with what stands to reason."""
    shown = Shown(both.names)
    return [_choice(request, part, number, shown) for number, part in enumerate(both.of(Whose.BOTH), start=1)]


def _choice(request: HttpRequest, part: Part, number: int, shown: Shown) -> Choice:
    before, mine, theirs = (
        "\n".join(_said(part.key.type, side, shown)) for side in (part.before, part.mine, part.theirs)
    )
    chosen = request.POST.get(f"choose-{part.name}", "" if part.is_dangerous else MINE)
    if chosen not in {MINE, THEIRS} and not (chosen == OWN and part.is_writable):
        chosen = ""
    own = request.POST.get(f"own-{part.name}")
    if own is None:
        own = (merges.together(before, mine, theirs) if part.is_known else None) or theirs or mine
    shown_before, *both = _where_they_differ([before if part.is_known else mine, mine, theirs])
    sides = (_beside(_pieces(shown_before), _pieces(side)) for side in both)
    return Choice(part, number, chosen, own, shown_before, *sides)


def _value(choice: Choice) -> Any:
    """Return what a part says by what was chosen of it."""
    part = choice.part
    if choice.chosen != OWN:
        return part.mine if choice.chosen == MINE else part.theirs
    if isinstance(part.key.type, ListOf):
        return LinesField().clean(choice.own)
    if part.is_section:
        return (SectionField if part.path[-1] else TextField)().clean(choice.own)
    return OneLineField(required=False).clean(choice.own)


def _said(its_type: Type, value: Any, shown: Shown) -> list[str]:
    """Return a value of any form in lines of words."""
    if value is None:
        return []
    if isinstance(value, dict) and isinstance(its_type, Record):
        return [
            f"{its_type.part_label(key)}: {' · '.join(_said(described.type, value[key], shown))}"
            for key, described in its_type.keys.items()
            if key in value
        ]
    if isinstance(value, list):
        item = its_type.item if isinstance(its_type, ListOf) else its_type
        return [" · ".join(_said(item, inner, shown)) for inner in value]
    return [shown.words(its_type, value)]


def _where_they_differ(texts: list[str]) -> list[str]:
    """Return some texts without the lines that all of them begin and end with, but for one on each side."""
    lines = [text.split("\n") for text in texts]
    starts = _alike(lines)
    ends = _alike([side[starts:][::-1] for side in lines])
    start, end = max(starts - 1, 0), max(ends - 1, 0)
    while start and not lines[0][start].strip():
        start -= 1
    more = (["…"] if start else [], ["…"] if end else [])
    return ["\n".join([*more[0], *side[start : len(side) - end], *more[1]]) for side in lines]


def _alike(sides: list[list[str]]) -> int:
    """Return with how many equal lines all sides begin."""
    return next((place for place, row in enumerate(zip(*sides, strict=False)) if len({*row}) > 1), min(map(len, sides)))


def _pieces(text: str) -> list[Piece]:
    """Return the pieces of a text of several lines, with its line breaks."""
    found: list[Piece] = []
    for line in text.split("\n"):
        found += [*([_BREAK] if found else []), *(pieces_of(line) or [whole("", behind="")])]
    return found


def _beside(before: list[Piece], after: list[Piece]) -> list[Span]:
    """Return the later of two texts with what was taken out and put in marked at its place."""
    runs = unpaired([piece.key for piece in before], [piece.key for piece in after])
    return list(_marked(before, after, runs))


def _marked(before: list[Piece], after: list[Piece], runs: list[tuple[slice, slice]]) -> Iterator[Span]:
    at = 0
    for one, other in runs:
        yield Span(_text(after[at : other.start]))
        for pieces, mark in ((before[one], "removed"), (after[other], "added")):
            words = _text(pieces)
            if words.strip():
                yield Span(words.rstrip(" "), mark)
                yield Span(" " if words.endswith(" ") else "")
            elif mark == "added":
                yield Span(words)
        at = other.stop
    yield Span(_text(after[at:]))


def _text(pieces: list[Piece]) -> str:
    return "".join(piece.text + piece.behind for piece in pieces)
