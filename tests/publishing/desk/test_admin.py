"""The desk over HTTP: who may do what, and that nothing public changes but by a publication."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from publishing.desk.basics import lines
from publishing.life.models import ClinicProfile, Page, Revision
from publishing.life.states import RevisionState
from tests.articles.editing import Staff
from tests.publishing.desk.test_forms import from_text, kinds, page_at, posted

pytestmark = pytest.mark.both_databases

ADDRESS = "/procedures/epidural-steroid-injection/"


@pytest.fixture
def staff(author, reviewer, publisher):
    """Each person in the group of their work."""
    for person, group in ((author, "Author"), (reviewer, "Clinical reviewer"), (publisher, "Publisher")):
        person.groups.add(Group.objects.get(name=group))
    return {"author": author, "reviewer": reviewer, "publisher": publisher}


def change_url(page) -> str:
    names = {
        "procedures": "procedures_procedure",
        "conditions": "conditions_condition",
        "snippets": "publishing_snippet",
        "articles": "articles_article",
    }
    return reverse(f"admin:{names[page.kind]}_change", args=[page.pk])


def do_url(page) -> str:
    return change_url(page).replace("/change/", "/do/")


def entered(page, **changed):
    """What the page's form would send, with some fields changed. What asks first was asked already."""
    shown = page.revisions.open().first() or page.live_revision
    query = posted(from_text(kinds.get(page.kind), "en", admin.site, shown.manuscript))
    query["address-slug"] = page.slug
    query["based_on"] = shown.sha256 if shown != page.live_revision else ""
    query["live_sha256"], query["confirmed"] = page.live_revision.sha256, "yes"
    for name, value in changed.items():
        query[name] = value
    return dict(query.lists())


def test_saving_writes_a_draft_and_leaves_the_public_page(loaded, client, staff):
    page = page_at("procedures/epidural-steroid-injection")
    before = client.get(ADDRESS).content
    client.force_login(staff["author"])
    answer = client.post(change_url(page), entered(page, title="A new title"), follow=True)
    assert "The public page has not changed." in answer.content.decode()
    assert page.revisions.open().get().state == RevisionState.DRAFT
    client.logout()
    assert client.get(ADDRESS).content == before


def test_three_people_bring_a_change_to_the_public(loaded, client, staff):
    page = page_at("procedures/epidural-steroid-injection")
    client.force_login(staff["author"])
    client.post(change_url(page), entered(page, title="Spinal injection of steroid", verb="submit"))
    client.force_login(staff["reviewer"])
    draft = page.revisions.open().get()
    question = client.get(do_url(page), {"verb": "approve", "seen": draft.sha256}).content.decode()
    seen = re.findall(r'name="pictures" value="([^"]+)"', question)
    client.post(do_url(page), {"verb": "approve", "confirmed": "yes", "based_on": draft.sha256, "pictures": seen})
    client.logout()
    assert "Spinal injection of steroid" not in client.get(ADDRESS).content.decode()
    client.force_login(staff["publisher"])
    client.post(change_url(page), entered(page, verb="publish"))
    client.logout()
    shown = client.get(ADDRESS).content.decode()
    assert "<h1>Spinal injection of steroid</h1>" in shown
    assert "Reviewed by <strong>Rosa Reviewer</strong>" in shown


@pytest.mark.parametrize(
    ("person", "verb"),
    [("author", "approve"), ("author", "publish"), ("author", "withdraw"), ("reviewer", "publish")]
    + [("reviewer", "withdraw"), ("publisher", "approve")],
)
def test_nobody_does_what_their_role_does_not_include(loaded, client, staff, person, verb):
    page = page_at("procedures/epidural-steroid-injection")
    client.force_login(staff[person])
    asked = {"verb": verb, "note": "because", "confirmed": "yes"}
    assert client.post(change_url(page), entered(page, verb=verb, note="because")).status_code == 403
    assert client.post(do_url(page), asked).status_code == 403
    page.refresh_from_db()
    assert page.status == "live"


def test_a_reviewer_may_look_but_not_write(loaded, client, staff):
    page = page_at("procedures/epidural-steroid-injection")
    client.force_login(staff["reviewer"])
    shown = client.get(change_url(page), follow=True)
    assert shown.redirect_chain[-1][0] == change_url(page).replace("/change/", "/compare/")
    assert client.post(change_url(page), entered(page, title="Mine")).status_code == 403
    assert not page.revisions.open().exists()


