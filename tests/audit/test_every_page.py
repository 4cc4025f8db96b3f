"""Every public page: by the rules, without script, in all widths, sizes and colors, on paper and on an old phone."""

from urllib.parse import urldefrag

import pytest

from tests.audit import serving
from tests.audit.findings import Finding, at, expect_none

pytestmark = pytest.mark.audit


def findings(walked: dict, name: str) -> list[Finding]:
    return [finding for path, found in walked.items() for finding in at(path, name, found[name])]


def lost(whole: dict, walked: dict, name: str, other: str) -> list[Finding]:
    """What can be read in one walk, all open, and not in another."""
    return [
        Finding(path, "text lost or changed", text)
        for path, found in walked.items()
        for text in whole[path][name]
        if text not in set(found[other])
    ]


@pytest.mark.parametrize("look", ["360 light", "360 dark", "1280 light", "1280 dark"])
def test_axe_finds_nothing(in_every_light, look):
    found = [Finding(path, rule, html) for path, found in in_every_light.items() for rule, html in found[f"axe {look}"]]
    expect_none(found)


def test_the_nu_html_checker_finds_nothing(checked):
    expect_none(checked)


@pytest.mark.parametrize("size", ["320 px", "text at 200 %", "text at 400 %"])
@pytest.mark.parametrize("what", ["sideways", "clipped"])
def test_a_narrow_screen_and_large_text_lose_nothing(in_every_light, what, size):
    found = findings(in_every_light, f"{what}, {size}")
    expect_none(found)


def test_lists_without_marks_keep_their_role(in_every_light):
    found = findings(in_every_light, "bare lists")
    expect_none(found)


def test_every_link_inside_the_site_leads_somewhere(address, pages):
    asked = dict(pages)
    dead = []
    for path, page in pages.items():
        for link in page.links:
            to, place = urldefrag(link)
            there = asked[to] = asked.get(to) or serving.get(address, to)
            if (there.status >= 400 and to != path) or (place and place not in there.ids):
                dead.append(Finding(path, f"leads nowhere ({there.status})", link))
    expect_none(dead)


def test_without_script_all_text_is_there(in_every_light, without_script):
    found = lost(in_every_light, without_script, "text", "text")
    expect_none(found)


@pytest.mark.parametrize("what", ["dead folds", "dead buttons", "dead anchors"])
def test_without_script_all_works(without_script, what):
    found = findings(without_script, what)
    expect_none(found)


@pytest.mark.parametrize("what", ["faint in forced colors", "focus unseen in forced colors"])
def test_forced_colors_show_text_and_focus(in_every_light, what):
    found = findings(in_every_light, what)
    expect_none(found)


def test_forced_colors_show_every_sign(in_every_light):
    empty = [
        Finding(path, "sign of one color", kind)
        for path, found in in_every_light.items()
        for kind, (colors, _digest) in found["signs"].items()
        if colors < 2
    ]
    expect_none(empty)


def _shape(kind: str) -> str:
    """What a sign says: its symbol, or how many of its blocks are filled."""
    return next((part for part in kind.split() if part.startswith("#sign-")), kind.split()[-1])


def test_forced_colors_tell_signs_apart(in_every_light):
    seen = {}
    same = []
    for path, found in in_every_light.items():
        for kind, (_colors, digest) in found["signs"].items():
            if "#sign-" in kind or "sure--" in kind:
                first = seen.setdefault(digest, kind)
                same += [] if _shape(first) == _shape(kind) else [Finding(path, f"looks like {first}", kind)]
    expect_none(same)


def test_paper_shows_what_must_be_there(in_every_light):
    found = findings(in_every_light, "on paper")
    expect_none(found)


@pytest.mark.parametrize("width", ["", "wide "])
def test_an_old_phone_loses_no_text(in_every_light, old_phone, width):
    found = lost(in_every_light, old_phone, f"{width}text", f"{width}text")
    expect_none(found)


@pytest.mark.parametrize("width", ["", "wide "])
@pytest.mark.parametrize("what", ["dead folds", "dead contents"])
def test_on_an_old_phone_all_works(old_phone, what, width):
    found = findings(old_phone, f"{width}{what}")
    expect_none(found)
