"""The list of procedures, and a procedure as its reader and a search engine see it."""

import datetime
import re
from html.parser import HTMLParser
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conditions.models import Condition
from conditions.options import OPEN_ROWS
from procedures import rows
from procedures.models import Indication, Procedure
from procedures.types import ProcedureType
from publishing.life import actions
from publishing.life.models import Page, Source
from publishing.text.prose import marks
from publishing.text.ratings import OF_TREATMENTS, Certainty
from tests.articles.editing import page_at
from tests.procedures.manuscripts import indication, procedure
from tests.publishing.at_desk import in_role, url
from tests.publishing.public.test_lists import listed
from tests.website.test_machines import more, queries
from tests.website.test_structured_data import Related, graph_of, node

pytestmark = pytest.mark.both_databases


#: Relation, effect, certainty -> the heading under which a link stands on its procedure and on its condition.
PLACES = {
    ("treats", "helps", "high"): ("treats", "treated-by"),
    ("treats", "helps-a-little", "low"): ("treats", "treated-by"),
    ("treats", "no-better", "moderate"): ("in-doubt", "in-doubt"),
    ("treats", "not-known", "very-low"): ("in-doubt", "in-doubt"),
    ("treats", "harm-outweighs", "low"): ("in-doubt", "in-doubt"),
    ("not-for", "no-better", "low"): ("not-for", "not-used"),
    ("diagnoses", "tells-partly", "low"): ("finds", "finds"),
    ("guides", "not-known", "low"): ("finds", "finds"),
}


POINTS = ["First. [@koes2007]", "Second. [@nice-ng59]", "Third."]


def cited_and_back(answer) -> tuple[list[str], list[str]]:
    """Where a page cites its sources, and where the ways back lead, each in the order of the page."""
    text, _sources, listed = answer.content.decode().partition('<section class="sources"')
    return re.findall(r'id="(cited-\d+-\d+)"', text), re.findall(r'href="#(cited-\d+-\d+)"', listed)


@pytest.mark.parametrize("rated", PLACES)
def test_a_link_stands_where_its_rating_says_on_both_pages(staff, client, rated):
    relation, effect, certainty = rated
    link = indication("herniated-disc", relation=relation, effect=effect, certainty=certainty)
    staff.new_page("procedures", "fresh", procedure(indications=[link]))
    here, there = PLACES[rated]
    lists = Related(client.get("/procedures/fresh/").content.decode()).lists
    assert lists == {here: ["/conditions/herniated-disc/"]}
    other = Related(client.get("/conditions/herniated-disc/").content.decode()).lists
    assert [place for place, addresses in other.items() if "/procedures/fresh/" in addresses] == [there]


def test_an_option_that_leads_to_a_procedure_stands_for_it(loaded, client):
    page = page_at("conditions/sciatica")
    assert page.data["other_care"][0]["page"] == "procedures/physical-therapy"
    lists = Related(client.get(page.get_absolute_url()).content.decode()).lists
    assert [name for addresses in lists.values() for name in addresses].count("/procedures/physical-therapy/") == 1


def test_an_option_that_stands_for_a_link_says_that_experts_disagree_and_hides_no_test(staff, client):
    side = {"says": "So it is.", "sources": ["koes2007"]}
    day = datetime.date(2026, 11, 21)
    both = indication("sciatica", checked_on=day, disagreement={"in_favor": side, "against": side, "means": "Ask."})
    test = indication("sciatica", relation="guides", effect="tells-partly", checked_on=day)
    therapy = page_at("procedures/physical-therapy")
    staff.published(therapy, indications=[both, test], dispute={"says": "Some say so.", "means": "Ask."})
    html = client.get("/conditions/sciatica/").content.decode()
    assert Related(html).lists["finds"] == [therapy.get_absolute_url()]
    second = client.get("/conditions/sciatica/options/").content.decode()
    assert f'<li><a href="{therapy.get_absolute_url()}evidence/#sciatica">' in second


def test_both_sides_are_told_where_the_evidence_stands_in_full_and_once_on_the_main_page(loaded, client):
    link = Indication.objects.published().filter(is_disputed=True).first()
    main = link.procedure.get_absolute_url()
    sides = [marks.as_written(link.html["disagreement"][side]["says"]) for side in ("in_favor", "against")]
    evidence = client.get(f"{main}evidence/").content.decode()
    assert all(words in evidence for words in sides)
    html = client.get(main).content.decode()
    assert not any(words in html for words in sides)
    assert html.count(link.procedure.data["dispute"]["says"]) == 1
    assert "Experts disagree" in client.get(link.condition.get_absolute_url()).content.decode()


