"""What asks once: each verb that sends, publishes, takes away or gives up has a page that says what will happen."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.basics import again, comparing, lines
from publishing.desk.basics.asking import Question
from publishing.desk.basics.clock import ahead, day_of, moment
from publishing.desk.basics.doing import Doing, done_already, note_of
from publishing.desk.form.picking import InsteadPicker
from publishing.desk.letters import hands, mail, requests
from publishing.desk.letters.promises import hears, hears_of_publication, review_stays, reviewed_then
from publishing.desk.reporting.reports import person_name
from publishing.desk.review import choosing, deciding, meanwhile, next_step, touched, undoing, whens
from publishing.desk.review.verdicts import verdict
from publishing.life import actions, policy
from publishing.life.actions.shared import in_use
from publishing.life.models import Page, Revision
from publishing.life.states import PageStatus, Verb
from publishing.life.verbs import DEEDS
from publishing.text import kinds

CHANGES = 8  # that are shown before a small correction is published
#: Who does one of these stands for the words, which the question does not show.
_OF_READERS = (Verb.APPROVE, Verb.CONFIRM_REVIEW)


class Questions(Doing):
    """The questions, and what is done when one was answered."""

    def do_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do a verb from a screen without the form. What asks first is asked here."""
        self._refuse_strangers(request)
        page = self._page(pk)
        asked = request.POST if request.method == "POST" else request.GET
        if asked.get("verb") not in Verb.values:
            return HttpResponseRedirect(self._address(page))
        verb = Verb(asked["verb"])
        self._refuse_without(request, verb)
        if verb == Verb.UNDO and request.method == "GET":
            return HttpResponseRedirect(self._address(page, "undo"))
        if not DEEDS[verb].is_offered:  # it needs more than this screen sends
            return HttpResponseRedirect(self._address(page))
        is_sure = request.method == "POST" and (not DEEDS[verb].asks_first or bool(asked.get("confirmed")))
        picker = InsteadPicker(page, self.admin_site, request.POST if is_sure else None)
        if is_sure and (not DEEDS[verb].leaves or picker.is_valid()):
            instead = picker.cleaned_data["instead"] if DEEDS[verb].leaves else None
            if (answer := self._answered(request, verb, page, instead)) is not None:
                return answer
            page = self._page(pk)  # as it is by now
        return self._question_screen(request, verb, page, picker)

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whether the earlier text of a page is to be put back."""
        self._refuse_without(request, Verb.UNDO)
        page = self._page(pk)
        return self._question_screen(request, Verb.UNDO, page, InsteadPicker(page, self.admin_site, None))

    def ask_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask whoever publishes to publish the draft of a page."""
        self._refuse_strangers(request)
        page = self._page(pk)
        draft = page.revisions.open().without_text().first()
        if request.method == "POST" and draft is not None and requests.waits_for_a_publisher(page, draft):
            asked, missed = (_names(people) for people in requests.ask(page, draft, policy.signed_in(request.user)))
            if asked:
                said = _("%(names)s: an email asks to publish “%(page)s”.") % {"names": asked, "page": page}
                messages.success(request, said)
            if missed:
                said = _("The email to %(names)s could not be sent. Try again later.") % {"names": missed}
                messages.error(request, said)
            if not asked and not missed:
                messages.info(request, _("That was asked today already."))
        return HttpResponseRedirect(self._address(page, "compare"))

    def _answered(self, request: HttpRequest, verb: Verb, page: Page, instead: Page | None) -> HttpResponse | None:
        """Do what was confirmed; return where to go, or None where it is asked again, with the note."""
        revision = page.revisions.open().first()
        try:
            verb, at = _when(request, verb)
            asked = _whom(request, verb, revision)
        except actions.Refused as error:
            messages.error(request, str(error))
            return None
        self._refuse_without(request, verb)
        if not done_already(page, verb, request.user):
            if meanwhile.too_late(verb, page, revision, request.user):
                return None
            if DEEDS[verb].asks_first and _is_other(request.POST, verb, page, revision):
                return None
        told = self._do(request, verb, page, revision, instead=instead, at=at, asked=asked)
        if told.was_busy:
            return self._later(request, page, again.sent(request))
        if not told.was_done and DEEDS[verb].asks_first:
            return None
        if verb in deciding.DECISIONS and told.was_done:
            return HttpResponseRedirect(self._address(page, "reviewed"))
        is_gone = verb == Verb.DISCARD and told.was_done and page.status == PageStatus.NEVER_PUBLIC
        return HttpResponseRedirect(self._list() if is_gone else self._address(page))

    def _question_screen(self, request: HttpRequest, verb: Verb, page: Page, picker: InsteadPicker) -> HttpResponse:
        asked = request.POST if request.method == "POST" else request.GET
        drafts = page.revisions.open().select_related("approved_by__contributor", "edited_by__contributor")
        leaves = DEEDS[verb].leaves
        revision = (drafts.without_text() if leaves else drafts).first()
        kind = kinds.get(page.kind)
        question = question_of(verb, page, revision, request)
        if question.button:
            is_other = _is_other(asked, verb, page, revision)
            if is_other:
                messages.error(request, _("This text has changed since you opened this page. Look at it again first."))
            if verb in _OF_READERS and (is_other or not _seen(asked, verb)):
                return HttpResponseRedirect(self._address(page, "compare"))
        leaves = leaves and bool(question.button)  # what left already changes nothing any more
        return self._screen(
            request,
            "admin/publishing/page_question.html",
            page,
            DEEDS[verb].label,
            offer=DEEDS[verb],
            question=question,
            revision=revision,
            note=note_of(request),
            at=asked.get("at", ""),
            when=asked.get("when", whens.NOW),
            live_sha256=page.live_revision.sha256 if page.live_revision else "",
            picker=picker,
            media=self.media + picker.media,
            kind=kind,
            hindrance=in_use(page) if leaves else "",
            rows_with=kind.rows_with(page) if DEEDS[verb].publishes else (),
            touched=touched.touched_by(page) if leaves else None,
        )


