"""A library: the folder of texts that a site is made from. Reads all of it, reports every fault, writes it back.

Must not know the database: `publishing.life.loading` brings a library into it, and what `dump_content` writes is one
again. `scan` looks at the files, `read` makes every text ready and checks it.
"""

import hashlib
import pickle
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from django.conf import settings

from publishing.text import canonical, explaining, kinds, manuscripts, preparing, records, validation
from publishing.text.images import drawings, photographs
from publishing.text.manuscripts import Manuscript, path_in_library
from publishing.text.preparing import Prepared
from publishing.text.records import Standing
from publishing.text.schema import Fault, Findings
from publishing.text.validation import Known

#: language, kind, slug
Address = tuple[str, str, str]
Progress = Callable[[int, int], None]
PICTURE_FOLDERS = {"drawings": (".svg",), "images": (".jpg", ".png", ".webp", ".avif")}


class Texts(Mapping[Address, str]):
    """The texts of a folder by their address, each read when it is asked for: ten thousand would fill the memory."""

    def __init__(self) -> None:
        self._paths: dict[Address, Path] = {}
        self._parts: dict[Address, str] = {}
        self._digests: dict[Address, str] = {}

    def add(self, address: Address, path: Path, digest: str) -> None:
        """Note a file that holds one text, and its SHA-256."""
        self._paths[address] = path
        self._digests[address] = digest

    def add_part(self, address: Address, text: str) -> None:
        """Note a text that shares its file with others."""
        self._parts[address] = text
        self._digests[address] = file_digest(text)

    def digest_of(self, address: Address) -> str:
        """Return the SHA-256 of a text."""
        return self._digests[address]

    def __getitem__(self, address: Address) -> str:
        if address in self._parts:
            return self._parts[address]
        return canonical.plain(self._paths[address].read_bytes()).decode()

    def __iter__(self) -> Iterator[Address]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)


class Shelf:
    """Texts made ready, by their address. They are kept packed: ten thousand rendered texts would fill the memory."""

    def __init__(self) -> None:
        self._packed: dict[Address, bytes] = {}

    def put(self, address: Address, packed: bytes) -> None:
        """Keep a text that `pack` has packed."""
        self._packed[address] = packed

    def get(self, address: Address) -> Prepared | None:
        """Return a text, or None where it was never put here."""
        packed = self._packed.get(address)
        return None if packed is None else pickle.loads(zlib.decompress(packed))  # noqa: S301 (our own bytes)

    def drop(self, address: Address) -> None:
        """Forget a text."""
        self._packed.pop(address, None)

    def __contains__(self, address: Address) -> bool:
        return address in self._packed


def pack(prepared: Prepared) -> bytes:
    """Return a text made ready as few bytes, which one process can hand to another."""
    return zlib.compress(pickle.dumps(prepared), level=1)


