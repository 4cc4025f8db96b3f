"""How a site that is harmed sends mail: each is a file, written in the middle of the time that a mail server takes."""

import os
import time
from pathlib import Path
from uuid import uuid4

from django.core.mail.backends.base import BaseEmailBackend

FOLDER = "TORTURE_MAILS"  # the variable that names the folder
HALF = 0.3  # seconds before the mail is taken, and seconds behind it until that is heard


class Mails(BaseEmailBackend):
    def send_messages(self, messages: list) -> int:
        for message in messages:
            time.sleep(HALF)
            Path(os.environ[FOLDER], f"{uuid4().hex}.mail").write_text(message.subject)
            time.sleep(HALF)
        return len(messages)


def settings(folder: Path) -> dict[str, str]:
    """Return what lets a site send its mail into a folder."""
    folder.mkdir()
    return {"EMAIL_BACKEND": f"{__name__}.{Mails.__name__}", FOLDER: str(folder)}


def sent(folder: Path, subject: str) -> int:
    """Return how many with a subject were taken."""
    return sum(path.read_text() == subject for path in folder.glob("*.mail"))
