"""How long sentences, blocks and key points may be."""

from publishing.text import wording

LONG = " ".join(["word"] * 26) + "."


def test_a_sentence_is_long_from_26_words_on():
    assert [long.size for long in wording.long_sentences(f"{LONG} Short one.")] == [26]
    assert not list(wording.long_sentences(" ".join(["word"] * 25) + "."))


def test_a_row_of_a_table_is_no_sentence():
    assert not list(wording.long_sentences(f"| {LONG} |"))


def test_a_paragraph_has_three_sentences_and_a_list_six_items():
    assert [long.what for long in wording.long_block("One is. Two is. Three is. Four is.")] == ["paragraph"]
    assert [long.what for long in wording.long_block("\n".join(["- item"] * 7))] == ["list"]
    assert not list(wording.long_block("\n".join(["- item"] * 6)))


def test_blocks_have_the_section_above_them():
    assert list(wording.blocks("## Risks {#risks}\n\nOne.\n\n/// do\n\n- Two\n\n///\n\n![A](../a.svg)")) == [
        ("Risks", "One."),
        ("Risks", "- Two"),
    ]


def test_the_last_key_point_says_when_to_call():
    assert wording.says_when_to_call(["It helps.", "Call us for a fever."])
    assert not wording.says_when_to_call(["Call us.", "It helps."])
    assert wording.says_when_to_call([])
