"""All that the house knows of the pages that a clinic puts about itself, wired together."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from publishing.text import budgets
from publishing.text.kinds import FoundBy, Kind
from website import views
from website.manuscripts import SCHEMA
from website.models import AboutPage, Role


def kind() -> Kind:
    """Return the kind "about"."""
    return Kind(
        "about",
        AboutPage,
        SCHEMA,
        opening=(),
        budget_of=lambda data: budgets.TRUST_PAGE,
        words_around=30,
        teaches=False,
        found_by=_found_by,
        show=views.show,
    )


def _found_by(data: Mapping[str, Any]) -> FoundBy:
    """Return with which words readers ask for what the site uses a page for, whatever the page is called."""
    asked_as = {
        Role.CONTACT: _(
            "phone number, call us, telephone, hours, open, closed, weekend, night, address, directions, "
            "where are you, parking, appointment, book, cancel, change my appointment, reach, email, emergency"
        ),
        Role.HOW_WE_WRITE: _(
            "who wrote this, authors, sources, evidence, research, reviewed by, checked, updated, can I trust this, "
            "ratings, how sure, certainty, who pays"
        ),
    }
    return {"": [asked_as[role]] if (role := data.get("role")) in asked_as else []}
