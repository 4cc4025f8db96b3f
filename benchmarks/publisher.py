"""A process that publishes when it is told to: a phone number, or a line more in an article.

    DATA_DIR=... python -m benchmarks.publisher     (reads `phone` or `text`, one a line)

Answers each with a line of JSON: the path of a page, the words that it prints from now on, and when
that was committed (seconds of the monotonic clock, which is one for all processes).
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import processes, servers

PHONE, TEXT = "phone", "text"
ARTICLE = "articles/how-pain-works"


@dataclass(frozen=True)
class Published:
    """What was published."""

    path: str
    words: str
    at: float


class Publisher:
    """The process, from outside."""

    def __init__(self, process: subprocess.Popen) -> None:
        self._process = process

    def publish(self, what: str) -> Published:
        """Let it publish, and return what."""
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        return Published(**json.loads(self._process.stdout.readline()))


@contextmanager
def publisher(data: Path) -> Iterator[Publisher]:
    """Start the process for the time of the block."""
    said = servers.environment(data, BENCHMARK_CONTENT=str(servers.ROOT / "content"))
    command = [sys.executable, "-m", "benchmarks.publisher"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with processes.started(command, cwd=servers.ROOT, env=said, **pipes) as process:
        yield Publisher(process)


def _main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django

    django.setup()
    from benchmarks import desk

    desk.people()
    for line in sys.stdin:
        words = desk.change_phone() if line.strip() == PHONE else desk.published(desk.page(ARTICLE))
        print(json.dumps(asdict(Published(f"/{ARTICLE}/", words, time.monotonic()))), flush=True)


if __name__ == "__main__":
    _main()
