"""The way through a procedure's pages: what it is, how sure that is, what to ask, and its days.

Each leads to the one before and the one behind it.
"""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from procedures import rows
from procedures.types import DAY_PLAN, EVIDENCE
from publishing.life import rendering
from publishing.life.models import Page
from publishing.public import finding, way
from publishing.public.way import Step


def of(request: HttpRequest, page: Page, *, here: str = "", has_second: bool | None = None) -> dict:
    """Return the addresses of a procedure's pages, and the steps around one of them. here: what stands behind the
    page's address. has_second: whether there is an evidence page, where that is known; else it is one query.
    """
    if has_second is None:
        has_second = page.pk in rows.with_evidence([page.pk])
    addresses = finding.addresses_of(request, page, has_second=has_second)
    has_plan = rendering.has(page, "day_plan")
    plan_url = finding.address_behind(request, page, DAY_PLAN) if has_plan else ""
    steps = [
        Step("", page.title, addresses["main_url"]),
        Step(EVIDENCE, _("The evidence"), addresses["second_url"]),
        way.visit(page),
        Step(DAY_PLAN, _("My day plan"), plan_url),
    ]
    return {**addresses, "plan_url": plan_url, **way.around(steps, here)}
