"""A main page that was printed with its text is, byte for byte, what templates make of the same text at a request."""

import datetime
import re

import pytest
from django.utils import timezone

from conditions.models import Condition
from procedures.models import Indication
from publishing.life import actions
from publishing.life.models import ClinicProfile, Contributor, Page, SiteNotice, Source, StoredPicture
from publishing.life.models.version import content_changed
from publishing.life.states import RevisionState
from publishing.text import kinds
from publishing.text.offered import Offered
from tests import catalogs
from tests.articles.editing import page_at
from tests.articles.manuscripts import article
from tests.procedures.manuscripts import indication, procedure
from tests.procedures.test_views import number
from tests.publishing.public.by_templates import by_templates

pytestmark = pytest.mark.both_databases

EVERYTHING = """\
## A disc at {clinic_name} {#first}

A disc and a nerve root, {clinic_phone}. [@koes2007; @nice-ng59] A disc again. [@koes2007]

![A leg at {clinic_name}](../drawings/leg.svg "The leg & more")

/// snippet | warning-signs
///

### Below {#below}

| A disc | b |
| --- | --- |
| a nerve root | [Sciatica](../conditions/sciatica.md#causes) and [no page](../articles/later.md) |

## Second {#second}

/// details | More
Folded away. [@acp2017]
///

/// call-today
- It gets worse.
///

/// emergency
- Call {emergency_number}.
///

/// do
- Walk. [@koes2007]
///
"""
#: The characters of marks, which a value of the clinic is printed without, and a title in a template with.
UNSEEN = re.compile("[\ue000-\ue003 ]+")
HOSTILE = "A & B <script>alert('x')</script> \"q\" \ue000obyline\ue001 \ue000tclinic_name\ue001 {clinic_phone}"


def of_kinds() -> list[str]:
    """The addresses of all pages that have a stencil."""
    names = [kind.name for kind in kinds.all_kinds() if kind.stencil]
    return [page.get_absolute_url() for page in Page.objects.published().filter(kind__in=names)]


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def both(client, address: str) -> tuple[str, str]:
    """A page as a reader gets it, and as templates print it."""
    with by_templates():
        expected = read(client, address)
    return read(client, address), expected


def rich(body: str = EVERYTHING, **changes) -> str:
    data = {
        "also_called": ["One 'name'", "Two & more", "Three", "Four"],
        "key_points": ["A disc. [@nice-ng59]", "Call {clinic_phone}.", "Three."],
        "what_to_bring": ["Your card at {clinic_name}", "A disc"],
        "questions_and_answers": [
            {"question": f"What is a disc{end}?", "answer": "A disc. [@koes2007]"} for end in ("", ", then")
        ],
        "questions_to_ask": ["Why?", "When?", "What else?"],
        "related": ["conditions/sciatica", "procedures/epidural-steroid-injection", "articles/warning-signs"],
    }
    return article('A "rich" page & more', body, **{**data, **changes})


def put_out_rich(staff, **changes) -> Page:
    """Publish it, with a link to a page that is not public."""
    staff.new_page("articles", "later", article("Later"), RevisionState.APPROVED)
    return staff.new_page("articles", "rich", rich(**changes))


def rich_procedure() -> str:
    side = {"says": "So it is, with a disc. [@koes2007]", "sources": ["koes2007"]}
    both_sides = {"in_favor": side, "against": side, "means": "Ask."}
    links = [
        indication(numbers=[number(), number(title="Other & more")], disagreement=both_sides, verdict="A disc."),
        *(indication(name) for name in ("herniated-disc", "low-back-pain", "knee-osteoarthritis")),
        *(indication(name, relation="guides", effect="tells-well") for name in ("sciatica", "herniated-disc")),
        indication("low-back-pain", relation="not-for", effect="no-better"),
        *(indication(name, relation="diagnoses", effect="tells-partly") for name in ("low-back-pain", "sciatica")),
    ]
    return procedure(
        "A 'rich' procedure & more",
        indications=links,
        facts={"duration": "A disc. [@koes2007]", "hurts": "A nerve root at {clinic_name}."},
        dispute={"says": "Some say a disc. [@nice-ng59]", "means": "Ask."},
        risks=[number(beside={"count": 1, "says": "without it"}), number(title="Pain", low=1, high=9)],
        harms=[{"name": "A nerve root", "says": "It can be hurt. [@acp2017]"}],
        what_to_bring=["Your card"],
        day_plan=[{"day": 0, "instruction": "Bring somebody."}],
    )


