"""A patient compares procedures on a phone, with and without script, and shares what is found."""

import pytest


@pytest.mark.parametrize("scripted", [True, False])
def test_a_patient_chooses_two_and_gets_an_address_to_share(visit, scripted):
    page = visit("/procedures/", java_script_enabled=scripted)
    page.get_by_role("link", name="Compare two or three side by side").click()
    page.get_by_label("First").select_option("Epidural steroid injection")
    page.get_by_label("Second").select_option("Physical therapy")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/procedures/compare/?with=epidural-steroid-injection,physical-therapy")
    assert page.get_by_role("rowheader").count() == 2


def test_the_options_of_a_condition_lead_to_its_procedures_side_by_side(visit):
    page = visit("/conditions/sciatica/options/")
    page.get_by_role("link", name="Compare the procedures in full").click()
    page.wait_for_url("**/procedures/compare/?with=*")
    assert page.locator("th[scope=col]", has_text="For Sciatica").count() == 1


@pytest.mark.parametrize(("width", "number"), [(360, 2), (1280, 2), (1280, 3)])
def test_answers_to_one_question_stand_side_by_side(visit, width, number):
    names = ["facet-joint-injection", "medial-branch-block", "radiofrequency-ablation"][:number]
    page = visit(f"/procedures/compare/?with={','.join(names)}", width)
    boxes = page.locator('td[data-line="Serious harm"]').evaluate_all(
        "cells => cells.map(cell => { const box = cell.getBoundingClientRect(); return [box.top, box.left]; })"
    )
    assert len(boxes) == number and len({top for top, _left in boxes}) == 1
    assert len({left for _top, left in boxes}) == number
