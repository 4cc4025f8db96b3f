"""What can be put into a text: pages, sources, explained words, shared texts, pictures, care cards. Each is found by
the words that people have for it. Only reads; knows no request.
"""

import difflib
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from publishing.desk.form.shown import first_words
from publishing.desk.reporting.reports import person_name
from publishing.life import clinic
from publishing.life.models import Page, Source, StoredPicture
from publishing.life.states import PageStatus
from publishing.text import kinds
from publishing.text.prose import constructs, tokens
from publishing.text.records import SourceKind

MOST = 20
LONG = 220  # characters of a shared text that are shown
CLOSE = 0.75  # how alike two words are of which one may be the other misspelled


@dataclass(frozen=True)
class Pick:
    """One thing to put in. text: what goes into the text for it, or where a link to it leads.

    name: what people call it. tag: what kind of thing it is. said: more about it, and warning: what speaks against it.
    picture: the address of a picture of it, and shows: what that shows. level: which care card it is.
    """

    text: str
    name: str
    tag: str = ""
    said: str = ""
    warning: str = ""
    picture: str = ""
    shows: str = ""
    level: str = ""


@dataclass(frozen=True)
class _Row:
    """A row of the database with the words by which it is found, its own name first."""

    key: int | str
    names: list[str] = field(default_factory=list)


def pages(words: str, language: str) -> list[Pick]:
    """Return the pages that a text can lead to."""
    found = _found(words, _rows_of(Page.objects.kept().filter(kind__in=kinds.public_names()), language))
    rows = Page.objects.titles().in_bulk([row.key for row in found])
    return [_page(rows[int(row.key)]) for row in found]


def sources(words: str, language: str = "") -> list[Pick]:
    """Return the sources that a text can cite."""
    columns = ("pk", "title", "publisher", "year")
    every = (
        _Row(source.pk, [f"{source.short_name} {source.title}", source.publisher, str(source.year or ""), source.pk])
        for source in Source.objects.only(*columns).order_by("title", "pk")
    )
    found = _found(words, every)
    rows = Source.objects.select_related("superseded_by", "proposed_by__contributor").in_bulk(
        [row.key for row in found]
    )
    return [of_source(rows[str(row.key)]) for row in found]


def words_explained(words: str, language: str) -> list[Pick]:
    """Return the words that the glossary explains."""
    found = _found(words, _rows_of(Page.objects.live().filter(kind__in=kinds.explained_names()), language))
    rows = Page.objects.titles().in_bulk([row.key for row in found])
    return [Pick(rows[row.key].title, rows[row.key].title, said=rows[row.key].summary) for row in found]


def shared_texts(words: str, language: str) -> list[Pick]:
    """Return the shared texts that a text can put in, each with its words."""
    found = _found(words, _rows_of(Page.objects.live().filter(kind__in=kinds.shared_names()), language))
    rows = Page.objects.only("slug", "title", "body").in_bulk([row.key for row in found])
    return [
        Pick(
            f"/// snippet | {page.slug}\n///",
            page.title,
            said=Truncator(" ".join(first_words(page.body).split())).chars(LONG),
        )
        for page in (rows[int(row.key)] for row in found)
    ]


def pictures(words: str, language: str = "") -> list[Pick]:
    """Return the pictures that a text can show."""
    every = StoredPicture.objects.kept().only("name", "file", "shows").order_by("name")
    by_name = {picture.name: picture for picture in every}
    found = _found(words, (_Row(name, [str(picture)]) for name, picture in by_name.items()))
    return [
        Pick(f"../{name}", str(picture), picture=default_storage.url(picture.file), shows=in_brackets(picture.shows))
        for name, picture in ((str(row.key), by_name[str(row.key)]) for row in found)
    ]


