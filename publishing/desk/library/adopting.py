"""Taking over the library: how much of it the clinic has reviewed, who looks after which pages, the first three steps.

Must not know what a kind of page is about: a kind says itself into which families its pages fall.
"""

import math
import time
from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.desk.finding import page_list
from publishing.desk.letters.hands import BACKEND
from publishing.life import actions, policy
from publishing.life.actions.following import without_keeper
from publishing.life.models import ClinicProfile, Contributor, Page
from publishing.life.policy import Person
from publishing.life.states import Verb
from publishing.life.verbs import DEEDS
from publishing.text import kinds
from publishing.text.kinds import Kind

PACE = 3  # pages that a clinic reviews on a working day
WORKING_DAYS = 5  # of a week
PATIENCE = 8.0  # seconds that one press on the button works; the next goes on


@dataclass(frozen=True)
class Progress:
    """How many of the pages that the public can open a clinician of this clinic has reviewed."""

    reviewed: int
    of: int

    @property
    def sentence(self) -> str:
        """How long the rest takes, in words; empty where nothing is left."""
        weeks = math.ceil((self.of - self.reviewed) / PACE / WORKING_DAYS)
        if not weeks:
            return ""
        said = ngettext(
            "At %(pace)s pages a working day, done in about %(n)s week.",
            "At %(pace)s pages a working day, done in about %(n)s weeks.",
            weeks,
        )
        return said % {"pace": PACE, "n": weeks}


def progress() -> Progress:
    """Return how far the clinic's reviews have come. One query."""
    dates = list(Page.objects.published().values_list("reviewed_on", flat=True))
    return Progress(sum(on is not None for on in dates), len(dates))


@dataclass(frozen=True)
class Family:
    """Some pages that one person could look after: of one kind, and of one of its families where it has any."""

    name: str
    title: str
    pages: tuple[Page, ...]
    reviewed: int
    of: int

    @cached_property
    def risk(self) -> int:
        """The highest of its pages' risks; 0 is the highest of all."""
        return min(kinds.get(page.kind).risk(page) for page in self.pages)

    @property
    def order(self) -> str:
        """Where its pages stand in the queue, in words."""
        said = (_("First: warning signs"), _("Second: high risk"), _("Third: ordinary risk"), _("Last: background"))
        return said[self.risk]


def families() -> list[Family]:
    """Return the families of all pages that the public reads and nobody looks after, what is riskiest first."""
    kept = [kind for kind in kinds.all_kinds() if "owner" in kind.schema.keys]
    ownerless = set(without_keeper(Page.objects.live()).values_list("pk", flat=True))
    found = [family for kind in kept for family in _families_of(kind, ownerless)]
    return sorted(found, key=lambda family: family.risk)


def _families_of(kind: Kind, ownerless: Container[int]) -> Iterable[Family]:
    live = kind.model.objects.live().filter(kind=kind.name, translation_of=None).without_texts()
    named = dict(kind.model._meta.get_field(kind.family).choices) if kind.family else {}
    groups: dict[str, list[Page]] = {}
    for page in live.order_by("title"):
        groups.setdefault(getattr(page, kind.family) if kind.family else "", []).append(page)
    plural = page_list.title_of(kind)
    for value, pages in groups.items():
        title = named.get(value, plural)
        mine = tuple(page for page in pages if page.pk in ownerless)
        if mine:
            reviewed = sum(page.reviewed_on is not None for page in pages)
            yield Family(f"{kind.name}-{value}", title, mine, reviewed, len(pages))