def test_a_stale_save_is_refused_and_its_text_stays_on_the_screen(loaded, client, staff):
    page = page_at("conditions/sciatica")
    client.force_login(staff["author"])
    stale = entered(page, title="The second writer's title")
    client.post(change_url(page), entered(page, title="The first writer's title"))
    shown = client.post(change_url(page), stale).content.decode()
    assert "You saved this page in another window while you were writing here" in shown and "Your text is kept" in shown
    assert "The second writer&#x27;s title" in shown
    assert "The first writer's title" in page.revisions.open().get().manuscript


def test_a_form_that_cannot_be_written_keeps_what_was_typed(loaded, client, staff):
    page = page_at("procedures/epidural-steroid-injection")
    client.force_login(staff["author"])
    query = entered(page, title="Typed for an hour", **{"risks-0-count": "many"})
    shown = client.post(change_url(page), query).content.decode()
    assert "Nothing was saved yet" in shown
    assert "Typed for an hour" in shown


def test_a_text_with_faults_is_saved_but_not_submitted(loaded, client, staff):
    page = page_at("conditions/sciatica")
    client.force_login(staff["author"])
    shown = client.post(change_url(page), entered(page, summary="Too short.", verb="submit"), follow=True)
    assert "Too short." in page.revisions.open().get().manuscript
    assert page.revisions.open().get().state == RevisionState.DRAFT
    assert "1 thing to fix." in shown.content.decode()


def test_a_new_page_begins_as_a_draft_that_nobody_sees(loaded, client, staff):
    client.force_login(staff["author"])
    asked = {"title": "Sleep and pain", "kind": "articles", "group_articles": "understanding-pain"}
    answer = client.post(reverse("admin:articles_article_add"), asked)
    page = Page.objects.get(kind="articles", slug="sleep-and-pain")
    assert answer.status_code == 302
    assert page.status == "never-public"
    client.logout()
    assert client.get("/articles/sleep-and-pain/").status_code == 404


def test_a_page_in_another_language_is_begun_from_the_desk_and_stays_in_it(loaded, client, staff):
    client.force_login(staff["author"])
    add = reverse("admin:articles_article_add")
    assert 'href="?language=es"' in client.get(add).content.decode()
    shown = client.get(add, {"language": "es"}).content.decode()
    assert '<input type="hidden" name="language" value="es">' in shown
    asked = {"title": "El dolor", "kind": "articles", "group_articles": "understanding-pain", "language": "es"}
    client.post(add, asked)
    page = Page.objects.get(kind="articles", slug="el-dolor")
    assert (page.language, page.get_absolute_url()) == ("es", "/es/articles/el-dolor/")
    shown = client.get(change_url(page)).content.decode()
    assert "kind=articles&amp;language=en" in shown  # it translates an English page, and leads to Spanish ones
    assert "language=es" in shown and 'name="language"' not in shown


def test_a_language_that_the_site_does_not_speak_is_the_main_one(loaded, client, staff):
    client.force_login(staff["author"])
    shown = client.get(reverse("admin:articles_article_add"), {"language": "xx"}).content.decode()
    assert '<input type="hidden" name="language" value="en">' in shown


@pytest.mark.parametrize("kind", ["conditions", "procedures", "articles", "about", "snippets", "glossary"])
def test_every_screen_of_every_kind_answers(loaded, client, staff, kind):
    client.force_login(staff["author"])
    page = Page.objects.filter(kind=kind).first()
    model = kinds.get(kind).model
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    listed = client.get(reverse(f"{name}_changelist"), follow=True)
    assert listed.redirect_chain == [(f"/admin/publishing/page/?kind={kind}", 302)]
    assert lines.url_of(page) in listed.content.decode()
    for url in (
        reverse(f"{name}_add"),
        reverse(f"{name}_change", args=[page.pk]),
        reverse(f"{name}_history", args=[page.pk]),
        reverse(f"{name}_version", args=[page.pk, 1]),
        reverse(f"{name}_compare", args=[page.pk]),
        reverse(f"{name}_preview", args=[page.pk, 1]),
        reverse(f"{name}_share", args=[page.pk]),
    ):
        assert client.get(url).status_code == 200, url
    assert client.get(reverse(f"{name}_delete", args=[page.pk])).status_code == 403


