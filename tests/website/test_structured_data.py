"""What search engines read: whole, absolute, and nothing that the page does not say."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from publishing.life import actions
from publishing.life.models import Page
from publishing.public.structured_data import graph, names_of, words_of
from tests.articles.editing import Staff, page_at
from tests.articles.manuscripts import article
from tests.website.test_pages import addresses

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
#: With slashes, so that the check of texts, which refuses HTML, takes it for none; a browser would not.
BREAKING = "</script/x><script/x>alert(1)</script/x><!- & '\""


class Related(HTMLParser):
    """The addresses in the headings of each list that carries `data-related`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lists: dict[str, list[str]] = {}
        self._name, self._depth, self._in_heading = "", 0, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if "data-related" in attributes:
            self._name, self._depth = attributes["data-related"], 0
            self.lists.setdefault(self._name, [])
        if tag == "ul" and self._name:
            self._depth += 1
        if tag in {"h3", "h4"}:
            self._in_heading = True
        if tag == "a" and self._name and self._in_heading:
            self.lists[self._name].append(attributes["href"])

    def handle_endtag(self, tag):
        if tag in {"h3", "h4"}:
            self._in_heading = False
        if tag == "ul" and self._name:
            self._depth -= 1
            if not self._depth:
                self._name = ""


def graph_of(client, address: str) -> list[dict]:
    """The nodes of a page's one graph."""
    scripts = SCRIPT.findall(client.get(address).content.decode())
    assert len(scripts) == 1, address
    data = json.loads(scripts[0])
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


def node(nodes: list[dict], kind: str) -> dict:
    """The one node of a type."""
    (found,) = [node for node in nodes if kind in node["@type"]]
    return found


def values(thing, key: str):
    """Every value under a key, however deep."""
    if isinstance(thing, dict):
        for name, value in thing.items():
            if name == key:
                yield value
            yield from values(value, key)
    elif isinstance(thing, list):
        for item in thing:
            yield from values(item, key)


def strings(thing):
    """Every text, however deep."""
    if isinstance(thing, str):
        yield thing
    for item in thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ():
        yield from strings(item)


@pytest.fixture
def graphs(loaded, client):
    """The graph of every public address."""
    return {address: graph_of(client, address) for address in addresses()}


def test_every_page_has_one_graph_whose_ids_are_absolute_and_its_own(graphs):
    for address, nodes in graphs.items():
        ids = [node["@id"] for node in nodes]
        assert len(ids) == len(set(ids)), address
        assert all(name.startswith("http://testserver/") for name in values(nodes, "@id")), address


def test_every_reference_inside_a_graph_leads_to_a_node_of_the_site(graphs):
    known = {node["@id"] for nodes in graphs.values() for node in nodes}
    for address, nodes in graphs.items():
        assert set(values(nodes, "@id")) - known - terms(nodes) == set(), address


def terms(nodes) -> set[str]:
    return {term["@id"] for group in values(nodes, "hasDefinedTerm") for term in group}


def test_every_address_in_a_graph_is_absolute(graphs):
    for nodes in graphs.values():
        for key in ("url", "item", "mainEntityOfPage"):
            assert all(re.match("https?://", value) for value in values(nodes, key))


def test_no_text_in_a_graph_has_markup_or_entities(graphs):
    for address, nodes in graphs.items():
        odd = [text for text in strings(nodes) if re.search(r"<[a-z/]|&(#\d+|#x[0-9a-f]+|[a-z]+);", text)]
        assert odd == [], address


def test_a_text_in_a_graph_has_the_words_without_numbers_and_explanations(loaded, client, author, reviewer, publisher):
    answer = {"question": "Is it safe?", "answer": "Salt & pepper < 3 in the disc [@koes2007; @jensen2019]."}
    text = article(questions_and_answers=[answer])
    Staff(author, reviewer, publisher).new_page("articles", "odd", text)
    (question,) = node(graph_of(client, "/articles/odd/"), "FAQPage")["mainEntity"]
    assert question["acceptedAnswer"]["text"] == "Salt & pepper < 3 in the disc."


