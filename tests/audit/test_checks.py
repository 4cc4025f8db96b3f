"""Each check of the audit can fail: a page with every fault, and what is found on it."""

import pytest

from tests.audit import faulty, tools, walk
from tests.audit.serving import Served

PATH = "/faulty/"


@pytest.fixture(scope="module")
def found(chromium):
    """What every walk finds on the faulty page, under one roof."""
    with faulty.site() as address:
        visits = {
            "small": (walk.as_it_comes, {}),
            "light": (walk.in_every_light, {}),
            "plain": (walk.without_script, {"java_script_enabled": False}),
            "old": (walk.on_an_old_phone, {}),
        }
        return {name: walk.walk(address, [PATH], visit, **more)[PATH] for name, (visit, more) in visits.items()}


@pytest.mark.parametrize(
    ("visit", "check", "words"),
    [
        ("small", "silent_cards", "Call 911 now"),
        ("small", "bare lists", "You cannot pass urine"),
        ("light", "on paper", "You cannot pass urine"),
        ("light", "sideways, 320 px", "Wide"),
        ("light", "clipped, 320 px", "Thisiscut"),
        ("light", "sideways, text at 200 %", "Wide"),
        ("light", "clipped, text at 400 %", "Thisiscut"),
        ("light", "faint in forced colors", "Faint words"),
        ("light", "focus unseen in forced colors", "Focus"),
        ("light", "axe 360 light", "image-alt"),
        ("light", "axe 1280 light", "image-alt"),
        ("light", "axe 360 dark", "color-contrast"),
        ("light", "axe 1280 dark", "color-contrast"),
        ("plain", "dead folds", "Fold"),
        ("plain", "dead buttons", "Does nothing"),
        ("plain", "dead anchors", "Risks"),
        ("old", "dead folds", "Fold"),
        ("old", "wide dead folds", "Fold"),
        ("old", "dead contents", "Risks"),
    ],
)
def test_a_fault_is_found(found, visit, check, words):
    assert words in str(found[visit][check])


@pytest.mark.parametrize(("visit", "lost"), [("plain", "Only with script"), ("old", "Only new")])
def test_text_that_a_reader_loses_is_found(found, visit, lost):
    assert lost in found["light"]["text"]
    assert lost not in found[visit]["text"]


def test_an_empty_sign_has_one_color(found):
    assert [colors for colors, _digest in found["light"]["signs"].values()] == [1]


def test_a_header_contents_and_a_bar_are_measured(found):
    small = found["small"]
    assert small["header"] == 90 and small["chips"] == 1 and small["chips_end"] > 2 and not small["in_reach"]


def test_a_reader_view_that_loses_a_card_is_found(node):
    view = tools.reader_view({PATH: faulty.MARKUP})[PATH]
    assert ["care card item", "You cannot pass urine at all today."] in view["must"]
    assert "cannot pass urine" not in view["text"]
    assert view["leaked"] == ["steroid"]


def test_wrong_html_is_found(java, tmp_path):
    page = Served(PATH, 200, "text/html", 0, faulty.MARKUP)
    assert "center" in str(tools.checked({PATH: page}, tmp_path))


def test_what_is_accepted_of_the_checker_has_a_reason():
    assert all(reason.endswith(".") for reason in tools.ACCEPTED.values())
