"""The list of sources: what each is, on how many pages it stands, whether a newer one took its place. Only reads."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.desk.basics import entered
from publishing.desk.finding.page_list import Pill
from publishing.life.models import Citation, Source
from publishing.life.states import PageStatus

LONG = 50  # sources on one screen
REPLACED, UNUSED = "replaced", "unused"

#: Yields (source, page) for each public page on which a source stands; higher floors add their own.
Standing = Callable[[], Iterable[tuple[str, int]]]


def _cited() -> Iterable[tuple[str, int]]:
    return Citation.objects.filter(page__status=PageStatus.LIVE).values_list("source_id", "page_id")


_standing: list[Standing] = [_cited]


def also(standing: Standing) -> None:
    """Make known where else sources stand."""
    _standing.append(standing)


@dataclass(frozen=True)
class Line:
    """A source in the list. pages: on how many public pages it stands."""

    source: Source
    pages: int

    @property
    def url(self) -> str:
        """Its form."""
        return reverse("admin:publishing_source_change", args=[self.source.pk])

    @property
    def places(self) -> str:
        """Where the list of the places is in which a replaced source stands."""
        address = reverse("admin:publishing_page_report", args=["superseded-sources"])
        return f"{address}?{urlencode({'q': self.source.title})}"


def list_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """All sources, or those that were replaced, that stand nowhere, or that have some words."""
    if not request.user.has_perm("publishing.view_source"):
        raise PermissionDenied
    pages = Counter(source for source, _page in {pair for standing in _standing for pair in standing()})
    every = list(Source.objects.select_related("superseded_by").order_by("title", "id"))
    which = {
        REPLACED: [source for source in every if source.superseded_by_id],
        UNUSED: [source for source in every if not pages[source.pk]],
    }
    stands = request.GET.get("stands", "")
    words = entered.without_nul(request.GET.get("q", ""))[:200]
    shown = [source for source in which.get(stands, every) if _has(source, words)]
    part = Paginator(shown, LONG).get_page(request.GET.get("page"))
    titles = {REPLACED: _("Replaced by a newer one"), UNUSED: _("On no page")}
    pills = [Pill(_("All"), "", len(every), stands not in which)]
    pills += [Pill(titles[name], f"stands={name}", len(which[name]), stands == name) for name in which]
    context = {
        **site.each_context(request),
        "title": _("Sources"),
        "pills": pills,
        "words": words,
        "part": part,
        "lines": [Line(source, pages[source.pk]) for source in part],
        "may_add": request.user.has_perm("publishing.add_source"),
    }
    return TemplateResponse(request, "admin/publishing/source_list.html", context)


def _has(source: Source, words: str) -> bool:
    text = f"{source.pk} {source.title} {source.publisher} {source.year or ''}".casefold()
    return all(word in text for word in words.casefold().split())
