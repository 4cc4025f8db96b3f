"""The clinic's color: readable, or refused with a reason."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from publishing.life import colors
from publishing.life.models import ClinicProfile
from publishing.public.checks import check_clinic, check_mail


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert colors.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert colors.contrast(other, one) == colors.contrast(one, other)


@pytest.mark.parametrize("color", ["#ff0000", "#e67e22", "#3498db", "#ffffff"])
def test_a_weak_color_is_refused_with_one_that_would_do(color):
    with pytest.raises(colors.WeakColor, match="Too weak") as caught:
        colors.ensure_readable(color)
    better = re.search(r"is (#[0-9a-f]{6})\.", str(caught.value))[1]
    colors.ensure_readable(better)


@pytest.mark.parametrize("color", ["red", "#fff", "#12345g", "url(x)", "#0b5654;}body{display:none"])
def test_what_is_no_color_is_refused(color):
    with pytest.raises(colors.WeakColor):
        colors.style_sheet(color)


@pytest.mark.parametrize("color", ["#0b5654", "#5b1a5e", "#7a1f1f", "#1f3a7a", "#000000"])
def test_every_shade_that_follows_can_be_read(color):
    light, dark = colors.tokens(color)
    assert colors.contrast(light["teal"], colors.PAPER) >= 7
    assert colors.contrast(dark["teal"], colors.DARK_PAPER) >= 7
    assert colors.contrast(light["on-teal"], light["teal"]) >= 4.5
    assert colors.contrast(dark["on-teal"], dark["teal"]) >= 4.5


def _styles(scheme: str) -> dict[str, str]:
    text = (settings.BASE_DIR / "static" / "styles" / "10-tokens.css").read_text()
    light, dark = text.split("@media (prefers-color-scheme: dark)")
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", light if scheme == "light" else dark))


def test_the_papers_are_those_of_the_style_sheet():
    assert (_styles("light")["paper"], _styles("light")["sheet"]) == (colors.PAPER, colors.SHEET)
    assert (_styles("dark")["paper"], _styles("dark")["sheet"]) == (colors.DARK_PAPER, colors.DARK_SHEET)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "soft", "teal", "ochre-ink", "red-ink"])
def test_the_site_s_own_text_colors_have_7_to_1(scheme, name):
    found = _styles(scheme)
    for paper in ("paper", "sheet", "wash"):
        assert colors.contrast(found[name], found[paper]) >= 7, paper


def test_the_admin_refuses_a_weak_color_and_an_unknown_time_zone():
    with pytest.raises(ValidationError) as caught:
        ClinicProfile(color="#ffcc00", time_zone="Mars/Olympus").clean_fields()
    assert set(caught.value.message_dict) == {"color", "time_zone"}


def test_weak_settings_are_refused_before_the_site_starts(settings):
    assert check_clinic(None) == []
    settings.CLINIC = {**settings.CLINIC, "color": "#ffcc00", "emergency_number": " "}
    assert [error.id for error in check_clinic(None)] == ["publishing.E001", "publishing.E003"]


def test_links_that_approve_are_not_printed_in_the_log(settings):
    settings.APPROVE_FROM_MAIL, settings.EMAIL_BACKEND = True, "django.core.mail.backends.console.EmailBackend"
    assert [message.id for message in check_mail(None)] == ["publishing.E005"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert check_mail(None) == []


@pytest.mark.parametrize(
    ("changed", "found", "name"),
    [
        ({"emergency_number": "help"}, ["publishing.E006"], "EMERGENCY_NUMBER"),
        ({"emergency_number": "911 ext. 1"}, ["publishing.E006"], "EMERGENCY_NUMBER"),
        ({"phone": "call us"}, ["publishing.E007"], "CLINIC_PHONE"),
        ({"phone": "(555) 010-0199 ext. 12", "emergency_number": "+1 911"}, [], ""),
    ],
)
def test_a_number_in_the_settings_that_is_none_is_refused_with_the_name_of_the_setting(settings, changed, found, name):
    settings.CLINIC = {**settings.CLINIC, **changed}
    errors = check_clinic(None)
    assert [error.id for error in errors] == found
    assert all(error.msg.startswith(f"{name}: “") for error in errors)
