"""Who wrote a text: the one home of that rule, for one text and for many.

A text's writers are whoever began it, edited it or saved the same words before: a discarded text that a colleague takes
up again stays its writer's. Under a minor edit lies the text of others.
"""

from collections.abc import Iterable

from publishing.life.models import Event, Revision
from publishing.life.states import Verb


def writers(revision: Revision) -> set[int]:
    """Return the ids of everybody who had a hand in a revision's text."""
    return writers_of([revision])[revision.pk]


def writers_of(revisions: Iterable[Revision]) -> dict[int, set[int]]:
    """Return, for each revision, the ids of everybody who had a hand in its text. Two queries at most."""
    revisions = list(revisions)
    below = _below(revisions)
    layers = {revision.pk: _beneath(revision, below) for revision in revisions}
    pages = {layer.page_id for chain in layers.values() for layer in chain}
    saves = Event.objects.filter(verb=Verb.SAVE, page_id__in=pages)
    by_text: dict[tuple[int, str], set[int]] = {}
    by_revision: dict[int, set[int]] = {}
    for page, revision, sha256, person in saves.values_list("page_id", "revision_id", "sha256", "by_id"):
        by_text.setdefault((page, sha256), set()).add(person)
        by_revision.setdefault(revision, set()).add(person)
    return {
        pk: {
            person
            for layer in chain
            for person in (
                layer.created_by_id,
                layer.edited_by_id,
                *by_revision.get(layer.pk, ()),
                *by_text.get((layer.page_id, layer.sha256), ()),
            )
        }
        for pk, chain in layers.items()
    }


def _below(revisions: list[Revision]) -> dict[int, Revision]:
    """Return the other texts of those pages that have a minor edit, by id. One query, and none without any."""
    pages = {revision.page_id for revision in revisions if revision.is_minor}
    columns = ("page_id", "sha256", "is_minor", "based_on_id", "created_by_id", "edited_by_id")
    return Revision.objects.filter(page_id__in=pages).only(*columns).in_bulk() if pages else {}


def _beneath(revision: Revision, below: dict[int, Revision]) -> list[Revision]:
    """Return a revision, and whatever it is a minor edit of, down to the text that a clinician approved."""
    chain = [revision]
    while chain[-1].is_minor and chain[-1].based_on_id:
        chain.append(below[chain[-1].based_on_id])
    return chain
