"""What it costs to show a page beside its form, while it is written: CPU of the form's preview, and its ratio to that
of the stored version. Prints one line for each kind of page.

    make bench PARTS=preview
"""

import re

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from benchmarks import measuring
from publishing.desk.editor import live_preview, previewing
from publishing.life.models import Page
from tests.publishing.at_desk import entered

TIMES = 7
PAGES = ("procedures/epidural-steroid-injection", "conditions/sciatica", "articles/how-pain-works")


def request(made):
    """Return a request by somebody who may write."""
    made.user = get_user_model()(is_staff=True, is_superuser=True, is_active=True)
    return made


for address in PAGES:
    kind, slug = address.split("/")
    page = Page.objects.select_related("live_revision").get(kind=kind, slug=slug, language="en")
    sent, factory = entered(page), RequestFactory()

    def typed(sent=sent, page=page, factory=factory):
        """Ask for the page that a form would be."""
        return live_preview.live_view(request(factory.post("/", sent)), admin.site, page.pk)

    def stored(page=page, factory=factory):
        """Ask for a version."""
        return previewing.preview(request(factory.get("/")), page.live_revision)

    words = len(re.sub(r"<[^>]+>", " ", typed().content.decode()).split())
    one, other = measuring.least(typed, TIMES), measuring.least(stored, TIMES)
    print(f"{address}: {words} words, {one:.0f} ms, {one / other:.1f} times the stored version")
