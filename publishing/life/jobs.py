"""Work that runs by itself: due publications and withdrawals, reminders of reviews.

Of several processes only one does a piece of work: publications hold the job's row, reminders claim one each. The row
keeps when the job ran last.
"""

import datetime
import logging
from collections.abc import Callable
from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from publishing.desk import mail
from publishing.life import actions, policy
from publishing.life.models import Job, Page, Revision, SentReminder
from publishing.life.publication import InvalidManuscript
from publishing.life.states import RevisionState, Verb

log = logging.getLogger(__name__)

REMINDER_DAYS = (60, 30, 0)  # before a review is due (product.md, R5)


def publish_due() -> str:
    """Publish and withdraw whatever its time has come for; return what was done, in a sentence."""
    return _once("publish_due", _publish_due)


def send_review_reminders() -> str:
    """Remind owners and deputies of reviews, and send the weekly digest; return what was done, in a sentence."""
    Job.objects.get_or_create(pk="send_review_reminders")
    # Holds nothing while it talks to a mail server: each reminder is claimed by its own row, so none goes out twice.
    outcome = _send_review_reminders()[:300]
    Job.objects.filter(pk="send_review_reminders").update(outcome=outcome, ran_at=timezone.now())
    return outcome


def _once(name: str, work: Callable[[], str]) -> str:
    """Run a job while holding its row. A second process waits for the first, and then finds nothing left to do."""
    Job.objects.get_or_create(pk=name)
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=name)
        job.outcome = work()[:300]
        job.ran_at = timezone.now()
        job.save()
    return job.outcome


def _publish_due() -> str:
    now = timezone.now()
    done = failed = 0
    for revision in Revision.objects.due(now).select_related("page"):
        event = revision.events.filter(verb=Verb.SCHEDULE).select_related("by").first()
        done, failed = _tried(done, failed, actions.publish, revision=revision, by=event.by)
    for page in Page.objects.due_for_withdrawal(now).select_related("withdrawal_by"):
        by, note = page.withdrawal_by, page.withdrawal_note
        done, failed = _tried(done, failed, actions.withdraw, page=page, by=by, note=note)
    return f"{done} done, {failed} failed"


def _tried(done: int, failed: int, verb: Callable, **what) -> tuple[int, int]:
    """Do one thing in a savepoint: what fails stays scheduled, is seen on the desk, and stops nothing else."""
    try:
        with transaction.atomic():
            verb(**what)
    except (actions.Refused, InvalidManuscript) as error:
        log.error("Scheduled work failed: %s", error)
        return done, failed + 1
    except Exception:
        log.exception("Scheduled work failed")
        return done, failed + 1
    return done + 1, failed


def _send_review_reminders() -> str:
    today = timezone.localdate()
    reminders = [sent for page in _pages_to_remind(today) for sent in _remind(page, today)]
    digests = [_digest(person, today) for person in _staff()]
    failed = [*reminders, *digests].count(None)
    outcome = f"{reminders.count(True)} reminders, {digests.count(True)} digests"
    return f"{outcome}, {failed} failed" if failed else outcome


def _sent(mail_it: Callable[[], None], **reminder) -> bool | None:
    """Send once and remember it; return whether it was sent now. None: it failed, and is tried again."""
    claim, is_new = SentReminder.objects.get_or_create(**reminder)
    try:
        if is_new:
            mail_it()
    except OSError:  # as every error of smtplib is
        log.exception("A reminder could not be sent")
        claim.delete()
        return None
    return is_new


def _pages_to_remind(today: datetime.date):
    soon = today + datetime.timedelta(days=max(REMINDER_DAYS))
    people = ("owner__user", "deputy__user")
    return Page.objects.published().filter(review_due_on__lte=soon).select_related(*people)


def _remind(page: Page, today: datetime.date) -> list[bool | None]:
    """Write to the page's owner and deputy, once for each distance; return what `_sent` says of each."""
    left = (page.review_due_on - today).days
    distance = min(days for days in REMINDER_DAYS if days >= left) if left > 0 else 0
    sent = []
    for contributor in (page.owner, page.deputy):
        person = contributor.user if contributor else None
        if person is None or not person.email or not person.is_active:
            continue
        reminder = {"page": page, "to": person, "due_on": page.review_due_on, "days_before": distance}
        sent.append(_sent(partial(mail.review_due, page, person, left), **reminder))
    return sent


def _digest(person, today: datetime.date) -> bool | None:
    """Write to a person once a week what waits for them, where anything does."""
    week = today - datetime.timedelta(days=today.weekday())
    waiting = []
    if policy.has_right(person, Verb.APPROVE):
        for revision in Revision.objects.filter(state=RevisionState.IN_REVIEW).select_related("page"):
            if person.pk not in policy.writers(revision):
                waiting.append(f"Waits for review: {revision.page}")
        waiting += [f"Review due {page.review_due_on}: {page}" for page in Page.objects.due_for_review(today)]
    if policy.has_right(person, Verb.PUBLISH):
        approved = Revision.objects.filter(state=RevisionState.APPROVED).select_related("page")
        waiting += [f"Approved, not yet public: {revision.page}" for revision in approved]
    if not waiting:
        return False
    reminder = {"page": None, "to": person, "due_on": week, "defaults": {"days_before": 0}}
    return _sent(partial(mail.digest, person, waiting), **reminder)


def _staff():
    return get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="")
