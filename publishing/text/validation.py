"""What makes a manuscript fit for the public. The same rules for an import, the desk and the tests.

Every fault is reported at once with its line. First what the text alone shows, while it is made ready; then, with
`against`, what it names: that is looked up in a `Known`, which comes from a folder of files or from the database.
"""

import ast
from collections.abc import Callable, Container, Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publishing.text import kinds, manuscripts, prose
from publishing.text.binding import MAX_LAYERS, MAX_SHARED
from publishing.text.manuscripts import Manuscript
from publishing.text.prose import blocks, checks, constructs, marks, readability
from publishing.text.prose.places import Places
from publishing.text.schema import Fault, Findings

if TYPE_CHECKING:
    from publishing.text.preparing import Prepared

NEEDED_CARDS = ("emergency", "call-today")


@dataclass(frozen=True)
class Known:
    """What a text may name: names of pages ("conditions/sciatica"), sources, contributors and pictures that exist.

    shared: slug of a snippet -> its stored HTML. played: role -> the name of the other page that has it. places: takes
    the name of a page, and returns the ids on it that a link may lead to; None where nobody can know them yet.
    """

    pages: Set[str] = frozenset()
    sources: Container[str] = frozenset()
    contributors: Container[str] = frozenset()
    pictures: Container[str] = frozenset()
    shared: Mapping[str, str] = field(default_factory=dict)
    played: Mapping[str, str] = field(default_factory=dict)
    places: Callable[[str], Container[str] | None] = lambda name: None

    def has(self, to: str, name: str) -> bool:
        """Whether there is a thing of that name."""
        return (
            name
            in {
                "page": self.pages,
                "source": self.sources,
                "contributor": self.contributors,
                "picture": self.pictures,
            }[to]
        )


# What the text alone shows


def check_text(text: str, manuscript: Manuscript, findings: Findings) -> bool:
    """Report what is wrong before anything is rendered; return whether its body can be rendered as it is meant."""
    kind = kinds.get(manuscript.kind)
    lines = manuscripts.lines_of_body(text) or [manuscripts.body_line(text)]
    broken = list(
        checks.body_faults(manuscript.body, is_fragment=kind.is_shared, is_free=not kind.headings(manuscript.language))
    )
    if manuscript.body.strip() and not kind.has_body:
        broken = [(1, "nothing stands below the front matter of such a text: nobody would see it")]
    for line, message in dict.fromkeys(broken):
        findings.fault(lines[line - 1], message)
    _check_tokens(manuscript, kind, text, findings)
    _check_skeleton(manuscript, kind, findings, lines)
    kind.check(manuscript.data, text, findings)
    # A broken block would only repeat itself as a dozen other faults.
    return kind.has_body and not any(blocks.block_faults(manuscript.body.split("\n")))


def check_rendered(faults: Iterable[str], html: dict, text: str, findings: Findings) -> None:
    """Report what only rendering finds: what can be no link, picture or citation; a block that was not understood."""
    _report(dict.fromkeys(faults), text, Places(text), findings)
    if any("///" in section["html"] for section in html["sections"]):
        findings.fault(manuscripts.body_line(text), "a block was not understood: '///' is left in the page")


def check_form(text: str, manuscript: Manuscript, findings: Findings) -> None:
    """Report a text that is not as the writer would write it; where it has other faults, those come first."""
    if not findings.faults and manuscripts.write(manuscript) != text:
        findings.fault(
            first_difference(manuscripts.write(manuscript), text),
            "not in canonical form; run format_content",
        )


# What the text names


def against(prepared: "Prepared", known: Known) -> list[Fault]:
    """Return every fault of a text: its own, and each name in it behind which there is nothing. By line."""
    findings = Findings(prepared.findings.path, list(prepared.findings.faults))
    if prepared.manuscript is not None:
        for reference in prepared.findings.references:
            if not known.has(reference.to, reference.name):
                findings.fault(reference.line, f"unknown {reference.to} '{reference.name}'")
        _check_role(prepared, known, findings)
        _check_prose(prepared, known, findings)
        _check_snippets(prepared, known, findings)
        _check_cards(prepared, known, findings)
    return sorted(findings.faults, key=lambda fault: fault.line)


