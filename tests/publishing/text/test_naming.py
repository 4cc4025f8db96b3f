"""What a manuscript names, and how every mention of a page follows it to its new address. Nothing else changes."""

import pytest

from publishing.text import manuscripts, naming
from publishing.text.naming import Naming, follow, named_in, pages_in, pass_on, translate_from
from tests.publishing import samples

OLD, NEW = "sciatica", "leg-nerve-pain"


def article(body: str, front: str = "") -> str:
    return f"---\ntitle: A text\n{front}authors:\n- starter-library\n---\n\n{body}\n"


def naming_text(slug: str) -> str:
    """A text that names the condition in its list and twice in its body, and its prefixes around it."""
    body = (
        f"## Part {{#part}}\n\nRead of [it](../conditions/{slug}.md), and of [its time](../conditions/{slug}.md"
        f"#what-to-expect). Sciatica, conditions/{OLD} and (../conditions/{OLD}.md) are words. "
        f"[Another](../articles/{OLD}.md), [longer](../conditions/{OLD}-in-children.md)."
    )
    return article(body, f"related:\n- conditions/{slug}\n- conditions/{OLD}-in-children\n")


def names(text: str, how: Naming, kind: str = "articles", language: str = "en") -> list[str]:
    return [name for what, _language, name in named_in(text, kind, language) if what == how]


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("[a](../conditions/sciatica.md)", "[a](../conditions/new.md)"),
        ("[a](../conditions/sciatica.md#tests) b", "[a](../conditions/new.md#tests) b"),
        ("](../conditions/sciatica.md)](../conditions/sciatica.md)", "](../conditions/new.md)](../conditions/new.md)"),
        ("- conditions/sciatica", "- conditions/new"),
        ("  page: conditions/sciatica", "  page: conditions/new"),
        ("- condition: sciatica", "- condition: new"),
        ("  condition: sciatica", "  condition: new"),
        ("translation_of: sciatica", None),
        ("[a](../conditions/sciatica-2.md)", None),
        ("[a](../conditions/my-sciatica.md)", None),
        ("[a](../articles/sciatica.md)", None),
        ("[a](../conditions/sciatica)", None),
        ("- conditions/sciatica-2", None),
        ("- my-conditions/sciatica", None),
        ("- condition: sciatica-2", None),
        ("- condition: acute sciatica", None),
        ("- precondition: sciatica", None),
        ("title: sciatica", None),
        ("Sciatica and conditions/sciatica in a sentence.", None),
    ],
)  # fmt: skip
def test_a_line_follows_only_where_it_names_the_page(line, after):
    text = f"before\n{line}\nafter"
    assert follow(text, "conditions", "sciatica", "new") == (text if after is None else f"before\n{after}\nafter")


@pytest.mark.parametrize(
    "line",
    [
        "owner: jane",
        "- conditions/sciatica",
        "condition: sciatica",
        "translation_of: sciatica",
        "drawings:\n- file: a.svg",
    ],
)
def test_a_line_of_the_body_that_reads_like_front_matter_is_a_sentence(line):
    text = article(line)
    assert not list(named_in(text, "conditions", "es"))
    assert pass_on(text, "jane", "joe") == follow(text, "conditions", OLD, NEW) == translate_from(text, NEW) == text


def test_links_with_and_without_an_anchor_and_lists_follow_and_nothing_else():
    assert follow(naming_text(OLD), "conditions", OLD, NEW) == naming_text(NEW)
    assert follow(naming_text(NEW), "conditions", NEW, OLD) == naming_text(OLD)


@pytest.mark.parametrize("slug", ["2026", "no", "1e3"])
def test_an_address_that_looks_like_a_number_or_a_word_of_yaml_is_followed_and_found(slug):
    text = follow(naming_text(OLD), "conditions", OLD, slug)
    assert f"conditions/{slug}" in pages_in(text)
    assert follow(text, "conditions", slug, OLD) == naming_text(OLD)


def test_the_condition_of_a_procedure_s_evidence_is_a_name_of_a_page():
    assert "conditions/sciatica" in pages_in(samples.INJECTION)
    assert "\n- condition: new\n" in follow(samples.INJECTION, "conditions", "sciatica", "new")


