"""The list of people and the form of one. Rights are in `persons` and `people`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.desk.basics import clock, entered
from publishing.desk.doors import braking, proving, second_factor
from publishing.desk.finding.page_list import Pill
from publishing.desk.letters import new_address
from publishing.desk.reporting.reports import person_name
from publishing.desk.staff import inviting, people, persons, standing
from publishing.desk.staff.persons import PersonForm, Somebody
from publishing.life import policy
from publishing.life.loading import LOADER
from publishing.life.models import Contributor, Page
from publishing.life.models.version import lock
from publishing.life.states import Verb

SIGN_IN, NAMED = "sign-in", "named"


@dataclass(frozen=True)
class Line:
    """A person in the list. url: of the form; empty where it may not be opened."""

    somebody: Somebody
    url: str
    may: str
    owns: int
    last_here: str

    @property
    def has_left(self) -> bool:
        """Whether the person could sign in and cannot any more."""
        return self.somebody.account is not None and not self.somebody.can_sign_in


def list_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Everybody who signs in or is named on pages."""
    if not request.user.has_perm("publishing.view_contributor"):
        raise PermissionDenied
    everybody = _everybody(request.user)
    shown = request.GET.get("stands", "")
    which = {
        SIGN_IN: [line for line in everybody if line.somebody.can_sign_in],
        NAMED: [line for line in everybody if line.owns],
    }
    titles = {SIGN_IN: _("Can sign in"), NAMED: _("Look after pages")}
    pills = [Pill(_("All"), "", len(everybody), shown not in which)]
    pills += [Pill(titles[name], f"stands={name}", len(which[name]), shown == name) for name in which]
    context = {
        **site.each_context(request),
        "title": _("People"),
        "pills": pills,
        "lines": which.get(shown, everybody),
        "may_add": _may_add(request.user),
        "keeps_accounts": persons.keeps_accounts(request.user),
        "may_hand_over": policy.has_right(request.user, Verb.PUBLISH),
    }
    return TemplateResponse(request, "admin/publishing/people.html", context)


def _may_add(by: Any) -> bool:
    return persons.keeps_accounts(by) or by.has_perm("publishing.add_contributor")


def _everybody(by: Any) -> list[Line]:
    """Return a line for each person. Seven queries."""
    rights = "groups__permissions__content_type"
    contributors = list(Contributor.objects.select_related("user").prefetch_related(f"user__{rights}"))
    accounts = User.objects.filter(is_staff=True, contributor=None).exclude(username=LOADER).prefetch_related(rights)
    owned = dict(Page.objects.live().order_by().exclude(owner=None).values_list("owner").annotate(Count("pk")))
    found = [Somebody(one, one.user) for one in contributors] + [Somebody(None, one) for one in accounts]
    return [_line(one, by, owned) for one in sorted(found, key=lambda one: one.name.casefold())]


def _line(somebody: Somebody, by: Any, owned: dict[str, int]) -> Line:
    account = somebody.account
    may = somebody.may() if somebody.can_sign_in else []
    if account is not None and account.is_superuser:
        may = [_("Everything")]
    last = clock.moment(account.last_login) if account and persons.keeps_accounts(by) else ""
    owns = owned.get(somebody.contributor.pk, 0) if somebody.contributor else 0
    url = reverse("admin:publishing_page_person", args=[somebody.key])
    return Line(somebody, url, ", ".join(may), owns, last)


def person_view(request: HttpRequest, site: AdminSite, key: str = "") -> HttpResponse:
    """The form of one person, or of a new one. Who may not change a person reads it, and who can."""
    if not request.user.has_perm("publishing.view_contributor"):
        raise PermissionDenied
    somebody = _somebody(key) if key else Somebody()
    by = policy.signed_in(request.user)
    may = persons.may_change(by, somebody) if key else _may_add(by)
    if not may and (request.method == "POST" or not key):
        raise PermissionDenied
    unsaved = None
    for name, do in _DONE_TO_AN_ACCOUNT.items():
        if request.method == "POST" and name in request.POST:
            unsaved = _unsaved(request, somebody, by)
            if unsaved is None:
                return _done_to_account(request, somebody, by, do)
    if unsaved is not None or request.method != "POST":
        form, saved = unsaved or PersonForm(somebody, by), None
    else:
        form, saved = _tried(request, key, by)
    if saved is not None:
        return _after(request, form, saved, by)
    context = {
        **site.each_context(request),
        "title": somebody.name or _("Add a person"),
        "somebody": somebody,
        "form": form,
        "may_change": may,
        "can": _who_can(),
        "is_of_superuser": somebody.account is not None and somebody.account.is_superuser,
        "may_send": bool(key) and persons.may_change_account(by, somebody) and somebody.can_sign_in,
        "owns": len(_owned(somebody)),
        "lets": [(standing.ROLES[name], said) for name, said in standing.LETS.items()],
        **_of_account(somebody, by),
    }
    return TemplateResponse(request, "admin/publishing/person.html", context)


def _of_account(somebody: Somebody, by: User) -> dict[str, Any]:
    """Return what the form says of how somebody signs in, to whoever may change it."""
    if somebody.account is None or not persons.may_change_account(by, somebody):
        return {}
    has_phone = second_factor.phone_of(somebody.account) is not None
    wait = new_address.wait_of(somebody.account)
    sets_passwords = by.is_superuser and somebody.account != by
    return {
        "is_braked": braking.is_braked(somebody.account),
        "has_phone": has_phone and somebody.account != by,
        "would_wait": somebody.account != by and new_address.is_used(somebody.account),
        "hours": new_address.HOURS,
        "waits": new_address.said_of(wait.until) if wait else "",
        "former": wait.former if wait else "",
        "password_url": _password_url(somebody.account) if wait and sets_passwords else "",
        "superusers": _superusers() if wait else "",
        "others": somebody.others(),
    }


