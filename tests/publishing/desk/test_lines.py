"""Where a line of a list leads, and what it calls its row."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from publishing.desk.basics import lines
from publishing.life.models import Page, Source
from publishing.life.states import RevisionState
from tests.publishing.at_desk import url

TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.mark.django_db
def test_a_page_leads_to_the_screen_of_its_own_kind(loaded):
    found = {page.address: lines.url_of(page) for page in Page.objects.all()}
    assert found == {page.address: url(page) for page in Page.objects.all()}


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["koes2007", "with_5Funderscore", "with space", "with/slash?", "ünïcode"])
def test_a_source_of_any_name_leads_to_its_screen(admin_client, key):
    source, _is_new = Source.objects.get_or_create(id=key, defaults={"title": "A source", "kind": "review"})
    assert f'value="{source.title}"' in admin_client.get(lines.url_of(source)).content.decode()


def test_a_model_has_one_address_whatever_the_language():
    source = Source(id="koes2007")
    for language in ("en", "es"):
        with override(language):
            assert lines.url_of(source) == reverse("admin:publishing_source_change", args=["koes2007"])


def test_a_label_is_the_one_of_the_choice_and_an_unknown_value_stands_for_itself():
    assert {state: lines.label_of(RevisionState, state) for state in RevisionState} == dict(RevisionState.choices)
    assert lines.label_of(RevisionState, "of another release") == "of another release"


def test_a_line_calls_its_kind_as_people_do():
    assert (lines.kind_of(Source()), lines.kind_of(Page(kind="conditions"))) == ("Sources", "Conditions")


def test_only_templates_of_the_desk_load_what_knows_the_desk():
    loading = re.compile(r"{%\s*load\b[^%]*\bdesk\b")
    found = {
        path.relative_to(TEMPLATES).parts[0] for path in TEMPLATES.rglob("*.html") if loading.search(path.read_text())
    }
    assert found == {"admin"}
