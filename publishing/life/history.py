"""What a page said on a day, who answers for it, and which version a clinician signed off last."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from publishing.life.addresses import slugs_of
from publishing.life.models import Event, Page, Revision
from publishing.life.states import Verb
from publishing.life.verbs import publishing


@dataclass(frozen=True)
class OnDay:
    """What was public at the end of a day: the revision, None where nothing was, and the last sign-off until then."""

    revision: Revision | None
    was_withdrawn: bool
    sign_off: Event | None

    @property
    def signed_by(self) -> User | None:
        """Who signed last: whoever approved the text, not whoever published it; or whoever confirmed a review."""
        approved = self._approved
        return approved.approved_by if approved else getattr(self.sign_off, "by", None)

    @property
    def signed_at(self) -> datetime.datetime | None:
        """When they did."""
        approved = self._approved
        return approved.approved_at if approved else getattr(self.sign_off, "at", None)

    @property
    def _approved(self) -> Revision | None:
        return self.sign_off.revision if self.sign_off and self.sign_off.verb == Verb.PUBLISH else None


def on_day(page: Page, day: datetime.date) -> OnDay:
    """Return what the public read at the end of a day, in the clinic's time."""
    end = end_of(day)
    events = page.events.filter(at__lt=end).with_revisions().select_related("revision__approved_by")
    published = events.filter(verb__in=publishing()).first()
    last = events.filter(verb__in=[*publishing(), Verb.WITHDRAW, Verb.RESTORE]).first()
    return OnDay(
        revision=published.revision if published else None,
        was_withdrawn=last is not None and last.verb == Verb.WITHDRAW,
        sign_off=_sign_offs(page).filter(at__lt=end).first(),
    )


def end_of(day: datetime.date) -> datetime.datetime:
    """Return the moment at which a day ends, in the clinic's time."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))


class Day:
    """The texts that the public read at the end of a day."""

    def __init__(self, day: datetime.date) -> None:
        self._events = Event.objects.filter(at__lt=end_of(day), verb__in=[*publishing(), Verb.WITHDRAW, Verb.RESTORE])

    def of(self, page: Page) -> Revision | None:
        """Return the text of one page; None where the page was not public. Two queries."""
        found = self._folded(self._events.filter(page=page))
        return Revision.objects.with_page().get(pk=found[page.pk]) if page.pk in found else None

    def live(self, names: Iterable[str], language: str, naming: Page | None = None) -> QuerySet[Revision]:
        """Return the texts of all pages of some kinds. naming: only those that name this page by its slug of today or
        of that day. Two queries.
        """
        events = self._events.filter(page__kind__in=list(names), page__language=language)
        found = Revision.objects.filter(pk__in=self._folded(events).values()).with_page()
        if naming is not None:
            found = found.filter(reduce(or_, (Q(manuscript__contains=slug) for slug in slugs_of(naming))))
        return found.order_by("page_id")

    @staticmethod
    def _folded(events: QuerySet[Event]) -> dict[int, int]:
        """Return page -> the revision that was live after these events."""
        live: dict[int, int] = {}
        last: dict[int, int] = {}
        for page, verb, revision in events.order_by("pk").values_list("page_id", "verb", "revision_id"):
            if verb == Verb.WITHDRAW:
                live.pop(page, None)
            elif verb == Verb.RESTORE and page in last:
                live[page] = last[page]
            else:
                live[page] = last[page] = revision
        return live


def signed_off(page: Page) -> Revision | None:
    """Return the version that a clinician of this clinic signed off last and that was public, or None. Without its
    text, which is asked for when it is read.
    """
    event = _sign_offs(page).first()
    return event.revision if event else None


def _sign_offs(page: Page) -> QuerySet[Event]:
    """A publication with an approval, or a review that found nothing to change; newest first."""
    approved = page.events.filter(verb=Verb.PUBLISH, revision__approved_by__isnull=False)
    confirmed = page.events.filter(verb=Verb.CONFIRM_REVIEW)
    return (approved | confirmed).with_revisions().select_related("revision__approved_by").order_by("-id")