@dataclass
class Library:
    """What a folder holds. `lines`: where a text that shares its file starts there; pictures as bytes, by name."""

    root: Path
    texts: Mapping[Address, str] = field(default_factory=Texts)
    lines: dict[Address, int] = field(default_factory=dict)
    sources: list[dict] = field(default_factory=list)
    contributors: list[dict] = field(default_factory=list)
    credits: list[dict] = field(default_factory=list)
    withdrawn: list[dict] = field(default_factory=list)
    clinic: list[dict] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    findings: list[Findings] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ready: Shelf = field(default_factory=Shelf)

    def prepared(self, address: Address) -> Prepared:
        """Return a text made ready, from what was made ready before where it is the same text."""
        found = self.ready.get(address)
        if found is None or found.text != self.texts[address]:
            language, kind, slug = address
            found = preparing.prepare(self.texts[address], kind, language=language, slug=slug)
            self.ready.put(address, pack(found))
        return found

    @property
    def manuscripts(self) -> dict[Address, Manuscript]:
        """Every text that could be read, from the lowest floor up."""
        found = {address: self.prepared(address).manuscript for address in self.texts}
        return {address: manuscript for address, manuscript in found.items() if manuscript is not None}

    def digest_of(self, address: Address) -> str:
        """Return the SHA-256 of a text."""
        return self.texts.digest_of(address) if isinstance(self.texts, Texts) else file_digest(self.texts[address])

    @cached_property
    def recalled(self) -> dict[Address, dict]:
        """The texts that were withdrawn, whether they are still here or not: why, and on which day."""
        needed = {key for key, described in records.WITHDRAWN.keys.items() if described.required}
        whole = (record for record in self.withdrawn if needed <= record.keys())
        return {address: record for record in whole if (address := address_of(record["page"]))}

    def replaced(self, address: Address) -> Address | None:
        """Return the text that readers of a withdrawn one are offered; None where there is none."""
        return address_of(self.recalled[address].get("instead", ""))

    @cached_property
    def own(self) -> dict[str, dict]:
        """What is the clinic's own, by name."""
        return {record.get("name", ""): record for record in self.clinic if record.get("status") == Standing.OWN}

    @cached_property
    def offered(self) -> dict[Address, str]:
        """What the clinic says it does, refers for or does not offer: an Offered by the page that is about it."""
        said = {record.get("name", ""): record["offered"] for record in self.clinic if "offered" in record}
        return {address: offered for name, offered in said.items() if (address := address_of(name))}

    @cached_property
    def former(self) -> dict[Address, Address]:
        """The names that texts had before: former address -> the address of now."""
        return {
            (now[0], now[1], slug): now
            for record in self.clinic
            if (now := address_of(record.get("name", "")))
            for slug in record.get("formerly", [])
        }

    @cached_property
    def renamed(self) -> set[Address]:
        """The addresses of now of the texts that had other names."""
        return set(self.former.values())

    @cached_property
    def begun(self) -> set[Address]:
        """The pages of a clinic that exist and are not public yet. Their texts are not here."""
        begun = (record.get("name", "") for record in self.clinic if record.get("status") == Standing.NOT_PUBLIC)
        return {address for name in begun if (address := address_of(name))}

    @cached_property
    def _nameable(self) -> set[Address]:
        """Every address that a text may name."""
        return {*self.texts, *self.recalled, *self.former, *self.begun}

    def known(self, language: str) -> Known:
        """What a text of a language may name, as if the whole library were public."""
        public = kinds.public_names()
        pages = {f"{kind}/{slug}" for spoken, kind, slug in self._nameable if spoken == language and kind in public}
        shared = {
            slug: self.prepared((spoken, kind, slug)).joined
            for spoken, kind, slug in self.texts
            if spoken == language and kinds.get(kind).is_shared and (spoken, kind, slug) not in self.recalled
        }
        for (spoken, kind, slug), now in self.former.items():
            if spoken == language and kinds.get(kind).is_shared and now[2] in shared:
                shared.setdefault(slug, shared[now[2]])
        return Known(
            pages=pages,
            sources=frozenset(source["id"] for source in self.sources if "id" in source),
            contributors=frozenset(person["id"] for person in self.contributors if "id" in person),
            pictures=frozenset(self.sizes),
            shared=shared,
            places=lambda name: self._places(language, *name.split("/")),
        )

    def _places(self, language: str, kind: str, slug: str) -> set[str] | None:
        """Return the ids on a page that a link may lead to; None where its text is not here, or not fit to be shown."""
        address = self.former.get((language, kind, slug), (language, kind, slug))
        ready = self.prepared(address) if address in self.texts else None
        return ready.places if ready is not None and ready.is_rendered else None

    def check(self, addresses: Iterable[Address], progress: Progress = lambda done, total: None) -> list[Fault]:
        """Return every fault of these texts against the whole library, and of all else in the folder."""
        addresses = list(addresses)
        known = {code: self.known(code) for code in {address[0] for address in addresses}}
        found = list(self.faults)
        for findings in self.findings:
            found += [*findings.faults, *self._unknown_in(findings)]
        found += self._replaced_by_nothing()
        players: dict[tuple[str, str], Address] = {}
        for number, address in enumerate(addresses, start=1):
            found += self._placed(address, self._faults_of(address, known[address[0]], players))
            progress(number, len(addresses))
        if any(kinds.get(kind).is_explained for _language, kind, _slug in addresses):
            found += self._explained_twice()
        return sorted(found)

    def _explained_twice(self) -> Iterator[Fault]:
        """Yield a fault for each word that two texts of a language explain."""
        first: dict[tuple[str, str], tuple[Address, str]] = {}
        explained = {address for address in self.texts if kinds.get(address[1]).is_explained}
        for address in sorted(explained - self.recalled.keys()):
            data = manuscripts.read_raw(self.texts[address])[0]
            for compared, word in explaining.spellings(data).items():
                by, term = first.setdefault((address[0], compared), (address, data.get("title", "")))
                if by != address:
                    yield Fault(path_in_library(*address), self.lines.get(address, 1), explaining.fault(word, term))

    def _faults_of(self, address: Address, known: Known, players: dict[tuple[str, str], Address]) -> list[Fault]:
        """Return the faults of a text; of one that was withdrawn only what keeps it from being read at all.

        players: which text was met first with each role of a language.
        """
        ready = self.prepared(address)
        if address in self.recalled and ready.is_rendered:
            return []
        if role := ready.data.get("role"):
            first = players.setdefault((ready.language, role), address)
            known = replace(known, played={} if first == address else {role: f"{first[1]}/{first[2]}"})
        return validation.against(ready, self._with_original(ready, known))

    def _replaced_by_nothing(self) -> Iterator[Fault]:
        """Yield a fault for each withdrawn text whose readers would be offered what they could not open."""
        for address, record in self.recalled.items():
            name = record.get("instead", "")
            instead = address_of(name)
            if name and (instead is None or not self._is_open(instead) or instead[0] != address[0]):
                path = self.root / "withdrawn.yaml"
                line = validation.line_of(f"- page: {record['page']}\n", path.read_text())
                yield Fault(path.name, line, f"'instead': '{name}' is no page of that language that is public")

    def _is_open(self, address: Address) -> bool:
        """Whether a text is a page that the public can open."""
        return address in self.texts and address not in self.recalled and kinds.get(address[1]).has_address

    def _with_original(self, ready: Prepared, known: Known) -> Known:
        """What a translation may name: beside the texts of its language the one that it translates."""
        original = (settings.LANGUAGE_CODE, ready.kind_name, ready.data.get("translation_of", ""))
        if ready.language == settings.LANGUAGE_CODE or original not in self._nameable:
            return known
        return replace(known, pages=known.pages | {f"{original[1]}/{original[2]}"})

    def _unknown_in(self, findings: Findings) -> list[Fault]:
        known = self.known(settings.LANGUAGE_CODE) if findings.references else Known()
        return [
            Fault(findings.path, reference.line, f"unknown {reference.to} '{reference.name}'")
            for reference in findings.references
            if not known.has(reference.to, reference.name)
        ]

    def _placed(self, address: Address, faults: list[Fault]) -> list[Fault]:
        """Give the faults of a text that shares its file the lines of that file."""
        start = self.lines.get(address)
        if start is None:
            return faults
        return [
            fault._replace(path=path_in_library(*address), line=max(start, start + fault.line - 2)) for fault in faults
        ]


