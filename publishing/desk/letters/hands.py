"""Whose hands a draft goes through next: who may approve or publish it, by name, the page's owner first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from publishing.desk.reporting.reports import person_name
from publishing.life.verbs import PUBLISH, REVIEW

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Hands:
    """People by name. owner, deputy: whether the first two of the reviewers look after the page."""

    reviewers: list[User] = field(default_factory=list)
    publishers: list[User] = field(default_factory=list)
    owner: User | None = None
    deputy: User | None = None

    @property
    def reviewer(self) -> str:
        """The name of whoever is asked to approve it; "a clinician" where nobody may."""
        return person_name(self.reviewers[0]) if self.reviewers else _("a clinician")

    @property
    def publisher(self) -> str:
        """The name of whoever is asked to publish it."""
        return person_name(self.publishers[0]) if self.publishers else _("a publisher")


def hands_of(data: Mapping, writers: Collection[int]) -> Hands:
    """Return who may have a draft next. data: its front matter. writers: who wrote it, and so may not approve it.

    Two queries.
    """
    reviewers = [person for person in _with(REVIEW) if person.pk not in writers]
    by_name = {person.contributor.pk: person for person in reviewers if getattr(person, "contributor", None)}
    owner, deputy = (by_name.get(str(data.get(role, ""))) for role in ("owner", "deputy"))
    first = [person for person in (owner, deputy) if person is not None]
    rest = [person for person in reviewers if person not in first]
    return Hands([*first, *rest], _with(PUBLISH), owner, deputy)


def who_publish() -> list[str]:
    """Return the names of those who publish. One query."""
    return [person_name(person) for person in _with(PUBLISH)]


def _with(right: str) -> list[User]:
    """Return who has a right by their role, those who run the machine last."""
    people = User.objects.with_perm(right, backend=BACKEND).filter(is_staff=True).select_related("contributor")
    return sorted(people, key=lambda person: (person.is_superuser, person_name(person)))