# Every page


def test_every_page_is_what_its_templates_print(loaded, client):
    addresses = of_kinds()
    assert {address.split("/")[1] for address in addresses} == {"articles", "conditions", "procedures"}
    for address in addresses:
        shown, expected = both(client, address)
        assert shown == expected, address


def test_a_page_with_everything_in_it_is_what_its_templates_print(staff, client):
    put_out_rich(staff)
    shown, expected = both(client, "/articles/rich/")
    assert shown == expected
    assert "source-3" in shown and 'class="gloss"' in shown and "<picture" in shown and "care-card" in shown
    assert "\ue000" not in shown and "\ue002" not in shown


def test_a_procedure_with_everything_in_it_and_its_conditions_are_what_their_templates_print(staff, client):
    staff.new_page("procedures", "rich", rich_procedure())
    for address in ("/procedures/rich/", *(page.get_absolute_url() for page in Condition.objects.published())):
        shown, expected = both(client, address)
        assert shown == expected, address
    shown = read(client, "/procedures/rich/")
    assert "number__title" in shown and "Where experts disagree" in shown and "<details>" in shown


@pytest.mark.parametrize("offered", Offered)
@pytest.mark.parametrize("facts", [None, {"duration": "An hour."}])
def test_what_a_clinic_says_of_a_procedure_is_what_its_templates_print(staff, client, offered, facts):
    page = staff.new_page("procedures", "fresh", procedure(**({"facts": facts} if facts else {})))
    Page.objects.filter(pk=page.pk).update(offered=offered)
    content_changed()
    shown, expected = both(client, "/procedures/fresh/")
    assert shown == expected
    assert "Done here" in shown


def test_a_procedure_without_a_public_condition_is_what_its_templates_print(staff, client):
    staff.new_page("procedures", "fresh", procedure())
    actions.withdraw(page=page_at("conditions/sciatica"), by=staff.publisher, note="Wrong.")
    shown, expected = both(client, "/procedures/fresh/")
    assert shown == expected
    assert "No condition on this site is linked with it now." in shown


def test_a_page_in_another_language_is_what_its_templates_print(staff, client, tmp_path):
    words = {
        "Contents": "Contenido",
        "Key points": "Puntos clave",
        "Read more": "Leer más",
        "Skip to content": "Saltar",
    }
    words |= {
        "Articles": "Textos",
        "Sources (%(number)s)": "Fuentes (%(number)s)",
        "Last changed on %(on)s.": "Del %(on)s.",
    }
    body = re.sub(r"/// snippet.*\n///|\[Sciatica.*later.md\)", "", EVERYTHING)
    draft = actions.create_page(
        by=staff.author, kind="articles", slug="dolor", language="es", manuscript=rich(body, related=None)
    )
    with catalogs.spoken(tmp_path, "es", words):
        staff.brought(draft, RevisionState.PUBLISHED)
        shown, expected = both(client, "/es/articles/dolor/")
        assert shown == expected
        for said in ("Contenido", "Puntos clave", "Saltar", "Textos", "Fuentes (", "Del "):
            assert said in shown, said
        assert '<html lang="es">' in shown
        english, expected = both(client, "/articles/how-pain-works/")
        assert english == expected
    assert "Contenido" not in english and "Sources (" in english


# What stands around it, and may be anything


def hostile_clinic() -> None:
    given = dict.fromkeys(("name", "address", "hours", "booking"), HOSTILE[:80])
    ClinicProfile.objects.update_or_create(
        pk=1, defaults=given | {"phone": HOSTILE[:40], "emergency_number": "<b>&\ue000ox\ue001"}
    )


def hostile_people() -> None:
    Contributor.objects.update(name=HOSTILE, credentials="<em>")


def hostile_sources() -> None:
    Source.objects.update(title=HOSTILE, publisher=HOSTILE, url="https://x.org/?a=1&b=\"'<script>\ue000obyline\ue001")


