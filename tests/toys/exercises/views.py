"""The list of exercises, and one exercise."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from publishing.public import finding, listing, structured_data
from tests.toys.exercises.models import Effort, Exercise


@require_safe
def index(request):
    """Every exercise, by effort and from A to Z."""
    pages = finding.published_list(Exercise, "effort")
    context = {
        "title": "Exercises",
        "groups_title": "By effort",
        "groups": listing.grouped(pages, Effort, lambda page: [page.effort]),
        "letters": listing.a_to_z(pages),
        "structured_data": structured_data.index(pages, "Exercises", "exercises:list"),
    }
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
