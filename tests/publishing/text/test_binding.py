"""The binder: every value is escaped where it stands, each thing is put in once or as often as it may be."""

import re
from dataclasses import replace

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from publishing.text.binding import MAX_SHARED, Asked, Binder, Picture, Values, Word, Words, the_same, words_in
from publishing.text.prose import marks
from tests.publishing.text.prose.samples import KNOWN, VALUES, inline, page_of, sharing, shown, stored

MARKUP = "A & B <b>\"x\" 'y'</b>"


def with_shared(**snippets: str) -> Values:
    return replace(KNOWN, shared=sharing(snippets))


# Values


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{clinic_name}", "A &amp; B &lt;b&gt;&quot;x&quot; &#x27;y&#x27;&lt;/b&gt;"),
        ("*{clinic_name}*", "<em>A &amp; B &lt;b&gt;&quot;x&quot; &#x27;y&#x27;&lt;/b&gt;</em>"),
    ],
)
def test_a_token_is_escaped_in_text(source, expected):
    assert inline(source, replace(VALUES, tokens={"clinic_name": MARKUP})) == expected


def test_a_token_is_escaped_in_the_words_of_a_picture():
    html = shown("![{clinic_name}](../drawings/spine.svg)", replace(VALUES, tokens={"clinic_name": MARKUP}))
    assert ' alt="A &amp; B &lt;b&gt;&quot;x&quot; &#x27;y&#x27;&lt;/b&gt;" ' in html


def test_a_token_without_a_value_is_nothing():
    assert inline("a {clinic_name} b", replace(VALUES, tokens={})) == "a  b"


def test_a_plain_text_has_its_tokens_filled_and_is_not_escaped():
    binder = Binder(replace(VALUES, tokens={"clinic_name": MARKUP}))
    assert binder.words("At {clinic_name}, {other}") == f"At {MARKUP}, {{other}}"
    assert binder.words("At home") == "At home"


@pytest.mark.parametrize("text", ["plain", "<b>plain</b>", f"a{marks.mark(marks.TOKEN, 'clinic_name')}b", ""])
def test_nothing_that_passes_through_the_binder_is_marked_as_safe(text):
    assert not isinstance(Binder(VALUES).html(text), SafeString)


def test_an_address_is_escaped():
    values = replace(VALUES, addresses={"conditions/sciatica": '/a?b&c"d'})
    assert inline("[a](../conditions/sciatica.md#x)", values) == '<a href="/a?b&amp;c&quot;d#x">a</a>'
    assert Binder(values).html(marks.mark(marks.ADDRESS, "conditions/sciatica")) == "/a?b&amp;c&quot;d"


@pytest.mark.parametrize("name", ["articles/draft", "articles/none"])
def test_the_address_of_a_page_that_is_not_public_is_empty(name):
    assert Binder(VALUES).html(marks.mark(marks.ADDRESS, name)) == ""


def test_the_addresses_of_a_picture_are_escaped():
    picture = Picture('/a"b&c', 1, 2, (('image/"avif', '/d"e&f 1w'),))
    html = shown("![x](../drawings/spine.svg)", replace(VALUES, pictures={"drawings/spine.svg": picture}))
    assert 'src="/a&quot;b&amp;c" width="1" height="2"' in html
    assert 'type="image/&quot;avif" srcset="/d&quot;e&amp;f 1w"' in html


def test_a_definition_is_escaped_and_its_words_are_not_explained_again():
    word = Word("disc", ("disc",), f"A disc, {MARKUP} {{clinic_name}} \ue000tclinic_name\ue001")
    html = inline("a disc", replace(VALUES, words=Words((word,))))
    assert html.count("<a class") == 1
    assert html.endswith('">disc</a>')
    assert "A disc, A &amp; B &lt;b&gt;&quot;x&quot; &#x27;y&#x27;&lt;/b&gt; {clinic_name}  tclinic_name " in html


def test_each_binder_starts_anew_and_leaves_its_values_as_they_were():
    one, other = (Binder(KNOWN).html(stored("a disc [@nice-ng59]")) for _ in range(2))
    assert one == other
    assert "<a class" in one


# Numbers


def test_each_use_of_a_source_is_counted_over_several_texts_and_the_shared_texts_between():
    values = with_shared(a="b [@who.2023]")
    html = shown("a [@nice-ng59]\n\n/// snippet | a\n///\n\nc [@koes2007; @who.2023]", values)
    assert re.findall(r'id="cited-([^"]*)"', html) == ["2-1", "3-1", "1-1", "3-2"]
    pages = page_of(["a [@nice-ng59]", "b [@koes2007; @nice-ng59]"])
    assert [re.findall(r'id="cited-([^"]*)"', html) for html in pages] == [["2-1"], ["1-1", "2-2"]]


