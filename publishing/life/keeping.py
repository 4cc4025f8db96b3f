"""Words that somebody typed and did not save: kept for them alone, until they are saved, thrown away or old.

Each step is one statement on the row of one person and page. None locks a page, and nothing that anybody else reads
changes.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast, Length
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from publishing.life import jobs
from publishing.life.models import KeptText, Page, Writing

#: Characters of all that is kept of one form.
LONGEST = 2_000_000
#: Characters of all that is kept of one person: some hundred long pages.
ALL_OF_ONE = 20_000_000
#: How many opened forms of one page are kept of one person: the oldest goes first.
MOST = 5
DAYS = 30
#: After how long without a sign of life somebody has left.
GONE = datetime.timedelta(seconds=22)
#: What only says what a button does.
_BUTTONS = frozenset(("csrfmiddlewaretoken", "verb", "next", "add", "confirmed"))
#: What PostgreSQL cannot keep.
_LOST = re.compile("[\0\ud800-\udfff]")


class Outcome(StrEnum):
    """What became of words that were sent to be kept. SAVED: that form was saved meanwhile, so they are old. FULL: the
    person keeps so much already that there is no room for them.
    """

    KEPT = "kept"
    SAVED = "saved"
    FULL = "full"


def sent_fields(sent: Any) -> dict[str, list[str]] | None:
    """Return what a form sent as it is kept, without its buttons; None where it is no form, or too long.

    Lines end as they do in the form: a script reads them so, while a form that is sent ends them by CR LF.
    """
    if not isinstance(sent, Mapping):
        return None
    found, length = {}, 0
    for name, values in sent.items():
        if not isinstance(name, str) or not isinstance(values, Sequence) or isinstance(values, str):
            return None
        if not all(isinstance(value, str) for value in values):
            return None
        if name not in _BUTTONS:
            found[_LOST.sub("", name)] = [_LOST.sub("", value.replace("\r\n", "\n")) for value in values]
            length += len(name) + sum(map(len, values))
    return found if length <= LONGEST else None


def as_posted(fields: Mapping[str, Sequence[str]]) -> QueryDict:
    """Return what is kept as a browser would send it."""
    query = QueryDict(mutable=True)
    for name, values in fields.items():
        query.setlist(name, list(values))
    return query


def keep(*, by: User, page: Page, tab: str, turn: int, fields: dict[str, list[str]], place: str = "") -> Outcome:
    """Keep what stands in an opened form of a page, in the place of what it sent before, where there is room."""
    if is_saved(by=by, page=page, tab=tab):
        return Outcome.SAVED
    length = sum(len(value) for values in fields.values() for value in values)
    if _length(by, Q(page=page, tab=tab)) + length > ALL_OF_ONE:
        return Outcome.FULL
    _put(by, page, tab, turn, fields, place)
    return Outcome.KEPT


def _length(by: User, besides: Q) -> int:
    """Return how many characters are kept of a person, about."""
    length = Sum(Length(Cast("fields", TextField())))
    return KeptText.objects.filter(~besides, by=by).aggregate(length=length)["length"] or 0


def _put(by: User, page: Page, tab: str, turn: int, fields: dict[str, list[str]], place: str = "") -> None:
    mine = KeptText.objects.filter(by=by, page=page)
    values = {"turn": turn, "fields": fields, "place": place, "kept_at": timezone.now()}
    if mine.filter(tab=tab, turn__lt=turn).update(**values):
        return
    KeptText.objects.bulk_create([KeptText(by=by, page=page, tab=tab, **values)], ignore_conflicts=True)
    if too_many := list(mine.order_by("-kept_at").values_list("pk", flat=True)[MOST:]):
        mine.filter(pk__in=too_many).delete()


def take(*, by: User, page: Page, tab: str, fields: dict[str, list[str]]) -> None:
    """Keep a form that came whole after its writer had been signed out, even where there is little room: it is the
    newest of that form, and stands nowhere else.
    """
    Writing.objects.filter(by=by, page=page, saved_tab=tab).update(saved_tab="")
    before = KeptText.objects.filter(by=by, page=page, tab=tab).values_list("turn", flat=True).first()
    _put(by, page, tab, (before or 0) + 1, fields)


def with_what_is_kept(pages: QuerySet[Page], by: User) -> QuerySet[Page]:
    """Return pages, each with whether a person wrote there and did not save (`has_kept`), and whether others write
    there now (`has_others`): a form asks for neither where nothing is.
    """
    mine = KeptText.objects.filter(by=by, page=OuterRef("pk"))
    return pages.annotate(has_kept=Exists(mine), has_others=Exists(_writing(by).filter(page=OuterRef("pk"))))


def kept(*, by: User, page: Page) -> list[KeptText]:
    """Return what a person typed into forms of a page and did not save, the newest first."""
    return list(KeptText.objects.filter(by=by, page=page).order_by("-kept_at", "-pk"))


def digest_of(*, by: User, page: Page, tab: str) -> str:
    """Return the digest of what is kept of an opened form; empty for nothing."""
    text = KeptText.objects.filter(by=by, page=page, tab=tab).first()
    return text.digest if text is not None else ""


def is_saved(*, by: User, page: Page, tab: str) -> bool:
    """Whether an opened form of a person is the one that they saved last, or threw away."""
    return Writing.objects.filter(by=by, page=page, saved_tab=tab).exists()


def throw_away(*, by: User, page: Page, tab: str) -> None:
    """Forget what a person typed into one opened form. What comes from it later is not kept either."""
    KeptText.objects.filter(by=by, page=page, tab=tab).delete()
    now = timezone.now()
    mine = Writing.objects.filter(by=by, page=page)
    if not mine.update(saved_tab=tab, since_at=None, seen_at=now):
        Writing.objects.bulk_create([Writing(by=by, page=page, saved_tab=tab, seen_at=now)], ignore_conflicts=True)


def write(*, by: User, page: Page, part: str) -> None:
    """Note that a person writes on a page now, in a part of it."""
    now = timezone.now()
    mine = Writing.objects.filter(by=by, page=page)
    if mine.filter(since_at__isnull=False, seen_at__gt=now - GONE).update(seen_at=now, part=part):
        return
    if not mine.update(seen_at=now, since_at=now, part=part):
        new = Writing(by=by, page=page, part=part, since_at=now, seen_at=now)
        Writing.objects.bulk_create([new], ignore_conflicts=True)


def leave(*, by: User, page: Page) -> None:
    """Note that a person does not write on a page any more."""
    Writing.objects.filter(by=by, page=page, since_at__isnull=False).update(since_at=None)


def others(*, by: User, page: Page) -> QuerySet[Writing]:
    """Return who else writes on a page now, whoever came first at the top. One query."""
    return _writing(by).filter(page=page).select_related("by__contributor").order_by("since_at")


def _writing(besides: User) -> QuerySet[Writing]:
    here = Writing.objects.filter(since_at__isnull=False, seen_at__gt=timezone.now() - GONE)
    return here.exclude(by=besides)


def forget_old() -> str:
    """Forget what is older than 30 days, and what people left who may not come back; say how much that was."""
    before = timezone.now() - datetime.timedelta(days=DAYS)
    is_over = Q(by__is_active=False) | Q(by__is_staff=False)
    count, _rows = KeptText.objects.filter(is_over | Q(kept_at__lt=before)).delete()
    Writing.objects.filter(is_over | Q(seen_at__lt=before)).delete()
    return f"{count} forgotten"


jobs.register(
    jobs.Work(
        "forget_kept",
        _("Forgetting unsaved texts after 30 days"),
        forget_old,
        every=datetime.timedelta(hours=6),
        patience=datetime.timedelta(days=2),
    )
)
