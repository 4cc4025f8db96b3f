from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        from publishing.desk.doors import record  # noqa: F401 (importing registers a job)
        from publishing.desk.letters import mail, news, reminders, sharing  # noqa: F401 (importing registers the reminders)
        from publishing.desk.staff import backup_letters  # noqa: F401 (importing registers a job)
        from publishing.life import announcing, snippets
        from publishing.public import checks  # noqa: F401 (importing registers the checks)
        from publishing.public.snippets import show
        from publishing.text import kinds

        kinds.register(snippets.kind(show))
        announcing.listen(sharing.heard)
        announcing.listen(mail.heard)
        announcing.read_ahead(mail.read_ahead)
        announcing.listen(news.heard)
