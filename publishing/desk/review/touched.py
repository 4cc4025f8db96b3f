"""What changes with a page that is taken off the site: rows of other pages, links to it, and what another app keeps;
and which words pages explain no more with a new text of the glossary.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from publishing.life import known, linking
from publishing.life.models import Mention, Page, Revision
from publishing.text import kinds
from publishing.text.kinds import Lost


@dataclass(frozen=True)
class Touched:
    """rows: pages that lose a row. links: other texts that lose a link. besides: sentences of other apps."""

    rows: list[Lost] = field(default_factory=list)
    links: list[Mention] = field(default_factory=list)
    besides: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many pages change that the public reads."""
        pages = {row.page.pk for row in self.rows}
        return len(pages | {mention.page.pk for mention in self.links if not mention.is_draft})


#: What other apps say that they keep of a page, in sentences.
_others: list[Callable[[Page], Iterable[str]]] = []


def register(said_of: Callable[[Page], Iterable[str]]) -> None:
    """Make known what another app keeps of a page. Called once, when its screens are registered."""
    _others.append(said_of)


def words_lost(revision: Revision) -> list[str]:
    """Return, in a sentence each, the words that pages explain now and would not with a text of the glossary."""
    said = _("Pages will not explain “%(word)s” any more. If patients meet it, add it to “Also called”.")
    return [said % {"word": word} for word in known.explained_no_more(revision)]


def touched_by(page: Page) -> Touched:
    """Return what changes when a page is taken off the site. A page that loses a row loses its links with it."""
    rows = list(kinds.get(page.kind).lost_with(page))
    losing = {row.page.pk for row in rows}
    links = [mention for mention in linking.linked_from(page) if mention.is_draft or mention.page.pk not in losing]
    return Touched(rows, links, [said for said_of in _others for said in said_of(page)])
