"""What is known of a language beside the index: which words mean the same, what staff put first, the shared texts."""

from collections.abc import Mapping
from typing import NamedTuple

from publishing.life.models.version import per_version
from search import synonyms
from search.entries import shared_words
from search.models import Promoted, Synonym
from search.synonyms import Synonyms, told_stems


class Known(NamedTuple):
    """What is known of a language beside its pages. promoted: the stems of a question -> the page that stands first.

    shared: slug -> the words of a shared text.
    """

    synonyms: Synonyms
    promoted: Mapping[tuple[str, ...], int]
    shared: Mapping[str, str]


@per_version
def known(language: str) -> Known:
    """Return what is known of a language. Three queries, once per content version."""
    own = [synonym.line for synonym in Synonym.objects.filter(language=language)]
    rows = Promoted.objects.filter(language=language).only("asked", "page_id", "language")
    return Known(
        synonyms.with_own(synonyms.of_language(language), synonyms.of_lines(own, language)),
        {told_stems(phrase, language): row.page_id for row in rows for phrase in row.phrases},
        shared_words().get(language, {}),
    )
