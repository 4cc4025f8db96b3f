"""A database that goes silent, as behind a line that drops what is sent: nobody is refused, and nobody hears a word."""

import os
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.torture import mixed
from tests.torture.acts import Found
from tests.torture.crowd import KEPT, Door, until
from tests.torture.place import Site
from tests.torture.relay import relayed
from tests.torture.visits import Answer, Person, ask

MOST = 15.0 + 1.0  # seconds after which everybody has an answer: what the site says, and what a busy machine takes


def database_is_silent(site: Site, rounds: int, dice: random.Random) -> Found:
    """Let PostgreSQL fall silent under readers, a search and the desk, and be heard again."""
    found = Found("PostgreSQL silent for some seconds, and heard again")
    with relayed(site.url) as (relay, url):
        there = Site(site.data, url)
        with mixed.alone(there) as (door, _supervisor):
            ada = door.staff()[0]
            for path in KEPT:
                ask(door.address, path, host=door.host)
            for number in range(rounds):
                time.sleep(dice.uniform(0, 0.5))
                relay.forwards.clear()
                found.harmed += 1
                found.torn += _while_silent(door, ada, number)
                relay.forwards.set()
                word = f"Silence {os.getpid()}s{number}"
                found.back.append(until(lambda word=word: _is_back(door, ada, word)))
                found.acknowledged += 1
                if word.encode() not in ada.ask(door.forms[0]).body:
                    found.lost.append(word)
    found.looked_at(site)
    return found


def _is_back(door: Door, ada: Person, word: str) -> bool:
    """Whether a search is answered, and a draft saved."""
    search = ask(door.address, "/search/?q=knee", host=door.host)
    return search.status == 200 and ada.write(door.forms[0], title=word).is_done


def _while_silent(door: Door, ada: Person, number: int) -> Iterator[str]:
    """Ask for all at once, and say what was answered otherwise than it should be: what is kept by 200, all else by when
    to come again.
    """
    unkept = ("/search/?q=pain", f"/articles/none-{number}/", f"/conditions/none-{number}/", "/readyz", "/admin/login/")
    works = {path: lambda path=path: ask(door.address, path, host=door.host) for path in (*KEPT, *unkept)}
    works |= {f"the desk's {path}": lambda path=path: ada.ask(path) for path in ("/admin/", door.forms[0])}
    works["a form"] = lambda: ada.send(door.forms[0], [("csrfmiddlewaretoken", ada.token), ("title", "Silent")])
    with ThreadPoolExecutor(len(works)) as pool:
        for what, (answer, lasted) in zip(works, pool.map(_timed, works.values()), strict=True):
            is_right = answer.status == 200 if what in KEPT else answer.is_fair
            if not is_right or lasted > MOST:
                yield f"{what} was answered with {answer.status} after {lasted:.1f} s"


def _timed(work: Callable[[], Answer]) -> tuple[Answer, float]:
    began = time.monotonic()
    return work(), time.monotonic() - began
