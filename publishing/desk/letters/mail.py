"""Mail to staff: to whom, with which words. Addresses come from SITE_URL; a mail that cannot be sent never undoes what
was done. Nobody gets what is not theirs.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import takewhile
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.changes.comparison import Cards, words_of
from publishing.desk.basics import clock, comparing
from publishing.desk.basics.lines import model_of, url_of
from publishing.desk.letters import hands, new_address, post, sharing
from publishing.desk.letters.promises import reviewed_then
from publishing.desk.reporting.reports import person_name
from publishing.life import authorship, history, proof
from publishing.life.history import SignOff
from publishing.life.models import AccountEvent, Event, Note, Page, Revision
from publishing.life.models.revision import Origin
from publishing.life.policy import Person
from publishing.life.states import RevisionState, Verb
from publishing.text import manuscripts

#: The states in which what a letter asks for is still to be done; in others one that waits never goes out.
_SO_LONG_AS = {
    Verb.SUBMIT: {RevisionState.IN_REVIEW},
    Verb.APPROVE: {RevisionState.APPROVED, RevisionState.SCHEDULED},
}
#: Whichever was last says whether a draft waits for somebody.
_SENT_OR_BACK = (Verb.SUBMIT, Verb.RETURN, Verb.RECALL)
LINES = 3  # changes that a letter tells
_UNTIL = 8  # characters of a digest that tell a text from another one of its page


def desk_address(page: Page, view: str = "", query: str = "") -> str:
    """Return the full address of a page's screen on the desk. view: another one than its form."""
    if not view:
        return settings.SITE_URL + url_of(page)
    options = model_of(page)._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_{view}", args=[page.pk])
    return settings.SITE_URL + address + (f"?{query}" if query else "")


def page_name(page: Page, revision: Revision | None = None) -> str:
    """Return what a person calls a page: its title, or its address before it has one."""
    return page.title or f"{page.kind}/{revision.slug if revision else page.slug}"


def heard(event: Event) -> None:
    """Tell whoever must know of what was done. Called with every event, in its transaction."""
    revision = event.revision
    if revision is None:
        return
    for verb, states in _SO_LONG_AS.items():
        if revision.state not in states:
            post.forget(post.of_page(revision.page), verb)
    tell = {
        Verb.SUBMIT: submitted,
        Verb.RETURN: returned,
        Verb.REOPEN: reopened,
        Verb.TAKE_BACK: reopened,
        Verb.RECALL: recalled,
        Verb.DISCARD: put_aside,
        Verb.APPROVE: approved,
        Verb.PUBLISH: published,
        Verb.PUBLISH_MINOR: published,
        Verb.UNDO: undone,
    }.get(Verb(event.verb))
    if tell is not None:
        tell(event, revision)


def _tell(event: Event, revision: Revision, person: User, subject: str, lines: post.Lines) -> None:
    post.tell(person, subject, lines, event.by, about=post.of_page(revision.page), sort=event.verb)


def told_of(event: Event, revision: Revision) -> list[User]:
    """Return who is told of what was done to a text, whether or not they have an address."""
    writers = authorship.writers(revision)
    verb = Verb(event.verb)
    if verb == Verb.SUBMIT:
        asked = _asked(revision, writers)
        return _besides(event.by, asked) if proof.is_minor(revision.page, revision) else asked
    if verb == Verb.RETURN:
        return _besides(event.by, _people({*writers, *_signers(revision, event)}))
    if verb in {Verb.RECALL, Verb.DISCARD}:
        return _besides(event.by, concerned(revision, until=event))
    if verb == Verb.REOPEN:
        return _besides(event.by, _people(_signers(revision, event)))
    if verb in {Verb.APPROVE, Verb.TAKE_BACK}:
        return _besides(event.by, hands.who_publish())
    if verb == Verb.UNDO:
        return _besides(event.by, told_of_undo(revision.based_on, revision, history.sign_off_of(revision)))
    if verb in {Verb.PUBLISH, Verb.PUBLISH_MINOR}:
        approver = {revision.approved_by_id} if revision.approved_by_id else set()
        return _besides(event.by, _people({*writers, *approver}))
    return []


