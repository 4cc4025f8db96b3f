"""What a browser sends to the desk, and what a test compares before and after."""

import re

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from publishing.desk.form.forms import from_text
from publishing.desk.letters import new_address
from publishing.life.models import AccountEvent, Page
from publishing.text import kinds
from tests.publishing.desk.test_forms import posted

OURS = ("glossary", "publishing", "conditions", "procedures", "articles", "website")


def url(page: Page, view: str = "change", *arguments) -> str:
    """The address of a page's screen."""
    options = kinds.get(page.kind).model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{view}", args=[page.pk, *arguments])


def entered(page: Page, **changed) -> dict:
    """What the page's form sends, with some fields changed. What asks first was asked already."""
    draft = page.revisions.open().first()
    shown = draft or page.live_revision
    query = posted(from_text(kinds.get(page.kind), page.language, admin.site, shown.manuscript))
    query["address-slug"], query["based_on"] = shown.slug, draft.sha256 if draft else ""
    query["live_sha256"] = page.live_revision.sha256 if page.live_revision else ""
    query["confirmed"] = "yes"
    for name, value in changed.items():
        query[name] = value
    return dict(query.lists())


def in_role(person, group: str):
    """The person with one role of the migration; with none where it is empty."""
    if group:
        person.groups.add(Group.objects.get(name=group))
    return type(person).objects.get(pk=person.pk)


def with_mail(*people):
    """The people, each with an address for letters."""
    for person in people:
        person.email = f"{person.username}@clinic.example"
        person.save()
    return people


def with_an_address_that_waits(person, by, former=""):
    """The person, whose address somebody else gave just now: letters go to the former one yet, where there was one."""
    given = {"what": AccountEvent.What.ADDRESS, "mark": new_address.WAITS}
    AccountEvent.objects.create(person=person, by=by, note=new_address.noted(former, person.email), **given)
    return person


def tables(*without: str) -> dict[str, list]:
    """Every row of every table of ours, links included; `without` are names of models."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in OURS and model.__name__ not in without:
            found[model._meta.label] = list(model._base_manager.order_by("pk").values())
    return found


def addresses() -> set[str]:
    """The names of all addresses of the desk; `page_` stands for every kind of page."""
    waiting = [one for one in get_resolver().url_patterns if getattr(one, "namespace", "") == "admin"]
    found = set()
    for pattern in waiting:
        if isinstance(pattern, URLResolver):
            waiting += pattern.url_patterns
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(called(pattern.name))
    return found


def called(name: str) -> str:
    """The name of an address, the same for every kind of page."""
    for kind in kinds.all_kinds():
        options = kind.model._meta
        name = re.sub(rf"^{options.app_label}_{options.model_name}_", "page_", name)
    return name
