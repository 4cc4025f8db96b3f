"""What can be done to a page, one function for each verb: keyword-only, `by=` a person, atomic, one event each.

Whether a person has the right to is asked in `policy`; what must hold for everybody is refused here.

Locks. A verb that changes what the public reads takes the content version's row first (`models.version.lock`), then its
page, then whatever else. A verb on drafts takes its page alone. So no two wait for each other. Texts are made ready
before either.
"""

from publishing.life.actions.drafts import create_page, discard, save_draft, take_up
from publishing.life.actions.following import follow_links, give_keepers, hand_over
from publishing.life.actions.offering import say_offered
from publishing.life.actions.pictures import (
    delete_picture,
    describe_picture,
    forget_staged,
    remove_picture,
    replace_picture,
    upload_picture,
)
from publishing.life.actions.proposed import accept_source, propose_source
from publishing.life.actions.publication import (
    publish,
    publish_from_library,
    publish_minor,
    schedule,
    unschedule,
)
from publishing.life.actions.review import approve, confirm_review, recall, return_for_changes, submit, take_back
from publishing.life.actions.undoing import undo
from publishing.life.actions.withdrawal import cancel_withdrawal, plan_withdrawal, restore, withdraw
from publishing.life.errors import InvalidManuscript, Refused, Stale
from publishing.life.models.revision import approval_digest

__all__ = [
    "InvalidManuscript",
    "Refused",
    "Stale",
    "accept_source",
    "approval_digest",
    "approve",
    "cancel_withdrawal",
    "confirm_review",
    "create_page",
    "delete_picture",
    "describe_picture",
    "discard",
    "follow_links",
    "forget_staged",
    "give_keepers",
    "hand_over",
    "plan_withdrawal",
    "propose_source",
    "publish",
    "publish_from_library",
    "publish_minor",
    "recall",
    "remove_picture",
    "replace_picture",
    "restore",
    "return_for_changes",
    "save_draft",
    "say_offered",
    "schedule",
    "submit",
    "take_back",
    "take_up",
    "undo",
    "unschedule",
    "upload_picture",
    "withdraw",
]
