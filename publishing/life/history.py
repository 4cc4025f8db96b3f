"""What a page said on a day, who answers for it, and which version a clinician signed off last."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from publishing.life.models import Event, Page, Revision
from publishing.life.states import Verb
from publishing.life.verbs import publishing


@dataclass(frozen=True)
class OnDay:
    """What was public at the end of a day: the revision, None where nothing was, and the last sign-off until then."""

    revision: Revision | None
    was_withdrawn: bool
    sign_off: Event | None


def on_day(page: Page, day: datetime.date) -> OnDay:
    """Return what the public read at the end of a day, in the clinic's time."""
    end = timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))
    events = page.events.filter(at__lt=end).select_related("revision__approved_by", "by")
    published = events.filter(verb__in=publishing()).first()
    last = events.filter(verb__in=[*publishing(), Verb.WITHDRAW, Verb.RESTORE]).first()
    return OnDay(
        revision=published.revision if published else None,
        was_withdrawn=last is not None and last.verb == Verb.WITHDRAW,
        sign_off=_sign_offs(page).filter(at__lt=end).first(),
    )


def signed_off(page: Page) -> Revision | None:
    """Return the version that a clinician of this clinic signed off last and that was public, or None."""
    event = _sign_offs(page).first()
    return event.revision if event else None


def _sign_offs(page: Page):
    """A publication with an approval, or a review that found nothing to change; newest first."""
    approved = page.events.filter(verb=Verb.PUBLISH, revision__approved_by__isnull=False)
    confirmed = page.events.filter(verb=Verb.CONFIRM_REVIEW)
    return (approved | confirmed).select_related("revision__approved_by", "by").order_by("-id")
