"""What staff add to the search: checked, logged, and for those whose work it is."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from publishing.life import clinic
from publishing.life.models import Page
from publishing.life.models.version import current
from search import unanswered
from search.models import Promoted, Synonym, UnansweredQuery
from tests.publishing.at_desk import in_role

SYNONYM = {"language": "en", "asked": "frozen back", "means": "low back pain"}


@pytest.fixture
def desk(loaded, client, publisher):
    client.force_login(in_role(publisher, "Publisher"))
    return client


def errors(desk, model: str, values: dict) -> dict:
    answer = desk.post(reverse(f"admin:search_{model}_add"), values)
    return answer.context["adminform"].form.errors if answer.status_code == 200 else {}


def test_a_synonym_is_saved_logged_and_raises_the_content_version(desk):
    before = current()
    assert errors(desk, "synonym", SYNONYM) == {}
    assert Synonym.objects.get().phrases == ["frozen back"]
    assert LogEntry.objects.get().object_repr == "frozen back"
    assert current() > before


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"asked": ""}, "asked"),
        ({"asked": " , "}, "asked"),
        ({"asked": "one two three four five six seven"}, "asked"),
        ({"asked": "***"}, "asked"),
        ({"means": "frozen backs"}, "means"),
        ({"means": "knee > sciatica"}, "means"),
        ({"asked": "zz # hash"}, "asked"),
        ({"asked": "the"}, "asked"),
        ({"means": "the of"}, "means"),
        ({"asked": "x" * 201}, "asked"),
    ],
)
def test_what_no_search_could_use_is_refused_at_its_field(desk, changed, field):
    assert list(errors(desk, "synonym", {**SYNONYM, **changed})) == [field]
    assert not Synonym.objects.exists()


def test_only_a_page_that_readers_can_open_stands_first(desk, publisher):
    live = Page.objects.published().first()
    term = Page.objects.live().filter(kind="glossary").first()
    values = {"language": "en", "asked": "new patient"}
    assert list(errors(desk, "promoted", {**values, "page": term.pk})) == ["page"]
    assert errors(desk, "promoted", {**values, "page": live.pk}) == {}
    assert Promoted.objects.get().page_id == live.pk


@pytest.mark.parametrize("role", ["Author", "Clinical reviewer", ""])
def test_who_does_not_publish_adds_nothing(loaded, client, author, role):
    client.force_login(in_role(author, role))
    assert client.post(reverse("admin:search_synonym_add"), SYNONYM).status_code == 403
    assert not Synonym.objects.exists()


def test_what_fewer_than_three_looked_for_is_shown_to_nobody(desk):
    for text, count in (("seldom", 2), ("often", 3)):
        UnansweredQuery.objects.create(language="en", text=text, count=count, last_on=timezone.localdate())
    for address in (reverse("admin:search_unansweredquery_changelist"), _report()):
        shown = desk.get(address).content.decode()
        assert "often" in shown
        assert "seldom" not in shown


def _report() -> str:
    return reverse("admin:publishing_page_report", args=["searches-without-a-result"])


def test_after_ninety_days_words_are_forgotten(loaded):
    today = timezone.localdate()
    for days in (89, 90, 91):
        UnansweredQuery.objects.create(language="en", text=f"{days}", last_on=today - datetime.timedelta(days=days))
    assert unanswered.forget_old() == "1 searches without a result forgotten"
    assert set(UnansweredQuery.objects.values_list("text", flat=True)) == {"89", "90"}


def test_whoever_types_nonsense_without_end_fills_no_table(loaded, monkeypatch):
    monkeypatch.setattr(unanswered, "MOST", 2)
    for word in ("gribble", "gribble", "grabble", "grobble", "grubble"):
        unanswered.note(word, "en")
        unanswered.write()
    assert UnansweredQuery.objects.count() == 2
    assert UnansweredQuery.objects.filter(text="gribble", count=2).exists()  # what is asked for most stays


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Kidney stones", "kidney stones"),
        ("my name@example.org kidney", "my kidney"),
        ("ssn 123-45-6789 kidney", "ssn kidney"),
        ("https://example.org/me kidney", "kidney"),
        ("١٢٣ kidney", "kidney"),
        ("①②③④ kidney ²³⁴", "kidney"),
        ("me＠example.org kidney", "kidney"),
        ("www.example.org kidney example.net", "kidney"),
        ("12", ""),
        ("x" * 500, ""),
    ],
)
def test_what_could_tell_who_asked_is_left_out(typed, kept):
    assert unanswered.without_identifiers(typed) == kept


@pytest.mark.parametrize("again", ["Frozen Back", "frozen backs", "bad knee, FROZEN BACK"])
def test_words_that_another_row_has_are_refused_however_they_are_written(desk, again):
    assert errors(desk, "synonym", SYNONYM) == {}
    found = errors(desk, "synonym", {**SYNONYM, "asked": again, "means": "sciatica"})
    assert "stands already in “frozen back”" in found["asked"][0]


def test_after_a_failure_the_next_words_are_written_again(loaded, monkeypatch):
    """Whoever finds words waiting leaves the writing to who came first."""
    begun = []
    monkeypatch.setattr(unanswered, "write_later", lambda: begun.append(1))
    monkeypatch.setattr(clinic, "current", lambda: 1 / 0)
    unanswered.note("gribble", "en")
    with pytest.raises(ZeroDivisionError):
        unanswered.write()
    unanswered.note("grabble", "en")
    assert len(begun) == 2