def test_a_dispute_about_no_public_link_is_not_told_and_what_it_cites_is_no_source(staff, client):
    side = {"says": "So it is.", "sources": ["jensen2019"]}
    links = [indication("sciatica", disagreement={"in_favor": side, "against": side, "means": "Ask."})]
    links.append(indication("low-back-pain", numbers=[number()]))
    dispute = {"says": "Some say so. [@acp2017; @jensen2019]", "means": "Ask."}
    staff.new_page("procedures", "fresh", procedure(indications=links, dispute=dispute, key_points=POINTS))
    before = cited_and_back(client.get("/procedures/fresh/"))
    actions.withdraw(page=page_at("conditions/sciatica"), by=staff.publisher, note="Old.")
    answer = client.get("/procedures/fresh/")
    assert "Where experts disagree" not in answer.content.decode()
    cited, back = cited_and_back(answer)
    assert sorted(cited) == sorted(back)
    assert {name.split("-")[1] for name in back} == {"1", "2"}
    assert [sorted(before[0]), len(before[1])] == [sorted(before[1]), len(back) + 2]


@pytest.mark.parametrize("behind", ["", "evidence/"])
def test_the_ways_back_from_a_source_follow_the_page_from_its_head_to_its_end(staff, client, behind):
    """The harms of a procedure are bound before its links, and stand below them; a figure is bound after the text."""
    cited = number()
    links = [indication("sciatica", numbers=[cited], evidence="Two. [@koes2007]")]
    risks = [number(title="A harm")]
    staff.new_page("procedures", "fresh", procedure(indications=links, risks=risks, key_points=POINTS))
    found, back = cited_and_back(client.get(f"/procedures/fresh/{behind}"))
    assert sorted(found, key=lambda name: int(name.split("-")[1])) == back
    assert len(found) > len({name.split("-")[1] for name in found}) + 1


@pytest.mark.parametrize("effect", OF_TREATMENTS)
@pytest.mark.parametrize("certainty", [Certainty.LOW, Certainty.VERY_LOW])
def test_what_it_does_and_how_sure_we_are_are_said_apart_on_all_its_pages(staff, client, effect, certainty):
    links = [indication(effect=effect.value, certainty=certainty.value), indication("herniated-disc")]
    staff.new_page("procedures", "fresh", procedure(indications=links))
    for address in ("/procedures/fresh/", "/procedures/fresh/evidence/", "/conditions/sciatica/"):
        html = client.get(address).content.decode()
        assert f'<use href="#sign-{effect.value}"/></svg>{effect.label}</span>' in html
        assert f"sure: {certainty.label}</span>" in html


