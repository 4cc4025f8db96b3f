"""The queue for a sitting of three minutes: one page after the other that no clinician of this clinic has reviewed yet.

What could cost a patient most comes first. A page that one person has before them is given to nobody else, and whoever
comes back goes on where they stopped. Each press is a POST; looking changes nothing.
"""

import datetime
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.desk.basics import entered
from publishing.desk.basics.doing import NOTE, done_already
from publishing.desk.basics.told import Told
from publishing.desk.editor.previewing import preview
from publishing.desk.letters.promises import review_reads
from publishing.desk.library import adopting
from publishing.desk.reporting import reports
from publishing.life import actions, authorship, policy
from publishing.life.actions.dates import next_review
from publishing.life.models import Mention, Note, Page, ReadingTurn, Revision
from publishing.life.states import PageStatus, Verb
from publishing.text import kinds

#: For so long a page is one person's: three minutes, and the telephone.
HELD_FOR = datetime.timedelta(minutes=15)


@dataclass(frozen=True)
class Waiting:
    """A page that waits to be read: its id, whether it was passed over, and its risk (`Kind.risk`)."""

    page_id: int
    is_skipped: bool
    risk: int
    named: int
    title: str

    @property
    def place(self) -> tuple:
        """Where it stands in the queue: of two that could cost as much, first the one to which more pages lead."""
        return self.is_skipped, self.risk, -self.named, self.title


def waiting(person: User) -> list[Waiting]:
    """Return what a person may read and confirm, in order. Some queries for each kind, none of a text."""
    pages = [page for kind in kinds.all_kinds() if kind.has_address for page in _unreviewed(kind)]
    held, skipped = _turns(person)
    pages = [page for page in pages if page.pk not in held]
    writers = authorship.writers_of(Revision(pk=page.live_revision_id) for page in pages if page.live_revision_id)
    mine = {live for live, people in writers.items() if person.pk in people}
    live = Mention.objects.live().filter(target__in=[page.pk for page in pages])
    named = Counter(live.values_list("target", flat=True))
    found = [
        Waiting(page.pk, page.pk in skipped, kinds.get(page.kind).risk(page), named[page.pk], page.title)
        for page in pages
        if page.live_revision_id not in mine
    ]
    return sorted(found, key=lambda one: one.place)


def _unreviewed(kind: kinds.Kind) -> list[Page]:
    columns = ("role", "live_revision", *([kind.family] if kind.family else []))
    pages = kind.model.objects.published().filter(kind=kind.name, reviewed_on=None)
    return list(pages.titles(*columns).defer("also_called", "summary"))


def _turns(person: User) -> tuple[set[int], set[int]]:
    """Return the pages that others have before them, and those that a person has passed over."""
    since = timezone.now() - HELD_FOR
    turns = list(ReadingTurn.objects.values_list("page_id", "person_id", "begun_at", "skipped_at"))
    held = {page for page, who, begun, passed in turns if who != person.pk and passed is None and begun > since}
    skipped = {page for page, who, _begun, passed in turns if who == person.pk and passed is not None}
    return held, skipped


def before(person: User) -> Page | None:
    """Return the page that a person has before them: the last one given to them, unless it is done or passed over."""
    turns = ReadingTurn.objects.filter(person=person, skipped_at=None, page__reviewed_on=None).order_by("-begun_at")
    pages = Page.objects.published().without_texts().select_related("live_revision").defer("live_revision__manuscript")
    turn = turns.first()
    return pages.filter(pk=turn.page_id).first() if turn else None


def give_next(person: User) -> bool:
    """Give a person the next page, and say whether there was one."""
    with transaction.atomic():
        for one in waiting(person):
            Page.objects.hold(one.page_id)  # of two who press at once, the second finds it held
            if one.page_id in _turns(person)[0]:
                continue
            given = {"begun_at": timezone.now(), "skipped_at": None}
            ReadingTurn.objects.update_or_create(page_id=one.page_id, person=person, defaults=given)
            return True
    return False


# Screens. Each page has an address of its own: whatever goes back in its history, a browser never shows one page in the
# frame and asks about another.


