"""What can be done to a page and its texts: one record for each verb, with everything that is true of it.

`actions` holds the functions, `policy` asks who may, the desk prints the buttons: all of them read this table. To add a
verb is to add its name to `states.Verb` (with a migration), a record here, and a function with `@does` in `actions`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from publishing.life.states import PageStatus, RevisionState, Verb

WRITE, REVIEW, PUBLISH = "publishing.write_pages", "publishing.review_pages", "publishing.publish_pages"

Function = TypeVar("Function", bound=Callable)
_LIVE = {PageStatus.LIVE: PageStatus.LIVE}
_TO_REVIEW = {
    RevisionState.APPROVED: RevisionState.IN_REVIEW,
    RevisionState.SCHEDULED: RevisionState.IN_REVIEW,
}


@dataclass(frozen=True)
class Deed:
    """Everything that is true of a verb.

    right: the permission that a person needs; empty where the desk itself does it. label: what its button says.
    revision: state before -> state after, of a revision. page: the same of the page itself, for verbs that act on it.
    said: what stands below it in a menu. needs_note, needs_time: what goes with it. is_grave: whether it takes
    something away.
    bound_to: the text whose SHA-256 must be the one that the person read: "draft", "live" or "".
    asks_first: whether the desk first says on a page of its own what will happen.
    publishes: whether a new text is public afterwards. leaves: whether the page goes, so that another one can be named
    (`instead`) that its readers are offered.
    """

    verb: Verb
    right: str = ""
    label: Any = ""
    said: Any = ""
    revision: Mapping[RevisionState, RevisionState] = field(default_factory=dict)
    page: Mapping[PageStatus, PageStatus] = field(default_factory=dict)
    needs_note: bool = False
    needs_time: bool = False
    is_grave: bool = False
    bound_to: str = ""
    asks_first: bool = False
    publishes: bool = False
    leaves: bool = False

    @property
    def is_of_pages(self) -> bool:
        """Whether it acts on the page itself rather than on a revision of it."""
        return bool(self.page)

    @property
    def is_offered(self) -> bool:
        """Whether it is a button of a page; else it has a screen of its own, or none."""
        return bool(self.label)


#: In the order of the work, as buttons stand. A save after approval returns the revision to review.
DEEDS: dict[Verb, Deed] = {
    deed.verb: deed
    for deed in (
        Deed(
            Verb.SAVE,
            WRITE,
            revision={
                RevisionState.DRAFT: RevisionState.DRAFT,
                RevisionState.RETURNED: RevisionState.DRAFT,
                RevisionState.IN_REVIEW: RevisionState.IN_REVIEW,
                **_TO_REVIEW,
            },
        ),
        Deed(
            Verb.SUBMIT,
            WRITE,
            _("Send for review"),
            revision={RevisionState.DRAFT: RevisionState.IN_REVIEW, RevisionState.RETURNED: RevisionState.IN_REVIEW},
            asks_first=True,
        ),
        Deed(
            Verb.RETURN,
            REVIEW,
            _("Send back"),
            revision={
                RevisionState.IN_REVIEW: RevisionState.RETURNED,
                RevisionState.APPROVED: RevisionState.RETURNED,
                RevisionState.SCHEDULED: RevisionState.RETURNED,
            },
            asks_first=True,
        ),
        Deed(
            Verb.APPROVE,
            REVIEW,
            _("Approve this text"),
            revision={RevisionState.IN_REVIEW: RevisionState.APPROVED},
            bound_to="draft",
            asks_first=True,
        ),
        Deed(
            Verb.TAKE_BACK,
            REVIEW,
            _("Take the approval back"),
            _("as long as it is not public"),
            _TO_REVIEW,
        ),
        Deed(
            Verb.PUBLISH,
            PUBLISH,
            _("Publish or plan"),
            revision={
                RevisionState.APPROVED: RevisionState.PUBLISHED,
                RevisionState.SCHEDULED: RevisionState.PUBLISHED,
            },
            asks_first=True,
            publishes=True,
        ),
        Deed(
            Verb.SCHEDULE,
            PUBLISH,
            _("Plan the publication"),
            revision={RevisionState.APPROVED: RevisionState.SCHEDULED},
            needs_time=True,
            asks_first=True,
        ),
        Deed(
            Verb.UNSCHEDULE,
            PUBLISH,
            _("Do not publish it then"),
            _("it stays approved"),
            {RevisionState.SCHEDULED: RevisionState.APPROVED},
        ),
        Deed(
            Verb.PUBLISH_MINOR,
            PUBLISH,
            _("Publish this correction"),
            revision={
                RevisionState.DRAFT: RevisionState.PUBLISHED,
                RevisionState.RETURNED: RevisionState.PUBLISHED,
                RevisionState.IN_REVIEW: RevisionState.PUBLISHED,
            },
            asks_first=True,
            publishes=True,
        ),
        # From the page that has a row of the text: on a screen of its own, which asks first
        Deed(
            Verb.RECALL,
            WRITE,
            revision=dict.fromkeys(
                (RevisionState.IN_REVIEW, RevisionState.APPROVED, RevisionState.SCHEDULED), RevisionState.DRAFT
            ),
        ),
        Deed(
            Verb.DISCARD,
            WRITE,
            _("Throw this draft away"),
            _("nothing that the public reads changes"),
            {
                RevisionState.DRAFT: RevisionState.SUPERSEDED,
                RevisionState.RETURNED: RevisionState.SUPERSEDED,
                RevisionState.IN_REVIEW: RevisionState.SUPERSEDED,
            },
            asks_first=True,
        ),
        Deed(
            Verb.UNDO,
            PUBLISH,
            _("Undo the last publication"),
            _("the earlier text comes back; this one is kept as a draft"),
            page=_LIVE,
            needs_note=True,
            bound_to="live",
            asks_first=True,
            publishes=True,
        ),
        Deed(
            Verb.WITHDRAW,
            PUBLISH,
            _("Take off the site"),
            _("you see first which pages change with it"),
            page={PageStatus.LIVE: PageStatus.WITHDRAWN},
            needs_note=True,
            is_grave=True,
            asks_first=True,
            leaves=True,
        ),
        Deed(
            Verb.PLAN_WITHDRAWAL,
            PUBLISH,
            _("Take off the site on a day"),
            page=_LIVE,
            needs_note=True,
            needs_time=True,
            is_grave=True,
            asks_first=True,
            leaves=True,
        ),
        Deed(Verb.CANCEL_WITHDRAWAL, PUBLISH, _("Keep the page after all"), page=_LIVE),
        Deed(
            Verb.RESTORE,
            PUBLISH,
            _("Bring the page back"),
            page={PageStatus.WITHDRAWN: PageStatus.LIVE},
            asks_first=True,
        ),
        Deed(Verb.CONFIRM_REVIEW, REVIEW, _("No change needed"), page=_LIVE, bound_to="live", asks_first=True),
        # The clinic's own word on many pages at once: not on their texts, and whatever state they are in
        Deed(Verb.SAY_OFFERED, PUBLISH),
        # A new file for a picture: of every page that shows it
        Deed(Verb.REPLACE_PICTURE, PUBLISH),
        # The picture of somebody who does not agree any more: the same pages say that it was taken away
        Deed(Verb.REMOVE_PICTURE, PUBLISH),
        # What the desk does by itself
        Deed(Verb.REOPEN, revision=_TO_REVIEW),
        Deed(Verb.MOVE_LINKS, publishes=True),
        Deed(Verb.HAND_OVER, publishes=True),
        # What follows on each page from another word of a source, which has a right and a form of its own
        Deed(Verb.CHANGE_SOURCE),
    )
}

_functions: dict[Verb, Callable] = {}


def does(verb: Verb) -> Callable[[Function], Function]:
    """Say of a function that it does a verb that a person can ask for."""

    def remembered(function: Function) -> Function:
        _functions[verb] = function
        return function

    return remembered


def function_of(verb: Verb) -> Callable:
    """Return the function that does a verb. Raises KeyError where no person can ask for it."""
    return _functions[verb]


def offered() -> list[Deed]:
    """Return the verbs that are buttons, in the order of the work."""
    return [deed for deed in DEEDS.values() if deed.is_offered]


def publishing() -> list[Verb]:
    """Return the verbs after which a new text is public."""
    return [deed.verb for deed in DEEDS.values() if deed.publishes]
