"""What stands beside the pages on the desk: sources, people, pictures, what was done.

What the library's own reader refuses of a source or a person, its form refuses at the field: no rule stands twice.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Field, Model, QuerySet, TextField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk.basics import entered, lines
from publishing.desk.basics.plain import SeveralLinesField, refuse_characters
from publishing.desk.basics.reading import ReadOnlyAdmin, RightFirst
from publishing.desk.basics.screens import SearchByKind
from publishing.desk.basics.turns import in_turn
from publishing.desk.basics.watching import WatchedForm, shown
from publishing.desk.doors import account
from publishing.desk.doors.signing_in import carried_view
from publishing.desk.editor import pasting, pickers
from publishing.desk.editor.live_preview import live_view
from publishing.desk.finding import find, page_list
from publishing.desk.front import help
from publishing.desk.keeping.kept import kept_view
from publishing.desk.letters import news, reminding, sharing
from publishing.desk.letters.hands import who_publish
from publishing.desk.library import adopting, offers, reading_queue
from publishing.desk.page import beginning
from publishing.desk.page.pages import PageAdmin
from publishing.desk.pictures import picture_list, uploading
from publishing.desk.registry import happened, source_list
from publishing.desk.reporting import report_screens
from publishing.desk.reporting.reports import person_name
from publishing.desk.staff import own_address, people_screens, standing
from publishing.desk.words import checking, sayings
from publishing.life import actions, linking, policy
from publishing.life.actions import following, sources
from publishing.life.models import (
    Contributor,
    Event,
    Page,
    Snippet,
    Source,
    StoredPicture,
)
from publishing.life.models.version import content_changed
from publishing.life.states import Verb
from publishing.text import records
from publishing.text.schema import Record

NAMED = 2  # people of whom it is said that they can change something


@admin.register(Snippet)
class SnippetAdmin(PageAdmin):
    kind_name = "snippets"


@admin.register(Page)
class AnyPageAdmin(SearchByKind, ReadOnlyAdmin):
    """Every page in one list: for the pickers, and for finding a page whose kind one has forgotten."""

    search_fields = ("title", "slug")
    ordering = ("title",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        return Page.objects.kept().titles("review_due_on").order_by(*self.ordering)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policy.may_see(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return policy.may_see(request.user)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        mine = [
            path("checklist/", view(in_turn(self.checklist_view, "POST")), name="publishing_page_checklist"),
            path("new/", view(self.new_view), name="publishing_page_new"),
            path("kept/", kept_view, name="publishing_page_kept"),
            path("carried/", view(carried_view), name="publishing_page_carried"),
            *self._of_the_editor(),
            path("offered/", view(self.offered_view), name="publishing_page_offered"),
            path("reports/", view(self.reports_view), name="publishing_page_reports"),
            path("reports/<slug:name>/", view(self.report_view), name="publishing_page_report"),
            path("find/", view(self.find_view), name="publishing_page_find"),
            path("library/", view(self.library_view), name="publishing_page_library"),
            path("queue/", view(self.queue_view), name="publishing_page_queue"),
            path("queue/<row:pk>/", view(reading_queue.page_view), name="publishing_page_queue_page"),
            path("help/", view(self.help_view), name="publishing_page_help"),
            path("<row:pk>/remind/", view(self.remind_view), name="publishing_page_remind"),
            path("account/", view(account.account_view), name="publishing_page_account"),
            path("account/address/", view(own_address.address_view), name="publishing_page_own_address"),
            path("account/phone/", view(account.phone_view), name="publishing_page_phone"),
            path("account/sign-out/", view(account.sign_out_view), name="publishing_page_sign_out"),
            path("people/", view(self.people_view), name="publishing_page_people"),
            path("person/", view(self.person_view), name="publishing_page_person_new"),
            path("person/<str:key>/", view(self.person_view), name="publishing_page_person"),
        ]
        return mine + super().get_urls()

    def checklist_view(self, request: HttpRequest) -> HttpResponse:
        """The checklist of a page's form as it is typed."""
        return checking.checklist_view(request, self.admin_site)

    def _of_the_editor(self) -> list[URLPattern]:
        """What an editor asks while somebody writes."""
        view, site = self.admin_site.admin_view, self.admin_site
        return [
            path(
                "preview/<row:pk>/", view(in_turn(partial(live_view, site=site), "POST")), name="publishing_page_live"
            ),
            path("paste/", view(in_turn(pasting.paste_view, "POST")), name="publishing_page_paste"),
            path("pick/", view(partial(pickers.screen_view, site=site)), name="publishing_page_pick"),
            path("pick/names/", view(pickers.names_view), name="publishing_page_names"),
            path("pick/suggest/", view(partial(pickers.suggest_view, site=site)), name="publishing_page_suggest"),
            path("pick/<slug:what>/", view(pickers.pick_view), name="publishing_page_picks"),
        ]

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """A new page of any kind."""
        return beginning.begin_view(request, self.admin_site)

    def offered_view(self, request: HttpRequest) -> HttpResponse:
        """What the clinic does itself, refers for, or does not offer."""
        return offers.offered_view(request, self.admin_site)

    def reports_view(self, request: HttpRequest) -> HttpResponse:
        """Every report with its count."""
        return report_screens.reports_view(request, self.admin_site)

    def report_view(self, request: HttpRequest, name: str) -> HttpResponse:
        """One report as a table or a file."""
        return report_screens.report_view(request, self.admin_site, name)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """All pages of all kinds."""
        return page_list.list_view(request, self.admin_site)

    def find_view(self, request: HttpRequest) -> HttpResponse:
        """What the box in the header finds."""
        return find.find_view(request, self.admin_site)

    def library_view(self, request: HttpRequest) -> HttpResponse:
        """How much of the library is reviewed, and who looks after it."""
        return adopting.library_view(request, self.admin_site)

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """One page after the other, to be read and confirmed."""
        return reading_queue.queue_view(request, self.admin_site)

    def help_view(self, request: HttpRequest) -> HttpResponse:
        """How do I ..."""
        return help.help_view(request, self.admin_site)

    def people_view(self, request: HttpRequest) -> HttpResponse:
        """Everybody who signs in or is named on pages."""
        return people_screens.list_view(request, self.admin_site)

    def person_view(self, request: HttpRequest, key: str = "") -> HttpResponse:
        """One person."""
        return people_screens.person_view(request, self.admin_site, key)

    def remind_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remind the owner of a page whose review is overdue."""
        return reminding.remind_view(request, pk)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Lead to the screen of the page's own kind. Who has no role is not told which that is."""
        if not policy.may_see(request.user):
            raise PermissionDenied
        page = get_object_or_404(Page.objects.only("kind"), pk=entered.number(unquote(object_id)))
        return HttpResponseRedirect(lines.url_of(page))


