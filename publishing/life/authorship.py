"""Who wrote a text: the one home of that rule, for one text and for many.

A revision keeps the set of its writers: whoever saved it, and the writers of whatever it was taken up from. They stay
through all later edits. What was approved by another and is live is nobody's any more: whoever edits it begins anew.
A minor edit, a hand-over and a link that follows an address change no words: their texts stay their writers'.
"""

from collections.abc import Iterable

from publishing.life.models import Page, Revision

_Hand = Revision.writers.through
_KNOWN = "known_writers"


def writers(revision: Revision) -> set[int]:
    """Return the ids of everybody who had a hand in a revision's text. One query; none where they are remembered."""
    known = getattr(revision, _KNOWN, None)
    return writers_of([revision])[revision.pk] if known is None else set(known)


def remember(revisions: Iterable[Revision | None]) -> None:
    """Have the writers of some texts asked for once, for a screen that only shows them. One query. A verb reads its
    revision again, and so asks anew.
    """
    shown = [revision for revision in revisions if revision is not None]
    found = writers_of(shown)
    for revision in shown:
        setattr(revision, _KNOWN, frozenset(found[revision.pk]))


def writers_of(revisions: Iterable[Revision]) -> dict[int, set[int]]:
    """Return, for each revision, the ids of everybody who had a hand in its text. One query."""
    found: dict[int, set[int]] = {revision.pk: set() for revision in revisions}
    for revision, person in _Hand.objects.filter(revision__in=list(found)).values_list("revision_id", "user_id"):
        found[revision].add(person)
    return found


def writers_of_words(page: Page, sha256: str) -> set[int]:
    """Return the ids of the writers of every version of a page with these very words, but for what is live."""
    same = Revision.objects.filter(page=page, sha256=sha256).exclude(live_page=page)
    return set(_Hand.objects.filter(revision__in=same).values_list("user_id", flat=True))


def add(people: Iterable[int], *revisions: Revision) -> None:
    """Say that some people had a hand in the text of revisions."""
    hands = [_Hand(revision_id=revision.pk, user_id=person) for revision in revisions for person in sorted(people)]
    _Hand.objects.bulk_create(hands, ignore_conflicts=True)


def keep(revision: Revision, of: Revision) -> None:
    """Say that a revision has the words of another: its writers are the other's, and nobody else."""
    _Hand.objects.filter(revision=revision).delete()
    add(writers(of), revision)
