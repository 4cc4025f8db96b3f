"""What no browser sends by itself is answered with a sentence or a status, and never with an error of ours."""

import json

import pytest
from django.urls import reverse

from tests.articles.editing import page_at
from tests.publishing.at_desk import entered, in_role, url

PAGE = "procedures/epidural-steroid-injection"
KEPT = "/admin/publishing/page/kept/"
pytestmark = pytest.mark.both_databases
NO_KEYS = ["x", "9" * 30, "-1", str(2**63), "𝟗", "a\0b"]


@pytest.fixture
def writer(loaded, client, author):
    in_role(author, "Author")
    client.force_login(author)
    return client


# What a picker holds


@pytest.mark.parametrize("key", NO_KEYS)
@pytest.mark.parametrize("field", ["indications-0-condition", "related", "owner", "indications-0-sources"])
def test_what_is_no_key_in_a_picker_is_said_at_its_field(writer, field, key):
    page = page_at(PAGE)
    sent = entered(page, **{field: key})
    shown = writer.post(url(page), sent)
    assert shown.status_code == 200
    assert "Please correct what is marked below." in shown.content.decode()
    checklist = f"{reverse('admin:publishing_page_checklist')}?kind={page.kind}&page={page.pk}"
    assert writer.post(checklist, sent).status_code == 200
    assert writer.post(reverse("admin:publishing_page_live", args=[page.pk]), sent).status_code == 422


@pytest.mark.parametrize("key", NO_KEYS)
def test_a_kept_text_with_what_is_no_key_can_be_put_back(writer, key):
    page = page_at(PAGE)
    fields = {name: list(map(str, values)) for name, values in entered(page).items()}
    fields |= {"indications-0-condition": [key], "title": ["Words that nobody saved"]}
    body = {"page": page.pk, "tab": "one", "turn": 1, "fields": fields}
    assert writer.post(KEPT, json.dumps(body), content_type="application/json").status_code == 200
    for address in (url(page), f"{url(page)}?kept=one", f"{url(page, 'kept')}?tab=one"):
        assert writer.get(address).status_code == 200
    assert "Words that nobody saved" in writer.get(f"{url(page)}?kept=one").content.decode()


# What stands in an address


@pytest.mark.parametrize("view", ["merge", "kept", "row", "compare", "do", "notes", "add-row", "undo", "share"])
@pytest.mark.parametrize("key", ["9" * 18, str(2**63), "9" * 30, "𝟗", "x"])
def test_a_number_that_no_page_can_have_is_no_error_of_ours(writer, view, key):
    assert writer.get(f"/admin/procedures/procedure/{key}/{view}/", follow=True).status_code < 500
    assert writer.get(f"/admin/publishing/page/{key}/change/").status_code == 404


@pytest.mark.parametrize("place", ["𝟗/1", "9/1", "x/1", f"9/{10**30}"])
def test_the_screen_that_leads_to_any_row_is_not_there(writer, place):
    assert writer.get(f"/admin/r/{place}/").status_code == 404
