"""What the screens of a page share: who is let in, which page it is, what each of them prints."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from publishing.desk.basics import entered
from publishing.life import outage, policy
from publishing.life.models import Page
from publishing.life.states import Verb
from publishing.text import kinds


class SearchByKind(admin.ModelAdmin):
    """The pickers of a form ask for pages of one kind and language only."""

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        for name in ("kind", "language"):
            if wanted := request.GET.get(name):
                queryset = queryset.filter(**{name: wanted})
        if request.path.endswith("/autocomplete/") and not request.GET.get("kind"):
            queryset = queryset.filter(kind__in=kinds.public_names())  # what a text can lead to
        return super().get_search_results(request, queryset, search_term)


class Screens(SearchByKind):
    """The ground that every screen of a page stands on."""

    kind_name = ""

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
        return self.model.objects.without_texts().select_related("live_revision", "reviewed_by__contributor")

    def _address(self, page: Page, view: str = "change") -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[page.pk])

    def _list(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    @staticmethod
    def _refuse_strangers(request: HttpRequest) -> None:
        if not policy.may_see(request.user):
            raise PermissionDenied

    @staticmethod
    def _refuse_without(request: HttpRequest, verb: Verb) -> None:
        if not policy.has_right(request.user, verb):
            raise PermissionDenied