def test_a_page_of_any_kind_is_found_in_one_list(loaded, client, staff):
    client.force_login(staff["author"])
    page = page_at("conditions/sciatica")
    answer = client.get(reverse("admin:publishing_page_change", args=[page.pk]))
    assert answer.url == change_url(page)


def test_a_picker_offers_only_pages_of_its_kind(loaded, client, staff):
    client.force_login(staff["author"])
    query = {"app_label": "publishing", "model_name": "citation", "field_name": "page", "term": "injection"}
    found = client.get(reverse("admin:autocomplete"), {**query, "kind": "procedures", "language": "en"}).json()
    assert found["results"]
    kinds_found = Page.objects.filter(pk__in=[row["id"] for row in found["results"]]).values_list("kind", flat=True)
    assert set(kinds_found) == {"procedures"}


def test_the_clinic_s_words_reach_every_page_at_once(loaded, client, admin_user):
    client.force_login(admin_user)
    values = {"name": "Hill Street Clinic", "phone": "555 0100", "color": "#5b1a5e", "emergency_number": "112"}
    values |= {"confirmed": "112", "confirmed_phone": "=555 0100"}
    answer = client.post(reverse("admin:publishing_clinicprofile_add"), values)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    client.logout()
    for address in ("/", "/conditions/", "/conditions/sciatica/", "/about/contact/"):
        shown = client.get(address).content.decode()
        assert "Hill Street Clinic" in shown
        assert "555 0100" in shown
        assert "/clinic-5b1a5e/styles." in shown
    assert "Call 112 now" in client.get("/conditions/sciatica/").content.decode()
    assert "#5b1a5e" in client.get(re.search(r"/clinic-5b1a5e/[^\"]*", shown)[0]).content.decode()


def test_a_weak_color_is_refused_with_a_reason(loaded, client, admin_user):
    client.force_login(admin_user)
    shown = client.post(reverse("admin:publishing_clinicprofile_add"), {"color": "#ffcc00"}).content.decode()
    assert "Too weak to read" in shown
    assert not ClinicProfile.objects.exists()


def test_a_version_can_be_taken_up_again(loaded, client, staff):
    page = page_at("conditions/sciatica")
    client.force_login(staff["author"])
    client.post(change_url(page), entered(page, title="A detour"))
    draft = page.revisions.open().get()
    url = reverse("admin:conditions_condition_version", args=[page.pk, 1])
    assert client.post(url).url == f"{url}?take=up"
    client.post(url, {"seen": draft.sha256, "state": draft.state})
    assert page.revisions.open().get().manuscript == Revision.objects.get(page=page, number=1).manuscript


def test_the_desk_is_closed_to_visitors_and_never_kept(loaded, client, staff):
    page = page_at("conditions/sciatica")
    answer = client.get(change_url(page))
    assert answer.status_code == 302
    client.force_login(staff["author"])
    answer = client.get(change_url(page))
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("typed", ["how-pain-works", "warning-signs"])
def test_an_address_that_another_page_has_or_had_is_refused_at_its_field(loaded, client, staff, typed):
    people = Staff(staff["author"], staff["reviewer"], staff["publisher"])
    people.published(page_at("articles/how-pain-works"), slug="why-it-hurts")
    page = page_at("articles/your-first-visit")
    client.force_login(staff["author"])
    answer = client.post(change_url(page), entered(page, title="Typed", **{"address-slug": typed}))
    assert answer.status_code == 200
    assert "Choose another." in answer.context["slug_form"].errors["slug"][0]
    assert "Typed" in answer.content.decode()
    assert not page.revisions.open().exists()


@pytest.mark.parametrize(("state", "said"), [("approved", "Approved by Rosa Reviewer"), ("scheduled", "Planned for")])
def test_a_form_says_before_and_after_that_a_change_ends_an_approval(loaded, client, staff, state, said):
    people = Staff(staff["author"], staff["reviewer"], staff["publisher"])
    page = page_at("articles/how-pain-works")
    people.revision(page, RevisionState(state), title="Planned")
    client.force_login(staff["author"])
    before = client.get(change_url(page)).content.decode()
    assert said in before and "If you save a change, it goes back to review" in before
    answer = client.post(change_url(page), entered(page, title="Changed"), follow=True)
    shown = answer.content.decode()
    assert "The text had been approved. What you changed is reviewed again." in shown
    assert said not in shown