_read: ContextVar[tuple[tuple[int | None, str], dict[str, Any]] | None] = ContextVar("read", default=None)


@contextmanager
def read_ahead(verb: Verb, revision: Revision) -> Iterator[None]:
    """Compare a text that is about to be sent, before anybody waits for it: of a long one that takes a while."""
    read = _read.set(_compared(revision) if verb == Verb.SUBMIT else None)
    try:
        yield
    finally:
        _read.reset(read)


def _since_sign_off(revision: Revision) -> dict[str, Any]:
    """Return what was read ahead, if it still is what stands there; else what stands there."""
    found = _read.get()
    if found is None or found[0] != _sides(revision):
        found = _compared(revision)
    return found[1]


def _compared(revision: Revision) -> tuple[tuple[int | None, str], dict[str, Any]]:
    return _sides(revision), comparing.since_sign_off(revision.page, revision)


def _sides(revision: Revision) -> tuple[int | None, str]:
    """Return the id of the text that a draft is compared with, and the digest of its own."""
    older = history.signed_off(revision.page) or revision.page.live_revision
    return older.pk if older else None, revision.sha256


def submitted(event: Event, revision: Revision) -> None:
    """Ask whoever was chosen, looks after the page, or may review it, to read it; publishers where it needs no
    clinician.
    """
    page, by = revision.page, person_name(event.by)
    shown = _since_sign_off(revision)
    changes: Cards = shown["changes"]
    is_minor = proof.is_minor(page, revision)
    name = page_name(page, revision)
    lines = [_("%(name)s changed this page:") % {"name": by} if shown["older"] else _("A new page:"), ""]
    lines += [*_told_lines(changes, shown["called"]), *_note(by, event.note), ""]
    query = f"sent={revision.sha256[:_UNTIL]}"
    if is_minor:
        subject = _("A small correction is ready: %(page)s") % {"page": name}
        lines += [_("It needs no clinician. Look at it, and publish it:"), desk_address(page, "compare", query)]
    else:
        subject = _("Please review: %(page)s (%(size)s)") % {"page": name, "size": _size(changes, shown["older"])}
        lines += [_("Review it:"), desk_address(page, "compare", query)]
    for person in told_of(event, revision):
        letter: list[str | post.Link] = [*lines, "", *([] if is_minor else _why(event, revision, person))]
        if settings.APPROVE_FROM_MAIL and not is_minor and new_address.address_of(person):
            letter += ["", _("Or approve these exact words without signing in, once, within 72 hours:")]
            letter += [post.Link("approval", sharing.let_approve(revision, person).pk)]
        _tell(event, revision, person, subject, letter)


def _size(changes: Cards, older: Revision | None) -> str:
    minutes = ngettext("%(n)s minute", "%(n)s minutes", changes.minutes) % {"n": changes.minutes}
    count = len(changes.cards)
    what = ngettext("%(n)s change", "%(n)s changes", count) % {"n": count} if older else _("all of it new")
    return f"{what}, {minutes}"


def _told_lines(changes: Cards, called: dict[str, str]) -> list[str]:
    """Return the first changes, a line for each."""
    lines = [
        f"{number}. {card.title}: {card.said(called)} ({'; '.join(card.tags)})"
        for number, card in enumerate(changes.cards[:LINES], 1)
    ]
    rest = len(changes.cards) - LINES
    return [*lines, _("And %(n)s more.") % {"n": rest}] if rest > 0 else lines


def _note(by: str, note: str) -> list[str]:
    """Return what somebody wrote along, behind an empty line; nothing where they wrote nothing."""
    return ["", _("%(name)s writes: %(note)s") % {"name": by, "note": note}] if note.strip() else []


def _why(event: Event, revision: Revision, person: User) -> list[str]:
    """Return what becomes of the page, and why somebody gets the letter."""
    found = _hands(revision, authorship.writers(revision))
    lines = [_("The public page stays as it is until you approve and somebody publishes. This link approves nothing.")]
    if person == found.owner and found.deputy:
        lines.append(_("You get this because you own the page; %(name)s is your deputy.") % _named(found.deputy))
    elif person == found.owner:
        lines.append(_("You get this because you own the page."))
    elif person == found.deputy:
        lines.append(_("You get this because you stand in for whoever owns the page."))
    elif person == found.asked:
        lines.append(_("You get this because %(name)s chose you to read it.") % _named(event.by))
    else:
        lines.append(_("You get this because nobody who may approve it owns the page yet."))
    return lines


