"""The library in one table: how long, how hard and how well founded every live page is. `manage.py library_report`.

A page is asked for as a visitor asks for it, so that what is counted is what is read.
"""

import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from publishing.life.models import Citation, Mention, Page
from publishing.public import printed
from publishing.text import kinds, manuscripts
from publishing.text.naming import OF_PAGES
from publishing.text.prose import readability
from publishing.text.records import SourceKind

_COLUMNS = (
    *("page", "words", "screens", "grade", "mean", "longest", "sources", "by kind"),
    *("links out", "links in", "cards", "drawings", "numbers"),
)


class Text(NamedTuple):
    """What a text has, whichever of its pages shows it.

    grade, mean: of its running text, in US school years and words a sentence. longest: words of its longest sentence.
    kinds: what it cites, by kind. links_out, links_in: other live pages that it names, that name it.
    """

    grade: float
    mean: float
    longest: int
    kinds: Counter[str]
    links_out: int
    links_in: int


class Line(NamedTuple):
    """An address, what is printed there, and its text; None on a topic's second page, which has the same text."""

    address: str
    printed: printed.Printed
    text: Text | None


def lines() -> Iterator[Line]:
    """Yield a line for each address of each live page, by kind and title."""
    cited, (named, naming) = _sources(), _links()
    for kind in kinds.all_kinds():
        if not kind.has_address:
            continue
        pages = list(Page.objects.published().filter(kind=kind.name).select_related("live_revision").order_by("title"))
        with_more = set(kind.second.with_more([page.pk for page in pages])) if kind.second else set()
        for page in pages:
            address = page.get_absolute_url()
            links = (len(named[page.pk]), len(naming[page.pk]))
            yield Line(address, _printed(address), Text(*_read(page), cited[page.pk], *links))
            if kind.second and page.pk in with_more:
                second = f"{address}{kind.second.name}/"
                yield Line(second, _printed(second), None)


def _printed(address: str) -> printed.Printed:
    """Ask this site for a page. Raises RuntimeError where it does not answer with one."""
    own = urlsplit(settings.SITE_URL)
    answer = Client(headers={"host": own.netloc}).get(address, secure=own.scheme == "https")
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    return printed.measure(answer.content.decode())


def _read(page: Page) -> tuple[float, float, int]:
    """Return the grade and the mean sentence of a page's running text, and its longest sentence."""
    data, body = manuscripts.read_raw(page.live_revision.manuscript) if page.live_revision else ({}, "")
    running = readability.running(body)
    counts = [count for _, count in readability.sentences(running)]
    every = "\n\n".join([*kinds.get(page.kind).schema.prose(data), body])
    longest = max((count for _, count in readability.sentences(every)), default=0)
    return readability.measure(running, page.language).grade, statistics.mean(counts or [0]), longest


def _sources() -> dict[int, Counter[str]]:
    """Return page id -> how many sources of each kind it cites."""
    found: dict[int, Counter[str]] = {pk: Counter() for pk in Page.objects.published().values_list("pk", flat=True)}
    for page, kind in Citation.objects.values_list("page_id", "source__kind"):
        found.setdefault(page, Counter())[kind] += 1
    return found


def _links() -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Return page id -> the live pages that it names, and page id -> the live pages that name it."""
    live = set(Page.objects.published().values_list("pk", flat=True))
    named: dict[int, set[int]] = {pk: set() for pk in live}
    naming: dict[int, set[int]] = {pk: set() for pk in live}
    found = Mention.objects.live().filter(what__in=OF_PAGES, target__in=live)
    for page, target in found.values_list("revision__page_id", "target_id"):
        if page in live and page != target:
            named[page].add(target)
            naming[target].add(page)
    return named, naming


def table(found: Iterable[Line]) -> Iterator[str]:
    """Yield the lines as a table in Markdown."""
    yield _row(_COLUMNS)
    yield f"|{'---|' * len(_COLUMNS)}"
    for address, page, text in found:
        read = (f"{text.grade:.1f}", f"{text.mean:.1f}", text.longest) if text else ("", "", "")
        founded = (_by_kind(text.kinds), text.links_out, text.links_in) if text else ("", "", "")
        shown = (page.cards, page.drawings, page.numbers)
        yield _row((address, page.words, f"{page.screens:.1f}", *read, page.sources, *founded, *shown))


def _row(cells: Iterable) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _by_kind(found: Counter[str]) -> str:
    """Return the kinds of sources, the best first."""
    return ", ".join(f"{kind.value} {found[kind.value]}" for kind in SourceKind if found[kind.value])
