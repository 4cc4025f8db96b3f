"""The sitemap: every public page with the day its content changed, under the site's one address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from publishing.life.models import Page
from publishing.public import dates
from publishing.text import kinds


class _SiteMap(Sitemap):
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        """The site's own name, whatever name the request came under."""
        return urlsplit(settings.SITE_URL).netloc


class Pages(_SiteMap):
    """Every page that is public, in every language."""

    def items(self):
        pages = Page.objects.published().only("kind", "language", "slug", "updated_at")
        self._changed = dates.changed(pages)
        return sorted(pages, key=lambda page: (page.language, page.address))

    def lastmod(self, page: Page):
        return self._changed[page.pk]


class Lists(_SiteMap):
    """Home, the lists of pages and the A to Z."""

    def items(self):
        return ["home", "a-to-z", *(f"{kind.name}:list" for kind in kinds.all_kinds() if kind.list_title)]

    def location(self, name: str) -> str:
        return reverse(name)


SITEMAPS = {"pages": Pages, "lists": Lists}
