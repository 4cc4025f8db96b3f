"""The desk: pages as drafts with their verbs, and what pages refer to.

Pages are never edited as rows. The form of a page is made from its manuscript, saving writes a revision, and every
other button is a verb of `actions`.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.validators import validate_slug
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from glossary.models import Term
from publishing import actions, kinds, manuscripts, policy, publication
from publishing.forms import from_text
from publishing.images import logos, photographs
from publishing.models import (
    ClinicProfile,
    Contributor,
    Event,
    Page,
    Revision,
    SiteNotice,
    Snippet,
    Source,
    StoredPicture,
)
from publishing.publication import InvalidManuscript
from publishing.states import OPEN, Verb


class SlugForm(forms.Form):
    """The last part of a page's address."""

    slug = forms.CharField(
        max_length=80,
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Lower-case letters, digits and hyphens. A changed address leaves a redirect."),
        validators=[validate_slug],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean_slug(self) -> str:
        """The slug, in the form that manuscripts have."""
        slug = self.cleaned_data["slug"]
        if not manuscripts.SLUG.fullmatch(slug):
            raise forms.ValidationError(_("Only lower-case letters, digits and single hyphens."))
        return slug


class _SearchByKind(admin.ModelAdmin):
    """The pickers of a form ask for pages of one kind and language only."""

    def get_search_results(self, request, queryset, search_term):
        for name in ("kind", "language"):
            if wanted := request.GET.get(name):
                queryset = queryset.filter(**{name: wanted})
        return super().get_search_results(request, queryset, search_term)


class PageAdmin(_SearchByKind):
    """The screens of one kind of page."""

    kind_name = ""
    change_form_template = "admin/publishing/page_form.html"
    object_history_template = "admin/publishing/page_history.html"
    list_display = ("name", "status", "draft", "reviewed_on", "review_due_on", "updated_at")
    list_filter = ("status", "language")
    search_fields = ("title", "slug")
    ordering = ("title", "slug")
    list_per_page = 50

    # Rights: policy knows them; a page is never deleted, and its row never edited.

    def has_module_permission(self, request) -> bool:
        return policy.may_see(request.user)

    def has_view_permission(self, request, obj=None) -> bool:
        return policy.may_see(request.user)

    def has_add_permission(self, request) -> bool:
        return policy.has_right(request.user, Verb.SAVE)

    def has_change_permission(self, request, obj=None) -> bool:
        return policy.may_see(request.user)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("revisions")

    @admin.display(description=gettext_lazy("page"), ordering="title")
    def name(self, page: Page) -> str:
        """The title, or the address of a page that has none yet."""
        return page.title or page.slug

    @admin.display(description=gettext_lazy("open draft"))
    def draft(self, page: Page) -> str:
        """The state of the open revision."""
        found = [revision for revision in page.revisions.all() if revision.state in OPEN]
        return found[0].get_state_display() if found else ""

    def get_urls(self):
        info = (self.opts.app_label, self.opts.model_name)
        view = self.admin_site.admin_view(self.version_view)
        mine = [path("<int:pk>/versions/<int:number>/", view, name="{}_{}_version".format(*info))]
        return mine + super().get_urls()

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._form_view(request, None)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        page = self.model.objects.filter(pk=key).select_related("live_revision").first() if key.isdigit() else None
        if page is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._form_view(request, page)

    def delete_view(self, request, object_id, extra_context=None):
        raise PermissionDenied

    def history_view(self, request, object_id, extra_context=None):
        """Every version, and everything that was done."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = get_object_or_404(self.model, pk=unquote(object_id))
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "opts": self.opts,
            "object": page,
            "page": page,
            "revisions": page.revisions.select_related("created_by", "approved_by", "published_by"),
            "events": page.events.select_related("by", "revision"),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def version_view(self, request, pk: int, number: int):
        """One version as the text it is; a POST takes it up again as a draft."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = get_object_or_404(self.model, pk=pk)
        revision = get_object_or_404(page.revisions, number=number)
        if request.method == "POST":
            if not policy.has_right(request.user, Verb.SAVE):
                raise PermissionDenied
            based_on = request.POST.get("based_on", "")
            try:
                actions.save_draft(
                    page=page,
                    by=request.user,
                    manuscript=revision.manuscript,
                    slug=revision.slug,
                    based_on_sha256=based_on,
                )
                messages.success(request, _("Version %(number)s is the draft now.") % {"number": number})
            except actions.Refused as error:
                messages.error(request, str(error))
            return HttpResponseRedirect(self._address(page))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Version %(number)s") % {"number": number},
            "opts": self.opts,
            "page": page,
            "revision": revision,
            "open_revision": page.revisions.open().first(),
        }
        return TemplateResponse(request, "admin/publishing/page_version.html", context)

    def _form_view(self, request, page: Page | None):
        """Show the open draft, or else the live page; on a POST save, then do what a button says."""
        kind = kinds.get(self.kind_name)
        language = page.language if page else "en"
        revision = page.revisions.open().first() if page else None
        shown = revision or (page.live_revision if page else None)
        text = shown.manuscript if shown else ""
        posted = request.POST if request.method == "POST" else None
        form = from_text(kind, language, self.admin_site, text, posted)
        slug = SlugForm(posted, initial={"slug": shown.slug if shown else ""}, prefix="address")
        if posted is not None:
            if form.is_valid() and slug.is_valid():
                answer = self._posted(request, page, revision, shown, form.text(), slug.cleaned_data["slug"])
                if answer is not None:
                    return answer
            else:
                messages.error(request, _("Nothing was saved yet. Please correct what is marked below."))
        context = {
            **self.admin_site.each_context(request),
            "title": page.title or page.slug if page else _("New page"),
            "opts": self.opts,
            "page": page,
            "object_id": page.pk if page else None,
            "original": page,
            "revision": revision,
            "form": form,
            "slug_form": slug,
            "media": self.media + form.media,
            "based_on": request.POST.get("based_on", revision.sha256 if revision else ""),
            "shown_sha256": shown.sha256 if shown else "",
            "faults": publication.check(revision) if revision else [],
            "offers": policy.offers(request.user, page, revision) if page else [],
            "may_save": policy.has_right(request.user, Verb.SAVE),
            "has_view_permission": True,
        }
        return TemplateResponse(request, self.change_form_template, context)

    def _posted(self, request, page, revision, shown, text: str, slug: str):
        """Save what was entered, then do the verb; return where to go, or None to show the form again."""
        verb = request.POST.get("verb", "")
        try:
            is_changed = shown is None or text != shown.manuscript or slug != shown.slug
            if is_changed:
                if not policy.has_right(request.user, Verb.SAVE):
                    raise PermissionDenied
                revision = self._saved(request, page, text, slug)
                page = revision.page
            if verb:
                self._do(request, Verb(verb), page, revision, shown if not is_changed else revision)
            elif is_changed:
                messages.success(request, _("The draft is saved. The public page has not changed."))
            else:
                messages.info(request, _("There was nothing to save."))
        except actions.Stale as error:
            messages.error(
                request,
                _("%(problem)s Your text is still below. Copy what you need, then open the page again.")
                % {"problem": error},
            )
            return None
        except (actions.Refused, ValueError) as error:
            if isinstance(error, InvalidManuscript):
                for fault in error.faults:
                    messages.error(request, str(fault))
            else:
                messages.error(request, str(error))
            return HttpResponseRedirect(self._address(page)) if page is not None else None
        return HttpResponseRedirect(self._address(page))

    def _saved(self, request, page, text: str, slug: str) -> Revision:
        if page is None:
            return actions.create_page(by=request.user, kind=self.kind_name, slug=slug, manuscript=text)
        return actions.save_draft(
            page=page,
            by=request.user,
            manuscript=text,
            slug=slug,
            based_on_sha256=request.POST.get("based_on", ""),
        )

    def _do(self, request, verb: Verb, page: Page, revision: Revision | None, seen: Revision | None) -> None:
        """Do one verb in the name of the person at the desk. Raises PermissionDenied, Refused, InvalidManuscript."""
        if not policy.has_right(request.user, verb):
            raise PermissionDenied
        note = request.POST.get("note", "").strip()[:2000]
        by = request.user
        if verb in {Verb.WITHDRAW, Verb.RESTORE}:
            getattr(actions, verb.value)(page=page, by=by, note=note)
        elif verb == Verb.CONFIRM_REVIEW:
            actions.confirm_review(page=page, by=by, sha256=request.POST.get("live_sha256", ""), note=note)
        elif revision is None:
            raise actions.Refused(_("There is no open draft."))
        elif verb == Verb.APPROVE:
            actions.approve(revision=revision, by=by, sha256=request.POST.get("based_on", ""), note=note)
        elif verb == Verb.SCHEDULE:
            at = parse_datetime(request.POST.get("at", ""))
            if at is None:
                raise actions.Refused(_("Choose the day and time of the publication."))
            actions.schedule(revision=revision, by=by, at=make_aware(at) if is_naive(at) else at, note=note)
        else:
            function = {
                Verb.SUBMIT: actions.submit,
                Verb.RETURN: actions.return_for_changes,
                Verb.PUBLISH: actions.publish,
                Verb.DISCARD: actions.discard,
            }[verb]
            function(revision=revision, by=by, note=note)
        messages.success(request, _("Done: %(verb)s.") % {"verb": verb.label})

    def _address(self, page: Page) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[page.pk])