def test_every_link_back_from_a_source_has_its_own_place():
    binder = Binder(VALUES)
    html = binder.html(stored("a [@koes2007] b [@koes2007]\n\nc [@koes2007]"))
    assert [f'id="cited-1-{use}"' in html for use in (1, 2, 3, 4)] == [True, True, True, False]
    assert binder.uses == {"koes2007": 3}


def test_a_citation_of_which_nothing_is_known_prints_nothing():
    binder = Binder(replace(VALUES, sources=()))
    assert binder.html(stored("a [@koes2007; @none] b")) == "<p>a b</p>"
    assert binder.uses == {}


# Words


def test_a_word_is_explained_at_its_first_use_over_texts_and_shared_texts():
    html = shown("a disc\n\n/// snippet | a\n///\n\nan MRI", with_shared(a="a disc, an MRI"))
    assert re.findall(r'href="/glossary/#([a-z]+)"', html) == ["disc", "mri"]
    assert html.startswith("<p>a <a class")
    assert html.endswith("<p>an MRI</p>")


@pytest.mark.parametrize("source", ["[disc](#x)", "### disc", "`disc`", "/// ask | disc\ndisc\n///", "| disc |\n| - |"])
def test_a_word_in_what_is_skipped_waits_for_its_next_use(source):
    html = shown(f"{source}\n\na disc", KNOWN)
    assert html.count("<a class") == 1
    assert html.index("<a class") > html.index("<p>a <a class")


def test_a_word_in_a_link_waits_for_its_next_use_and_is_explained_where_the_link_goes():
    """A page that is not public takes its link with it, and leaves the words."""
    text = "[a disc](../conditions/{}.md)\n\na disc"
    assert "</a></p>\n<p>a <a class" in shown(text.format("sciatica"), KNOWN)
    html = shown(text.format("none"), KNOWN)
    assert html.startswith("<p><span>a <a class") and html.count("<a class") == 1
    call = "[a disc](tel:{clinic_phone})\n\na disc"
    assert "</a></p>\n<p>a <a class" in shown(call, replace(KNOWN, tokens={"clinic_phone": "555 0199"}))
    assert shown(call, replace(KNOWN, tokens={"clinic_phone": ""})).startswith("<p><span>a <a class")


def test_a_shared_text_in_a_card_explains_nothing_nor_does_what_is_in_it():
    values = with_shared(a="a disc\n\n/// snippet | b\n///", b="an MRI")
    assert shown("/// snippet | a\n///", values).count("<a class") == 2
    assert "<a class" not in shown("/// ask\nb\n\n/// snippet | a\n///\n\nc\n///", values)


def test_what_stands_behind_a_shared_text_in_a_card_is_explained_again():
    html = shown("/// ask\nb\n\n/// snippet | a\n///\n\nc\n///\n\na disc", with_shared(a="a disc"))
    assert html.count("<a class") == 1
    assert html.endswith('data-meaning="A cushion between two bones.">disc</a></p>')


def test_a_letter_that_is_longer_in_lower_case_explains_nothing_and_is_no_error():
    assert inline("İ disc", KNOWN) == "İ disc"


def test_the_first_of_two_words_with_one_spelling_is_explained():
    words = Words((Word("a", ("disc",), "first"), Word("b", ("Disc",), "second")))
    assert 'href="/glossary/#a"' in inline("disc", replace(VALUES, words=words))


@pytest.mark.parametrize("text", ["“disc”", "disc… or", "L5–disc", "(disc)/x", "discs’"])
def test_a_word_is_found_whatever_stands_beside_it(text):
    assert "data-word" in inline(text, KNOWN)


@pytest.mark.parametrize("name", ["", "-", "...", "(scan)"])
def test_a_spelling_that_starts_with_no_word_is_never_explained(name):
    words = Words((Word("x", (name,), "y"),))
    assert inline("a - ... (scan)", replace(VALUES, words=words)) == "a - ... (scan)"


class Counting(frozenset):
    """The starts of words, which count how often they are looked for."""

    asked = 0

    def __and__(self, other):
        Counting.asked += 1
        return super().__and__(other)


