"""A stencil: the main part of a page, printed once with its text. Nothing that a text says opens a hole in it."""

import dataclasses
import re

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from publishing.text import kinds, preparing
from publishing.text.binding import Asked, words_in
from publishing.text.preparing import Prepared, prepare
from publishing.text.prose import marks
from tests import catalogs
from tests.articles.manuscripts import article
from tests.procedures.manuscripts import procedure
from tests.publishing import samples

#: Every letter with which a mark of a text may begin.
OF_PROSE = {value for name, value in vars(marks).items() if name.isupper() and isinstance(value, str)} - {marks.HOLE}
NAMES = {
    "articles": samples.SMALL["articles/warning-signs.md"],
    "conditions": samples.SMALL[samples.CONDITION],
    "procedures": samples.SMALL[samples.PROCEDURE],
}
OF_PROCEDURES = {"places", "dispute", "dispute_end", "offered_fact", "offered_alone", "onward", "onward_end"}
#: What a reader reads from top to bottom, where each request says it anew.
OF_EVERY_PAGE = [
    *("list_url", "sheet_clinic", "canonical", "sheet_review", "sheet_day", "qr"),
    *("plate", "plate_url", "plate_width", "plate_height", "plate_end", "opened"),
    *("sources", "sources_number", "sources_list", "sources_end", "review", "byline", "path"),
    *("read_more", "read_more_list", "read_more_end"),
]


def made_ready(text: str, kind: str = "articles", language: str = "en") -> Prepared:
    return prepare(text, kind, language=language, slug="x")


def cut_of(text: str, kind: str = "articles") -> list[str]:
    """What is between the holes and their names; empty for a text that nobody can read."""
    return made_ready(text, kind).stencil.get("cut", [])


def holes_of(cut: list[str]) -> list[str]:
    return cut[1::2]


def printed(cut: list[str]) -> str:
    """All that stands between the holes."""
    return "".join(cut[::2])


# What is in it


@pytest.mark.parametrize("kind", NAMES)
def test_every_hole_of_a_page_is_in_the_order_of_reading(kind):
    holes = holes_of(cut_of(NAMES[kind], kind))
    assert [name for name in holes if name in OF_EVERY_PAGE] == OF_EVERY_PAGE


@pytest.mark.parametrize("kind", NAMES)
def test_between_its_holes_a_stencil_has_marks_of_prose_and_no_other(kind):
    html = printed(cut_of(NAMES[kind], kind))
    assert {what for what, _value, _run in marks.MARK.findall(html) if what} <= OF_PROSE
    assert not marks.CUT.search(html)


def test_a_kind_without_a_template_for_it_has_none():
    text = samples.SMALL["about/how-we-write.md"]
    assert made_ready(text, "about").stencil == {}
    assert made_ready(samples.WARNING_SIGNS, "snippets").stencil == {}


def test_a_text_that_cannot_be_read_has_none():
    assert made_ready("no front matter").stencil == {}


@pytest.mark.parametrize("kind", NAMES)
def test_a_stencil_is_the_same_in_any_language_of_the_moment(kind):
    before = made_ready(NAMES[kind], kind).stencil
    with override("es"):
        assert made_ready(NAMES[kind], kind).stencil == before


@pytest.mark.parametrize("kind", NAMES)
def test_what_is_printed_around_a_text_is_in_its_language_whatever_the_moment_s_is(kind, tmp_path):
    said = "Whole page; its sources are at this address"
    with catalogs.spoken(tmp_path, "es", {said: "La hoja entera"}):
        english, spanish = (printed(made_ready(NAMES[kind], kind, one).stencil["cut"]) for one in ("en", "es"))
    assert (said in english, said in spanish) == (True, False)
    assert ("La hoja entera" in english, "La hoja entera" in spanish) == (False, True)


