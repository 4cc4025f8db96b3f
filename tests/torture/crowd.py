"""Readers, searchers and editors who are at a site over HTTP at the same time, and what each of them was told."""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count

from tests.torture.place import Site
from tests.torture.visits import Answer, Person, ask

ARTICLE = "/articles/how-pain-works/"
KEPT = ("/", ARTICLE, "/conditions/", "/conditions/sciatica/", "/procedures/", "/articles/")
EDITED = ("how-pain-works", "your-first-visit")
PAUSE = 0.05  # seconds between two things that one of them does
BACK = 60.0  # seconds within which all must be as before
PUBLIC = b"Patients read it now"


def until(works: Callable[[], object], seconds: float = BACK) -> float:
    """Try until something is so, and return how long that took. Raises TimeoutError."""
    began = time.monotonic()
    while not works():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"not so within {seconds} seconds")
        time.sleep(PAUSE)
    return time.monotonic() - began


@dataclass(frozen=True)
class Door:
    """Where a site is entered. address: of a server. host: the name that is asked for. forms: of the pages to edit."""

    address: str
    host: str
    forms: tuple[str, ...]

    @classmethod
    def of(cls, site: Site, address: str, host: str) -> "Door":
        code = "from publishing.life.models import Page\n"
        code += f"for slug in {EDITED}: print(Page.objects.get(kind='articles', slug=slug).pk)"
        forms = (f"/admin/articles/article/{number}/change/" for number in site.done_by(code).split())
        return cls(address, host, tuple(forms))

    def staff(self) -> list[Person]:
        """Who writes, who approves, who publishes: each has signed in."""
        people = [Person(self.address, self.host, name) for name in ("ada", "rosa", "paul")]
        for person in people:
            until(person.sign_in)
        return people


class Crowd:
    """They go on for the time of the block. editors: each has a page of their own, so there are two at most.

    answers: how often which kind got which status. unfair: what nobody may be told. published: words of which the desk
    said that patients read them now. waits: the longest of each kind, in seconds.
    """

    def __init__(self, door: Door, *, readers: int = 3, searchers: int = 1, editors: int = 1) -> None:
        self.answers: Counter[tuple[str, int]] = Counter()
        self.unfair: list[str] = []
        self.published: list[str] = []
        self.waits: dict[str, float] = {}
        self._door, self._ended, self._lock = door, threading.Event(), threading.Lock()
        self._many, self._editors = {self._read: readers, self._search: searchers}, editors
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Crowd":
        for path in KEPT:
            self._asked("kept", path)
        works = [work for work, many in self._many.items() for _ in range(many)]
        works += [partial(self._edit, number, *self._door.staff()) for number in range(self._editors)]
        self._threads = [threading.Thread(target=self._again, args=(work,)) for work in works]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *what: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def told(self) -> str:
        """Return what each kind was told, in a line."""
        kinds = {kind: [] for kind, _status in sorted(self.answers)}
        for (kind, status), many in sorted(self.answers.items()):
            kinds[kind].append(f"{many} times {status}")
        return "; ".join(f"{kind}: {', '.join(all_)}, longest {self.waits[kind]:.1f} s" for kind, all_ in kinds.items())

    def _again(self, work: Callable[[], Iterator[None]]) -> None:
        for _ in work():
            if self._ended.wait(PAUSE):
                return

    def _asked(self, kind: str, path: str, person: Person | None = None) -> bytes:
        return self._noted(
            kind, path, lambda: person.ask(path) if person else ask(self._door.address, path, host=self._door.host)
        ).body

    def _noted(self, kind: str, what: str, work: Callable[[], Answer]) -> Answer:
        """Put an answer down. A page that is kept is there whatever happens; the rest may say when to come again."""
        began = time.monotonic()
        answer = work()
        lasted = time.monotonic() - began
        with self._lock:
            self.answers[kind, answer.status] += 1
            self.waits[kind] = max(self.waits.get(kind, 0), lasted)
            if not (200 <= answer.status < 400 or (answer.is_fair and kind != "kept")):
                self.unfair.append(f"{kind}: {what} was answered with {answer.status} after {lasted:.1f} s")
        return answer

    def _read(self) -> Iterator[None]:
        for number in count():
            self._asked("kept", KEPT[number % len(KEPT)])
            yield

    def _search(self) -> Iterator[None]:
        for number in count():
            self._asked("search", f"/search/?q=pain+{number}")
            yield

    def _edit(self, place: int, ada: Person, rosa: Person, paul: Person) -> Iterator[None]:
        """Write, send, approve and publish, one text after the other."""
        for number in count():
            word = f"Pain {os.getpid()}y{id(self) % 100_000 + place}y{number}"
            for step in self._steps(word, self._door.forms[place], ada, rosa, paul):
                self._noted("desk", word, step)
                yield

    def _steps(self, word: str, form: str, ada: Person, rosa: Person, paul: Person) -> Iterator[Callable[[], Answer]]:
        told = []
        yield lambda: ada.write(form, title=word)
        yield lambda: told.append(ada.write(form, title=word, verb="submit", confirmed="yes")) or told[0]
        yield lambda: rosa.do(form, "approve", rosa.open_draft(form))
        yield lambda: told.append(paul.do(form, "publish", paul.open_draft(form))) or told[1]
        if told[1].is_done:
            yield lambda: told.append(paul.ask(told[1].headers["location"])) or told[2]
            # Where the word was refused, what is public now is the one that an earlier round had sent.
            if told[0].is_done and PUBLIC in told[2].body:
                self.published.append(word)
