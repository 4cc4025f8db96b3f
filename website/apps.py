from django.apps import AppConfig
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    name = "website"
    verbose_name = _("Website")

    def ready(self) -> None:
        from publishing.text import kinds
        from search import ways as search_ways
        from website import checks, nightly, ways  # noqa: F401 (importing registers the checks)
        from website.kind import kind

        kinds.register(kind())
        nightly.register()
        search_ways.register(ways.asked_for)
        search_ways.register_elsewhere(ways.elsewhere)
        admin.site.site_header = _("The desk")
        admin.site.site_title = _("The desk")
        admin.site.index_title = _("What is to be done")
        admin.site.enable_nav_sidebar = False