def hostile_pictures() -> None:
    StoredPicture.objects.update(file="drawings/a\"b'&<script>.svg")


def hostile_titles() -> None:
    Page.objects.exclude(kind__in=["glossary", "snippets"]).update(title=HOSTILE[:70], summary=HOSTILE)


def hostile_words() -> None:
    Page.objects.filter(kind="glossary").update(summary=HOSTILE)


def hostile_notice() -> None:
    SiteNotice.objects.create(text=HOSTILE, until=timezone.now() + datetime.timedelta(days=1))


@pytest.mark.parametrize(
    "change",
    [
        hostile_clinic,
        hostile_people,
        hostile_sources,
        hostile_pictures,
        hostile_titles,
        hostile_words,
        hostile_notice,
    ],
)
def test_whatever_a_clinic_says_is_escaped_and_opens_no_hole(staff, client, change):
    put_out_rich(staff)
    change()
    content_changed()
    for address in ("/articles/rich/", "/conditions/sciatica/", "/procedures/epidural-steroid-injection/"):
        shown, expected = both(client, address)
        if change is not hostile_titles:  # the title on a page is that of its text
            assert UNSEEN.sub(" ", shown) == UNSEEN.sub(" ", expected)
        assert "<script>alert" not in shown and "<script>.svg" not in shown and "<em>" not in shown
        assert shown.count('class="byline"') == 1 and shown.count("<main") == 1 == shown.count("<h1>")
        assert shown.count("</html>") == 1


def test_a_number_of_the_address_bar_and_what_stands_behind_it_change_nothing(loaded, client):
    plain = read(client, "/conditions/sciatica/")
    assert read(client, "/conditions/sciatica/?q=%EE%80%80obyline%EE%80%81<script>") == plain


# Words, numbers and ways back, as somebody reads them


def test_sources_have_their_numbers_and_their_ways_back_in_the_order_of_reading(staff, client):
    body = "## One {#one}\n\nA. [@koes2007]\n\n## Two {#two}\n\nB. [@nice-ng59; @koes2007]\n\n/// snippet | cited\n///"
    snippet = "---\ntitle: Cited\nauthors:\n- starter-library\n---\n\nIn a snippet. [@koes2007] [@acp2017]\n"
    staff.new_page("snippets", "cited", snippet)
    staff.new_page("articles", "fresh", article(body=body, key_points=["First. [@koes2007]", "Two.", "Three."]))
    html = read(client, "/articles/fresh/")
    listed = html.partition('<section class="sources"')[2]
    assert "Sources (3)" in listed
    titles = re.findall(r'id="source-(\d)"', listed)
    assert titles == ["1", "2", "3"]
    used = re.findall(r'id="(cited-\d-\d)"', html.partition('<section class="sources"')[0])
    back = re.findall(r'href="#(cited-\d-\d)"', listed)
    assert sorted(used) == sorted(back) and len(used) == 6
    of_one = [name for name in used if name.startswith(used[0][:-1])]
    assert of_one == [f"{used[0][:-1]}{use}" for use in (1, 2, 3, 4)]


def test_a_page_without_a_source_has_no_list_of_sources(staff, client):
    staff.new_page("articles", "fresh", article())
    html = read(client, "/articles/fresh/")
    assert "Sources" not in html.replace("Whole page; its sources are at this address", "")


def test_a_hard_word_is_explained_where_it_is_read_first_and_only_there(staff, client):
    staff.new_page(
        "articles", "fresh", article(key_points=["A disc.", "Two.", "Three."], body="## A\n\nA disc, a nerve root.")
    )
    html = read(client, "/articles/fresh/")
    assert html.count('data-word="disc"') == 1 == html.count('data-word="nerve root"')
    assert html.index('data-word="disc"') < html.index('<h2 id="a"') < html.index('data-word="nerve root"')


def test_a_hard_word_of_a_shared_text_is_explained(staff, client):
    snippet = "---\ntitle: Worded\nauthors:\n- starter-library\n---\n\nA disc here.\n"
    staff.new_page("snippets", "worded", snippet)
    staff.new_page("articles", "fresh", article(body="## A\n\n/// snippet | worded\n///"))
    assert 'data-word="disc"' in read(client, "/articles/fresh/")