class Folds(HTMLParser):
    """Which lists of rows of a page stand inside a fold, and the words of each fold's head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.folded, self.heads, self._inside, self._in_head = [], [], 0, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._inside += tag == "details"
        self._in_head |= tag == "summary"
        if self._inside and (name := dict(attrs).get("data-related")):
            self.folded.append(name)

    def handle_endtag(self, tag):
        self._inside -= tag == "details"
        self._in_head &= tag != "summary"

    def handle_data(self, data):
        if self._in_head:
            self.heads.append(data)


def test_of_many_rows_those_behind_the_first_heading_are_folded_on_both_pages(staff, client):
    names = list(Condition.objects.published().values_list("slug", flat=True)[:4])
    links = [indication(name) for name in names]
    links += [indication(name, relation="guides", effect="tells-well") for name in names]
    links.append(indication(names[0], relation="not-for"))
    assert len(links) == OPEN_ROWS + 1
    staff.new_page("procedures", "few", procedure(indications=links[1:]))
    staff.new_page("procedures", "many", procedure(indications=links))
    assert Folds(client.get("/procedures/few/").content.decode()).folded == []
    many = Folds(client.get("/procedures/many/").content.decode())
    assert many.folded == ["finds", "not-for"]
    assert "Not used for (1)" in many.heads
    for number in range(OPEN_ROWS):
        staff.new_page("procedures", f"more-{number}", procedure(indications=links[:1]))
    staff.new_page("procedures", "doubted", procedure(indications=[indication(names[0], effect="not-known")]))
    condition = Folds(client.get(f"/conditions/{names[0]}/").content.decode())
    assert "in-doubt" in condition.folded and "treated-by" not in condition.folded


# The second page


def test_the_evidence_has_a_page_of_its_own_where_there_is_more_to_say(staff, client, settings):
    staff.new_page("procedures", "fresh", procedure(indications=[indication(), indication("herniated-disc")]))
    html = client.get("/procedures/fresh/evidence/").content.decode()
    assert "<h1>A plain procedure: the evidence</h1>" in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}/procedures/fresh/evidence/">' in html
    assert 'href="/procedures/fresh/evidence/"' in client.get("/procedures/fresh/").content.decode()


def test_one_link_with_further_lines_has_its_evidence_page_and_is_on_the_map(staff, client):
    link = indication(details=[{"name": "In older people", "says": "Nobody asked."}])
    staff.new_page("procedures", "fresh", procedure(indications=[link]))
    assert "Nobody asked." in client.get("/procedures/fresh/evidence/").content.decode()
    assert "/procedures/fresh/evidence/" in client.get("/sitemap.xml").content.decode()


def test_a_link_from_before_learns_whether_it_has_further_lines(staff):
    links = [indication(details=[{"name": "In older people", "says": "Nobody asked."}]), indication("herniated-disc")]
    page = staff.new_page("procedures", "fresh", procedure(indications=links))
    page.procedure.indications.update(has_details=False)
    import_module("procedures.migrations.0004_links_have_further_lines").learn(apps, None)
    assert list(page.procedure.indications.values_list("has_details", flat=True)) == [True, False]


def test_the_evidence_of_one_plain_link_is_on_the_main_page(staff, client):
    staff.new_page("procedures", "fresh", procedure())
    response = client.get("/procedures/fresh/evidence/")
    assert (response.status_code, response["Location"]) == (302, "/procedures/fresh/")
    assert "evidence/" not in client.get("/procedures/fresh/").content.decode()


def test_a_second_page_goes_with_the_rows_that_it_had_more_to_say_of(staff, client):
    staff.new_page("procedures", "fresh", procedure(indications=[indication(), indication("herniated-disc")]))
    actions.withdraw(page=page_at("conditions/herniated-disc"), by=staff.publisher, note="Wrong.")
    assert client.get("/procedures/fresh/evidence/").status_code == 302
    assert "/procedures/fresh/evidence/" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize(("kind", "name"), [("procedures", "evidence"), ("conditions", "options")])
def test_a_second_page_moves_and_goes_with_its_page(loaded, client, publisher, kind, name):
    page = next(one for one in Page.objects.published().filter(kind=kind) if one.slug not in {"knee-osteoarthritis"})
    assert client.get(f"/{kind}/no-such-page/{name}/").status_code == 404
    actions.withdraw(page=page, by=publisher, note="Wrong.")
    assert client.get(f"/{kind}/{page.slug}/{name}/").status_code == 410


def test_a_moved_page_leads_to_its_second_page_too(staff, client):
    links = [indication(), indication("herniated-disc")]
    page = staff.new_page("procedures", "fresh", procedure(indications=links))
    staff.published(page, slug="renamed")
    response = client.get("/procedures/fresh/evidence/")
    assert (response.status_code, response["Location"]) == (301, "/procedures/renamed/evidence/")


# Numbers


def number(**changes) -> dict:
    """Three in a hundred, where nothing else is said."""
    values = {"title": "Headache, in people", "count": 3, "says": "have a headache", "sources": ["koes2007"]} | changes
    order = ("title", "counts", "count", "more", "low", "high", "says", "beside", "note", "sources")
    return {key: values[key] for key in order if values.get(key) is not None}


def test_a_number_is_drawn_as_people_with_its_words_and_its_source(staff, client):
    staff.new_page("procedures", "fresh", procedure(risks=[number()]))
    html = client.get("/procedures/fresh/").content.decode()
    assert "3 in 100" in html and "have a headache" in html and 'href="#source-1"' in html
    assert 'aria-label="3 of 100 people"' in html


def test_where_only_a_difference_is_known_no_total_is_drawn(staff, client):
    gap = number(count=None, more=24, low=13, high=35)
    staff.new_page("procedures", "fresh", procedure(indications=[indication(numbers=[gap])]))
    for address in ("/procedures/fresh/", "/procedures/fresh/evidence/"):
        html = client.get(address).content.decode()
        assert "24 more in 100" in html and "The total is not known" in html
        assert "#person-rest" not in html.partition('class="people"')[2].partition("</svg>")[0]


def test_a_number_stands_beside_that_of_those_without_it(staff, client):
    pair = number(count=37, beside={"count": 30, "says": "with a placebo"})
    staff.new_page("procedures", "fresh", procedure(indications=[indication(numbers=[pair])]))
    html = client.get("/procedures/fresh/").content.decode()
    assert html.index("30 in 100") < html.index("37 in 100")


def test_a_source_of_what_only_the_second_page_says_has_no_number_on_the_first(staff, client):
    links = [indication(evidence="One study. [@koes2007]"), indication("herniated-disc")]
    staff.new_page("procedures", "fresh", procedure(indications=links))
    assert "Diagnosis and treatment of sciatica" not in client.get("/procedures/fresh/").content.decode()
    assert "Diagnosis and treatment of sciatica" in client.get("/procedures/fresh/evidence/").content.decode()


@pytest.mark.parametrize(
    ("kind", "types"),
    [
        (ProcedureType.INJECTION, ["MedicalProcedure", "MedicalTherapy"]),
        (ProcedureType.BONE_AND_SPINE, ["SurgicalProcedure", "MedicalTherapy"]),
        (ProcedureType.MOVEMENT_AND_HANDS_ON, ["PhysicalTherapy"]),
        (ProcedureType.TEST, ["MedicalTest"]),
    ],
)
def test_a_procedure_is_what_the_vocabulary_calls_it(staff, client, kind, types):
    staff.new_page("procedures", "fresh", procedure(type=kind.value))
    nodes = graph_of(client, "/procedures/fresh/")
    subject = node(nodes, types[0])
    assert subject["@type"] == types
    assert node(nodes, "MedicalWebPage")["mainEntity"] == {"@id": subject["@id"]}


def test_a_test_names_the_conditions_it_finds(staff, client):
    links = [indication(relation="diagnoses", effect="tells-partly")]
    staff.new_page("procedures", "fresh", procedure(type="test", indications=links))
    found = node(graph_of(client, "/procedures/fresh/"), "MedicalTest")["usedToDiagnose"]
    assert [condition["name"] for condition in found] == ["Sciatica"]


# What it costs


def enrich(page: Page, links: list[Indication]) -> None:
    """Give a page more links with sources, more citations, more related pages."""
    Source.objects.bulk_create(
        Source(id=f"more-{number}", title=f"Source {number}", publisher="Nobody", kind="study") for number in range(40)
    )
    names = [f"more-{number}" for number in range(40)]
    for link in links:
        link.html = {**link.html, "sources": marks.mark(marks.CITATION, ";".join(names[:3]))}
    Indication.objects.bulk_create(links)
    page.stencil["cut"][0] += marks.mark(marks.CITATION, ";".join(names))
    page.stencil["asked"]["sources"] += names
    page.save(update_fields=["stencil"])
    page.related.add(*Page.objects.published().filter(kind="articles").exclude(pk=page.pk))


def link_like(link: Indication, position: int, **changes) -> Indication:
    names = ("procedure_id", "condition_id", "relation", "effect", "certainty")
    names = (*names, "html", "short_html", "rendered_with", "checked_on")
    values = {name: getattr(link, name) for name in names} | changes
    return Indication(position=position, is_disputed=True, **values)


def test_a_procedure_costs_the_same_with_many_more_links_and_sources(loaded, reviewer):
    page = page_at("procedures/physical-therapy")
    page.related.add(page_at("articles/how-pain-works"))
    before, link = queries(page.get_absolute_url()), page.procedure.indications.first()
    conditions = more(Condition, 12, reviewer)
    enrich(page, [link_like(link, 50 + n, condition_id=c.pk) for n, c in enumerate(conditions)])
    assert queries(page.get_absolute_url()) == before
    shown = Client().get(page.get_absolute_url()).content
    assert b"copy-11" in shown and b"Source 39" in shown


def test_a_condition_costs_the_same_with_many_more_links_and_sources(loaded, reviewer):
    page = page_at("conditions/sciatica")
    page.related.add(page_at("articles/how-pain-works"))
    before, link = queries(page.get_absolute_url()), page.condition.indications.first()
    procedures = more(Procedure, 12, reviewer)
    enrich(page, [link_like(link, 50 + n, procedure_id=p.pk) for n, p in enumerate(procedures)])
    assert queries(page.get_absolute_url()) == before
    shown = Client().get(page.get_absolute_url()).content
    assert b"copy-11" in shown and b"Source 39" in shown


@pytest.mark.parametrize("relation", ["treats", "guides", "not-for"])
def test_the_second_page_of_a_condition_costs_the_same_with_many_more_links_of_any_relation(loaded, reviewer, relation):
    page = page_at("conditions/sciatica")
    second = f"{page.get_absolute_url()}options/"
    link = page.condition.indications.first()
    procedures = more(Procedure, 12, reviewer)
    links = [link_like(link, 50 + n, procedure_id=p.pk, relation=relation) for n, p in enumerate(procedures)]
    Indication.objects.bulk_create(links[:1])
    before = queries(second)
    Indication.objects.bulk_create(links[1:])
    assert queries(second) == before


@pytest.mark.parametrize("address", ["conditions/sciatica", "procedures/physical-therapy"])
def test_a_preview_costs_the_same_with_many_more_links(staff, client, reviewer, address):
    in_role(staff.author, "Author")
    client.force_login(staff.author)
    page = page_at(address)
    links = list(Indication.objects.filter(**{f"{page.kind.removesuffix('s')}": page.pk}))
    shown_at = url(page, "preview", page.live_revision.number)
    client.get(shown_at)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(shown_at).status_code == 200
        return len(found)

    before = asked()
    others = more(Procedure, 8, reviewer)
    Indication.objects.bulk_create(link_like(links[0], 50 + n, procedure_id=p.pk) for n, p in enumerate(others))
    client.get(shown_at)
    assert asked() == before


# The list


def test_a_list_has_the_procedures_of_a_kind(loaded, client):
    assert listed(client, "/procedures/?kind=injection") == ["/procedures/epidural-steroid-injection/"]


def test_an_entry_says_for_which_condition_it_does_what(loaded, client):
    entry = client.get("/procedures/").content.decode().partition("Physical therapy</a>")[2].partition("</li>")[0]
    assert ">For Knee osteoarthritis:<" in entry and "effect--helps" in entry


def test_an_entry_says_what_helps_most_and_of_that_what_is_surest(loaded):
    page = Procedure.objects.get(slug="physical-therapy")
    first, second = page.indications.all()
    for effect, certainty, leading in [
        ("helps-a-little", "high", second),
        ("helps", "low", first),
        ("no-better", "high", second),
    ]:
        first.effect, first.certainty = effect, certainty
        first.save()
        page.indications.filter(pk=second.pk).update(effect="helps", certainty="moderate")
        if leading is first:
            page.indications.filter(pk=second.pk).update(effect="helps-a-little")
        page.leading = None
        rows.put_leading_on([page])
        assert page.leading == leading


def test_where_nothing_helps_an_entry_says_its_first_link(loaded):
    page = Procedure.objects.get(slug="physical-therapy")
    page.indications.update(effect="no-better")
    rows.put_leading_on([page])
    assert page.leading == page.indications.first()


def test_an_entry_names_no_condition_that_the_public_cannot_read(loaded):
    page = Procedure.objects.get(slug="physical-therapy")
    Page.objects.filter(slug__in=["knee-osteoarthritis", "sciatica"]).update(
        status="withdrawn", withdrawn_at="2026-01-01T00:00Z"
    )
    rows.put_leading_on([page])
    assert page.leading is None


def test_the_byline_says_when_the_evidence_was_checked_last(loaded, client):
    Indication.objects.filter(condition__slug="sciatica").update(checked_on=datetime.date(2026, 7, 9))
    for address in (f"/procedures/{name}/" for name in ("physical-therapy", "physical-therapy/evidence")):
        assert "Evidence checked on July 9, 2026." in client.get(address).content.decode(), address
    assert "Evidence checked" not in client.get("/conditions/sciatica/").content.decode()


def test_every_link_has_a_place_of_its_own_on_the_evidence_page(staff, client):
    staff.published(page_at("conditions/herniated-disc"), slug="sources")
    links = [
        indication("sciatica"),
        indication("sciatica", relation="not-for", effect="no-better"),
        indication("sources"),
    ]
    staff.new_page("procedures", "fresh", procedure(indications=links))
    html = client.get("/procedures/fresh/evidence/").content.decode()
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {"sciatica", "sciatica-not-for"} <= set(ids)


def test_of_many_procedures_the_same_have_more_to_say_as_of_each(loaded, monkeypatch):
    without, *others = ids = list(Procedure.objects.values_list("pk", flat=True))
    Indication.objects.filter(procedure=without).delete()
    each = [pk for pk in ids if rows.with_evidence([pk])]
    assert each == others
    monkeypatch.setattr(rows, "_MANY", 0)
    assert rows.with_evidence(ids) == set(each)
    assert rows.with_evidence(each[:1]) == set(each[:1])
