"""What the reports look at: every page, every open draft, what each text names. Each part is asked for once.

Must not know what a report makes of it. What was found in a text is remembered by the text's SHA-256, so that only
new texts are read; nothing of a text itself is kept.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from django.db.models import Case, Exists, F, OuterRef, TextField, Value, When
from django.utils import timezone

from publishing.life import linking
from publishing.life.models import Citation, FormerAddress, Page, Revision, StoredPicture
from publishing.life.states import PageStatus
from publishing.text import kinds, manuscripts
from publishing.text.prose import blocks, readability

_DRAWINGS = re.compile(r"^drawings:\n(?P<items>(?:[- ].*\n)+)", re.MULTILINE)
_FILE = re.compile(r"^[- ] file: (?P<file>\S+)$", re.MULTILINE)
_PICTURE = re.compile(r"\]\((?:\.\./)+(?P<name>(?:drawings|images)/[a-z0-9][a-z0-9-]*\.[a-z0-9]+)(?=[ )])")


@dataclass(frozen=True)
class Names:
    """What a text refers to: addresses of pages, slugs of snippets, names of pictures."""

    pages: frozenset[str]
    snippets: frozenset[str]
    pictures: frozenset[str]


@dataclass(frozen=True)
class Reading:
    """What was found in a text; the grade is in US school years, with the snippets put in."""

    names: Names
    grade: float


@dataclass(frozen=True)
class Text:
    """A text that is live, was live until its page was withdrawn, or is an open draft, and what it names."""

    page: Page
    slug: str
    names: Names
    is_draft: bool

    @property
    def is_live(self) -> bool:
        """Whether the public reads it."""
        return not self.is_draft and self.page.status == PageStatus.LIVE


def read(text: str) -> Names:
    """Return what a manuscript names, right or wrong."""
    files = [file for drawings in _DRAWINGS.finditer(text) for file in _FILE.findall(drawings["items"])]
    pictures = {manuscripts.picture_name(file) for file in files} | set(_PICTURE.findall(text))
    return Names(frozenset(linking.named_in(text)), frozenset(blocks.used_snippets(text)), frozenset(pictures))


class Inventory:
    """Everything at one moment. Make a new one for each request."""

    #: By the SHA-256 of a text, and a digest of the snippets that it may have put in.
    _remembered: ClassVar[dict[tuple[str, str], Reading]] = {}

    def __init__(self) -> None:
        self.now = timezone.now()
        self.today = timezone.localdate()

    @cached_property
    def pages(self) -> list[Page]:
        """Every page without its texts, by title. `cites` says whether its own text has a source."""
        columns = ["kind", "language", "slug", "title", "status", "reviewed_on", "review_due_on", "withdrawal_due_at"]
        is_live_snippet = When(kind="snippets", status=PageStatus.LIVE, then=F("body"))
        pages = Page.objects.select_related("live_revision", "owner").annotate(
            cites=Exists(Citation.objects.filter(page=OuterRef("pk"))),
            snippet_text=Case(is_live_snippet, default=Value(""), output_field=TextField()),
        )
        return list(
            pages.only(*columns, "owner__user", "live_revision__sha256", "live_revision__slug").order_by(
                "title", "slug"
            )
        )

    @cached_property
    def live(self) -> list[Page]:
        """The pages that are live."""
        return [page for page in self.pages if page.status == PageStatus.LIVE]

    @cached_property
    def drafts(self) -> list[Revision]:
        """Every open revision with its page and people, the one that waits longest first."""
        people = ("page", "created_by", "edited_by", "approved_by")
        unneeded = ("page__body", "page__data", "page__html")
        return list(Revision.objects.open().select_related(*people).defer(*unneeded).order_by("edited_at"))

    @cached_property
    def pictures(self) -> list[StoredPicture]:
        """Every stored picture."""
        return list(StoredPicture.objects.all())

    @cached_property
    def texts(self) -> list[Text]:
        """Every text that is live or may become so, and what it names."""
        pages = [page for page in self._published if page.pk in self._readings]
        found = [Text(page, page.slug, self._readings[page.pk].names, False) for page in pages]
        return found + [Text(draft.page, draft.slug, read(draft.manuscript), True) for draft in self.drafts]

    def targets(self, text: Text) -> Iterator[tuple[str, Page | None]]:
        """Yield every name of a page or snippet in a text, and the page that it leads to; never the text's own."""
        own = f"{text.page.kind}/{text.slug}"
        for address in sorted({*text.names.pages, *(f"snippets/{slug}" for slug in text.names.snippets)}):
            target = self._addresses.get((text.page.language, address))
            if address != own and (target is None or target.pk != text.page.pk):
                yield address, target

    @cached_property
    def grades(self) -> list[tuple[Page, float]]:
        """The live pages with their reading grade in US school years, snippets put in; the hardest first."""
        found = [(page, self._readings[page.pk].grade) for page in self.live if page.pk in self._readings]
        return sorted(found, key=lambda pair: -pair[1])

    @cached_property
    def _published(self) -> list[Page]:
        return [page for page in self.pages if page.live_revision is not None]

    @cached_property
    def _addresses(self) -> dict[tuple[str, str], Page]:
        """Whom a name means, as publishing.life.rendering resolves it: former addresses too, the unborn last."""
        by_id = {page.pk: page for page in self.pages}
        unborn, known, moved = {}, {}, {}
        for page in self.pages:
            names = unborn if page.status == PageStatus.NEVER_PUBLIC else known
            names[page.language, page.address] = page
        former = FormerAddress.objects.filter(kind__in=kinds.public_names())
        for kind, language, slug, pk in former.values_list("kind", "language", "slug", "page_id"):
            if pk in by_id:
                moved[language, f"{kind}/{slug}"] = by_id[pk]
        return unborn | moved | known

    @cached_property
    def _snippets(self) -> dict[str, dict[str, str]]:
        """Language -> slug -> text of the snippets that are live."""
        found: dict[str, dict[str, str]] = {}
        for page in self.live:
            if page.kind == "snippets":
                found.setdefault(page.language, {})[page.slug] = page.snippet_text
        return found

    @cached_property
    def _readings(self) -> dict[int, Reading]:
        """What was found in the text of each page that was ever public, by id. No query but for new texts."""
        digests = {language: _digest(texts) for language, texts in self._snippets.items()}
        keys = {page.pk: (page.live_revision.sha256, digests.get(page.language, "")) for page in self._published}
        known = dict(Inventory._remembered)
        new = {page.pk: page for page in self._published if keys[page.pk] not in known}
        texts = Page.objects.filter(pk__in=new).values_list("pk", "live_revision__manuscript", "data", "body")
        for pk, manuscript, data, body in texts.iterator(chunk_size=200) if new else ():
            known[keys[pk]] = Reading(read(manuscript), self._grade(new[pk], data, body))
        # Replaced and not changed, for other threads read it; what nobody has published any more is forgotten.
        Inventory._remembered = {key: known[key] for key in keys.values() if key in known}
        return {pk: known[key] for pk, key in keys.items() if key in known}

    def _grade(self, page: Page, data: dict, body: str) -> float:
        body = blocks.expand_snippets(body, self._snippets.get(page.language, {}))
        text = "\n\n".join([*kinds.get(page.kind).schema.prose(data), body])
        return readability.measure(text, page.language).grade


def _digest(texts: dict[str, str]) -> str:
    return hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()
