"""What the desk says at once of an open draft: that it is minor, or why it needs a clinician. Must not judge itself."""

from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.changes.minor import Difference
from publishing.life import policy, proof
from publishing.life.models import Page, Revision
from publishing.life.policy import Person
from publishing.life.states import PageStatus, Verb
from publishing.life.verbs import DEEDS

SAID, LONG = 3, 60  # reasons that are said; letters of a text that changed


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
        return Verdict(False, _("Needs a clinician, because the page is withdrawn."))
    if proof.is_minor(page, revision):
        return Verdict(True, _("Minor: no clinician needed."), _next(person))
    found = proof.clinical_differences(page, revision)
    return Verdict(False, _clinical(found) if found else _("The draft says what is public already."))


def _next(person: Person) -> str:
    if policy.has_right(person, Verb.PUBLISH_MINOR):
        return _("You can publish it as a minor edit.")
    return _("It need not be submitted: publishers find it on their first page, and one of them publishes it.")


def _clinical(found: list[Difference]) -> str:
    """Say the first reasons, each once, and how many changes are not said."""
    said = {one.reason: one for one in reversed(found)}
    first = list(reversed(said.values()))[:SAID]
    reasons = "; ".join(map(_reason, first))
    sentence = _("Needs a clinician, because %(reasons)s.") % {"reasons": reasons}
    if rest := len(found) - len(first):
        more = ngettext("And %(count)s more change.", "And %(count)s more changes.", rest) % {"count": rest}
        sentence = f"{sentence} {more}"
    return sentence


def _reason(one: Difference) -> str:
    before, after = (Truncator(" ".join(text.split())).chars(LONG) for text in (one.before, one.after))
    words = {"reason": one.reason, "before": before, "after": after}
    if before and after:
        return _("%(reason)s: “%(before)s” → “%(after)s”") % words
    return _("%(reason)s: “%(before)s”") % {**words, "before": before or after} if before or after else one.reason
