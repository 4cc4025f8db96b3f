"""The screens of the desk and the pages of the public, by name, for tests of what they ask of the database."""

from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from publishing.desk.reporting import reports
from publishing.life.models import Contributor, Page
from publishing.text import kinds
from tests.publishing.at_desk import url

REPORTS = "/admin/publishing/page/reports/"
PICKER = "/admin/autocomplete/?term={}&app_label=publishing&model_name={}&field_name={}"
#: The pickers of our forms, each by the relation whose rows it looks for.
PICKERS = {
    "pages": PICKER.format("a", "citation", "page"),
    "pages of a kind": PICKER.format("a", "citation", "page") + "&kind=articles&language=en",
    "sources": PICKER.format("a", "citation", "source"),
    "people": PICKER.format("a", "page", "owner"),
    "newer sources": PICKER.format("a", "source", "superseded_by"),
}


def changelists() -> dict[str, str]:
    """The list of every model on the desk, and the same searched where it can be."""
    found = {}
    for model, screen in admin.site._registry.items():
        options = model._meta
        address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
        found[f"list of {options.model_name}"] = address
        if screen.search_fields:
            found[f"search of {options.model_name}"] = f"{address}?q=a"
    return found


def reported(
    own: tuple[str, ...] = ("my-drafts", "to-review", "to-publish", "minor-to-publish", "reviews"),
) -> dict[str, str]:
    """Every report on the screen and as a file, with a person's own."""
    found = {"first page": "/admin/", "reports": REPORTS}
    for name in [*(report.name for report in reports.all_reports()), *own]:
        found[f"report {name}"] = f"{REPORTS}{name}/"
        found[f"file {name}"] = f"{REPORTS}{name}/?format=csv"
    return found


def hand_over(leaving: Contributor) -> dict[str, str]:
    """The screen on which the pages of somebody who leaves are given to somebody else."""
    return {"hand-over": reverse("admin:publishing_contributor_hand_over", args=[leaving.pk])}


def of_a_row(row: Model) -> dict[str, str]:
    """The form of something that stands beside the pages, and the question before it is deleted."""
    options = row._meta
    names = {verb: f"admin:{options.app_label}_{options.model_name}_{verb}" for verb in ("change", "delete", "history")}
    return {f"{verb} of {options.model_name}": reverse(name, args=[row.pk]) for verb, name in names.items()}


def lists_of(page: Page) -> dict[str, str]:
    """The screens of a page that print lines about its versions, and no text."""
    history = url(page, "history")
    return {
        "history": history,
        "history on a day": f"{history}?on={timezone.localdate()}",
        "share": url(page, "share"),
        "confirm": f"{url(page, 'do')}?verb=withdraw",
        "page of any kind": reverse("admin:publishing_page_change", args=[page.pk]),
    }


def texts_of(page: Page) -> dict[str, str]:
    """The screens of a page that print a text of it."""
    return {
        "form": url(page),
        "compare": url(page, "compare"),
        "version": url(page, "version", 1),
        "preview": url(page, "preview", 1),
        "on a day": url(page, "on_day", str(timezone.localdate())),
    }


def add_forms() -> dict[str, str]:
    """The form of a new page of every kind."""
    options = {kind.name: kind.model._meta for kind in kinds.all_kinds()}
    return {f"new of {name}": reverse(f"admin:{one.app_label}_{one.model_name}_add") for name, one in options.items()}


def asked(client, address: str) -> list[str]:
    """The SQL of an address for whoever has opened it before."""
    assert client.get(address).status_code in {200, 301, 302, 410}, address
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return [query["sql"] for query in captured.captured_queries]
