"""What people at the desk do in a benchmark: persons, a text that has changed, a phone number that has changed."""

import datetime
import re
import time
from itertools import count

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from publishing.life import actions
from publishing.life.models import ClinicProfile, Page, Revision
from publishing.life.models.version import content_changed

_LINE = re.compile(r"\n\nThe benchmark wrote line \d+\.")
_numbers = count(time.time_ns() // 1_000_000)


def people() -> None:
    """Two persons who may do everything, reviews that are due and not due, an open draft on every hundredth page."""
    users = get_user_model().objects
    if users.filter(username="reviewer").exists():
        return
    for name in ("writer", "reviewer"):
        users.create(username=name, is_staff=True, is_superuser=True)
    pages = Page.objects.published().filter(reviewed_on=None)
    today, reviewer = timezone.localdate(), person("reviewer")
    due = {"reviewed_on": today, "reviewed_by": reviewer, "review_due_on": today + datetime.timedelta(days=300)}
    pages.alias(part=F("pk") % 4).filter(part__lt=2).update(**due)
    pages.alias(part=F("pk") % 4).filter(part=2).update(**due | {"review_due_on": today - datetime.timedelta(days=9)})
    for one in Page.objects.published().alias(part=F("pk") % 100).filter(part=7):
        drafted(one)


def person(name: str):
    """Return the account of that name."""
    return get_user_model().objects.get(username=name)


def page(address: str) -> Page:
    """Return the page that has an address."""
    kind, _slash, slug = address.partition("/")
    return Page.objects.get(kind=kind, language="en", slug=slug)


def changed(page: Page) -> tuple[str, str]:
    """Return a live text with one line more, and the words of that line."""
    line = f"The benchmark wrote line {next(_numbers)}."
    text = _LINE.sub("", page.live_revision.manuscript)
    before, snippet, after = text.partition("\n\n/// snippet | on-every-page")
    return f"{before.rstrip()}\n\n{line}{snippet}{after}" + ("" if snippet else "\n"), line


def drafted(page: Page) -> Revision:
    """Save a changed text as a draft."""
    return actions.save_draft(page=page, by=person("writer"), manuscript=changed(page)[0])


def published(page: Page) -> str:
    """Publish a changed text, approved by another person, and return the words that are new in it."""
    writer, reviewer = person("writer"), person("reviewer")
    text, words = changed(page)
    draft = actions.save_draft(page=page, by=writer, manuscript=text)
    draft = actions.submit(revision=draft, by=writer)
    draft = actions.approve(revision=draft, by=reviewer, sha256=draft.sha256)
    actions.publish(revision=draft, by=writer)
    return words


def change_phone() -> str:
    """Give the clinic another phone number, as its form does, and return it."""
    number = next(_numbers)
    phone = f"({number % 900 + 100}) 555-{number // 900 % 10000:04}"
    with transaction.atomic():
        profile, _made = ClinicProfile.objects.get_or_create(pk=1)
        profile.phone = phone
        profile.save()
        content_changed()
    return phone
