"""What the jobs have before them when a machine dies: a publication that is due, and a letter. What became of them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.torture import mails
from tests.torture.place import STAFF, Site

PLAN = (
    STAFF
    + """
import datetime
from django.utils import timezone
from publishing.desk.letters import post
revision = people.revision(page_at("articles/warning-signs"), RevisionState.APPROVED, title={word!r})
actions.schedule(revision=revision, by=people.publisher, at=timezone.now() + datetime.timedelta(seconds={seconds}))
lena, _is_new = User.objects.get_or_create(username="lena", defaults={{"email": "lena@clinic.test"}})
post.leave(lena, {word!r}, ["To be sent once."], about={word!r}, sort="note")
print(json.dumps([revision.pk, post.LEASE.total_seconds()]))
"""
)


@dataclass
class Due:
    """A revision that is planned and a letter that waits, both by one word.

    lease: for how long whoever sends a letter has it. should: how often the letter is to have been sent in the end.
    """

    site: Site
    word: str
    revision: int
    lease: timedelta
    should: int = 1

    @classmethod
    def in_seconds(cls, site: Site, seconds: float, word: str) -> "Due":
        """Plan the publication in some seconds, and leave the letter now."""
        revision, lease = json.loads(site.done_by(PLAN.format(word=word, seconds=seconds)).splitlines()[-1])
        site.published.append(word)
        return cls(site, word, revision, timedelta(seconds=lease))

    @property
    def is_public(self) -> bool:
        """Whether the revision was published, once or more."""
        return bool(self._asked("SELECT count(*) FROM publishing_event WHERE verb = 'publish' AND revision_id = %s"))

    def left_by(self, killed_at: datetime) -> None:
        """Look at what one who was killed then has left: what it had taken goes out behind its lease, which ends now.

        It had it where it took it before: then nobody can know whether it went out, and it goes once more.
        """
        until_then = self._asked("SELECT due_at FROM publishing_letter WHERE about = %s", self.word)
        if until_then and until_then - self.lease < killed_at < until_then - timedelta(minutes=1):
            self.should = mails.sent(self.folder, self.word) + 1
            self._asked("UPDATE publishing_letter SET due_at = now() WHERE about = %s RETURNING due_at", self.word)

    def is_done(self) -> bool:
        """Whether the revision is public and nobody has the letter any more."""
        asked = "SELECT due_at IS NULL AND sent_at IS NOT NULL FROM publishing_letter WHERE about = %s"
        return self.is_public and self._asked(asked, self.word)

    def faults(self) -> list[str]:
        """Say what happened too often, or not at all."""
        found = mails.sent(self.folder, self.word)
        return [] if found == self.should else [f"the letter {self.word} went out {found} times, not {self.should}"]

    @property
    def folder(self) -> Path:
        return Path(self.site.own[mails.FOLDER])

    def _asked(self, query: str, *values: object):
        import psycopg

        with psycopg.connect(self.site.url, autocommit=True) as own:
            return own.execute(query, values or [self.revision]).fetchone()[0]
