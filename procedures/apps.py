from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "procedures"
    verbose_name = _("Procedures")

    def ready(self) -> None:
        from procedures import reports
        from procedures.kind import kind
        from publishing.text import kinds

        kinds.register(kind())
        reports.register()