def test_no_value_in_a_graph_is_empty(graphs):
    for address, nodes in graphs.items():
        assert [text for text in strings(nodes) if not text.strip()] == [], address


def test_the_headline_is_the_title_of_the_page(graphs, client):
    for page in Page.objects.published().exclude(kind="about"):
        found = node(graphs[page.get_absolute_url()], "MedicalWebPage")
        assert (found["headline"], found["description"], found["inLanguage"]) == (page.title, page.summary, "en")


def test_every_page_has_an_image_that_can_be_opened(graphs, client):
    for page in Page.objects.published():
        found = [node["image"] for node in graphs[page.get_absolute_url()] if "image" in node]
        assert len(found) == 1, page.address
        response = client.get(found[0].removeprefix("http://testserver"))
        assert response["Content-Type"] in {"image/svg+xml", "image/png"}
        response.close()


def test_the_image_of_a_page_is_its_first_drawing_or_else_the_site_s(graphs):
    drawn = node(graphs["/conditions/sciatica/"], "MedicalWebPage")["image"]
    assert re.fullmatch(r"http://testserver/media/drawings/leg\.[0-9a-f]{12}\.svg", drawn)
    plain = node(graphs["/articles/how-pain-works/"], "MedicalWebPage")["image"]
    assert re.fullmatch(r"http://testserver/static/share\.[0-9a-f]{12}\.png", plain)


def test_the_breadcrumbs_lead_from_home_to_the_page(graphs):
    for address, nodes in graphs.items():
        if address == "/":
            continue
        steps = node(nodes, "BreadcrumbList")["itemListElement"]
        assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
        assert (steps[0]["item"], steps[-1]["item"]) == ("http://testserver/", f"http://testserver{address}")


def test_a_page_that_nobody_reviewed_claims_no_review(graphs):
    for nodes in graphs.values():
        assert not [*values(nodes, "lastReviewed"), *values(nodes, "reviewedBy")]


def test_a_reviewed_page_names_the_day_and_the_reviewer(loaded, client, reviewer):
    page = page_at("conditions/sciatica")
    actions.confirm_review(page=page, by=reviewer, sha256=page.live_revision.sha256)
    found = node(graph_of(client, "/conditions/sciatica/"), "MedicalWebPage")
    assert found["lastReviewed"] == timezone.localdate().isoformat()
    assert found["reviewedBy"] == {"@type": "Person", "name": "Rosa Reviewer"}
    other = node(graph_of(client, "/conditions/low-back-pain/"), "MedicalWebPage")
    assert not {"lastReviewed", "reviewedBy"} & other.keys()


def test_a_title_cannot_break_out_of_the_graph_or_the_page(loaded, client, author, reviewer, publisher):
    text = article(BREAKING, summary=f"{BREAKING} and a summary that is long enough for a card.")
    Staff(author, reviewer, publisher).new_page("articles", "odd", text)
    for address in ("/articles/odd/", "/articles/", "/"):
        html = client.get(address).content.decode()
        assert "<script/x>alert" not in html, address
        assert "<!-" not in html, address
    found = node(graph_of(client, "/articles/odd/"), "MedicalWebPage")
    assert found["headline"] == BREAKING


@pytest.mark.parametrize("character", ["\u2028", "\u2029"])
def test_a_line_separator_is_escaped(character):
    assert character not in graph({"name": f"a{character}b"})
    assert json.loads(graph({"name": f"a{character}b"}))["@graph"] == [{"name": f"a{character}b"}]


# Treats and treated by


def related(client, address: str, name: str) -> list[str]:
    return Related(client.get(address).content.decode()).lists.get(name, [])


def of_kind(kind: str) -> list[str]:
    return [page.get_absolute_url() for page in Page.objects.published().filter(kind=kind)]


def test_treats_and_treated_by_agree_on_every_page(loaded, client):
    forward = {(one, other) for one in of_kind("procedures") for other in related(client, one, "treats")}
    backward = {(other, one) for one in of_kind("conditions") for other in related(client, one, "treated-by")}
    assert len(forward) > 3
    assert forward == backward


