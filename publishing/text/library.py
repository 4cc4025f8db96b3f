"""A library: the folder of texts that a site is made from. Reads all of it, reports every fault, writes it back.

Must not know the database: `loading` brings a library into it, and what `dump_content` writes is one again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from publishing.life.models.library import ContributorKind, SourceKind
from publishing.text import canonical, kinds, manuscripts, prose, validation
from publishing.text.images import drawings, photographs
from publishing.text.manuscripts import Manuscript
from publishing.text.prose import Picture, References, Term
from publishing.text.schema import (
    ADDRESS,
    SOURCE_BESIDE,
    Choice,
    Fault,
    Key,
    ListOf,
    Number,
    Record,
    Report,
    Text,
)

IDENTIFIER = Text(max_length=60, pattern=r"[a-z0-9][a-z0-9.-]*", expected="an id")
SOURCES = ListOf(
    Record(
        {
            "id": Key(IDENTIFIER, required=True),
            "title": Key(Text(max_length=400), required=True),
            "publisher": Key(Text(), required=True),
            "year": Key(Number(1900, 2100)),
            "url": Key(Text(max_length=500, pattern=r"https?://[^\s<>\"']+", expected="a web address")),
            "kind": Key(Choice.of(SourceKind), required=True),
            "superseded_by": Key(SOURCE_BESIDE),
        }
    ),
    minimum=0,
    maximum=10_000,
    unique=False,
)
TERMS = ListOf(
    Record(
        {
            "term": Key(Text(max_length=80), required=True),
            "also_called": Key(ListOf(Text(max_length=80))),
            "definition": Key(Text(max_length=400), required=True),
            "page": Key(ADDRESS),
            "sources": Key(ListOf(SOURCE_BESIDE)),
        }
    ),
    minimum=0,
    maximum=2_000,
    unique=False,
)
CONTRIBUTORS = ListOf(
    Record(
        {
            "id": Key(IDENTIFIER, required=True),
            "name": Key(Text(max_length=120), required=True),
            "kind": Key(Choice.of(ContributorKind), required=True),
            "credentials": Key(Text(max_length=120)),
            "role": Key(Text(max_length=120)),
            "about": Key(Text(max_length=600)),
        }
    ),
    minimum=0,
    maximum=500,
    unique=False,
)
RECORDS = {
    "sources.yaml": (SOURCES, "id"),
    "contributors.yaml": (CONTRIBUTORS, "id"),
    "glossary.yaml": (TERMS, "term"),
}
PICTURE_FOLDERS = {"drawings": (".svg",), "images": (".jpg", ".png", ".webp", ".avif")}


@dataclass
class Library:
    """What a folder holds. Texts by (language, kind, slug); terms by language; pictures by name, as bytes."""

    root: Path
    texts: dict[tuple[str, str, str], str] = field(default_factory=dict)
    manuscripts: dict[tuple[str, str, str], Manuscript] = field(default_factory=dict)
    sources: list[dict] = field(default_factory=list)
    contributors: list[dict] = field(default_factory=list)
    terms: dict[str, list[dict]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def references(self, language: str) -> References:
        """What a text of a language may refer to, as if the whole library were public."""
        return References(
            addresses={
                f"{kind}/{slug}": f"/{kind}/{slug}/"
                for spoken, kind, slug in self.texts
                if spoken == language and kinds.get(kind).has_address
            },
            tokens={name: f"[{name}]" for name in prose.tokens.NAMES},
            snippets={
                slug: manuscript.body
                for (spoken, kind, slug), manuscript in self.manuscripts.items()
                if spoken == language and kind == "snippets"
            },
            sources=frozenset(source["id"] for source in self.sources if "id" in source),
            pictures={name: Picture(f"/{name}", *size) for name, size in self.sizes.items()},
            terms=tuple(as_term(term) for term in self.terms.get(language, ())),
            contributors={person["id"]: person.get("name", "") for person in self.contributors if "id" in person},
        )


def as_term(record: dict) -> Term:
    """Return a glossary record as a text uses it."""
    names = (record["term"], *record.get("also_called", ()))
    return Term(term_slug(record["term"]), names, record.get("definition", ""), record.get("page", ""))


def term_slug(term: str) -> str:
    """Return the name of a term in addresses and ids."""
    return prose.headings.split(term)[1]


def files(root: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield (language, kind, path) of every manuscript, from the lowest floor up and by name."""
    for kind in kinds.all_kinds():
        for code, _name in settings.LANGUAGES:
            folder = root / kind.name if code == settings.LANGUAGE_CODE else root / code / kind.name
            for path in sorted(folder.glob("*.md")):
                yield code, kind.name, path


