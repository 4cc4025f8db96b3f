from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = _("Conditions")

    def ready(self) -> None:
        from conditions.kind import kind
        from publishing.text import kinds

        kinds.register(kind())
