"""The list of exercises, and one exercise."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from publishing.public import finding, lists, structured_data
from publishing.public.narrowing import Narrowing, one_of
from tests.toys.exercises.models import Effort, Exercise


class ByEffort(Narrowing):
    """Narrows exercises by effort."""

    kind = one_of("Effort", Effort.choices)

    def narrow_kind(self, pages, value: str):
        """Return the exercises of an effort."""
        return pages.filter(effort=value)


@require_safe
def index(request):
    """Every exercise, or those of an effort."""
    context = lists.context(Exercise, ByEffort(request.GET), request.GET, "Exercises", "exercises:list")
    return render(request, "publishing/list.html", context)


@require_safe
def detail(request, slug: str):
    """One exercise."""
    page = finding.find(Exercise, slug)
    return finding.absent(request, "exercises", slug) if page is None else show(request, page)


def show(request, page: Exercise, rows=(), stand=None):
    """Put an exercise together."""
    context = finding.context(page, rows, stand)
    context["structured_data"] = structured_data.page_graph(page, context)
    return render(request, "exercises/detail.html", context)
