"""Telephone numbers: what may be typed as one, and what a telephone dials of it. The one home of both rules."""

import re

from django.utils.translation import gettext as _

_EXTENSION = re.compile(r"(?:,|;|\bext(?:ension)?\b|\bx(?=[\s.]*\d)).*$", re.IGNORECASE)
_BETWEEN_DIGITS = re.compile(r"[\s().\-/\u2010-\u2015]")
_DIALED = re.compile(r"\+?[0-9*#]+")
#: What may be typed: digits and what people write between them, then perhaps an extension.
_NUMBER = re.compile(r"[0-9+()./ \u00a0\u2010-\u2015-]+")
_SHORT_EXTENSION = re.compile(r"[\s,;]*(?:extension|ext|x)[\s.]*[0-9]{1,6}$", re.IGNORECASE)
FEWEST, MOST = 3, 15  # digits: from the shortest emergency numbers to the longest of ITU-T E.164


def dialed(number: str) -> str:
    """Return a telephone number as a telephone dials it, without an extension; empty where it is none.

    Letters, as in 1-800-PAIN, make it none: half a number would reach somebody else.
    """
    digits = _BETWEEN_DIGITS.sub("", _EXTENSION.sub("", number))
    return digits if _DIALED.fullmatch(digits) else ""


def problem_of(number: str, *, with_extension: bool = True) -> str:
    """Return, as a sentence, why a text is not one telephone number; empty where it is one.

    with_extension: whether something like "ext. 12" may stand behind it.
    """
    main = _SHORT_EXTENSION.sub("", number) if with_extension else number
    digits = dialed(main)
    if not _NUMBER.fullmatch(main) or not digits:
        example = "(555) 010-0199 ext. 12" if with_extension else "911"
        return _("“%(number)s” is no telephone number. Write one number in digits, such as %(example)s.") % {
            "number": number,
            "example": example,
        }
    if not FEWEST <= len(digits.lstrip("+")) <= MOST:
        return _("A telephone number has %(fewest)s to %(most)s digits.") % {"fewest": FEWEST, "most": MOST}
    return ""
