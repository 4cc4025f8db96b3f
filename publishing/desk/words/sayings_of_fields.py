"""Sentences for what can be wrong in one field: how long it is, how many it holds, what it names."""

import re
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

#: What a message is, and what is said for it: from the named groups of the pattern, or made of the match.
Saying = tuple[str, str | Promise | Callable[[re.Match[str]], str]]


def _letters(found: re.Match[str]) -> str:
    count, low, high = (int(found[name]) for name in ("n", "low", "high"))
    has = ngettext("%(n)s letter.", "%(n)s letters.", count) % {"n": count}
    if count < low:
        needs = ngettext("At least %(n)s is needed.", "At least %(n)s are needed.", low) % {"n": low}
    else:
        needs = now("At most %(n)s fit: shorten it.") % {"n": high}
    return f"{has} {needs}"


def _items(found: re.Match[str]) -> str:
    count, low, high = (int(found[name]) for name in ("n", "low", "high"))
    if not count:
        return ngettext("Nothing stands here. Put in %(n)s.", "Nothing stands here. Put in at least %(n)s.", low) % {
            "n": low
        }
    if count < low:
        return now("Only %(n)s here. It needs %(low)s to %(high)s.") % {"n": count, "low": low, "high": high}
    return now("There are %(n)s here. At most %(high)s fit.") % {"n": count, "high": high}


def _characters(found: re.Match[str]) -> str:
    return now("This page has %(n)s letters, more than any page may have. Make two pages of it.") % {"n": found["n"]}


#: What stands in a field and what it should be, by what the validator expects.
_EXPECTED = (
    (r"an ICD-10-CM code", _("“%(what)s” is no ICD-10 code. They look like M54.31.")),
    (r"a web address.*", _("“%(what)s” is no web address. It looks like https://example.org/page.")),
    (r"an https address", _("“%(what)s” is no web address that starts with https.")),
    (r"a file name", _("There is no picture or film of the name “%(what)s”. Choose another.")),
    (r"an id.*", _("“%(what)s” cannot be its short name. Use lower-case letters, digits and hyphens.")),
    (r"a slug", _("“%(what)s” cannot be a web address. Use lower-case letters, digits and hyphens.")),
    (r"a SHA-256", _("This is filled in by the library. Leave it as it was.")),
    (r".*", _("“%(what)s” cannot stand here.")),
)
_AGAIN = _("This text cannot be read as a page any more. Take up an earlier one from the history.")
OF_FIELDS: tuple[Saying, ...] = (
    (r"expected one line of text", _("Write plain words here.")),
    (r"empty; leave the key out instead", _("Nothing stands here. Write something, or take it out.")),
    (r"expected one line of text without spaces around it", _("Write it in one paragraph, without spaces around it.")),
    (r"(?P<n>\d+) characters; expected (?P<low>\d+) to (?P<high>\d+)", _letters),
    (r"(?P<n>\d+) characters; at most \d+", _characters),
    (r"(?P<n>\d+) words; expected at most (?P<most>\d+)", _("%(n)s words. At most %(most)s fit: shorten it.")),
    *((rf"(?P<quote>['\"])(?P<what>.*)(?P=quote) is not {expected}", sentence) for expected, sentence in _EXPECTED),
    (r"(?P<n>-?\d+) is not from (?P<low>-?\d+) to (?P<high>-?\d+)", _("%(n)s is not between %(low)s and %(high)s.")),
    (r".* is not one of .*", _("What stands here cannot be chosen any more. Choose again.")),
    (r"expected a whole number", _("Write a whole number, in digits.")),
    (r"expected a date such as .*", _("This is no day. Choose one from the calendar.")),
    (r"expected the name of a .*", _("What stands here is not in the list. Choose it again.")),
    (r"expected a list: .*", _("Put each item on a line of its own.")),
    (r"(?P<n>\d+) items; expected (?P<low>\d+) to (?P<high>\d+)", _items),
    (r"stands twice in the list", _("The same stands here twice. Take one out.")),
    (r"expected the keys .*", _("This part cannot be read. Fill it in again.")),
    (r"unknown key .*", _("This text has something that the page has no place for. It goes when you save.")),
    (r"the key .* stands already in line \d+", _("The same thing is said twice in this text. Save it once more.")),
    (r"front matter between .*", _AGAIN),
    (r"is empty", _AGAIN),
    (r"is missing", _("Nothing is written here yet.")),
    (r".* is not allowed here.*", _AGAIN),
    (r"not valid YAML.*", _AGAIN),
    (r"(?:control )?character U\+.*", _("A character here cannot be printed. Type these words anew.")),
    (r"is not UTF-8.*", _AGAIN),
    (r"not in canonical form.*", _("This text is not in the form in which it is kept. Save it once: that is enough.")),
    (r"unknown source .*", _("A source that stands here is not in the list of sources. Choose it again.")),
    (r"unknown contributor .*", _("Somebody who is named here is not in the list of people. Choose somebody else.")),
    (r"unknown picture .*", _("There is no picture of that name. Choose another.")),
    (r"unknown file .*", _("There is no such film. Choose another.")),
    (r"unknown page .*", _("The page that is named here does not exist. Choose another.")),
    (
        r"the role .* is played by .* already.*",
        _("Another page has this place on the site. Take the place from one of the two."),
    ),
)
