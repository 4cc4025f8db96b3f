from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        from publishing import checks, kinds  # noqa: F401 (importing registers the checks)
        from publishing.snippets import kind

        kinds.register(kind())
