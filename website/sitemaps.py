"""The sitemap: every public page with the day its content changed, under the site's one address."""

import datetime
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from conditions.symptoms import symptoms
from publishing.life.models import Page
from publishing.public import dates
from publishing.text import kinds

#: The lists that are made from conditions, beside their own.
OF_CONDITIONS = ("symptoms:list", "body")


class Entry(NamedTuple):
    """An address of the sitemap, and when what stands there changed."""

    path: str
    changed_at: datetime.datetime


class _SiteMap(Sitemap):
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        """The site's own name, whatever name the request came under."""
        return urlsplit(settings.SITE_URL).netloc


class Pages(_SiteMap):
    """Every page that is public, in every language, its second page where there is one, and the symptoms."""

    def items(self):
        pages = list(Page.objects.published().only("kind", "language", "slug", "updated_at"))
        alone = dates.changed_alone(pages)
        changed = dates.changed(pages, alone)
        pages.sort(key=lambda page: (page.language, page.address))
        main = [Entry(page.get_absolute_url(), changed[page.pk]) for page in pages]
        second = [Entry(path, alone[pk]) for pk, path in _second(pages)]
        return [*main, *second, *_symptoms({page.language for page in pages}, changed)]

    def location(self, entry: Entry) -> str:
        return entry.path

    def lastmod(self, entry: Entry) -> datetime.datetime:
        return entry.changed_at


def _second(pages: Iterable[Page]) -> Iterator[tuple[int, str]]:
    """Yield the id and the second address of each page that has one. One query at most for each kind."""
    for kind in kinds.all_kinds():
        if kind.second is None:
            continue
        found = {page.pk: page for page in pages if page.kind == kind.name}
        with_more, behind = kind.second.with_more(found), f"{kind.second.name}/"
        yield from ((pk, page.get_absolute_url() + behind) for pk, page in found.items() if pk in with_more)


def _symptoms(languages: Iterable[str], changed: dict[int, datetime.datetime]) -> Iterator[Entry]:
    """Yield the page of each symptom, with the day on which a condition that has it changed last. One query a language.

    changed: of the conditions, with the shared texts in them: it prints their emergency signs.
    """
    for language in sorted(languages):
        with override(language):
            for symptom in symptoms(language).values():
                if found := [changed[pk] for pk in symptom.hows if pk in changed]:
                    yield Entry(symptom.get_absolute_url(), max(found))


class Lists(_SiteMap):
    """Home, the lists of pages and the A to Z, each with the day on which a page on it changed last."""

    def items(self):
        return [
            "home",
            "a-to-z",
            *OF_CONDITIONS,
            *(f"{kind.name}:list" for kind in kinds.all_kinds() if kind.list_title),
        ]

    def location(self, name: str) -> str:
        return reverse(name)

    def lastmod(self, name: str) -> datetime.datetime | None:
        kind, _colon, is_of_one = name.partition(":")
        listed = ["conditions"] if name in OF_CONDITIONS else [kind] if is_of_one else kinds.public_names()
        return max((self._changed[one] for one in listed if one in self._changed), default=None)

    @cached_property
    def _changed(self) -> dict[str, datetime.datetime]:
        """When a page of each kind changed last. One query."""
        pages = Page.objects.live().in_language(settings.LANGUAGE_CODE).order_by()
        return dict(pages.values("kind").annotate(at=Max("updated_at")).values_list("kind", "at"))


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {"pages": Pages, "lists": Lists}


@require_safe
def sitemap(request):
    """The sitemap, without the moment of the last change: a page that goes leaves that where it was, and is gone."""
    response = views.sitemap(request, SITEMAPS)
    del response.headers["Last-Modified"]
    return response
