"""Letters of the fonts Symbol and Wingdings as the characters that a reader sees: in Symbol the letter m is a µ.

The table is Adobe's encoding of the font (Unicode's mapping file "adobe/symbol.txt").
"""

import re

_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλµνοπθρστυϖωξψζ",
        strict=True,
    )
)
_SIGNS = {
    0xA3: "≤",
    0xB3: "≥",
    0xB1: "±",
    0xB0: "°",
    0xB4: "×",
    0xB8: "÷",
    0xB9: "≠",
    0xBA: "≡",
    0xBB: "≈",
    0xA5: "∞",
    0xAB: "↔",
    0xAC: "←",
    0xAD: "↑",
    0xAE: "→",
    0xAF: "↓",
    0xB7: "•",
    0xA2: "′",
    0xB2: "″",
    0xBC: "…",
    0xB5: "∝",
    0x22: "∀",
    0x24: "∃",
    0x27: "∋",
    0x2A: "∗",
    0x2D: "−",
    0x40: "≅",
    0x5C: "∴",
    0x5E: "⊥",
    0x7E: "∼",
    0xD6: "√",
}
_PLAIN = set(" !#%&()+,./0123456789:;<=>?[]_{|}\t\n\xa0")
#: The bullets of lists, by their place in the fonts Symbol and Wingdings.
_BULLETS = {0xB7: "•", 0xA7: "▪", 0xD8: "•", 0xFC: "✓", 0xA8: "□"}
PRIVATE = re.compile("[\uf020-\uf0ff]")
#: What stands where a letter of such a font has no character that is known.
LOST = "\ufffd"


def of_symbol(text: str) -> str:
    """Return a text that was written in the font Symbol; LOST for what is not known."""
    return "".join(_character(letter) for letter in text)


def of_private(text: str) -> str:
    """Return a text in which letters of such a font stand at places for private use: bullets, or Symbol's own."""
    return PRIVATE.sub(lambda found: _BULLETS.get(ord(found[0]) & 0xFF) or of_symbol(chr(ord(found[0]) & 0xFF)), text)


def _character(letter: str) -> str:
    if letter in _PLAIN:
        return letter
    if ord(letter) > 0xFF:
        return letter if not PRIVATE.match(letter) else _character(chr(ord(letter) & 0xFF))
    return _LETTERS.get(letter) or _SIGNS.get(ord(letter)) or LOST