class KeepersForm(forms.Form):
    """An owner, and somebody who stands in, for each family."""

    def __init__(self, found: list[Family], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._families = found
        self._people = [("", _("nobody yet")), *map(_choice_of, _people())]
        self.fields["owner-all"] = self._choice(_("Owner of every line without one"))
        self.fields["deputy-all"] = self._choice(_("When that owner is away"))
        for family in found:
            owner, deputy = _("Owner of %(pages)s"), _("When the owner of %(pages)s is away")
            self.fields[f"owner-{family.name}"] = self._choice(owner % {"pages": family.title})
            self.fields[f"deputy-{family.name}"] = self._choice(deputy % {"pages": family.title})

    def _choice(self, label: str) -> forms.ModelChoiceField:
        """Return a field whose list of people was asked for once, with those of all the others."""
        field = forms.ModelChoiceField(_people(), required=False, label=label)
        field.choices = self._people
        return field

    def clean(self) -> dict:
        """Refuse a deputy without an owner, or who is the owner."""
        cleaned = super().clean() or {}
        for name in ("all", *(family.name for family in self._families)):
            owner, deputy = cleaned.get(f"owner-{name}"), cleaned.get(f"deputy-{name}")
            if deputy and not owner:
                self.add_error(f"owner-{name}", _("Choose an owner, too."))
            elif deputy and deputy == owner:
                self.add_error(f"deputy-{name}", _("Choose somebody else for when the owner is away."))
        return cleaned

    def rows(self) -> list[tuple[Family, forms.BoundField, forms.BoundField]]:
        """Return each family with its two fields."""
        return [(family, self[f"owner-{family.name}"], self[f"deputy-{family.name}"]) for family in self._families]

    def chosen(self) -> list[tuple[Family, Contributor, Contributor | None]]:
        """Return the families that were given an owner."""
        rows = [(family, *self._keepers(family.name)) for family in self._families]
        return [(family, owner, deputy) for family, owner, deputy in rows if owner is not None]

    def _keepers(self, name: str) -> tuple[Contributor | None, Contributor | None]:
        chosen = name if self.cleaned_data[f"owner-{name}"] else "all"
        return self.cleaned_data[f"owner-{chosen}"], self.cleaned_data[f"deputy-{chosen}"]

    @property
    def of_all(self) -> tuple[forms.BoundField, forms.BoundField]:
        """The two fields that stand for every line in which nobody is chosen."""
        return self["owner-all"], self["deputy-all"]


def _people() -> QuerySet[Contributor]:
    """Return the people who can sign in and may review: the others could do nothing about a page that is due."""
    who = User.objects.with_perm(DEEDS[Verb.CONFIRM_REVIEW].right, backend=BACKEND)
    found = Contributor.objects.filter(user__in=who.filter(is_staff=True))
    return found.select_related("user").order_by("name")


def _choice_of(person: Contributor) -> tuple[str, str]:
    """Return a person to choose; of whoever has never signed in, that they have not."""
    if person.user is not None and person.user.last_login is None:
        return person.pk, _("%(name)s, who has not signed in yet") % {"name": person}
    return person.pk, str(person)


def may_set(person: Person) -> bool:
    """Whether a person may say who looks after which pages: whoever may publish, as with a hand-over."""
    return policy.has_right(person, Verb.PUBLISH)


def library_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """How far the reviews are, and a table of families with their owners."""
    if not policy.may_see(request.user):
        raise PermissionDenied
    if request.method == "POST" and not may_set(request.user):
        raise PermissionDenied
    found = families()
    form = KeepersForm(found, request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        return _set(request, form)
    context = {
        **site.each_context(request),
        "title": _("The library at our clinic"),
        "progress": progress(),
        "form": form,
        "count": sum(len(family.pages) for family in found),
        "may_set": may_set(request.user),
        "goes_on": bool(request.GET.get("more")) and request.method == "GET",
        "may_review": policy.has_right(request.user, Verb.CONFIRM_REVIEW),
    }
    return TemplateResponse(request, "admin/publishing/library.html", context)


def _set(request: HttpRequest, form: KeepersForm) -> HttpResponse:
    """Give the chosen families their owners, for some seconds, and show the table again: it has what is still to do."""
    until, by = time.monotonic() + PATIENCE, policy.signed_in(request.user)
    chosen = form.chosen()
    request.has_saved = True  # type: ignore[attr-defined]  # text by text; website.errors asks for it
    for family, owner, deputy in chosen:
        pages = [page.pk for page in family.pages]
        try:
            actions.give_keepers(pages=pages, owner=owner, deputy=deputy, by=by, until=until)
        except actions.Refused as error:
            messages.error(request, str(error))
    wanted = [page.pk for family, *_who in chosen for page in family.pages]
    left = without_keeper(Page.objects.filter(pk__in=wanted)).count()
    done = len(wanted) - left
    messages.success(request, _said(done, left) if chosen else _("Choose an owner for at least one line."))
    kept = {name: person.pk for name, person in form.cleaned_data.items() if person}
    again = urlencode({**kept, **({"more": "yes"} if done else {})}) if left else ""
    return HttpResponseRedirect(f"{request.path}?{again}" if again else request.path)


def _said(done: int, left: int) -> str:
    """Say how many pages have an owner now, and how many wait for the next press."""
    said = ngettext("%(n)s page has an owner now.", "%(n)s pages have an owner now.", done) % {"n": done}
    if not left:
        return said
    more = ngettext(
        "%(n)s page is left, and follows in a moment; if not, press “Set the owners” again.",
        "%(n)s pages are left, and follow in a moment; if not, press “Set the owners” again.",
        left,
    )
    return f"{said} {more % {'n': left}}"


# The first three steps


#: What patients must be told of the clinic, and what each is called in a sentence.
_TOLD = {"name": gettext_lazy("its name"), "phone": gettext_lazy("its phone"), "hours": gettext_lazy("its hours")}


def _told(missing: list[str]) -> str:
    """Return why patients are told who the clinic is, or what of it is still missing."""
    if len(missing) == len(_TOLD):
        return _("Your name, phone and hours stand on every page.")
    return _("What patients cannot read yet of the clinic: %(what)s.") % {"what": _(" and ").join(missing)}


@dataclass(frozen=True)
class Step:
    """One of the first steps: what it is, why, where it is done, and whether it is."""

    title: str
    why: str
    url: str
    button: str
    is_done: bool


def _who_may(verb: Verb) -> set[int]:
    """Return who of those with a name on pages may do something; their ids."""
    who = User.objects.with_perm(DEEDS[verb].right, backend=BACKEND).filter(is_staff=True)
    return set(who.exclude(contributor=None).values_list("pk", flat=True))


def steps(person: User) -> list[Step]:
    """Return the first steps of a new clinic, as far as a person may take them. Four short queries."""
    profile = ClinicProfile.objects.filter(pk=1).only(*_TOLD).first()
    missing = [str(said) for name, said in _TOLD.items() if not getattr(profile, name, "")]
    writers, signers = (_who_may(Verb.SAVE), _who_may(Verb.APPROVE))
    found = [
        (
            person.has_perm("publishing.change_clinicprofile"),
            Step(
                _("Tell patients who you are"),
                _told(missing),
                reverse("admin:publishing_clinicprofile_changelist"),
                _("Name your clinic") if len(missing) == len(_TOLD) else _("Add what is missing"),
                not missing,
            ),
        ),
        (
            may_set(person),
            Step(
                _("Say who looks after which pages"),
                _("The owner of a page is asked before its next review is due."),
                reverse("admin:publishing_page_library"),
                _("Choose owners"),
                not without_keeper(Page.objects.published()).exists(),
            ),
        ),
        (
            person.has_perm("auth.add_user"),
            Step(
                _("Add the people who write and review"),
                _("Nobody can approve their own words, so there must be two at least."),
                reverse("admin:publishing_contributor_changelist"),
                _("Add people"),
                bool(writers) and bool(signers) and len(writers | signers) > 1,
            ),
        ),
    ]
    return [step for may, step in found if may]
