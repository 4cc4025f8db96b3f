"""The visit sheet: what a patient takes to a visit, filled in by their own browser or by hand."""

import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language

from procedures import steps
from procedures.models import Procedure
from publishing.life import rendering
from publishing.life.models import Page
from publishing.public import assembling, finding, way
from publishing.public.way import Step
from publishing.text import kinds, manuscripts

_NAME = re.compile(r"([a-z-]{1,40})/([a-z0-9-]{1,100})")


@dataclass(frozen=True)
class Offered:
    """The questions of one page as HTML, to choose from, with its title and address."""

    page: Page
    title: str
    url: str
    questions: str


def around(request: HttpRequest, page: Page) -> dict[str, Step | None]:
    """Return the steps before and behind the sheet of a page: on the way of its kind, or else the page alone."""
    if kinds.get(page.kind).model is Procedure:
        return steps.of(request, page, here=way.VISIT)
    second = kinds.get(page.kind).second
    if second is not None and page.pk in second.with_more({page.pk}):
        title = finding.second_title(page)
        return {
            "previous_step": Step(second.name, title, f"{page.get_absolute_url()}{second.name}/"),
            "next_step": None,
        }
    return {"previous_step": Step("", page.title, page.get_absolute_url()), "next_step": None}


def offered(name: str) -> Offered | None:
    """Return the questions of the public page that a name such as "conditions/sciatica" means in the language of the
    request; None where there is no such page, or it has none. Two queries at most; whatever the name is.
    """
    found = _NAME.fullmatch(name)
    if found is None or found[1] not in kinds.public_names():
        return None
    pages = Page.objects.published().in_language(get_language()).filter(kind=found[1], slug=found[2])
    page = pages.titles(*rendering.STORED).first()
    part = manuscripts.questions().id
    made = rendering.html_of(page).get("made", {}) if page else {}
    if page is None or part not in made:
        return None
    together = assembling.put_together(page, {"made": {part: made[part]}})
    return Offered(page, page.title, page.get_absolute_url(), together.html["made"][part])