def test_possible_treatments_are_those_that_the_page_lists(loaded, client):
    listed_somewhere = 0
    for address in of_kind("conditions"):
        condition = node(graph_of(client, address), "MedicalCondition")
        named = [treatment["url"] for treatment in condition.get("possibleTreatment", [])]
        rows = [other for name in ("treated-by", "in-doubt") for other in related(client, address, name)]
        listed = [f"http://testserver{other}" for other in rows]
        assert sorted(named) == sorted(listed), address
        listed_somewhere += len(listed)
    assert listed_somewhere > 3


def test_no_word_outside_the_vocabulary_stands_for_an_indication(graphs):
    assert not any(list(values(nodes, "indication")) for nodes in graphs.values())


def test_a_list_names_its_pages_in_order(graphs):
    items = node(graphs["/conditions/"], "CollectionPage")["mainEntity"]["itemListElement"]
    titles = Page.objects.published().filter(kind="conditions").values_list("title", flat=True)
    assert [item["name"] for item in items] == sorted(titles, key=str.lower)
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))


def test_the_glossary_is_a_set_of_defined_terms_that_stand_on_the_page(graphs, client):
    found = node(graphs["/glossary/"], "DefinedTermSet")["hasDefinedTerm"]
    html = client.get("/glossary/").content.decode()
    assert len(found) > 1
    assert [term["name"] for term in found if f'id="{term["@id"].partition("#")[2]}"' not in html] == []


# The vocabulary (schema.org 30): of each type the properties that it or a type above it has, as far as we use them

THING = {"name", "url", "description", "image", "alternateName", "mainEntityOfPage"}
WORK = THING | {
    *("about", "audience", "author", "citation", "dateModified", "datePublished", "hasPart", "headline", "inLanguage"),
    *("isPartOf", "license", "mainEntity", "publisher"),
}
WEB_PAGE = WORK | {"lastReviewed", "reviewedBy", "specialty"}
MEDICAL = THING | {"code", "relevantSpecialty"}
THERAPY = MEDICAL | {
    *("bodyLocation", "followup", "howPerformed", "preparation", "procedureType"),
    *("adverseOutcome", "contraindication", "seriousAdverseOutcome"),
}
ORGANIZATION = THING | {"address", "logo", "telephone"}
VOCABULARY = {
    **dict.fromkeys(["WebPage", "AboutPage", "ContactPage", "CollectionPage", "MedicalWebPage", "FAQPage"], WEB_PAGE),
    **dict.fromkeys(["Article", "CreativeWork", "WebSite"], WORK),
    **dict.fromkeys(["Organization", "MedicalOrganization"], ORGANIZATION),
    **dict.fromkeys(["MedicalTherapy", "PhysicalTherapy"], THERAPY),
    **dict.fromkeys(["MedicalEntity", "MedicalCause", "MedicalSymptom", "MedicalRiskFactor"], MEDICAL),
    **dict.fromkeys(["Person", "Patient", "AnatomicalStructure", "MedicalSignOrSymptom"], MEDICAL),
    **dict.fromkeys(["MedicalProcedure", "SurgicalProcedure"], THERAPY - {"adverseOutcome", "contraindication"}),
    "MedicalClinic": ORGANIZATION | {"availableService"},
    "MedicalCode": MEDICAL | {"codeValue", "codingSystem"},
    "MedicalTest": MEDICAL | {"usedToDiagnose"},
    "MedicalCondition": MEDICAL
    | {
        *("associatedAnatomy", "cause", "expectedPrognosis", "possibleComplication", "possibleTreatment"),
        *("riskFactor", "signOrSymptom", "typicalTest"),
    },
    "ImageObject": WORK | {"width", "height"},
    "BreadcrumbList": THING | {"itemListElement"},
    "ItemList": THING | {"itemListElement"},
    "ListItem": THING | {"item", "position"},
    "Question": WORK | {"acceptedAnswer"},
    "Answer": WORK | {"text"},
    "DefinedTermSet": WORK | {"hasDefinedTerm"},
    "DefinedTerm": THING,
}


