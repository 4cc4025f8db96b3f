"""All that the house knows of procedures, wired together."""

from django.utils.translation import gettext_lazy as _

from procedures import rows, views
from procedures.manuscripts import SCHEMA, SKELETON, check_sources_beside
from procedures.models import Procedure
from procedures.types import EVIDENCE
from publishing.text.kinds import Kind, SecondPage


def kind() -> Kind:
    """Return the kind "procedures"."""
    return Kind(
        "procedures",
        Procedure,
        SCHEMA,
        SKELETON,
        second=SecondPage(
            EVIDENCE,
            _("%(title)s: the evidence"),
            keys=("risks", "harms"),
            only=("harms",),
            with_more=rows.with_evidence,
        ),
        handout=("getting-ready", "afterwards", "when-to-get-help"),
        blanks=(
            *(_("My date and time"), _("Where"), _("Who comes with me")),
            *(_("Numb for up to (hours)"), _("Call if sugar is above"), _("My goal")),
        ),
        review_months=12,
        list_title=_("Procedures"),
        can_be_offered=True,
        needs_emergency_card=lambda data: True,
        check=check_sources_beside,
        fill=rows.fill,
        link=rows.link,
        show=views.show,
        rows=rows.shown_links,
        links_to="conditions",
        rows_to=rows.links_to,
        rows_with=rows.conditions_of,
        touch=rows.touch,
    )
