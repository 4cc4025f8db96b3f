"""The list of articles, and an article with its free sections."""

import re

import pytest

from articles.models import Topic
from publishing.life.models import Page
from tests.articles.editing import Staff
from tests.articles.manuscripts import article


@pytest.fixture
def staff(loaded, author, reviewer, publisher):
    return Staff(author, reviewer, publisher)


def test_a_list_has_every_article_under_its_topic(loaded, client):
    html = client.get("/articles/").content.decode()
    for page in Page.objects.published().filter(kind="articles"):
        topic = Topic(page.article.topic)
        group = re.search(rf'id="{topic.value}">{topic.label}</h3><ul>(.*?)</ul>', html)
        assert f'href="/articles/{page.slug}/"' in group[1]


def test_the_sections_of_an_article_stand_in_the_order_written(staff, client):
    staff.new_page("articles", "fresh", article(body="## One {#one}\n\nA.\n\n## Two {#two}\n\nB.\n\n## Three\n\nC."))
    html = client.get("/articles/fresh/").content.decode()
    assert re.findall(r'<h2 id="(one|two|three)"', html) == ["one", "two", "three"]


def test_what_is_made_from_data_stands_behind_what_was_written(staff, client):
    text = article(what_to_bring=["Your card"], questions_to_ask=["Why?", "When?", "What else?"])
    staff.new_page("articles", "fresh", text)
    html = client.get("/articles/fresh/").content.decode()
    parts = re.findall(r'<h2 id="(first|what-to-bring|questions-to-ask)"', html)
    assert parts == ["first", "what-to-bring", "questions-to-ask"]


def test_a_related_page_reads_more_on_both_pages(staff, client):
    staff.new_page("articles", "fresh", article("Quite fresh", related=["conditions/sciatica"]))
    assert (
        'href="/conditions/sciatica/"' in client.get("/articles/fresh/").content.decode().partition('id="read-more"')[2]
    )
    assert "Quite fresh" in client.get("/conditions/sciatica/").content.decode().partition('id="read-more"')[2]


def test_a_page_does_not_read_more_of_itself(staff, client):
    staff.new_page("articles", "fresh", article("Quite fresh", related=["articles/warning-signs"]))
    for address in ("/articles/fresh/", "/articles/warning-signs/"):
        more = client.get(address).content.decode().partition('id="read-more"')[2]
        assert f'href="{address}"' not in more.partition("</section>")[0]


def test_the_byline_names_who_wrote_it(staff, client):
    staff.new_page("articles", "fresh", article())
    assert "Written by Starter library" in client.get("/articles/fresh/").content.decode()
