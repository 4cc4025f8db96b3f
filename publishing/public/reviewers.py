"""The name under which the public knows who reviewed a page."""

from publishing.life.models import Page


def name_of(page: Page) -> str:
    """Return the reviewer's name as a contributor, or else as staff know it; empty where nobody reviewed the page."""
    person = page.reviewed_by
    if person is None:
        return ""
    contributor = getattr(person, "contributor", None)
    return str(contributor) if contributor else person.get_full_name() or person.get_username()
