"""A text made ready, once for all that is done with it: read, checked by itself, rendered.

Knows no row: what the text names is looked up later, in a `Known`, and bound later, by a `Binder`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.template import Engine
from django.template.base import FilterExpression, Template
from django.template.loader import render_to_string
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.utils.translation import override

from publishing.text import kinds, manuscripts, validation
from publishing.text.kinds import Kind, Part
from publishing.text.manuscripts import Manuscript
from publishing.text.passages import Passage, passages_of
from publishing.text.prose import Renderer, blocks, checks, marks
from publishing.text.schema import Fault, Findings
from publishing.text.stencils import stencil_of

#: The ids that the frame of every page has.
ALWAYS_THERE = ("top", "sources")
_ID = re.compile(r' id="([^"]+)"')
#: What renders, prints numbers and words, and measures how hard a text is to read.
RENDERING_PACKAGES = ("Django", "Markdown", "pymdown-extensions", "nh3", "pyphen")


def _this_code() -> str:
    return renderer_version()


@dataclass(frozen=True)
class Prepared:
    """A text and all that follows from it alone.

    html: the rendered front matter by key, and `sections`: a list of {id, title, html, headings}; with marks.
    shared: the rendered front matter that other pages show too, by key. stencil: the page's main part, printed once
    (`text.stencils`). All are empty where nothing could be rendered.
    passages: what a search reads of it.
    findings: its faults, and the names it refers to in its front matter.
    cited: sources in its own prose, in their order; cited_beside: those in what other pages show too.
    pages, pictures: what its prose leads to and shows, by the target that is written. snippets: what it puts in.
    rendered_with: the `renderer_version` of this code, which takes a while to reckon: so it is known before a lock.
    """

    text: str
    kind_name: str
    language: str
    slug: str
    manuscript: Manuscript | None
    findings: Findings
    html: dict = field(default_factory=dict)
    shared: dict = field(default_factory=dict)
    stencil: dict = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    cited: tuple[str, ...] = ()
    cited_beside: tuple[str, ...] = ()
    pages: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    snippets: tuple[str, ...] = ()
    rendered_with: str = field(default_factory=_this_code)

    @property
    def kind(self) -> Kind:
        """The kind of page. Not kept in it, so that it can be handed from one process to another."""
        return kinds.get(self.kind_name)

    @property
    def address(self) -> str:
        """The name by which other texts refer to it."""
        return f"{self.kind_name}/{self.slug}"

    @property
    def data(self) -> dict:
        """Its front matter; empty where it could not be read."""
        return self.manuscript.data if self.manuscript else {}

    @property
    def body(self) -> str:
        """Its Markdown; empty where it could not be read."""
        return self.manuscript.body if self.manuscript else ""

    @property
    def joined(self) -> str:
        """Its HTML where other texts put it in."""
        return joined(self.html)

    @property
    def places(self) -> set[str]:
        """The ids on it that a link may lead to. Only of a text that is rendered."""
        return places_in(self.kind, self.html)

    @property
    def is_rendered(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.html)

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the text whatever exists beside it."""
        return self.findings.faults

    def named(self, to: str) -> set[str]:
        """Return every name of a "page", "source", "picture" or "contributor" in the text."""
        found = {reference.name for reference in self.findings.references if reference.to == to}
        prose = {
            "page": self.pages.values(),
            "source": (*self.cited, *self.cited_beside),
            "picture": self.pictures.values(),
        }
        return found | set(prose.get(to, ()))


def joined(html: dict) -> str:
    """Return the HTML of a text that other texts put in."""
    return "".join(section["html"] for section in html.get("sections", ()))


def prepare(text: str, kind_name: str, *, language: str, slug: str) -> Prepared:
    """Return a text made ready. It may be faulty, and even unreadable: then it says so, and is not rendered."""
    kind = kinds.get(kind_name)
    findings = Findings(manuscripts.path_in_library(language, kind_name, slug))
    if fault := manuscripts.slug_fault(kind_name, slug):
        findings.fault(1, fault, said=fault, at="slug")
    manuscript = manuscripts.read(text, kind_name, findings, language=language, slug=slug)
    if manuscript is None:
        return Prepared(text, kind_name, language, slug, None, findings)
    is_sound = validation.check_text(text, manuscript, findings)
    rendered = {}
    if not checks.is_too_much(manuscript.body):
        rendered = _rendered(manuscript, kind, text, findings if is_sound else None)
    validation.check_form(text, manuscript, findings)
    return Prepared(
        text,
        kind_name,
        language,
        slug,
        manuscript,
        findings,
        snippets=tuple(dict.fromkeys(blocks.used_snippets(manuscript.body))),
        **rendered,
    )


def of_draft(manuscript: Manuscript) -> Prepared:
    """Return a manuscript made ready to be looked at while it is written: rendered, and checked for nothing."""
    kind = kinds.get(manuscript.kind)
    is_too_much = checks.is_too_much(manuscript.body)
    rendered = {} if is_too_much else _rendered(manuscript, kind, "", None)
    return Prepared("", kind.name, manuscript.language, manuscript.slug, manuscript, Findings(""), **rendered)


