"""Accounts on the desk. Who may make accounts must not make themselves more than they are, nor sign as another unseen.

Whoever sets another's password, or has another's mail go elsewhere, could sign in that person's place. It stays on
record and is told to the person, and so is every time somebody signs in with such a password. The address waits before
it takes a link (`letters.new_address`).

What an account may do, and under which name, is recorded in `standing`.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, User
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.dispatch import receiver
from django.forms import ChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from publishing.desk.basics.reading import ReadOnlyAdmin, RightFirst
from publishing.desk.doors import braking, second_factor, sessions
from publishing.desk.letters import mail, new_address
from publishing.desk.reporting.reports import person_name
from publishing.desk.staff import inviting, standing
from publishing.life import policy
from publishing.life.loading import LOADER
from publishing.life.models import AccountEvent, SignIn

What = AccountEvent.What
SIGN_IN_NAME = gettext_lazy("Sign-in name")

admin.site.unregister([User, Group])
admin.site.unregister([StaticDevice, TOTPDevice])  # their screens show what nobody but the phone's owner may see


@admin.register(Group)
class RoleAdmin(RightFirst, GroupAdmin):
    """Django's own screen. What is changed in a role is done to every account that has it. Those that an installation
    starts with are found by their names, and keep them.
    """

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> list[str] | tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "name") if obj is not None and obj.name in standing.ROLES else fields

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        is_ours = obj is not None and obj.name in standing.ROLES
        return not is_ours and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Group, form: ModelForm, change: bool) -> None:
        obj.were = _who_have([obj])  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Save the rights as well; then all of it is known that is to be recorded."""
        super().save_related(request, form, formsets, change)
        standing.note_all_changes(form.instance.were, policy.signed_in(request.user))

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        self.delete_queryset(request, Group.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        with transaction.atomic():
            were = _who_have(queryset)
            super().delete_queryset(request, queryset)
            standing.note_all_changes(were, policy.signed_in(request.user))


def _who_have(roles: Iterable[Group]) -> list[tuple[User, standing.Standing | None]]:
    """Return each account that has one of some roles, and how it stands at this moment."""
    people = User.objects.filter(groups__in=[role.pk for role in roles if role.pk]).distinct().order_by("pk")
    return [(person, standing.of(person)) for person in people]


class SetPasswordForm(AdminPasswordChangeForm):
    """Django's own, in the words of the desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(choice := self.fields.get("usable_password"), ChoiceField):
            choice.label, choice.help_text = _("Signs in by a password?"), ""
            choice.choices = [("true", _("Yes")), ("false", _("No: nobody signs in before a new one is chosen"))]
        self.fields["password1"].label, self.fields["password2"].label = _("The new password"), _("Once more")


@admin.register(User)
class StaffAdmin(RightFirst, UserAdmin):
    """Django's own screen, less what would let an administrator become a superuser or change their own roles."""

    filter_horizontal = ()
    list_display = ("sign_in_name", "email", "first_name", "last_name", "is_staff")
    list_filter = ()
    change_password_form = SetPasswordForm
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (gettext_lazy("Person"), {"fields": ("first_name", "last_name", "email")}),
        (gettext_lazy("What this person may do"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
    )

    @admin.display(description=SIGN_IN_NAME, ordering="username")
    def sign_in_name(self, person: User) -> str:
        """What the person types to sign in."""
        return person.get_username()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "username":
            options["label"] = SIGN_IN_NAME
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request)
        return people if request.user.is_superuser else people.filter(is_superuser=False).exclude(username=LOADER)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str] | tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        if obj == request.user:
            fields = (*fields, "email")  # changed under People, by whoever knows the password
        if request.user.is_superuser:
            return fields
        own = ("groups", "is_staff", "is_active") if obj == request.user else ()
        return (*fields, "is_superuser", "user_permissions", *own)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Let a superuser alone give a group that is none of the four: only its rights say what it lets one do. An
        account that has one keeps it.
        """
        if db_field.name == "groups" and not request.user.is_superuser and request.resolver_match is not None:
            person = self.get_object(request, unquote(request.resolver_match.kwargs.get("object_id", "")))
            is_kept = Q(user=person.pk if person else 0)
            ours = Group.objects.filter(Q(name__in=standing.ROLES) | is_kept)
            options["queryset"] = ours.distinct().order_by("name")
        return super().formfield_for_manytomany(db_field, request, **options)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)  # a password is typed there: everybody else sends a link

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """Lead whoever keeps accounts to the form that sends a link in the place of a password."""
        by = request.user
        if request.method == "GET" and not by.is_superuser and by.has_perms(standing.KEEPS):
            return HttpResponseRedirect(reverse("admin:publishing_page_person_new"))
        return super().add_view(request, form_url, extra_context)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # whoever wrote or approved a text stays on record; switch the account off instead

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set another's password or take it away: recorded and told, or it is not done. A superuser may, who may all;
        an administrator would sign by it as a clinician, and sends a link. One's own is changed by whoever knows the
        one before.
        """
        if self.get_object(request, unquote(id)) == request.user:
            return HttpResponseRedirect(reverse("admin:password_change"))
        if not request.user.is_superuser:
            raise PermissionDenied
        if request.method != "POST":
            return super().user_change_password(request, id, form_url)
        with transaction.atomic():
            before = self.get_object(request, unquote(id))
            response = super().user_change_password(request, id, form_url)
            after = self.get_object(request, unquote(id))
            if before and after and before.password != after.password:
                what = What.PASSWORD if after.has_usable_password() else What.TAKEN
                if what == What.PASSWORD or before.has_usable_password():
                    by = policy.signed_in(request.user)
                    record(what, after, by)
                    messages.info(request, _said_told(after, by))
        return response

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        """Save an account; what would let somebody else sign as this person is recorded and told."""
        obj.standing = standing.of(obj) if change else None  # type: ignore[attr-defined]
        by, is_given = policy.signed_in(request.user), change and "email" in form.changed_data
        if is_given:
            obj.username = inviting.corrected_name(obj, form.initial["email"])
        super().save_model(request, obj, form, change)
        if is_given:
            record_address(obj, by, form.initial["email"])
            request.given_address = (obj, by, form.initial["email"])  # type: ignore[attr-defined]
        elif not change and obj.has_usable_password():
            record(What.PASSWORD, obj, by)

    def changeform_view(self, request: HttpRequest, *what: Any, **named: Any) -> HttpResponse:
        """Save a form, and then do what follows on a new address: nothing is locked while a mail goes out."""
        response = super().changeform_view(request, *what, **named)
        if given := getattr(request, "given_address", None):
            inviting.follow(request, *given)
        return response

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Save the roles as well; then all of it is known that is to be recorded."""
        super().save_related(request, form, formsets, change)
        standing.note_changes(form.instance, form.instance.standing, policy.signed_in(request.user))


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnlyAdmin):
    """The record of what was done to accounts, to read, for whoever keeps them."""

    list_display = ("at", "person", "what", "note", "by")
    fields = ("at", "person", "what", "note", "by")
    list_filter = ("what",)
    list_select_related = ("person", "by")
    search_fields = (
        "person__username",
        "person__first_name",
        "person__last_name",
        "person__contributor__name",
        "by__username",
    )

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("auth.change_user")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(SignIn)
class SignInAdmin(ReadOnlyAdmin):
    """Who signed in, and who tried, to read, for whoever keeps accounts."""

    list_display = ("at", "person", "what", "address")
    fields = ("at", "person", "what", "address")
    list_filter = ("what",)
    list_select_related = ("person",)
    search_fields = (
        "person__username",
        "person__first_name",
        "person__last_name",
        "person__contributor__name",
        "address",
    )

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm("auth.change_user")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


def let_in(person: User, by: User | None) -> None:
    """End somebody's wait after too many tries, on record. by: None for whoever runs the server."""
    with transaction.atomic():
        braking.release(person)
        AccountEvent.objects.create(person=person, what=What.LET_IN, by=by)


