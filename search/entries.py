"""What the index knows of a page: its names, the words it is found by, its passages. Read from what is live."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from publishing.life.models import Mention, Page
from publishing.text import kinds
from publishing.text.naming import Naming
from publishing.text.passages import Passage, put_in
from publishing.text.prose import tokens
from search.analysis import words_of

#: Pages that are read at a time.
_BITE = 50
_CALL = "{emergency_number}"
_COLUMNS = ("pk", "kind", "language", "title", "also_called", "summary", "passages")


@dataclass(frozen=True)
class Entry:
    """A page as the index reads it. names: its title, and what else it is called. found_by: words of its data.

    lead: what it says first. passages: its sections, with the shared texts that they put in.
    """

    pk: int
    kind: str
    language: str
    names: tuple[str, ...]
    found_by: str = ""
    lead: str = ""
    passages: tuple[Passage, ...] = ()

    def words(self) -> set[str]:
        """Return every word of it, as it is written."""
        texts = [*self.names, self.found_by, self.lead, *(f"{one.title} {one.text}" for one in self.passages)]
        return set(words_of("\n".join(texts)))


def searched_names() -> list[str]:
    """Return the names of the kinds that can be found: those with an address, and hard words."""
    return [*kinds.public_names(), *kinds.explained_names()]


def marks_of_all() -> dict[int, tuple[Any, ...]]:
    """Return id -> what tells whether the index has a page as it is, of all that is searched or put in. One query."""
    wanted = [*searched_names(), *kinds.shared_names()]
    rows = Page.objects.live().filter(kind__in=wanted).values_list("pk", "live_revision_id", "rendered_with")
    return {pk: (revision, renderer) for pk, revision, renderer in rows}


def shared_words() -> dict[str, dict[str, str]]:
    """Return language -> slug -> the words of the live texts that others put in. One query."""
    found: dict[str, dict[str, str]] = {}
    rows = Page.objects.live().filter(kind__in=kinds.shared_names()).values_list("language", "slug", "passages")
    for language, slug, passages in rows:
        found.setdefault(language, {})[slug] = "\n".join(Passage.read(passage).text for passage in passages)
    return {language: _joined(texts) for language, texts in found.items()}


def words_leading_to() -> dict[int, list[str]]:
    """Return id -> the hard words whose explanation leads to a page: it is found by them too. Two queries."""
    terms = Page.objects.live().filter(kind__in=kinds.explained_names())
    called = {pk: [title, *also] for pk, title, also in terms.values_list("pk", "title", "also_called")}
    live = Mention.objects.live().filter(revision__page__in=called, target__isnull=False)
    found: dict[int, list[str]] = {}
    for term, target in live.order_by("pk").values_list("revision__page", "target"):
        found.setdefault(target, []).extend(called[term])
    return found


def times_named() -> dict[int, int]:
    """Return id -> how many live pages name a page, in their texts or their data. One query."""
    live = Mention.objects.live().filter(target__isnull=False).exclude(what=Naming.SNIPPET).order_by()
    return dict(live.values_list("target").annotate(Count("revision__page", distinct=True)))


def touched_by(changed: Collection[int]) -> set[int]:
    """Return the pages that are searched otherwise because these changed, and these: shared texts stand in pages, and
    pages are found by the hard words that lead to them. A query for each layer of shared texts, and one.
    """
    touched = set(changed)
    shared = set(Page.objects.filter(pk__in=changed, kind__in=kinds.shared_names()).values_list("pk", flat=True))
    while shared:
        using = Mention.objects.live().filter(target__in=shared, what=Naming.SNIPPET)
        found = set(using.values_list("revision__page", "revision__page__kind"))
        shared = {pk for pk, kind in found if kind in kinds.shared_names()} - touched
        touched |= {pk for pk, _kind in found}
    led_to = Mention.objects.live().filter(
        revision__page__in=changed, revision__page__kind__in=kinds.explained_names(), target__isnull=False
    )
    return touched | set(led_to.values_list("target", flat=True))


def _joined(texts: Mapping[str, str]) -> dict[str, str]:
    """Return shared texts with those that they put in themselves; one inside itself is left out."""
    return {slug: put_in(put_in(text, texts), dict.fromkeys(texts, "")) for slug, text in texts.items()}


def entries(ids: Collection[int] | None = None) -> Iterator[list[Entry]]:
    """Yield what is searched of live pages, of all or of these, some at a time. A query for each bite, and four."""
    shared, leading = shared_words(), words_leading_to()
    pages = Page.objects.live().filter(kind__in=searched_names())
    left = sorted(pages.values_list("pk", flat=True) if ids is None else ids)
    while left:
        bite, left = left[:_BITE], left[_BITE:]
        rows = pages.filter(pk__in=bite).values_list(*_COLUMNS)
        yield [_entry(row, shared.get(row[2], {}), leading.get(row[0], ())) for row in rows]


def _entry(row: tuple[Any, ...], shared: Mapping[str, str], leading: Iterable[str]) -> Entry:
    pk, kind, language, title, also_called, summary, stored = row
    passages = [Passage.read(passage) for passage in stored]
    whole = [passage for passage in passages if not passage.is_section]
    return Entry(
        pk,
        kind,
        language,
        names=(title, *also_called),
        found_by="\n".join([*leading, *(passage.more for passage in whole)]),
        lead=_about("\n".join([summary, *(passage.text for passage in whole)])),
        passages=tuple(_read(passage, shared) for passage in passages if passage.is_section),
    )


def _about(lead: str) -> str:
    """Return the lines of a lead that tell what a page is about.

    Nearly every page begins with the signs for which to call, too: by these words all would be found alike.
    """
    return "\n".join(line for line in lead.split("\n") if _CALL not in line)


def _read(passage: Passage, shared: Mapping[str, str]) -> Passage:
    """Return a passage with its shared texts. The clinic's own words are none of what a page is found by."""
    return passage._replace(text=tokens.fill(put_in(passage.text, shared), dict.fromkeys(tokens.NAMES, "")))
