"""The list of articles, and one article."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article, Topic
from publishing.public import finding, listing, structured_data


@require_safe
def index(request):
    """Every article, by topic and from A to Z."""
    pages = finding.published_list(Article, "topic")
    context = {
        "title": _("Articles"),
        "lead": _("Who treats pain, how pain works, and how to get ready for your visit."),
        "description": _("Plain articles on pain, the people who treat it, and what to expect at your visit."),
        "groups_title": _("By topic"),
        "groups": listing.grouped(pages, Topic, lambda page: [page.topic]),
        "letters": listing.a_to_z(pages),
        "structured_data": structured_data.index(pages, _("Articles"), "articles:list"),
    }
    return render(request, "publishing/list.html", context)


@require_safe
def detail(request, slug: str):
    """One article."""
    page = finding.find(Article, slug)
    if page is None:
        return finding.absent(request, "articles", slug)
    return show(request, page)


def show(request, page: Article, rows=(), stand=None):
    """Put an article together."""
    context = finding.context(page, rows, stand)
    context["structured_data"] = structured_data.page_graph(page, context)
    return render(request, "articles/detail.html", context)
