"""Two texts that were made from a third: nothing of either is lost, and what somebody must decide is not decided."""

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from publishing.changes.three_way import Whose, three_way, together
from publishing.text import kinds
from tests.publishing.changes.pages import PROCEDURE

BODY = "\n## What it is\n\nYour spinal nerves sit in a soft sac.\n\n## Getting ready\n\nDo not eat for 6 hours.\n"
BEFORE = PROCEDURE.partition("\n---\n")[0] + "\n---\n" + BODY
ARTICLE = (
    "---\ntitle: How pain works\n---\n\nPain is a signal.\n\n## One {#one}\n\nWords.\n\n## Two {#two}\n\nMore words.\n"
)


def named(to, name):
    return name


def merged(mine, theirs, before=BEFORE, kind="procedures"):
    return three_way(kind, "en", before, mine, theirs, named)


def names(merge, whose):
    return [part.name for part in merge.of(whose)]


def test_what_one_changed_and_what_the_other_changed_both_stay():
    mine = BEFORE.replace("soft sac", "soft, long sac").replace("Some weeks.", "A few weeks.")
    theirs = BEFORE.replace("6 hours", "8 hours").replace("An event", "event").replace("Soreness.", "Some soreness.")
    merge = merged(mine, theirs)
    assert names(merge, Whose.MINE) == ["indications/sciatica · treats/relief", "text/what-it-is"]
    assert names(merge, Whose.THEIRS) == ["comparison/side_effects", "text/getting-ready"]
    assert names(merge, Whose.BOTH) == []
    text = merge.text({})
    for words in ("soft, long sac", "A few weeks.", "8 hours", "Some soreness."):
        assert words in text


def test_a_part_that_both_changed_waits_for_a_choice():
    mine, theirs = BEFORE.replace("6 hours", "2 hours"), BEFORE.replace("6 hours.", "6 hours. Water is fine.")
    merge = merged(mine, theirs)
    (part,) = merge.of(Whose.BOTH)
    assert (part.name, part.label) == ("text/getting-ready", "Getting ready")
    assert part.is_dangerous and part.is_writable
    for value in (part.mine, part.theirs, "Do not eat for 2 hours. Water is fine."):
        assert f"## Getting ready\n\n{value}\n" in merge.text({part.name: value})


def test_numbers_and_denials_decide_and_plain_words_do_not():
    def is_dangerous(mine, theirs):
        words = "Your spinal nerves sit in a soft sac."
        merge = merged(BEFORE.replace(words, mine), BEFORE.replace(words, theirs))
        return merge.of(Whose.BOTH)[0].is_dangerous

    assert is_dangerous("Rest for 2 days.", "Rest for 3 days.")
    assert is_dangerous("Do drive.", "Do not drive.")
    assert not is_dangerous("A soft bag.", "A soft pouch.")


def test_what_is_chosen_from_a_list_is_never_chosen_by_itself():
    mine, theirs = (
        BEFORE.replace("certainty: low", "certainty: high"),
        BEFORE.replace("certainty: low", "certainty: moderate"),
    )
    (part,) = merged(mine, theirs).of(Whose.BOTH)
    assert part.is_dangerous and not part.is_writable


def test_what_both_changed_alike_is_nobodys_to_choose():
    both = BEFORE.replace("6 hours", "8 hours")
    merge = merged(both, both)
    assert merge.parts == []
    assert merge.text({}) == both


def test_a_row_that_one_took_out_and_the_other_changed_waits_as_a_whole():
    mine = BEFORE.replace(BEFORE[BEFORE.index("indications:") : BEFORE.index("comparison:")], "")
    theirs = BEFORE.replace("It helps a little for some weeks.", "It helps for some weeks.")
    (part,) = merged(mine, theirs).of(Whose.BOTH)
    assert part.path == ("indications", "sciatica · treats")
    assert part.mine is None
    assert "indications:" not in merged(mine, theirs).text({part.name: None})
    assert "It helps for some weeks." in merged(mine, theirs).text({part.name: part.theirs})


def test_a_row_that_one_took_out_and_nobody_else_changed_is_gone():
    mine = BEFORE.replace(BEFORE[BEFORE.index("indications:") : BEFORE.index("comparison:")], "")
    assert "indications:" not in merged(mine, BEFORE).text({})
    assert "indications:" not in merged(BEFORE, mine).text({})


def test_where_nobody_knows_what_was_before_all_that_differs_waits():
    mine, theirs = BEFORE.replace("soft sac", "bag"), BEFORE.replace("6 hours", "8 hours")
    merge = merged(mine, theirs, before=None)
    assert names(merge, Whose.BOTH) == ["text/what-it-is", "text/getting-ready"]
    assert not merge.of(Whose.MINE) and not merge.of(Whose.THEIRS)


def test_new_sections_of_both_under_free_headings_stand_where_they_were_put():
    mine = ARTICLE.replace("## Two {#two}", "## Mine {#mine}\n\nMine.\n\n## Two {#two}")
    theirs = ARTICLE + "\n## Theirs {#theirs}\n\nTheirs.\n"
    text = merged(mine, theirs, ARTICLE, "articles").text({})
    places = [text.index(words) for words in ("## One", "## Mine", "## Two", "## Theirs")]
    assert places == sorted(places)


def test_a_text_under_other_headings_than_its_kind_is_one_part():
    mine, theirs = (BEFORE.replace("## Getting ready", f"## {name}") for name in ("Ready", "Before it"))
    (part,) = merged(mine, theirs).of(Whose.BOTH)
    assert part.name == "text/"
    assert merged(mine, theirs).text({part.name: part.mine}) == mine


@pytest.mark.parametrize("path", sorted(settings.CONTENT_DIR.glob("*/*.md"))[::9], ids=lambda path: path.stem)
def test_a_text_that_nobody_changed_stays_to_the_letter(path):
    text = path.read_text(encoding="utf-8")
    if path.parent.name in {kind.name for kind in kinds.all_kinds()}:
        assert merged(text, text, text, path.parent.name).text({}) == text


def test_changes_at_different_words_come_together_and_at_one_word_do_not():
    before = "Do not eat for 6 hours before it."
    assert together(before, "Do not eat for 2 hours before it.", f"{before} Water is fine.") == (
        "Do not eat for 2 hours before it. Water is fine."
    )
    assert together(before, before.replace("6", "2"), before.replace("6", "8")) is None


@given(st.text("ab \n", max_size=30), st.text("ab \n", max_size=30))
def test_words_of_one_person_alone_are_their_own(before, mine):
    assert together(before, mine, before) == mine
    assert together(before, before, mine) == mine
