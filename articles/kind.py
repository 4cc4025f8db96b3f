"""All that the house knows of articles, wired together."""

from django.utils.translation import gettext_lazy as _

from articles import views
from articles.manuscripts import SCHEMA, SKELETON
from articles.models import Article
from publishing.text.kinds import Kind


def kind() -> Kind:
    """Return the kind "articles"."""
    return Kind(
        "articles",
        Article,
        SCHEMA,
        SKELETON,
        list_title=_("Articles"),
        fill=_fill,
        show=views.show,
    )


def _fill(page: Article, data: dict) -> None:
    page.topic = data["topic"]