def _named(person: User) -> dict[str, str]:
    return {"name": person_name(person)}


def _hands(revision: Revision, writers: set[int]) -> hands.Hands:
    data, _body = manuscripts.read_raw(revision.manuscript)
    return hands.hands_of(data, writers, revision.asked_id)


def returned(event: Event, revision: Revision) -> None:
    """Tell the writers that their text came back, and why; and whoever had approved or planned it."""
    name, by = page_name(revision.page, revision), person_name(event.by)
    lines = [_("%(name)s sent “%(page)s” back.") % {"name": by, "page": name}, *_note(by, event.note)]
    for note in reversed(Note.objects.open_of(revision.page_id, event.by)):
        lines += ["", _("At “%(quote)s”:") % {"quote": words_of(note.quote)} if note.quote else _("A note:"), note.text]
    lines += ["", _("Go to it:"), desk_address(revision.page)]
    for person in told_of(event, revision):
        _tell(event, revision, person, _("Sent back: %(page)s") % {"page": name}, lines)


def reopened(event: Event, revision: Revision) -> None:
    """Tell whoever has to do with an approval that it ended, and why."""
    name, by = page_name(revision.page, revision), person_name(event.by)
    if event.verb == Verb.TAKE_BACK:
        subject, first = _("Approval taken back: %(page)s"), _("%(name)s took the approval of “%(page)s” back.")
    else:
        subject = _("Waits for a clinician again: %(page)s")
        first = _("“%(page)s” was approved, and changed since (%(name)s).")
    lines = [first % {"name": by, "page": name}, *([event.note] if event.note else [])]
    lines += ["", desk_address(revision.page)]
    for person in told_of(event, revision):
        _tell(event, revision, person, subject % {"page": name}, lines)


def recalled(event: Event, revision: Revision) -> None:
    """Tell whoever was to read a text that they need not yet, and its writers that it is a draft again."""
    name, by = page_name(revision.page, revision), person_name(event.by)
    writers = authorship.writers(revision)
    first = _("%(name)s took “%(page)s” back to write on it. It is a draft again.") % {"name": by, "page": name}
    need_not = _("You need not read it yet: you are asked again.")
    for person in told_of(event, revision):
        said = [first, *([] if person.pk in writers else [need_not]), *_note(by, event.note), ""]
        said.append(desk_address(revision.page))
        _tell(event, revision, person, _("Taken back: %(page)s") % {"page": name}, said)


def put_aside(event: Event, revision: Revision) -> None:
    """Tell the writers of a draft that somebody else gave it up, and whoever was to read it that they need not."""
    name, by = page_name(revision.page, revision), person_name(event.by)
    writers = authorship.writers(revision)
    first = _("%(name)s put the draft of “%(page)s” aside.") % {"name": by, "page": name}
    kept = _("Its words are kept in the history, and can be taken up again.")
    for person in told_of(event, revision):
        said = [first, *([event.note] if event.note else []), kept]
        said += [*([] if person.pk in writers else [_("You need not read it.")]), ""]
        said.append(desk_address(revision.page, "history"))
        _tell(event, revision, person, _("Put aside: %(page)s") % {"page": name}, said)


def concerned(revision: Revision, until: Event | None = None) -> list[User]:
    """Return in whose hands a draft is: who wrote it; and where it was sent, who was to read it, and who approved or
    planned it. until: what ended that.
    """
    writers, sent = authorship.writers(revision), _before(revision, until).filter(verb__in=_SENT_OR_BACK).first()
    asked = _asked(revision, writers) if sent is not None and sent.verb == Verb.SUBMIT else []
    return _people({*writers, *(person.pk for person in asked), *_signers(revision, until)})


def hears_of_end(draft: Revision, by: Person) -> list[str]:
    """Return who is told by email if a person puts a draft aside, as a sentence; none where nobody is."""
    names = [person_name(one) for one in concerned(draft) if one.pk != by.pk and new_address.address_of(one)]
    said = ngettext("%(names)s hears of it by email.", "%(names)s hear of it by email.", len(names))
    return [said % {"names": get_text_list(names, _("and"))}] if names else []


