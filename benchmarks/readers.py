"""Other processes of the same site, who are asked what they print now. Each is a child that answers lines of JSON.

python -m benchmarks.readers     (reads paths, one a line)
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Readers:
    """Some processes that have served before, and remember what they served."""

    def __init__(self, processes: list[subprocess.Popen]) -> None:
        self._processes = processes

    def statuses(self, path: str) -> list[int]:
        """Return the status that each answers with."""
        return [answer["status"] for answer in self._answers(path)]

    def all_print(self, path: str, words: str) -> bool:
        """Whether these words stand in the next answer of each."""
        return all(words in answer["body"] for answer in self._answers(path))

    def _answers(self, path: str) -> list[dict]:
        for process in self._processes:
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
        return [json.loads(process.stdout.readline()) for process in self._processes]


@contextmanager
def two() -> Iterator[Readers]:
    """Start two processes, and end them by their own ids."""
    command = [sys.executable, "-m", "benchmarks.readers"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, **pipes) for _ in range(2)]
    try:
        yield Readers(processes)
    finally:
        for process in processes:
            with suppress(BrokenPipeError):
                process.stdin.close()  # it has nothing more to read, and ends
            process.wait()


def _main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    from django.core.wsgi import get_wsgi_application

    from benchmarks import one_page

    application = get_wsgi_application()
    for line in sys.stdin:
        status, body = one_page.answer(application, line.strip())
        print(json.dumps({"status": status, "body": body.decode()}), flush=True)


if __name__ == "__main__":
    _main()
