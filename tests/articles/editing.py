"""What staff do to a page, in one call each."""

import datetime

from django.utils import timezone

from publishing.life import actions
from publishing.life.models import Page, Revision
from publishing.life.states import RevisionState
from publishing.text import kinds, manuscripts
from publishing.text.schema import Findings


def page_at(address: str, language: str = "en") -> Page:
    """The page that manuscripts call "kind/slug"."""
    kind, slug = address.split("/")
    return Page.objects.select_related("live_revision").get(kind=kind, language=language, slug=slug)


def edited(page: Page, *, body: str | None = None, **changes) -> str:
    """The live text of a page with some keys changed; a key of None is left out."""
    live = manuscripts.read(page.live_revision.manuscript, page.kind, Findings(""), slug=page.slug)
    data = {key: changes.get(key, live.data.get(key)) for key in kinds.get(page.kind).schema.keys}
    assert changes.keys() <= data.keys()
    return manuscripts.compose(
        {key: value for key, value in data.items() if value is not None}, live.body if body is None else body
    )


class Staff:
    """Three people who bring a text to the public."""

    def __init__(self, author, reviewer, publisher) -> None:
        self.author, self.reviewer, self.publisher = author, reviewer, publisher

    def revision(self, page: Page, state: RevisionState, *, slug: str = "", **changes) -> Revision:
        """A new text of a live page, brought as far as `state`."""
        draft = actions.save_draft(page=page, by=self.author, manuscript=edited(page, **changes), slug=slug)
        return self.brought(draft, state)

    def brought(self, revision: Revision, state: RevisionState) -> Revision:
        """Bring a draft as far as `state`."""
        if state == RevisionState.DRAFT:
            return revision
        if state == RevisionState.SUPERSEDED:
            return actions.discard(revision=revision, by=self.author)
        revision = actions.submit(revision=revision, by=self.author)
        if state == RevisionState.IN_REVIEW:
            return revision
        if state == RevisionState.RETURNED:
            return actions.return_for_changes(revision=revision, by=self.reviewer, note="Say more.")
        revision = actions.approve(revision=revision, by=self.reviewer, sha256=revision.sha256)
        if state == RevisionState.SCHEDULED:
            tomorrow = timezone.now() + datetime.timedelta(days=1)
            return actions.schedule(revision=revision, by=self.publisher, at=tomorrow)
        if state == RevisionState.PUBLISHED:
            actions.publish(revision=revision, by=self.publisher)
            revision.refresh_from_db()
        return revision

    def published(self, page: Page, *, slug: str = "", **changes) -> Page:
        """Publish a change of a live page."""
        revision = self.revision(page, RevisionState.PUBLISHED, slug=slug, **changes)
        return Page.objects.select_related("live_revision").get(pk=revision.page_id)

    def new_page(self, kind: str, slug: str, text: str, state=RevisionState.PUBLISHED) -> Page:
        """Write a new page and bring it as far as `state`."""
        draft = actions.create_page(by=self.author, kind=kind, slug=slug, manuscript=text)
        self.brought(draft, state)
        return page_at(f"{kind}/{slug}")
