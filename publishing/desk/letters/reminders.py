"""Reminders of reviews, and the weekly list of what waits.

Each mail is claimed by a row of its own, so none goes out twice; nothing is held while a mail server is talked to.
"""

import datetime
from functools import partial

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.desk.letters import mail, once
from publishing.desk.letters.new_address import address_of
from publishing.life import authorship, jobs, policy
from publishing.life.models import Page, Revision
from publishing.life.states import RevisionState, Verb

REMINDER_DAYS = (60, 30, 0)  # before a review is due (docs/decisions.md, 29)


def send_review_reminders() -> str:
    """Remind owners and deputies of reviews, and send the weekly digest; return what was done, in a sentence."""
    return jobs.run("send_review_reminders")


def _send_review_reminders() -> str:
    today = timezone.localdate()
    reminders = [sent for page in _pages_to_remind(today) for sent in _remind(page, today)]
    digests = [_digest(person, today) for person in _staff() if address_of(person)]
    failed = [*reminders, *digests].count(None)
    outcome = f"{reminders.count(True)} reminders, {digests.count(True)} digests"
    return f"{outcome}, {failed} failed" if failed else outcome


def _pages_to_remind(today: datetime.date) -> QuerySet[Page]:
    soon = today + datetime.timedelta(days=max(REMINDER_DAYS))
    people = ("owner__user", "deputy__user")
    return Page.objects.published().without_texts().filter(review_due_on__lte=soon).select_related(*people)


def _remind(page: Page, today: datetime.date) -> list[bool | None]:
    """Write to the page's owner and deputy, once for each distance; return what `once.sent` says of each."""
    if page.review_due_on is None:
        return []
    left = (page.review_due_on - today).days
    distance = min(days for days in REMINDER_DAYS if days >= left) if left > 0 else 0
    sent = []
    for contributor in (page.owner, page.deputy):
        person = contributor.user if contributor else None
        if person is None or not person.is_active or not address_of(person):
            continue
        reminder = {"page": page, "to": person, "due_on": page.review_due_on, "days_before": distance}
        sent.append(once.sent(partial(mail.review_due, page, person, left), **reminder))
    return sent


def _digest(person: User, today: datetime.date) -> bool | None:
    """Write to a person once a week what waits for them, where anything does."""
    week = today - datetime.timedelta(days=today.weekday())
    waiting = _waiting_for_review(person, today) if policy.has_right(person, Verb.APPROVE) else []
    if policy.has_right(person, Verb.PUBLISH):
        waiting += [f"Approved, not yet public: {revision.page}" for revision in _open(RevisionState.APPROVED)]
    if not waiting:
        return False
    reminder = {"page": None, "to": person, "due_on": week, "defaults": {"days_before": 0}}
    return once.sent(partial(mail.weekly, person, waiting), **reminder)


def _waiting_for_review(person: User, today: datetime.date) -> list[str]:
    revisions = list(_open(RevisionState.IN_REVIEW))
    written = authorship.writers_of(revisions)
    waiting = [f"Waits for review: {revision.page}" for revision in revisions if person.pk not in written[revision.pk]]
    due = Page.objects.due_for_review(today).titles("review_due_on")
    return waiting + [f"Review due {page.review_due_on}: {page}" for page in due]


def _open(state: RevisionState) -> QuerySet[Revision]:
    return Revision.objects.filter(state=state).without_text().with_page()


def _staff() -> QuerySet[User]:
    return User.objects.filter(is_active=True, is_staff=True)


jobs.register(
    jobs.Work(
        "send_review_reminders",
        _("Reminding of reviews"),
        _send_review_reminders,
        every=datetime.timedelta(hours=1),
        patience=datetime.timedelta(days=2),
    )
)
