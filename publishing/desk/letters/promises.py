"""What the public will read of a review after a publication, and who hears of it: the exact sentences."""

import copy

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from publishing.desk.reporting.reports import person_name
from publishing.life.actions.dates import next_review
from publishing.life.models import Page, Revision
from publishing.public import reviewers


def reviewed_then(page: Page, revision: Revision) -> str:
    """Return what stands at the end of a page once an approved draft of it is public; empty without an approval."""
    if revision.approved_by is None or revision.approved_at is None:
        return ""
    then = copy.copy(page)
    then.reviewed_on, then.reviewed_by = localdate(revision.approved_at), revision.approved_by
    return _review(then) + " " + _("Next review: %(due)s.") % {"due": date_format(next_review(then))}


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
