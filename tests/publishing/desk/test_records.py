"""Sources and people on the desk: what their forms take, a library's reader takes, and nothing is said twice."""

import datetime

import pytest
from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.models import Indication
from publishing.life import actions, dumping, entries
from publishing.life.models import Contributor, Event, Page, Source
from publishing.life.states import RevisionState, Verb
from publishing.text import canonical, records
from publishing.text.schema import Findings
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article
from tests.publishing.at_desk import in_role, with_mail

pytestmark = pytest.mark.both_databases

SOURCE = {"id": "ours-2026", "title": "Ours", "publisher": "The clinic", "kind": "leaflet"}
TODAY = datetime.date(2026, 11, 27)
PERSON = {"id": "ada-moss", "name": "Ada Moss", "kind": "person"}


@pytest.fixture
def desk(loaded, client, admin_user):
    client.force_login(admin_user)
    return client


def errors(desk, model, values: dict) -> dict:
    """What the form says at each field when a row is added; nothing where it was saved."""
    answer = desk.post(reverse(f"admin:publishing_{model._meta.model_name}_add"), values)
    return answer.context["adminform"].form.errors if answer.status_code == 200 else {}


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"id": "my source 2026!"}, "id", "cannot be its short name. Use lower-case letters, digits and hyphens."),
        ({"id": "Koes2007"}, "id", "cannot be its short name"),
        ({"year": "1899"}, "year", "1899 is not between 1900 and 2100."),
        ({"year": "2101"}, "year", "2101 is not between 1900 and 2100."),
        ({"url": "the BMJ"}, "url", "is no web address. It looks like https://example.org/page."),
        ({"url": "https://bmj.com/a b"}, "url", "is no web address"),
        ({"url": "javascript:alert(1)"}, "url", "is no web address"),
        ({"url": "https://"}, "url", "is no web address"),
        ({"title": "Two\nlines"}, "title", "in one paragraph"),
        ({"title": "x" * 401}, "title", "at most 400 characters"),
        ({"publisher": ""}, "publisher", "This field is required."),
        ({"kind": "rumor"}, "kind", "Select a valid choice."),
    ],
)
def test_a_source_that_no_library_could_hold_is_refused_at_its_field(desk, changed, field, said):
    found = errors(desk, Source, {**SOURCE, **changed})
    assert list(found) == [field]
    assert said in found[field][0]


def test_the_address_of_a_source_is_completed(desk):
    assert not errors(desk, Source, {**SOURCE, "url": "www.bmj.com/content"})
    assert Source.objects.get(pk=SOURCE["id"]).url == "https://www.bmj.com/content"


@pytest.mark.parametrize("name", ["Ada_Moss", "ada.moss", "ada-", "-ada", "ada--moss", "Ada Moss"])
def test_a_person_whom_no_page_could_name_is_refused_at_the_id(desk, name):
    found = errors(desk, Contributor, {**PERSON, "id": name})
    assert list(found) == ["id"]
    assert "cannot be its short name" in found["id"][0]


def test_what_a_library_may_list_can_be_saved_on_the_desk(desk):
    assert errors(desk, Source, {**SOURCE, "url": "https://under_score.example.org/x?y#z", "year": "2026"}) == {}
    assert errors(desk, Contributor, {**PERSON, "about": "Writes."}) == {}


def test_the_reader_of_a_library_and_the_form_have_one_rule_for_ids():
    assert records.problems_of({**SOURCE, "id": "a b"}, records.SOURCE).keys() == {"id"}
    assert records.problems_of({**PERSON, "id": "a.b"}, records.CONTRIBUTOR).keys() == {"id"}
    assert records.problems_of({}, records.CONTRIBUTOR).keys() == {"id", "name", "kind"}


ODD = st.text(st.sampled_from("aé ß'\"#:-{}[]&*!|>%@`,?\\\n\t\u00a0\u2028\ud7ff\U0001f600=~<"), max_size=12)
PLAIN = st.sampled_from(["null", "true", "2026", "2026-01-01", "1e3", "0x1f", "~", "- a", "a: b", "NICE", "=", "<<"])
WORDS = ODD | PLAIN | st.text(max_size=8)
SOURCES = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"[a-z0-9][a-z0-9.-]{0,9}", fullmatch=True) | WORDS,
        "title": WORDS,
        "publisher": WORDS,
        "year": st.just("") | st.integers(1890, 2110).map(str),
        "url": st.just("") | st.from_regex(r"https?://[a-z]{1,5}\.[a-z#?/=:&'\"]{1,9}", fullmatch=True) | WORDS,
        "kind": st.sampled_from(["trial", "news", "rumor"]),
    }
)
PEOPLE = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"[a-z0-9]{1,3}(-[a-z0-9]{1,3}){0,2}", fullmatch=True) | WORDS,
        "name": WORDS,
        "kind": st.sampled_from(["person", "organization"]),
        "credentials": WORDS,
        "role": WORDS,
        "about": WORDS,
    }
)


