"""Accounts on the desk. Who may make accounts must not make themselves more than they are."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from publishing.life.loading import LOADER

admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(UserAdmin):
    """Django's own screen, less what would let an administrator become a superuser or change their own roles."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people = super().get_queryset(request)
        return people if request.user.is_superuser else people.filter(is_superuser=False).exclude(username=LOADER)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str] | tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fields
        own = ("groups", "is_staff", "is_active") if obj == request.user else ()
        return (*fields, "is_superuser", "user_permissions", *own)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # whoever wrote or approved a text stays on record; switch the account off instead
