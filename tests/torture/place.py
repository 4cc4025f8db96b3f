"""A site to be killed: in a folder of its own, on either database, written to by processes that say what they wrote."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.people import MAKE_PEOPLE
from tests.publishing import samples
from tests.server import ROOT

PAGE = "articles/how-pain-works"
IMPORTS = """
import json, os, sys
from itertools import count
from django.contrib.auth.models import User
from publishing.life import actions
from publishing.life.models import ContentVersion, Page, Revision, StoredPicture
from publishing.life.states import RevisionState
from tests.articles.editing import Staff, page_at
"""
STAFF = (
    IMPORTS
    + """
people = Staff(*(User.objects.get(username=name) for name in ("ada", "rosa", "paul")))
"""
)
#: Publish one text after the other: written, sent, approved, public. A line stands for what was acknowledged. What one
#: who was killed had begun is brought to its end first.
PUBLISH = (
    STAFF
    + """
for left in Revision.objects.open().filter(page=page_at("articles/how-pain-works")):
    if left.state == RevisionState.DRAFT:
        left = actions.submit(revision=left, by=people.author)
    if left.state == RevisionState.IN_REVIEW:
        left = actions.approve(revision=left, by=people.reviewer, sha256=left.sha256)
    actions.publish(revision=left, by=people.publisher)
for number in count():
    word = f"Pain {os.getpid()}x{number}"
    people.published(page_at("articles/how-pain-works"), title=word)
    print(word, flush=True)
"""
)
#: The same by one who has started, and asks the database for nothing before a line comes.
WAITING = IMPORTS + "print('ready', flush=True)\nsys.stdin.readline()\n" + PUBLISH
#: Send one picture after the other, as somebody who has sent none.
UPLOAD = (
    STAFF
    + """
from tests.publishing.uploads import photo
for number in count():
    by = User.objects.create_user(f"sender-{os.getpid()}-{number}", is_staff=True)
    print(actions.upload_picture(by=by, raw=photo(width=800 + number, height=300)).name, flush=True)
"""
)
#: What is there of what was acknowledged, and what is public by half. Prints lost, torn, the content version.
LOOK = (
    STAFF
    + """
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count, Q
published, sent = json.loads({published!r}), json.loads({sent!r})
public = Revision.objects.filter(published_at__isnull=False, events__verb="publish")
texts = list(public.values_list("manuscript", flat=True))
lost = [word for word in published if not any(f"title: {{word}}\\n" in text for text in texts)]
files = dict(StoredPicture.objects.values_list("name", "original"))
lost += [name for name in sent if name not in files]
torn = [name for name, file in files.items() if not (default_storage.exists(file) and default_storage.size(file))]
for page in Page.objects.live().select_related("live_revision"):
    live = page.live_revision
    if f"title: {{page.title}}\\n" not in live.manuscript and page.title not in live.manuscript:
        torn.append(f"{{page}}: another title than its text")
    if live.state != RevisionState.PUBLISHED or not live.events.exists():
        torn.append(f"{{page}}: live without having been published")
for twice in Revision.objects.annotate(many=Count("events", Q(events__verb="publish"))).filter(many__gt=1):
    torn.append(f"{{twice}}: published {{twice.many}} times")
for table in connection.introspection.table_names():
    connection.check_constraints([table])
print(json.dumps([lost, torn, ContentVersion.objects.get().number]))
"""
)


class Site:
    """A site's folder, and what names its database. url: empty for a file of SQLite in the folder. own: other settings
    of it.
    """

    def __init__(self, data: Path, url: str = "") -> None:
        self.data, self.url = data, url
        self.own: dict[str, str] = {}
        self.published: list[str] = []
        self.sent: list[str] = []

    def set_up(self, content: Path) -> "Site":
        """Make it: the small library, and people in each role."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.done("migrate", "-v0")
        self.done("load_content", "--content", content)
        self.done_by(MAKE_PEOPLE)
        return self

    def copy(self, data: Path) -> "Site":
        """Return the same on SQLite, in another folder."""
        found = Site(Path(shutil.copytree(self.data, data)))
        found.published, found.sent = list(self.published), list(self.sent)
        return found

    def environment(self) -> dict[str, str]:
        own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATA_DIR": str(self.data), "BACKUP_DAYS": "0"}
        own |= {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend", "SITE_URL": "http://localhost:8000"}
        own |= self.own
        return own | ({"DATABASE_URL": self.url} if self.url else {})

    def start(self, *arguments: object) -> subprocess.Popen:
        """Start a command of the site's."""
        command = [sys.executable, ROOT / "manage.py", *map(str, arguments)]
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE) | {"text": True}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment(), **pipes)

    def code(self, code: str) -> subprocess.Popen:
        """Start code in the site's shell."""
        return self.start("shell", "-v0", "--no-imports", "-c", code)

    def done_by(self, code: str) -> str:
        """Run code in the site's shell to its end, and return what it said."""
        return self.done("shell", "-v0", "--no-imports", "-c", code)

    def done(self, *arguments: object) -> str:
        """Run a command to its end, and return what it said."""
        process = self.start(*arguments)
        said, complaints = process.communicate(timeout=600)
        assert process.returncode == 0, complaints
        return said

    def look(self) -> tuple[list[str], list[str], int]:
        """Return what was acknowledged and is lost, what is there by half, and the content version."""
        asked = LOOK.format(published=json.dumps(self.published), sent=json.dumps(self.sent))
        lost, torn, version = json.loads(self.done_by(asked).splitlines()[-1])
        return lost, torn, version


def library(folder: Path) -> Path:
    """Write the small library into a folder, and return it."""
    return samples.small(folder).root


def first_line(process: subprocess.Popen) -> str:
    """Wait until a writer has said something, which is when it is at work. Raises RuntimeError where it never is."""
    if said := process.stdout.readline().strip():
        return said
    raise RuntimeError(process.communicate()[1])


def killed(process: subprocess.Popen, after: float) -> str:
    """Kill a process after some seconds, and return what it had said."""
    time.sleep(after)
    process.kill()
    return process.communicate()[0]