def comes_back(row, schema) -> bool:
    """Whether a row that is written out is read again, without a fault and as it was."""
    entry = entries.entry_of(row)
    findings = Findings("")
    read = canonical.read(canonical.write([entry]), schema, findings)
    return not findings.faults and read == [entry]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(typed=SOURCES)
def test_whatever_the_form_of_a_source_takes_is_read_again_as_it_was(loaded, rf, admin_user, typed):
    assert_comes_back(rf, admin_user, Source, typed, "sources.yaml")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(typed=PEOPLE)
def test_whatever_the_form_of_a_person_takes_is_read_again_as_it_was(loaded, rf, admin_user, typed):
    assert_comes_back(rf, admin_user, Contributor, typed, "contributors.yaml")


def assert_comes_back(rf, user, model, typed: dict, file: str) -> None:
    request = rf.get("/")
    request.user = user
    form = admin.site.get_model_admin(model).get_form(request)(typed)
    if form.is_valid():
        assert comes_back(form.save(commit=False), records.RECORDS[file][0]), typed


def test_what_was_typed_on_the_desk_is_written_out_without_a_fault(desk, tmp_path):
    assert errors(desk, Source, {**SOURCE, "title": "A: “B” #1 'quoted' — 2026", "superseded_by": "nice-ng59"}) == {}
    assert errors(desk, Contributor, {**PERSON, "about": "- yes: no"}) == {}
    dumping.dump(tmp_path / "out")
    assert dumping.check(tmp_path / "out") == []


# Sources that are superseded


def changed(desk, row, **values):
    address = reverse(f"admin:publishing_{row._meta.model_name}_change", args=[row.pk])
    form = desk.get(address).context["adminform"].form
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return desk.post(address, {**sent, "seen": form.seen, **values})


def test_no_source_supersedes_itself_be_it_by_way_of_others(desk):
    Source.objects.filter(pk="nice-ng59").update(superseded_by="acp2017")
    Source.objects.filter(pk="acp2017").update(superseded_by="jensen2019")
    for newer, way in (("nice-ng59", "jensen2019 → nice-ng59 → acp2017 → jensen2019"), ("jensen2019", "→ jensen2019")):
        answer = changed(desk, Source.objects.get(pk="jensen2019"), superseded_by=newer)
        assert way in answer.context["adminform"].form.errors["superseded_by"][0]
    assert changed(desk, Source.objects.get(pk="jensen2019"), superseded_by="koes2007").status_code == 302


# Sources that say something else


