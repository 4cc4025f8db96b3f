"""What is said to somebody who comes too late for a verb: by going back, by a second window, or after a colleague."""

from django.utils.translation import gettext as _

from publishing.desk.basics.asking import Question
from publishing.desk.basics.clock import moment
from publishing.desk.basics.doing import done_already
from publishing.desk.reporting.reports import person_name
from publishing.life.models import Page, Revision
from publishing.life.policy import Person
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.life.verbs import DEEDS

#: Their own questions say why not.
_SAY_WHY = (Verb.UNDO, Verb.CONFIRM_REVIEW)


def too_late(verb: Verb, page: Page, revision: Revision | None, person: Person) -> Question | None:
    """Return what is said in the place of a question where the page is in no state for a verb; None where it is."""
    if verb in _SAY_WHY or _fits(verb, page, revision):
        return None
    title = done_already(page, verb, person)
    if not title:
        is_gone = revision is None and DEEDS[verb].revision
        title = _("There is no draft any more") if is_gone else _("This cannot be done now")
    return Question(title, "", [said] if (said := _last(page)) else [])


def _fits(verb: Verb, page: Page, revision: Revision | None) -> bool:
    deed = DEEDS[verb]
    if not deed.is_of_pages:
        return revision is not None and RevisionState(revision.state) in deed.revision
    if verb in (Verb.PLAN_WITHDRAWAL, Verb.CANCEL_WITHDRAWAL) and page.status in deed.page:
        return (page.withdrawal_due_at is None) == (verb == Verb.PLAN_WITHDRAWAL)
    return PageStatus(page.status) in deed.page


def _last(page: Page) -> str:
    """Return what was done last to a page, by whom and when; empty where nothing was."""
    event = page.events.select_related("by__contributor").first()
    if event is None:
        return ""
    said = {"what": event.get_verb_display(), "name": person_name(event.by), "at": moment(event.at)}
    return _("What was done last: %(what)s, by %(name)s, %(at)s.") % said
