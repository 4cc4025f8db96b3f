"""Pictures that somebody sent and nobody uses: how much of them one person may leave, so that nobody fills the disk.

A picture is used where a text names it, or a version that can come back, or what somebody typed and did not save.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.contrib.auth.models import User
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from publishing.life import pictures
from publishing.life.models import KeptText, Mention, Revision, StoredPicture

#: Pictures of one person. A page takes six; whoever looks for the best among many needs no more before it is written.
MOST = 40
#: Bytes of them. A photograph of a phone takes 3 to 5 MB; so a clinic of 20 who write leaves no more than 5 GB.
MOST_BYTES = 250 * 1024 * 1024
#: Files that one picture had, one after the other. They stay for pages that are open, so each takes room for good.
MOST_FILES = 10


def why_no_more(person: User) -> str:
    """Return why a person may send no further picture now, and what to do first; empty where they may."""
    mine = StoredPicture.objects.filter(uploaded_by=person, removed_at=None)
    found = list(mine.exclude(name__in=Mention.objects.of_pictures().values("name")))
    if not _is_much(found):
        return ""
    found = unused(found)  # reads every version, which is spared whoever has left little
    if not _is_much(found):
        return ""
    said = _("%(n)s pictures that you sent are on no page, %(mb)s MB together, and each of us may leave %(most)s.") % {
        "n": len(found),
        "mb": round(pictures.size_of(found) / 2**20),
        "most": _("%(n)s, or %(mb)s MB") % {"n": MOST, "mb": MOST_BYTES // 2**20},
    }
    do = _("Use one of them, or throw away what nobody needs: “Pictures”, then “Yours on no page”.")
    staged = _("What you said nothing of goes by itself after a day.") if any(one.is_staged for one in found) else ""
    return f"{said} {do} {staged}".strip()


def _is_much(found: Sequence[StoredPicture]) -> bool:
    return len(found) >= MOST or pictures.size_of(found) >= MOST_BYTES


def unused(some: Iterable[StoredPicture]) -> list[StoredPicture]:
    """Return those of some uploads that nothing names. Three queries."""
    some = list(some)
    if not some:
        return []
    named = set(Mention.objects.of_pictures(*(one.name for one in some)).values_list("name", flat=True))
    left = [one for one in some if one.name not in named]
    if left:
        for text in _texts():
            left = [one for one in left if one.file_in_texts not in text]
    return left


def _texts() -> Iterator[str]:
    """Yield every version that names an upload, and every form that was kept and does."""
    versions = Revision.objects.filter(manuscript__contains=pictures.UPLOAD).values_list("manuscript", flat=True)
    kept = KeptText.objects.annotate(typed=Cast("fields", TextField())).filter(typed__contains=pictures.UPLOAD)
    yield from versions.iterator()
    yield from kept.values_list("typed", flat=True).iterator()