def care_cards(words: str = "", language: str = "") -> list[Pick]:
    """Return the care cards, the most urgent first, each with its headline and when to use it."""
    when = {
        "emergency": _("A danger to life or limb. Minutes count."),
        "call-today": _("Must not wait until the next visit."),
        "ask": _("Good to know, not urgent."),
    }
    here = clinic.current()
    return [
        Pick(
            f"/// {level}\n- \n///",
            _headline(level, here),
            said=when.get(level, str(constructs.get(level).label)),
            level=level,
        )
        for level in constructs.care_levels()
    ]


#: What can be looked for: a name -> what finds it by words and a language.
FINDERS: dict[str, Callable[[str, str], list[Pick]]] = {
    "pages": pages,
    "sources": sources,
    "words": words_explained,
    "shared": shared_texts,
    "pictures": pictures,
    "cards": care_cards,
}


def in_brackets(words: str) -> str:
    """Return words as they can stand between the brackets of a mark."""
    return " ".join(words.replace("[", "(").replace("]", ")").split())


def source_said(source: Source) -> str:
    """Return what a source is, in a line: its kind, who says it, when."""
    year = str(source.year or "")
    last = "" if year in source.publisher else year
    return " · ".join(filter(None, [str(SourceKind(source.kind).label), source.publisher, last]))


def source_warning(source: Source) -> str:
    """Return what speaks against citing a source; empty where nothing does."""
    if source.superseded_by is not None:
        return _("there is a newer one: %(name)s") % {"name": source.superseded_by.short_name}
    if source.proposed_by is not None:
        return _("suggested by %(who)s; a publisher checks it before the page is published") % {
            "who": person_name(source.proposed_by)
        }
    return ""


def page_warning(status: str) -> str:
    """Return what speaks against a link to a page in a state; empty where nothing does."""
    return "" if status == PageStatus.LIVE else _("prints as plain words until it is public")


def _page(page: Page) -> Pick:
    kind = str(kinds.get(page.kind).model._meta.verbose_name)
    also = ", ".join(page.also_called[:3])
    said = [_("public") if page.status == PageStatus.LIVE else _("not public")]
    said += [_("also called %(names)s") % {"names": also}] if also else []
    return Pick(
        link_to(page),
        page.title or page.slug,
        capfirst(kind),
        " · ".join(said),
        page_warning(page.status),
    )


def link_to(page: Page) -> str:
    """Return where a link to a page leads, as it stands in a text."""
    return f"../{page.address}.md"


def of_source(source: Source) -> Pick:
    """Return a source as one to put in."""
    return Pick(source.pk, source.short_name, source.title, source_said(source), source_warning(source))


def _headline(level: str, here: clinic.Clinic) -> str:
    line = tokens.fill(str(constructs.get(level).title), here.tokens)
    return f"{line}: {here.phone}" if level == "call-today" and here.phone else line


def _rows_of(rows: QuerySet[Page], language: str) -> Iterable[_Row]:
    columns = ("pk", "title", "slug", "also_called")
    for pk, title, slug, also in rows.filter(language=language).order_by("title", "slug").values_list(*columns):
        yield _Row(pk, [title or slug, *also])


def _found(words: str, rows: Iterable[_Row]) -> list[_Row]:
    """Return the rows that have all the words, those whose name begins with them first; where none has, those that
    have words like them.
    """
    asked = _plain(words).split()
    known = [(row, _plain(" ".join(row.names))) for row in rows]
    has = [(row, said) for row, said in known if all(word in said for word in asked)]
    if not has and asked:
        has = [(row, said) for row, said in known if all(_is_like(word, said) for word in asked)]
    in_order = sorted(has, key=lambda one: _rank(asked, one[1])) if asked else has
    return [row for row, _said in in_order[:MOST]]


def _rank(asked: list[str], said: str) -> tuple[bool, bool, bool]:
    """Return where a row stands among those that were found: those first whose words begin as they were asked."""
    start = " ".join(asked)
    return not said.startswith(start), not all(f" {word}" in f" {said}" for word in asked), start not in said


def _is_like(word: str, said: str) -> bool:
    return word in said or bool(difflib.get_close_matches(word, said.split(), n=1, cutoff=CLOSE))


def _plain(words: str) -> str:
    """Return words in small letters without accents."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
