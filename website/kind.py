"""All that the house knows of the pages that a clinic puts about itself, wired together."""

from publishing.text.kinds import Kind
from website import views
from website.manuscripts import SCHEMA
from website.models import AboutPage


def kind() -> Kind:
    """Return the kind "about"."""
    return Kind(
        "about",
        AboutPage,
        SCHEMA,
        opening=(),
        teaches=False,
        show=views.show,
    )
