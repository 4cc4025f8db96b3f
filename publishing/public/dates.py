"""When what a page prints changed last: its own text, the shared texts in it, the rows of other pages that it shows.

A changed phone number or a moved page changes no page in this sense: what it says is the same.
"""

import datetime
from collections.abc import Iterable
from typing import Protocol

from publishing.life.models import Mention, Page
from publishing.public.assembling import standing
from publishing.text import kinds, validation
from publishing.text.naming import Naming


class Dated(Protocol):
    """What is asked of a page: a row of it, or these of its columns."""

    @property
    def pk(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def updated_at(self) -> datetime.datetime: ...


def changed_at(page: Page, shared: datetime.datetime | None) -> datetime.datetime:
    """Return the last change of one page. shared: that of the shared texts in it. One query, where rows are shown."""
    rows = kinds.get(page.kind).changed_at([page.pk]).get(page.pk)
    return max(at for at in (page.updated_at, shared, rows) if at is not None)


def evidence_checked_on(page: Page, rows: Iterable) -> datetime.date | None:
    """Return the last day on which somebody checked the evidence of a page's own links; None where it has none."""
    return max((row.checked_on for row in rows), default=None) if kinds.get(page.kind).links_to else None


def changed_alone(pages: Iterable[Dated]) -> dict[int, datetime.datetime]:
    """Return the last change of each page's own text, and of the rows on it. One query for each kind that has rows."""
    pages = list(pages)
    rows: dict[int, datetime.datetime] = {}
    for name in {page.kind for page in pages}:
        rows |= kinds.get(name).changed_at([page.pk for page in pages if page.kind == name])
    return {page.pk: max(at for at in (page.updated_at, rows.get(page.pk)) if at is not None) for page in pages}


def changed(pages: Iterable[Dated], alone: dict[int, datetime.datetime]) -> dict[int, datetime.datetime]:
    """Return the last change of each page with the shared texts in it. alone: without. A few queries a language."""
    shared = _shared({page.language for page in pages})
    return {pk: max(at, shared.get(pk, at)) for pk, at in alone.items()}


def _shared(languages: Iterable[str]) -> dict[int, datetime.datetime]:
    """Return the last change of the shared texts in each page that has any."""
    found: dict[int, datetime.datetime] = {}
    for language in languages:
        stand = standing(language)
        latest = {
            slug: max(
                stand.changed[one]
                for one in [slug, *validation.snippets_in(html, stand.shared)]
                if one in stand.changed
            )
            for slug, html in stand.shared.items()
        }
        uses = Mention.objects.live().filter(what=Naming.SNIPPET, language=language)
        for pk, name in uses.values_list("revision__page_id", "name"):
            at = latest.get(name.partition("/")[2])
            if at is not None and (pk not in found or found[pk] < at):
                found[pk] = at
    return found
