"""One process of the crowd: four editors and four readers in threads; the first also changes the phone number.

    python -m benchmarks.crowd_process NUMBER     (then the seconds, as a line)

Prints one line when it is ready, and at the end one JSON object: who -> the seconds of each of their waits.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from itertools import count

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks import desk, one_page  # noqa: E402
from publishing.life import actions  # noqa: E402
from publishing.life.models import Page  # noqa: E402

EACH = 4
PAUSES = {"saves": 0.3, "reads": 0.1, "phone numbers": 0.2}


class Crowd:
    """Everybody in this process, and what they waited for."""

    def __init__(self, number: int) -> None:
        self.found: dict[str, list] = {"saves": [], "reads": [], "errors": []}
        self._application = get_wsgi_application()
        self._pages = list(Page.objects.published().filter(kind__in=["conditions", "procedures"]).order_by("-pk"))
        self._works: list[tuple[str, Callable[[], object]]] = []
        for place in range(EACH):
            own = self._pages[number * EACH + place]
            self._works += [("saves", lambda own=own: self._save(own)), ("reads", self._reader(place))]
        if number == 0:
            self.found["phone numbers"] = []
            self._works.append(("phone numbers", desk.change_phone))
        for page in self._pages[:EACH]:
            one_page.ask(self._application, page.get_absolute_url())

    def work(self, seconds: float) -> None:
        """Let everybody work at the same time."""
        until = time.monotonic() + seconds
        threads = [threading.Thread(target=self._again, args=(*work, until)) for work in self._works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _again(self, who: str, work: Callable[[], object], until: float) -> None:
        connection.ensure_connection()  # as the threads of a server have theirs
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                work()
            except (Exception, SystemExit) as error:
                self.found["errors"].append(f"{who}: {type(error).__name__}: {error}")
            self.found[who].append(time.perf_counter() - began)
            time.sleep(PAUSES[who])
        connection.close()

    def _save(self, page: Page) -> None:
        actions.save_draft(page=page, by=desk.person("writer"), manuscript=desk.changed(page)[0])

    def _reader(self, place: int) -> Callable[[], object]:
        pages, turns = self._pages, count(place * 50)
        return lambda: one_page.ask(self._application, pages[next(turns) % len(pages)].get_absolute_url())


if __name__ == "__main__":
    crowd = Crowd(int(sys.argv[1]))
    print("ready", flush=True)
    crowd.work(float(sys.stdin.readline()))
    print(json.dumps(crowd.found), flush=True)