def _before(revision: Revision, until: Event | None) -> QuerySet[Event]:
    """Return what was done to a text until an event, the last first; all of it where there is none."""
    events = revision.events.order_by("-pk")
    return events if until is None else events.filter(pk__lt=until.pk)


def _signers(revision: Revision, until: Event | None) -> set[int]:
    """Return the ids of those who had approved and scheduled a text until an event ended that."""
    before = _before(revision, until).values_list("verb", "by_id")
    signed = takewhile(lambda done: done[0] in {Verb.APPROVE, Verb.SCHEDULE, Verb.UNSCHEDULE}, before)
    return {person for _verb, person in signed}


def approved(event: Event, revision: Revision) -> None:
    """Tell those who publish that a text is ready."""
    name, by = page_name(revision.page, revision), person_name(event.by)
    lines = [_("%(name)s approved “%(page)s”. You can publish it.") % {"name": by, "page": name}]
    if reads := reviewed_then(revision.page, revision):
        lines += ["", _("The public will read: %(sentence)s") % {"sentence": reads}]
    lines += ["", _("Publish or plan it:"), desk_address(revision.page)]
    for person in told_of(event, revision):
        _tell(event, revision, person, _("Approved: %(page)s") % {"page": name}, lines)


def published(event: Event, revision: Revision) -> None:
    """Tell who wrote and who approved a text that patients read it."""
    if revision.origin == Origin.STARTER_LIBRARY:
        return
    name, by = page_name(revision.page, revision), person_name(event.by)
    lines = [_("Patients read the new text of “%(page)s” now. %(name)s published it.") % {"page": name, "name": by}]
    lines += ["", settings.SITE_URL + (revision.page.public_url or url_of(revision.page))]
    for person in told_of(event, revision):
        _tell(event, revision, person, _("Published: %(page)s") % {"page": name}, lines)


def told_of_undo(taken_back: Revision | None, put_back: Revision, signed: SignOff | None) -> list[User]:
    """Return who is told where a text is put back in the place of another: who wrote and approved either of them.

    signed: the sign-off of what is put back.
    """
    texts = [text for text in (taken_back, put_back) if text is not None and text.origin == Origin.STAFF]
    people = set().union(*authorship.writers_of(texts).values()) if texts else set()
    signs = [signed, history.sign_off_of(taken_back) if taken_back is not None else None]
    return _people({*people, *(one.by.pk for one in signs if one is not None)})


def undone(event: Event, revision: Revision) -> None:
    """Tell who wrote and who approved two texts that the earlier of them is public again, and why."""
    name, by = page_name(revision.page, revision), person_name(event.by)
    why = {"page": name, "why": " ".join(event.note.split())}
    lines = [_("%(name)s put the earlier text of “%(page)s” back. Patients read it now.") % {"name": by, "page": name}]
    lines += ["", _("Why: %(why)s") % {"why": event.note}, ""]
    lines += [_("The text that was taken back is kept, in the history or as a draft:"), desk_address(revision.page)]
    for person in told_of(event, revision):
        _tell(event, revision, person, _("Undone: %(page)s, because: %(why)s") % why, lines)


def please_publish(page: Page, draft: Revision, person: User, by: User) -> None:
    """Ask a person to publish a page. Raises the mail system's error."""
    names = {"name": person_name(by), "page": page_name(page, draft)}
    lines = [_("%(name)s asks you to publish “%(page)s”.") % names, ""]
    lines += [_("Look at it, and publish or plan it:"), desk_address(page, "compare")]
    post.send(person, _("Please publish: %(page)s") % names, lines, by)


def review_due(page: Page, person: User, days_left: int) -> None:
    """Remind a person of a review. Raises the mail system's error, so that the reminder is tried again."""
    if days_left > 0:
        when = ngettext("is due in %(n)s day", "is due in %(n)s days", days_left) % {"n": days_left}
    else:
        when = _("is due today") if days_left == 0 else _("is overdue")
    on = date_format(page.review_due_on, "F j, Y") if page.review_due_on else ""
    said = _("The review of “%(page)s” %(when)s, on %(day)s.")
    if days_left < 0:
        said = _("The review of “%(page)s” %(when)s, since %(day)s.")
    lines = [said % {"page": page, "when": when, "day": on}, "", _("Read it again:"), desk_address(page, "compare")]
    post.send(person, _("Review %(when)s: %(page)s") % {"when": when.removeprefix("is "), "page": page}, lines)


