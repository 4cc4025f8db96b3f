"""What the public will read of a review after a publication, and who hears of it: the exact sentences."""

import copy
import datetime

from django.contrib.auth.models import User
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from publishing.desk.letters import new_address
from publishing.desk.reporting.reports import person_name
from publishing.life.actions.dates import next_review
from publishing.life.models import Page, Revision
from publishing.public import reviewers


def who_reads_of_it(people: list[User]) -> tuple[list[str], list[str]]:
    """Return the names of those who get a letter, and of those to whom none goes and who find it on the first page."""
    told: list[str] = []
    finds: list[str] = []
    for one in people:
        (told if new_address.address_of(one) else finds).append(person_name(one))
    return told, finds


def hears(person: User) -> str:
    """Return how somebody hears of what waits for them, as a sentence."""
    said = _("%(name)s has no email address, and finds it on the first page.")
    if new_address.address_of(person):
        said = _("%(name)s gets an email.")
    elif person.email:
        said = _("%(name)s has a new email address, to which no letters go yet, and finds it on the first page.")
    return said % {"name": person_name(person)}


def reviewed_then(page: Page, revision: Revision) -> str:
    """Return what stands at the end of a page once an approved draft of it is public; empty without an approval."""
    if revision.approved_by is None or revision.approved_at is None:
        return ""
    return reviewed_by(page, revision.approved_by, revision.approved_at)


def reviewed_by(page: Page, person: User, at: datetime.datetime) -> str:
    """Return what stands at the end of a page that a person has signed at a moment, and when it is due again."""
    then = copy.copy(page)
    then.reviewed_on, then.reviewed_by = localdate(at), person
    return _review(then) + " " + _("Next review: %(due)s.") % {"due": date_format(next_review(then))}


def review_reads(page: Page) -> str:
    """Return what the public reads of the review of a page; empty where it has none."""
    if page.reviewed_on is None or page.review_due_on is None:
        return ""
    return f"{_review(page)} {_('Next review: %(due)s.') % {'due': date_format(page.review_due_on)}}"


def review_stays(page: Page) -> str:
    """Return that the review of a page stays as it is; empty where it has none."""
    return _("“%(review)s” stays.") % {"review": _review(page).removesuffix(".")} if page.reviewed_on else ""


def hears_of_publication(revision: Revision) -> list[str]:
    """Return where a publication can be found again by whoever has to do with it."""
    by = {"name": person_name(revision.edited_by)}
    return [_("The history keeps it, with your name; the last change was by %(name)s.") % by]


def _review(page: Page) -> str:
    said = {"who": reviewers.name_of(page), "on": date_format(page.reviewed_on) if page.reviewed_on else ""}
    return _("Reviewed by %(who)s on %(on)s.") % said
