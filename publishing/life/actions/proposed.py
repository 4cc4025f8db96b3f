"""Sources that somebody suggested while writing: a draft may name one at once, and the public reads no text that does
before somebody with the right to change sources has checked it.
"""

import re
from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from publishing.life.errors import Refused
from publishing.life.models import Source
from publishing.life.models.version import content_changed

LONG = 30  # characters of the first part of an id
WORDS = 3  # of a publisher's name, from which on it is known by their first letters


@transaction.atomic
def propose_source(*, by: User, **says: Any) -> Source:
    """Add a source that nobody has checked yet. says: its columns but `id`, as the library's reader takes them.

    Raises Refused where a source of that title and year, or at that web address, is there already.
    """
    content_changed()  # what is kept of the sources for as long as nothing changes does not have it; and one at a time
    if known := _same(says):
        raise Refused(_("It is in the list already: %(source)s.") % {"source": f"{known.short_name} · {known.title}"})
    return Source.objects.create(id=_free_id(says), proposed_by=by, **says)


def accept_source(*, source: Source) -> None:
    """Say that a suggested source was checked: texts that name it may be published."""
    Source.objects.filter(pk=source.pk).update(proposed_by=None)


def refuse_unchecked(named: Collection[str]) -> None:
    """Raise Refused where a source that a text names was suggested, and nobody has checked it yet. One query."""
    waiting = Source.objects.filter(pk__in=named, proposed_by__isnull=False)
    if found := [f"{source.short_name} · {source.title}" for source in waiting[:5]]:
        raise Refused(
            _("Nobody has checked this suggested source yet: %(sources)s. Accept it on its screen first.")
            % {"sources": "; ".join(found)}
        )


def _same(says: dict[str, Any]) -> Source | None:
    if says.get("url") and (found := Source.objects.filter(url=says["url"]).first()):
        return found
    return Source.objects.filter(title__iexact=says["title"], year=says.get("year")).first()


def _free_id(says: dict[str, Any]) -> str:
    """Return an id that no source has, such as aan2025-epidural: who says it, when, and the first long word of what."""
    names = re.findall(r"[^\W\d_]+", says["publisher"])
    capitals = [name[0] for name in names if name[0].isupper()]
    who = "".join(capitals) if len(capitals) >= WORDS else (names or [""])[0]
    about = next((word for word in slugify(says["title"]).split("-") if len(word) > WORDS), "")
    start = "-".join(filter(None, [f"{slugify(who)[:LONG] or 'source'}{says.get('year') or ''}", about[:LONG]]))
    taken = set(Source.objects.filter(pk__startswith=start).values_list("pk", flat=True))
    return next(key for key in (start, *(f"{start}-{number}" for number in range(2, 10_000))) if key not in taken)
