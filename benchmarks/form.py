"""What it costs to open the form of the longest page that has an open draft: CPU, its ratio to making the text of that
page ready (work of the same machine in the same minute), and queries. Prints a line for a process that has opened no
form at all, one for a process that has opened the page but not this draft, and one for whoever opens it again. Writes
nothing that stays.

    make bench PARTS=form
"""

from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import transaction
from django.test import Client

from benchmarks import measuring
from publishing.changes.minor import pages
from publishing.desk.words import advice, checking
from publishing.life import actions
from publishing.life.models import Page
from publishing.text import preparing

TIMES = 9
SLUG = "epidural-steroid-injection"
settings.ALLOWED_HOSTS = ["*"]


with transaction.atomic():
    page = Page.objects.select_related("live_revision").get(kind="procedures", slug=SLUG, language="en")
    text = page.live_revision.manuscript
    by = get_user_model().objects.create(username="of-the-benchmark", is_staff=True, is_superuser=True)
    actions.save_draft(page=page, by=by, manuscript=text.replace(". ", ". Also this. ", 1))
    client, address = Client(), f"/admin/procedures/procedure/{page.pk}/change/"
    client.force_login(by)

    def again(client=client, address=address):
        """Open the form."""
        return client.get(address)

    def new(again=again, kept=(checking.ready_of, pages.found_in, pages._read), found=checking.FLAWLESS):
        """Open it as a process does that has not seen this draft: its other rows are those of the page."""
        for one in kept:
            one.cache_clear()
        found.now().clear()
        return again()

    def first(new=new, rows=caches["rows"], words=advice._words_in):
        """Open it as a process does that has opened no form at all."""
        rows.clear()
        words.cache_clear()
        return new()

    made_ready = partial(preparing.prepare, text, page.kind, language=page.language, slug=page.slug)
    beside = measuring.least(made_ready, TIMES)
    for what, does in (("the first form of a process", first), ("a new draft", new), ("again", again)):
        spent, queries = measuring.least(does, TIMES), measuring.measured(does).queries
        print(f"{SLUG}, {what}: {spent:.0f} ms, {spent / beside:.1f} times its text made ready, {queries} queries")
    transaction.set_rollback(True)