def _when(request: HttpRequest, verb: Verb) -> tuple[Verb, datetime.datetime | None]:
    """Return whether a text is published now or planned, and for when. Raises Refused where no day was chosen."""
    when = request.POST.get("when", "") if verb in (Verb.PUBLISH, Verb.SCHEDULE) else ""
    if not when:
        return verb, None
    return (Verb.PUBLISH, None) if when == whens.NOW else (Verb.SCHEDULE, whens.chosen(when))


def _whom(request: HttpRequest, verb: Verb, revision: Revision | None) -> User | None:
    """Return who was chosen to read what is sent. Raises Refused where they cannot be."""
    if verb != Verb.SUBMIT or revision is None:
        return None
    return choosing.chosen(deciding.hands_of(revision), request.POST.get("asked"))


def _names(people: Iterable[User]) -> str:
    return ", ".join(person_name(person) for person in people)


def question_of(verb: Verb, page: Page, revision: Revision | None, request: HttpRequest) -> Question:
    """Return what is asked before a verb."""
    known: dict[Verb, Callable[..., Question]] = {
        Verb.SUBMIT: _send,
        Verb.APPROVE: deciding.approval,
        Verb.RETURN: deciding.sending_back,
        Verb.TAKE_BACK: deciding.taking_back,
        Verb.PUBLISH: _publish,
        Verb.SCHEDULE: _publish,
        Verb.PUBLISH_MINOR: _correct,
        Verb.DISCARD: _throw_away,
        Verb.WITHDRAW: _take_off,
        Verb.PLAN_WITHDRAWAL: _take_off,
        Verb.UNSCHEDULE: _stop,
        Verb.CANCEL_WITHDRAWAL: _keep,
        Verb.RESTORE: _bring_back,
        Verb.UNDO: undoing.question,
        Verb.CONFIRM_REVIEW: deciding.no_change,
    }
    if said := meanwhile.too_late(verb, page, revision, request.user):
        return said
    return known.get(verb, _plain)(page=page, revision=revision, request=request, verb=verb)


def _send(*, page: Page, revision: Revision, request: HttpRequest, **_what: Any) -> Question:
    said, found = verdict(page, revision, request.user), deciding.hands_of(revision)
    if said is not None and said.is_minor:
        name = found.publisher
        says = [_("%(name)s reads it and publishes it.") % {"name": name}, said.sentence]
        title, button = _("Send to %(name)s to publish?") % {"name": name}, _("Send to %(name)s")
        return Question(title, button % {"name": name}, says, note=_("A note for %(name)s") % {"name": name})
    says = [] if said is None else [said.sentence]
    if offered := choosing.choices(found):
        posted = request.POST.get("asked", "")
        return Question(
            _("Send for review?"),  # the choice stands below: without a script no words follow it
            _("Send for review"),
            says,
            note=_("A note for whoever reads it"),
            choices=offered,
            chosen=choosing.beforehand(found, posted),
        )
    label, note = next_step.send_label(found), _("A note for %(name)s") % {"name": found.reviewer}
    return Question(_("%(send)s?") % {"send": label}, label, [_only(found), *says], note=note)


def _only(found: hands.Hands) -> str:
    if not found.choices:
        return _("Nobody can approve it yet. Ask whoever runs the desk to name a clinician.")
    return f"{hears(found.choices[0])} {_('Nobody else may approve it.')}"


def _publish(*, page: Page, revision: Revision, verb: Verb, **_what: Any) -> Question:
    says = [gone] if (gone := lines.taken_off(page)) else []
    if revision.approved_by and revision.approved_at:
        by = {"name": person_name(revision.approved_by), "day": day_of(revision.approved_at)}
        says.append(_("Approved by %(name)s, %(day)s.") % by)
    if revision.scheduled_for:
        says.append(_("It is planned for %(at)s.") % {"at": ahead(revision.scheduled_for)})
    says += [*touched.words_lost(revision), *hears_of_publication(revision)]
    title, button = _("Publish “%(page)s”?") % {"page": page}, _("Publish “%(page)s”") % {"page": page}
    may_plan = revision.state in DEEDS[Verb.SCHEDULE].revision
    return Question(title, button, says, reviewed_then(page, revision), whens=whens.choices() if may_plan else [])


