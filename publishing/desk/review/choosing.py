"""Who is to read a text that is sent: one of those who may approve it, or whoever has time."""

from django.contrib.auth.models import User
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from publishing.desk.basics.asking import Choice
from publishing.desk.letters.hands import Hands
from publishing.desk.letters.new_address import address_of
from publishing.desk.letters.promises import who_reads_of_it
from publishing.desk.reporting.reports import person_name
from publishing.life.errors import Refused

ANYONE = "anyone"


def choices(found: Hands) -> list[Choice]:
    """Return whom a text can be sent to; none where there is nothing to choose."""
    if len(found.choices) < 2:
        return []
    people = [Choice(str(person.pk), person_name(person), _role(person, found)) for person in found.choices]
    if found.named:
        return people
    return [*people, Choice(ANYONE, _("Whoever has time"), _letters(found.choices))]


def _letters(people: list[User]) -> str:
    told, finds = who_reads_of_it(people)
    if not told:
        return _("They find it on the first page.")
    if not finds:
        return _("All of them get an email.")
    names = {"told": get_text_list(told, _("and")), "finds": get_text_list(finds, _("and"))}
    said = ngettext("%(told)s gets an email;", "%(told)s get an email;", len(told)) % names
    more = ngettext("%(finds)s finds it on the first page.", "%(finds)s find it on the first page.", len(finds)) % names
    return f"{said} {more}"


def _role(person: User, found: Hands) -> str:
    if person == found.owner and found.deputy is not None and found.deputy != person:
        said = _("Owns this page. %(name)s can read it, too.")
        if address_of(found.deputy):
            said = _("Owns this page. %(name)s gets the email, too, and can read it.")
        return said % {"name": person_name(found.deputy)}
    if person == found.owner:
        return _("Owns this page.")
    return _("Stands in when the owner is away.") if person == found.deputy else ""


def beforehand(found: Hands, sent: str = "") -> str:
    """Return which choice is made beforehand: what was sent where that is one, else who would be asked without it."""
    if sent in {choice.value for choice in choices(found)}:
        return sent
    return str(found.reviewers[0].pk) if found.is_for_one and found.reviewers else ANYONE


def chosen(found: Hands, sent: str | None) -> User | None:
    """Return who was chosen; None for whoever has time. sent: a choice; None where nothing was asked, so that whoever
    was chosen before stays. Raises Refused where it is nobody who can be chosen.
    """
    if sent is None:
        return found.asked
    if sent == ANYONE:
        return None
    person = next((person for person in found.choices if str(person.pk) == sent), None)
    if person is None:
        raise Refused(_("Who was chosen cannot approve this text. Choose one of these people. Your note is kept."))
    return person
