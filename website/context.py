"""What every public template may print: the clinic, the navigation, the page's one canonical address."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Role as RoleOfArticle
from publishing.life import clinic, colors
from publishing.life.models import Page, SiteNotice
from publishing.life.models.version import asked_once, per_version
from publishing.public import finding, listing, structured_data
from publishing.text import kinds
from website import machines
from website.models import AboutPage, Role

#: By what a page says until when it is true (`Frame.true_until`), in the environment of its request.
TRUE_UNTIL = "website.true_until"


@dataclass(frozen=True)
class Link:
    """A line of the navigation."""

    title: str
    url: str


class ClinicTimeMiddleware:
    """Dates are printed in the clinic's time zone, also those of the admin. Machines' answers need no clinic."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        reads = asked_once() if request.method in ("GET", "HEAD") else nullcontext()
        with timezone.override(None), reads:  # whatever the view activates ends with the request
            return self.get_response(request)

    def process_view(self, request, view, arguments, options) -> None:
        if view.__module__ != machines.__name__:
            frame = frame_of(request)
            timezone.activate(frame.clinic.time_zone)
            request.environ[TRUE_UNTIL] = frame.true_until()


@dataclass(frozen=True)
class Frame:
    """What stands around every page, the same for all pages of a language until the content version changes.

    styles: name -> address of a style sheet, of which a page loads one.
    players: role -> the page that has it. Staff may rename any page, so the site asks for none by its name. parts: what
    of it was rendered so far (`{% kept %}`), which goes with it. links: the menu and the footer, by language.
    """

    clinic: clinic.Clinic
    styles: Mapping[str, str]
    notices: tuple[SiteNotice, ...]
    about: tuple[Link, ...]
    players: Mapping[str, Link]
    parts: dict[tuple, str] = field(default_factory=dict)
    links: dict[str, tuple[list[Link], list[Link]]] = field(default_factory=dict)

    def true_until(self) -> float:
        """Return when a page may read otherwise though nothing was changed, in seconds of the clock: at the next
        midnight of the clinic, or before where a notice ends.
        """
        today = timezone.localtime(timezone=ZoneInfo(self.clinic.time_zone))
        midnight = (today + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        ends = [notice.until for notice in self.notices if not notice.is_over]
        return min(midnight, *ends).timestamp() if ends else midnight.timestamp()


#: What the last request was answered with, for pages that must do without a database.
_last: dict[str, clinic.Clinic] = {}


@per_version
def frame(language: str) -> Frame:
    """Return the frame of a language. Five queries at most, once per content version."""
    pages = listing.by_title(AboutPage.objects.published().in_language(language).titles())
    found = clinic.current()
    return Frame(
        clinic=found,
        styles=machines.style_sheets(found.color),
        notices=tuple(SiteNotice.objects.filter(until__gt=timezone.now())),
        about=tuple(_link_to(page) for page in pages),
        players={role: _link_to(page) for role, page in finding.players(language).items()},
    )


def _link_to(page: Page) -> Link:
    return Link(page.title, page.get_absolute_url())


def _menu(found: Frame) -> list[Link]:
    """The lists of pages, all of them from A to Z, and where to reach us. The glossary stands behind A to Z."""
    lists = [kind for kind in kinds.all_kinds() if kind.list_title and kind.has_address]
    menu = [Link(str(kind.list_title), reverse(f"{kind.name}:list")) for kind in lists]
    menu.append(Link(_("A to Z"), reverse("a-to-z")))
    contact = found.players.get(Role.CONTACT)
    return [*menu, Link(_("Contact"), contact.url)] if contact else menu


def _footer(found: Frame) -> list[Link]:
    """What a reader may need on any page, the warning signs and the visit sheet among it, and the pages about us."""
    signs = found.players.get(RoleOfArticle.WARNING_SIGNS)
    links = [Link(_("A to Z"), reverse("a-to-z")), Link(_("Glossary"), reverse("glossary:list"))]
    return [*links, *([signs] if signs else []), Link(_("Visit sheet"), reverse("visit-sheet")), *found.about]


def _links(found: Frame) -> tuple[list[Link], list[Link]]:
    """Return the menu and the footer in the language of this moment: a preview may have another one than its desk."""
    language = get_language()
    if language not in found.links:
        found.links[language] = _menu(found), _footer(found)
    return found.links[language]


def frame_of(request) -> Frame:
    """Return the frame of a request's language, asked for once a request."""
    if not hasattr(request, "frame"):
        request.frame = frame(get_language())
        _last["clinic"] = request.frame.clinic
    return request.frame


def last_clinic() -> clinic.Clinic:
    """Return the clinic as this process last read it, or else as the settings have it. Asks the database nothing."""
    return _last.get("clinic") or clinic.Clinic(**settings.CLINIC)


def site(request) -> dict:
    """The context processor. The desk has a frame of its own."""
    return {} if request.path_info.startswith("/admin/") else public(request)


def public(request) -> dict:
    """Return what the site's own frame prints. It asks for nothing that would make a page differ between visitors."""
    found = frame_of(request)
    menu, footer = _links(found)
    return {
        "clinic": found.clinic,
        "styles": found.styles,
        "notices": [notice for notice in found.notices if not notice.is_over],
        "preview": getattr(request, "preview", None),
        "preview_back": getattr(request, "preview_back", None),
        "on_day": getattr(request, "on_day", None),
        "is_export": getattr(request, "is_export", False),
        "footer_links": footer,
        "how_we_write": found.players.get(Role.HOW_WE_WRITE),
        "frame_parts": found.parts,
        "main_links": menu,
        "menu_at": tuple((link.url in request.path) + (link.url == request.path) for link in menu),
        "papers": {"light": colors.PAPER, "dark": colors.DARK_PAPER},
        "warning_signs": found.players.get(RoleOfArticle.WARNING_SIGNS),
        "share_picture": structured_data.share_picture,
        "site_url": settings.SITE_URL,
        "canonical": settings.SITE_URL + request.path,
    }
