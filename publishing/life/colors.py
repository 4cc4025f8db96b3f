"""The clinic's own color, made safe to read: contrast by WCAG 2.2, and the shades that follow from one color.

Knows the two papers of static/styles/10-tokens.css; a test holds them together.
"""

import re

PAPER = "#faf7f0"
DARK_PAPER = "#15201d"
DARK_SHEET = "#1b2925"
SHEET = "#fffdf8"
TEXT_CONTRAST = 7.0  # WCAG 2.2, 1.4.6: text on its background, level AAA
HEX = re.compile(r"#[0-9a-fA-F]{6}")


class WeakColor(ValueError):
    """A color on which, or in which, text cannot be read, with the reason and one that would do."""


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors such as #0b5654, from 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ensure_readable(color: str) -> None:
    """Raise WeakColor unless links in this color can be read on the paper."""
    if not HEX.fullmatch(color):
        raise WeakColor(f"{color!r} is not a color such as #0b5654.")
    found = min(contrast(color, PAPER), contrast(color, SHEET))
    if found < TEXT_CONTRAST:
        better = _until(color, "#000000", PAPER)
        raise WeakColor(
            f"Too weak to read: its contrast with the page is {found:.1f} to 1; it must be {TEXT_CONTRAST:.0f} to 1. "
            f"The nearest darker shade that would do is {better}."
        )


def tokens(color: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the style tokens that follow from the clinic's color, for light and for dark. Raises WeakColor."""
    ensure_readable(color)
    return (
        {"teal": color, "on-teal": "#ffffff"},
        {"teal": _until(color, "#ffffff", DARK_SHEET), "on-teal": DARK_PAPER},
    )


def style_sheet(color: str) -> str:
    """Return the style sheet that puts the clinic's color in the place of the site's own. Raises WeakColor."""
    light, dark = tokens(color)
    return f":root{{{_declared(light)}}}@media (prefers-color-scheme:dark){{:root{{{_declared(dark)}}}}}\n"


def mix(one: str, other: str, share: float) -> str:
    """Return a color with a share (0 to 1) of another in it."""
    pairs = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _declared(values: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in values.items())


def _until(color: str, towards: str, background: str) -> str:
    """Return the first shade on the way to another color that can be read on a background."""
    for step in range(101):
        shade = mix(color, towards, step / 100)
        if contrast(shade, background) >= TEXT_CONTRAST:
            return shade
    return towards


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
