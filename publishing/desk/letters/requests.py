"""Asking a publisher to publish: one letter a day for a page, from whoever may not do it."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.desk.letters import mail
from publishing.desk.reporting.reports import person_name
from publishing.life.models import Page, Revision, SentReminder
from publishing.life.states import RevisionState

#: What stands in the place of the days before a review, of which there are never so many.
_ASKED = 32_001


def waits_for_a_publisher(page: Page, draft: Revision | None) -> bool:
    """Whether nothing but a publisher is missing: the draft is approved, or was proven a small correction."""
    if draft is None:
        return False
    return draft.state == RevisionState.APPROVED or (
        draft.minor_of_id is not None and draft.minor_of_id == page.live_revision_id
    )


def publishers(by: User) -> list[User]:
    """Return who is asked."""
    return [person for person in mail.who_publish() if person.pk != by.pk]


def ask(page: Page, draft: Revision, by: User) -> list[User]:
    """Write to whoever publishes, once a day for a page; return whom this was sent to."""
    names = {"name": person_name(by), "page": mail.page_name(page, draft)}
    lines = [_("%(name)s asks you to publish “%(page)s”.") % names, ""]
    lines += [_("Look at it, and publish or plan it:"), mail.desk_address(page, "compare")]
    asked = []
    for person in publishers(by):
        claim: dict[str, Any] = {"page": page, "to": person, "due_on": timezone.localdate(), "days_before": _ASKED}
        if person.email and SentReminder.objects.get_or_create(**claim)[1]:
            mail.later(person.email, _("Please publish: %(page)s") % names, lines, by)
            asked.append(person)
    return asked
