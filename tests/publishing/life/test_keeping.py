"""What was typed and not saved: each person's own, the newest of each form, and gone when its time is over."""

import datetime
import threading

import pytest
from django.db import connection
from django.utils import timezone

from publishing.life import jobs, keeping
from publishing.life.models import KeptText, Page, Revision, Writing
from tests.articles.editing import page_at

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("loaded")]

PAGE = "articles/how-pain-works"


def keep(by, words="Words", *, tab="one", turn=1):
    return keeping.keep(by=by, page=page_at(PAGE), tab=tab, turn=turn, fields={"title": [words]})


def kept(by):
    return [text.fields["title"][0] for text in keeping.kept(by=by, page=page_at(PAGE))]


def test_a_form_has_one_text_and_what_comes_late_replaces_nothing_newer(author):
    for words, turn in (("First", 1), ("Third", 3), ("Second", 2)):
        assert keep(author, words, turn=turn) == keeping.Outcome.KEPT
    assert kept(author) == ["Third"]


def test_what_is_kept_again_is_newer_by_that_and_has_the_same_digest(author):
    keep(author, "A", turn=1)
    first = keeping.digest_of(by=author, page=page_at(PAGE), tab="one")
    keep(author, "A", turn=3)
    keep(author, "B", turn=2)  # which was typed between, and comes late
    assert kept(author) == ["A"]
    assert keeping.digest_of(by=author, page=page_at(PAGE), tab="one") == first != ""


def test_a_form_that_is_sent_is_kept_as_a_script_reads_it():
    assert keeping.sent_fields({"title": ["One\r\nTwo\r\n"]}) == {"title": ["One\nTwo\n"]}


def test_two_windows_never_write_over_each_other(author):
    keep(author, "In one", tab="one")
    keep(author, "In two", tab="two", turn=9)
    assert kept(author) == ["In two", "In one"]


def test_nobody_else_has_it(author, admin_user):
    keep(author)
    assert kept(admin_user) == []


def test_what_is_saved_is_forgotten_and_nothing_of_that_form_comes_back(author):
    keep(author)
    keeping.throw_away(by=author, page=page_at(PAGE), tab="one")
    assert keep(author, "Late", turn=2) == keeping.Outcome.SAVED
    assert kept(author) == []


def test_the_sixth_form_takes_the_place_of_the_oldest(author):
    for number in range(6):
        keep(author, str(number), tab=str(number))
    assert kept(author) == ["5", "4", "3", "2", "1"]


def test_keeping_touches_no_page_and_makes_no_version(author, django_assert_max_num_queries):
    page = page_at(PAGE)
    before = list(Page.objects.values()), list(Revision.objects.values())
    with django_assert_max_num_queries(6) as found:
        keeping.keep(by=author, page=page, tab="one", turn=1, fields={"title": ["Words"]})
    assert (list(Page.objects.values()), list(Revision.objects.values())) == before
    assert not [query["sql"] for query in found if "FOR UPDATE" in query["sql"]]


def test_after_thirty_days_or_with_the_account_it_is_gone(author, reviewer, publisher):
    for person in (author, reviewer, publisher):
        keep(person)
    KeptText.objects.filter(by=author).update(kept_at=timezone.now() - datetime.timedelta(days=31))
    type(reviewer).objects.filter(pk=reviewer.pk).update(is_active=False)
    assert jobs.run("forget_kept") == "2 forgotten"
    assert (kept(author), kept(reviewer), kept(publisher)) == ([], [], ["Words"])


@pytest.mark.parametrize("sent", [None, [], "words", {"a": "words"}, {"a": [1]}, {"a": ["x" * 2_000_001]}, {1: ["x"]}])
def test_what_is_no_form_is_not_kept(sent):
    assert keeping.sent_fields(sent) is None


def test_what_no_database_can_keep_is_left_out_and_nothing_else(author):
    fields = keeping.sent_fields({"title": ["a\0b\ud800c 😀"], "verb": ["publish"], "csrfmiddlewaretoken": ["x"]})
    assert fields == {"title": ["abc 😀"]}
    keeping.keep(by=author, page=page_at(PAGE), tab="one", turn=1, fields=fields)
    assert kept(author) == ["abc 😀"]


def test_somebody_writes_until_they_leave_or_are_silent(author, reviewer):
    page = page_at(PAGE)
    keeping.write(by=author, page=page, part="Getting ready")
    (writing,) = keeping.others(by=reviewer, page=page)
    assert writing.part == "Getting ready"
    since = writing.since_at
    keeping.write(by=author, page=page, part="Risks")
    assert keeping.others(by=reviewer, page=page).get().since_at == since
    assert not keeping.others(by=author, page=page)
    Writing.objects.update(seen_at=timezone.now() - datetime.timedelta(seconds=30))
    assert not keeping.others(by=reviewer, page=page)
    keeping.write(by=author, page=page, part="Risks")
    assert keeping.others(by=reviewer, page=page).get().since_at > since
    keeping.leave(by=author, page=page)
    assert not keeping.others(by=reviewer, page=page)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_from_two_sides_at_once_is_kept_once(author):
    page, errors = page_at(PAGE), []

    def one(turn):
        try:
            keeping.keep(by=author, page=page, tab="one", turn=turn, fields={"title": [str(turn)]})
            keeping.write(by=author, page=page, part="")
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(turn,)) for turn in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert KeptText.objects.count() == Writing.objects.count() == 1
