"""The screen on which a clinician decides: what changed, as cards, beside the decision; and what came of it."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.basics import comparing, entered
from publishing.desk.basics.clock import day, day_of
from publishing.desk.letters import hands, mail, new_address
from publishing.desk.letters.promises import review_reads, who_reads_of_it
from publishing.desk.reporting.reports import person_name
from publishing.desk.review import deciding
from publishing.desk.review.noting import Noting, shown_notes
from publishing.desk.review.verdicts import verdict
from publishing.life import authorship, history, linking, policy
from publishing.life.models import Event, Page, Revision
from publishing.life.policy import Person
from publishing.life.states import OPEN, RevisionState, Verb
from publishing.text import kinds

#: Versions that can be chosen to compare: so many of all, and so many of those that were live.
NEWEST = 50
#: Verbs that stand as buttons of their own on this screen.
_OWN = {Verb.APPROVE, Verb.RETURN, Verb.CONFIRM_REVIEW}


class Reviewing(Noting):
    """What changed, and what came of a decision."""

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What has changed: by default since the last sign-off, or else since what is live.

        `?sent=` is the text that a letter was about: where it is another by now, only what is new is shown.
        """
        self._refuse_strangers(request)
        page = get_object_or_404(self._rows_with_live_text(), pk=entered.number(str(pk)))
        signed_off = history.signed_off(page)
        revisions, are_more = _to_choose_from(page, signed_off, request.GET.get("from", ""), request.GET.get("to", ""))
        draft = next((revision for revision in revisions if revision.state in OPEN), None)
        if sent := _sent_before(draft, request.GET.get("sent", "")):
            return self._changed_since(request, page, draft, sent)
        by_number = {str(revision.number): revision for revision in revisions}
        authorship.remember([draft, page.live_revision])
        newer = by_number.get(request.GET.get("to", "")) or draft or page.live_revision
        older = by_number.get(request.GET.get("from", "")) or signed_off or page.live_revision
        is_whole = newer == draft and older in (None, signed_off, page.live_revision)
        return self._screen(
            request,
            "admin/publishing/page_compare.html",
            page,
            _("What changed"),
            revisions=revisions,
            newest=NEWEST if are_more else 0,
            revision=draft,
            signed_off=signed_off,
            decided=_decided(page)[1] if draft else None,
            open_notes=shown_notes(page, draft or page.live_revision),
            due_said=due_said(page, request.user) if draft is None else "",
            since=since(page, older, request.user),
            sent=draft.events.filter(verb=Verb.SUBMIT).select_related("by__contributor").first() if draft else None,
            **comparing.compared(page, older, newer),
            side_after="" if newer == draft or newer is None else comparing.whose(page, newer),
            **_decision(request, page, draft, is_whole),
            shown_on=linking.linked_from(page) if kinds.get(page.kind).is_shared else [],
        )

    def _changed_since(self, request: HttpRequest, page: Page, draft: Revision | None, sent: str) -> HttpResponse:
        """Show only what is new since a letter was sent. Nothing can be approved here."""
        texts = (sent, draft.manuscript if draft else "")
        title = _("This text changed after the email was sent")
        shown = comparing.of_texts(page.kind, page.language, *texts)
        return self._screen(
            request, "admin/publishing/page_changed_since.html", page, title, revision=draft, versions=[], **shown
        )

    def reviewed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What came of a decision: who was told, how it is taken back, and what waits next."""
        self._refuse_strangers(request)
        page = self._page(pk)
        revision, decided = _decided(page)
        if revision is None or decided is None:
            return self._screen(request, "admin/publishing/page_reviewed.html", page, _("Nothing was decided"))
        is_mine = decided.by_id == request.user.pk
        told, finds = who_reads_of_it(mail.told_of(decided, revision))
        return self._screen(
            request,
            "admin/publishing/page_reviewed.html",
            page,
            _("Thank you") if is_mine else _("Decided"),
            revision=revision,
            decided=decided,
            told=told,
            finds=finds,
            hears=is_mine and bool(new_address.address_of(decided.by)),
            reads=review_reads(page) if decided.verb == Verb.CONFIRM_REVIEW else "",
            may_take_back=policy.may(request.user, Verb.TAKE_BACK, page, revision),
            next=next_waiting(request.user),
        )


def _to_choose_from(page: Page, signed_off: Revision | None, *asked: str) -> tuple[list[Revision], bool]:
    """Return the versions that can be chosen to compare, the newest first, and whether there are more: the newest, the
    newest that were live, what is open, live or signed off, and those that are asked for. asked: numbers, as typed.
    """
    newest = page.revisions.order_by("-number").values("pk")
    which = Q(pk__in=newest[:NEWEST]) | Q(pk__in=newest.filter(published_at__isnull=False)[:NEWEST])
    which |= Q(state__in=OPEN) | Q(pk__in=[page.live_revision_id or 0, signed_off.pk if signed_off else 0])
    which |= Q(number__in=[entered.number(one) or 0 for one in asked])
    people = ("edited_by__contributor", "approved_by__contributor")
    found = list(page.revisions.filter(which).without_text().select_related(*people))
    return found, len(found) >= NEWEST and page.revisions.count() > len(found)


def _decided(page: Page) -> tuple[Revision | None, Event | None]:
    """Return the last decision on a page that stands, and the text that it is about."""
    people = ("revision__approved_by__contributor", "revision__edited_by__contributor", "by__contributor")
    event = page.events.filter(verb__in=deciding.DECISIONS).with_revisions().select_related(*people).first()
    revision = event.revision if event else None
    if event is None or revision is None:
        return None, None
    leads = {Verb.APPROVE: RevisionState.APPROVED, Verb.RETURN: RevisionState.RETURNED}
    stands = revision.state == leads.get(Verb(event.verb)) or revision.pk == page.live_revision_id
    return (revision, event) if stands else (None, None)


def _decision(request: HttpRequest, page: Page, draft: Revision | None, is_whole: bool) -> dict[str, Any]:
    """Return what stands beside a comparison. An approval stands only beside all that it is about (is_whole).

    And while a draft waits, nothing beside it signs off the live text: a person in a hurry might press that.
    """
    offers = policy.offers(request.user, page, draft)
    offered = {offer.verb for offer in offers}
    is_asked = draft is not None and draft.state == RevisionState.IN_REVIEW
    may_review = policy.has_right(request.user, Verb.APPROVE)
    asked: dict[str, Any] = {"page": page, "revision": draft, "request": request}
    return {
        "offers": [one for one in offers if one.verb not in _OWN and (draft or one.verb != Verb.SUBMIT)],
        "approval": deciding.approval(**asked) if is_whole and Verb.APPROVE in offered else None,
        "no_change": deciding.no_change(**asked) if draft is None and Verb.CONFIRM_REVIEW in offered else None,
        "sending_back": deciding.sending_back(**asked) if Verb.RETURN in offered else None,
        "own_text": deciding.own_text(draft, request.user) if draft and is_asked and may_review else "",
        "chosen": _chosen(draft),
        "may_save": policy.has_right(request.user, Verb.SAVE),
        "verdict": verdict(page, draft, request.user),
    }


def _chosen(draft: Revision | None) -> User | None:
    """Return who was chosen to read a draft that waits, where they still may."""
    return hands.chosen_for([draft], {draft.pk: authorship.writers(draft)}).get(draft.pk) if draft else None


def _sent_before(draft: Revision | None, sha256: str) -> str:
    """Return the text that a letter was about, where it was sent and is another by now; else nothing."""
    if draft is None or not sha256 or draft.sha256.startswith(sha256):
        return ""
    kept = draft.sent_texts.filter(sha256__startswith=sha256[:64]).first()
    return kept.manuscript if kept else ""


def since(page: Page, older: Revision | None, person: Person) -> str:
    """Return since when the changes are that are shown, as the rest of a sentence; empty where all is new."""
    if older is None:
        return ""
    if older.approved_by_id and older.approved_at:
        by = {"day": day_of(older.approved_at), "name": person_name(older.approved_by)}
        if older.approved_by_id == person.pk:
            return _("since you approved it on %(day)s") % by
        return _("since %(name)s approved it on %(day)s") % by
    if older == page.live_revision:
        return _("beside what the public reads now")
    return _("since the version of %(day)s") % {"day": day_of(older.created_at)}


def due_said(page: Page, person: Person) -> str:
    """Return when a page is due for a review, and what has come of it since the last one; empty where it had none."""
    if page.reviewed_on is None or page.review_due_on is None or page.reviewed_by is None:
        return ""
    said = {"due": day(page.review_due_on), "on": day(page.reviewed_on), "name": person_name(page.reviewed_by)}
    if page.reviewed_by == person:
        since_then = _("You reviewed it on %(on)s.") % said
    else:
        since_then = _("%(name)s reviewed it on %(on)s.") % said
    is_over = page.review_due_on < localdate()
    due = (_("Its review is due since %(due)s.") if is_over else _("Its next review is due on %(due)s.")) % said
    replaced = page.citations.filter(source__superseded_by__isnull=False).count()
    none = _("No source of it was replaced since.")
    some = ngettext("%(n)s of its sources was replaced.", "%(n)s of its sources were replaced.", replaced)
    return " ".join([due, since_then, some % {"n": replaced} if replaced else none])


def next_waiting(person: Person) -> dict[str, Any] | None:
    """Return the next text that waits for an approval of a person, and what changed in it; None where none does. What
    they were chosen for comes first, what others were chosen for last.
    """
    revisions = list(Revision.objects.filter(state=RevisionState.IN_REVIEW).with_page().order_by("edited_at"))
    revisions.sort(key=lambda revision: (revision.asked_id != person.pk, bool(revision.asked_id)))
    written = authorship.writers_of(revisions)
    for revision in revisions:
        if policy.may(person, Verb.APPROVE, revision.page, revision) and person.pk not in written[revision.pk]:
            changes = comparing.since_sign_off(revision.page, revision)["changes"]
            return {"revision": revision, "page": revision.page, "changes": changes}
    return None


def at_of(event: Event) -> str:
    """Return when something was done, as a sentence ends: "today at 9:58 am" or "on November 24"."""
    at = localtime(event.at)
    if day_of(event.at) == day_of(localtime()):
        return _("today at %(time)s") % {"time": date_format(at, "g:i A").lower()}
    return _("on %(day)s") % {"day": day_of(event.at)}
