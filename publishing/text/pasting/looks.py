"""What an element makes of the text in it: bold, a link, left out and why. Each program says so in its own way."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from publishing.text.pasting.tags import Tag
from publishing.text.prose import links

#: Why a text is left out. What is `SILENT` nobody has to be told of.
COMMENT, STRUCK, HIDDEN, NOTE, CONTENTS = "comment", "struck", "hidden", "note", "contents"
MARKER, SILENT = "marker", "silent"

_COMMENTS = {"msocomanchor", "msocommentreference", "msocomtxt"}
_NOTES = {"msofootnotereference", "msofootnotetext", "msoendnotereference", "msoendnotetext", "sdfootnoteanc"}
_NOTES |= {"sdendnoteanc", "sdfootnotesym", "sdendnotesym"}
_NOTE_TARGET = re.compile(r"#_?(?:ftn|edn|ftnt|ftn_ref|sdfootnote|sdendnote)\w*", re.IGNORECASE)
_STRUCK = {"del", "s", "strike"}
_FONTS = {"color", "background", "background-color", "font-family", "font-size", "mso-highlight"}
_SYMBOL = re.compile(r"""["']?\s*symbol\b""", re.IGNORECASE)
_DINGBATS = re.compile(r"""["']?\s*(?:wing|web)dings""", re.IGNORECASE)
#: What may stand in a target as it is: a mark of ours in it would be read as one.
_UNSAFE = re.compile(r"[\s\\`\"'<>()\[\]{}|^;*]")


@dataclass(frozen=True)
class Look:
    """How a text is meant. target: of its link. reason: why it is left out. raised: "sup", "sub" or neither.

    font: "symbol" or "dingbats", whose letters are pictures.
    """

    is_bold: bool = False
    is_italic: bool = False
    target: str = ""
    reason: str = ""
    raised: str = ""
    font: str = ""


def inside(look: Look, tag: Tag, target: str) -> Look:
    """Return how the text of an element is meant. look: of what stands around it. target: where it leads."""
    if look.reason:
        return look
    style = tag.style
    if reason := _reason(tag, style):
        return replace(look, reason=reason)
    return Look(
        is_bold=_bold(look, tag, style),
        is_italic=_italic(look, tag, style),
        target=target or look.target,
        raised=_raised(look, tag, style),
        font=_font(look, tag, style),
    )


def has_fonts(tag: Tag) -> bool:
    """Whether an element has a color, a size or a font of its own."""
    return tag.name == "font" or not _FONTS.isdisjoint(tag.style)


def is_underlined(tag: Tag) -> bool:
    """Whether an element underlines its words."""
    return tag.name == "u" or "underline" in _decoration(tag.style)


def comment_author(tag: Tag) -> str:
    """Return who wrote the comment that Word begins here; empty where it says nothing of it."""
    return tag.style.get("mso-comment-author", "").strip("\"'")


@lru_cache(maxsize=2_000)
def target_of(address: str) -> str:
    """Return a link's address as a text may have it; empty where it leads nowhere for a reader.

    Google's way around is left out: https://www.google.com/url?q=https://who.int/ leads to the second address.
    """
    address = _unwrapped(address.strip())
    scheme, _colon, rest = address.partition(":")
    if scheme.lower() == "tel":
        address = f"tel:{re.sub('[^+0-9*#]', '', rest)}"
    elif scheme.lower() == "mailto":
        address = f"mailto:{rest.partition('?')[0].strip()}"
    elif scheme.lower() in {"http", "https"}:
        address = f"{scheme.lower()}:{rest}"
    address = _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), address)
    address = "".join(sign for sign in address if sign.isprintable())
    is_whole = links.OUTSIDE.match(address) and "///" not in address and len(address) < 2_000
    return address if is_whole else ""


def _unwrapped(address: str) -> str:
    try:
        parts = urlsplit(address)
        if (parts.hostname or "").removeprefix("www.") == "google.com" and parts.path == "/url":
            found = parse_qs(parts.query)
            return next(iter(found.get("q") or found.get("url") or [address]))
    except ValueError:
        pass
    return address


def _reason(tag: Tag, style: dict[str, str]) -> str:
    """Return why the text of an element is left out; empty where it is not."""
    classes, element = tag.classes, style.get("mso-element", "")
    target = tag.attributes.get("href", "")
    if style.get("mso-list") == "ignore":
        return MARKER
    is_comment = style.get("mso-special-character") == "comment" or target.lower().startswith("#_msocom")
    if is_comment or element.startswith("comment") or classes & _COMMENTS:
        return COMMENT
    is_note = bool({"mso-footnote-id", "mso-endnote-id"} & style.keys()) or bool(_NOTE_TARGET.match(target))
    if is_note or element.startswith(("footnote", "endnote")) or classes & _NOTES:
        return NOTE
    if tag.name in _STRUCK or "line-through" in _decoration(style) or "msodel" in classes:
        return STRUCK
    if style.get("display") == "none" or "hidden" in tag.attributes or style.get("mso-hide") == "all":
        return HIDDEN
    if any(re.fullmatch(r"msotoc(?:\d|heading)", name) for name in classes):
        return CONTENTS
    return SILENT if tag.name in {"button", "textarea", "option", "head"} else ""


def _decoration(style: dict[str, str]) -> str:
    return f"{style.get('text-decoration', '')} {style.get('text-decoration-line', '')}"


def _bold(look: Look, tag: Tag, style: dict[str, str]) -> bool:
    weight = style.get("font-weight", "")
    if weight:
        return weight in {"bold", "bolder"} or (weight.isdecimal() and int(weight[:4]) >= 600)
    return look.is_bold or tag.name in {"b", "strong"}


def _italic(look: Look, tag: Tag, style: dict[str, str]) -> bool:
    if slant := style.get("font-style", ""):
        return slant.startswith(("italic", "oblique"))
    return look.is_italic or tag.name in {"i", "em"}


def _raised(look: Look, tag: Tag, style: dict[str, str]) -> str:
    align = style.get("vertical-align", "")
    if tag.name in {"sup", "sub"} or align in {"super", "sub"}:
        return {"super": "sup"}.get(align, align) if align in {"super", "sub"} else tag.name
    return look.raised


def _font(look: Look, tag: Tag, style: dict[str, str]) -> str:
    named = style.get("mso-symbol-font-family") or style.get("font-family") or tag.attributes.get("face", "")
    if _SYMBOL.match(named):
        return "symbol"
    if _DINGBATS.match(named):
        return "dingbats"
    return "" if named else look.font
