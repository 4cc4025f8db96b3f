"""Pictures that staff put in: sent, described, replaced, thrown away. A page names one, whatever file it has.

What a page says of a picture stands in the page's text. Here is decided what holds for the picture itself.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.life import pictures
from publishing.life.actions.steps import record
from publishing.life.errors import Refused
from publishing.life.models import Mention, Page, Revision, StoredPicture
from publishing.life.models.version import content_changed, lock, raise_version
from publishing.life.states import Verb
from publishing.life.verbs import does
from publishing.text.naming import Naming
from publishing.text.preparing import Prepared
from publishing.text.records import InIt


def upload_picture(*, by: User, raw: bytes) -> StoredPicture:
    """Take a file in, of which nothing was said yet: no text can show it.

    Raises UnreadablePicture, and OSError where there is no room for it; nothing is left of it then.
    """
    says = pictures.take_in(pictures.new_name(), raw)
    row = StoredPicture(uploaded_by=by, uploaded_at=timezone.now(), is_staged=True, **says)
    try:
        row.save()
    except DatabaseError:
        pictures.remove_files(row)
        raise
    return row


def forget_staged(pk: int) -> bool:
    """Throw away what somebody sent and said nothing of."""
    row = StoredPicture.objects.filter(pk=pk, is_staged=True).first()
    if row is None:
        return False
    row.delete()
    pictures.remove_files(row)
    return True


@transaction.atomic
def describe_picture(*, picture: StoredPicture, says: Mapping[str, Any]) -> StoredPicture:
    """Put down what somebody says of a picture; from the first time on texts can show it. says: columns of it."""
    content_changed()
    row = StoredPicture.objects.select_for_update().get(pk=picture.pk)
    before = (row.focus_x, row.focus_y)
    for column, value in says.items():
        setattr(row, column, value)
    row.needs_sizes |= (row.focus_x, row.focus_y) != before
    row.is_staged = False
    row.save()
    return row


@does(Verb.REPLACE_PICTURE)
def replace_picture(*, picture: StoredPicture, raw: bytes, by: User) -> list[Page]:
    """Give a picture another file: all pages that show it show that one. Returns them; each has an event.

    The former file stays where it is, since pages that somebody has open still ask for it. Raises Refused for a
    drawing, UnreadablePicture, and OSError where there is no room.
    """
    if picture.is_drawing:
        raise Refused(_("A drawing came with the library, and only a newer library has another file for it."))
    says = pictures.take_in(picture.name, raw)
    with transaction.atomic():
        lock()
        row = StoredPicture.objects.select_for_update().get(pk=picture.pk)
        for column, value in says.items():
            setattr(row, column, value)
        row.save()
        raise_version()
        found = pages_of(row)
        for page in found:
            record(Verb.REPLACE_PICTURE, page, by, None, str(row)[:200])
    return found


def delete_picture(*, picture: StoredPicture) -> None:
    """Throw a picture away, with every file of it. Raises Refused where a text shows it, or did in a version."""
    if picture.loaded_sha256:
        raise Refused(_("It came with the library, and would come back with it."))
    with transaction.atomic():
        content_changed()
        row = StoredPicture.objects.select_for_update().get(pk=picture.pk)
        if found := pages_of(row):
            names = ", ".join(f"“{page}”" for page in found[:5])
            raise Refused(_("It is in use. Take it out of these pages first: %(pages)s.") % {"pages": names})
        if page := _once_on(row):
            raise Refused(_("An earlier version of “%(page)s” shows it, so it is kept.") % {"page": page})
        row.delete()
        transaction.on_commit(lambda: pictures.remove_files(picture))


def pages_of(picture: StoredPicture, *, live: bool = False) -> list[Page]:
    """Return the pages that show a picture, by title: in a text or an open draft. live: what the public sees alone."""
    named = Mention.objects.filter(what=Naming.PICTURE, name=picture.name)
    ids = (named.live() if live else named).values("revision__page")
    return list(Page.objects.without_texts().filter(pk__in=ids).select_related("owner__user").order_by("title", "pk"))


def _once_on(picture: StoredPicture) -> Page | None:
    file = picture.name.rpartition("/")[2]
    found = Revision.objects.filter(manuscript__contains=file).select_related("page").first()
    return found.page if found else None


def refuse_unasked(ready: Prepared) -> None:
    """Raise Refused where a text shows a picture of people who were not asked yet. One query."""
    waiting = StoredPicture.objects.filter(name__in=ready.named("picture"), in_it=InIt.NOT_ASKED)
    if found := [f"“{picture}”" for picture in waiting[:5]]:
        raise Refused(
            _("People who were not asked yet are in this picture: %(pictures)s. Ask them, and say so at the picture.")
            % {"pictures": ", ".join(found)}
        )
