"""The list of articles, and an article with its free sections."""

import re

from publishing.life.models import Page
from tests.articles.manuscripts import article
from tests.publishing.public.test_lists import listed


def test_a_list_has_the_articles_of_a_topic(loaded, client):
    for topic in {"understanding-pain", "your-visit"}:
        of_topic = Page.objects.published().filter(article__topic=topic)
        assert listed(client, f"/articles/?kind={topic}") == [page.get_absolute_url() for page in of_topic] != []


SIGNS = "/articles/warning-signs/"


def test_the_page_of_warning_signs_begins_with_its_red_card(loaded, client):
    html = client.get(SIGNS).content.decode()
    assert html.index("care-card--emergency") < html.index('id="contents"') < html.index('<h2 id="back"')
    assert 'class="lead"' not in html and 'id="key-points"' not in html


def test_the_contents_of_the_warning_signs_are_places(loaded, client):
    html = client.get(SIGNS).content.decode()
    contents = html.partition("More signs, by place")[2].partition("</nav>")[0]
    assert re.findall(r'href="#([^"]*)"', contents) == ["back", "neck"]


def test_what_stands_before_the_first_heading_is_printed_once(loaded, client):
    assert client.get(SIGNS).content.decode().count("If you are not sure, call.") == 1


def test_no_other_article_names_its_contents_places(loaded, client):
    assert "by place" not in client.get("/articles/how-pain-works/").content.decode()


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
        'href="/conditions/sciatica/"' in client.get("/articles/fresh/").content.decode().partition('id="read-on"')[2]
    )
    assert "Quite fresh" in client.get("/conditions/sciatica/").content.decode().partition('id="read-on"')[2]


def test_a_page_does_not_read_more_of_itself(staff, client):
    staff.new_page("articles", "fresh", article("Quite fresh", related=["articles/warning-signs"]))
    for address in ("/articles/fresh/", "/articles/warning-signs/"):
        more = client.get(address).content.decode().partition('id="read-on"')[2]
        assert f'href="{address}"' not in more.partition("</nav>")[0]


def test_the_byline_names_who_wrote_it(staff, client):
    staff.new_page("articles", "fresh", article())
    assert "Written by Starter library" in client.get("/articles/fresh/").content.decode()
