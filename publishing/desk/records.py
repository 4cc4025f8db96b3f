"""What stands beside the pages on the desk: sources, people, terms, pictures, the clinic."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Field, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk import first_page, lines, sharing
from publishing.desk.pages import PageAdmin, SearchByKind
from publishing.desk.reading import ReadOnlyAdmin
from publishing.desk.watching import WatchedForm
from publishing.life import actions, policy
from publishing.life.actions import following
from publishing.life.models import (
    ClinicProfile,
    Contributor,
    Event,
    Page,
    SiteNotice,
    Snippet,
    Source,
    StoredPicture,
)
from publishing.life.models.version import content_changed
from publishing.life.states import Verb
from publishing.text import canonical
from publishing.text.images import logos, photographs
from publishing.text.images.photographs import Encoded
from publishing.text.schema import Findings


@admin.register(Snippet)
class SnippetAdmin(PageAdmin):
    kind_name = "snippets"


@admin.register(Page)
class AnyPageAdmin(SearchByKind, ReadOnlyAdmin):
    """Every page in one list: for the pickers, and for finding a page whose kind one has forgotten."""

    list_display = ("title", "kind", "language", "status", "review_due_on")
    list_display_links = None
    list_filter = ("kind", "status", "language")
    search_fields = ("title", "slug")
    ordering = ("title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        return Page.objects.titles("review_due_on").order_by(*self.ordering)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policy.may_see(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return policy.may_see(request.user)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        mine = [
            path("reports/", view(self.reports_view), name="publishing_page_reports"),
            path("reports/<slug:name>/", view(self.report_view), name="publishing_page_report"),
        ]
        return mine + super().get_urls()

    def reports_view(self, request: HttpRequest) -> HttpResponse:
        """Every report with its count."""
        return first_page.reports_view(request, self.admin_site)

    def report_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """One report as a table or a file."""
        return first_page.report_view(request, self.admin_site, name)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Lead to the screen of the page's own kind."""
        key = unquote(object_id)
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            raise Http404
        page = get_object_or_404(Page.objects.only("kind"), pk=key)
        return HttpResponseRedirect(lines.url_of(page))


def refuse_characters(value: str) -> None:
    """Refuse a character that no text of the library may hold, with its number and its line."""
    findings = Findings("")
    canonical.refuse_characters(value.replace("\r\n", "\n"), findings)
    if findings.faults:
        fault = findings.faults[0]
        raise forms.ValidationError(_("Line %(line)s: %(fault)s."), params={"line": fault.line, "fault": fault.message})


class ContentAdmin(admin.ModelAdmin):
    """Rows that pages print: a change raises the content version, so every page is right at once. None is rewritten."""

    form = WatchedForm
    change_form_template = "admin/publishing/record_form.html"

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Every text of the form is held to what a manuscript is held to."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.CharField):
            field.validators = [*field.validators, refuse_characters]
        return field

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        with transaction.atomic():
            content_changed()
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        with transaction.atomic():
            content_changed()
            super().delete_model(request, obj)

    def get_actions(self, request: HttpRequest) -> dict:
        return {}  # deleting many at once would pass by the line above


