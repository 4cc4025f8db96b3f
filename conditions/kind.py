"""All that the house knows of conditions, wired together."""

from django.utils.translation import gettext_lazy as _

from conditions import rows, views
from conditions.areas import NEED_EMERGENCY_CARD
from conditions.manuscripts import SCHEMA, SKELETON
from conditions.models import Condition
from conditions.options import KEYS, OPTIONS
from conditions.searched import found_by
from publishing.text import budgets
from publishing.text.kinds import Kind, SecondPage


def kind() -> Kind:
    """Return the kind "conditions"."""
    return Kind(
        "conditions",
        Condition,
        SCHEMA,
        SKELETON,
        second=SecondPage(OPTIONS, _("%(title)s: your options"), keys=KEYS, only=KEYS, with_more=set),
        handout=("what-you-can-do", "what-to-expect", "when-to-get-help"),
        blanks=lambda page: (_("My goal"), _("What I can do now"), _("My first step"), _("In two weeks")),
        budget_of=lambda data: budgets.TOPIC,
        words_around=330,
        stencil="conditions/stencil.html",
        retold=("authors", "questions_and_answers", "icd10", "symptoms", "risk_factors", *KEYS),
        retold_sections=("causes", "tests", "what-to-expect"),
        review_months=24,
        family="category",
        risk=lambda page: 1 if page.category in NEED_EMERGENCY_CARD else 2,
        list_title=_("Conditions"),
        said=_("What a patient has, such as sciatica."),
        needs_emergency_card=lambda data: data.get("category") in NEED_EMERGENCY_CARD,
        found_by=found_by,
        fill=rows.fill,
        show=views.show,
        rows=lambda page, data, shared: rows.shown(page),
        changed_at=rows.changed_at,
        rows_with=rows.procedures_of,
        lost_with=rows.lost_with,
    )
