"""Whose hands a draft goes through next: who may approve or publish it, by name, the page's owner first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from publishing.desk.reporting.reports import person_name
from publishing.life.verbs import PUBLISH, REVIEW

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Hands:
    """People by name, each list in one query once it is asked for. data: the front matter of a draft. writers: who
    wrote it, and so may not approve it: their ids, or a query that is not asked yet.
    """

    data: Mapping
    writers: Collection[int] | QuerySet[User]

    @cached_property
    def reviewers(self) -> list[User]:
        """Who may approve it, whoever looks after the page first."""
        first = [person for person in (self.owner, self.deputy) if person is not None]
        return [*first, *(person for person in self._may_approve if person not in first)]

    @cached_property
    def publishers(self) -> list[User]:
        """Who may publish it."""
        return _with(PUBLISH)

    @property
    def owner(self) -> User | None:
        """Who looks after the page, where they may approve this draft."""
        return self._named("owner")

    @property
    def deputy(self) -> User | None:
        """Who does so when the owner is away."""
        return self._named("deputy")

    @cached_property
    def _may_approve(self) -> list[User]:
        return _with(REVIEW, but=self.writers)

    def _named(self, role: str) -> User | None:
        its_id = str(self.data.get(role, ""))
        people = (person for person in self._may_approve if getattr(person, "contributor", None))
        return next((person for person in people if person.contributor.pk == its_id), None)

    @property
    def reviewer(self) -> str:
        """The name of whoever is asked to approve it; "a clinician" where nobody may."""
        return person_name(self.reviewers[0]) if self.reviewers else _("a clinician")

    @property
    def publisher(self) -> str:
        """The name of whoever is asked to publish it."""
        return person_name(self.publishers[0]) if self.publishers else _("a publisher")


def hands_of(data: Mapping, writers: Collection[int] | QuerySet[User]) -> Hands:
    """Return who may have a draft next. data, writers: as of a `Hands`."""
    return Hands(data, writers)


def who_publish() -> list[str]:
    """Return the names of those who publish. One query."""
    return [person_name(person) for person in _with(PUBLISH)]


def _with(right: str, but: Any = ()) -> list[User]:
    """Return who has a right by their role, those who run the machine last. but: ids of others, or a query of them."""
    people = User.objects.with_perm(right, backend=BACKEND).filter(is_staff=True).exclude(pk__in=but)
    return sorted(people.select_related("contributor"), key=lambda person: (person.is_superuser, person_name(person)))
