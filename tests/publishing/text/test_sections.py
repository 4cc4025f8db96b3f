"""A body is taken apart into its sections and put together again without the loss of a byte."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from publishing.text import kinds, manuscripts, sections

HEADINGS = {"What it is": "what-it-is", "Causes": "causes", "Tests": "tests"}
WORDS = st.text("ab #-/\n", min_size=1, max_size=40).map(lambda text: text.strip("\n"))
WHOLE = WORDS.filter(lambda text: text.strip() and not any(line.startswith("## ") for line in text.split("\n")))


def test_every_text_of_the_library_is_taken_apart_and_put_together_without_a_change():
    changed, in_sections = [], 0
    for kind in kinds.all_kinds():
        headings = kind.headings("en")
        for path in sorted((settings.CONTENT_DIR / kind.name).glob("*.md")) if headings else ():
            _front, body = manuscripts.read_raw(path.read_text())
            parts = sections.split(body.strip("\n"), headings)
            in_sections += 1
            if parts is None or sections.join(parts, headings) != body.strip("\n"):
                changed.append(path.name)
    assert in_sections > 50
    assert changed == []


@given(st.dictionaries(st.sampled_from(list(HEADINGS.values())), WHOLE))
def test_what_is_put_together_comes_apart_as_it_was(parts):
    assert sections.split(sections.join(parts, HEADINGS), HEADINGS) == {
        name: parts[name] for name in HEADINGS.values() if name in parts
    }


@pytest.mark.parametrize(
    "body",
    [
        "Words above.\n\n## Causes\n\nA.",
        "## My own heading\n\nA.",
        "## Tests\n\nA.\n\n## Causes\n\nB.",
        "## Causes\n\nA.\n\n## Causes\n\nB.",
        "## Causes {#causes}\n\nA.",
    ],
)
def test_a_body_that_is_not_in_its_sections_is_not_taken_apart(body):
    assert sections.split(body, HEADINGS) is None


def test_a_section_without_words_is_left_out_with_its_heading():
    assert sections.join({"causes": " \n", "tests": "A."}, HEADINGS) == "## Tests\n\nA."
    assert sections.split("## Causes\n\n## Tests\n\nA.", HEADINGS) == {"causes": "", "tests": "A."}


def test_a_heading_that_would_start_another_section_stays_inside_its_own():
    assert sections.inside("# One\n\n## Two\n\n### Three\n\n##four") == "### One\n\n### Two\n\n### Three\n\n##four"
