"""Rows that texts of another kind have about a page, as its own form shows them: readable here, written there.

The evidence between a procedure and a condition stands in the procedure's text. Which kinds have such rows, a kind says
(`links_to`); what stands in them, their schema says.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import entered
from publishing.desk.basics.asking import Question
from publishing.desk.basics.clock import ahead, moment
from publishing.desk.basics.doing import done_already
from publishing.desk.basics.lines import url_of
from publishing.desk.basics.screens import Screens
from publishing.desk.basics.told import Told
from publishing.desk.form.folds import LONG, Block, Fold
from publishing.desk.reporting.reports import person_name
from publishing.desk.review.deciding import hands_of
from publishing.life import actions, addresses, policy
from publishing.life.models import Mention, Page, Revision
from publishing.life.states import OPEN, RevisionState, Verb
from publishing.text import kinds, manuscripts, naming
from publishing.text.kinds import Kind
from publishing.text.schema import Choice, Record, Text

MOST = 60  # pages that are offered at once
KEPT = 32  # texts whose records are kept, read
#: In which a draft waits for somebody else, or is not to be changed in passing.
_WAITING = (RevisionState.IN_REVIEW, RevisionState.APPROVED, RevisionState.SCHEDULED)
_TAKEN_BACK = gettext_lazy("It is a draft again. Change the row, and send it when you are done.")


@dataclass(frozen=True)
class Row:
    """A row of another page's text. key: its list there. number: its place in that. is_draft: whether the public reads
    another one, or none yet.
    """

    page: Page
    key: str
    number: int
    record: Record
    values: Mapping[str, Any]
    is_draft: bool

    @property
    def answer(self) -> str:
        """What it says in a line: its first text that must be there."""
        texts = (key for key, one in self.record.keys.items() if one.required and isinstance(one.type, Text))
        return next((str(self.values[key]) for key in texts if self.values.get(key)), "")

    @property
    def words(self) -> str:
        """What was chosen in it, and which parts it has that stand beside each other."""
        chosen = [self._label(key) for key in self.record.keys if key != self.record.weighed_by]
        return Truncator(" · ".join(filter(None, chosen))).chars(LONG)

    def _label(self, key: str) -> str:
        of, value = self.record.keys[key].type, self.values.get(key)
        if isinstance(of, Choice):
            return str(dict(zip(of.values, of.labels or of.values, strict=True)).get(str(value), ""))
        return str(self.record.part_label(key)) if isinstance(of, Record) and value else ""

    def fold(self) -> Fold:
        """Return it as a line of the form."""
        name = f"told-{self.page.pk}-{self.number}{'-draft' if self.is_draft else ''}"
        weight = self.record.weighed_by
        fold = Fold(name, str(self.page), words=self.words, end=self._label(weight) if weight else "", told=self)
        fold.weight, fold.is_changed = str(self.values.get(weight, "")), self.is_draft
        fold.after = "admin/publishing/told.html"
        return fold


def kinds_about(page: Page) -> list[Kind]:
    """Return the kinds whose texts have rows about pages of this one's kind."""
    return [kind for kind in kinds.all_kinds() if kind.links_to == page.kind]


def block_of(page: Page, mentions: Iterable[Mention]) -> Block | None:
    """Return the rows about a page, those of public texts and of open drafts that say something else; None where no
    kind has any. mentions: as of `rows_about`.
    """
    if not kinds_about(page):
        return None
    return Block([row.fold() for row in rows_about(page, mentions)])


def mentions_of(page: Page) -> list[Mention]:
    """Return every mention of a page in a live text or an open draft of another one, with the texts that may have rows
    about it. One query.
    """
    names = [kind.name for kind in kinds_about(page)]
    return list(Mention.objects.current().of(page).with_texts_of(names))


def rows_about(page: Page, mentions: Iterable[Mention]) -> list[Row]:
    """Return the rows about a page, by the titles of their pages; of a page, those that the public reads first. A text
    may name the page as it was called before it moved. mentions: as `mentions_of` returns them.
    """
    texts: dict[Revision, tuple[str, set[str]]] = {}
    for one in mentions:
        text = one.text  # type: ignore[attr-defined]  # the query gives it
        if text:
            texts.setdefault(one.revision, (text, set()))[1].add(one.name.rpartition("/")[2])
    found: list[Row] = []
    for revision in sorted(texts, key=lambda text: (str(text.page), text.state in OPEN)):
        is_draft = revision.state in OPEN
        for row in _rows(revision.page, *texts[revision], page.kind, is_draft=is_draft):
            if not is_draft or all(row.values != one.values for one in found if one.page == row.page):
                found.append(row)
    return found


def _rows(page: Page, text: str, slugs: Collection[str], to: str, *, is_draft: bool) -> Iterator[Row]:
    """Yield the rows of a page's text that name a page of a kind by one of some slugs."""
    for one in _records(text, page.kind, to):
        if one.slug in slugs:
            item: Any = kinds.get(page.kind).schema.keys[one.key].type
            yield Row(page, one.key, one.number, item.item, one.record, is_draft)


@lru_cache(maxsize=KEPT)
def _records(text: str, kind: str, to: str) -> tuple[naming.Named, ...]:
    """Return the records of a text that name a page of a kind; they are read again and again, and never written to."""
    found = naming.records_about(text, kind, to)
    return tuple(one._replace(record=MappingProxyType(one.record)) for one in found)


def list_about(kind: Kind, to: str) -> str:
    """Return the key of the list of a kind whose rows are about pages of another."""
    return next(iter(naming.lists_about(kind.name, to)))


def way_there(row: Row, page: Page) -> str:
    """Return where a row is changed: it may ask first."""
    return _there(row.page, page, row=f"{row.key}-{row.number}", draft="yes" if row.is_draft else "")


