"""The emergency signs of some conditions: all of them, each once, as the pages say them now."""

import pytest

from conditions import red_flags
from conditions.grouping import Sign
from conditions.models import Condition
from publishing.life import actions
from publishing.life.models import ClinicProfile
from publishing.life.models.version import content_changed
from publishing.public.structured_data import words_of
from tests.articles.editing import page_at

pytestmark = pytest.mark.both_databases

CARD = """<section class="care-card care-card--emergency"><h3 class="care-card__title"><a href="tel:911">
<svg class="sign"><use href="#sign-call"/></svg>{title}</a></h3>{inside}</section>"""

#: What the shared text says that two conditions of the small library put in.
SHARED = ["You have new pain down both legs.", "You lose control of your bladder."]


def card(inside: str, title: str = "Call 911 now") -> str:
    return CARD.format(inside=inside, title=title)


def signs_of(html: str) -> list[Sign]:
    """The signs of some HTML, whatever card they are of."""
    return [sign._replace(card=0) for sign in red_flags._signs(html, "Call 911 now")]


def signs(*slugs: str) -> list[str]:
    """The words of the signs of live conditions."""
    ids = list(Condition.objects.filter(slug__in=slugs).order_by("title").values_list("pk", flat=True))
    return [words_of(sign) for group in red_flags.of("en", ids) for sign in group.signs]


def test_every_item_of_an_emergency_card_is_a_sign_with_what_leads_its_list():
    html = card(
        "<p>Even now:</p><ul><li><strong>Fever</strong> &amp; pain</li><li>Numb<ul><li>here</li></ul></li></ul>"
    )
    assert signs_of(f"<p>Text.</p>{html}<section class='care-card care-card--ask'><ul><li>No</li></ul></section>") == [
        Sign("<strong>Fever</strong> &amp; pain", "Even now:"),
        Sign("Numb<ul><li>here</li></ul>", "Even now:"),
    ]


def test_what_a_card_says_outside_a_list_is_a_sign_too():
    assert [sign.html for sign in signs_of(card("<p>Your legs go weak.</p><p>You fall.</p>"))] == [
        "Your legs go weak.",
        "You fall.",
    ]


def test_a_headline_of_its_own_leads_the_signs_of_its_card():
    assert signs_of(card("<ul><li>Fever</li></ul>", "After a fall, call 911")) == [
        Sign("Fever", "After a fall, call 911")
    ]


def test_a_card_inside_a_fold_is_found():
    assert len(signs_of(f"<details><summary>More</summary>{card('<ol><li>Fever</li></ol>')}</details>")) == 1


def test_the_signs_of_the_page_and_of_the_shared_texts_in_it_are_there(staff):
    page = page_at("conditions/low-back-pain")
    staff.published(page, body=page.body.replace("/// call-today", "/// emergency\n- You fall.\n///\n\n/// call-today"))
    assert signs("low-back-pain", "sciatica") == [*SHARED, "You fall."]
    assert signs("knee-osteoarthritis") == []


def test_a_sign_that_a_shared_text_gains_is_there_at_once(staff):
    assert signs("sciatica") == SHARED
    body = "/// emergency\n- You lose control of your bladder.\n- Your leg is newly weak.\n///\n"
    staff.published(page_at("snippets/warning-signs"), body=body)
    assert signs("sciatica") == ["You lose control of your bladder.", "Your leg is newly weak."]


def test_a_withdrawn_condition_is_gone(staff):
    pk = page_at("conditions/low-back-pain").pk
    assert signs("low-back-pain")
    actions.withdraw(page=page_at("conditions/low-back-pain"), by=staff.publisher, note="Wrong.")
    assert red_flags.of("en", [pk]) == []


def test_the_number_of_another_country_is_the_number_in_a_sign(staff):
    staff.published(
        page_at("snippets/warning-signs"), body="/// emergency\n- Call {emergency_number} if it burns.\n///\n"
    )
    assert signs("sciatica") == ["Call 911 if it burns."]
    ClinicProfile.objects.create(name="Clinic", emergency_number="112")
    content_changed()
    assert signs("sciatica") == ["Call 112 if it burns."]


