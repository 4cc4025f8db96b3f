"""Pictures that staff put in: sent, described, replaced, taken away. A page names one, whatever file it has.

What a page says of a picture stands in the page's text. Here is decided what holds for the picture itself, under one
lock with the drafts that show it: an approval is of a text together with the pictures that whoever gave it has seen.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.life import pictures, policy, unused
from publishing.life.actions.steps import record
from publishing.life.errors import Refused
from publishing.life.models import Mention, Page, Revision, StoredPicture
from publishing.life.models.version import lock, raise_version
from publishing.life.states import OPEN, RevisionState, Verb
from publishing.life.verbs import does
from publishing.text.records import InIt

#: States in which a clinician has seen the picture that a draft shows, and nobody will look at it once more.
_SEEN = (RevisionState.APPROVED, RevisionState.SCHEDULED)
_MOMENTS = datetime.timedelta(seconds=60)  # within which the same file once more is a second press


def upload_picture(*, by: User, raw: bytes) -> StoredPicture:
    """Take a file in, of which nothing was said yet: no text can show it. The same file from the same person a moment
    after is the picture that is there.

    Raises UnreadablePicture, and OSError where there is no room for it; nothing is left of it then. Raises Refused
    where the person has left too many that nobody uses.
    """
    if why := unused.why_no_more(by):
        raise Refused(why)
    says = pictures.take_in(pictures.new_name(), raw)
    row = StoredPicture(uploaded_by=by, uploaded_at=timezone.now(), is_staged=True, **says)
    try:
        same = _put_down(row)
    except DatabaseError:
        pictures.remove_newest(row)
        raise
    if same is None:
        return row
    pictures.remove_newest(row)
    return same


@transaction.atomic
def _put_down(row: StoredPicture) -> StoredPicture | None:
    """Save what was sent, or return what the same person sent a moment ago, where it is the same."""
    lock()
    staged = StoredPicture.objects.filter(is_staged=True, uploaded_by=row.uploaded_by, digest=row.digest)
    same = staged.filter(uploaded_at__gt=timezone.now() - _MOMENTS).first()
    if same is None:
        row.save()
    return same


@transaction.atomic
def forget_staged(pk: int) -> bool:
    """Throw away what somebody sent and said nothing of. Whoever says something at that moment comes first or last."""
    row = StoredPicture.objects.select_for_update().filter(pk=pk, is_staged=True).first()
    if row is None:
        return False
    row.delete()
    transaction.on_commit(lambda: pictures.remove_files(row))
    return True


@transaction.atomic
def describe_picture(
    *, picture: StoredPicture, says: Mapping[str, Any], by: User, seen: str | None = None
) -> tuple[StoredPicture, bool]:
    """Put down what somebody says of a picture; from the first time on texts can show it. says: columns of it.

    seen: `said_sha256` of the row that they had before them; None asks nothing.
    Returns it, and whether it was the first time. Raises Refused where it is gone, where somebody else has said
    something else of it meanwhile, and where it is in other hands by now.
    """
    row = _held(picture)
    _refuse_others(by, row)
    if all(getattr(row, column) == value for column, value in says.items()) and not row.is_staged:
        return row, False
    if seen is not None and seen != row.said_sha256:
        raise Refused(_("Somebody else changed what is said of this picture since you opened it. Look at it again."))
    was_staged, before = row.is_staged, (row.focus_x, row.focus_y)
    for column, value in says.items():
        setattr(row, column, value)
    if (row.focus_x, row.focus_y) != before:
        row.needs_sizes, row.sizes_failed_at = True, None
    row.is_staged = False
    row.save()
    raise_version()
    return row, was_staged


@does(Verb.REPLACE_PICTURE)
def replace_picture(*, picture: StoredPicture, raw: bytes, says: Mapping[str, Any], by: User) -> list[Page]:
    """Give a picture another file: all pages that show it show that one. Returns them; each has an event.

    says: what is said of the new file, since what was said of the old one need not hold: columns of the row.
    The former file stays where it is, since pages that somebody has open still ask for it. Raises Refused for a
    drawing, where `why_not_replaced` says why, where the public would see people who were not asked, and for what was
    replaced too often; UnreadablePicture, and OSError where there is no room.
    """
    _refuse_replaced(picture, says, by)  # before there is a file that nobody uses
    if pictures.times_replaced(picture) >= unused.MOST_FILES:
        raise Refused(
            _("This picture has had %(n)s other files. Add the new one as a picture of its own, and use that.")
            % {"n": unused.MOST_FILES}
        )
    new = pictures.take_in(picture.name, raw)
    with transaction.atomic():
        row = _held(picture)
        _refuse_replaced(row, says, by)
        found = pages_of(row)
        for column, value in {**new, **says, "focus_x": None, "focus_y": None, "removed_at": None}.items():
            setattr(row, column, value)
        row.sizes_failed_at = None
        row.save()
        raise_version()
        for page in found:
            record(Verb.REPLACE_PICTURE, page, by, None, str(row)[:200])
    return found


def _refuse_replaced(picture: StoredPicture, says: Mapping[str, Any], by: User) -> None:
    if picture.is_drawing:
        raise Refused(_("A drawing came with the library, and only a newer library has another file for it."))
    _refuse_others(by, picture)
    if why := why_not_replaced(picture):
        raise Refused(why)
    if says.get("in_it") == InIt.NOT_ASKED and (public := pages_of(picture, live=True)):
        raise Refused(_("%(pages)s would show people who were not asked. Ask them first.") % _named(public))


def why_not_replaced(picture: StoredPicture) -> str:
    """Return why nobody may give a picture another file now, and what to do first; empty where they may.

    A text that was approved with it would become public with a picture that nobody approved.
    """
    drafts = Mention.objects.of_pictures(picture.name).filter(revision__state__in=_SEEN).values("revision__page")
    found = Page.objects.without_texts().filter(pk__in=drafts).order_by("title", "pk")
    if not found:
        return ""
    why = _("A clinician has approved %(pages)s with this picture.") % _named(found)
    return f"{why} {_('Publish that first, or have the approval taken back; then put the new file in its place.')}"


@does(Verb.REMOVE_PICTURE)
def remove_picture(*, picture: StoredPicture, by: User) -> list[Page]:
    """Take a picture away for good, every file of it, also where pages show it: they say that it was taken away.

    For consent that was withdrawn: so nothing is in its way, neither a page that is public nor an approval. Returns the
    pages that show it; each has an event. Raises Refused for what came with the library.
    """
    _refuse_of_library(picture)
    with transaction.atomic():
        row = _held(picture)
        for column, value in pictures.placeholder(row.name).items():
            setattr(row, column, value)
        row.in_it, row.focus_x, row.focus_y, row.removed_at = InIt.NOBODY, None, None, timezone.now()
        row.needs_sizes, row.is_staged = False, False
        row.save()
        raise_version()
        found = pages_of(row)
        for page in found:
            record(Verb.REMOVE_PICTURE, page, by, None, str(row)[:200])
        transaction.on_commit(lambda: pictures.remove_files(row, but=row.original))
    return found


def delete_picture(*, picture: StoredPicture) -> None:
    """Throw a picture away, with every file of it. Raises Refused where a text shows it, or did in a version."""
    _refuse_of_library(picture)
    with transaction.atomic():
        row = _held(picture)
        if found := pages_of(row):
            raise Refused(_("It is in use. Take it out of these pages first: %(pages)s.") % _named(found))
        if page := _once_on(row):
            raise Refused(_("An earlier version of “%(page)s” shows it, so it is kept.") % {"page": page})
        row.delete()
        raise_version()
        transaction.on_commit(lambda: pictures.remove_files(picture))


def pages_of(picture: StoredPicture, *, live: bool = False) -> list[Page]:
    """Return the pages that show a picture, by title: in a text or an open draft. live: what the public sees alone."""
    named = Mention.objects.of_pictures(picture.name)
    ids = (named.live() if live else named).values("revision__page")
    return list(Page.objects.without_texts().filter(pk__in=ids).select_related("owner__user").order_by("title", "pk"))


def _held(picture: StoredPicture) -> StoredPicture:
    """Return a picture, read again, held with the drafts that show it, and the content version's row before them.

    So no draft is sent or approved between what is asked here and what is done. Raises Refused where it is gone.
    """
    lock()
    drafts = Mention.objects.of_pictures(picture.name).filter(revision__state__in=OPEN)
    Page.objects.hold(*drafts.values_list("revision__page_id", flat=True))
    row = StoredPicture.objects.select_for_update().filter(pk=picture.pk).first()
    if row is None:
        raise Refused(_("The picture is not there any more. Send it once more."))
    return row


def _refuse_others(by: User, row: StoredPicture) -> None:
    """Raise Refused where a picture has come into other hands since somebody opened its screen."""
    if not policy.may_change(by, row):
        raise Refused(_("A text with it was sent to a clinician, or was public. Whoever publishes can change it."))


def _refuse_of_library(picture: StoredPicture) -> None:
    if picture.loaded_sha256:
        raise Refused(_("It came with the library, and would come back with it."))


def _named(pages: Iterable[Page]) -> dict[str, str]:
    return {"pages": ", ".join(f"“{page}”" for page in list(pages)[:5])}


def _once_on(picture: StoredPicture) -> Page | None:
    found = Revision.objects.filter(manuscript__contains=picture.file_in_texts).select_related("page").first()
    return found.page if found else None


def refuse_unasked(names: Iterable[str] | QuerySet) -> None:
    """Raise Refused where one of the pictures that a text shows is of people who were not asked yet. One query.

    names: of pictures, or a question for them.
    """
    waiting = StoredPicture.objects.filter(name__in=names, in_it=InIt.NOT_ASKED)
    if found := [f"“{picture}”" for picture in waiting[:5]]:
        raise Refused(
            _("People who were not asked yet are in this picture: %(pictures)s. Ask them, and say so at the picture.")
            % {"pictures": ", ".join(found)}
        )
