"""What a page said on a day, who answers for it, and which version a clinician signed off last."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils import timezone

from publishing.life.addresses import slugs_of
from publishing.life.models import Event, Page, Revision
from publishing.life.models.revision import Origin
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
        return self._signed.by if self._signed else None

    @property
    def signed_at(self) -> datetime.datetime | None:
        """When they did."""
        return self._signed.at if self._signed else None

    @cached_property
    def _signed(self) -> "SignOff | None":
        event = self.sign_off
        if event is None or event.revision is None:
            return None
        if event.verb == Verb.CONFIRM_REVIEW:
            return SignOff(event.by, event.at)
        return sign_off_of(event.revision, until=event.at)


@dataclass(frozen=True)
class SignOff:
    """Who of this clinic signed words, and when. is_corrected: since then they changed as needs no clinician."""

    by: User
    at: datetime.datetime
    is_corrected: bool = False


@dataclass(frozen=True)
class Earlier:
    """The version that the public read before somebody published the present one, and until when.

    sign_off: of its words; None where nobody of this clinic signed them. was_off: whether the page had been taken off
    the site before the present one was published.
    """

    revision: Revision
    until: datetime.datetime
    sign_off: SignOff | None
    was_off: bool


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


#: Verbs after which the live words are signed off, whoever approved them.
SIGNS = (Verb.CONFIRM_REVIEW, Verb.UNDO)
#: Verbs by which somebody made other words public.
_BY_PEOPLE = {Verb.PUBLISH, Verb.PUBLISH_MINOR, Verb.UNDO}


def undone(page: Page) -> Event | None:
    """Return how the last publication was undone; None where it was not."""
    last = page.events.filter(verb__in=_BY_PEOPLE).select_related("by__contributor").first()
    return last if last is not None and last.verb == Verb.UNDO else None


def earlier(page: Page) -> Earlier | None:
    """Return what an undo of the last publication would put back; None where nobody published over another text, and
    where it was undone already: what was taken back is public again only by a publication.

    What only follows a name is no publication of somebody, and is undone with the words that it followed in.
    """
    found = _published_before(page)
    if found is None:
        return None
    key, until, was_off = found
    texts = Revision.objects.with_page().without_text().select_related("created_by", "edited_by", "approved_by")
    revision = texts.get(pk=key)
    return Earlier(revision, until, sign_off_of(revision), was_off)


def has_earlier(page: Page) -> bool:
    """Whether there is anything that an undo would put back. One query."""
    return _published_before(page) is not None


def _published_before(page: Page) -> tuple[int, datetime.datetime, bool] | None:
    """Return the id of the `earlier` text of a page, until when that was public, and whether the page was off then."""
    events = page.events.filter(verb__in=[*publishing(), Verb.WITHDRAW, Verb.RESTORE]).order_by("-pk")
    done = list(events.values_list("verb", "at", "revision_id", "revision__origin"))
    last = next((place for place, (verb, *_rest) in enumerate(done) if verb in _BY_PEOPLE), None)
    if last is None or done[last][0] == Verb.UNDO:
        return None
    if done[last][0] == Verb.PUBLISH and done[last][3] == Origin.STARTER_LIBRARY:
        return None
    before = done[last + 1 :]
    key = next((revision for verb, _at, revision, _origin in before if verb in publishing()), None)
    return (key, done[last][1], before[0][0] == Verb.WITHDRAW) if key is not None else None


def sign_off_of(revision: Revision, until: datetime.datetime | None = None) -> SignOff | None:
    """Return who of this clinic signed the words of a public version last, until a moment; None where nobody did.

    What is proven minor, or only follows a name, carries the sign-off of what it was published over.
    """
    at: Revision | None = revision
    is_corrected = False
    while at is not None:
        if signed := _signed_words(at, until):
            return SignOff(*signed, is_corrected)
        at, is_corrected = _published_over(at) if at.is_minor else None, True
    return None


def _signed_words(revision: Revision, until: datetime.datetime | None) -> tuple[User, datetime.datetime] | None:
    """Return who signed these very words of a page last, and when."""
    same = {"page": revision.page_id, "sha256": revision.sha256}
    confirmed = Event.objects.filter(verb=Verb.CONFIRM_REVIEW, **same).select_related("by__contributor")
    approved = Revision.objects.filter(approved_by__isnull=False, **same).select_related("approved_by__contributor")
    if until is not None:
        confirmed, approved = confirmed.filter(at__lte=until), approved.filter(approved_at__lte=until)
    signs = [(event.by, event.at) for event in confirmed[:1]]
    for one in approved.without_text().order_by("-approved_at")[:1]:
        if one.approved_by is not None and one.approved_at is not None:
            signs.append((one.approved_by, one.approved_at))
    return max(signs, key=lambda sign: sign[1], default=None)


def _published_over(revision: Revision) -> Revision | None:
    """Return what was public when the words of a version became it first."""
    public = Revision.objects.filter(page=revision.page_id, published_at__isnull=False).without_text()
    first = public.filter(sha256=revision.sha256).order_by("published_at").first()
    before = public.filter(published_at__lt=first.published_at) if first else public.none()
    return before.order_by("-published_at").first()


def signed_off(page: Page) -> Revision | None:
    """Return the version that a clinician of this clinic signed off last and that was public, or None. Without its
    text, which is asked for when it is read.
    """
    event = _sign_offs(page).first()
    return event.revision if event else None


def _sign_offs(page: Page) -> QuerySet[Event]:
    """A publication with an approval, an earlier text put back, a review that found nothing to change; newest first."""
    approved = page.events.filter(verb=Verb.PUBLISH, revision__approved_by__isnull=False)
    confirmed = page.events.filter(verb__in=SIGNS)
    return (approved | confirmed).with_revisions().select_related("revision__approved_by__contributor").order_by("-id")
