"""What the texts of the starter library keep to: the writing rules, with the line of each fault."""

import statistics
from collections import Counter
from pathlib import Path

import pytest

from publishing.text import kinds
from publishing.text.manuscripts import Manuscript
from tests.starter.texts import harms, reading, rules, signs, symptoms

REFUSED = Path(__file__).parent / "texts" / "refused_sources.txt"
LEAFLETS = 1 / 5  # of all citations, at most
MEDIAN_GRADE = (5.5, 7.0)  # US school years


@pytest.fixture(scope="module")
def texts(starter_library):
    """Every text that a reader meets, but for hard words: address -> manuscript."""
    return {
        f"{language}/{kind}/{slug}": manuscript
        for (language, kind, slug), manuscript in starter_library.manuscripts.items()
        if kinds.get(kind).has_body
    }


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.__name__)
def test_every_text_keeps_to_the_rule(texts, rule):
    faults = [f"{address}: {fault}" for address, manuscript in texts.items() for fault in rule(manuscript)]
    assert not faults, "\n".join(faults)


LONG = " ".join(["word"] * 29)
FAULTY = {
    rules.long_sentences: f"{LONG}.",
    rules.rhythm: "We go now. " * 20,
    rules.too_hard: "Interventional physiatrists characterize degenerative radiculopathies multidimensionally. " * 3,
    rules.long_blocks: "One is here. Two is here. Three is here. Four is here.",
    rules.house_words: "Take two tablets.",
    rules.uncited_numbers: "It helps 24 in 100 people.",
    rules.warning_signs: "/// emergency\n- Trouble with your bladder.\n///",
}


def written(body: str, **data) -> Manuscript:
    return Manuscript("procedures", "en", "made-up", data, f"## What it is\n\n{body}\n")


@pytest.mark.parametrize("rule", FAULTY, ids=lambda rule: rule.__name__)
def test_a_rule_finds_its_fault(rule):
    assert list(rule(written(FAULTY[rule])))
    assert not list(rule(written("A nerve that leaves the lower back is sore, and the leg feels it for some weeks.")))


@pytest.mark.parametrize("points", [["You may " + LONG, "Call us."], ["So it is. [@a]", "Call us."], ["One.", "Two."]])
def test_a_key_point_is_short_has_no_mark_and_the_last_says_when_to_call(points):
    assert list(rules.key_points(written("Text.", key_points=points)))
    assert not list(rules.key_points(written("Text.", key_points=["It helps.", "Call us for a fever."])))


@pytest.mark.parametrize(
    "text",
    [
        "Paralysis can happen.",
        "A joint infection is rare.",
        "A heart attack is possible.",
        "Cement in the canal happens.",
        "Cement can reach the lung.",
        "A collapsed lung is possible.",
        "A dural headache is possible.",
        "Infection or bleeding near the spine is rare.",
        "The skin can get thin.",
    ],
)
def test_a_harm_in_other_words_is_found(text):
    assert list(rules.harm_words(written("Text.", comparison={"grave_harm": text})))


def test_every_harm_has_a_wording_that_it_takes():
    for harm in harms.HARMS:
        assert not list(harm.faults("Risks", f"{harm.said[0]}.")), harm.name


@pytest.mark.parametrize("card", ["call-today", "call-today | Call us today"])
@pytest.mark.parametrize(
    "line", ["Chest pain, in the car.", "Trouble breathing at night.", "A stiff neck and a fever."]
)
def test_a_sign_of_an_emergency_in_a_milder_card_is_found(card, line):
    assert list(signs.faults(written(f"/// {card}\n- {line}\n///")))


def test_the_library_is_neither_hard_nor_childish(texts):
    pages = [manuscript for address, manuscript in texts.items() if "/snippets/" not in address]
    assert MEDIAN_GRADE[0] <= statistics.median(map(reading.grade, pages)) <= MEDIAN_GRADE[1]


def cited(library) -> Counter[str]:
    """Source -> by how many texts it is cited."""
    return Counter(name for address in library.texts for name in library.prepared(address).named("source"))


def test_no_source_is_cited_that_was_refused(starter_library):
    """A copy, a mirror, news, a vendor, or a source that a better one replaces."""
    assert set(cited(starter_library)) & set(REFUSED.read_text().split()) == set()


def test_every_source_is_cited(starter_library):
    assert {record["id"] for record in starter_library.sources} - set(cited(starter_library)) == set()


def test_leaflets_are_less_than_a_fifth_of_all_citations(starter_library):
    kind_of = {record["id"]: record["kind"] for record in starter_library.sources}
    found = Counter()
    for source, count in cited(starter_library).items():
        found[kind_of[source]] += count
    assert found["leaflet"] < LEAFLETS * found.total(), found


def test_every_address_is_encrypted(starter_library):
    addresses = [record["url"] for record in starter_library.sources if "url" in record]
    assert [address for address in addresses if not address.startswith("https://")] == []


def test_a_symptom_has_one_name_and_one_place_over_all_conditions(texts):
    named = [one for manuscript in texts.values() for one in manuscript.data.get("symptoms", [])]
    assert named
    assert list(symptoms.faults(named)) == []


@pytest.mark.parametrize(
    "other",
    [
        {"name": "Pain in the hand", "area": "wrist-and-hand"},
        {"name": "Pain in your hands", "area": "wrist-and-hand"},
        {"name": "Painful hand", "area": "arm"},
        {"name": "Hand pain", "area": "arm"},
    ],
)
def test_two_names_for_a_symptom_and_a_name_in_two_places_are_faults(other):
    one = {"name": "Hand pain", "area": "wrist-and-hand"}
    assert bool(list(symptoms.faults([one, other]))) == (other["name"] != "Painful hand")
    assert not list(symptoms.faults([one, {"name": "Weak hand", "area": "arm"}]))