def weekly(person: User, waiting: list[str]) -> None:
    """Send the weekly list. Raises the mail system's error."""
    post.send(person, "This week on the desk", [*waiting, "", settings.SITE_URL + reverse("admin:index")])


def account(event: AccountEvent) -> None:
    """Tell a person what somebody did to their account: that somebody could sign as them, or may have."""
    by = _by(event)
    what, then, view = _of_account(event, by)
    lines = [what, "", then]
    if view:
        lines += ["", settings.SITE_URL + reverse(view), _own_account()]
    lines += ["", "If you did not ask for this, tell whoever runs the site."]
    for address in new_address.addresses_of(event.person):
        post.later(event.person, f"Your account: {event.get_what_display()}", lines, address=address)


def _own_account() -> str:
    return settings.SITE_URL + reverse("admin:publishing_page_account")


def address_changed(event: AccountEvent, old: str, before: new_address.Wait | None) -> None:
    """Tell a person, at the old address and at the new one, that letters to their account go elsewhere; and for how
    long no link goes there. before: how the old one waited for links, if it did: then it was never known to be the
    person's, and is told nothing, and the one from before it is told.
    """
    first = f"{_by(event)} has changed the mail address of your account “{event.person}”."
    title, new = f"Your account: {event.get_what_display()}", event.person.email
    own = before.former if before else old
    if before is not None and old:
        gone = ["Letters from the desk of the patient library do not come to this address any more."]
        post.later(event.person, "No more letters to this address", gone, address=old)
    told = {own: _at_old(event), new: _at_new(event)} if own != new else {new: _at_back(event)}
    for address, then in told.items():
        if address:
            post.later(event.person, title, [first, "", *then], address=address)


def _at_old(event: AccountEvent) -> list[str]:
    """Return what the owner of an account is to do who did not ask for another address."""
    until = new_address.waits_until(event.person)
    if until is None:
        return ["Letters go there from now on. If you did not ask for this, tell whoever runs the site at once."]
    has_password = event.person.has_usable_password()
    look = "Your password works as before; sign in and look at what was done:"
    return [
        f"Letters go there from {clock.ahead(until)} on. For these {new_address.HOURS} hours they still come here, "
        "what is done to your account is told at both addresses, and no link for a new password goes to either. So "
        "until then nobody can use the new address to sign in as you.",
        "",
        "If you know of this, do nothing.",
        "",
        "If you do not, act before then: tell another administrator, or whoever runs the server, best by telephone. "
        "They put this address back, and links come here at once.",
        *([look, _own_account()] if has_password else [_HAS_NONE]),
    ]


def _at_new(event: AccountEvent) -> list[str]:
    until = new_address.waits_until(event.person)
    waits = [f"No link for a new password is sent to this address before {clock.ahead(until)}."] if until else []
    return [*waits, _of_password(event.person), "", "If you did not ask for this, tell whoever runs the site."]


def _at_back(event: AccountEvent) -> list[str]:
    """Return what the owner of an account reads where their address is put back."""
    return [f"It is this one again, and links may go to it at once. {_of_password(event.person)}"]


_HAS_NONE = "The account has no password at present."


def _of_password(person: User) -> str:
    return "Your password works as before." if person.has_usable_password() else _HAS_NONE


def account_changed(events: list[AccountEvent]) -> None:
    """Tell a person of an account that may do other things, or signs under another name."""
    lines = [*map(_of_change, events), ""]
    lines += ["If you did not ask for this, and do not know why, tell whoever runs the site. All is here:"]
    lines += [_own_account()]
    for address in new_address.addresses_of(events[0].person):
        post.later(events[0].person, "Your account was changed", lines, address=address)


