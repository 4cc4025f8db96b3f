"""The screens of a page on the desk: its form, what has changed, its history, its preview, its verbs.

A page is never edited as a row. The form is made from its manuscript, saving writes a revision, and every other button
is a verb of `actions`.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from publishing.desk.basics import entered
from publishing.desk.basics.turns import in_turn
from publishing.desk.doors.signing_in import or_sign_in
from publishing.desk.editor.previewing import on_day, preview
from publishing.desk.keeping.offering import Offering
from publishing.desk.letters import sharing
from publishing.desk.page.beginning import begin_view
from publishing.desk.page.elsewhere import Elsewhere
from publishing.desk.page.page_form import PageForm
from publishing.desk.page.taking_up import TakingUp
from publishing.desk.review.past import Past
from publishing.desk.review.questions import Questions
from publishing.desk.review.reviewing import Reviewing
from publishing.life import keeping, policy
from publishing.life.models import Note, Page, Revision, SharedDraft
from publishing.life.states import Verb
from publishing.text import kinds


class PageAdmin(PageForm, TakingUp, Elsewhere, Questions, Offering, Reviewing, Past):
    """The screens of one kind of page."""

    search_fields = ("title", "slug")
    ordering = ("title", "slug")

    # Rights: policy knows them; a page is never deleted, and its row never edited.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return policy.may_see(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return policy.may_see(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return policy.has_right(request.user, Verb.SAVE)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return policy.may_see(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict:
        return {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        pages: Any = super().get_queryset(request)  # made by the manager of pages, which the admin cannot know
        return pages.kept().without_texts()

    def get_urls(self) -> list[URLPattern]:
        """Ours before the admin's own, whose pattern for a change would take them all."""
        start = f"{self.opts.app_label}_{self.opts.model_name}"

        def ours(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"{start}_{name}")

        form, merge = (in_turn(view, "GET", "POST", at_form=True) for view in (self.change_view, self.merge_view))
        return [
            ours("<row:pk>/versions/<row:number>/", self.version_view, "version"),
            ours("<row:pk>/versions/<row:number>/preview/", self.preview_view, "preview"),
            ours("<row:pk>/on/<str:day>/", self.on_day_view, "on_day"),
            ours("<row:pk>/compare/", in_turn(self.compare_view, "GET"), "compare"),
            ours("<row:pk>/reviewed/", self.reviewed_view, "reviewed"),
            ours("<row:pk>/ask/", self.ask_view, "ask"),
            ours("<row:pk>/undo/", in_turn(self.undo_view, "GET"), "undo"),
            ours("<row:pk>/do/", self.do_view, "do"),
            ours("<row:pk>/notes/", self.notes_view, "notes"),
            ours("<row:pk>/share/", self.share_view, "share"),
            ours("<row:pk>/merge/", merge, "merge"),
            ours("<row:pk>/row/", self.row_view, "row"),
            ours("<row:pk>/add-row/", self.add_row_view, "add_row"),
            ours("<row:pk>/kept/", in_turn(self.unsaved_view, "GET"), "kept"),
            path("<path:object_id>/change/", or_sign_in(form), name=f"{start}_change"),
            *super().get_urls(),
        ]

    # Screens

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        return begin_view(request, self.admin_site, kinds.get(self.kind_name))

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The pages of this kind in the list of all pages."""
        self._refuse_strangers(request)
        asked = request.GET.copy()
        asked["kind"] = self.kind_name
        return HttpResponseRedirect(f"{reverse('admin:publishing_page_changelist')}?{asked.urlencode()}")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The form. Who may not write is led to what has changed, which is what they came for."""
        self._refuse_strangers(request)
        key = entered.number(unquote(object_id))
        pages = keeping.with_what_is_kept(self._rows_with_live_text(), policy.signed_in(request.user))
        notes = Note.objects.open().filter(page=OuterRef("pk"))
        page = pages.annotate(has_notes=Exists(notes)).filter(pk=key).first() if key else None
        if page is None:
            lost = self._get_obj_does_not_exist_redirect  # type: ignore[attr-defined]  # Django's, but private
            return lost(request, self.opts, object_id)
        if not policy.has_right(request.user, Verb.SAVE):
            if request.method != "GET":
                raise PermissionDenied
            return HttpResponseRedirect(self._address(page, "compare"))
        return self._form_view(request, page)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        raise PermissionDenied

    def preview_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """A version exactly as the public would get it."""
        self._refuse_strangers(request)
        revision = get_object_or_404(Revision.objects.with_page(), page_id=pk, number=number)
        back = {"review": ("compare", _("Back to the review")), "history": ("history", _("Back to the history"))}
        view, said = back.get(request.GET.get("back", ""), ("change", _("Back to the draft")))
        request.preview_back = (self._address(revision.page, view), said)  # type: ignore[attr-defined]  # for the frame
        return preview(request, revision)

    def on_day_view(self, request: HttpRequest, pk: int, day: str) -> HttpResponse:
        """The page as the public read it at the end of a day."""
        self._refuse_strangers(request)
        wanted = entered.day(day)
        if wanted is None:
            raise Http404
        return on_day(request, self._page(pk), wanted)

    def share_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a link that shows the open draft without an account, or revoke one."""
        self._refuse_strangers(request)
        page = self._page(pk)
        revision = page.revisions.open().without_text().first()
        if request.method == "POST":
            if link := entered.number(request.POST.get("revoke", "")):
                for shared in _shares(page).filter(pk=link):
                    sharing.revoke(shared=shared)
                messages.success(request, _("The link shows nothing any more."))
            elif revision is not None:
                sharing.share(revision=revision, by=policy.signed_in(request.user))
                messages.success(request, _("The link is below. It works for 14 days."))
        links = [(shared, settings.SITE_URL + sharing.draft_path(shared)) for shared in _shares(page)]
        return self._screen(
            request, "admin/publishing/page_share.html", page, _("Share the draft"), links=links, revision=revision
        )


def _shares(page: Page) -> QuerySet[SharedDraft]:
    shares = SharedDraft.objects.filter(revision__page=page)
    return shares.select_related("revision", "by__contributor").defer("revision__manuscript")
