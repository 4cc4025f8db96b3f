"""How a reader's words are read: spelling, synonyms, what is passed over, and what is shown of a text."""

import pytest

from search import excerpts, questions, synonyms
from search.analysis import LONGEST, stems_of, tidy, words_of
from search.entries import Entry
from search.ranking import Names
from search.spelling import Spelling
from search.suggestions import Suggestions, names_of

SPELLING = Spelling(
    {
        "sciatica": 9,
        "stenosis": 5,
        "injection": 20,
        "nerve": 30,
        "neck": 12,
        "pain": 40,
        "skin": 2,
        "crush": 1,
        "back": 30,
        "shot": 4,
        "pacemaker": 2,
        "care": 9,
        "carpal": 3,
    },
    {"care", "carpal", "sciatica", "stenosis", "injection", "nerve", "neck", "pain", "back"},
)


def read(text: str, lines=()):
    return questions.read(text, "en", SPELLING, synonyms.of_lines(lines, "en"))


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("siatica", "sciatica"),
        ("stenossis", "stenosis"),
        ("injecshun pain", ""),
        ("nerv pain", "nerve pain"),
        ("nek pain", "neck pain"),
        ("backpain", "back pain"),
        ("shin pain", ""),  # a word of its own, and no misspelled skin
        ("crunch", ""),
        ("sciatica pain", ""),
        ("l5", ""),
        ("c6 c7 stenossis", "c6 c7 stenosis"),
        ("carple pain", "carpal pain"),  # a letter is put for another more often than left out
    ],
)
def test_a_misspelled_word_is_taken_for_the_nearest_that_pages_have(typed, corrected):
    assert read(typed).corrected == corrected


def test_another_language_is_not_taken_for_ours_and_two_slips_are():
    assert read("dolor de pecho").corrected == ""
    assert read("siatica injecton now").corrected == "sciatica injection now"


def test_words_that_say_nothing_are_passed_over_and_where_all_do_none_is():
    assert read("can I have an injection").stems == ("inject",)
    assert read("can i").stems != ()


def test_words_together_may_say_nothing():
    assert "back" not in read("pain in the back of my neck").stems
    assert "back" in read("back pain").stems


def test_a_synonym_counts_less_than_the_word_and_one_with_an_arrow_leads_one_way():
    lines = ["shot, injection", "coccyx > neck"]
    (part,) = read("shot", lines).parts
    assert dict(part.words[0].stems) == {"shot": 1.0, "inject": 0.5}
    assert "neck" in read("coccyx", lines).parts[0].words[0].stems
    assert "coccyx" not in read("neck", lines).parts[0].words[0].stems


def test_what_means_the_same_counts_whole_for_a_word_that_no_page_has():
    (part,) = read("coolief", ["coolief > injection"]).parts
    assert dict(part.words[0].stems) == {"coolief": 1.0, "inject": 1.0}


def test_two_words_that_the_site_writes_as_one_are_looked_for_as_that_too():
    (part,) = read("pace maker").parts
    assert [word.stem for word in part.words] == ["pace", "maker"]
    assert part.instead == (("pacemak",),)
    assert len(read("neck pain").parts) == 2


def test_what_is_passed_over_has_no_synonyms():
    assert [word.stem for part in read("pain last week", ["last > how long"]).parts for word in part.words] == ["pain"]
    assert all(not part.instead for part in read("pain last week", ["last > how long"]).parts)


def test_several_words_may_mean_one_and_one_several():
    lines = ["wear and tear > stenosis", "rfa > nerve injection"]
    (part,) = read("wear and tear", lines).parts
    assert part.instead == (("stenosi",),)
    (part,) = read("rfa", lines).parts
    assert part.instead == (("nerv", "inject"),)


def test_what_is_typed_is_cut_and_cleaned():
    assert len(tidy("x" * 10_000)) == LONGEST
    assert tidy("a\x00b \ud800c\u202e <d>") == "a b c d"
    assert words_of("Can’t X-ray") == ["cant", "x", "ray"]
    assert stems_of("injections", "en") == stems_of("injection", "en")
    assert stems_of("inyecciones", "xx") == ["inyecciones"]


WORDS = [{"eat": 1.0}, {"inject": 0.3, "shot": 0.2}]


def test_an_excerpt_is_the_line_that_answers_most_with_its_words_marked():
    text = "A shot may sting.\nYou may eat before an injection.\nDrink water."
    found = excerpts.excerpt(text, WORDS, "en")
    assert [piece.text for piece in found if piece.is_marked] == ["eat", "injection"]
    assert "".join(piece.text for piece in found).startswith("You may eat before an injection.")


def test_a_long_line_is_cut_around_the_word_at_spaces():
    text = f"{'word ' * 100}eat {'word ' * 100}"
    found = "".join(piece.text for piece in excerpts.excerpt(text, WORDS, "en"))
    assert found.startswith("… word") and found.endswith("word …")
    assert "eat" in found
    assert len(found) <= excerpts.LONGEST + 4


def test_an_excerpt_of_nothing_is_nothing():
    assert excerpts.excerpt("", WORDS, "en") == []


SCIATICA = Entry(1, "conditions", "en", ("Sciatica", "Pinched nerve in the back", "Nerve pain"))
NERVE = Entry(2, "conditions", "en", ("Nerve block",))


def suggested(letters: str, *changes: Entry, gone=()) -> list[str]:
    found = Suggestions()
    found.fill(name for entry in (SCIATICA, NERVE) for name in names_of(entry))
    if changes or gone:
        found.put(changes, gone)
    return [name.text for name in found.for_letters(letters, SPELLING)]


def test_names_are_suggested_by_any_of_their_words_the_title_first():
    assert suggested("ner") == ["Nerve block", "Nerve pain"]
    assert suggested("nerve in") == ["Pinched nerve in the back"]
    assert suggested("xyz") == []


def test_what_a_page_is_called_now_is_suggested_and_what_it_was_called_is_not():
    renamed = Entry(1, "conditions", "en", ("Wobble",))
    assert suggested("wob", renamed) == ["Wobble"]
    assert suggested("sci", renamed) == []
    assert suggested("ner", gone=[2]) == ["Nerve pain"]


def test_names_stand_whole_among_words_and_are_forgotten():
    names = Names("en")
    names.put(SCIATICA)
    assert list(names.within(("my", "nerv", "pain"))) == [(1, ("nerv", "pain"))]
    assert names.words_in(1) == {"sciatica", "pinch", "nerv", "back", "pain"}
    names.remove(1)
    assert list(names.within(("nerv", "pain"))) == []
    names.remove(1)
