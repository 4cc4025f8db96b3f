"""A shared text by itself, as a preview shows it: the public reads it on other pages only."""

from django.shortcuts import render

from publishing.public import finding


def show(request, page, rows=(), stand=None):
    """Put a shared text together."""
    return render(request, "publishing/snippet.html", {**finding.context(page, rows, stand), "title": page.title})
