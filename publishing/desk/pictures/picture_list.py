"""The list of pictures: each with what it shows and on how many pages. Only reads."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, OuterRef, Q, When
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from publishing.desk.basics import lines
from publishing.desk.finding.page_list import Pill
from publishing.life import policy
from publishing.life.models import Mention, Page, StoredPicture
from publishing.life.states import Verb
from publishing.text.manuscripts import picture_name
from publishing.text.records import InIt

LONG = 48  # pictures on one screen
UNUSED, MINE, SILENT, NOT_ASKED = "unused", "mine", "silent", "not-asked"
#: Which pictures. A page that shows one has words for who cannot see it, or is not public.
_WHICH = {
    UNUSED: Q(is_used=False),
    MINE: Q(is_used=False, is_mine=True),
    SILENT: Q(is_used=False, is_decoration=False, shows=""),
    NOT_ASKED: Q(in_it=InIt.NOT_ASKED),
}


@dataclass(frozen=True)
class Card:
    """A picture in the list. words: what it shows, empty where nothing says it. pages: on how many it is."""

    picture: StoredPicture
    words: str
    pages: int

    @property
    def url(self) -> str:
        """Its screen."""
        return lines.url_of(self.picture)

    @property
    def shown(self) -> str:
        """The address of its file."""
        return default_storage.url(self.picture.file)

    @property
    def title(self) -> str:
        """What people call it: the first sentence of what it shows."""
        return (self.words or str(self.picture)).partition(". ")[0].removesuffix(".")

    @property
    def is_not_asked(self) -> bool:
        """Whether people are in it who were not asked."""
        return self.picture.in_it == InIt.NOT_ASKED


def list_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """All pictures, or those that are on no page, say nothing to who cannot see them, or show people not asked yet."""
    if not request.user.has_perm("publishing.view_storedpicture"):
        raise PermissionDenied
    uses = Mention.objects.current().of_pictures().filter(name=OuterRef("name"))
    every = StoredPicture.objects.kept().annotate(is_used=Exists(uses)).order_by("name")
    every = every.annotate(is_mine=Case(When(uploaded_by=request.user.pk, then=True), default=False))
    counts = every.aggregate(all=Count("pk"), **{name: Count("pk", filter=only) for name, only in _WHICH.items()})
    titles = {UNUSED: _("On no page"), MINE: _("Yours on no page"), SILENT: _("Says nothing for blind readers")}
    titles |= {NOT_ASKED: _("People not asked yet")}
    asked = request.GET.get("show", "")
    pills = [Pill(_("All"), "", counts["all"], asked not in titles)]
    pills += [Pill(title, f"show={name}", counts[name], asked == name) for name, title in titles.items()]
    part = Paginator(every.filter(_WHICH.get(asked, Q())), LONG).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": _("Pictures"),
        "pills": pills,
        "part": part,
        "cards": _cards(part),
        "may_add": policy.has_right(request.user, Verb.SAVE),
    }
    return TemplateResponse(request, "admin/publishing/picture_list.html", context)


def _cards(pictures: Iterable[StoredPicture]) -> list[Card]:
    """Return what a list prints of the pictures on one screen. Two queries."""
    shown = list(pictures)
    names = [picture.name for picture in shown]
    said, used = _said_on_pages(names), _used(names)
    return [Card(one, one.shows or said.get(one.name, ""), used[one.name]) for one in shown]


def _said_on_pages(names: list[str]) -> dict[str, str]:
    """Return what public pages say that some pictures show, by their names. One query."""
    showing = Mention.objects.live().of_pictures(*names).values("revision__page")
    lists = Page.objects.live().filter(pk__in=showing, data__has_key="drawings")
    return {
        picture_name(drawing["file"]): drawing.get("alt", "")
        for drawings in lists.values_list("data__drawings", flat=True)
        for drawing in drawings
        if "file" in drawing
    }


def _used(names: list[str]) -> Counter[str]:
    """Return on how many pages each of some pictures is, in a public text or a draft. One query."""
    named = Mention.objects.current().of_pictures(*names).values_list("name", "revision__page").distinct()
    return Counter(name for name, _page in named)
