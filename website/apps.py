from django.apps import AppConfig
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    name = "website"
    verbose_name = _("Website")

    def ready(self) -> None:
        from publishing.text import kinds
        from website.kind import kind

        kinds.register(kind())
        admin.site.site_header = _("The desk")
        admin.site.site_title = _("The desk")
        admin.site.index_title = _("What is to be done")
