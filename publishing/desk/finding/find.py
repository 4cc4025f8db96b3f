"""Finding a page from the header of every screen: by its names, by the words of its text, drafts as well.

Forgives spelling where no name fits. Nothing of it is in the public's index, which knows no draft.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from publishing.changes.comparison import words_of
from publishing.desk.basics import entered, lines
from publishing.life import policy
from publishing.life.models import Page, Revision
from publishing.life.states import PageStatus, RevisionState, Verb
from publishing.text import kinds, manuscripts

LONGEST = 200  # letters of what was asked for
WORDS = 8  # words of it that are looked for
NAMED, TOLD = 12, 50  # pages that are listed by their names, and by their texts
FEW = 4  # of each, while somebody types
AROUND = 70  # letters of a text on each side of the words that were found
NEAR = 0.72  # how alike a word must be to one of ours (difflib)

_TITLE = re.compile(r"^title: *(.+)$", re.MULTILINE)
_HEADING = re.compile(r"^## +(.+?)(?: *\{[^}]*\})?$")
_KEY = re.compile(r"^ *(?:- )*(?P<key>[a-z_]+):(?: +(?P<said>.*))?$")
#: What begins something else in a text, and what of it is no words.
_START = re.compile(r"^\s*(?:///.*|#{1,6} |[-*] +|\d+\. +|\|)")
#: The name of something, or a value from a list: nobody reads it as it is stored.
_STORED = re.compile(r"[a-z0-9][a-z0-9/._-]*|[>|][+-]?|-+")
_CITED = re.compile(r" ?\[@[^\]\[]*\]|\{[#.][^}]*\}")


@dataclass(frozen=True)
class Hit:
    """A page that was found, a line about it with the words marked, and its form opened at that place."""

    page: Page
    line: SafeString
    url: str

    @property
    def kind(self) -> str:
        """What people call one page of its kind."""
        return lines.one_of(self.page)


@dataclass(frozen=True)
class Found:
    """Pages by their names, pages by their texts, how many of those there are; what was meant, where it is another."""

    words: str
    named: list[Hit] = field(default_factory=list)
    told: list[Hit] = field(default_factory=list)
    places: int = 0
    meant: str = ""


def find_view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """What was found: a whole screen, or with `part` what stands below the box while somebody types."""
    if not policy.may_see(request.user):
        raise PermissionDenied
    words = " ".join(entered.without_nul(request.GET.get("q", ""))[:LONGEST].split())
    is_part = bool(request.GET.get("part"))
    found = find(words, FEW if is_part else TOLD)
    context = {"title": _("Find a page"), "found": found}
    may_write = policy.has_right(request.user, Verb.SAVE)
    if is_part:
        return TemplateResponse(request, "admin/publishing/find_part.html", context)
    return TemplateResponse(
        request,
        "admin/publishing/find.html",
        {**site.each_context(request), **context, "may_write": may_write},
    )


def find(words: str, limit: int = TOLD) -> Found:
    """Return what is found for some words. limit: of each list. Five queries at most."""
    asked = _words_of(words)
    if not asked:
        return Found(words)
    pages = list(_pages())
    drafts = {draft.page_id: draft for draft in Revision.objects.open()}
    names = {page.pk: _names_of(page, drafts.get(page.pk)) for page in pages}
    named = _named(pages, names, drafts, asked, words)
    texts = _texts(asked).exclude(page__in=[hit.page.pk for hit in named])
    places = texts.count()
    meant = "" if named or places else _meant(asked, names.values())
    if meant:
        named = _named(pages, names, drafts, _words_of(meant), meant)
    return Found(
        words, named[: min(limit, NAMED)], [_told(text, asked, words) for text in texts[:limit]], places, meant
    )


def _words_of(words: str) -> list[str]:
    return [word for word in words.casefold().split() if word][:WORDS]


def _pages() -> QuerySet[Page]:
    return Page.objects.kept().titles().order_by("title", "slug", "pk")


# By names


def _names_of(page: Page, draft: Revision | None) -> list[str]:
    """Return what a page is called: its title, its other names, and the title that its draft gives it."""
    own = [page.title, *(name for name in page.also_called if isinstance(name, str))]
    title = _TITLE.search(draft.manuscript) if draft else None
    drafted = title[1].strip().strip("'\"") if title else ""
    return [name for name in [*own, *([drafted] if drafted not in own else [])] if name]


def _named(
    pages: list[Page], names: dict[int, list[str]], drafts: Mapping[int, Revision], asked: list[str], words: str
) -> list[Hit]:
    """Return the pages whose names have all words, the best first: a title before another name, its start before its
    middle, a page before a hard word that is explained.
    """
    ranked = []
    for page in pages:
        fits = [(place, name) for place, name in enumerate(names[page.pk]) if _has_all(name, asked)]
        if fits:
            place, name = fits[0]
            rank = (bool(place), not name.casefold().startswith(asked[0]), len(name))
            ranked.append(((*rank, kinds.get(page.kind).is_explained), name, page))
    ranked.sort(key=lambda one: (one[0], one[2].title))
    return [
        Hit(page, _name_line(page, name, asked, drafts.get(page.pk)), _address(page, words))
        for _rank, name, page in ranked
    ]


def _has_all(text: str, asked: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in asked)


def _name_line(page: Page, name: str, asked: list[str], draft: Revision | None) -> SafeString:
    stands = {
        PageStatus.LIVE: _("public"),
        PageStatus.NEVER_PUBLIC: _("new, never public"),
        PageStatus.WITHDRAWN: _("off the site"),
    }[PageStatus(page.status)]
    if draft is not None and page.status != PageStatus.NEVER_PUBLIC:
        stands = f"{stands} · {_waits(draft)}"
    said = stands if name == page.title else _("also called %(name)s · %(stands)s") % {"name": name, "stands": stands}
    return marked(said, asked if name != page.title else [])


def _waits(draft: Revision) -> str:
    """Return what waits beside what is public."""
    return {
        RevisionState.DRAFT: _("a draft waits"),
        RevisionState.RETURNED: _("a draft was sent back"),
        RevisionState.IN_REVIEW: _("a draft waits for a clinician"),
        RevisionState.APPROVED: _("a draft is approved"),
        RevisionState.SCHEDULED: _("a draft is planned"),
    }[RevisionState(draft.state)]


def _meant(asked: list[str], names: Iterable[list[str]]) -> str:
    """Return the words of our names that are nearest to what was typed; empty where one has none near."""
    known = {word.strip(".,:;()").casefold() for some in names for name in some for word in name.split()}
    near = [word if word in known else next(iter(get_close_matches(word, known, 1, NEAR)), "") for word in asked]
    return " ".join(near) if all(near) and near != asked else ""


# By texts


def _texts(asked: list[str]) -> QuerySet[Revision]:
    """Return the texts that the forms show (the draft, or else what is public) and that have all words."""
    open_one = Revision.objects.open().filter(page=OuterRef("page"))
    shown = Revision.objects.open() | Revision.objects.filter(live_page__isnull=False).exclude(Exists(open_one))
    has = Q()
    for word in asked:
        has &= Q(manuscript__icontains=word)
    phrase = Case(When(manuscript__icontains=" ".join(asked), then=0), default=1)  # side by side before apart
    found = shown.filter(has).select_related("page").order_by(phrase, "page__title", "pk")
    return found.only("manuscript", *(f"page__{name}" for name in ("kind", "language", "slug", "title", "status")))


def _told(text: Revision, asked: list[str], words: str) -> Hit:
    blocks = list(_blocks(text))
    phrase = " ".join(asked)
    fits = (lambda said: phrase in said, lambda said: _has_all(said, asked), lambda said: asked[0] in said)
    found = next(((where, said) for fit in fits for where, said in blocks if fit(said.casefold())), None)
    if found is None:  # the name of a page or a source that the text leads to
        return Hit(
            text.page,
            marked(_("Not in its words: it names something that is called so."), []),
            _address(text.page, words),
        )
    where, said = found
    around = _around(said, phrase if phrase in said.casefold() else asked[0])
    return Hit(text.page, marked(f"{where}: {around}" if where else around, asked), _address(text.page, words))


def _around(said: str, words: str) -> str:
    """Return what stands in a text around some words of it."""
    at = said.casefold().find(words)
    start = said.rfind(" ", 0, at - AROUND) + 1 if at > AROUND else 0
    end = said.find(" ", at + len(words) + AROUND)
    before, behind = "… " if start else "", " …" if end >= 0 else ""
    return f"“{before}{said[start : end if end >= 0 else len(said)]}{behind}”"


def _blocks(text: Revision) -> Iterator[tuple[str, str]]:
    """Yield (part of the page, words) of each paragraph, item or value of a text that patients could read."""
    split = manuscripts.split(text.manuscript)
    front, body = split if split else ("", text.manuscript)
    schema = kinds.get(text.page.kind).schema
    where, lines_of = "", list[str]()
    for line in [*front.split("\n"), "", *body.split("\n"), ""]:
        key, heading = _KEY.match(line) if front else None, _HEADING.match(line)
        if key or heading or not line.strip() or _START.match(line):
            if said := _words(lines_of):
                yield where, said
            lines_of = []
        if heading:
            where = heading[1]
        elif key:
            where = str(schema.label(key["key"])) if not line.startswith((" ", "-")) else where
            lines_of = [key["said"] or ""]
        else:
            lines_of.append(_START.sub("", line))


def _words(found: list[str]) -> str:
    """Return lines as they are read; nothing for a stored name."""
    said = " ".join(" ".join(line.strip() for line in found).split()).strip("'\"")
    return "" if _STORED.fullmatch(said) else words_of(_CITED.sub("", said))


def marked(text: str, asked: list[str]) -> SafeString:
    """Return a text, escaped, with some words marked."""
    if not asked:
        return format_html("{}", text)
    words = "|".join(map(re.escape, sorted(asked, key=len, reverse=True)))
    pieces = re.split(f"({words})", text, flags=re.IGNORECASE)
    each = ((format_html("<mark>{}</mark>", piece) if number % 2 else piece,) for number, piece in enumerate(pieces))
    return format_html_join("", "{}", each)


def _address(page: Page, words: str) -> str:
    return f"{lines.url_of(page)}?{urlencode({'find': words})}"
