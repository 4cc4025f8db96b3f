"""All that the house knows of terms, wired together: a kind whose pages stand on one list and explain words."""

from django.utils.translation import gettext_lazy as _

from glossary import views
from glossary.manuscripts import SCHEMA
from glossary.models import Term
from publishing.text.kinds import Kind


def kind() -> Kind:
    """Return the kind "glossary"."""
    return Kind(
        "glossary",
        Term,
        SCHEMA,
        opening=(),
        list_title=_("Glossary"),
        has_address=False,
        file="glossary.yaml",
        is_explained=True,
        teaches=False,
        fill=_fill,
        show=views.show,
    )


def _fill(page: Term, data: dict) -> None:
    page.summary = data["definition"]
