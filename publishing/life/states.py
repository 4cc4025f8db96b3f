"""What state a revision or a page may be in, and which verb leads from where to where. A table, not code."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RevisionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("in review")
    RETURNED = "returned", _("returned for changes")
    APPROVED = "approved", _("approved")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    SUPERSEDED = "superseded", _("superseded")


class PageStatus(models.TextChoices):
    NEVER_PUBLIC = "never-public", _("not public yet")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Verb(models.TextChoices):
    SAVE = "save", _("saved")
    SUBMIT = "submit", _("submitted for review")
    RETURN = "return", _("returned for changes")
    APPROVE = "approve", _("approved")
    SCHEDULE = "schedule", _("scheduled")
    PUBLISH = "publish", _("published")
    PUBLISH_MINOR = "publish-minor", _("published as a minor edit")
    MOVE_LINKS = "move-links", _("links followed a changed address")
    REOPEN = "reopen", _("sent back to review")
    HAND_OVER = "hand-over", _("handed over")
    UNSCHEDULE = "unschedule", _("taken off the schedule")
    DISCARD = "discard", _("discarded")
    PLAN_WITHDRAWAL = "plan-withdrawal", _("planned for withdrawal")
    CANCEL_WITHDRAWAL = "cancel-withdrawal", _("kept after all")
    WITHDRAW = "withdraw", _("withdrawn")
    RESTORE = "restore", _("restored")
    CONFIRM_REVIEW = "confirm-review", _("reviewed, no change needed")


#: A page has at most one revision in one of these (a constraint of the database).
OPEN = (
    RevisionState.DRAFT,
    RevisionState.IN_REVIEW,
    RevisionState.RETURNED,
    RevisionState.APPROVED,
    RevisionState.SCHEDULED,
)

#: verb -> state before -> state after. A save after approval returns the revision to review.
TRANSITIONS: dict[Verb, dict[RevisionState, RevisionState]] = {
    Verb.SAVE: {
        RevisionState.DRAFT: RevisionState.DRAFT,
        RevisionState.RETURNED: RevisionState.DRAFT,
        RevisionState.IN_REVIEW: RevisionState.IN_REVIEW,
        RevisionState.APPROVED: RevisionState.IN_REVIEW,
        RevisionState.SCHEDULED: RevisionState.IN_REVIEW,
    },
    Verb.SUBMIT: {
        RevisionState.DRAFT: RevisionState.IN_REVIEW,
        RevisionState.RETURNED: RevisionState.IN_REVIEW,
    },
    Verb.RETURN: {
        RevisionState.IN_REVIEW: RevisionState.RETURNED,
        RevisionState.APPROVED: RevisionState.RETURNED,
        RevisionState.SCHEDULED: RevisionState.RETURNED,
    },
    Verb.APPROVE: {RevisionState.IN_REVIEW: RevisionState.APPROVED},
    Verb.SCHEDULE: {RevisionState.APPROVED: RevisionState.SCHEDULED},
    Verb.PUBLISH: {
        RevisionState.APPROVED: RevisionState.PUBLISHED,
        RevisionState.SCHEDULED: RevisionState.PUBLISHED,
    },
    Verb.PUBLISH_MINOR: {
        RevisionState.DRAFT: RevisionState.PUBLISHED,
        RevisionState.RETURNED: RevisionState.PUBLISHED,
        RevisionState.IN_REVIEW: RevisionState.PUBLISHED,
    },
    Verb.REOPEN: {
        RevisionState.APPROVED: RevisionState.IN_REVIEW,
        RevisionState.SCHEDULED: RevisionState.IN_REVIEW,
    },
    Verb.UNSCHEDULE: {RevisionState.SCHEDULED: RevisionState.APPROVED},
    Verb.DISCARD: {
        RevisionState.DRAFT: RevisionState.SUPERSEDED,
        RevisionState.RETURNED: RevisionState.SUPERSEDED,
        RevisionState.IN_REVIEW: RevisionState.SUPERSEDED,
    },
}

#: The same for verbs that act on the page itself.
PAGE_TRANSITIONS: dict[Verb, dict[PageStatus, PageStatus]] = {
    Verb.WITHDRAW: {PageStatus.LIVE: PageStatus.WITHDRAWN},
    Verb.RESTORE: {PageStatus.WITHDRAWN: PageStatus.LIVE},
    Verb.CONFIRM_REVIEW: {PageStatus.LIVE: PageStatus.LIVE},
    Verb.PLAN_WITHDRAWAL: {PageStatus.LIVE: PageStatus.LIVE},
    Verb.CANCEL_WITHDRAWAL: {PageStatus.LIVE: PageStatus.LIVE},
}
