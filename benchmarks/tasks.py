"""The pieces of work whose cost is measured, each in a process of its own. A child of benchmarks.growth.

    DATA_DIR=... BENCHMARK_CONTENT=... python -m benchmarks.tasks NAME

Prints one JSON object: what was measured -> its costs, one for each time that it was done.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
os.environ.setdefault("LOG_LEVEL", "CRITICAL")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import desk, one_page, readers  # noqa: E402
from benchmarks.libraries import EVERYWHERE  # noqa: E402
from benchmarks.measuring import Cost, measured  # noqa: E402
from publishing.life import actions, loading  # noqa: E402
from publishing.life.models import Page  # noqa: E402
from publishing.text import library  # noqa: E402
from website import statics  # noqa: E402

TIMES = 5
LONGEST = "procedures/epidural-steroid-injection"
PUBLIC = {
    "detail page": f"/{LONGEST}/",
    "list": "/conditions/",
    "home": "/",
    "sitemap": "/sitemap.xml",
}
Costs = dict[str, list[Cost]]


def load() -> Costs:
    """Bring the library into an empty database, or go on with a load that was interrupted."""
    call_command("migrate", verbosity=0)
    statics.collect()
    cost = measured(lambda: loading.load(library.scan(settings.CONTENT_DIR)).new)
    return {"load": [cost]}


def people() -> Costs:
    """Let some work have been done before the rest is measured."""
    desk.people()
    return {}


def public() -> Costs:
    """What visitors open, each asked for once before."""
    application = get_wsgi_application()
    return {name: _often(lambda path=path: one_page.ask(application, path)) for name, path in PUBLIC.items()}


def first_desk_page() -> Costs:
    """The first page that a process prints of the desk. Nothing was asked of this process before."""
    client = _signed_in()
    return {"first desk page, cold": [measured(lambda: _got(client, "/admin/"))]}


def forms() -> Costs:
    """What an editor opens."""
    client, draft = _signed_in(), desk.drafted(desk.page(LONGEST))
    page = draft.page
    form = reverse("admin:procedures_procedure_change", args=[page.pk])
    preview = reverse("admin:procedures_procedure_preview", args=[page.pk, draft.number])
    found = {
        "preview": _often(lambda: _got(client, preview)),
        "edit form": _often(lambda: _got(client, form)),
        "first desk page again": _often(lambda: _got(client, "/admin/")),
    }
    actions.discard(revision=draft, by=desk.person("writer"))
    return found


def verbs() -> Costs:
    """What changes what the public reads, and what leads there. Asks other processes what they see of it."""
    found: Costs = {}
    reverse("admin:index")  # every process that serves pages has read all addresses by then
    with readers.two() as others:
        for _ in range(TIMES):
            for name, cost in _round(others):
                found.setdefault(name, []).append(cost)
    return found


def _round(others: readers.Readers):
    yield from _published("", desk.page(LONGEST), others)
    yield from _published("snippet on every page, ", desk.page(f"snippets/{EVERYWHERE}"), others)
    yield from _moved(desk.page("articles/warning-signs"))
    yield "change the phone number", _seen(desk.change_phone, others, f"/{LONGEST}/")
    yield from _withdrawn(desk.page("articles/how-pain-works"), others)


def _published(what: str, page: Page, others: readers.Readers):
    """Save, submit, approve and publish one text."""
    writer, reviewer = desk.person("writer"), desk.person("reviewer")
    text, words = desk.changed(page)
    saved = measured(lambda: actions.save_draft(page=page, by=writer, manuscript=text))
    yield f"{what}save a draft", saved
    submitted = measured(lambda: actions.submit(revision=saved.result, by=writer))
    yield f"{what}submit", submitted
    sha256 = submitted.result.sha256
    approved = measured(lambda: actions.approve(revision=submitted.result, by=reviewer, sha256=sha256))
    yield f"{what}approve", approved
    path = page.get_absolute_url() if page.kind != "snippets" else f"/{LONGEST}/"
    yield (
        f"{what}publish",
        _seen(lambda: (actions.publish(revision=approved.result, by=writer), words)[1], others, path),
    )


def _moved(page: Page):
    """Publish under a new address, then under the old one again."""
    writer, reviewer = desk.person("writer"), desk.person("reviewer")
    for slug in (f"{page.slug}-moved", page.slug):
        text, _words = desk.changed(page)
        draft = actions.save_draft(page=page, by=writer, manuscript=text, slug=slug)
        draft = actions.submit(revision=draft, by=writer)
        draft = actions.approve(revision=draft, by=reviewer, sha256=draft.sha256)
        cost = measured(lambda draft=draft: actions.publish(revision=draft, by=writer))
        yield "publish under a new address", cost
        page = cost.result


def _withdrawn(page: Page, others: readers.Readers):
    writer, path = desk.person("writer"), page.get_absolute_url()
    cost = measured(lambda: actions.withdraw(page=page, by=writer, note="Measured."))
    yield "withdraw a page", cost
    _must(others.statuses(path) == [410, 410], "a withdrawn page is still there for another process")
    yield "restore a page", measured(lambda: actions.restore(page=page, by=writer))
    _must(others.statuses(path) == [200, 200], "a restored page is not there for another process")


def _seen(work: Callable[[], str], others: readers.Readers, path: str) -> Cost:
    """Measure what returns the words that every process must print at its next request."""
    cost = measured(work)
    _must(others.all_print(path, cost.result), f"another process does not print {cost.result!r}")
    return cost


def _must(is_so: bool, otherwise: str) -> None:
    if not is_so:
        raise SystemExit(f"NOT VISIBLE TO THE NEXT REQUEST: {otherwise}")


def _often(work: Callable[[], object]) -> list[Cost]:
    work()
    return [measured(work) for _ in range(TIMES)]


def _signed_in() -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(desk.person("reviewer"))
    return client


def _got(client: Client, path: str) -> int:
    response = client.get(path)
    _must(response.status_code == 200, f"{path}: {response.status_code}")
    return len(response.content)


TASKS = {task.__name__: task for task in (load, people, public, first_desk_page, forms, verbs)}

if __name__ == "__main__":
    costs = TASKS[sys.argv[1]]()
    plain = {name: [asdict(cost) | {"result": None} for cost in found] for name, found in costs.items()}
    print(json.dumps(plain))
