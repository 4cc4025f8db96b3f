"""The history of a page: a sentence for each version, what was done, and what the page said on a day."""

import datetime
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from publishing.desk.basics import entered
from publishing.desk.basics.clock import ahead, day_of
from publishing.desk.basics.screens import Screens
from publishing.desk.letters import hands
from publishing.desk.reporting.reports import person_name
from publishing.life import history, policy
from publishing.life.models import Page, Revision
from publishing.life.models.revision import Origin
from publishing.life.states import OPEN, PageStatus, RevisionState, Verb


@dataclass(frozen=True)
class Told:
    """A version, told. stands: how long the public read it, or where it stands. who: who had to do with it."""

    revision: Revision
    stands: str
    who: str
    before: Revision | None = None


class Past(Screens):
    """The history."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Every version, everything that was done, and what the page said on a day."""
        self._refuse_strangers(request)
        page = self._page(object_id)
        day = entered.day(request.GET.get("on", ""))
        return self._screen(
            request,
            "admin/publishing/page_history.html",
            page,
            _("History"),
            versions=told(page),
            may_undo=policy.may(request.user, Verb.UNDO, page, None),
            events=page.events.with_revisions().select_related("by__contributor"),
            is_no_day=day is None and bool(request.GET.get("on")),
            day=day,
            on_day=history.on_day(page, day) if day else None,
            today=localdate(),
        )


def told(page: Page) -> list[Told]:
    """Return the versions of a page, the newest first, each in sentences. Three queries."""
    people = ("created_by", "edited_by", "approved_by", "published_by")
    revisions = list(
        page.revisions.without_text()
        .select_related(*(f"{person}__contributor" for person in people))
        .prefetch_related("writers__contributor")
    )
    public = sorted((one for one in revisions if one.published_at), key=lambda one: one.published_at or _LONG_AGO)
    after = {one.pk: following for one, following in pairwise(public)}
    before = {following.pk: one for one, following in pairwise(public)}
    chosen = hands.chosen_for(revisions, {one.pk: [person.pk for person in one.writers.all()] for one in revisions})
    newest = public[-1] if public else None
    return [
        Told(one, _stands(page, one, after.get(one.pk), chosen.get(one.pk)), _who(one), before.get(one.pk, newest))
        for one in revisions
    ]


_LONG_AGO = datetime.datetime.min.replace(tzinfo=datetime.UTC)


def _stands(page: Page, revision: Revision, following: Revision | None, chosen: User | None) -> str:
    if revision.published_at:
        until = following.published_at if following else None
        if until is None and page.status == PageStatus.WITHDRAWN:
            until = page.withdrawn_at
        days = {"first": day_of(revision.published_at), "last": day_of(until) if until else ""}
        if until is None:
            return _("Public since %(first)s.") % days
        if days["first"] == days["last"]:
            return _("Public on %(first)s.") % days
        return _("Public %(first)s to %(last)s.") % days
    said = {"name": person_name(revision.edited_by), "day": day_of(revision.edited_at)}
    said["who"] = person_name(chosen) if chosen else _("a clinician")
    if revision.state == RevisionState.SCHEDULED and revision.scheduled_for:
        return _("Planned for %(at)s.") % {"at": ahead(revision.scheduled_for)}
    known = {
        RevisionState.DRAFT: _("Draft of %(name)s, last changed %(day)s."),
        RevisionState.IN_REVIEW: _("Waiting for %(who)s since %(day)s."),
        RevisionState.RETURNED: _("Sent back, last changed %(day)s."),
        RevisionState.APPROVED: _("Approved, not public yet."),
    }
    return known.get(RevisionState(revision.state), _("Earlier text, never public. Last changed %(day)s.")) % said


def _who(revision: Revision) -> str:
    """Return who had to do with a version."""
    if revision.origin == Origin.STARTER_LIBRARY:
        parts = [_("Came with the starter library")]
    else:
        writers = sorted({person_name(person) for person in revision.writers.all()}) or [
            person_name(revision.created_by)
        ]
        parts = [_("Written by %(names)s") % {"names": _(" and ").join(writers)}]
    if revision.approved_by:
        parts.append(_("approved by %(name)s") % {"name": person_name(revision.approved_by)})
    elif revision.is_minor:
        parts.append(_("a small correction, which needs no clinician"))
    elif revision.published_at and revision.state not in OPEN:
        parts.append(_("approved by nobody of this clinic"))
    if revision.published_by and revision.origin != Origin.STARTER_LIBRARY:
        parts.append(_("published by %(name)s") % {"name": person_name(revision.published_by)})
    return ", ".join(parts) + "."
