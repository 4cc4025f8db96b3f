"""A shared text by itself, as a preview shows it: the public reads it on other pages only."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from publishing.life.models import Page
from publishing.public import finding
from publishing.public.assembling import Standing


def show(request: HttpRequest, page: Page, rows: Iterable = (), stand: Standing | None = None) -> HttpResponse:
    """Put a shared text together."""
    return render(request, "publishing/snippet.html", {**finding.context(page, rows, stand), "title": page.title})
