"""Every page under each of its names, from A to Z."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.text import capfirst

from publishing.life.models import Page
from publishing.life.models.version import per_version
from publishing.public import listing
from publishing.text import kinds

#: How many lines the A to Z shows at once; where there are more, it shows one letter.
AT_ONCE = 150


@dataclass(frozen=True)
class Entry:
    """A line: a page by its title, with its other names; or by another name, with the title to see for it."""

    name: str
    url: str
    kind: str
    also_called: tuple[str, ...] = ()
    see: str = ""

    @property
    def title(self) -> str:
        """What a machine calls it."""
        return self.name

    def get_absolute_url(self) -> str:
        """Where it leads."""
        return self.url


@dataclass(frozen=True)
class Alphabet:
    """Letter -> its lines, in the order of the alphabet."""

    letters: dict[str, list[Entry]] = field(default_factory=dict)

    def shown(self, letter: str) -> dict[str, list[Entry]]:
        """Return all letters or, where there are too many lines for that, the one that is asked for, or the first."""
        if sum(map(len, self.letters.values())) <= AT_ONCE:
            return self.letters
        chosen = letter.upper() if letter.upper() in self.letters else next(iter(self.letters))
        return {chosen: self.letters[chosen]}


@per_version
def names(language: str) -> Alphabet:
    """Return the names of all pages of a language that stand in a list. Two queries, once per content version."""
    listed = [kind.name for kind in kinds.all_kinds() if kind.list_title and kind.has_address]
    pages = Page.objects.published().in_language(language).filter(kind__in=listed)
    found = pages.only("kind", "language", "slug", "title", "also_called")
    entries = [entry for page in listing.by_title(found) for entry in _entries(page)]
    return Alphabet(listing.by_letter(entries, lambda entry: entry.name))


def _entries(page: Page) -> Iterator[Entry]:
    """Yield the lines of a page. Under its own letter its title says its other names; each other letter has a line."""
    url, kind = page.get_absolute_url(), capfirst(str(kinds.get(page.kind).model._meta.verbose_name))
    yield Entry(page.title, url, kind, tuple(page.also_called))
    for name in page.also_called:
        if listing.letter_of(name) != listing.letter_of(page.title):
            yield Entry(name, url, kind, see=page.title)