def described(thing):
    """Every thing of a graph that says something of itself, however deep."""
    if isinstance(thing, dict):
        if set(thing) != {"@id"}:
            yield thing
        for value in thing.values():
            yield from described(value)
    elif isinstance(thing, list):
        for item in thing:
            yield from described(item)


def test_every_thing_has_a_type_of_the_vocabulary_and_properties_of_that_type(graphs):
    for address, nodes in graphs.items():
        for thing in described(nodes):
            types = thing["@type"] if isinstance(thing["@type"], list) else [thing["@type"]]
            allowed = set().union(*(VOCABULARY[name] for name in types))
            assert {key for key in thing if key[0] != "@"} - allowed == set(), (address, types)


def test_no_property_is_empty(graphs):
    for address, nodes in graphs.items():
        empty = [(address, key) for thing in described(nodes) for key, value in thing.items() if value in ("", None)]
        assert empty == []
        assert not [address for name in ("alternateName", "cause") if [] in list(values(nodes, name))]


def test_every_page_says_who_publishes_it(graphs):
    for address, nodes in graphs.items():
        (us,) = [node for node in nodes if node["@id"] == "http://testserver/#organization"]
        assert (us["name"], us["url"]) == ("Physiatry Guide", "http://testserver/"), address


def test_no_page_was_published_after_it_was_changed(graphs):
    for address, nodes in graphs.items():
        for published in values(nodes, "datePublished"):
            if len(published) > 4:  # a source has a year
                assert published <= next(values(nodes, "dateModified")), address


def test_a_second_page_is_part_of_its_first_and_about_the_same(graphs):
    seconds = [address for address in graphs if address.endswith(("/options/", "/evidence/"))]
    assert len(seconds) == 6
    for address in seconds:
        main = address.rpartition("/")[0].rpartition("/")[0] + "/"
        first, second = (node(graphs[one], "MedicalWebPage") for one in (main, address))
        assert (first["hasPart"], second["isPartOf"]) == ({"@id": second["@id"]}, {"@id": first["@id"]})
        assert first["mainEntity"] == second["mainEntity"]


def test_an_article_is_about_the_conditions_and_procedures_that_it_names(graphs):
    found = node(graphs["/articles/how-pain-works/"], "Article")["about"]
    assert [thing["name"] for thing in found] == ["Low back pain", "Sciatica"]
    assert found[1]["@id"] == node(graphs["/conditions/sciatica/"], "MedicalCondition")["@id"]


def test_a_word_of_the_glossary_has_an_address(graphs):
    for term in node(graphs["/glossary/"], "DefinedTermSet")["hasDefinedTerm"]:
        assert term["url"] == term["@id"]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<h3>Today</h3><p>Rest.</p><h3>What else?</h3><p>Walk</p>", "Today: Rest. What else? Walk."),
        ("<ul>\n<li>Walk</li>\n<li><p>Swim.</p>\n</li></ul>\n<p>Then rest:</p>", "Walk. Swim. Then rest:"),
        ("<p>“Go.”</p><p>Stay <b>here</b></p>", "“Go.” Stay here."),
        ("Salt &amp; pepper &lt; 3", "Salt & pepper < 3"),
    ],
)
def test_blocks_are_joined_as_sentences(html, words):
    assert words_of(html) == words


def test_a_section_names_what_is_bold_or_a_link_as_an_item_begins():
    items = [
        "<strong>A bad headache:</strong> rare.",
        '<p><a href="/x/">Infection</a> is rarer.</p>',
        '<a class="gloss" href="/glossary/#disc">Disc</a> trouble.',
        "Soreness, <strong>often</strong>.",
        "<strong>A bad headache</strong> again.",
    ]
    html = "".join(f"<li>{item}</li>" for item in items)
    shown = {"sections": [{"id": "risks", "html": f"<p><strong>Not this</strong></p><ul>{html}</ul>"}]}
    assert names_of(shown, "risks") == ["A bad headache", "Infection"]
    assert names_of(shown, "causes") == []
