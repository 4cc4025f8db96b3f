"""What the list of articles is narrowed by."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from articles.models import Topic
from publishing.public.listing import OfPage
from publishing.public.narrowing import Narrowing, one_of


class ByTopic(Narrowing):
    """Narrows articles by topic."""

    kind = one_of(_("Topic"), Topic.choices)

    def narrow_kind(self, pages: QuerySet[OfPage], value: str) -> QuerySet[OfPage]:
        """Return the articles of a topic."""
        return pages.filter(topic=value)
