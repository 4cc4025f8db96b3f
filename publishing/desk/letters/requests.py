"""Asking a publisher to publish: one letter a day for a page, from whoever may not do it."""

from functools import partial

from django.contrib.auth.models import User

from publishing.desk.letters import hands, mail, post
from publishing.desk.letters.new_address import address_of
from publishing.life.models import Page, Revision
from publishing.life.states import RevisionState


def waits_for_a_publisher(page: Page, draft: Revision | None) -> bool:
    """Whether nothing but a publisher is missing: the draft is approved, or was proven a small correction."""
    if draft is None:
        return False
    return draft.state == RevisionState.APPROVED or (
        draft.minor_of_id is not None and draft.minor_of_id == page.live_revision_id
    )


def publishers(by: User) -> list[User]:
    """Return who is asked."""
    return [person for person in hands.who_publish() if person.pk != by.pk]


def ask(page: Page, draft: Revision, by: User) -> tuple[list[User], list[User]]:
    """Write to whoever publishes, once a day for a page; return whom this was sent to, and whom it could not be."""
    asked, missed = [], []
    for person in publishers(by):
        write = partial(mail.please_publish, page, draft, person, by)
        was_sent = post.once_a_day(person, post.of_page(page), "ask", write) if address_of(person) else False
        if was_sent is None:
            missed.append(person)
        elif was_sent:
            asked.append(person)
    return asked, missed