def _there(other: Page, page: Page, **what: str) -> str:
    options = kinds.get(other.kind).model._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_row", args=[other.pk])
    return f"{address}?{urlencode({'about': page.pk, **{name: value for name, value in what.items() if value}})}"


class Elsewhere(Screens):
    """From the page that a row is about to the text that it stands in."""

    def add_row_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask in which page's text a row about this page is to be begun."""
        self._refuse_without(request, Verb.SAVE)
        page = self._page(pk)
        names = [kind.name for kind in kinds_about(page)]
        words = entered.without_nul(request.GET.get("q", "")).strip()[:100]
        pages: QuerySet[Page] = Page.objects.kept().in_language(page.language).filter(kind__in=names).titles()
        found = list(pages.filter(title__icontains=words).order_by("title")[: MOST + 1])
        has = {row.page.pk for row in rows_about(page, mentions_of(page))}
        offered = [(one, _there(one, page), one.pk in has) for one in found[:MOST]]
        title = _("Which page is the row about “%(page)s” to stand in?") % {"page": page}
        template = "admin/publishing/page_add_row.html"
        return self._screen(request, template, page, title, offered=offered, words=words, has_more=len(found) > MOST)

    def row_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead to a row of this page's text, or to a new one; ask first where the text is in another person's hands."""
        self._refuse_without(request, Verb.SAVE)
        other = self._rows_with_live_text().filter(pk=pk).first()
        about = get_object_or_404(Page.objects.titles("owner"), pk=entered.number(request.GET.get("about", "")))
        if other is None or not any(kind.name == other.kind for kind in kinds_about(about)):
            return HttpResponseRedirect(url_of(about))
        draft = other.revisions.open().select_related("edited_by__contributor", "approved_by__contributor").first()
        is_back = request.method == "POST" and done_already(other, Verb.RECALL, request.user)  # a second click
        if is_back:
            messages.success(request, _TAKEN_BACK)
        if draft is None or is_back or not _is_anothers(draft, request):
            return HttpResponseRedirect(_form_at(request, other, about, draft))
        if request.method == "POST":
            if (request.POST.get("seen"), request.POST.get("state")) != (draft.sha256, draft.state):
                messages.warning(request, _("Somebody changed it meanwhile. Look again."))
            elif draft.state not in _WAITING or self._recalled(request, draft):
                return HttpResponseRedirect(_form_at(request, other, about, draft))
        question = _question(other, about, draft)
        template = "admin/publishing/page_row_asked.html"
        more: dict[str, Any] = {"question": question, "revision": draft, "not_yet": url_of(about)}
        return self._screen(request, template, other, question.title, **more)

    @staticmethod
    def _recalled(request: HttpRequest, draft: Revision) -> bool:
        with Told(request, str(_TAKEN_BACK), lambda: done_already(draft.page, Verb.RECALL, request.user)) as told:
            actions.recall(revision=draft, by=policy.signed_in(request.user))
        return told.was_done


def _is_anothers(draft: Revision, request: HttpRequest) -> bool:
    return draft.state in _WAITING or draft.edited_by_id != request.user.pk


def _form_at(request: HttpRequest, other: Page, about: Page, draft: Revision | None) -> str:
    """Return the address of a form at the row about a page, or at a new one where there is none."""
    shown = draft or other.live_revision
    slugs = addresses.slugs_of(about)
    rows = list(_rows(other, shown.manuscript, slugs, about.kind, is_draft=False)) if shown else []
    asked = [row for row in rows if f"{row.key}-{row.number}" == request.GET.get("row")] or rows
    if asked and "row" in request.GET:
        name = f"{asked[0].key}-{asked[0].number}"
        return f"{url_of(other)}?{urlencode({'row': name})}#fold-{name}"
    key = list_about(kinds.get(other.kind), about.kind)
    count = len(manuscripts.read_raw(shown.manuscript)[0].get(key) or ()) if shown else 0
    return f"{url_of(other)}?{urlencode({'add': key, 'about': about.pk})}#fold-{key}-{count}"


def _question(other: Page, about: Page, draft: Revision) -> Question:
    writer, at = person_name(draft.edited_by), moment(draft.edited_at)
    said = {"page": other, "about": about, "writer": writer, "at": at, "reviewer": hands_of(draft).reviewer}
    owner = [_("%(owner)s, who owns “%(about)s”, hears of the change when it is published.")] if about.owner else []
    said["owner"] = about.owner
    if draft.state == RevisionState.IN_REVIEW:
        title = _("“%(page)s” is with %(reviewer)s")
        says = _(
            "%(writer)s changed it last, %(at)s, and it waits to be read. If you change its row on “%(about)s”, it "
            "goes back to %(writer)s as a draft, and %(reviewer)s is told that it need not be read yet."
        )
        button = _("Take it back and change the row")
    elif draft.state in _WAITING:
        said["reviewer"] = person_name(draft.approved_by) if draft.approved_by else said["reviewer"]
        title = _("“%(page)s” is approved, and not public yet")
        says = _(
            "%(reviewer)s approved it. If you change its row on “%(about)s”, the approval ends, it goes back to "
            "%(writer)s as a draft, and whoever approved or planned it is told."
        )
        if draft.scheduled_for is not None:
            title = _("“%(page)s” is planned for %(planned)s")
            said["planned"] = ahead(draft.scheduled_for)
            owner = [_("It is not published then."), *owner]
        button = _("Take it back and change the row")
    else:
        title = _("“%(page)s” is a draft of %(writer)s")
        says = _(
            "Last changed %(at)s. If you change its row on “%(about)s”, your words stand in the draft of %(writer)s, "
            "and are sent and published with it."
        )
        button = _("Change the row in this draft")
    return Question(title % said, button, [one % said for one in (says, *owner)])
