"""A verb, done in the name of the person at the desk; and offered once more where the database was too busy."""

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import again, entered
from publishing.desk.basics.clock import moment
from publishing.desk.basics.screens import Screens
from publishing.desk.basics.told import Told
from publishing.life import actions, policy
from publishing.life.models import Page, Revision
from publishing.life.policy import Person
from publishing.life.states import Verb
from publishing.life.verbs import DEEDS, function_of

NOTE = 2000  # characters
#: What is said once a verb is done.
DONE = {
    Verb.SUBMIT: gettext_lazy("Sent. Nothing changes for the public before it is approved and published."),
    Verb.RETURN: gettext_lazy("Sent back. Whoever wrote it reads your note."),
    Verb.PUBLISH: gettext_lazy("Published. Patients read it now."),
    Verb.PUBLISH_MINOR: gettext_lazy("The correction is published. Patients read it now."),
    Verb.SCHEDULE: gettext_lazy("Planned. Until then the present text stays."),
    Verb.UNSCHEDULE: gettext_lazy("It is not published then. It stays approved."),
    Verb.DISCARD: gettext_lazy("The draft is thrown away."),
    Verb.UNDO: gettext_lazy("The earlier text is back. Patients read it now. The other one is kept."),
    Verb.CONFIRM_REVIEW: gettext_lazy("Thank you. Patients read now that it was reviewed today."),
    Verb.WITHDRAW: gettext_lazy("The page is off the site. Nothing is deleted: you can bring it back."),
    Verb.PLAN_WITHDRAWAL: gettext_lazy("Planned. Until then the page stays."),
    Verb.CANCEL_WITHDRAWAL: gettext_lazy("The page stays."),
    Verb.RESTORE: gettext_lazy("The page is public again."),
}


class Doing(Screens):
    """Does verbs."""

    def _do(
        self,
        request: HttpRequest,
        verb: Verb,
        page: Page,
        revision: Revision | None,
        seen: str = "",
        instead: Page | None = None,
        at: datetime.datetime | None = None,
        asked: User | None = None,
    ) -> Told:
        """Do one verb, say what came of it, and return that. at: when, if the screen knows; else what was typed. asked:
        who is to read what is sent.
        """
        self._refuse_without(request, verb)
        what: dict[str, Any] = {"by": policy.signed_in(request.user), "note": note_of(request)}
        needs = DEEDS[verb]
        done = DONE.get(verb) or _("Done: %(verb)s.") % {"verb": verb.label}
        with Told(request, str(done), lambda: done_already(page, verb, what["by"])) as told:
            if needs.needs_time:
                what["at"] = at or entered.moment(request.POST.get("at", ""))
                if what["at"] is None:
                    raise actions.Refused(_("Choose the day and the time."))
            if needs.leaves:
                what["instead"] = instead
            if verb == Verb.SUBMIT:
                what["asked"] = asked
            if verb == Verb.APPROVE:
                what["seen_pictures"] = request.POST.get("pictures", "")
            if needs.bound_to == "live":
                what["sha256"] = request.POST.get("live_sha256", "")
            if needs.bound_to == "draft":
                what["sha256"] = seen or request.POST.get("based_on", "")
            if needs.is_of_pages:
                what["page"] = page
            elif revision is None:
                raise actions.Refused(_("There is no open draft."))
            else:
                what["revision"] = revision
            function_of(verb)(**what)
            if needs.needs_time and entered.comes_twice(what["at"]):
                messages.warning(request, _("The clocks go back then, and this hour comes twice: the first is meant."))
        return told

    def _later(self, request: HttpRequest, page: Page, sent: again.Again | None) -> HttpResponse:
        """Offer a verb once more that the database was too busy for, with its note."""
        template = "admin/publishing/page_again.html"
        return self._screen(request, template, page, _("Not done yet"), status=503, again=sent)

    def _verb_alone(self, request: HttpRequest, page: Page, based_on: str) -> again.Again:
        """Return the button of a form whose text is saved by now, without the text."""
        sent = {name: request.POST.get(name, "") for name in ("verb", "note", "at", "when", "confirmed", "live_sha256")}
        sent["based_on"] = based_on
        return again.Again(self._address(page, "do"), tuple(again.Field(*pair) for pair in sent.items()))


def done_already(page: Page, verb: Verb, person: Person) -> str:
    """Return that a person has done a verb, and when, where nothing was done to the page since; else nothing."""
    last = page.events.first()
    if last is None or last.verb != verb or last.by_id != person.pk:
        return ""
    return _("That is done already, %(at)s.") % {"at": moment(last.at)}


def note_of(request: HttpRequest) -> str:
    """Return the note that goes with a verb, as far as it is kept."""
    sent = request.POST if request.method == "POST" else request.GET
    return entered.without_nul(sent.get("note", ""))[:NOTE]