def _correct(*, page: Page, revision: Revision, request: HttpRequest, **_what: Any) -> Question:
    said = verdict(page, revision, request.user)
    live = page.live_revision.manuscript if page.live_revision else ""
    found = comparing.of_texts(page.kind, page.language, live, revision.manuscript)
    if said is None or not said.is_minor:
        return Question(_("A clinician must see this first"), "", [said.sentence] if said else [])
    says = [said.sentence, review_stays(page), *hears_of_publication(revision)]
    title, button = _("Publish this small correction?"), _("Publish the correction of “%(page)s”") % {"page": page}
    shown = [row for row in found["rows"] if not row.is_folded][:CHANGES]
    return Question(title, button, [one for one in says if one], rows=shown, called=found["called"])


def _throw_away(*, page: Page, revision: Revision, request: HttpRequest, **_what: Any) -> Question:
    hears = mail.hears_of_end(revision, request.user)
    if page.status == PageStatus.NEVER_PUBLIC:
        says = [_("It leaves every list. Nobody outside the clinic has ever seen it."), *hears]
        return Question(_("Throw “%(page)s” away?") % {"page": page}, _("Throw “%(page)s” away") % {"page": page}, says)
    stays = _("The public page stays as it is.") if page.status == PageStatus.LIVE else ""
    kept = _("Its words are kept in the history, and can be taken up again.")
    whose = ""
    if revision.edited_by_id != request.user.pk:
        whose = _("%(name)s changed it last, %(at)s.")
        whose %= {"name": person_name(revision.edited_by), "at": moment(revision.edited_at)}
    says = [whose, stays, kept, *hears]
    title = _("Throw the draft of “%(page)s” away?") % {"page": page}
    button = _("Throw the draft of “%(page)s” away") % {"page": page}
    return Question(title, button, [one for one in says if one])


def _stop(*, page: Page, revision: Revision | None, **_what: Any) -> Question:
    at = ahead(revision.scheduled_for) if revision and revision.scheduled_for else ""
    planned = _("It is planned for %(at)s.") % {"at": at} if at else ""
    says = [planned, _("It stays approved, and can be published or planned again.")]
    title, button = _("Stop the plan for “%(page)s”?") % {"page": page}, _("Do not publish “%(page)s” then")
    return Question(
        title, button % {"page": page}, [one for one in says if one], note=_("Why? Your colleagues will read it.")
    )


def _keep(*, page: Page, **_what: Any) -> Question:
    at = _("It goes off the site on %(at)s.") % {"at": ahead(page.withdrawal_due_at)} if page.withdrawal_due_at else ""
    title, button = (
        _("Keep “%(page)s” on the site?") % {"page": page},
        _("Keep “%(page)s” on the site") % {"page": page},
    )
    return Question(title, button, [at] if at else [], note=_("Why? Your colleagues will read it."))


def _bring_back(*, page: Page, **_what: Any) -> Question:
    says = [_("The public can open it again at once, with the words that it had, at its old address.")]
    title, button = _("Bring “%(page)s” back?") % {"page": page}, _("Bring “%(page)s” back") % {"page": page}
    return Question(title, button, says)


def _take_off(*, page: Page, **_what: Any) -> Question:
    count = touched.touched_by(page).count
    changes = ngettext("%(n)s page changes with it.", "%(n)s pages change with it.", count) % {"n": count}
    says = [f"{_goes(page)} {changes if count else ''} {_('Nothing is deleted; you can bring it back.')}"]
    title, button = _("Take “%(page)s” off the site?") % {"page": page}, _("Take “%(page)s” off the site")
    note = _("Why? Your colleagues will read it.")
    return Question(
        title,
        button % {"page": page},
        says,
        note=note,
        is_note_needed=True,
        is_grave=True,
        not_yet=_("Leave it public"),
    )


def _goes(page: Page) -> str:
    if not kinds.get(page.kind).has_address:
        return ""
    return _("Its address will say that the page was taken down, and lead on to the other pages.")


def _plain(*, page: Page, verb: Verb, **_what: Any) -> Question:
    said = {"verb": DEEDS[verb].label, "page": page}
    needs = DEEDS[verb].needs_note
    return Question(
        _("%(verb)s: “%(page)s”?") % said,
        _("%(verb)s: “%(page)s”") % said,
        note=_("Why? Your colleagues will read it."),
        is_note_needed=needs,
        is_grave=DEEDS[verb].is_grave,
    )


def _is_other(asked: QueryDict, verb: Verb, page: Page, revision: Revision | None) -> bool:
    """Whether a person had another text before them than the one that there is: a draft, or what they have read of the
    public page.
    """
    is_public = verb == Verb.CONFIRM_REVIEW
    if not is_public and not DEEDS[verb].revision:
        return False
    seen, text = _seen(asked, verb), page.live_revision if is_public else revision
    return bool(seen) and (text is None or text.sha256 != seen)


def _seen(asked: QueryDict, verb: Verb) -> str:
    """Return the SHA-256 of the text that a person had before them; empty where nothing says it."""
    return asked.get("live_sha256" if verb == Verb.CONFIRM_REVIEW else "seen", "")