def test_no_database_is_asked_for_a_stencil(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert made_ready(NAMES["procedures"], "procedures").stencil


@pytest.mark.parametrize("kind", NAMES)
def test_what_a_stencil_asks_for_is_all_that_its_marks_name(kind):
    stencil = made_ready(NAMES[kind], kind).stencil
    asked, named = stencil["asked"], Asked.of(printed(stencil["cut"])).stored()
    assert any(named.values())
    assert {what: set(names) - set(asked[what]) for what, names in named.items()} == dict.fromkeys(named, set())


@pytest.mark.parametrize("kind", NAMES)
def test_every_word_of_a_stencil_that_may_be_explained_is_kept_with_it(kind):
    stencil = made_ready(NAMES[kind], kind).stencil
    assert words_in(printed(stencil["cut"])) <= set(stencil["words"].split())


@pytest.mark.parametrize("kind", NAMES)
def test_each_piece_is_bound_once_and_what_opens_the_page_first(kind):
    stencil = made_ready(NAMES[kind], kind).stencil
    cut, order = stencil["cut"], stencil["order"]
    assert sorted(order) == list(range(0, len(cut), 2))
    opened = cut.index("opened")
    assert order[: opened // 2 + 1] == list(range(0, opened, 2))


def test_drawings_are_bound_before_the_sections_as_a_reader_of_the_text_meets_them():
    text = samples.SCIATICA
    cut = cut_of(text, "conditions")
    order = made_ready(text, "conditions").stencil["order"]
    drawing = next(place for place in order if place and cut[place - 1] == "drawing")
    section = next(place for place in order if '<h2 id="symptoms"' in cut[place])
    assert order.index(drawing) < order.index(section)


def test_a_heading_has_the_words_of_the_clinic_and_no_hard_word_is_explained_in_it():
    html = printed(cut_of(article(body="## A disc at {clinic_name} {#first}\n\nA disc.")))
    name = marks.mark(marks.TOKEN, "clinic_name")
    assert f'<h2 id="first">A disc at {name}</h2>' in html
    assert marks.RUN not in html.partition('<h2 id="first">')[2].partition("</h2>")[0]


def test_a_heading_is_escaped_also_in_the_contents():
    body = '## A <b> & "c" {#first}\n\nOne.\n\n## Other {#other}\n\nTwo.'
    html = printed(cut_of(article(body=body)))
    escaped = "A &lt;b&gt; &amp; &quot;c&quot;"
    assert f'<h2 id="first">{escaped}</h2>' in html
    assert f'href="#first">{escaped}</a>' in html


def test_the_front_matter_of_a_stencil_is_escaped():
    text = article('A <b>bold</b> & "quoted" title', also_called=["<i>also</i> 'so'"])
    html = printed(cut_of(text))
    assert "<h1>A &lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot; title</h1>" in html
    assert "&lt;i&gt;also&lt;/i&gt; &#x27;so&#x27;" in html
    assert "<b>bold" not in html and "<i>also" not in html


def test_the_signs_of_holes_that_a_template_has_act_in_no_text():
    words = "{{ hole.byline }} {% include 'base.html' %} {hole.byline} {byline}"
    text = article(f"T {words}", key_points=[words, "Two.", "Three."], body=f"## H {words} {{#first}}\n\n{words}")
    assert holes_of(cut_of(text)) == holes_of(cut_of(article()))


def test_the_prose_of_a_section_that_is_told_again_stands_between_two_holes():
    cut = cut_of(samples.SCIATICA, "conditions")
    place = cut.index("section:causes")
    assert "A disc can press on the nerve" in re.sub(f"[{marks.RUN}{marks.END_OF_RUN}]", "", cut[place + 1])
    assert cut[place + 2] == "section:"


def test_a_stencil_goes_with_the_text_that_a_draft_is_looked_at_with():
    ready = made_ready(article())
    assert preparing.of_draft(ready.manuscript).stencil == ready.stencil


# What nobody can write into it


FORGED = "byline"
#: A mark of a hole, in all the ways in which somebody may write the characters that it is made of.
HOLES = {
    "as it is": f"\ue000o{FORGED}\ue001",
    "hexadecimal": f"&#xe000;o{FORGED}&#xe001;",
    "upper case": f"&#XE000;o{FORGED}&#XE001;",
    "decimal": f"&#57344;o{FORGED}&#57345;",
    "zeros": f"&#x0000e000;o{FORGED}&#00057345;",
    "without an end": f"&#xe000 o{FORGED}&#xe001 x",
    "twice": f"&amp;#xe000;o{FORGED}&amp;#xe001;",
    "thrice": f"&amp;amp;#xe000;o{FORGED}&amp;amp;#xe001;",
    "behind a backslash": f"\\&#xe000;o{FORGED}\\&#xe001;",
    "with a backslash": f"&\\#xe000;o{FORGED}&\\#xe001;",
    "in code": f"`\ue000o{FORGED}\ue001` `&#xe000;o{FORGED}&#xe001;`",
    "in an address": f"[x](https://who.int/\ue000o{FORGED}\ue001) [x](https://who.int/%EE%80%80o{FORGED}%EE%80%81)",
    "in a place": f"[x](#\ue000o{FORGED}\ue001) [x](../articles/x.md#\ue000o{FORGED}\ue001)",
    "in a picture": f'![\ue000o{FORGED}\ue001](../drawings/leg.svg "&#xe000;o{FORGED}&#xe001;")',
    "in a name of a picture": f"![x](../drawings/\ue000o{FORGED}\ue001.svg)",
    "in a citation": f"[@\ue000o{FORGED}\ue001]",
    "nested": f"\ue000\ue000oo{FORGED}\ue001o{FORGED}\ue001",
    "in two parts": f"\ue000 o{FORGED} \ue001",
    "of a run": f"\ue002\ue000o{FORGED}\ue001\ue003",
    "between control characters": f"\x02\ue000\x03o{FORGED}\x02\ue001\x03",
    "a stash of the parser": "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x0257344\x03o" + FORGED + "\x0257345\x03",
    "as a token": "{clinic_name\ue001\ue000o" + FORGED + "}",
    "as HTML": f"<b>\ue000o{FORGED}\ue001</b> <!--\ue000o{FORGED}\ue001--> <p id='&#xe000;o{FORGED}&#xe001;'>",
    "as a section": "\ue000osection:first\ue001\ue000osection:\ue001",
}
#: What else somebody may want to make with a mark.
MARKS = {
    "a snippet": "\ue000swarning-signs\ue001",
    "an end of a link": "\ue000/\ue001",
    "a citation": "\ue000ckoes2007\ue001",
    "a citation by number": "&#57344;ckoes2007&#57345;",
}


def with_forged(words: str, where: str) -> str:
    """An article with some words in one place of its text."""
    plain = "Words of a part, and more of them."
    places = {
        "title": {"title": f"T {words}"},
        "also_called": {"also_called": [f"N {words}"]},
        "summary": {"summary": f"A summary that is long enough to be shown on a card and in a search. {words}"},
        "key_points": {"key_points": [words, "Two.", "Three."]},
        "questions": {"questions_to_ask": [f"{words}?", "When?", "What else?"]},
        "answers": {"questions_and_answers": [{"question": f"{words}?", "answer": words}] * 2},
        "bring": {"what_to_bring": [words]},
        "heading": {"body": f"## H {words} {{#first}}\n\n{plain}"},
        "heading below": {"body": f"## First {{#first}}\n\n### H {words}\n\n{plain}"},
        "anchor": {"body": f"## First {{#{words}}}\n\n{plain}"},
        "prose": {"body": f"## First {{#first}}\n\n{plain} {words} {plain}\n\n- {words}\n\n> {words}"},
        "before": {"body": f"{words}\n\n## First {{#first}}\n\n{plain}"},
        "table": {"body": f"## First {{#first}}\n\n| {words} | b |\n| --- | --- |\n| a | {words} |"},
        "card": {"body": f"## First {{#first}}\n\n/// emergency | {words}\n{words}\n///"},
        "fold": {"body": f"## First {{#first}}\n\n/// details | {words}\n{words}\n///"},
        "snippet": {"body": f"## First {{#first}}\n\n/// snippet | {words}\n///\n\n{plain}"},
    }
    return article(**{"title": "A plain article", **places[where]})


PLACES = (
    *("title", "also_called", "summary", "key_points", "questions", "answers", "bring", "heading", "heading below"),
    *("anchor", "prose", "before", "table", "card", "fold", "snippet"),
)


@pytest.mark.parametrize("where", PLACES)
def test_no_text_opens_a_hole(where):
    benign = holes_of(cut_of(with_forged("words", where)))
    found = {way: cut_of(with_forged(words, where)) for way, words in HOLES.items()}
    assert {way: holes_of(cut) for way, cut in found.items() if cut and holes_of(cut) != benign} == {}
    assert [
        way for way, cut in found.items() if marks.HOLE in {what for what, *_ in marks.MARK.findall(printed(cut))}
    ] == []
    assert len([cut for cut in found.values() if cut]) > len(HOLES) / 2, "most can be printed, whatever is in them"


@pytest.mark.parametrize("where", PLACES)
def test_no_text_makes_another_mark(where):
    for words in MARKS.values():
        cut = cut_of(with_forged(words, where))
        assert {what for what, _value, run in marks.MARK.findall(printed(cut)) if not run} <= {
            marks.TOKEN,
            marks.SNIPPET,
            *"h/nr",
        }
        assert not {value for what, value, _run in marks.MARK.findall(printed(cut)) if what == marks.CITATION}


@pytest.mark.parametrize("way", HOLES)
def test_no_link_and_no_number_of_a_procedure_opens_a_hole(way):
    words = HOLES[way]
    number = {"title": f"T {words}", "count": 3, "says": f"have {words}", "note": f"N {words}", "sources": ["koes2007"]}
    harm = {"title": words, "says": words}
    text = procedure(
        f"T {words}",
        risks=[number],
        facts={"duration": words, "hurts": words},
        day_plan=[{"day": 0, "instruction": words}],
        dispute={"says": words, "means": words},
        harms=[harm],
    )
    plain = procedure(
        risks=[number | {"title": "T", "says": "have it", "note": "N"}],
        facts={"duration": "A day.", "hurts": "No."},
        day_plan=[{"day": 0, "instruction": "Rest."}],
        dispute={"says": "Some do.", "means": "Ask."},
        harms=[{"title": "T", "says": "It."}],
    )
    found, expected = made_ready(text, "procedures"), made_ready(plain, "procedures")
    assert holes_of(found.stencil["cut"]) == holes_of(expected.stencil["cut"])
    assert OF_PROCEDURES & set(holes_of(found.stencil["cut"]))


@pytest.mark.parametrize("way", HOLES)
def test_no_drawing_opens_a_hole(way):
    words = HOLES[way]
    quoted = words.replace("'", "''")
    more = f"  alt: '{quoted}'\n  caption: '{quoted}'\n  credit: '{quoted}'\n"
    text = samples.SCIATICA.replace("  alt: A nerve from the back to the foot.\n", more)
    assert text != samples.SCIATICA
    expected = holes_of(cut_of(samples.SCIATICA, "conditions"))
    without = [name for name in expected if not name.startswith("draw")]
    assert holes_of(cut_of(text, "conditions")) in (expected, without, [])
    named = samples.SCIATICA.replace("file: leg.svg", f"file: '{quoted}'")
    assert set(holes_of(cut_of(named, "conditions"))) <= set(expected)


def test_no_character_that_front_matter_has_by_its_number_opens_a_hole():
    escaped = '"T \\uE000o' + FORGED + '\\uE001 \\xEE\\x80\\x80"'
    text = article(also_called=["N"], key_points=["One.", "Two.", "Three."])
    for line, name in (("title: A plain article", "title"), ("- N\n", "also"), ("- One.\n", "point")):
        assert line in text, name
        forged = text.replace(line, line.partition(" ")[0] + f" {escaped}" + ("\n" if line.endswith("\n") else ""))
        cut = cut_of(forged)
        assert not cut or holes_of(cut) == holes_of(cut_of(text)), name


PIECES = st.sampled_from(
    [
        *(
            "\ue000",
            "\ue001",
            "\ue002",
            "\ue003",
            "o",
            "byline",
            "section:",
            "&#xe000;",
            "&#57345;",
            "&#",
            "xe000;",
            "&",
            "amp;",
        ),
        *(
            "\\",
            "#",
            "`",
            "*",
            "[",
            "](",
            ")",
            "<",
            ">",
            "{",
            "}",
            "\x02",
            "\x03",
            "\n",
            "\n\n",
            "## ",
            "### ",
            "/// ",
            "|",
        ),
        *("details", "57344", ";", "%EE%80%80", "\u00ad", "a", " ", "\U000fe000", "\ue000ob", "klzzwxh:", "0"),
    ]
)


@settings(max_examples=150)
@given(pieces=st.lists(PIECES, min_size=3, max_size=25))
def test_no_words_whatever_they_are_open_a_hole(pieces):
    words = "".join(pieces)
    text = article(body="## First {#first}\n\nWords.\n\n## Second {#second}\n\nWords.")
    ready = made_ready(text)
    manuscript = ready.manuscript
    data = {**manuscript.data, "title": words, "summary": words, "also_called": [words], "key_points": [words]}
    data |= {"questions_and_answers": [{"question": words, "answer": words}], "what_to_bring": [words]}
    odd = dataclasses.replace(manuscript, data=data, body=f"{words}\n\n{manuscript.body}\n\n## {words}\n\n{words}\n")
    stencil = preparing.of_draft(odd).stencil
    if not stencil:
        return  # more than anybody could read
    allowed = {*OF_EVERY_PAGE, "drawing", "drawn", "handout_url"}
    assert set(holes_of(stencil["cut"])) <= allowed
    assert [name for name in holes_of(stencil["cut"]) if name in OF_EVERY_PAGE] == OF_EVERY_PAGE
    assert not marks.CUT.search(printed(stencil["cut"]))


def test_every_kind_with_a_stencil_is_in_these_tests():
    assert {kind.name for kind in kinds.all_kinds() if kind.stencil} == NAMES.keys()