def test_every_address_in_a_text_is_found():
    assert pages_in(naming_text(OLD)) == {
        f"conditions/{OLD}",
        f"conditions/{OLD}-in-children",
        f"articles/{OLD}",
    }


def test_the_page_of_a_term_is_named():
    text = manuscripts.compose({"title": "disc", "definition": "x", "page": "conditions/sciatica"}, "")
    assert names(text, Naming.PAGE, "glossary") == ["conditions/sciatica"]


def test_a_translation_names_what_it_translates_in_the_main_language_and_the_rest_in_its_own():
    text = article("[a](../articles/other.md)", "translation_of: english\n")
    assert list(named_in(text, "articles", "es")) == [
        (Naming.TRANSLATION, "en", "articles/english"),
        (Naming.PAGE, "es", "articles/other"),
    ]


def test_a_translation_follows_what_it_translates_and_keeps_its_own_links():
    text = article("[a](../articles/english.md)", "translation_of: english\n")
    assert translate_from(text, "plain") == text.replace("translation_of: english", "translation_of: plain")


@pytest.mark.parametrize(
    ("body", "slugs"),
    [
        ("/// snippet | a\n///", ["a"]),
        ("/// snippet | b\n\n///\n\n/// snippet | a\n///\n\n/// snippet | b\n///", ["b", "a"]),
        ("/// snippet | A b\n///", []),
        ("See /// snippet | a", []),
    ],
)
def test_a_snippet_is_named_once_where_it_is_put_in(body, slugs):
    found = list(named_in(article(body), "articles", "es"))
    assert found == [(Naming.SNIPPET, "es", f"snippets/{slug}") for slug in slugs]


def test_pictures_are_named_in_the_body_and_in_a_list():
    body = "![A](../drawings/b.svg)\n\n![A](../images/c.jpg 'd')\n\n![A](../../drawings/b.svg)"
    text = article(body, "drawings:\n- file: a.svg\n  alt: x\n- alt: y\n  file: d.png\nvideos:\n- file: v.mp4\n")
    assert names(text, Naming.PICTURE) == ["drawings/a.svg", "drawings/b.svg", "images/c.jpg", "images/d.png"]


@pytest.mark.parametrize("body", ["![A](../drawings/B.svg)", "![A](https://who.int/drawings/b.svg)", "drawings/b.svg"])
def test_what_is_no_picture_of_the_library_is_not_named(body):
    assert names(article(body), Naming.PICTURE) == []


def test_owner_and_deputy_are_named_and_authors_are_not():
    text = article("x", "owner: staying\ndeputy: leaving\n")
    assert names(text, Naming.KEEPER) == ["leaving", "staying"]


def test_every_name_of_a_text_is_yielded_once():
    found = list(named_in(samples.SCIATICA, "conditions", "en"))
    assert len(found) == len(set(found))
    assert {(how.value, name) for how, _language, name in found} == {
        ("page", "articles/how-pain-works"),
        ("snippet", "snippets/warning-signs"),
        ("picture", "drawings/leg.svg"),
    }


def test_a_broken_draft_names_what_stands_in_it():
    text = "title: a: b\n[a](../conditions/sciatica.md)\n\n/// snippet | a\n///\n\n/// unknown\nx"
    assert [name for _how, _language, name in named_in(text, "articles", "en")] == ["conditions/sciatica", "snippets/a"]


@pytest.mark.parametrize(
    ("front", "after"),
    [
        ("owner: leaving\ndeputy: staying\n", "owner: staying\ndeputy: staying\n"),
        ("owner: starter-library\ndeputy: leaving\n", "owner: starter-library\ndeputy: staying\n"),
        ("owner: leaving\ndeputy: leaving\n", "owner: staying\ndeputy: staying\n"),
        ("owner: leaving-too\ndeputy: not-leaving\n", None),
        ("owner: staying\ndeputy: starter-library\n", None),
        ("summary: 'owner: leaving'\n", None),
    ],
)
def test_what_somebody_keeps_is_passed_on_and_nothing_else(front, after):
    assert pass_on(article("leaving", front), "leaving", "staying") == article("leaving", after or front)


def test_the_ways_of_naming_have_the_values_that_are_stored():
    assert [how.value for how in naming.Naming] == ["page", "translation", "snippet", "picture", "keeper"]
