"""What a clinician is asked before a decision on somebody's text: the exact sentence that the public will read."""

import copy
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.basics.asking import Question
from publishing.desk.basics.clock import day_of
from publishing.desk.letters import hands, new_address
from publishing.desk.letters.promises import hears, reviewed_by, reviewed_then
from publishing.desk.reporting.reports import person_name
from publishing.life import authorship, pictures, policy
from publishing.life.models import Note, Page, Revision
from publishing.life.policy import Person
from publishing.life.states import Verb
from publishing.text import manuscripts
from publishing.text.binding import Picture

#: After these a clinician is told what came of it, and what waits next.
DECISIONS = (Verb.APPROVE, Verb.RETURN, Verb.CONFIRM_REVIEW)


def hands_of(revision: Revision) -> hands.Hands:
    """Return who may have a draft next, by name."""
    data, _body = manuscripts.read_raw(revision.manuscript)
    return hands.hands_of(data, authorship.writers(revision), revision.asked_id)


def promise(page: Page, revision: Revision, person: Person) -> str:
    """Return what the public will read of the review, if a person approves a draft today and it is published."""
    then = copy.copy(revision)
    then.approved_by, then.approved_at = policy.signed_in(person), timezone.now()
    return reviewed_then(page, then)


def own_text(revision: Revision, person: Person) -> str:
    """Return that somebody wrote part of a text and who can approve it; empty where they did not."""
    if person.pk not in authorship.writers(revision):
        return ""
    names = [person_name(one) for one in hands_of(revision).reviewers[:2]]
    if not names:
        return _("You wrote part of this, and nobody else can approve it yet. Ask whoever runs the desk.")
    return _("You wrote part of this. %(name)s can approve it.") % {"name": _(" or ").join(names)}


def approval(*, page: Page, revision: Revision, request: HttpRequest, **_what: Any) -> Question:
    """Return what is asked before an approval."""
    if own := own_text(revision, request.user):
        return Question(_("Nobody approves their own text"), "", [own])
    if not policy.may(request.user, Verb.APPROVE, page, revision):
        return Question(_("There is nothing to approve now"), "")
    name = person_name(policy.signed_in(request.user))
    says = [_("You approve exactly these words. If anyone changes one, it comes back to you."), _then(revision)]
    asked = request.POST if request.method == "POST" else request.GET
    return Question(
        _("Approve this text?"),
        _("Approve as %(name)s") % {"name": name},
        says,
        promise(page, revision, request.user),
        pictures=pictures.signs_of(revision),
        replaced=replaced(revision, asked["pictures"]) if "pictures" in asked else [],
    )


def _then(revision: Revision) -> str:
    """Return who publishes an approved text, and how they hear of it."""
    publishers = hands_of(revision).publishers
    if not publishers:
        return _("Nobody can publish it yet. Ask whoever runs the desk. Until then the public page stays as it is.")
    said = _("Then %(name)s gets an email and publishes it. Until then the public page stays as it is.")
    if not new_address.address_of(publishers[0]):
        said = _(
            "Then %(name)s finds it on the first page and publishes it; no email goes out. "
            "Until then the public page stays as it is."
        )
    return said % {"name": person_name(publishers[0])}


def replaced(revision: Revision, signs: str) -> list[tuple[str, Picture]]:
    """Return what each picture of a text is called that has another file than somebody saw, and how it looks now."""
    return [(str(row).removesuffix("."), pictures.as_printed(row)) for row in pictures.replaced_since(revision, signs)]


def no_change(*, page: Page, request: HttpRequest, **_what: Any) -> Question:
    """Return what is asked before a clinician says that nothing need change."""
    if not policy.may(request.user, Verb.CONFIRM_REVIEW, page, None):
        return Question(_("Somebody else must read this page again: you wrote part of it, or it is not public"), "")
    changed = {"day": day_of(page.updated_at)} if page.updated_at else {"day": ""}
    return Question(
        _("No change needed?"),
        _("Yes, it still holds"),
        [_("You say that you have read it again and it still holds.")],
        reviewed_by(page, policy.signed_in(request.user), timezone.now()),
        after=[_("The date “last changed” stays %(day)s. This is public at once.") % changed],
    )


def sending_back(*, page: Page, revision: Revision, request: HttpRequest, **_what: Any) -> Question:
    """Return what is asked before a text is sent back. Notes at sentences are reason enough."""
    count = open_notes(page, request.user)
    said = {"name": person_name(revision.edited_by)}
    says = [f"{hears(revision.edited_by)} {_('The public page stays as it is.')}"]
    if count:
        notes = ngettext("Your note goes with it.", "Your %(n)s notes go with it.", count) % {"n": count}
        says = [notes, *says]
    note = _("What should change?") if not count else _("Something besides your notes?")
    title = _("Send back to %(name)s?") % said
    return Question(title, send_back_label(count), says, note=note, is_note_needed=not count)


def send_back_label(count: int) -> str:
    """Return what the button says. count: open notes of the person."""
    return ngettext("Send back (1 note)", "Send back (%(n)s notes)", count) % {"n": count} if count else _("Send back")


def taking_back(*, page: Page, revision: Revision, **_what: Any) -> Question:
    """Return what is asked before an approval is taken back."""
    if revision.approved_by is None:
        return Question(_("There is no approval to take back"), "")
    says = [_("The text waits for a clinician again. Who was told of the approval is told of this.")]
    title = _("Take the approval of “%(page)s” back?") % {"page": page}
    return Question(title, _("Take the approval back"), says)


def open_notes(page: Page, person: Person) -> int:
    """Return how many notes a person has open at a page."""
    return Note.objects.open_of(page.pk, policy.signed_in(person)).count()