@admin.register(Source)
class SourceAdmin(ContentAdmin):
    list_display = ("id", "title", "publisher", "year", "kind")
    list_filter = ("kind",)
    search_fields = ("id", "title", "publisher")
    autocomplete_fields = ("superseded_by",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("id",) if obj else ()


@admin.register(Contributor)
class ContributorAdmin(ContentAdmin):
    list_display = ("name", "credentials", "role", "kind", "user")
    list_select_related = ("user",)
    search_fields = ("id", "name")
    raw_id_fields = ("user",)
    change_form_template = "admin/publishing/contributor_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.hand_over_view)
        return [path("<str:pk>/hand-over/", view, name="publishing_contributor_hand_over"), *super().get_urls()]

    def hand_over_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Give all pages of somebody who leaves to somebody else, in one step."""
        if not policy.has_right(request.user, Verb.PUBLISH):
            raise PermissionDenied
        leaving = get_object_or_404(Contributor, pk=pk)
        links = sharing.open_by(leaving.user)
        if link := request.POST.get("revoke"):
            for shared in links:
                if str(shared.pk) == link:
                    sharing.revoke(shared=shared)
                    messages.success(request, _("The link shows nothing any more."))
            return HttpResponseRedirect(request.path)
        if request.method == "POST":
            to = get_object_or_404(Contributor, pk=request.POST.get("to", ""))
            request.has_saved = True  # type: ignore[attr-defined]  # text by text; website.errors asks for it
            try:
                count = actions.hand_over(leaving=leaving, to=to, by=policy.signed_in(request.user))
            except actions.Refused as error:
                messages.error(request, str(error))
            else:
                messages.success(request, _("%(count)s texts handed over to %(to)s.") % {"count": count, "to": to})
            return HttpResponseRedirect(reverse("admin:publishing_contributor_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Hand over the pages of %(name)s") % {"name": leaving},
            "opts": self.opts,
            "leaving": leaving,
            "others": Contributor.objects.exclude(pk=pk),
            "mentions": following.kept_by(pk).with_pages(),
            "links": links,
        }
        return TemplateResponse(request, "admin/publishing/hand_over.html", context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Name the pages that stand in the way of a deletion; Django would fetch them with their texts."""
        kept = Page.objects.filter(Q(owner__in=objs) | Q(deputy__in=objs)).titles().order_by("title")
        return ([], {}, set(), list(map(str, kept))) if kept else super().get_deleted_objects(objs, request)

    def get_readonly_fields(self, request: HttpRequest, obj: Contributor | None = None) -> tuple[str, ...]:
        """Who stands under a review is decided by whoever keeps the accounts, and by nobody who writes pages."""
        fields = ("id",) if obj else ()
        if request.user.has_perm("auth.change_user"):
            return fields
        named = ("name", "credentials", "kind") if obj is not None and obj.user_id else ()
        return (*fields, "user", *named)


@admin.register(SiteNotice)
class SiteNoticeAdmin(ContentAdmin):
    list_display = ("text", "until", "is_over")


@admin.register(StoredPicture)
class StoredPictureAdmin(ReadOnlyAdmin):
    """Pictures come with the library; here they can be looked at."""

    list_display = ("name", "width", "height")
    search_fields = ("name",)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The record of what was done, to read."""

    list_display = ("at", "page", "verb", "by", "note")
    list_filter = ("verb",)
    search_fields = ("page__title", "note", "by__username")
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return Event.objects.with_pages()


class ClinicForm(WatchedForm):
    """The clinic's words and look; a logo is read, stripped of everything but its pixels, and stored."""

    upload = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG, WebP or AVIF. Its text alternative is the clinic's name."),
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)

    class Meta:
        model = ClinicProfile
        fields = ("name", "phone", "emergency_number", "address", "hours", "booking", "email", "color", "time_zone")

    def clean_upload(self) -> Encoded | None:
        """Return the logo as it will be stored, or None."""
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        if upload.size > photographs.MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        try:
            return logos.encode(upload.read())
        except photographs.UnreadablePicture as error:
            raise forms.ValidationError(_("This picture %(problem)s.") % {"problem": error}) from error

    def save(self, commit: bool = True) -> ClinicProfile:
        profile = super().save(commit=False)
        logo = self.cleaned_data.get("upload")
        if logo:
            name = default_storage.save(f"logos/{logo.digest[:16]}.{logo.extension}", ContentFile(logo.content))
            profile.logo, profile.logo_width, profile.logo_height = name, logo.width, logo.height
        elif self.cleaned_data.get("remove_logo"):
            profile.logo, profile.logo_width, profile.logo_height = "", 0, 0
        if commit:
            profile.save()
        return profile


@admin.register(ClinicProfile)
class ClinicAdmin(ContentAdmin):
    """One row: the list leads straight to it."""

    form = ClinicForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not ClinicProfile.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        verb = "change" if ClinicProfile.objects.exists() else "add"
        arguments = [1] if verb == "change" else []
        return HttpResponseRedirect(reverse(f"admin:publishing_clinicprofile_{verb}", args=arguments))
