"""The sessions of a person, all of them."""

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.utils import timezone


def end_all(person: User) -> None:
    """Sign somebody out wherever they are signed in. A session says whose it is inside, so all are looked at."""
    open_ones = Session.objects.filter(expire_date__gt=timezone.now())
    own = [row.pk for row in open_ones.iterator() if row.get_decoded().get(SESSION_KEY) == str(person.pk)]
    Session.objects.filter(pk__in=own).delete()