def queue_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """One page with three answers, or that it has one already; or the beginning, or the end."""
    if not policy.has_right(request.user, Verb.CONFIRM_REVIEW):
        raise PermissionDenied
    person = policy.signed_in(request.user)
    if request.method == "POST":
        return _answered(request, person)
    page = _given(person, request.GET.get("page", ""))
    if page is None and (mine := before(person)) is not None:
        return HttpResponseRedirect(_at(mine))
    asks, is_open = request.GET.get("ask", ""), page is not None and _is_open(page)
    if page and is_open and asks and request.GET.get("seen") != _live(page):
        messages.warning(request, _("This page has changed since it was shown to you. Read it again, then decide."))
        return HttpResponseRedirect(_at(page))
    context = {
        **site.each_context(request),
        "title": page.title if page else _("Three minutes to spare?"),
        "page": page,
        "is_open": is_open,
        "shown": _live(page) if page else "",
        "progress": adopting.progress(),
        "left": len(waiting(person)),
        "asks": asks if is_open else "",
        "will_read": will_read(person, page) if page and is_open else "",
        "person": reports.person_name(person),
        "was_read": review_reads(page) if page else "",
    }
    return TemplateResponse(request, "admin/publishing/queue.html", context)


def _at(page: Page, ask: str = "") -> str:
    """Return the address of a page in the queue. ask: what is asked about it."""
    what = {"page": str(page.pk)} | ({"ask": ask, "seen": _live(page)} if ask else {})
    return f"{reverse('admin:publishing_page_queue')}?{urlencode(what)}"


def _live(page: Page) -> str:
    """Return the SHA-256 of what the public reads of a page."""
    return page.live_revision.sha256 if page.live_revision else ""


def _given(person: User, key: str) -> Page | None:
    """Return a page that was given to a person to read, whatever became of it since."""
    given = ReadingTurn.objects.filter(person=person, page_id=entered.number(key) or 0)
    pages = Page.objects.without_texts().select_related("live_revision", "reviewed_by__contributor")
    return pages.defer("live_revision__manuscript").filter(pk__in=given.values("page")).first()


def _is_open(page: Page) -> bool:
    """Whether a page still waits for an answer."""
    return page.status == PageStatus.LIVE and page.live_revision_id is not None and page.reviewed_on is None


def will_read(person: User, page: Page) -> str:
    """Return what the public reads once a person has confirmed a page."""
    page.reviewed_on = timezone.localdate()
    on, due = reports.day(page.reviewed_on), reports.day(next_review(page))
    page.reviewed_on = None
    words = {"who": reports.person_name(person), "on": on, "due": due}
    return _("Reviewed by %(who)s, on %(on)s. Next review: %(due)s.") % words


def _answered(request: HttpRequest, person: User) -> HttpResponse:
    """Do what a button says to the page that it was shown with, and lead to the next one."""
    page = _given(person, request.POST.get("page", ""))
    answer = request.POST.get("answer", "") if page else ""
    if page and answer == "confirm" and not _confirmed(request, person, page):
        return HttpResponseRedirect(_at(page))
    if page and answer == "wrong" and not _noted(request, person, page):
        return HttpResponseRedirect(_at(page, "wrong"))
    if page and answer in ("wrong", "skip"):
        ReadingTurn.objects.filter(person=person, page=page).update(skipped_at=timezone.now())
    if before(person) is None:
        give_next(person)
    following = before(person)
    return HttpResponseRedirect(_at(following) if following else request.path)


def _confirmed(request: HttpRequest, person: User, page: Page) -> bool:
    """Sign off what a person was shown, and say so, also to the second click. Returns whether it is done."""
    said = _("“%(page)s” is reviewed.") % {"page": page}
    if not _is_open(page):
        is_theirs = bool(done_already(page, Verb.CONFIRM_REVIEW, person))
        if is_theirs:
            messages.success(request, said)
        return is_theirs
    with Told(request, said, lambda: done_already(page, Verb.CONFIRM_REVIEW, person)) as told:
        actions.confirm_review(page=page, by=person, sha256=request.POST.get("seen", ""))
    return told.was_done


def _noted(request: HttpRequest, person: User, page: Page) -> bool:
    """Leave what is not right at a page, once. Returns whether something was said."""
    text = entered.without_nul(request.POST.get("note", ""))[:NOTE].strip()
    if not text:
        messages.error(request, _("Say what is not right, so that somebody can mend it."))
        return False
    if not Note.objects.open().filter(page=page, by=person, text=text).exists():  # a second click is no second note
        Note.objects.create(page=page, by=person, text=text)
    said = _("Your note stands at “%(page)s”. Whoever writes on it sees it there.")
    messages.success(request, said % {"page": page})
    return True


def page_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A page as patients read it, for the frame of the queue's screen and for no other site's."""
    if not policy.has_right(request.user, Verb.CONFIRM_REVIEW):
        raise PermissionDenied
    page = get_object_or_404(Page.objects.published().only("live_revision"), pk=pk)
    if page.live_revision_id is None:
        raise Http404
    response = preview(request, Revision.objects.with_page().get(pk=page.live_revision_id))
    response.is_framed = True  # type: ignore[attr-defined]  # website.headers asks for it
    return response
