"""What the desk says at once of an open draft: that it is minor, or why it needs a clinician. Must not judge itself."""

import re
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from publishing.changes.minor import Difference
from publishing.life import policy, proof
from publishing.life.models import Page, Revision
from publishing.life.policy import Person
from publishing.life.states import PageStatus, Verb
from publishing.life.verbs import DEEDS

SAID, LONG = 3, 60  # reasons that are said; letters of a text that changed
#: What staff need not know the words of, as the desk says it.
_IN_WORDS = {
    "an item of a list was added": gettext_lazy("an entry was added"),
    "an item of a list was removed": gettext_lazy("an entry was taken out"),
    "a key of the front matter was added": gettext_lazy("a field was filled in that was empty"),
    "a key of the front matter was removed": gettext_lazy("a field was emptied"),
    "a key of the front matter was replaced": gettext_lazy("one field was emptied and another filled in"),
    "the form of the front matter changed": gettext_lazy("the fields of the page are written in another way"),
    "a code, a file or an address changed": gettext_lazy("a code, a picture or an address changed"),
    "a token, an id or a piece of code changed": gettext_lazy("a phone number of the clinic or a mark changed"),
    "a heading without a fixed id changed, and with it its address": gettext_lazy(
        "a heading changed, and with it its address"
    ),
    "a punctuation mark, a dash, a sign or a Markdown mark changed": gettext_lazy(
        "a punctuation mark, a dash, a sign, or what is bold or in a list changed"
    ),
    "the public text cannot be read as a manuscript": gettext_lazy("the public text cannot be read"),
}
#: Marks of a source, a link, a number of the clinic, a block or a table: they are not words to quote.
_MARKS = re.compile(r"\[@|\]\(|[{}|]|///|^#|https?:")

#: The full stop behind quoted words that end with a mark themselves.
_TWICE = re.compile(r"([.!?…]”)\.$")


@dataclass(frozen=True)
class Verdict:
    """Whether a draft is minor, the sentence that says so, and what happens next."""

    is_minor: bool
    sentence: str
    next: str = ""


def verdict(page: Page, revision: Revision | None, person: Person) -> Verdict | None:
    """Return what is said of a draft to a person; None where nothing waits. Reads both texts, in some 10 ms."""
    if revision is None or revision.state not in DEEDS[Verb.PUBLISH_MINOR].revision:
        return None
    if page.status == PageStatus.NEVER_PUBLIC:
        return Verdict(False, _("Needs a clinician, who reads all of it: nobody has approved any of this page yet."))
    if page.status == PageStatus.WITHDRAWN:
        return Verdict(False, _("Needs a clinician, because the page is off the site."))
    if proof.is_minor(page, revision):
        return Verdict(True, _("Minor: no clinician needed."), _next(person))
    found = proof.clinical_differences(page, revision)
    return Verdict(False, _clinical(found) if found else _("The draft says what is public already."))


def _next(person: Person) -> str:
    if policy.has_right(person, Verb.PUBLISH_MINOR):
        return _("You can publish it as a small correction.")
    return _("It need not be submitted: publishers find it on their first page, and one of them publishes it.")


def _clinical(found: list[Difference]) -> str:
    """Say the first reasons, each once, and how many changes are not said."""
    said = {(one.reason, one.place): one for one in reversed(found)}
    first = list(reversed(said.values()))[:SAID]
    reasons = "; ".join(map(_reason, first))
    sentence = _("Needs a clinician, because %(reasons)s.") % {"reasons": reasons}
    sentence = _TWICE.sub(r"\1", sentence)
    if rest := len(found) - len(first):
        more = ngettext("And %(count)s more change.", "And %(count)s more changes.", rest) % {"count": rest}
        sentence = f"{sentence} {more}"
    return sentence


def _reason(one: Difference) -> str:
    reason = str(_IN_WORDS.get(one.reason, one.reason))
    if one.place:
        return _("%(reason)s: “%(place)s”") % {"reason": reason, "place": one.place}
    if _MARKS.search(f"{one.before} {one.after}"):
        return reason
    before, after = (Truncator(" ".join(text.split())).chars(LONG) for text in (one.before, one.after))
    words = {"reason": reason, "before": before, "after": after}
    if before and after:
        return _("%(reason)s: “%(before)s” → “%(after)s”") % words
    return _("%(reason)s: “%(before)s”") % {**words, "before": before or after} if before or after else reason