def test_a_shared_text_inside_another_brings_what_it_names(staff, client):
    head = "---\ntitle: {}\nauthors:\n- starter-library\n---\n\n"
    inner = (
        head.format("Inner")
        + "[Sciatica](../conditions/sciatica.md), a nerve root. [@acp2017]\n\n![A leg](../drawings/leg.svg)\n"
    )
    staff.new_page("snippets", "inner", inner)
    staff.new_page("snippets", "outer", head.format("Outer") + "Outside.\n\n/// snippet | inner\n///\n")
    staff.new_page("articles", "fresh", article(body="## A\n\n/// snippet | outer\n///"))
    shown, expected = both(client, "/articles/fresh/")
    assert shown == expected
    for found in ('href="/conditions/sciatica/"', 'data-word="nerve root"', 'id="source-1"', "<picture"):
        assert found in shown, found


def test_rows_stand_under_their_headings_with_the_sign_of_their_rating(loaded, client):
    html = read(client, "/procedures/epidural-steroid-injection/")
    links = Indication.objects.published().filter(procedure__slug="epidural-steroid-injection")
    assert links
    for link in links:
        assert f'href="{link.condition.get_absolute_url()}"' in html
        assert f'#sign-{link.effect}"' in html and f'id="sign-{link.effect}"' in html


def test_ways_to_paper_and_to_the_second_page_are_where_they_were(loaded, client):
    html = read(client, "/procedures/epidural-steroid-injection/")
    for behind in ("hand-out", "day-plan", "evidence"):
        assert html.count(f'href="/procedures/epidural-steroid-injection/{behind}/"') >= 1, behind
    assert 'rel="next"' in html and 'id="read-on"' not in html


def test_no_more_than_four_pages_are_read_on_from_a_page(staff, client):
    names = [f"{kind}/{slug}" for kind, slug in Page.objects.published().values_list("kind", "slug") if kind != "about"]
    staff.new_page("articles", "fresh", article(related=sorted(names)[:6]))
    more = read(client, "/articles/fresh/").partition('id="read-on"')[2].partition("</nav>")[0]
    assert more.count("<li>") == 4


def test_a_plate_stands_only_where_the_first_drawing_has_one(loaded, client):
    with_one = read(client, "/conditions/sciatica/")
    assert (
        len(re.findall(r'<img class="plate" src="/[^"]+" alt="" width="\d+" height="\d+" decoding="async">', with_one))
        == 1
    )
    StoredPicture.objects.update(removed_at=timezone.now())
    content_changed()
    shown, expected = both(client, "/conditions/sciatica/")
    assert shown == expected
    assert 'class="plate"' not in shown and "This picture was taken away." in shown


def test_the_review_says_who_when_and_until_when(loaded, client, reviewer):
    page = page_at("articles/how-pain-works")
    today = timezone.localdate()
    told = []
    for changes in (
        {"reviewed_on": None, "reviewed_by": None, "review_due_on": None},
        {"reviewed_on": today, "reviewed_by": reviewer, "review_due_on": today + datetime.timedelta(days=9)},
        {"reviewed_on": today, "reviewed_by": reviewer, "review_due_on": today - datetime.timedelta(days=1)},
    ):
        Page.objects.filter(pk=page.pk).update(**changes)
        content_changed()
        shown, expected = both(client, page.get_absolute_url())
        assert shown == expected
        told.append(shown.partition('<div class="review">')[2].partition("</div>")[0])
    assert "No clinician of this clinic has reviewed this page yet." in told[0]
    assert "Rosa Reviewer" in told[1] and "Next review" in told[1]
    assert "has not been done yet" in told[2]
    assert len(set(told)) == 3


def test_the_byline_says_who_wrote_it_today_and_what_it_is_called_tomorrow(loaded, client):
    address = "/articles/how-pain-works/"
    assert "Written by Starter library." in read(client, address)
    Contributor.objects.filter(pk="starter-library").update(name="O'Neill & <Sons>")
    content_changed()
    assert "Written by O&#x27;Neill &amp; &lt;Sons&gt;." in read(client, address)
