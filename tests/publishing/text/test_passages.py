"""What a search reads of a page: its sections without markup, with the words by which they are also found."""

import pytest

from publishing.life.models import Page
from publishing.text import kinds
from publishing.text.passages import Passage, passages_of, plain, put_in
from publishing.text.prose import marks

pytestmark = pytest.mark.usefixtures("loaded")

SNIPPET = marks.mark(marks.SNIPPET, "signs")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <strong>two</strong>.</p><p>Three</p>", "One two.\nThree"),
        ("<ul><li>One</li><li>Two &amp; three</li></ul>", "One\nTwo & three"),
        (f"<p>Call {marks.mark(marks.TOKEN, 'clinic_phone')}.</p>", "Call {clinic_phone}."),
        (f"<p>Proven.{marks.mark(marks.CITATION, 'koes2007')}</p>", "Proven."),
        (f"<p>{marks.RUN}A hard word{marks.END_OF_RUN}</p>", "A hard word"),
        (f"<p>Before</p>{SNIPPET}<p>After</p>", f"Before\n{SNIPPET}\nAfter"),
        ('<p>Fig</p><picture><img alt="A leg"></picture>', "Fig"),
    ],
)
def test_html_is_read_as_words_a_block_on_a_line(html, text):
    assert plain(html) == text


def test_a_shared_text_is_put_in_and_one_that_is_not_there_is_left_out():
    assert put_in(f"Before\n{SNIPPET}", {"signs": "Call at once"}) == "Before\nCall at once"
    assert put_in(f"Before\n{SNIPPET}", {}) == "Before\n"


def test_every_public_page_keeps_its_passages_in_the_order_of_reading():
    page = Page.objects.get(kind="procedures", slug="epidural-steroid-injection")
    kept = [Passage(*passage) for passage in page.passages]
    assert kept == passages_of(kinds.get(page.kind), page.data, page.html)
    places = [passage.place for passage in kept]
    assert places.index("key-points") < places.index("what-it-is") < places.index("risks")
    assert places.index("risks") < places.index("questions-to-ask")


def test_a_section_is_found_by_how_readers_ask_for_it():
    page = Page.objects.get(kind="procedures", slug="epidural-steroid-injection")
    risks = next(passage for stored in page.passages if (passage := Passage(*stored)).place == "risks")
    assert "side effects" in risks.more
    assert "side effects" not in risks.title


def test_a_page_is_found_by_where_it_hurts_and_by_its_symptoms():
    page = Page.objects.get(kind="conditions", slug="sciatica")
    whole = Passage(*page.passages[0])
    assert not whole.is_section
    assert "Lower back" in whole.more
    assert "Pain down one leg" in whole.more


def test_what_only_staff_read_is_no_passage():
    for page in Page.objects.live():
        assert "starter-library" not in str(page.passages)
