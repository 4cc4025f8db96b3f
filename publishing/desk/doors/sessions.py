"""The sessions of a person, all of them, and those in which somebody is on the way to be the person."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone

from publishing.desk.doors import halfway


def end_all(person: User) -> None:
    """Sign somebody out wherever they are signed in, or halfway in. A session says whose it is inside, so all are
    looked at.
    """
    open_ones = Session.objects.filter(expire_date__gt=timezone.now())
    own = [row.pk for row in open_ones.iterator() if _is_of(person, row)]
    Session.objects.filter(pk__in=own).delete()


def _is_of(person: User, row: Session) -> bool:
    said = row.get_decoded()
    return said.get(SESSION_KEY) == str(person.pk) or halfway.person_in(said) == person.pk
