"""All that the house knows of articles, wired together."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from articles import views
from articles.manuscripts import SCHEMA, SKELETON
from articles.models import Article, Role
from publishing.text import budgets
from publishing.text.kinds import Kind


def kind() -> Kind:
    """Return the kind "articles"."""
    return Kind(
        "articles",
        Article,
        SCHEMA,
        SKELETON,
        budget_of=_budget_of,
        words_around=140,
        stencil="articles/stencil.html",
        list_title=_("Articles"),
        said=_("Anything else a patient should know, such as “Your first visit”."),
        family="topic",
        risk=lambda page: 0 if page.role == Role.WARNING_SIGNS else 3,
        fill=_fill,
        show=views.show,
    )


def _budget_of(data: Mapping[str, Any]) -> budgets.Budget:
    """The page of warning signs is made of the shared cards, and looked up by area (docs/decisions.md, 58)."""
    return budgets.WARNING_SIGNS if data.get("role") == Role.WARNING_SIGNS else budgets.ARTICLE


def _fill(page: Article, data: dict) -> None:
    page.topic = data["topic"]
