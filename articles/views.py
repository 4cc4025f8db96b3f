"""The list of articles, and one article."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.narrowing import ByTopic
from conditions.models import Condition
from procedures.models import Procedure
from publishing.public import finding, lists, shells, structured_data
from publishing.text import kinds


@require_safe
def index(request):
    """Every article, or those of a topic."""
    narrowing = ByTopic(request.GET)
    context = lists.context(Article, narrowing, request.GET, _("Articles"), "articles:list") | {
        "lead": _("Who treats pain, how pain works, and how to get ready for your visit."),
        "description": _("Plain articles on pain, the people who treat it, and what to expect at your visit."),
    }
    return render(request, "publishing/list.html", context)


@require_safe
def detail(request, slug: str):
    """One article."""
    page = finding.find(Article, slug, is_printed=True)
    if page is None:
        return finding.absent(request, "articles", slug)
    return show(request, page)


def show(request, page: Article, rows=(), stand=None):
    """Put an article together."""
    context = finding.printed(page, rows, stand)
    explained = {kind.name for kind in kinds.all_kinds() if issubclass(kind.model, (Condition, Procedure))}
    about = [other for other in context["read_more"] if other.kind in explained]
    context["structured_data"] = structured_data.page_graph(page, context, about=about)
    return shells.answer(request, context)