class ContentAdmin(RightFirst):
    """Rows that pages print: a change raises the content version, so every page is right at once. None is rewritten."""

    form = WatchedForm
    sortable_by = ()
    change_form_template = "admin/publishing/record_form.html"

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """Every text of the form is held to what a manuscript is held to."""
        if isinstance(db_field, TextField):
            kwargs["form_class"] = SeveralLinesField
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(widget := getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False  # signs without words
        if isinstance(field, forms.CharField):
            field.validators = [*field.validators, refuse_characters]
        return field

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        with transaction.atomic():
            content_changed()
            super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        """Say in the desk's words that it is saved."""
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("“%(name)s” is saved. Every page has it at once.") % {"name": obj})
        return self.response_post_save_add(request, obj)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        """Say in the desk's words that it is saved."""
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        messages.success(request, _("“%(name)s” is saved. Every page has it at once.") % {"name": obj})
        return self.response_post_save_change(request, obj)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        with transaction.atomic():
            content_changed()
            super().delete_model(request, obj)

    def get_actions(self, request: HttpRequest) -> dict:
        return {}  # deleting many at once would pass by the line above


class RecordForm(WatchedForm):
    """A form over a row that a library lists: it takes what the library's reader takes."""

    record: Record

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, described in self.record.keys.items():
            if key in self.fields:
                self.fields[key].label, self.fields[key].help_text = described.label, described.help

    def clean(self) -> dict[str, Any] | None:
        """Refuse, at its field, what could not be read again once it was written out."""
        cleaned = super().clean()
        for key, problem in records.problems_of(self._entry(), self.record).items():
            if key in self.fields and key not in self.errors:  # what is not in the form, nobody here could put right
                self.add_error(key, sayings.said(problem))
        return cleaned

    def _entry(self) -> dict[str, Any]:
        """Return what was entered as a library would list it; what is empty is left out."""
        entered = {key: self.cleaned_data.get(key) for key in self.record.keys}
        return {
            key: value.pk if isinstance(value, Model) else value
            for key, value in entered.items()
            if value not in (None, "")
        }


SHORT_NAME = gettext_lazy("Short name")


