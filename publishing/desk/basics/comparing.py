"""Two versions of a page side by side, with what people call the sources and pages that they name."""

import re
from typing import Any

from django.utils.translation import gettext as _

from publishing.changes import comparison
from publishing.changes.minor.texts import Judge
from publishing.changes.words.ordinary import words_of
from publishing.life import addresses, history
from publishing.life.models import Contributor, Page, Revision, Source
from publishing.life.states import PageStatus
from publishing.text import kinds, manuscripts, naming
from publishing.text.prose import blocks

#: What a comparison prints. Two texts of 100 kB can have 66,000 rows, which no browser shows and nobody reads.
MAX_ROWS = 2_000


def since_sign_off(page: Page, newer: Revision) -> dict[str, Any]:
    """Return what `comparison.html` prints of all that an approval of a version would be about."""
    signed_off = history.signed_off(page)
    return {"signed_off": signed_off, **compared(page, signed_off or page.live_revision, newer)}


def compared(page: Page, older: Revision | None, newer: Revision | None) -> dict[str, Any]:
    """Return what `comparison.html` prints of two versions, how much it leaves out, and what to open instead."""
    versions = [version for version in (older, newer) if version]
    texts = [version.manuscript if version else "" for version in (older, newer)]
    return {
        "older": older,
        "newer": newer,
        "slug_changed": older is not None and newer is not None and older.slug != newer.slug,
        "versions": versions,
        "side_before": whose(page, older) if older else "",
        **of_texts(page.kind, page.language, *texts),
    }


def whose(page: Page, version: Revision) -> str:
    """Return who says what a version says: what the public reads, or the version itself."""
    if page.status == PageStatus.LIVE and version.pk == page.live_revision_id:
        return _("The public reads now")
    return _("Version %(number)s says") % {"number": version.number}


def of_texts(kind_name: str, language: str, *texts: str) -> dict[str, Any]:
    """Return what `comparison.html` prints of two texts of a kind, of which the second may not be stored."""
    read = [text[: manuscripts.MAX_LENGTH] for text in texts]  # older releases saved a text of any length
    rows = comparison.compare(kind_name, *read, name_of=names(language, *read))
    summary = comparison.summary(rows)
    shown = rows[:MAX_ROWS]
    return {
        "rows": shown,
        "changes": comparison.cards_of(shown, _slips(language, read[1]), in_order=not read[0].strip()),
        "more_rows": max(len(rows) - MAX_ROWS, 0),
        "is_cut": read != list(texts),
        "summary": summary,
        "called": _called(language, *read),
    }


_MARK = re.compile(r"@([a-z0-9][a-z0-9.-]*[a-z0-9])|\.\./([a-z]+/[a-z0-9-]+)\.md(?:#[\w-]*)?")


def _called(language: str, *texts: str) -> dict[str, str]:
    """Return, by its mark in a text, what staff call each source and each page that some texts name. Three queries."""
    found = [match for text in texts for match in _MARK.finditer(text)]
    pages = addresses.titles(language, {match[2] for match in found if match[2]})
    keys = {match[1] for match in found if match[1]}
    sources = {f"@{source.pk}": source.short_name for source in Source.objects.filter(pk__in=keys)}
    return sources | {match[0]: f"“{pages[match[2]]}”" for match in found if match[2] in pages}


def _slips(language: str, text: str) -> comparison.IsSlip:
    """Return a function that says of two texts, the later of which stands in a text, that a slip was put right."""
    judge = Judge(language == "en", frozenset(words_of(text)))

    def is_slip(before: str, after: str) -> bool:
        found = list(judge.text(before, after))
        return bool(found) and all(one.is_minor for one in found)

    return is_slip


def names(language: str, *texts: str) -> comparison.NameOf:
    """Return a function that says what people call a source, a person or a page that one of these texts names.

    One query for each of them, and two for the shared texts, as far as they are asked for.
    """
    loaders = {
        "contributor": lambda: {person.pk: str(person) for person in Contributor.objects.only("name", "credentials")},
        "source": lambda: {source.pk: str(source) for source in Source.objects.only("title", "year")},
        "page": lambda: addresses.titles(language, {name for text in texts for name in naming.pages_in(text)}),
        "snippet": lambda: _shared_today(language, {slug for text in texts for slug in blocks.used_snippets(text)}),
    }
    known: dict[str, dict[str, str]] = {}

    def name_of(to: str, name: str) -> str:
        if to in loaders and to not in known:
            known[to] = loaders[to]()
        return known.get(to, {}).get(name, name)

    return name_of


def _shared_today(language: str, slugs: set[str]) -> dict[str, str]:
    """Return the slug of today of each shared text that one of these slugs means."""
    names = {f"{kind}/{slug}": slug for kind in kinds.shared_names() for slug in slugs}
    return {names[name]: page.slug for name, page in addresses.named(language, names).items()}
