"""Ways that are no page and that a reader may ask for all the same, such as a symptom or a part of the body.

A floor above registers where they come from: the search knows no kind.
"""

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from publishing.life.models.version import per_version
from search.synonyms import told_stems

_MOST = 3


class Way(NamedTuple):
    """A name, what it is called by people, and where it leads."""

    name: str
    kind: str
    url: str


#: What returns ways of a language.
Provider = Callable[[str], Iterable[Way]]

_providers: list[Provider] = []
_elsewhere: list[Provider] = []


def register(provider: Provider) -> None:
    """Make ways known that a reader may ask for by name. Called once, when an app is ready."""
    _providers.append(provider)


def register_elsewhere(provider: Provider) -> None:
    """Make ways known that are offered where nothing was found. Called once, when an app is ready."""
    _elsewhere.append(provider)


def elsewhere(language: str) -> list[Way]:
    """Return where to go on where nothing was found."""
    return [way for provider in _elsewhere for way in provider(language)]


@per_version
def ways(language: str) -> list[tuple[frozenset[str], Way]]:
    """Return all ways of a language, each with the stems of its name."""
    found = [way for provider in _providers for way in provider(language)]
    return [(frozenset(told_stems(way.name, language)), way) for way in found]


def leading_from(stems: Collection[str], language: str) -> list[Way]:
    """Return the ways all of whose words are among some stems, those with most words first."""
    asked = frozenset(stems)
    found = [(len(of_name), way) for of_name, way in ways(language) if of_name and of_name <= asked]
    most = max((count for count, _way in found), default=0)
    return [way for count, way in sorted(found, key=lambda one: -one[0]) if count == most][:_MOST]
