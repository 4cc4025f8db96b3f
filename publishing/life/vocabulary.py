"""Words that the site uses: one that stands elsewhere is never a misspelled one, however odd it looks.

Of each live text only the words that the dictionary does not have are kept, a row each: a correction can be of no
other. So a question costs three short look-ups, whatever the number of pages.
"""

from collections.abc import Iterator, Mapping, Set
from functools import reduce
from operator import or_

from django.db.models import Model, Q

from publishing.changes.words.ordinary import dictionary, unknown_in, words_of
from publishing.life.joining import join
from publishing.life.models import Contributor, Page, RareWord, Source
from publishing.life.states import PageStatus

__all__ = ["dictionary", "remember", "standing_elsewhere"]


def remember(texts: Mapping[int, str]) -> None:
    """Keep the rare words of the live texts of pages, by their ids, and no others. The caller holds the pages."""
    RareWord.objects.filter(page__in=texts).delete()
    join(
        RareWord, ("page", "word"), ((page, word) for page, text in texts.items() for word in sorted(unknown_in(text)))
    )


def standing_elsewhere(page: Page, words: Set[str]) -> set[str]:
    """Return those of some lower-case words that stand on another live page, in a source or in somebody's name.

    Snippets and terms are pages; a draft is not, and neither is the page itself. Three queries.
    """
    rare = RareWord.objects.filter(word__in=words, page__status=PageStatus.LIVE).exclude(page_id=page.pk)
    beside = {*_words_in(Source, words, "title", "publisher"), *_words_in(Contributor, words, "name")}
    return {*rare.values_list("word", flat=True), *(words & beside)}


def _words_in(model: type[Model], words: Set[str], *columns: str) -> Iterator[str]:
    """Yield every word of the rows in which one of these words may stand."""
    parts = [Q(**{f"{column}__icontains": word}) for column in columns for word in sorted(words)]
    for row in model._default_manager.filter(reduce(or_, parts, Q(pk__in=()))).values_list(*columns):
        yield from words_of(" ".join(row))
