"""What is asked before the last publication of a page is undone: which words come back, whose they are, who hears."""

from typing import Any

from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.basics import comparing
from publishing.desk.basics.asking import Question, Way
from publishing.desk.basics.clock import day_of, moment
from publishing.desk.letters import mail, new_address
from publishing.desk.letters.hands import hands_of
from publishing.desk.letters.promises import reviewed_by
from publishing.desk.reporting.reports import person_name
from publishing.life import authorship, history
from publishing.life.history import Earlier
from publishing.life.models import Page, Revision
from publishing.life.models.revision import Origin
from publishing.life.states import PageStatus, Verb
from publishing.text import manuscripts


def question(*, page: Page, request: HttpRequest, **_what: Any) -> Question:
    """Return what is asked before an undo; without a button where the earlier words cannot come back at once."""
    earlier, live = history.earlier(page), page.live_revision
    if page.status != PageStatus.LIVE or live is None:
        return Question(_("This page is off the site: there is nothing to undo"), "")
    if event := history.undone(page):
        by = {"name": person_name(event.by), "at": moment(event.at), "why": event.note}
        says = [
            _("%(name)s put the earlier text back %(at)s: “%(why)s”") % by,
            _("The text that was taken back is kept. Once a clinician has approved it again, it can be published."),
        ]
        return Question(_("The last publication of “%(page)s” was undone already") % {"page": page}, "", says)
    if earlier is None:
        return Question(_("There is no earlier text of this page that the public has read"), "")
    title = _("Put the earlier text of “%(page)s” back?") % {"page": page}
    off = Way(_("Take the page off the site …"), "do", f"verb={Verb.WITHDRAW}")
    if earlier.was_off:
        said = _("Before the text of today was published, the page was off the site. No earlier text comes back.")
        return Question(title, "", [said], ways=[off])
    shown = comparing.compared(page, live, earlier.revision)
    if earlier.sign_off is None:
        return _unsigned(page, earlier, title, shown, off)
    reads = reviewed_by(page, earlier.sign_off.by, earlier.sign_off.at)
    hearing = mail.told_of_undo(live, earlier.revision, earlier.sign_off)
    told = [person for person in hearing if person != request.user and new_address.address_of(person)]
    hears = ngettext("%(names)s gets it by email.", "%(names)s get it by email.", len(told)) % {"names": _all(told)}
    return Question(
        title,
        _("Put the earlier text back"),
        [f"{_was_public(earlier)} {_signed(earlier)}"],
        reads,
        note=_("Why?"),
        note_help=hears if told else "",
        is_note_needed=True,
        after=[_kept(page, live, request.user.pk)],
        not_yet=_("Leave it as it is"),
        shown=shown,
    )


def _unsigned(page: Page, earlier: Earlier, title: str, shown: dict[str, Any], off: Way) -> Question:
    """Return what is said of words that no clinician of this clinic has approved: they go to one."""
    says = [f"{_was_public(earlier)} {_('These words carry no approval, so they cannot come back at once.')}"]
    draft = page.revisions.open().select_related("edited_by__contributor").first()
    if draft is not None:
        said = _("A draft of %(name)s is open. Change it there, and send it.") % {"name": person_name(draft.edited_by)}
        ways = [Way(_("Open the draft"), "change")]
        return Question(title, "", [*says, said], ways=[*ways, off], shown=shown)
    data, _body = manuscripts.read_raw(earlier.revision.manuscript)
    name = hands_of(data, authorship.writers(earlier.revision)).reviewer
    send = Way(_("Send them to %(name)s …") % {"name": name}, "version", number=earlier.revision.number)
    return Question(title, "", says, ways=[send, off], shown=shown)


def _was_public(earlier: Earlier) -> str:
    first = earlier.revision.published_at
    said = {"first": day_of(first) if first else "", "last": moment(earlier.until)}
    if earlier.revision.origin == Origin.STARTER_LIBRARY:
        return _("It came with the starter library, and was public until it was replaced %(last)s.") % said
    return _("It was public from %(first)s until it was replaced %(last)s.") % said


def _signed(earlier: Earlier) -> str:
    if earlier.sign_off is None:
        return ""
    said = {"name": person_name(earlier.sign_off.by), "day": day_of(earlier.sign_off.at)}
    if earlier.sign_off.is_corrected:
        return (
            _(
                "%(name)s approved these words on %(day)s, and nothing but a small correction was made since, so no "
                "new review is needed."
            )
            % said
        )
    return _("%(name)s approved exactly these words on %(day)s, so no new review is needed.") % said


def _kept(page: Page, live: Revision, person: int | None) -> str:
    """Return what becomes of the text that is taken back."""
    draft = page.revisions.open().select_related("edited_by__contributor").first()
    if draft is not None:
        said = _("The draft of %(name)s that was made on it goes back to them, with your words.")
        return said % {"name": person_name(draft.edited_by)}
    if live.edited_by_id == person:
        return _("The text that you take back is kept as a draft.")
    said = _("The text that you take back is kept as a draft. %(name)s can go on with it.")
    return said % {"name": person_name(live.edited_by)}


def _all(people: list) -> str:
    return get_text_list([person_name(person) for person in people], _("and"))