def _rendered(manuscript: Manuscript, kind: Kind, text: str, findings: Findings | None) -> dict:
    """Return the rendered parts of a `Prepared`; what only rendering finds goes to the findings, where there is one."""
    data = without_marks(manuscript.data)
    with override(manuscript.language if manuscript.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        own = Renderer(kind.headings(manuscript.language), is_fragment=kind.is_shared)
        beside = Renderer()
        html = _own_html(data, manuscript.body, kind, own)
        stencil = stencil_of(kind, data, html)
        passages = passages_of(kind, data, html)
        shared = {
            key: value.type.render(data[key], beside)
            for key, value in kind.schema.keys.items()
            if value.shared and key in data
        }
    if findings is not None:
        there = places_in(kind, html)
        lost = [name for name in own.places if kind.is_shared or name not in there] + list(beside.places)
        lost_faults = [f"place that is not on the page: {f'#{name}'!r}" for name in lost]
        validation.check_rendered([*own.faults, *beside.faults, *lost_faults], html, text, findings)
    return {
        "html": html,
        "shared": shared,
        "stencil": stencil,
        "passages": tuple(passages),
        "cited": tuple(dict.fromkeys(own.cited)),
        "cited_beside": tuple(dict.fromkeys(beside.cited)),
        "pages": own.pages | beside.pages,
        "pictures": own.pictures | beside.pictures,
    }


def without_marks(value: Any) -> Any:
    """Return front matter without the characters of marks: what is no prose is not rendered, and bound all the same."""
    if isinstance(value, str):
        return marks.without_marks(value)
    if isinstance(value, dict):
        return {key: without_marks(inner) for key, inner in value.items()}
    return [without_marks(inner) for inner in value] if isinstance(value, list) else value


def _own_html(data: dict, body: str, kind: Kind, renderer: Renderer) -> dict:
    html: dict = {}
    keys = kind.schema.keys
    printed = [key for key, value in keys.items() if value.is_printed and not value.shared and key in data]
    for key in printed:
        html[key] = keys[key].type.render(data[key], renderer)
    html["sections"] = [
        {"id": section.id, "title": section.title, "html": section.html, "headings": section.headings}
        for section in renderer.sections(body)
    ]
    html["made"] = {
        part.id: render_to_string(part.template, {"shown": html, "part": part})
        for part in kind.made_parts
        if any(key in html for key in part.keys)
    }
    return html


def places_in(kind: Kind, html: dict) -> set[str]:
    """Return the ids on a page that a link may lead to: its sections, its headings, what its skeleton and its keys add.

    html: what a text was rendered to, as it is stored.
    """
    made = {
        part.id for part in kind.skeleton if not part.is_written and (not part.is_of_text or part.id in html["made"])
    }
    sections = html["sections"]
    texts = [*(section["html"] for section in sections), *html["made"].values()]
    return {
        *ALWAYS_THERE,
        *made,
        *(key.replace("_", "-") for key in kind.opening if key in html),
        *(section["id"] for section in sections),
        *(found for text in texts for found in _ID.findall(text)),
    }


def reading_order(kind: Kind, html: dict) -> Iterator[tuple[str, str, Any]]:
    """Yield what a page prints in the order of reading: a key, or a section, or the part that is made of some keys.

    Each as (what, name, value), what being "key", "section" or "made". Numbers of sources follow this order, whatever
    order a database gives the keys of JSON in.
    """
    parts = {part.id: part for part in kind.skeleton}
    done = {key for part in kind.made_parts for key in part.keys}

    def of_keys(keys: Iterable[str]) -> Iterator[tuple[str, str, Any]]:
        for key in keys:
            if key in html and key not in done:
                done.add(key)
                yield "key", key, html[key]

    def of_part(part: Part) -> Iterator[tuple[str, str, Any]]:
        if part.id in html.get("made", {}):
            yield "made", part.id, html["made"][part.id]
        yield from of_keys(part.keys)

    yield from of_keys(kind.opening)
    for section in html.get("sections", ()):
        yield "section", section["id"], section
        if section["id"] in parts:
            yield from of_part(parts[section["id"]])
    for part in kind.skeleton:
        if not part.is_written:
            yield from of_part(part)
    yield from of_keys(kind.schema.keys)


@cache
def renderer_version() -> str:
    """Return a digest of all that HTML depends on beside the text: code, templates, translations, libraries.

    HTML that was stored under another one is never served. So of the kinds' own packages all code counts, whether it is
    known to print or not: to render once too often costs a moment, and once too seldom shows what is wrong.
    """
    digest = hashlib.sha256()
    for path in sorted({*_code(), *(path for folder in settings.LOCALE_PATHS for path in Path(folder).rglob("*.mo"))}):
        digest.update(path.read_bytes())
    made = {part.template for kind in kinds.all_kinds() for part in kind.made_parts}
    for name in sorted(made | {kind.stencil for kind in kinds.all_kinds() if kind.stencil}):
        for source in _sources(Engine.get_default().get_template(name)):
            digest.update(source.encode())
    for package in RENDERING_PACKAGES:
        digest.update(version(package).encode())
    return digest.hexdigest()


def _code() -> Iterator[Path]:
    """This room, the packages that hold the kinds, and what templates print with. Migrations render nothing."""
    packages = {kind.model.__module__.partition(".models")[0] for kind in kinds.all_kinds()}
    room = Path(__file__).parent
    for folder in (
        room,
        room.parent / "templatetags",
        *(Path(str(import_module(name).__file__)).parent for name in packages),
    ):
        yield from (path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def _sources(template: Template) -> Iterator[str]:
    """Yield the source of a template, of those that it includes, and of what it extends, which it must name."""
    yield template.source
    extended = [
        node.parent_name for node in cast("list[ExtendsNode]", template.nodelist.get_nodes_by_type(ExtendsNode))
    ]
    included = [node.template for node in cast("list[IncludeNode]", template.nodelist.get_nodes_by_type(IncludeNode))]
    for name in cast("list[FilterExpression]", [*extended, *included]):
        yield from _sources(template.engine.get_template(str(name.var)))
