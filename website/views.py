"""Home, the clinic's own pages, the glossary."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Article, Topic
from articles.models import Role as RoleOfArticle
from conditions.areas import BodyArea
from conditions.models import Condition
from procedures.models import Procedure
from publishing.public import finding, listing
from website import structured_data
from website.context import frame_of
from website.models import AboutPage, Role


@require_safe
def home(request):
    """One screen that answers: where does it hurt, I was told I need, I am getting ready for."""
    language = get_language()
    conditions = listing.by_title(Condition.objects.published().in_language(language).titles("body_areas"))
    procedures = listing.by_title(Procedure.objects.published().in_language(language).titles("type"))
    articles = listing.by_title(Article.objects.published().in_language(language).titles("topic"))
    if not conditions and not procedures and not articles and language != settings.LANGUAGE_CODE:
        raise Http404
    frame = frame_of(request)
    context = {
        "areas": listing.grouped(conditions, BodyArea, lambda page: page.body_areas),
        "visits": [page for page in articles if page.topic == Topic.YOUR_VISIT],
        "procedures": procedures,
        "articles": articles,
        "warning_signs": frame.players.get(RoleOfArticle.WARNING_SIGNS),
        "structured_data": structured_data.home(frame.clinic, listing.done_here(procedures)),
    }
    return render(request, "website/home.html", context)


@require_safe
def about(request, slug: str):
    """A page about us. The contact page also prints what the clinic says of itself."""
    page = finding.find(AboutPage, slug)
    if page is None:
        return finding.absent(request, "about", slug)
    return show(request, page)


def show(request, page: AboutPage, rows=(), stand=None):
    """Put a page about us together."""
    context = finding.context(page, rows, stand) | {"is_contact": page.role == Role.CONTACT}
    context["structured_data"] = structured_data.about(page, context)
    return render(request, "website/about.html", context)