def test_a_place_on_the_page_that_a_sign_names_is_found_from_elsewhere(staff):
    page = page_at("conditions/low-back-pain")
    card = "/// emergency\n- You fall, see [what it is](#what-it-is).\n///\n\n/// call-today"
    staff.published(page, body=page.body.replace("/// call-today", card))
    [group] = red_flags.of("en", [page.pk])
    assert 'href="/conditions/low-back-pain/#what-it-is"' in group.signs[-1]


def test_signs_are_read_once_for_a_content_version(loaded, django_assert_num_queries):
    ids = list(Condition.objects.published().values_list("pk", flat=True))
    red_flags.of("en", ids)
    with django_assert_num_queries(1):
        red_flags.of("en", ids)


@pytest.mark.parametrize("address", ["/conditions/?area=leg", "/conditions/?area=back", "/conditions/?area=lower-back"])
def test_a_list_of_a_place_begins_with_the_signs_of_its_pages(loaded, client, address):
    html = client.get(address).content.decode()
    red, entry = html.index("care-card--emergency"), html.index('class="entry__name"')
    assert "You lose control of your bladder." in html[red:entry] and "/articles/warning-signs/" in html[red:entry]


def said_by(staff, slug: str, sign: str, *areas: str) -> None:
    """Let a condition of some body areas have one more sign of its own."""
    page = page_at(f"conditions/{slug}")
    card = f"/// emergency\n- {sign}\n///\n\n/// call-today"
    staff.published(page, body=page.body.replace("/// call-today", card, 1), body_areas=list(areas))


def test_the_signs_that_belong_to_the_place_stand_before_those_that_pages_of_other_places_have_too(staff):
    said_by(staff, "low-back-pain", "Your face droops.", "lower-back", "neck")
    said_by(staff, "sciatica", "Your leg is cold.", "leg")
    ids = [page_at("conditions/low-back-pain").pk]
    [of_neck] = red_flags.of("en", ids, ("neck",))
    assert [words_of(sign) for sign in of_neck.signs] == ["Your face droops.", *SHARED]
    ids.append(page_at("conditions/sciatica").pk)
    [of_leg] = red_flags.of("en", ids, ("leg",))
    assert [words_of(sign) for sign in of_leg.signs] == ["Your leg is cold.", *SHARED, "Your face droops."]


def test_the_list_of_a_place_and_a_symptom_of_it_begin_with_its_own_signs(staff, client):
    said_by(staff, "sciatica", "Your leg is cold.", "leg")
    for address in ("/conditions/?area=leg", "/symptoms/pain-down-one-leg/"):
        html = client.get(address).content.decode()
        assert html.index("Your leg is cold.") < html.index("You lose control of your bladder."), address


def test_a_button_leads_past_the_signs(loaded, client):
    assert '<a href="#pages">Skip to the conditions</a>' in client.get("/conditions/?area=leg").content.decode()
    html = client.get("/symptoms/pain-down-one-leg/").content.decode()
    assert '<a href="#what-it-may-be">Skip to what it could be</a>' in html


def test_the_whole_list_has_no_card(loaded, client):
    assert "care-card" not in client.get("/conditions/").content.decode()


def test_a_place_without_a_page_says_so_and_leads_on(loaded, client):
    ClinicProfile.objects.create(name="Clinic", phone="555-0100")
    content_changed()
    html = client.get("/conditions/?area=elbow").content.decode()
    assert "No page yet" in html and "care-card--emergency" in html
    assert "for chest pain, trouble breathing, a face that droops" in html and "between the legs" not in html
    for link in ("tel:5550100", "/symptoms/", "/conditions/", "/body/"):
        assert f'href="{link}"' in html.partition("No page yet")[2]


def test_the_headline_of_a_card_is_words_and_never_markup():
    title = '<h3 class="care-card__title">Pain &lt;img src=x&gt; &amp; more</h3>'
    html = f'<section class="care-card care-card--emergency">{title}<ul><li>A sign</li></ul></section>'
    (sign,) = red_flags._signs(html, "Call 911 now")
    assert "<img" not in sign.lead
    assert "&lt;img src=x&gt; &amp; more" in sign.lead