def read(root: Path, progress=lambda done, total: None) -> Library:
    """Read and check a whole folder. `faults` is empty only where everything in it may become public.

    progress: called with the number of manuscripts checked so far, and of all.
    """
    library = Library(root)
    if not root.is_dir():
        library.faults.append(Fault(str(root), 1, "there is no such folder"))
        return library
    _report_strangers(library)
    reports = _read_records(library)
    _read_pictures(library)
    reports |= _read_manuscripts(library)
    known = {code: library.references(code) for code, _name in settings.LANGUAGES}
    for report in (reports[name] for name in reports if name.endswith(".yaml")):
        validation.check_references(report, known[_language_of(report.path)])
    total = len(library.manuscripts)
    for number, (key, manuscript) in enumerate(library.manuscripts.items(), start=1):
        language, kind, slug = key
        report = reports[name_of(language, kind, slug)]
        validation.check(library.texts[key], manuscript, report, known[language])
        progress(number, total)
    for report in reports.values():
        library.faults += report.faults
    library.faults.sort()
    return library


def name_of(language: str, kind: str, slug: str) -> str:
    """Return the path of a manuscript inside its library."""
    folder = kind if language == settings.LANGUAGE_CODE else f"{language}/{kind}"
    return f"{folder}/{slug}.md"


def _language_of(path: str) -> str:
    first = path.split("/")[0]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _read_records(library: Library) -> dict[str, Report]:
    """Read the YAML files that pages refer to."""
    reports = {}
    for code, _name in settings.LANGUAGES:
        for file, (schema, key) in RECORDS.items():
            is_main = code == settings.LANGUAGE_CODE
            if not is_main and file != "glossary.yaml":
                continue  # sources and contributors are the same in every language
            name = file if is_main else f"{code}/{file}"
            path = library.root / name
            if not path.exists():
                continue
            report = reports[name] = Report(name)
            records = _read_file(path, schema, key, report)
            if file == "sources.yaml":
                library.sources = records
            elif file == "contributors.yaml":
                library.contributors = records
            else:
                library.terms[code] = records
    return reports


def _read_file(path: Path, schema: ListOf, key: str, report: Report) -> list[dict]:
    text = canonical.decode(path.read_bytes(), report)
    records = canonical.read(text, schema, report) if text is not None else None
    if not records:
        return []
    if report.faults:
        return records
    ordered = sorted(records, key=lambda record: record[key].lower())
    written = canonical.write(ordered)
    if written != text:
        line = validation.first_difference(written, text)
        report.fault(line, f"not in canonical form (sorted by '{key}'); run format_content")
    seen: dict[str, str] = {}
    for record in ordered:  # two terms that give one slug would be one address
        name = term_slug(record[key]) if key == "term" else record[key]
        if name in seen:
            line = validation.line_of(f"{key}: {record[key]}\n", text, text.find(f"{key}: {seen[name]}\n") + 1)
            report.fault(line, f"{key} '{name}' stands more than once")
        seen.setdefault(name, record[key])
    return records


def _read_pictures(library: Library) -> None:
    for folder, endings in PICTURE_FOLDERS.items():
        for path in sorted((library.root / folder).glob("*")):
            name = f"{folder}/{path.name}"
            if path.suffix not in endings:
                continue
            try:
                raw = path.read_bytes()
                measure = drawings.measure if folder == "drawings" else photographs.measure
                library.sizes[name] = measure(raw)
                library.pictures[name] = raw
            except (drawings.UnsafeDrawing, photographs.UnreadablePicture) as error:
                library.faults.append(Fault(name, 1, str(error)))


def _read_manuscripts(library: Library) -> dict[str, Report]:
    reports = {}
    for language, kind, path in files(library.root):
        name = name_of(language, kind, path.stem)
        report = reports[name] = Report(name)
        if not manuscripts.SLUG.fullmatch(path.stem) or len(path.stem) > 80:
            report.fault(1, "a slug has only lower-case letters, digits and single hyphens, at most 80 characters")
        text = canonical.decode(path.read_bytes(), report)
        if text is None:
            continue
        key = (language, kind, path.stem)
        library.texts[key] = text
        manuscript = manuscripts.read(text, kind, report, language=language, slug=path.stem)
        if manuscript is not None:
            library.manuscripts[key] = manuscript
    return reports


def _report_strangers(library: Library) -> None:
    """A file that nobody would read is reported: it is most likely a page in the wrong place."""
    known = {path for _language, _kind, path in files(library.root)}
    slugs: dict[str, Path] = {}
    for path in sorted(library.root.rglob("*")):
        name = path.relative_to(library.root).as_posix()
        if path.is_dir() or path.name.startswith(".") or path.name in {"LICENSE", "README.md"}:
            continue
        folder = name.rpartition("/")[0]
        is_picture = folder in PICTURE_FOLDERS and path.suffix in PICTURE_FOLDERS[folder]
        is_record = path.name in RECORDS and (not folder or folder in dict(settings.LANGUAGES))
        if path not in known and not is_picture and not is_record:
            library.faults.append(Fault(name, 1, "does not belong to a library; see docs/manuscript.md"))
        if path in known and (twin := slugs.get(name.lower())):
            library.faults.append(Fault(name, 1, f"duplicate slug: {twin} differs only in upper and lower case"))
        slugs[name.lower()] = path
