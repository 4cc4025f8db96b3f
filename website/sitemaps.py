"""The sitemap: every public page with the day its content changed, under the site's one address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from publishing.life.models import Page


class _SiteMap(Sitemap):
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        """The site's own name, whatever name the request came under."""
        return urlsplit(settings.SITE_URL).netloc


class Pages(_SiteMap):
    """Every page that is public, in every language."""

    def items(self):
        return sorted(Page.objects.published(), key=lambda page: (page.language, page.address))

    def lastmod(self, page: Page):
        return page.updated_at


class Lists(_SiteMap):
    """Home and the lists of pages."""

    def items(self):
        return ["home", "conditions:list", "procedures:list", "articles:list", "glossary"]

    def location(self, name: str) -> str:
        return reverse(name)


SITEMAPS = {"pages": Pages, "lists": Lists}
