"""What the search costs at many pages: the index, a question, a suggestion, memory after thousands of publications.

    make bench PARTS=search, or python -m benchmarks.searching [PAGES] [PUBLICATIONS]

A database of its own in a temporary folder: the starter library, and its pages again and again under other names, as
rows, each with words of its own that are as frequent as words are (Zipf). Questions are those of tests/search. Times
are taken inside one process; what is measured beside them is a question to the database that finds one row.
"""

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import servers

PAGES, PUBLICATIONS = 10_000, 3_000
QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "search"
_BITE = 500
_OWN_WORDS = 60  # of a page
_VOCABULARY = 30_000


def main(pages: int, publications: int) -> None:
    """Make the site, and measure in a process that had no part in that."""
    with tempfile.TemporaryDirectory(prefix="physiatry-search-") as folder:
        set_up(folder)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_content", verbosity=0)
        fill(pages)
        command = [sys.executable, "-m", "benchmarks.searching", str(pages), str(publications), folder]
        subprocess.run(command, check=True, env={**os.environ, "MALLOC_ARENA_MAX": "2"})  # as the supervisor has it


def set_up(folder: str) -> None:
    """Let this process be one of a site whose data is in a folder."""
    os.environ |= servers.environment(Path(folder), DJANGO_SETTINGS_MODULE="config.settings")
    import django

    django.setup()


def fill(pages: int) -> None:
    """Bring the site to so many pages."""
    from publishing.life.models import Page, Revision
    from publishing.life.states import PageStatus

    words = Words()
    originals = list(Page.objects.published().select_related("live_revision"))
    have = Page.objects.published().count()
    while have < pages:
        numbers = range(have, min(have + _BITE, pages))
        rows = [copy(originals[number % len(originals)], number, words) for number in numbers]
        live = [(page.published_at, page.status) for page, _revision in rows]
        for page, _revision in rows:
            page.published_at, page.status, page.live_revision = None, PageStatus.NEVER_PUBLIC, None
        Page.objects.bulk_create([page for page, _revision in rows])
        for page, revision in rows:
            revision.page = page
        Revision.objects.bulk_create([revision for _page, revision in rows])
        for (page, revision), (published_at, status) in zip(rows, live, strict=True):
            page.live_revision, page.published_at, page.status = revision, published_at, status
        Page.objects.bulk_update([page for page, _revision in rows], ["live_revision", "published_at", "status"])
        have += len(rows)


def copy(original, number: int, words: "Words"):
    """Return a page like another, with words of its own, and its revision."""
    from publishing.life.models import Page, Revision

    fields = {field.attname: getattr(original, field.attname) for field in Page._meta.concrete_fields}
    fields |= {"id": None, "slug": f"{original.slug}-{number}", "role": "", "html": {}, "data": {}, "body": ""}
    fields |= {"title": f"{words.some(1)} {original.title}"[:70]}
    fields |= {"also_called": [f"{name} {words.some(1)}"[:80] for name in original.also_called]}
    fields |= {"passages": with_words(original.passages, words)}
    live = original.live_revision
    revision = {field.attname: getattr(live, field.attname) for field in Revision._meta.concrete_fields} | {"id": None}
    return Page(**fields), Revision(**revision)


def with_words(passages: list, words: "Words") -> list:
    """Return passages of which some have words of their own."""
    each = _OWN_WORDS // max(len(passages), 1) + 1
    return [[place, title, f"{text}\n{words.some(each)}", more] for place, title, text, more in passages]


class Words:
    """Words that nobody uses, the first often and the last seldom."""

    def __init__(self) -> None:
        self._random = random.Random(11)
        letters = ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu"]
        made = {"".join(self._random.choices(letters, k=self._random.randint(2, 5))) for _ in range(_VOCABULARY * 2)}
        self._words = sorted(made)[:_VOCABULARY]
        self._weights = [1 / (rank + 1) for rank in range(len(self._words))]

    def some(self, number: int) -> str:
        """Return some of them."""
        return " ".join(self._random.choices(self._words, self._weights, k=number))


