"""What stands in the header of every screen of the desk: what a person may open, and nothing else.

Asks for rights and for addresses only: it is on every screen.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from publishing.desk.front import help
from publishing.desk.library import offers
from publishing.life import policy
from publishing.life.models import Contributor
from publishing.life.models.version import per_version
from publishing.life.policy import Person
from publishing.text import kinds
from publishing.text.kinds import Kind


@dataclass(frozen=True)
class Link:
    """A line of the menu. is_here: whether the screen that is shown belongs to it."""

    title: str
    url: str
    is_here: bool = False


def header(request: HttpRequest) -> dict:
    """Return what the header prints for whoever asks; without links for somebody who may see no draft."""
    person = request.user
    if isinstance(person, AnonymousUser):
        return {}
    may_see = policy.may_see(person)
    return {
        "links": main_links(person, request) if may_see else [],
        "more": more_links(person) if may_see else [],
        "find": reverse("admin:publishing_page_find"),
        "words": request.GET.get("q", "")[:200] if request.path == reverse("admin:publishing_page_find") else "",
        "person": _printed_name(person.pk) or person.get_full_name() or person.get_username(),
    }


@per_version
def _printed_name(account: int) -> str:
    """Return the name that pages print of whoever has an account; empty where they print none. Whatever changes one
    raises the version.
    """
    return str(Contributor.objects.filter(user=account).first() or "")


def main_links(person: Person, request: HttpRequest) -> list[Link]:
    """Return the lines of the header, as far as a person may open them."""
    words = next((kind for kind in kinds.all_kinds() if kind.is_explained), None)
    people, one = reverse("admin:publishing_page_people"), reverse("admin:publishing_page_person_new")
    helped = reverse("admin:publishing_page_help")
    pages, task = reverse("admin:publishing_page_changelist"), help.task_of(request.path)
    listed = [
        (_("Pages"), pages, [*(_screens(kind) for kind in kinds.all_kinds() if kind.has_address)], True),
        (_("Sources"), *_records("source"), person.has_perm("publishing.view_source")),
        *([(_("Glossary"), _list_of(words), [_screens(words)], True)] if words else []),
        (_("People"), people, [people, one], person.has_perm("publishing.view_contributor")),
        (_("Clinic"), *_records("clinicprofile"), _may_view(person, "clinicprofile")),
        (_("Help"), f"{helped}{f'#{task}' if task else ''}", [helped], True),
    ]
    path = request.get_full_path()
    here = [url for _t, url, starts, _m in listed if path == url or any(path.startswith(start) for start in starts)]
    if not here and request.path == pages:
        here = [pages]
    return [Link(title, url, url in here[:1]) for title, url, _starts, may in listed if may]


def _records(model: str) -> tuple[str, list[str]]:
    url = reverse(f"admin:publishing_{model}_changelist")
    return url, [url]


def _screens(kind: Kind) -> str:
    options = kind.model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_changelist")


def _list_of(kind: Kind) -> str:
    return f"{reverse('admin:publishing_page_changelist')}?kind={kind.name}"


def more_links(person: Person) -> list[Link]:
    """Return what else a person may open: on a phone it stands in the menu, else on the first page."""
    shared = next((kind for kind in kinds.all_kinds() if kind.is_shared), None)
    keeps = person.has_perm("auth.change_user")
    listed = [
        (_("Pictures"), "admin:publishing_storedpicture_changelist", person.has_perm("publishing.view_storedpicture")),
        (_("What is done here"), "admin:publishing_page_offered", offers.may_say(person)),
        (_("Notice on the site"), "admin:publishing_sitenotice_changelist", _may_view(person, "sitenotice")),
        (_("What to fix next"), "admin:publishing_page_reports", True),
        *((str(title), name, person.has_perm(right)) for title, name, right in _more),
        (_("All that happened"), "admin:publishing_event_changelist", person.has_perm("publishing.view_event")),
        (_("Who signed in"), "admin:publishing_signin_changelist", keeps),
        (_("What was done to accounts"), "admin:publishing_accountevent_changelist", keeps),
    ]
    links = [Link(title, reverse(name)) for title, name, may in listed if may]
    return [*([Link(_("Shared texts"), _list_of(shared))] if shared else []), *links]


#: Lists of higher floors: what they are called, the name of their address, the permission to see them.
_more: list[tuple[Promise | str, str, str]] = []


def register(title: Promise | str, name: str, right: str) -> None:
    """Make a list of a higher floor known. name: of its address. right: without which nobody sees it."""
    _more.append((title, name, right))


def _may_view(person: Person, model: str) -> bool:
    return any(person.has_perm(f"publishing.{right}_{model}") for right in ("view", "change"))