def work(paragraphs: int) -> tuple[int, int]:
    """How often the words are asked, and how many marks are filled, for that many paragraphs."""
    words = Words(tuple(Word(f"w{n}", (f"word{n}", f"other word{n}"), "x") for n in range(100)))
    words.__dict__["starts"] = Counting(words.starts)
    Counting.asked = 0
    text = "a word1 b [@koes2007] {clinic_name} [c](../conditions/sciatica.md) " + "d " * 30
    html = stored("\n\n".join([text] * paragraphs))
    Binder(replace(VALUES, words=words)).html(html)
    return Counting.asked, len(marks.MARK.findall(html))


def test_the_work_of_binding_grows_with_the_text_and_not_faster():
    (few, marked), (many, all_marked) = work(11), work(110)
    assert all_marked >= 555
    assert (many, all_marked) == (10 * few, 10 * marked)


_A_WORD = st.sampled_from(
    ["disc", "discs", "nerve", "nerves", "root", "Roots", "nerve-root", "a", "M&M", "(disc)", "İ"]
)
_A_TEXT = st.lists(_A_WORD, max_size=12).map(" ".join)
_SPELLING = st.lists(_A_WORD, min_size=1, max_size=3).map(" ".join)
#: What one to four words are called, two by two: no spelling is explained by two of them.
_NAMES = st.lists(_SPELLING, max_size=8, unique_by=str.lower).map(
    lambda called: [called[at : at + 2] for at in range(0, len(called), 2)]
)


@given(st.lists(_A_TEXT, min_size=1, max_size=4), _NAMES)
def test_to_know_the_words_of_a_text_saves_looking_for_others_and_changes_nothing(texts, names):
    words = Words(tuple(Word(f"w{n}", tuple(called), "x") for n, called in enumerate(names)))
    values, html = replace(VALUES, words=words), [stored(text) for text in texts]
    plain, knowing = Binder(values), Binder(values, words_in("".join(html)))
    assert [knowing.html(one) for one in html] == [plain.html(one) for one in html]


# Shared texts


def test_a_shared_text_may_stand_twice():
    assert shown("/// snippet | a\n///\n\n/// snippet | a\n///", with_shared(a="b")) == "<p>b</p>\n<p>b</p>"


@pytest.mark.parametrize(
    "snippets",
    [
        {"a": "x\n\n/// snippet | a\n///"},
        {"a": "x\n\n/// snippet | b\n///", "b": "/// snippet | c\n///", "c": "/// snippet | a\n///"},
    ],
)
def test_a_shared_text_that_names_itself_ends(snippets):
    assert shown("/// snippet | a\n///\n\ny", with_shared(**snippets)).split() == ["<p>x</p>", "<p>y</p>"]


SAME = {"call": "Call {clinic_phone}, {clinic_name}.", "hard": "A disc.", "cited": "a [@koes2007]"}
SAME |= {"linked": "[c](../conditions/sciatica.md)", "both": "/// snippet | call\n///"}


def test_a_shared_text_that_names_the_clinic_alone_is_put_together_once_for_all_pages():
    assert set(the_same(sharing(SAME), VALUES.tokens)) == {"call", "hard"}


@pytest.mark.parametrize("values", [VALUES, KNOWN])
@pytest.mark.parametrize("slug", SAME)
def test_and_a_page_has_the_same_of_it_as_if_it_were_put_together_there(values, slug):
    values = replace(values, shared=sharing(SAME))
    page = f"/// snippet | {slug}\n///\n\na disc\n\n/// snippet | {slug}\n///"
    assert shown(page, values) == shown(page, replace(values, same=the_same(values.shared, values.tokens)))


def test_shared_texts_stop_where_a_page_would_be_too_long():
    values = replace(VALUES, shared={"a": "x" * (MAX_SHARED // 2), "b": "y" * (MAX_SHARED // 2), "c": "z"})
    html = shown("".join(f"/// snippet | {slug}\n///\n\n" for slug in "abcb"), values)
    assert (html.count("x"), html.count("y"), html.count("z")) == (MAX_SHARED // 2, MAX_SHARED // 2, 0)


def test_what_marks_name_is_known_before_anything_is_looked_up():
    asked = Asked()
    shared = sharing({"a": "[x](../articles/draft.md)\n\n/// snippet | b\n///", "b": "/// snippet | a\n///"})
    body = "[x](../conditions/sciatica.md#y) [@koes2007; @none]\n\n![x](../drawings/spine.svg)\n\n"
    asked.read(stored(f"{body}/// ask\nx\n\n/// snippet | a\n///\n\ny\n///"), shared)
    asked.read(marks.mark(marks.ADDRESS, "about/contact"), shared)
    assert asked == Asked(
        pages={"conditions/sciatica", "articles/draft", "about/contact"},
        pictures={"drawings/spine.svg"},
        sources={"koes2007", "none"},
        shared={"a", "b"},
    )
