"""What is said where a file cannot be used as a picture: what was found, and what to do."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.text.images.photographs import MAX_BYTES, MAX_SIDE, MIN_HEIGHT, MIN_WIDTH, Why

LONG = 60  # characters of what somebody called a file

#: Why -> what was found, and what to do about it.
_SAID: dict[Why, tuple[Any, Any]] = {
    Why.EMPTY: (
        gettext_lazy("the file is empty"),
        gettext_lazy("Copy it from the camera or the phone once more, then send that."),
    ),
    Why.LARGE: (
        gettext_lazy("it is larger than %(mb)s MB"),
        gettext_lazy("Send it to yourself by mail in size “Large”, and use that."),
    ),
    Why.APPLE: (
        gettext_lazy("it is in Apple’s own format"),
        gettext_lazy(
            "On the iPhone: open Photos, Share, “Options”, choose “Most Compatible”, then send it again as a JPEG. "
            "For all new photos: Settings, Camera, Formats, “Most Compatible”."
        ),
    ),
    Why.DRAWING: (
        gettext_lazy("it is a drawing (SVG), and drawings come only with the library"),
        gettext_lazy("Open it, save or export it as PNG, at least %(width)s dots wide, and send that."),
    ),
    Why.STRANGE: (
        gettext_lazy("it is no picture that a web page can show"),
        gettext_lazy("A JPEG, PNG, WebP or AVIF is. Most programs can save or export one."),
    ),
    Why.PIXELS: (
        gettext_lazy("it has more than 25 million dots (50 million in a JPEG), or a side of more than %(side)s"),
        gettext_lazy("Make it smaller in the program that it comes from: 2,400 dots wide is plenty."),
    ),
    Why.FRAMES: (
        gettext_lazy("it moves, and some readers cannot bear that"),
        gettext_lazy("Send one still picture of it."),
    ),
    Why.BROKEN: (
        gettext_lazy("the file is broken, or only a part of it came"),
        gettext_lazy("Open it on your computer. If it looks right there, save it anew and send that."),
    ),
    Why.TWO_THINGS: (
        gettext_lazy("something else is hidden in the file, such as a web page"),
        gettext_lazy("Open it, save it anew as a JPEG, and send that."),
    ),
    Why.SMALL: (
        gettext_lazy("it is too small to be of use"),
        gettext_lazy("It must be at least %(width)s dots wide and %(height)s high. Look for the original of it."),
    ),
}


@dataclass(frozen=True)
class Refusal:
    """What is said of a file that was not taken in. found: what is wrong with it. do: what to do about it."""

    found: str
    do: str = ""


def refusal(name: str, why: Why) -> Refusal:
    """Return what is said of a file. name: what somebody calls it, which is shown and nothing else."""
    found, do = _SAID[why]
    numbers = {"mb": MAX_BYTES // 2**20, "side": f"{MAX_SIDE:,}", "width": MIN_WIDTH, "height": MIN_HEIGHT}
    said = _("%(name)s cannot be used: %(found)s.") % {"name": called(name), "found": found % numbers}
    return Refusal(said, str(do) % numbers)


def called(name: str) -> str:
    """Return what somebody calls a file, as it can be shown."""
    shown = "".join(letter if letter.isprintable() else " " for letter in name).strip()
    return shown if len(shown) <= LONG else f"{shown[: LONG - 8]}…{shown[-7:]}"
