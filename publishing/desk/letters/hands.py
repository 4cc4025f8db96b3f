"""Whose hands a draft goes through next: who may approve or publish it, by name, the page's owner first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from publishing.desk.reporting.reports import person_name
from publishing.life.models import Revision
from publishing.life.states import RevisionState
from publishing.life.verbs import PUBLISH, REVIEW

BACKEND = "django.contrib.auth.backends.ModelBackend"
#: Whoever has it runs the desk.
KEEP_ACCOUNTS = "auth.change_user"


@dataclass(frozen=True)
class Hands:
    """People by name, each list in one query once it is asked for. data: the front matter of a draft. writers: who
    wrote it, and so may not approve it: their ids, or a query that is not asked yet. asked_id: whoever was chosen.
    """

    data: Mapping
    writers: Collection[int] | QuerySet[User]
    asked_id: int | None = None

    @cached_property
    def choices(self) -> list[User]:
        """Who can be asked to approve it: whoever looks after the page first; behind them the others who may, and of
        those whoever runs the desk only where nobody else does.
        """
        named = self.named
        return named + [person for person in _asked(self._may_approve, but=named) if person not in named]

    @property
    def reviewers(self) -> list[User]:
        """Who is asked to approve it: whoever was chosen, then the others that could be."""
        chosen = [self.asked] if self.asked is not None else []
        return chosen + [person for person in self.choices if person not in chosen]

    @cached_property
    def asked(self) -> User | None:
        """Who was chosen to approve it, where they still may."""
        chosen = self._may_approve if self.asked_id is not None else []
        return next((person for person in chosen if person.pk == self.asked_id), None)

    @property
    def is_for_one(self) -> bool:
        """Whether somebody in particular is to read it, rather than whoever has time."""
        return self.asked is not None or bool(self.named) or len(self.choices) < 2

    @property
    def told(self) -> list[User]:
        """Who gets the letter: whoever was chosen; the owner and the deputy, where nobody was or the owner was, since
        an owner may be away; else all who can be asked.
        """
        if self.asked is not None and self.asked != self.owner:
            return [self.asked]
        return self.named or self.choices

    @property
    def named(self) -> list[User]:
        """Who looks after the page and may approve this draft: its owner, then the deputy."""
        return [person for person in (self.owner, self.deputy) if person is not None]

    @cached_property
    def publishers(self) -> list[User]:
        """Who is asked to publish it."""
        return who_publish()

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


def hands_of(data: Mapping, writers: Collection[int] | QuerySet[User], asked_id: int | None = None) -> Hands:
    """Return who may have a draft next. data, writers, asked_id: as of a `Hands`."""
    return Hands(data, writers, asked_id)


def chosen_for(drafts: Iterable[Revision], writers: Mapping[int, Collection[int]]) -> dict[int, User]:
    """Return, by draft, who was chosen to approve it, of those drafts that wait for that and where they still may. One
    query; none where nobody was chosen. writers: of each draft, the ids.
    """
    asked = {draft.pk: draft.asked_id for draft in drafts if draft.state == RevisionState.IN_REVIEW and draft.asked_id}
    able = {person.pk: person for person in _with(REVIEW)} if asked else {}
    return {pk: able[person] for pk, person in asked.items() if person in able and person not in writers[pk]}


def who_publish() -> list[User]:
    """Return who publishes; whoever runs the desk only where nobody else does. One query."""
    return _asked(_with(PUBLISH))


def who_review() -> list[User]:
    """Return who approves as a clinician; whoever runs the desk only where nobody else does. One query."""
    return _asked(_with(REVIEW))


def _asked(people: list[User], but: Collection[User] = ()) -> list[User]:
    """Return those of some people who are asked: whoever runs the desk only where there is nobody else, nor any of
    `but`.
    """
    others = [person for person in people if not person.runs_the_desk]  # type: ignore[attr-defined]  # see `_with`
    return others if others or but else people


def _with(right: str, but: Any = ()) -> list[User]:
    """Return who has a right by their role. but: ids of others, or a query of them."""
    of_desk = User.objects.with_perm(KEEP_ACCOUNTS, backend=BACKEND).filter(pk=OuterRef("pk"))
    people = User.objects.with_perm(right, backend=BACKEND).filter(is_staff=True).exclude(pk__in=but)
    people = people.annotate(runs_the_desk=Exists(of_desk)).select_related("contributor")
    return sorted(people, key=person_name)
