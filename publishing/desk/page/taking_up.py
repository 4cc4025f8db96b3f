"""One version of a page, and taking it up again as the draft. A living draft with other words is asked about first."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from publishing.desk.basics import comparing
from publishing.desk.basics.asking import Question
from publishing.desk.basics.clock import ahead, moment
from publishing.desk.basics.screens import Screens
from publishing.desk.basics.told import Told
from publishing.desk.letters import mail
from publishing.desk.reporting.reports import person_name
from publishing.desk.review.deciding import hands_of
from publishing.life import actions, policy
from publishing.life.models import Page, Revision
from publishing.life.policy import Person
from publishing.life.states import RevisionState, Verb


class TakingUp(Screens):
    """The versions of a page."""

    def version_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """One version as the text it is; a POST takes it up again as the draft, or leads to the question."""
        self._refuse_strangers(request)
        page = self._page(pk)
        version = get_object_or_404(page.revisions, number=number)
        if request.method == "POST":
            return self._taken_up(request, page, version)
        draft = _in_the_way(page, version)
        may_save = policy.has_right(request.user, Verb.SAVE)
        title = _("Version %(number)s") % {"number": number}
        if draft is None or not may_save or request.GET.get("take") != "up":
            more: dict[str, Any] = {"revision": version, "asks": draft is not None, "may_save": may_save}
            return self._screen(request, "admin/publishing/page_version.html", page, title, **more)
        question = _question(page, version, draft, request.user)
        more = {"question": question, "revision": draft, "then": request.GET.get("then", ""), "not_yet": request.path}
        return self._screen(request, "admin/publishing/page_row_asked.html", page, title, **more)

    def _taken_up(self, request: HttpRequest, page: Page, version: Revision) -> HttpResponse:
        """Take a version up, and lead to what comes next; to the question where a draft is in the way that it was not
        asked about, or that is another one by now.
        """
        self._refuse_without(request, Verb.SAVE)
        sends = f"verb={Verb.SUBMIT}" if request.POST.get("then") == Verb.SUBMIT else ""
        draft = _in_the_way(page, version)
        was_asked = "seen" in request.POST
        if draft and (request.POST.get("seen"), request.POST.get("state")) != (draft.sha256, draft.state):
            if was_asked:
                messages.warning(request, _("Somebody changed it meanwhile. Look again."))
            return HttpResponseRedirect(f"{request.path}?take=up{f'&then={Verb.SUBMIT}' if sends else ''}")
        done = _("Version %(number)s is the draft now.") % {"number": version.number}
        kept = _("The draft that was put aside is kept in the history.") if was_asked else ""
        with Told(request, f"{done} {kept}".strip()) as told:
            actions.take_up(version=version, by=policy.signed_in(request.user), over=draft)
        if not told.was_done:
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(f"{self._address(page, 'do')}?{sends}" if sends else self._address(page))


def _in_the_way(page: Page, version: Revision) -> Revision | None:
    """Return the open draft that has other words than a version."""
    draft = page.revisions.open().select_related("edited_by__contributor", "approved_by__contributor").first()
    return draft if draft is not None and draft.sha256 != version.sha256 else None


def _question(page: Page, version: Revision, draft: Revision, person: Person) -> Question:
    """Return what is asked before a version takes the place of a draft. person: who asks."""
    said = {"name": person_name(draft.edited_by), "number": version.number}
    is_own = draft.edited_by_id == person.pk
    title = _("Put your draft aside?") if is_own else _("Put the draft of %(name)s aside?")
    kept = _("Taking version %(number)s up puts it aside. It is kept in the history, and can be taken up again.")
    return Question(
        title % said,
        _("Put it aside and take version %(number)s up") % said,
        [*_stands(draft), kept % said, *mail.hears_of_end(draft, person)],
        shown=comparing.compared(page, draft, version),
    )


def _stands(draft: Revision) -> list[str]:
    """Return where a draft stands, and what ends if it is put aside."""
    said = {"name": person_name(draft.edited_by), "at": moment(draft.edited_at), "reviewer": hands_of(draft).reviewer}
    if draft.approved_by:
        said["reviewer"] = person_name(draft.approved_by)
    if draft.scheduled_for:
        said["planned"] = ahead(draft.scheduled_for)
    known = {
        RevisionState.RETURNED: _("It was sent back. %(name)s changed it last, %(at)s."),
        RevisionState.IN_REVIEW: _("It waits for %(reviewer)s, and is taken back. %(name)s changed it last, %(at)s."),
        RevisionState.APPROVED: _("%(reviewer)s approved it. The approval ends."),
        RevisionState.SCHEDULED: _("%(reviewer)s approved it for %(planned)s. It is not published then."),
    }
    return [known.get(RevisionState(draft.state), _("%(name)s changed it last, %(at)s.")) % said]
