"""People at the desk, each in the role of their work."""

import pytest
from django.core import mail

from tests.articles.editing import Staff
from tests.publishing.at_desk import in_role


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    """Whoever writes, reviews and publishes, with a library before them. A module may have other people."""
    people = ((author, "Author"), (reviewer, "Clinical reviewer"), (publisher, "Publisher"))
    return Staff(*(in_role(person, role) for person, role in people))


@pytest.fixture
def writer(staff, client):
    """A client in which the author is signed in."""
    client.force_login(staff.author)
    return client


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Do something, commit, and return the letters."""

    def run(what) -> list:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            what()
        return list(mail.outbox)

    return run
