import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from publishing.life import jobs
        from search import reports, unanswered

        reports.register()
        jobs.register(
            jobs.Work(
                "forget_searches",
                _("Forgetting searches without a result after 90 days"),
                unanswered.forget_old,
                every=datetime.timedelta(hours=6),
                patience=datetime.timedelta(days=2),
            )
        )
