"""What the texts of the starter library keep to: the writing rules, with the line of each fault."""

import statistics
from collections import Counter
from pathlib import Path

import pytest

from publishing.text import kinds
from tests.starter.texts import reading, rules

REFUSED = Path(__file__).parent / "texts" / "refused_sources.txt"
LEAFLETS = 1 / 5  # of all citations, at most
MEDIAN_GRADE = (5.5, 7.0)  # US school years


@pytest.fixture(scope="module")
def texts(starter_library):
    """Every text that a reader meets, but for hard words: address -> manuscript."""
    return {
        f"{kind}/{slug}": manuscript
        for (_language, kind, slug), manuscript in starter_library.manuscripts.items()
        if kinds.get(kind).has_body
    }


@pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.__name__)
def test_every_text_keeps_to_the_rule(texts, rule):
    faults = [f"{address}: {fault}" for address, manuscript in texts.items() for fault in rule(manuscript)]
    assert not faults, "\n".join(faults)


def test_the_library_is_neither_hard_nor_childish(texts):
    pages = [manuscript for address, manuscript in texts.items() if not address.startswith("snippets/")]
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


def test_no_address_is_that_of_a_copy(starter_library):
    addresses = [record["url"] for record in starter_library.sources if "url" in record]
    assert [address for address in addresses if not address.startswith("https://")] == []
