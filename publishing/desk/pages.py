"""The screens of a page on the desk: its form, what has changed, its history, its preview, its verbs.

A page is never edited as a row. The form is made from its manuscript, saving writes a revision, and every other button
is a verb of `actions`.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import Model, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.desk import again, comparing, entered, lines, sharing
from publishing.desk.faults import placed
from publishing.desk.forms import InsteadPicker, LinkPicker, from_text
from publishing.desk.previewing import on_day, preview
from publishing.desk.told import Told
from publishing.desk.verdicts import verdict
from publishing.life import actions, addresses, history, known, linking, outage, policy, rendering
from publishing.life.actions.shared import in_use
from publishing.life.errors import first_of
from publishing.life.models import Note, Page, Revision, SharedDraft
from publishing.life.states import OPEN, PageStatus, RevisionState, Verb
from publishing.life.verbs import DEEDS, Deed, function_of
from publishing.text import kinds, manuscripts


class SlugForm(forms.Form):
    """The last part of a page's address. page: the one that has it; None for a new one."""

    slug = forms.CharField(
        max_length=80,
        label=gettext_lazy("Address"),
        help_text=gettext_lazy("Lower-case letters, digits and hyphens. A changed address leaves a redirect."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, kind: str, language: str, page: Page | None, posted: QueryDict | None, slug: str) -> None:
        super().__init__(posted, initial={"slug": slug}, prefix="address")
        self._asking = (kind, language, page)

    def clean_slug(self) -> str:
        """The slug, in the form that manuscripts have, and no other page's."""
        slug = self.cleaned_data["slug"]
        kind, language, page = self._asking
        if fault := manuscripts.slug_fault(kind, slug):
            raise forms.ValidationError(fault)
        is_its_own = page is not None and page.slug == slug
        if not is_its_own and (why := addresses.why_taken(kind, language, slug, page)):
            raise forms.ValidationError(why)
        return slug


class SearchByKind(admin.ModelAdmin):
    """The pickers of a form ask for pages of one kind and language only."""

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        for name in ("kind", "language"):
            if wanted := request.GET.get(name):
                queryset = queryset.filter(**{name: wanted})
        if request.path.endswith("/autocomplete/") and not request.GET.get("kind"):
            queryset = queryset.filter(kind__in=kinds.public_names())  # what a text can lead to
        return super().get_search_results(request, queryset, search_term)


class PageAdmin(SearchByKind):
    """The screens of one kind of page."""

    kind_name = ""
    list_display = ("name", "status", "draft", "reviewed_on", "review_due_on", "updated_at")
    list_filter = ("status", "language")
    search_fields = ("title", "slug")
    ordering = ("title", "slug")
    list_per_page = 50

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
        drafts = Prefetch("revisions", Revision.objects.open().without_text(), to_attr="open_revisions")
        pages: Any = super().get_queryset(request)  # made by the manager of pages, which the admin cannot know
        return pages.without_texts().prefetch_related(drafts)

    @admin.display(description=gettext_lazy("page"), ordering="title")
    def name(self, page: Page) -> str:
        """The title, or the address of a page that has none yet."""
        return page.title or page.slug

    @admin.display(description=gettext_lazy("open draft"))
    def draft(self, page: Page) -> str:
        """The state of the open revision."""
        drafts: list[Revision] = getattr(page, "open_revisions", [])
        return lines.label_of(RevisionState, drafts[0].state) if drafts else ""

    def get_urls(self) -> list[URLPattern]:
        """Ours before the admin's own, whose pattern for a change would take them all."""
        start = f"{self.opts.app_label}_{self.opts.model_name}"

        def ours(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"{start}_{name}")

        return [
            ours("link/<int:pk>/", self.link_view, "link"),
            ours("<int:pk>/versions/<int:number>/", self.version_view, "version"),
            ours("<int:pk>/versions/<int:number>/preview/", self.preview_view, "preview"),
            ours("<int:pk>/on/<str:day>/", self.on_day_view, "on_day"),
            ours("<int:pk>/compare/", self.compare_view, "compare"),
            ours("<int:pk>/do/", self.do_view, "do"),
            ours("<int:pk>/notes/", self.notes_view, "notes"),
            ours("<int:pk>/share/", self.share_view, "share"),
            *super().get_urls(),
        ]

    # Screens

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._form_view(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """The form. Who may not write is led to what has changed, which is what they came for."""
        self._refuse_strangers(request)
        key = entered.number(unquote(object_id))
        page = self._rows_with_live_text().filter(pk=key).first() if key else None
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

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """Every version, everything that was done, and what the page said on a day."""
        self._refuse_strangers(request)
        page = self._page(unquote(object_id))
        day = entered.day(request.GET.get("on", ""))
        return self._screen(
            request,
            "admin/publishing/page_history.html",
            page,
            _("History"),
            revisions=page.revisions.without_text().select_related("created_by", "approved_by", "published_by"),
            events=page.events.with_revisions(),
            is_no_day=day is None and bool(request.GET.get("on")),
            day=day,
            on_day=history.on_day(page, day) if day else None,
            today=localdate(),
        )

    def version_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """One version as the text it is; a POST takes it up again as a draft."""
        self._refuse_strangers(request)
        page = self._page(pk)
        revision = get_object_or_404(page.revisions, number=number)
        if request.method == "POST":
            self._refuse_without(request, Verb.SAVE)
            with Told(request, _("Version %(number)s is the draft now.") % {"number": number}):
                actions.save_draft(
                    page=page,
                    by=policy.signed_in(request.user),
                    manuscript=revision.manuscript,
                    slug=revision.slug,
                    based_on_sha256=request.POST.get("based_on", ""),
                    taken_from=revision,
                )
            return HttpResponseRedirect(self._address(page))
        return self._screen(
            request,
            "admin/publishing/page_version.html",
            page,
            _("Version %(number)s") % {"number": number},
            revision=revision,
            open_revision=page.revisions.open().without_text().first(),
            may_save=policy.has_right(request.user, Verb.SAVE),
        )

    def preview_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """A version exactly as the public would get it."""
        self._refuse_strangers(request)
        revision = get_object_or_404(Revision.objects.with_page(), page_id=pk, number=number)
        return preview(request, revision)

    def on_day_view(self, request: HttpRequest, pk: int, day: str) -> HttpResponse:
        """The page as the public read it at the end of a day."""
        self._refuse_strangers(request)
        wanted = entered.day(day)
        if wanted is None:
            raise Http404
        return on_day(request, self._page(pk), wanted)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What has changed: by default since the last sign-off, or else since what is live."""
        self._refuse_strangers(request)
        page = get_object_or_404(self._rows_with_live_text(), pk=entered.number(str(pk)))
        revisions = list(page.revisions.without_text())
        signed_off = history.signed_off(page)
        by_number = {str(revision.number): revision for revision in revisions}
        draft = next((revision for revision in revisions if revision.state in OPEN), None)
        newer = by_number.get(request.GET.get("to", "")) or draft or page.live_revision
        older = by_number.get(request.GET.get("from", "")) or signed_off or page.live_revision
        return self._screen(
            request,
            "admin/publishing/page_compare.html",
            page,
            _("What has changed"),
            revisions=revisions,
            revision=draft,
            signed_off=signed_off,
            verdict=verdict(page, draft, request.user),
            **comparing.compared(page, older, newer),
            offers=self._offers_beside(request, page, draft, newer, older in (None, signed_off, page.live_revision)),
            may_save=policy.has_right(request.user, Verb.SAVE),
            notes=page.notes.select_related("by"),
            shown_on=linking.linked_from(page) if kinds.get(page.kind).is_shared else [],
        )

    @staticmethod
    def _offers_beside(
        request: HttpRequest, page: Page, draft: Revision | None, newer: Revision | None, is_whole: bool
    ) -> list[Deed]:
        """An approval stands only beside all that it is about: the draft, against the last sign-off or what is live
        (is_whole).

        And while a draft waits, nothing beside it signs off the live text: a person in a hurry might press that.
        """
        offers = policy.offers(request.user, page, draft)
        hidden = set() if draft is None else {Verb.CONFIRM_REVIEW}
        if newer != draft or not is_whole:
            hidden.add(Verb.APPROVE)
        return [offer for offer in offers if offer.verb not in hidden]

    def do_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do a verb from a screen without the form. What others link to is shown first, and asked about."""
        self._refuse_strangers(request)
        page = self._page(pk)
        asked = request.POST if request.method == "POST" else request.GET
        if asked.get("verb") not in Verb.values:
            return HttpResponseRedirect(self._address(page))
        verb = Verb(asked["verb"])
        self._refuse_without(request, verb)
        if not DEEDS[verb].is_offered:  # it needs more than this screen sends
            return HttpResponseRedirect(self._address(page))
        is_sure = request.method == "POST" and (not DEEDS[verb].asks_first or bool(asked.get("confirmed")))
        picker = InsteadPicker(page, self.admin_site, request.POST if is_sure else None)
        if is_sure and (not DEEDS[verb].leaves or picker.is_valid()):
            instead = picker.cleaned_data["instead"] if DEEDS[verb].leaves else None
            if not self._do(request, verb, page, page.revisions.open().first(), instead=instead):
                return self._later(request, page, again.sent(request))
            return HttpResponseRedirect(self._address(page))
        return self._screen(
            request,
            "admin/publishing/page_confirm.html",
            page,
            DEEDS[verb].label,
            offer=DEEDS[verb],
            note=asked.get("note", ""),
            at=asked.get("at", ""),
            picker=picker,
            media=self.media + picker.media,
            kind=kinds.get(page.kind),
            hindrance=in_use(page),
            rows_with=kinds.get(page.kind).rows_with(page),
            mentions=linking.linked_from(page),
        )

    def notes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Leave a note for colleagues, or close one."""
        self._refuse_strangers(request)
        page = self._page(pk)
        if request.method == "POST":
            if note := entered.number(request.POST.get("close", "")):
                page.notes.filter(pk=note, closed_at=None).update(closed_at=timezone.now())
            elif text := entered.without_nul(request.POST.get("text", ""))[:2000]:
                Note.objects.create(page=page, by=policy.signed_in(request.user), text=text)
        return HttpResponseRedirect(
            self._address(page, "compare" if request.POST.get("back") == "compare" else "change")
        )

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

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How a text names a page: for the button that puts a link into it."""
        self._refuse_strangers(request)
        page = get_object_or_404(Page.objects.titles(), pk=pk)
        return JsonResponse({"title": page.title or page.slug, "target": f"../{page.address}.md"})

    # The form

    def _form_view(self, request: HttpRequest, page: Page | None) -> HttpResponse:
        """Show the open draft, or else the live page; on a POST save, then do what a button says."""
        kind = kinds.get(self.kind_name)
        language = page.language if page else _language_asked(request)
        revision = page.revisions.open().first() if page else None
        shown = revision or (page.live_revision if page else None)
        posted = request.POST if request.method == "POST" else None
        form = from_text(kind, language, self.admin_site, shown.manuscript if shown else "", posted)
        slug = SlugForm(kind.name, language, page, posted, shown.slug if shown else "")
        status, both = 200, {}
        if posted is not None:
            if form.is_valid() and slug.is_valid():
                typed = (form.text(), slug.cleaned_data["slug"])
                try:
                    answer, status = self._posted_or_busy(request, page, revision, shown, *typed)
                except actions.Stale as error:
                    answer, both = None, self._both(request, error, typed[0])
                if answer is not None:
                    return answer
            else:
                messages.error(request, _("Nothing was saved yet. Please correct what is marked below."))
        picker = LinkPicker(language, self.admin_site)
        faults, more_faults = first_of(known.faults_of(rendering.prepared(revision), revision.page) if revision else [])
        return self._screen(
            request,
            "admin/publishing/page_form.html",
            page,
            (page.title or page.slug) if page else _("New page"),
            status=status,
            revision=revision,
            verdict=verdict(page, revision, request.user) if page else None,
            form=form,
            slug_form=slug,
            link_picker=picker,
            link_url=reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_link", args=[0]),
            media=self.media + form.media + picker.media,
            based_on=request.POST.get("based_on", revision.sha256 if revision else ""),
            live_sha256=request.POST.get("live_sha256", _sha256_of_live(page)),
            **both,
            faults=placed(form, kind, revision.manuscript, faults) if revision else [],
            more_faults=more_faults,
            fault_count=len(faults) + more_faults,
            offers=policy.offers(request.user, page, revision) if page else [],
            may_save=True,
            mentions=linking.linked_from(page) if page else [],
            language=language,
            languages=settings.LANGUAGES,
            notes=page.notes.select_related("by") if page else [],
            has_view_permission=True,
        )

    def _posted_or_busy(self, request: HttpRequest, *typed: Any) -> tuple[HttpResponse | None, int]:
        """Save; return where to go, or None, and the status of the form that is shown again."""
        try:
            return self._posted(request, *typed), 200
        except OperationalError as error:
            if not outage.is_busy(error):
                raise
        problem = _("Somebody is publishing. Your text is below and not saved yet. Try again in a moment.")
        messages.error(request, problem)
        return None, 503

    def _posted(
        self,
        request: HttpRequest,
        page: Page | None,
        revision: Revision | None,
        shown: Revision | None,
        text: str,
        slug: str,
    ) -> HttpResponse | None:
        """Save what was entered, then do the verb; return where to go, or None to show the form again."""
        is_changed = shown is None or text != shown.manuscript or slug != shown.slug
        ends_approval = is_changed and revision is not None and revision.state in DEEDS[Verb.REOPEN].revision
        verb = request.POST.get("verb", "")
        if verb in Verb.values:
            self._refuse_without(request, Verb(verb))
            verb = verb if DEEDS[Verb(verb)].is_offered else ""  # what has changed is saved in any case
        try:
            if is_changed:
                self._refuse_without(request, Verb.SAVE)
                revision = self._saved(request, page, text, slug)
                page = revision.page
                for word in known.explained_no_more(revision):
                    lost = _(
                        "Pages will not explain “%(word)s” any more. If patients meet it, add it to “Also called”."
                    )
                    messages.warning(request, lost % {"word": word})
                # An error from here on must not say that nothing was.
                request.has_saved = True  # type: ignore[attr-defined]  # website.errors asks for it
        except actions.Stale:
            raise
        except actions.Refused as error:
            messages.error(request, str(error))
            return None
        if ends_approval:
            messages.warning(request, _("The text had been approved. What you changed is reviewed again."))
        if page is None:  # without one all is new, so it was made above
            return None
        if verb in Verb.values and DEEDS[Verb(verb)].asks_first:
            asked = {name: request.POST.get(name, "") for name in ("verb", "note", "at")}
            return HttpResponseRedirect(f"{self._address(page, 'do')}?{urlencode(asked)}")
        if verb in Verb.values:
            based_on = revision.sha256 if is_changed and revision else request.POST.get("based_on", "")
            if not self._do(request, Verb(verb), page, revision, seen=based_on):
                if is_changed:
                    messages.success(request, _("The draft is saved."))
                return self._later(request, page, self._verb_alone(request, page, based_on))
        elif is_changed:
            said = verdict(page, revision, request.user)
            is_live = page.status == PageStatus.LIVE
            stands = _("The public page has not changed.") if is_live else _("The page is not public.")
            saved = _("The draft is saved.") + f" {stands}"
            messages.success(request, f"{saved} {said.sentence}" if said else saved)
        else:
            messages.info(request, _("There was nothing to save."))
        return HttpResponseRedirect(self._address(page))

    def _saved(self, request: HttpRequest, page: Page | None, text: str, slug: str) -> Revision:
        if page is None:
            language = _language_asked(request)
            return actions.create_page(
                by=policy.signed_in(request.user), kind=self.kind_name, slug=slug, manuscript=text, language=language
            )
        return actions.save_draft(
            page=page,
            by=policy.signed_in(request.user),
            manuscript=text,
            slug=slug,
            based_on_sha256=request.POST.get("based_on", ""),
            live_sha256=request.POST.get("live_sha256", ""),
        )

    def _both(self, request: HttpRequest, error: actions.Stale, text: str) -> dict:
        """Say that a text is not saved over a newer one, and return both as a comparison."""
        problem = _("%(problem)s Your text is still below. Copy what you need, then open the page again.")
        messages.error(request, problem % {"problem": error})
        theirs = error.theirs
        return comparing.of_texts(self.kind_name, theirs.page.language, theirs.manuscript, text)

    def _later(self, request: HttpRequest, page: Page, sent: again.Again | None) -> HttpResponse:
        """Offer a verb once more that the database was too busy for, with its note."""
        template = "admin/publishing/page_again.html"
        return self._screen(request, template, page, _("Not done yet"), status=503, again=sent)

    def _verb_alone(self, request: HttpRequest, page: Page, based_on: str) -> again.Again:
        """Return the button of a form whose text is saved by now, without the text."""
        sent = {name: request.POST.get(name, "") for name in ("verb", "note", "at", "live_sha256")}
        sent["based_on"] = based_on
        return again.Again(self._address(page, "do"), tuple(again.Field(*pair) for pair in sent.items()))

    def _do(
        self,
        request: HttpRequest,
        verb: Verb,
        page: Page,
        revision: Revision | None,
        seen: str = "",
        instead: Page | None = None,
    ) -> bool:
        """Do one verb in the name of the person at the desk, and say what came of it.

        Return whether it was tried; not so where the database was too busy.
        """
        self._refuse_without(request, verb)
        note = entered.without_nul(request.POST.get("note", ""))[:2000]
        what: dict[str, Any] = {"by": policy.signed_in(request.user), "note": note}
        needs = DEEDS[verb]
        with Told(request, _("Done: %(verb)s.") % {"verb": verb.label}) as told:
            if needs.needs_time:
                what["at"] = entered.moment(request.POST.get("at", ""))
                if what["at"] is None:
                    raise actions.Refused(_("Choose the day and the time."))
            if needs.leaves:
                what["instead"] = instead
            if needs.bound_to == "live":
                what["sha256"] = request.POST.get("live_sha256", "")
            if needs.bound_to == "draft":
                what["sha256"] = seen or request.POST.get("based_on", "")
            if needs.is_of_pages:
                what["page"] = page
            elif revision is None:
                raise actions.Refused(_("There is no open draft."))
            else:
                what["revision"] = revision
            function_of(verb)(**what)
            if needs.needs_time and entered.comes_twice(what["at"]):
                messages.warning(request, _("The clocks go back then, and this hour comes twice: the first is meant."))
        return not told.was_busy

    # What the screens share

    def _screen(
        self, request: HttpRequest, template: str, page: Page | None, title: Any, status: int = 200, **context: Any
    ) -> HttpResponse:
        base = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "page": page,
            "original": page,
            "object_id": page.pk if page else None,
        }
        headers = {"Retry-After": outage.RETRY_AFTER} if status == 503 else None
        return TemplateResponse(request, template, base | context, status=status, headers=headers)

    def _page(self, pk: int | str) -> Page:
        return get_object_or_404(self._rows(), pk=entered.number(str(pk)))

    def _rows(self) -> QuerySet[Page]:
        return self._rows_with_live_text().defer("live_revision__manuscript")

    def _rows_with_live_text(self) -> QuerySet[Page]:
        return self.model.objects.without_texts().select_related("live_revision")

    def _address(self, page: Page, view: str = "change") -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[page.pk])

    @staticmethod
    def _refuse_strangers(request: HttpRequest) -> None:
        if not policy.may_see(request.user):
            raise PermissionDenied

    @staticmethod
    def _refuse_without(request: HttpRequest, verb: Verb) -> None:
        if not policy.has_right(request.user, verb):
            raise PermissionDenied


def _sha256_of_live(page: Page | None) -> str:
    return page.live_revision.sha256 if page is not None and page.live_revision is not None else ""


def _shares(page: Page) -> QuerySet[SharedDraft]:
    shares = SharedDraft.objects.filter(revision__page=page)
    return shares.select_related("revision", "by").defer("revision__manuscript")


def _language_asked(request: HttpRequest) -> str:
    """Return the language of a page to be written: the main one, unless another of the site's was chosen."""
    asked = (request.POST if request.method == "POST" else request.GET).get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