def _password_url(account: User) -> str:
    return reverse("admin:auth_user_password_change", args=[account.pk])


def _superusers() -> str:
    """Return the names of those who may set another's password."""
    people = User.objects.filter(is_active=True, is_staff=True, is_superuser=True).select_related("contributor")
    return ", ".join(person_name(one) for one in people)


def _somebody(key: str) -> Somebody:
    """Return a person by what stands in the address. Raises Http404 for nobody."""
    contributor = Contributor.objects.select_related("user").filter(pk=entered.without_nul(key)[:60]).first()
    if contributor is not None:
        return Somebody(contributor, contributor.user)
    number = entered.number(key.removeprefix("account-")) if key.startswith("account-") else None
    account = User.objects.exclude(username=LOADER).filter(pk=number, contributor=None).first() if number else None
    if account is None:
        raise Http404
    return Somebody(None, account)


def _tried(request: HttpRequest, key: str, by: User) -> tuple[PersonForm, Somebody | None]:
    """Save what was typed where nothing is wrong. One after the other: a second press finds what the first made."""
    with transaction.atomic():
        lock()
        proves = partial(proving.problem_with_password, request, by)
        form = PersonForm(_somebody(key) if key else Somebody(), by, request.POST, problem_with=proves)
        return form, persons.save(form, by) if form.is_valid() else None


def _after(request: HttpRequest, form: PersonForm, now: Somebody, by: User) -> HttpResponse:
    """Say what was saved, send somebody new a link, and ask who gets the pages of somebody who has left."""
    messages.success(request, _("%(name)s is saved.") % {"name": now.name})
    if form.somebody.account is None and now.account is not None:
        inviting.invite(request, now.account, by)
    elif now.account is not None and "email" in form.changed_data:
        inviting.follow(request, now.account, by, form.initial["email"])
    if now.can_sign_in and now.account is not None and not now.account.is_superuser and not now.may():
        said = _("%(name)s can sign in, and may do nothing yet: open the person, and choose what they may do.")
        messages.warning(request, said % {"name": now.name})
    has_left = now.account is not None and not now.can_sign_in
    if has_left and now.contributor and policy.has_right(by, Verb.PUBLISH) and _owned(now):
        messages.warning(request, _("%(name)s still looks after pages. Give them to somebody.") % {"name": now.name})
        return HttpResponseRedirect(reverse("admin:publishing_contributor_hand_over", args=[now.contributor.pk]))
    return HttpResponseRedirect(reverse("admin:publishing_page_people"))


def _done_to_account(request: HttpRequest, somebody: Somebody, by: User, do: Any) -> HttpResponse:
    """Do what a button of the form does to an account of somebody who can sign in."""
    if not persons.may_change_account(by, somebody) or somebody.account is None or not somebody.can_sign_in:
        raise PermissionDenied
    return do(request, somebody.account, by) or HttpResponseRedirect(request.path)


def _unsaved(request: HttpRequest, somebody: Somebody, by: User) -> PersonForm | None:
    """Return the form with what was typed, where a button was pressed before that was saved; None where all is saved.
    What the button does is of the account as it is.
    """
    form = PersonForm(somebody, by, request.POST)
    if "seen" not in request.POST or not set(form.changed_data) - {"seen", "password"}:
        return None
    form.is_valid()
    form.add_error(None, _("Nothing is done and nothing is sent: what you changed here is not saved yet. Save first."))
    return form


def _let_in(request: HttpRequest, account: User, by: User) -> None:
    people.let_in(account, by)
    messages.success(request, _("%(name)s may try again.") % {"name": person_name(account)})


def _owned(somebody: Somebody) -> list[int]:
    key = somebody.contributor.pk if somebody.contributor else None
    return list(Page.objects.live().filter(owner=key).values_list("pk", flat=True)) if key else []


def _who_can() -> str:
    """Return the names of those who keep accounts."""
    people = User.objects.filter(is_active=True, is_staff=True, is_superuser=False).select_related("contributor")
    return ", ".join(
        Somebody(getattr(one, "contributor", None), one).name for one in people if persons.keeps_accounts(one)
    )


def _ask_of_phone(request: HttpRequest, account: User, by: User) -> HttpResponse:
    """Ask once more before a phone, a password and all sessions end."""
    if account == by:
        raise PermissionDenied
    name = person_name(account)
    until = new_address.waits_until(account)
    context = {"title": _("Is the phone of %(name)s lost?") % {"name": name}, "name": name, "email": account.email}
    context |= {"waits": new_address.said_of(until) if until else ""}
    context |= admin.site.each_context(request) | context
    return TemplateResponse(request, "admin/publishing/phone_lost.html", context)


def _forget_phone(request: HttpRequest, account: User, by: User) -> None:
    if account == by:
        raise PermissionDenied  # one's own is changed by whoever has a code
    if account.email:
        people.forget_phone(account, by)
        said = _("%(name)s chooses a new password by a link, and then sets up a phone.")
        if new_address.waits_until(account):
            said = _("Phone and password of %(name)s count no more, and whoever was signed in is not any more.")
        messages.success(request, said % {"name": person_name(account)})
    inviting.invite(request, account, by)


#: Buttons of the form that do something to the account at once.
_DONE_TO_AN_ACCOUNT: dict[str, Callable[[HttpRequest, User, User], HttpResponse | None]] = {
    "link": inviting.invite,
    "let-in": _let_in,
    "ask-of-phone": _ask_of_phone,
    "forget-phone": _forget_phone,
}