def advice(manuscript: Manuscript) -> list[str]:
    """Return what a writer may want to change: the grade, and sentences that are long. Never a fault."""
    found = readability.measure(manuscripts.prose_of(manuscript), manuscript.language)
    notes = []
    if found.grade > readability.HARD_GRADE:
        notes.append(f"reading grade {found.grade}; aim for {readability.AIM}, at most {readability.HARD_GRADE:.0f}")
    notes += [f"long sentence: {sentence}" for sentence in found.long_sentences]
    return notes


def lacking_cards(kind: kinds.Kind, data: dict, html: dict, shared: Mapping[str, str]) -> list[str]:
    """Return, for each care card that a page must have and has not, a sentence; shared texts are put in."""
    if not kind.care_part:
        return []
    section = next((part["html"] for part in html["sections"] if part["id"] == kind.care_part), "")
    cards = cards_in(section, shared)
    where = f"the section '{next(str(part.title) for part in kind.skeleton if part.has_care_card)}'"
    if kind.needs_emergency_card(data):
        return [f"{where} needs a care card '/// {card}'" for card in NEEDED_CARDS if card not in cards]
    return [] if cards else [f"{where} needs a care card"]


def cards_in(html: str, shared: Mapping[str, str]) -> set[str]:
    """Return the levels of the care cards in stored HTML, also of those in the shared texts that it puts in."""
    texts = [html, *(shared.get(slug, "") for slug in snippets_in(html, shared))]
    return {level for level in constructs.care_levels() if any(f"care-card--{level}" in text for text in texts)}


def snippets_in(html: str, shared: Mapping[str, str]) -> list[str]:
    """Return every snippet that stored HTML puts in, also by way of others, each once."""
    found: list[str] = []
    waiting = [html]
    for stored in waiting:
        for slug in marks.put_in(stored):
            if slug not in found:
                found.append(slug)
                waiting.append(shared.get(slug, ""))
    return found


def _circle(slug: str, shared: Mapping[str, str]) -> list[str]:
    """Return the way by which a snippet comes back to itself, or an empty list."""
    ways, seen = [[slug]], {slug}
    for way in ways:
        for used in marks.put_in(shared.get(way[-1], "")):
            if used == slug:
                return [*way, used]
            if used not in seen:
                seen.add(used)
                ways.append([*way, used])
    return []


def _puts_in_too_much(html: str, shared: Mapping[str, str]) -> bool:
    """Whether the snippets in stored HTML, each as often as it stands there, are more than a page puts in."""
    total = 0
    waiting: list[tuple[str, tuple[str, ...]]] = [(html, ())]
    for stored, inside in waiting:
        for slug in marks.put_in(stored):
            if slug in inside or slug not in shared:
                continue
            total += len(shared[slug])
            if total > MAX_SHARED or len(inside) == MAX_LAYERS:
                return True
            waiting.append((shared[slug], (*inside, slug)))
    return False


def _check_tokens(manuscript: Manuscript, kind: kinds.Kind, text: str, findings: Findings) -> None:
    """The tokens of the front matter; those of the body were checked with it."""
    first: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        for name in prose.tokens.unknown(line):
            first.setdefault(name, number)
    for value in kind.schema.prose(manuscript.data):
        for name in prose.tokens.unknown(value):
            findings.fault(first.get(name, 1), f"unknown token {{{name}}}; there are {', '.join(prose.tokens.NAMES)}")


def _check_skeleton(manuscript: Manuscript, kind: kinds.Kind, findings: Findings, lines: list[int]) -> None:
    """On a kind with fixed sections: each there under its own name, none other, in order.

    lines: the lines of the text, for each of the body.
    """
    wanted = list(kind.headings(manuscript.language))
    if not wanted:
        return
    found: list[str] = []
    for number, line in enumerate(manuscript.body.split("\n")):
        match = prose.headings.SECTION.match(line)
        if not match:
            continue
        if match["text"] not in wanted:
            findings.fault(lines[number], f"unknown section '{match['text']}'; there are {', '.join(wanted)}")
        elif found and wanted.index(match["text"]) < wanted.index(found[-1]):
            findings.fault(lines[number], f"section '{match['text']}' must come before '{found[-1]}'")
        else:
            found.append(match["text"])
    for heading in wanted:
        if heading not in found:
            findings.fault(lines[0], f"the section '{heading}' is missing")


def _check_role(prepared: "Prepared", known: Known, findings: Findings) -> None:
    """Two pages cannot be what the site asks for by one role."""
    role = prepared.data.get("role", "")
    if other := known.played.get(role):
        line = line_of(f"\nrole: {role}\n", prepared.text) + 1
        findings.fault(line, f"the role '{role}' is played by {other} already; take it out of one of the two")