def measured(publications: int) -> Iterator[str]:
    """Yield what was measured."""
    from publishing.life.models import Page
    from search import results, suggesting
    from search.keeping import keeper

    before = memory()
    began = time.perf_counter()
    keeper.begin()
    waited = longest_wait(lambda: Page.objects.only("title").get(slug="sciatica"), until=keeper._making)
    yield f"index of {Page.objects.published().count()} pages: {time.perf_counter() - began:.1f} s in the background"
    yield f"meanwhile a query for one row took at most {waited * 1000:.0f} ms"
    yield f"memory: {before:.0f} MB before, {memory():.0f} MB with the index ({peak():.0f} MB at most)"
    asked = questions()
    yield timed("a row by its key, beside", [lambda: Page.objects.only("title").get(pk=1)] * len(asked))
    yield timed("a question, to its results", [lambda text=text: results.answer(text, "en") for text in asked])
    kept = keeper.kept("en")
    yield timed(
        "a question, in the index alone",
        [lambda text=text: results.ranked(results.asked(text, "en", kept), kept) for text in asked],
    )
    letters = [text[:end] for text in asked for end in (2, 4, 7)]
    yield timed("a suggestion, to its names", [lambda text=text: suggesting.suggested(text, "en") for text in letters])
    yield from published(publications)


def published(publications: int) -> Iterator[str]:
    """Publish so many times, each found by the next question, and yield what that took."""
    from search import results
    from search.keeping import keeper

    taken, found = [], 0
    for number in range(publications):
        publish(number)
        began = time.perf_counter()
        answer = results.answer(f"qozexword{number}", "en")
        taken.append(time.perf_counter() - began)
        found += bool(answer.results)
        if keeper._making is not None and keeper._making.is_alive() and number % 100 == 0:
            keeper._making.join()
    yield f"{publications} publications, {found} found by the next question, which took {spread(taken)}"
    yield f"memory after them: {memory():.0f} MB ({peak():.0f} MB at most)"


def publish(number: int) -> None:
    """Let a page say something new, as a publication would."""
    from django.db import transaction

    from publishing.life.models import Page
    from publishing.life.models.version import content_changed

    page = Page.objects.published().select_related("live_revision").order_by("pk")[number % 2000]
    with transaction.atomic():
        content_changed()
        revision = page.live_revision
        revision.pk, revision.number = None, revision.number + 1
        revision.save(force_insert=True)
        also = [*page.also_called[:3], f"qozexword{number}"]
        Page.objects.filter(pk=page.pk).update(live_revision=revision, also_called=also)


def questions() -> list[str]:
    """Return questions as readers ask them."""
    files = (QUESTIONS / "queries.tsv", QUESTIONS / "held-out.tsv")
    return [line.partition("\t")[0] for file in files for line in file.read_text().splitlines() if line]


def timed(what: str, works: list[Callable[[], object]]) -> str:
    """Return what each of some works took, in a line. What is first asked for is asked for once before."""
    for work in works[:20]:
        work()
    taken = []
    for work in works:
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return f"{what}: {spread(taken)}"


def spread(taken: list[float]) -> str:
    """Return median, 99th percentile and most of some seconds, in milliseconds."""
    ordered = sorted(taken)
    return (
        f"{statistics.median(taken) * 1000:.2f} ms at the median, {ordered[int(len(ordered) * 0.99)] * 1000:.2f} at "
        f"the 99th percentile, {ordered[-1] * 1000:.1f} at most"
    )


def longest_wait(work: Callable[[], object], until) -> float:
    """Return the longest that a work took, again and again, until a thread has ended."""
    longest = 0.0
    while until is not None and until.is_alive():
        began = time.perf_counter()
        work()
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.01)
    return longest


def memory() -> float:
    """Return the megabytes that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def peak() -> float:
    """Return the most megabytes that it has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    numbers = [int(given) for given in sys.argv[1:3]]
    sizes = numbers + [PAGES, PUBLICATIONS][len(numbers) :]
    if len(sys.argv) > 3:
        set_up(sys.argv[3])
        for line in measured(sizes[1]):
            print(line, flush=True)
    else:
        main(*sizes)