@admin.register(Snippet)
class SnippetAdmin(PageAdmin):
    kind_name = "snippets"


@admin.register(Page)
class AnyPageAdmin(_SearchByKind):
    """Every page in one list: for the pickers, and for finding a page whose kind one has forgotten."""

    list_display = ("title", "kind", "language", "status", "review_due_on")
    list_display_links = None
    list_filter = ("kind", "status", "language")
    search_fields = ("title", "slug")
    ordering = ("title",)

    def has_module_permission(self, request) -> bool:
        return policy.may_see(request.user)

    def has_view_permission(self, request, obj=None) -> bool:
        return policy.may_see(request.user)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Lead to the screen of the page's own kind."""
        page = get_object_or_404(Page, pk=unquote(object_id))
        options = kinds.get(page.kind).model._meta
        return HttpResponseRedirect(reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[page.pk]))


class ContentAdmin(admin.ModelAdmin):
    """Rows that pages print: a change is public at once, so the pages that print them are rendered again."""

    def save_model(self, request, obj, form, change) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            publication.content_changed()

    def delete_model(self, request, obj) -> None:
        with transaction.atomic():
            super().delete_model(request, obj)
            publication.content_changed()

    def get_actions(self, request) -> dict:
        return {}  # deleting many at once would pass by the line above


