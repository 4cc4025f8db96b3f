"""What has changed in texts that wait, in a few words for a line of a list. Asks as little for many as for one."""

from collections.abc import Iterable
from dataclasses import dataclass

from publishing.changes import comparison, minor
from publishing.changes.comparison import Alarm
from publishing.life import history
from publishing.life.models import Event, Revision
from publishing.life.states import Verb


@dataclass(frozen=True)
class Changed:
    """How many parts of a text changed, the first that must be looked at, and about how many minutes it takes."""

    count: int
    alarm: Alarm | None
    minutes: int
    is_new: bool


def since_sign_off(drafts: Iterable[Revision]) -> dict[int, Changed]:
    """Return, by the draft's id, what changed since a clinician signed the page, or since what is public."""
    drafts = list(drafts)
    before = {draft.page_id: draft.page.live_revision_id for draft in drafts}
    signed = Event.objects.filter(page__in=before, verb__in=history.SIGNS) | Event.objects.filter(
        page__in=before, verb=Verb.PUBLISH, revision__approved_by__isnull=False
    )
    before |= dict(signed.order_by("pk").values_list("page_id", "revision_id"))
    texts = _texts({pk for pk in before.values() if pk} | {draft.pk for draft in drafts})
    return {draft.pk: _changed(draft, texts.get(before[draft.page_id] or 0, ""), texts[draft.pk]) for draft in drafts}


def words_put_right(drafts: Iterable[Revision]) -> dict[int, tuple[str, str]]:
    """Return, by the draft's id, the first difference of a small correction from what is public: before, after."""
    drafts = list(drafts)
    texts = _texts({pk for draft in drafts for pk in (draft.pk, draft.minor_of_id) if pk})
    found = {}
    for draft in drafts:
        public = texts.get(draft.minor_of_id or 0, "")
        differences = minor.differences(draft.page.kind, public, texts[draft.pk], language=draft.page.language)
        if differences:
            found[draft.pk] = (differences[0].before.strip(), differences[0].after.strip())
    return found


def _texts(ids: set[int]) -> dict[int, str]:
    return dict(Revision.objects.filter(pk__in=ids).values_list("pk", "manuscript"))


def _changed(draft: Revision, before: str, after: str) -> Changed:
    rows = comparison.compare(draft.page.kind, before, after, name_of=lambda _to, name: name)
    cards = comparison.cards_of(rows, in_order=not before.strip())
    alarm = next(iter(comparison.summary(rows).alarms), None)
    return Changed(len(cards.cards), alarm, cards.minutes, cards.is_new)
