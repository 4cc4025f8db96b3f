"""Which texts name a page: for whoever is about to move it, change it or take it away."""

from publishing.life.models import Mention, Page


def linked_from(page: Page) -> list[Mention]:
    """Return one mention for each live text and open draft of another page that names a page, by title. One query."""
    found = {mention.revision_id: mention for mention in Mention.objects.current().of(page).with_pages()}
    return sorted(found.values(), key=lambda mention: (mention.page.title, mention.is_draft, mention.revision_id))