@admin.register(Source)
class SourceAdmin(ContentAdmin):
    list_display = ("id", "title", "publisher", "year", "kind")
    list_filter = ("kind",)
    search_fields = ("id", "title", "publisher")
    autocomplete_fields = ("superseded_by",)

    def get_readonly_fields(self, request, obj=None):
        return ("id",) if obj else ()


@admin.register(Contributor)
class ContributorAdmin(ContentAdmin):
    list_display = ("name", "credentials", "role", "kind", "user")
    search_fields = ("id", "name")
    raw_id_fields = ("user",)

    def get_readonly_fields(self, request, obj=None):
        return ("id",) if obj else ()


@admin.register(SiteNotice)
class SiteNoticeAdmin(ContentAdmin):
    list_display = ("text", "until", "is_over")


@admin.register(Term)
class TermAdmin(ContentAdmin):
    """Terms of the glossary, registered on this floor because a changed term renders pages again."""

    list_display = ("term", "definition", "language")
    list_filter = ("language",)
    search_fields = ("term", "definition")
    prepopulated_fields = {"slug": ("term",)}


@admin.register(StoredPicture)
class StoredPictureAdmin(admin.ModelAdmin):
    """Pictures come with the library; here they can be looked at."""

    list_display = ("name", "width", "height")
    search_fields = ("name",)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """The record of what was done, to read."""

    list_display = ("at", "page", "verb", "by", "note")
    list_filter = ("verb",)
    search_fields = ("page__title", "note", "by__username")
    list_select_related = ("page", "by")
    date_hierarchy = "at"

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ClinicForm(forms.ModelForm):
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

    def clean_upload(self):
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

    def save(self, commit=True):
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

    def has_add_permission(self, request) -> bool:
        return super().has_add_permission(request) and not ClinicProfile.objects.exists()

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        verb = "change" if ClinicProfile.objects.exists() else "add"
        arguments = [1] if verb == "change" else []
        return HttpResponseRedirect(reverse(f"admin:publishing_clinicprofile_{verb}", args=arguments))
