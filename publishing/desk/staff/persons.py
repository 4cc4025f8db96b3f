"""A person as the desk knows one: the account that signs in and the name that pages print, in one form.

What an account may become is ruled in `people`; what of it is recorded and told, there and in `standing`. Must not know
screens.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics.plain import SeveralLinesField, refuse_characters
from publishing.desk.doors import proving
from publishing.desk.staff import inviting, people, standing
from publishing.desk.staff.standing import ROLES
from publishing.life.models import Contributor
from publishing.life.models.version import content_changed
from publishing.life.policy import Person
from publishing.life.verbs import REVIEW
from publishing.text import records
from publishing.text.records import ContributorKind

YES, NO = "yes", "no"
#: What an account alone has; without the right to keep accounts nobody sees it.
OF_ACCOUNT = ("email", "may", "can_sign_in")


@dataclass
class Somebody:
    """The two rows of a person, of which one may be missing; of a new one both."""

    contributor: Contributor | None = None
    account: User | None = None

    @property
    def name(self) -> str:
        """What colleagues call the person."""
        if self.contributor is not None:
            return str(self.contributor)
        return (self.account.get_full_name() or self.account.get_username()) if self.account else ""

    @property
    def key(self) -> str:
        """What stands for the person in an address."""
        return f"account-{self.account.pk}" if self.contributor is None and self.account else self.contributor.pk  # type: ignore[union-attr]

    @property
    def is_person(self) -> bool:
        """Whether it is somebody, and not an organization."""
        return self.contributor is None or self.contributor.kind != ContributorKind.ORGANIZATION

    @property
    def can_sign_in(self) -> bool:
        """Whether the account is on."""
        return self.account is not None and self.account.is_active and self.account.is_staff

    @property
    def may_approve(self) -> bool:
        """Whether pages print the name under a review."""
        return self.can_sign_in and self.account is not None and self.account.has_perm(REVIEW)

    def roles(self) -> list[str]:
        """Return the groups of ours that the person is in."""
        names = {group.name for group in self.account.groups.all()} if self.account else set()
        return [name for name in ROLES if name in names]

    def may(self) -> list[str]:
        """Return what the groups of the account let the person do, ours first, as the desk says it."""
        groups = list(self.account.groups.all()) if self.account else []
        order = {name: number for number, name in enumerate(ROLES)}
        return [standing.said(one) for one in sorted(groups, key=lambda one: (order.get(one.name, 9), one.name))]

    def others(self) -> list[str]:
        """Return the groups of the account that are none of ours, and what they let the person do."""
        groups = self.account.groups.exclude(name__in=ROLES).order_by("name") if self.account else []
        return [standing.said(one) for one in groups]

    def said(self) -> dict[str, Any]:
        """Return what the form shows of the person."""
        contributor, account = self.contributor, self.account
        return {
            "name": contributor.name if contributor else account.get_full_name() if account else "",
            "credentials": contributor.credentials if contributor else "",
            "role": contributor.role if contributor else "",
            "about": contributor.about if contributor else "",
            "email": account.email if account else "",
            "may": self.roles(),
            "can_sign_in": YES if self.can_sign_in or (contributor is None and account is None) else NO,
        }

    def digest(self) -> str:
        """Return the SHA-256 of what the form shows, to tell whether somebody else has saved meanwhile."""
        return hashlib.sha256(json.dumps(self.said(), sort_keys=True).encode()).hexdigest()


def keeps_accounts(by: Person) -> bool:
    """Whether somebody may make and change accounts."""
    return by.has_perms(standing.KEEPS)


def may_change_account(by: Person, somebody: Somebody) -> bool:
    """Whether somebody may change a person's account. A superuser is out of everybody else's reach."""
    is_beyond = somebody.account is not None and somebody.account.is_superuser and not by.is_superuser
    return keeps_accounts(by) and somebody.is_person and not is_beyond


def is_own(by: Person, somebody: Somebody) -> bool:
    """Whether somebody is the person, under a name that pages print."""
    return somebody.contributor is not None and somebody.account is not None and somebody.account.pk == by.pk


def may_change(by: Person, somebody: Somebody) -> bool:
    """Whether somebody may change anything of a person: whoever keeps accounts, the person, and who publishes."""
    if is_own(by, somebody):
        return True
    if somebody.account is not None and somebody.account.is_superuser and not by.is_superuser:
        return False
    return may_change_account(by, somebody) or by.has_perm("publishing.change_contributor")


class PersonForm(forms.Form):
    """Everything that one says of a person. Fields that `by` may not change are left out."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    credentials = forms.CharField(
        label=gettext_lazy("Letters after the name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("As patients should read them, such as MD, DO or PA-C."),
    )
    role = forms.CharField(
        label=gettext_lazy("Work at the clinic"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Such as Physiatrist or Practice manager."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Email"), required=False, help_text=gettext_lazy("Reviews and questions go there.")
    )
    may = forms.MultipleChoiceField(
        label=gettext_lazy("What may this person do?"),
        choices=list(ROLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One or more. Nobody approves a text that he or she wrote."),
    )
    about = SeveralLinesField(
        label=gettext_lazy("A few words for patients"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("On the page about your team."),
    )
    can_sign_in = forms.ChoiceField(
        label=gettext_lazy("Can sign in?"),
        choices=[(YES, gettext_lazy("Yes")), (NO, gettext_lazy("No"))],
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The name stays on what the person wrote and approved."),
    )
    password = proving.PasswordField(gettext_lazy("Only where you change your email address: it shows that it is you."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, somebody: Somebody, by: User, data: Any = None, *, problem_with: Callable[[str], str] | None = None
    ) -> None:
        """problem_with: says what is wrong with the password of `by`; "" where it is right."""
        super().__init__(data, initial={**somebody.said(), "password": "", "seen": somebody.digest()})
        self.somebody, self._by, self._problem_with = somebody, by, problem_with
        self._leave_out()
        for name in ("name", "credentials", "role", "about"):
            if name in self.fields:
                self.fields[name].validators.append(refuse_characters)

    def _leave_out(self) -> None:
        """Leave out what this person may not change: own roles, other people's accounts, names under a review."""
        gone: set[str] = set()
        if not may_change_account(self._by, self.somebody):
            gone |= {*OF_ACCOUNT}
            if self.somebody.account is not None:
                gone |= {"name", "credentials"}  # who stands under a review is decided by whoever keeps accounts
                gone |= set() if is_own(self._by, self.somebody) else {"about"}  # in whose name patients are spoken to
        if self.somebody.account == self._by and not self._by.is_superuser:
            gone |= {"may", "can_sign_in"}
        if self.somebody.account != self._by or "email" in gone:
            gone |= {"password"}
        for name in gone:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Refuse what no page could print, an account without an address, and a save over somebody else's."""
        cleaned = super().clean() or {}
        for key, problem in records.problems_of(self._entry(), records.CONTRIBUTOR).items():
            if key in self.fields and key not in self.errors:
                self.add_error(key, f"{problem[:1].upper()}{problem[1:]}.")
        if cleaned.get("can_sign_in") == YES and not self.errors.get("email"):
            self._check_address(cleaned.get("email", ""))
        if "password" in self.fields and "email" in self.changed_data and not self.errors.get("email"):
            self._check_password(cleaned.get("password", ""))
        if self.somebody.contributor is not None or self.somebody.account is not None:
            self._refuse_stale()
        return cleaned

    def _entry(self) -> dict[str, Any]:
        """Return the person as a library would list one."""
        was = self.somebody.said()
        said = {key: self.cleaned_data.get(key, was[key]) for key in ("name", "credentials", "role", "about")}
        kind = (ContributorKind.PERSON if self.somebody.is_person else ContributorKind.ORGANIZATION).value
        entry = {"id": self.somebody.contributor.pk if self.somebody.contributor else "somebody", "kind": kind, **said}
        return {key: value for key, value in entry.items() if value}

    def _check_address(self, email: str) -> None:
        if not email:
            self.add_error("email", _("Somebody who signs in needs an address: the link for a password goes there."))
        elif self.somebody.account is None and has_account(email):
            self.add_error("email", _("Somebody with this address can sign in already."))

    def _check_password(self, password: str) -> None:
        """Refuse one's own new address from whoever only found a session open: a link for a password goes there."""
        if self._problem_with is not None and (problem := self._problem_with(password)):
            self.add_error("password", problem)

    def _refuse_stale(self) -> None:
        if self.cleaned_data.get("seen") == self.somebody.digest():
            return
        self.add_error(
            None,
            _(
                "Somebody else has saved this since you opened it, and nothing of yours is saved yet. Save again to "
                "put yours in its place."
            ),
        )
        stands = self.somebody.said()
        for name in set(self.fields) - {"seen", "password"}:
            if name not in self.errors and self.cleaned_data.get(name) != stands[name]:
                theirs = ", ".join(str(ROLES[one]) for one in stands[name]) if name == "may" else stands[name]
                self.add_error(name, _("Saved meanwhile: “%(theirs)s”.") % {"theirs": theirs})
        self.data = {**{name: self[name].data for name in self.fields}, "seen": self.somebody.digest()}


def has_account(email: str, but: User | None = None) -> bool:
    """Whether an address is that, or the name, of an account. but: of another than this one."""
    people = User.objects.exclude(pk=but.pk if but else 0)
    return people.filter(Q(email__iexact=email) | Q(username__iexact=email)).exists()


_OF_THE_FORM = ("username", "first_name", "last_name", "email", "is_active", "is_staff")


def save(form: PersonForm, by: User) -> Somebody:
    """Save what a valid form says, in one transaction. A new account has no password: nobody but its owner sets one."""
    somebody, said = form.somebody, form.cleaned_data
    with transaction.atomic():
        content_changed()
        was = standing.of(somebody.account)
        account = _save_account(somebody, said, by)
        contributor = _save_contributor(somebody, said, account)
        if account is not None:
            standing.note_changes(account, was, by)
    return Somebody(contributor, account)


def _save_account(somebody: Somebody, said: dict[str, Any], by: User) -> User | None:
    account, wants = somebody.account, said.get("can_sign_in", "")
    if account is None and wants != YES:
        return None
    old = account.email if account else ""
    if account is None:
        account = User(username=inviting.sign_in_name(said["email"]), is_staff=True)
        account.set_unusable_password()
    if "name" in said:
        account.first_name, _space, account.last_name = (part[:150] for part in said["name"].partition(" "))
    account.email = said.get("email", account.email)
    if account.pk:
        account.username = inviting.corrected_name(account, old)
    if wants:
        account.is_active = wants == YES
        account.is_staff = account.is_staff or wants == YES
    # A password that was changed meanwhile stays as it is.
    account.save(update_fields=None if account.pk is None else _OF_THE_FORM)
    if "may" in said:
        others = account.groups.exclude(name__in=ROLES)
        account.groups.set([*others, *Group.objects.filter(name__in=said["may"])])
    if somebody.account is not None and old != account.email:
        people.record_address(account, by, old)
    return account


def _save_contributor(somebody: Somebody, said: dict[str, Any], account: User | None) -> Contributor:
    contributor = somebody.contributor or Contributor(
        id=_new_id(said.get("name") or somebody.name), kind=ContributorKind.PERSON
    )
    if somebody.contributor is None:
        contributor.name = somebody.said()["name"] or somebody.name
    for key in ("name", "credentials", "role", "about"):
        if key in said:
            setattr(contributor, key, said[key])
    contributor.user = account or contributor.user
    contributor.save()
    return contributor


def _new_id(name: str) -> str:
    """Return an id that no contributor has, made from a name."""
    base = slugify(name)[:50].strip("-") or "person"
    taken = set(Contributor.objects.filter(id__startswith=base).values_list("id", flat=True))
    return next(one for one in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if one not in taken)
