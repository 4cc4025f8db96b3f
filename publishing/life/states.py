"""What state a revision or a page may be in, and the names of the verbs. What each verb does, `verbs` says."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RevisionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("waiting for a clinician")
    RETURNED = "returned", _("sent back")
    APPROVED = "approved", _("approved")
    SCHEDULED = "scheduled", _("planned")
    PUBLISHED = "published", _("public")
    SUPERSEDED = "superseded", _("earlier text")


class PageStatus(models.TextChoices):
    NEVER_PUBLIC = "never-public", _("not public yet")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Verb(models.TextChoices):
    SAVE = "save", _("saved")
    SUBMIT = "submit", _("sent for review")
    RETURN = "return", _("sent back")
    APPROVE = "approve", _("approved")
    SCHEDULE = "schedule", _("planned for a day")
    PUBLISH = "publish", _("published")
    PUBLISH_MINOR = "publish-minor", _("published as a small correction")
    MOVE_LINKS = "move-links", _("links followed a changed address")
    REOPEN = "reopen", _("to be read by a clinician again")
    HAND_OVER = "hand-over", _("handed over")
    UNSCHEDULE = "unschedule", _("not to be published then")
    DISCARD = "discard", _("thrown away")
    PLAN_WITHDRAWAL = "plan-withdrawal", _("to be taken off the site on a day")
    CANCEL_WITHDRAWAL = "cancel-withdrawal", _("kept on the site after all")
    WITHDRAW = "withdraw", _("taken off the site")
    RESTORE = "restore", _("brought back to the site")
    TAKE_BACK = "take-back", _("approval taken back")
    UNDO = "undo", _("put back as it was before")
    RECALL = "recall", _("taken back to be written on")
    CONFIRM_REVIEW = "confirm-review", _("reviewed, no change needed")
    SAY_OFFERED = "say-offered", _("said whether it is done here")
    REPLACE_PICTURE = "replace-picture", _("a picture on it replaced")
    REMOVE_PICTURE = "remove-picture", _("a picture on it taken away")
    CHANGE_SOURCE = "change-source", _("a source of it changed")


#: A page has at most one revision in one of these (a constraint of the database).
OPEN = (
    RevisionState.DRAFT,
    RevisionState.IN_REVIEW,
    RevisionState.RETURNED,
    RevisionState.APPROVED,
    RevisionState.SCHEDULED,
)
