"""A kind and a block that were added from outside, used as a clinic would. Run in a process of its own by test_toys.

DJANGO_SETTINGS_MODULE=tests.toys.settings python -m tests.toys.story FOLDER
"""

import sys
from pathlib import Path

import django

django.setup()

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from publishing.changes.comparison import compare
from publishing.desk.reporting import reports
from publishing.desk.reporting.inventory import Inventory
from publishing.life import actions
from publishing.life.models import Page
from tests.publishing import samples

NAME = "exercises/bridge.md"
ADDRESS = "/exercises/bridge/"
BRIDGE = """\
---
title: The bridge
also_called:
- Hip lift
summary: A slow exercise on your back that makes the muscles of the hips and lower back stronger.
effort: easy
helps_with: conditions/sciatica
key_points:
- Lie on your back.
- Lift your hips slowly.
- Stop if pain runs down your leg.
questions_to_ask:
- How often should I do it?
- When may I do more?
- When should I stop?
authors:
- starter-library
---

## How to do it

Lie on your back and lift your hips. It can help with [sciatica](../conditions/sciatica.md).

/// tip | Breathe
Breathe out while you lift.
///

## When to stop

/// emergency
Call if your legs go weak.
///

/// call-today
Call if the pain grows.
///
"""


def a_library_with_the_toy(folder: Path) -> None:
    """The small library of the suite, and one exercise."""
    library = samples.small(folder)
    library.write(NAME, BRIDGE)
    call_command("migrate", verbosity=0)
    call_command("check_content", content=folder)
    call_command("load_content", content=folder)


def the_public_reads_it() -> None:
    """At its address, in the list, the menu, the sitemap, the glossary's neighbor; with its block, safe."""
    page = _read(ADDRESS)
    assert '<div class="tip">' in page and '<p class="tip__title">Breathe</p>' in page
    assert 'href="/conditions/sciatica/"' in page and "care-card--emergency" in page
    assert "How often should I do it?" in page
    assert '"name":"Exercises"' in page, "its list in the breadcrumbs for machines"
    assert ADDRESS in _read("/exercises/") and ADDRESS in _read("/exercises/?kind=easy")
    assert "Hip lift" in _read("/a-to-z/"), "its other name"
    assert 'href="/exercises/"' in _read("/"), "its list in the menu"
    sitemap = _read("/sitemap.xml")
    assert ADDRESS in sitemap and "<loc>http://testserver/exercises/</loc>" in sitemap


def staff_edit_it() -> None:
    """The form has its key; a change goes through review to the public."""
    desk, people = Client(), _people()
    desk.force_login(people["Publisher"])
    page = Page.objects.get(kind="exercises")
    form = desk.get(reverse("admin:exercises_exercise_change", args=[page.pk]))
    assert form.status_code == 200 and 'name="effort"' in form.content.decode()
    text = BRIDGE.replace("Breathe out while you lift.", "Breathe out while you lift your hips.")
    draft = actions.save_draft(page=page, by=people["Author"], manuscript=text)
    draft = actions.submit(revision=draft, by=people["Author"])
    draft = actions.approve(revision=draft, by=people["Clinical reviewer"], sha256=draft.sha256)
    preview = desk.get(reverse("admin:exercises_exercise_preview", args=[page.pk, draft.number]))
    assert "lift your hips." in preview.content.decode()
    actions.publish(revision=draft, by=people["Publisher"])
    assert "Breathe out while you lift your hips." in _read(ADDRESS)


def everything_else_knows_it(folder: Path) -> None:
    """The comparison calls its block by its label, a report lists it, the dump writes it back."""
    labels = {row.label for row in compare("exercises", BRIDGE, BRIDGE.replace("Breathe out", "Breathe in"))}
    assert any("tip of a therapist" in label.lower() for label in labels), labels
    lonely = {str(row.subject) for row in reports.get("orphan-pages").rows(Inventory())}
    assert "The bridge" in lonely
    call_command("dump_content", content=folder / "dumped")
    assert "lift your hips." in (folder / "dumped" / NAME).read_text()


def it_can_be_taken_off() -> None:
    """A withdrawn page answers 410."""
    actions.withdraw(page=Page.objects.get(kind="exercises"), by=User.objects.get(username="Publisher"), note="Old.")
    assert Client().get(ADDRESS).status_code == 410
    assert ADDRESS not in _read("/sitemap.xml")


def _read(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def _people() -> dict[str, User]:
    found = {}
    for role in ("Author", "Clinical reviewer", "Publisher"):
        found[role] = User.objects.create_user(role, is_staff=True)
        found[role].groups.add(Group.objects.get(name=role))
    return {role: User.objects.get(pk=person.pk) for role, person in found.items()}


if __name__ == "__main__":
    where = Path(sys.argv[1])
    a_library_with_the_toy(where / "library")
    the_public_reads_it()
    staff_edit_it()
    everything_else_knows_it(where)
    it_can_be_taken_off()
    print("told")
