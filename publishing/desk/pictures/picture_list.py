"""The list of pictures: each with what it shows and on how many pages. Only reads."""

from collections import Counter
from dataclasses import dataclass

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from publishing.desk.basics import lines
from publishing.desk.finding.page_list import Pill
from publishing.life import policy
from publishing.life.models import Mention, Page, StoredPicture
from publishing.life.states import Verb
from publishing.text.manuscripts import picture_name
from publishing.text.naming import Naming
from publishing.text.records import InIt

LONG = 48  # pictures on one screen
UNUSED, SILENT, NOT_ASKED = "unused", "silent", "not-asked"


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
    def is_silent(self) -> bool:
        """Whether it has no words for who cannot see it. A page that shows it has some, or is not public."""
        return not (self.words or self.pages or self.picture.is_decoration)

    @property
    def is_not_asked(self) -> bool:
        """Whether people are in it who were not asked."""
        return self.picture.in_it == InIt.NOT_ASKED


def list_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """All pictures, or those that are on no page, say nothing to who cannot see them, or show people not asked yet."""
    if not request.user.has_perm("publishing.view_storedpicture"):
        raise PermissionDenied
    said, used = _said_on_pages(), _used()
    every = [
        Card(picture, picture.shows or said.get(picture.name, ""), used[picture.name])
        for picture in StoredPicture.objects.kept().order_by("name")
    ]
    which = {
        UNUSED: [card for card in every if not card.pages],
        SILENT: [card for card in every if card.is_silent],
        NOT_ASKED: [card for card in every if card.is_not_asked],
    }
    titles = {UNUSED: _("On no page"), SILENT: _("Says nothing for blind readers")}
    titles |= {NOT_ASKED: _("People not asked yet")}
    asked = request.GET.get("show", "")
    pills = [Pill(_("All"), "", len(every), asked not in which)]
    pills += [Pill(titles[name], f"show={name}", len(which[name]), asked == name) for name in which]
    part = Paginator(which.get(asked, every), LONG).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": _("Pictures"),
        "pills": pills,
        "part": part,
        "may_add": policy.has_right(request.user, Verb.SAVE),
    }
    return TemplateResponse(request, "admin/publishing/picture_list.html", context)


def _said_on_pages() -> dict[str, str]:
    """Return what public pages say that a picture shows, by its name. One query."""
    lists = Page.objects.live().filter(data__has_key="drawings").values_list("data__drawings", flat=True)
    return {
        picture_name(drawing["file"]): drawing.get("alt", "")
        for drawings in lists
        for drawing in drawings
        if "file" in drawing
    }


def _used() -> Counter[str]:
    """Return on how many pages each picture is, in a public text or a draft. One query."""
    named = Mention.objects.current().filter(what=Naming.PICTURE).values_list("name", "revision__page").distinct()
    return Counter(name for name, _page in named)
