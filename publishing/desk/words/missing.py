"""What the desk says of something that a page needs and has not: by what it is, so that it says what to do."""

import re

from django.utils.translation import gettext as _

from publishing.text.schema import Choice, Date, Key, ListOf, Name, Number, Record

#: What the validator says of a section that is not there.
SECTION_MISSING = re.compile(r"the section '(?P<part>.*)' is missing")


def said_of_missing(key: Key, inside: str = "") -> str:
    """Return a sentence for a key that is not there. inside: what the part of a row is called in which it is wanted."""
    if key.missing:
        return str(key.missing) % {"part": inside}
    kind = key.type
    if isinstance(kind, ListOf) and isinstance(kind.item, Name) and kind.item.to == "source":
        return _("No source stands here. Add one, so that readers see who says so.")
    if isinstance(kind, ListOf):
        return _("Nothing stands here yet. Add at least %(n)s.") % {"n": kind.minimum}
    if isinstance(kind, Choice | Name):
        return _("Nothing is chosen yet. Choose one.")
    if isinstance(kind, Date):
        return _("No day is set yet. Choose one.")
    if isinstance(kind, Number):
        return _("No number stands here yet. Write it in digits.")
    return _("Nothing stands here yet. Fill it in.") if isinstance(kind, Record) else _("Nothing is written here yet.")