def _check_prose(prepared: "Prepared", known: Known, findings: Findings) -> None:
    """Links, pictures and citations that lead nowhere."""
    listed = {reference.name for reference in prepared.findings.references if reference.to == "source"}
    unknown = [source for source in sorted(prepared.named("source")) if not known.has("source", source)]
    places = Places(prepared.text)
    # One that stands in a list alone was reported there.
    faults = [f"unknown citation: @{name}" for name in unknown if name not in listed or places.of_source(name)]
    for target, name in prepared.pages.items():
        if not known.has("page", name):
            faults.append(f"link to a page that does not exist: {target!r}")
        elif "#" in target and _leads_past(target, prepared.places if name == prepared.address else known.places(name)):
            faults.append(f"link to a place that is not on its page: {target!r}")
    for target, name in prepared.pictures.items():
        if not known.has("picture", name):
            faults.append(f"picture that does not exist: {target!r}")
    _report(faults, prepared.text, places, findings)


def _leads_past(target: str, places: Container[str] | None) -> bool:
    """Whether a link leads to none of the places on its page."""
    _page, _hash, place = target.partition("#")
    return bool(place) and places is not None and place not in places


def _report(faults: Iterable[str], text: str, places: Places, findings: Findings) -> None:
    """Report faults of the prose, each on every line that it is about."""
    for fault in faults:
        for line in _lines_of(fault, text, places):
            findings.fault(line, fault)


def _check_snippets(prepared: "Prepared", known: Known, findings: Findings) -> None:
    unknown = [slug for slug in prepared.snippets if slug not in known.shared]
    lines: dict[str, int] = {}
    for number, written in enumerate(prepared.text.split("\n") if unknown else (), start=1):
        lines.setdefault(written, number)
    for slug in unknown:
        findings.fault(lines.get(f"/// snippet | {slug}", 1), f"unknown snippet '{slug}'")
    if not prepared.html:
        return
    shared = {**known.shared, prepared.slug: prepared.joined} if prepared.kind.is_shared else known.shared
    if prepared.kind.is_shared and (way := _circle(prepared.slug, shared)):
        line = line_of(f"/// snippet | {way[1]}\n", prepared.text)
        findings.fault(line, f"a snippet that includes itself: {' > '.join(way)}")
    elif _puts_in_too_much(prepared.joined, shared):
        line = manuscripts.body_line(prepared.text)
        findings.fault(line, f"with its snippets it has more than {MAX_SHARED} characters or {MAX_LAYERS} layers")


def _check_cards(prepared: "Prepared", known: Known, findings: Findings) -> None:
    """Where warning signs are demanded, they stand in the section that the patient looks for in fear."""
    if not prepared.html:
        return
    line = _line_of_section(prepared.kind, prepared.language, prepared.text)
    for message in lacking_cards(prepared.kind, prepared.data, prepared.html, known.shared):
        findings.fault(line, message)


def _line_of_section(kind: kinds.Kind, language: str, text: str) -> int:
    """The line, from 1, of the heading of the section with the care cards; that of the body where it is missing."""
    named = kind.headings(language)
    for number, line in enumerate(text.split("\n"), start=1):
        match = prose.headings.SECTION.match(line)
        if match and named.get(match["text"], "") == kind.care_part:
            return number
    return manuscripts.body_line(text)


def line_of(words: str, text: str, start: int = 0) -> int:
    """The line, from 1, on which words first stand after `start`; 1 where they stand nowhere."""
    place = text.find(words, start)
    return text.count("\n", 0, place) + 1 if place >= 0 else 1


def _lines_of(fault: str, text: str, places: Places) -> list[int]:
    """The lines, from 1, of everything that a fault of the prose names."""
    kind, _colon, target = fault.partition(": ")
    if not target:
        return [manuscripts.body_line(text)]
    is_source = kind == "unknown citation"
    found = places.of_source(target.removeprefix("@")) if is_source else places.of_target(ast.literal_eval(target))
    return found or [1]


def first_difference(one: str, other: str) -> int:
    """The first line, from 1, in which two texts differ."""
    pairs = zip(one.split("\n"), other.split("\n"), strict=False)
    for number, (left, right) in enumerate(pairs, start=1):
        if left != right:
            return number
    return min(one.count("\n"), other.count("\n")) + 1
