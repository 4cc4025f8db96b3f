"""All that the house knows of procedures, wired together."""

from django.utils.translation import gettext_lazy as _

from procedures import day_plan, losing, rows, views
from procedures.manuscripts import SCHEMA, SKELETON, check_sources_beside
from procedures.models import Procedure
from procedures.searched import found_by
from procedures.types import DAY_PLAN, EVIDENCE, INVASIVE, NEEDLES
from publishing.text import budgets
from publishing.text.kinds import Kind, SecondPage


def _blanks(page: Procedure) -> tuple:
    """What a patient writes on the sheet of a procedure, also of the numbness and the steroid that a needle brings."""
    needle = (_("Numb for up to (hours)"), _("Call if sugar is above")) if page.type in NEEDLES else ()
    return (_("My date and time"), _("Where"), _("Who comes with me"), *needle, _("My goal"))


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
        blanks=_blanks,
        sheets={DAY_PLAN: day_plan.show},
        budget_of=lambda data: budgets.TOPIC,
        words_around=260,
        stencil="procedures/stencil.html",
        retold_sections=("who-should-wait", "getting-ready", "the-day", "afterwards", "risks"),
        review_months=12,
        family="type",
        risk=lambda page: 1 if page.type in INVASIVE else 2,
        list_title=_("Procedures"),
        said=_("What is done for it, such as an injection or physical therapy."),
        can_be_offered=True,
        needs_emergency_card=lambda data: True,
        found_by=found_by,
        check=check_sources_beside,
        fill=rows.fill,
        link=rows.link,
        show=views.show,
        rows=rows.shown_links,
        links_to="conditions",
        rows_to=rows.links_to,
        rows_with=rows.conditions_of,
        printing=rows.printing,
        lost_with=losing.with_procedure,
        touch=rows.touch,
    )