def test_another_word_of_a_source_is_told_once_to_each_owner_and_reviewer_and_stands_at_every_page(
    desk, author, reviewer, mailoutbox, django_capture_on_commit_callbacks
):
    """Both pages print and link it at once, and nobody approves it."""
    source = Source.objects.get(pk="nice-ng59")
    beside = Indication.objects.filter(citations__source=source).values_list("procedure_id", "condition_id")
    printing = Q(citations__source=source) | Q(pk__in={pk for ends in beside for pk in ends})
    pages = list(Page.objects.live().filter(printing).order_by("title"))
    assert len(pages) > 1
    for person in (author, reviewer):
        type(person).objects.filter(pk=person.pk).update(email=f"{person.username}@clinic.example")
    owner = Contributor.objects.create(id="lee", name="Lee Tran", kind="person", user=author)
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(owner=owner, reviewed_by=reviewer, reviewed_on=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert changed(desk, source, title="Cures everybody", url="https://evil.example/buy").status_code == 302
    assert {letter.to[0] for letter in mailoutbox} == {f"{one.username}@clinic.example" for one in (author, reviewer)}
    assert len(mailoutbox) == 2
    for letter in mailoutbox:
        assert letter.subject.startswith("A source changed: Cures everybody")
        assert f"“{source.title}” became “Cures everybody”." in letter.body
        assert all(str(page) in letter.body for page in pages)
    events = Event.objects.filter(verb=Verb.CHANGE_SOURCE)
    assert {event.page_id for event in events} == {page.pk for page in pages}
    assert {event.note for event in events} == {str(source)}


def test_a_newer_source_is_told_once_to_each_owner(desk, author, mailoutbox, django_capture_on_commit_callbacks):
    source = Source.objects.get(pk="nice-ng59")
    type(author).objects.filter(pk=author.pk).update(email="author@clinic.example")
    owner = Contributor.objects.create(id="lee", name="Lee Tran", kind="person", user=author)
    Page.objects.live().filter(pk__in=source.citations.values("page")).update(owner=owner)
    with django_capture_on_commit_callbacks(execute=True):
        assert changed(desk, source, superseded_by="koes2007").status_code == 302
    (letter,) = mailoutbox
    assert letter.subject.startswith("A source on your pages was replaced: ")
    assert not Event.objects.filter(verb=Verb.CHANGE_SOURCE).exists()


@pytest.mark.parametrize("change", [{"title": "Cures everybody"}, {"superseded_by": "koes2007"}])
def test_both_pages_hear_of_a_source_that_only_a_row_of_evidence_cites(
    desk, author, reviewer, mailoutbox, django_capture_on_commit_callbacks, change
):
    """The row stands in the procedure's text, and the condition prints it; nobody else's page does."""
    source = Source.objects.get(pk="jensen2019")
    assert not source.citations.exists()
    with_mail(author, reviewer)
    for person, slug in ((author, "herniated-disc"), (reviewer, "sciatica")):
        keeper = Contributor.objects.create(id=person.username, name="Lee Tran", kind="person", user=person)
        Page.objects.filter(slug=slug).update(owner=keeper)
    with django_capture_on_commit_callbacks(execute=True):
        assert changed(desk, source, **change).status_code == 302
    (letter,) = mailoutbox
    assert letter.to == [author.email] and "Herniated disc" in letter.body
    events = Event.objects.filter(verb=Verb.CHANGE_SOURCE)
    told = {"Herniated disc", "Epidural steroid injection"} if "title" in change else set()
    assert {event.page.title for event in events} == told


def test_a_page_that_is_not_public_hears_nothing_of_a_row(desk, author, mailoutbox, django_capture_on_commit_callbacks):
    with_mail(author)
    keeper = Contributor.objects.create(id="lee", name="Lee Tran", kind="person", user=author)
    Page.objects.filter(slug="herniated-disc").update(owner=keeper)
    actions.withdraw(page=page_at("conditions/herniated-disc"), by=author, note="Wrong.")
    with django_capture_on_commit_callbacks(execute=True):
        changed(desk, Source.objects.get(pk="jensen2019"), title="Cures everybody")
    assert mailoutbox == []


# Deleting what texts name


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def test_a_source_that_a_text_names_is_not_deleted_and_the_texts_are_listed(desk, staff):
    Source.objects.create(**SOURCE)
    draft = staff.new_page("articles", "fresh", article("Fresh", body="## A\n\nSo. [@ours-2026]"), RevisionState.DRAFT)
    address = reverse("admin:publishing_source_delete", args=["ours-2026"])
    for answer in (desk.get(address), desk.post(address, {"post": "yes"})):
        assert "Fresh" in answer.content.decode() and "Take it out there first." in answer.content.decode()
    assert Source.objects.filter(pk="ours-2026").exists()
    actions.discard(revision=draft.revisions.get(), by=staff.author)
    assert desk.post(address, {"post": "yes"}).status_code == 302
    assert not Source.objects.filter(pk="ours-2026").exists()


@pytest.mark.parametrize("page", ["conditions/low-back-pain", "glossary/disc"])
def test_nor_one_that_a_withdrawn_page_or_a_term_names(desk, staff, page, tmp_path):
    """A withdrawn page can come back, and its text is written out."""
    source = {"conditions/low-back-pain": "acp2017", "glossary/disc": "nice-ng59"}[page]
    actions.withdraw(page=page_at(page), by=staff.publisher, note="Wrong.")
    desk.post(reverse("admin:publishing_source_delete", args=[source]), {"post": "yes"})
    assert Source.objects.filter(pk=source).exists()


def test_an_author_of_a_page_is_not_deleted(desk, staff):
    answer = desk.post(reverse("admin:publishing_contributor_delete", args=["starter-library"]), {"post": "yes"})
    assert "Sciatica" in answer.content.decode()
    assert Contributor.objects.filter(pk="starter-library").exists()


def test_a_word_of_a_text_that_is_also_an_id_keeps_nobody(desk, staff):
    Source.objects.create(**{**SOURCE, "id": "nerve"})
    assert desk.post(reverse("admin:publishing_source_delete", args=["nerve"]), {"post": "yes"}).status_code == 302


# Rights


@pytest.mark.parametrize(
    ("role", "may"), [("Author", False), ("Clinical reviewer", False), ("Publisher", True), ("Administrator", True)]
)
def test_who_may_publish_posts_and_removes_notices(loaded, client, author, role, may):
    client.force_login(in_role(author, role))
    for view in ("changelist", "add"):
        assert client.get(reverse(f"admin:publishing_sitenotice_{view}")).status_code == (200 if may else 403)
    assert author.__class__.objects.get(pk=author.pk).has_perm("publishing.delete_sitenotice") is may
