"""The sitemap: every public page with the day its content changed, under the site's one address.

Written without templates and rows of models: it is made by the one thread that makes pages, and may not hold it.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from conditions.symptoms import symptoms
from publishing.life.models import Page
from publishing.life.models.page import public_address
from publishing.public import dates
from publishing.text import kinds

#: The lists that are made from conditions, beside their own.
OF_CONDITIONS = ("symptoms:list", "body")
#: How many addresses a sitemap may have (sitemaps.org).
MOST = 50_000
_BEGINNING = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
"""
_END = "\n</urlset>\n"
_HEADERS = {"X-Robots-Tag": "noindex, noodp, noarchive"}  # the file itself is no page to be found


class Entry(NamedTuple):
    """An address of the sitemap, and when what stands there changed; None where nothing stands there yet."""

    path: str
    changed_at: datetime.datetime | None


class _Live(NamedTuple):
    """What the sitemap reads of a live page."""

    pk: int
    kind: str
    language: str
    slug: str
    updated_at: datetime.datetime


@require_safe
def sitemap(request):
    """The sitemap, without the moment of the last change: a page that goes leaves that where it was, and is gone."""
    return HttpResponse(written(entries()), content_type="application/xml", headers=_HEADERS)


def entries() -> list[Entry]:
    """Return every address of the sitemap."""
    live = [_Live(*row) for row in Page.objects.live().order_by().values_list(*_Live._fields)]
    return [*_pages(live), *_lists(live)][:MOST]


def written(found: Iterable[Entry]) -> str:
    """Return a sitemap as a text, byte for byte what Django's template makes of it."""
    zone = timezone.get_current_timezone()
    urls = (f"<url><loc>{escape(settings.SITE_URL + path)}</loc>{_day(at, zone)}</url>" for path, at in found)
    return f"{_BEGINNING}{''.join(urls)}{_END}"


def _day(at: datetime.datetime | None, zone: datetime.tzinfo) -> str:
    return f"<lastmod>{at.astimezone(zone).date().isoformat()}</lastmod>" if at else ""


def _pages(live: Iterable[_Live]) -> Iterator[Entry]:
    """Yield every page with an address, in every language, its second page where there is one, and the symptoms."""
    names = set(kinds.public_names())
    pages = [page for page in live if page.kind in names]
    pages.sort(key=lambda page: (page.language, f"{page.kind}/{page.slug}"))
    alone = dates.changed_alone(pages)
    changed = dates.changed(pages, alone)
    path = {page.pk: public_address(page.kind, page.language, page.slug) for page in pages}
    yield from (Entry(path[page.pk], changed[page.pk]) for page in pages)
    yield from (Entry(path[pk] + behind, alone[pk]) for pk, behind in _second(pages))
    yield from _symptoms({page.language for page in pages}, changed)


def _second(pages: Iterable[_Live]) -> Iterator[tuple[int, str]]:
    """Yield the id of each page that has a second one, and what stands behind its address. One query at most for each
    kind.
    """
    for kind in kinds.all_kinds():
        if kind.second is not None:
            found = [page.pk for page in pages if page.kind == kind.name]
            with_more = kind.second.with_more(found)
            yield from ((pk, f"{kind.second.name}/") for pk in found if pk in with_more)


def _symptoms(languages: Iterable[str], changed: Mapping[int, datetime.datetime]) -> Iterator[Entry]:
    """Yield the page of each symptom, with the day on which a condition that has it changed last. One query a language.

    changed: of the conditions, with the shared texts in them: it prints their emergency signs.
    """
    for language in sorted(languages):
        with override(language):
            for symptom in symptoms(language).values():
                if found := [changed[pk] for pk in symptom.hows if pk in changed]:
                    yield Entry(symptom.get_absolute_url(), max(found))


def _lists(live: Iterable[_Live]) -> Iterator[Entry]:
    """Yield home, the A to Z and the lists, each with the day on which a page on it changed last."""
    changed: dict[str, datetime.datetime] = {}
    for page in live:
        if page.language == settings.LANGUAGE_CODE:
            changed[page.kind] = max(page.updated_at, changed.get(page.kind, page.updated_at))
    of_all = {name: kinds.public_names() for name in ("home", "a-to-z")}
    of_conditions = {name: ["conditions"] for name in OF_CONDITIONS}
    of_kinds = {f"{kind.name}:list": [kind.name] for kind in kinds.all_kinds() if kind.list_title}
    for name, printed in (of_all | of_conditions | of_kinds).items():
        yield Entry(reverse(name), max((changed[one] for one in printed if one in changed), default=None))