def account_of_another_changed(events: list[AccountEvent], keepers: list[User]) -> None:
    """Tell those who keep accounts what was done to one, or to several by one deed."""
    names = dict.fromkeys(event.person.get_username() for event in events)
    why = "Everybody who keeps accounts hears of it. If you do not know why it was done, ask. All is here:"
    lines = [*map(_of_change, events), "", why]
    lines += [settings.SITE_URL + reverse("admin:publishing_accountevent_changelist")]
    done = "made" if any(event.what == AccountEvent.What.NEW for event in events) else "changed"
    title = f"The account “{next(iter(names))}” was {done}" if len(names) == 1 else f"{len(names)} accounts were {done}"
    for keeper in keepers:
        post.later(keeper, title, lines)


def _of_change(event: AccountEvent) -> str:
    by, name, What = _by(event), event.person.get_username(), AccountEvent.What
    return {
        What.NEW: f"{by} has made an account “{name}” ({event.note}).",
        What.ROLES: f"{by} has changed what the account “{name}” may do ({event.note}).",
        What.ON: f"{by} has switched the account “{name}” on.",
        What.OFF: f"{by} has switched the account “{name}” off.",
        What.NAME: f"{by} has changed the name of the account “{name}” ({event.note}).",
        What.PASSWORD: f"{by} has set a new password for the account “{name}”.",
        What.TAKEN: f"{by} has taken the password of the account “{name}” away.",
        What.ADDRESS: f"{by} has changed the mail address of the account “{name}”.{_waits(event)}",
        What.FACTOR: f"{by} has taken the phone of the account “{name}” away, as lost, and its password.",
        What.SIGN_IN: f"Somebody has signed in as “{name}” with the password that {by} set.",
        What.LINKED: f"{by} has changed which name on pages belongs to the account “{name}” ({event.note}).",
    }[What(event.what)]


def _waits(event: AccountEvent) -> str:
    until = new_address.waits_until(event.person) if event.what == AccountEvent.What.ADDRESS else None
    return f" No link for a new password goes there before {clock.ahead(until)}." if until else ""


def _by(event: AccountEvent) -> str:
    return (event.by.get_full_name() or event.by.get_username()) if event.by else "Whoever runs the server"


def _of_account(event: AccountEvent, by: str) -> tuple[str, str, str]:
    """Return what was done to an account, what its owner does then, and the name of the address of that, if any."""
    until = new_address.waits_until(event.person)
    none_yet = (
        f"No link for a new one is sent before {clock.ahead(until)}. {new_address.sooner(event.person)}"
        if until
        else ""
    )
    name, own = event.person, "Whoever knows the password can sign as you. Choose your own, and look at what was done:"
    change = "admin:password_change"
    return {
        AccountEvent.What.PASSWORD: (f"{by} has set a new password for your account “{name}”.", own, change),
        AccountEvent.What.TAKEN: (
            f"{by} has taken the password of your account “{name}” away.",
            none_yet or "Nobody signs in by it any more. Ask for a link here, and choose another by that:",
            "" if until else "admin_password_reset",
        ),
        AccountEvent.What.SIGN_IN: (
            f"Somebody has signed in as “{name}” with the password that {by} set.",
            own,
            change,
        ),
        AccountEvent.What.FACTOR: (
            f"{by} has said that your phone is lost. Phone and password of your account “{name}” count no more.",
            none_yet
            or "Choose a new password by the link in the next letter. Then sign in with it, and set up a phone.",
            "",
        ),
    }[AccountEvent.What(event.what)]


def _asked(revision: Revision, writers: set[int]) -> list[User]:
    """Return who is to read a text that is sent: a clinician, or a publisher where it needs none."""
    return hands.who_publish() if proof.is_minor(revision.page, revision) else _who_review(revision, writers)


def _who_review(revision: Revision, writers: set[int]) -> list[User]:
    """Return who is asked to approve a text: whoever was chosen; else its page's owner and deputy, if they may; else
    whoever may.
    """
    return _hands(revision, writers).told


def _people(ids: Iterable[int]) -> list[User]:
    """Return those of some people who still work here."""
    people = User.objects.filter(pk__in=list(ids), is_active=True, is_staff=True)
    return list(people.select_related("contributor").order_by("pk"))


def _besides(by: User, people: list[User]) -> list[User]:
    return [person for person in people if person.pk != by.pk]