def address_of(name: str) -> Address | None:
    """Return the address of a page as lists call it, such as es/articles/imaging; None where it is no page's."""
    code, kind, slug = ["", "", *name.split("/")][-3:]
    code = code or settings.LANGUAGE_CODE
    if code not in dict(settings.LANGUAGES) or kind not in {one.name for one in kinds.all_kinds()}:
        return None
    return code, kind, slug


def name_of(address: Address) -> str:
    """Return what lists call a page: the language stands before it where it is not the main one."""
    language, kind, slug = address
    return f"{kind}/{slug}" if language == settings.LANGUAGE_CODE else f"{language}/{kind}/{slug}"


def file_digest(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def files(root: Path) -> Iterator[tuple[str, str, Path]]:
    """Yield (language, kind, path) of every manuscript with a file of its own, from the lowest floor up and by name."""
    for kind in kinds.all_kinds():
        for code, path in files_of(root, kind):
            yield code, kind.name, path


def files_of(root: Path, kind: kinds.Kind) -> Iterator[tuple[str, Path]]:
    """Yield (language, path) of every manuscript of a kind; none where the kind keeps all in one file."""
    for code, _name in settings.LANGUAGES:
        folder = root / kind.name if code == settings.LANGUAGE_CODE else root / code / kind.name
        for path in _visible(folder.glob("*.md")) if not kind.file else ():
            yield code, path


def _visible(paths: Iterable[Path]) -> list[Path]:
    """Sort files of a folder, without those that programs hide there: locks of editors, twins of Apple's computers."""
    found = (path for path in paths if not path.name.startswith(".") and path.is_file())
    return sorted(found, key=lambda path: path.name)


def read(root: Path, progress: Progress = lambda done, total: None) -> Library:
    """Read and check a whole folder. `faults` is empty only where everything in it may become public.

    progress: called with the number of manuscripts checked so far, and of all.
    """
    library = scan(root)
    library.faults = library.check(library.texts, progress)
    return library


def scan(root: Path, accepted: Container[str] = ()) -> Library:
    """Look at a whole folder without making its texts ready: what has not changed need not be read again.

    accepted: the SHA-256 of texts that have come in already, and are not looked into.
    """
    library = Library(root)
    if not root.is_dir():
        library.faults.append(Fault(str(root), 1, "there is no such folder"))
        return library
    _report_strangers(library)
    _read_records(library)
    _read_pictures(library)
    texts = Texts()
    for kind in kinds.all_kinds():
        if kind.file:
            _read_collected(library, texts, kind)
        else:
            _read_files(library, texts, kind, accepted)
    library.texts = texts
    return library


def _read_records(library: Library) -> None:
    """Read the YAML files that pages refer to. They are the same in every language."""
    for file, (schema, key) in records.RECORDS.items():
        path = library.root / file
        if path.exists():
            findings = Findings(file)
            found = records.read(path, schema, key, findings)
            library.findings.append(findings)
            _report_no_pages(found, path, findings)
            _report_circles(found, path, findings)
            _report_not_offered(found, path, findings)
            setattr(library, file.removesuffix(".yaml"), found)


def _report_no_pages(found: list[dict], path: Path, findings: Findings) -> None:
    """Report every record of a list of pages that names no page of a kind and a language of this site."""
    for name in (record["page"] for record in found if "page" in record):
        if address_of(name) is None:
            findings.fault(
                validation.line_of(f"- page: {name}\n", path.read_text()), f"there is no kind of page for '{name}'"
            )


def _report_not_offered(found: list[dict], path: Path, findings: Findings) -> None:
    """Report every record that says whether something is done here that is not done anywhere."""
    for name in (record.get("name", "") for record in found if "offered" in record):
        address = address_of(name)
        if address is None or address[1] not in kinds.offered_names():
            line = validation.line_of(f"- name: {name}\n", path.read_text())
            findings.fault(line, f"'offered': '{name}' is nothing that a clinic does")


def _report_circles(found: list[dict], path: Path, findings: Findings) -> None:
    """Report every source that is superseded by itself, be it by way of others."""
    newer = {record.get("id", ""): record["superseded_by"] for record in found if "superseded_by" in record}
    for source in newer:
        if way := records.way_back(source, newer):
            line = validation.line_of(f"- id: {source}\n", path.read_text())
            findings.fault(line, f"a source that is superseded by itself: {' > '.join(way)}")


def _read_collected(library: Library, texts: Texts, kind: kinds.Kind) -> None:
    """Read the one file of a kind in each language; each record of it is a text of its own."""
    schema, key = records.lists()[kind.file]
    for code, _name in settings.LANGUAGES:
        name = path_in_library(code, kind.name, "")
        path = library.root / name
        if not path.exists():
            continue
        findings = Findings(name)
        found = records.read(path, schema, key, findings)
        library.faults += findings.faults
        if findings.faults:
            continue
        written = canonical.plain(path.read_bytes()).decode()
        for record in found:
            address = (code, kind.name, record.pop("slug", "") or records.slug_of(record[key]))
            line = validation.line_of(f"{canonical.write([{key: record[key]}])}", written)
            if address in library.lines:  # two titles that give one slug would be one text
                library.faults.append(Fault(name, line, f"{key} '{address[2]}' stands more than once"))
                continue
            library.lines[address] = line
            texts.add_part(address, manuscripts.compose(record, ""))


def _read_files(library: Library, texts: Texts, kind: kinds.Kind, accepted: Container[str]) -> None:
    for language, path in files_of(library.root, kind):
        raw = path.read_bytes()
        digest = hashlib.sha256(canonical.plain(raw)).hexdigest()
        findings = Findings(path_in_library(language, kind.name, path.stem))
        if fault := manuscripts.slug_fault(kind.name, path.stem):
            findings.fault(1, fault)
        elif digest in accepted or canonical.decode(raw, findings) is not None:
            texts.add((language, kind.name, path.stem), path, digest)
        library.faults += findings.faults


def _read_pictures(library: Library) -> None:
    for folder, endings in PICTURE_FOLDERS.items():
        for path in _visible((library.root / folder).glob("*")):
            name = f"{folder}/{path.name}"
            if path.suffix not in endings:
                continue
            try:
                raw = path.read_bytes()
                size_of = drawings.size_of if folder == "drawings" else photographs.size_of
                library.sizes[name] = size_of(raw)
                library.pictures[name] = raw
            except (drawings.UnsafeDrawing, photographs.UnreadablePicture) as error:
                library.faults.append(Fault(name, 1, str(error)))
    for name in (record["name"] for record in library.credits if "name" in record):
        if not (library.root / name).is_file():
            line = validation.line_of(f"- name: {name}\n", (library.root / "credits.yaml").read_text())
            library.faults.append(Fault("credits.yaml", line, f"there is no picture '{name}'"))


def _report_strangers(library: Library) -> None:
    """A file that nobody would read is reported: it is most likely a page in the wrong place."""
    known = {path for _language, _kind, path in files(library.root)}
    lists = {library.root / file for file in records.RECORDS}
    lists |= {
        library.root / path_in_library(code, kind.name, "")
        for kind in kinds.all_kinds()
        if kind.file
        for code, _name in settings.LANGUAGES
    }
    slugs: dict[str, str] = {}
    for name, path in sorted((path.relative_to(library.root).as_posix(), path) for path in library.root.rglob("*")):
        if path.name.startswith(".") or path.name in {"LICENSE", "README.md"}:
            continue
        if path.is_symlink() and not path.exists():
            library.faults.append(Fault(name, 1, "is a link that leads nowhere"))
            continue
        if path.is_dir() and path.suffix != ".md":
            continue
        folder = name.rpartition("/")[0]
        is_picture = folder in PICTURE_FOLDERS and path.suffix in PICTURE_FOLDERS[folder]
        if path not in known and path not in lists and not is_picture:
            library.faults.append(Fault(name, 1, "does not belong to a library; see docs/manuscript.md"))
        if path in known and (twin := slugs.get(name.lower())):
            library.faults.append(Fault(name, 1, f"duplicate slug: {twin} differs only in upper and lower case"))
        slugs[name.lower()] = name
