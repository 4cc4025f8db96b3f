"""What the clinic does itself, refers for, or does not offer: said by the clinic of pages, and by no text."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from publishing.life.actions.steps import record
from publishing.life.errors import Refused
from publishing.life.models import Page
from publishing.life.models.version import lock, raise_version
from publishing.life.states import Verb
from publishing.life.verbs import does
from publishing.text.offered import Offered


@does(Verb.SAY_OFFERED)
@transaction.atomic
def say_offered(*, said: Mapping[int, str], seen: Mapping[int, str], by: User) -> int:
    """Say of pages whether the clinic does what they are about. Return of how many it says something else now.

    said: an Offered by the id of a page, "" to take back what was said. seen: what stood there when the person looked.
    Translations follow. Raises Refused, with nothing said, where one is no page to say it of, where the word is none,
    or where somebody else has said something meanwhile.
    """
    lock()
    Page.objects.hold(*said)
    pages = {page.pk: page for page in Page.objects.offerable().titles().filter(pk__in=said)}
    _refuse_strangers(said, pages)
    changed = [page for pk, page in pages.items() if page.offered != said[pk]]
    if any(page.offered != seen.get(page.pk) for page in changed):
        raise Refused("Somebody else has said something of the same page meanwhile. Nothing of yours is saved yet.")
    for value in {said[page.pk] for page in changed}:
        ids = [page.pk for page in changed if said[page.pk] == value]
        Page.objects.filter(Q(pk__in=ids) | Q(translation_of__in=ids)).update(offered=value)
    if changed:
        raise_version()
    for page in changed:
        record(Verb.SAY_OFFERED, page, by, None, f"{_word(said[page.pk])}. Before: {_word(page.offered)}.")
    return len(changed)


def _refuse_strangers(said: Mapping[int, str], pages: Mapping[int, Page]) -> None:
    if said.keys() - pages.keys():
        raise Refused("That can be said of a page that is about something done for patients, in its first language.")
    if not set(said.values()) <= {*Offered.values, ""}:
        raise Refused("A clinic does a thing, refers for it, or does not offer it. There is no other word for it.")


def _word(value: str) -> str:
    return str(Offered(value).label) if value else "Nothing said"