class SourceForm(RecordForm):
    """A source. The one by which it is superseded must not lead back to it."""

    record = records.SOURCE

    class Meta:
        model = Source
        exclude = ()
        labels = {"id": SHORT_NAME}
        help_texts = {"id": gettext_lazy("Under which texts know it, for good. Example: aan2025.")}

    def clean_url(self) -> str:
        """Complete what was typed without https://."""
        return entered.web_address(self.cleaned_data["url"])

    def clean(self) -> dict[str, Any] | None:
        """Refuse a way of newer sources that comes back to this one."""
        cleaned = super().clean()
        by = self.cleaned_data.get("superseded_by")
        if by is not None:
            rows = Source.objects.exclude(superseded_by=None).values_list("pk", "superseded_by")
            newer = {source: following for source, following in rows if following} | {self.instance.pk: by.pk}
            if way := records.way_back(self.instance.pk, newer):
                self.add_error("superseded_by", _("It would supersede itself: %(way)s.") % {"way": " → ".join(way)})
        return cleaned


class ContributorForm(RecordForm):
    """Somebody who writes, owns or reviews pages."""

    record = records.CONTRIBUTOR

    class Meta:
        model = Contributor
        exclude = ("user",)  # whose name it is, People decides, on record
        labels = {"id": SHORT_NAME}
        help_texts = {"id": gettext_lazy("Under which texts know them, for good. Example: rita-reyes.")}
        widgets = {"about": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}


class NamedAdmin(ContentAdmin):
    """Rows that texts name. `to`: as what."""

    delete_confirmation_template = "admin/publishing/record_delete.html"
    to = ""

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Texts name it by its id, so that stays as it is, and says nothing to whoever fills in the form."""
        return ("id",) if obj else ()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Name the texts that stand in the way of a deletion; Django would fetch their pages whole."""
        named = [str(page) for row in objs for page in linking.naming(self.to, row.pk)]
        return ([], {}, set(), named) if named else super().get_deleted_objects(objs, request)


@admin.register(Source)
class SourceAdmin(NamedAdmin):
    form = SourceForm
    to = "source"
    search_fields = ("id", "title", "publisher")
    autocomplete_fields = ("superseded_by",)
    change_form_template = "admin/publishing/source_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(pickers.accept_view)
        return [path("<str:pk>/accept/", view, name="publishing_source_accept"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever may only read it reads who can change it."""
        if not self.has_change_permission(request):
            context["can"] = get_text_list([person_name(one) for one in who_publish()[:NAMED]], _("or"))
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """All sources, where they stand, and which were replaced."""
        return source_list.list_view(request, self.admin_site)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        """Tell who answers for the pages that print a source that it says something else, or that there is a newer
        one.
        """
        was = Source.objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        by, source = policy.signed_in(request.user), Source.objects.get(pk=obj.pk)
        seen = [name for name in sources.SEEN if name in form.changed_data]
        if was is not None and seen:
            pages = sources.note_change(source=source, by=by, was=str(was))
            changes = [(str(form[name].label), shown(was, name), shown(source, name)) for name in seen]
            news.source_changed(source, pages, changes, by)
        if source.superseded_by and "superseded_by" in form.changed_data:
            news.source_replaced(source, by)


@admin.register(Contributor)
class ContributorAdmin(NamedAdmin):
    form = ContributorForm
    to = "contributor"
    search_fields = ("id", "name")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.hand_over_view)
        return [path("<str:pk>/hand-over/", view, name="publishing_contributor_hand_over"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """People are one list, with and without an account."""
        return HttpResponseRedirect(reverse("admin:publishing_page_people"))

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A person is one form, with and without an account: nothing is changed here."""
        return HttpResponseRedirect(reverse("admin:publishing_page_person", args=[unquote(object_id)]))

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Whose name it was signs under another one from now on, on record."""
        account = obj.user
        was = standing.of(account)
        super().delete_model(request, obj)
        if account is not None:
            standing.note_changes(account, was, policy.signed_in(request.user))

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


@admin.register(StoredPicture)
class StoredPictureAdmin(ReadOnlyAdmin):
    """The addresses of the screens of pictures."""

    def get_urls(self) -> list[URLPattern]:
        def ours(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            screen = self.admin_site.admin_view(partial(view, site=self.admin_site))
            return path(route, screen, name=f"publishing_storedpicture_{name}")

        return [
            ours("", picture_list.list_view, "changelist"),
            ours("add/", in_turn(uploading.add_view, "POST"), "add"),
            ours("<str:pk>/change/", uploading.picture_view, "change"),
            ours("<row:pk>/file/", in_turn(uploading.replace_view, "POST"), "file"),
            ours("<row:pk>/delete/", uploading.delete_view, "delete"),
            ours("<row:pk>/remove/", uploading.remove_view, "remove"),
        ]


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The record of what was done, to read."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """All that happened, as the other lists of the desk."""
        return happened.list_view(request, self.admin_site)