def forget_phone(person: User, by: User | None) -> None:
    """Take somebody's lost phone, recovery codes and password away, on record. Who asks may have learned the password:
    so they choose another by a link that comes by mail, and then set up a phone. Whoever is signed in as the person, or
    halfway in, is not any more. by: None for whoever runs the server.
    """
    with transaction.atomic():
        second_factor.take_away(person)
        person.set_unusable_password()
        person.save(update_fields=["password"])
        sessions.end_all(person)
        event = AccountEvent.objects.create(person=person, what=What.FACTOR, by=by)
        mail.account(event)
        standing.tell_keepers(event)


def record(what: What, person: User, by: User) -> None:
    """Record what somebody did to an account, and write to the person, also where it seems to have been they: an open
    session may be another's.
    """
    mark = _mark(person) if what == What.PASSWORD else ""
    event = AccountEvent.objects.create(person=person, what=what, by=by, mark=mark)
    mail.account(event)
    standing.tell_keepers(event)


def _said_told(person: User, by: User) -> str:
    """Return who gets a letter of what was done to an account, as a sentence."""
    others = [one for one in standing.keepers() if one not in (person, by)]
    told = [one for one in (person, *others) if new_address.addresses_of(one)]
    names = ", ".join(map(person_name, told))
    if names:
        return _("It is on record. Told by email: %(names)s.") % {"names": names}
    return _("It is on record. Nobody is told by email: %(name)s has no address.") % {"name": person_name(person)}


def record_address(person: User, by: User, old: str) -> None:
    """Record that an account has another mail address, and write to both. old: "" where it had none."""
    before, mark = new_address.wait_of(person), new_address.mark_of_change(person, by)
    note = new_address.noted(old, person.email)
    event = AccountEvent.objects.create(person=person, what=What.ADDRESS, by=by, mark=mark, note=note)
    mail.address_changed(event, old, before)
    standing.tell_keepers(event)


@receiver(user_logged_in)
def tell_of_sign_in(user: User, **context: Any) -> None:
    """Where somebody signs in with a password that another set, record it, and write to the person each time."""
    last = AccountEvent.objects.filter(person=user, what=What.PASSWORD).select_related("by").first()
    if last is not None and last.mark == _mark(user):
        event = AccountEvent.objects.create(person=user, what=What.SIGN_IN, by=last.by, mark=last.mark)
        mail.account(event)
        standing.tell_keepers(event)


def _mark(person: User) -> str:
    """Return what tells a stored password from the next one; nothing can be signed in with it."""
    return sha256(person.password.encode()).hexdigest()
