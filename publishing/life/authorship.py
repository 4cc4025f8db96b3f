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
    """Return, for each revision, the ids of everybody who had a hand in its text. One query and one for each layer of
    minor edits.
    """
    layers = {revision.pk: _beneath(revision) for revision in revisions}
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


def _beneath(revision: Revision) -> list[Revision]:
    """Return a revision, and whatever it is a minor edit of, down to the text that a clinician approved."""
    chain = [revision]
    while chain[-1].is_minor and chain[-1].based_on_id:
        chain.append(Revision.objects.defer("manuscript").get(pk=chain[-1].based_on_id))
    return chain
