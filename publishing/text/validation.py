"""What makes a manuscript fit for the public. The same rules for an import, the admin and the tests.

Every fault is reported at once with its line. What a text names is looked up in a `References`, which may come from a
folder of files or from the database.
"""

import ast
import re

from publishing.text import kinds, manuscripts, prose
from publishing.text.manuscripts import Manuscript
from publishing.text.prose import References, Renderer, blocks, checks, readability
from publishing.text.schema import Report

NEEDED_CARDS = ("emergency", "call-today")


def check(text: str, manuscript: Manuscript, report: Report, references: References) -> None:
    """Report everything that is wrong with a manuscript that could be read. `text` is its source."""
    kind = kinds.get(manuscript.kind)
    first = manuscripts.body_line(text)
    broken = list(checks.check_body(manuscript.body, is_fragment=not kind.has_address))
    for line, message in broken:
        report.fault(first + line - 1, message)
    _check_tokens(manuscript, kind, text, report)
    _check_skeleton(manuscript, kind, report, first)
    _check_cards(manuscript, kind, report, first, references)
    check_references(report, references)
    _check_sources_beside(manuscript, text, report)
    _check_snippets(manuscript, text, report, references)
    if not broken:  # a broken block would only repeat itself as a dozen other faults
        _check_rendering(text, manuscript, kind, report, references)
    if manuscripts.write(manuscript) != text and not report.faults:
        report.fault(
            first_difference(manuscripts.write(manuscript), text),
            "not in canonical form; run format_content",
        )


def advice(manuscript: Manuscript, references: References) -> list[str]:
    """Return what a writer may want to change: the grade, and sentences that are long. Never a fault."""
    schema = kinds.get(manuscript.kind).schema
    body = blocks.expand_snippets(manuscript.body, references.snippets)
    text = "\n\n".join([*schema.prose(manuscript.data), body])
    found = readability.measure(text, manuscript.language)
    notes = []
    if found.grade > readability.HARD_GRADE:
        notes.append(f"reading grade {found.grade}; aim for 6, at most {readability.HARD_GRADE:.0f}")
    notes += [f"long sentence: {sentence}" for sentence in found.long_sentences]
    return notes


def _check_skeleton(manuscript: Manuscript, kind: kinds.Kind, report: Report, first: int) -> None:
    """On a kind with fixed sections: each there, none other, in order."""
    wanted = kind.written_parts
    if not wanted:
        return
    found: list[str] = []
    for number, line in enumerate(manuscript.body.split("\n")):
        match = prose.headings.SECTION.match(line)
        if not match:
            continue
        identifier = prose.headings.split(match["text"])[1]
        if identifier not in wanted:
            report.fault(
                first + number,
                f"unknown section '{identifier}'; there are {', '.join(wanted)} (write {{#id}})",
            )
        elif found and wanted.index(identifier) < wanted.index(found[-1]):
            report.fault(first + number, f"section '{identifier}' must come before '{found[-1]}'")
            continue
        else:
            found.append(identifier)
    for identifier in wanted:
        if identifier not in found:
            report.fault(first, f"the section '{identifier}' is missing")


def _check_cards(manuscript: Manuscript, kind: kinds.Kind, report: Report, first: int, references: References) -> None:
    """Where warning signs are demanded, they stand in the section that the patient looks for in fear."""
    if "when-to-get-help" not in kind.written_parts:
        return
    inside, lines, start = False, [], first
    for number, line in enumerate(manuscript.body.split("\n")):
        match = prose.headings.SECTION.match(line)
        if match:
            inside = prose.headings.split(match["text"])[1] == "when-to-get-help"
            start = first + number if inside else start
        elif inside:
            lines.append(line)
    text = blocks.expand_snippets("\n".join(lines), references.snippets)
    cards = {match["name"] for line in text.split("\n") if (match := blocks.OPENING.match(line))}
    if kind.needs_emergency_card(manuscript.data):
        for card in NEEDED_CARDS:
            if card not in cards:
                report.fault(start, f"the section 'when-to-get-help' needs a care card '/// {card}'")
    elif not cards & set(blocks.CARE_LEVELS):
        report.fault(start, "the section 'when-to-get-help' needs a care card")


def check_references(report: Report, references: References) -> None:
    """Report every name in `report.references` that does not exist."""
    known = {
        "source": references.sources,
        "contributor": references.contributors,
        "picture": references.pictures,
        "page": references.addresses,
    }
    for reference in report.references:
        if reference.name not in known[reference.to]:
            report.fault(reference.line, f"unknown {reference.to} '{reference.name}'")


def _check_sources_beside(manuscript: Manuscript, text: str, report: Report) -> None:
    """A citation inside a text that stands beside its own list of sources must be in that list."""
    for item in manuscript.data.get("indications", []):
        listed = set(item.get("sources", []))
        for side in ("in_favor", "against"):
            listed |= set(item.get("disagreement", {}).get(side, {}).get("sources", []))
        values = [item.get("who", ""), item.get("evidence", ""), item.get("relief", "")]
        start = text.find(f"- condition: {item.get('condition')}\n")
        for match in prose.citations.PATTERN.finditer("\n".join(values)):
            for source in match[1].split(";"):
                name = source.strip().removeprefix("@")
                if name not in listed:
                    line = line_of(f"@{name}", text, max(start, 0))
                    report.fault(line, f"'{name}' is cited but is not among its 'sources'")


def _check_tokens(manuscript: Manuscript, kind: kinds.Kind, text: str, report: Report) -> None:
    """The tokens of the front matter; those of the body were checked with it."""
    for value in kind.schema.prose(manuscript.data):
        for name in prose.tokens.unknown(value):
            report.fault(
                line_of(f"{{{name}}}", text), f"unknown token {{{name}}}; there are {', '.join(prose.tokens.NAMES)}"
            )


def _check_snippets(manuscript: Manuscript, text: str, report: Report, references: References) -> None:
    for slug in dict.fromkeys(blocks.used_snippets(manuscript.body)):
        if slug not in references.snippets:
            report.fault(line_of(f"/// snippet | {slug}\n", text), f"unknown snippet '{slug}'")
    if manuscript.kind == "snippets" and (way := blocks.circle(manuscript.slug, references.snippets)):
        report.fault(line_of(f"/// snippet | {way[1]}\n", text), f"a snippet that includes itself: {' > '.join(way)}")


def _check_rendering(
    text: str, manuscript: Manuscript, kind: kinds.Kind, report: Report, references: References
) -> None:
    """Render once, for what only rendering finds: links, pictures and citations that lead nowhere."""
    if blocks.is_too_much(blocks.expand_snippets(manuscript.body, references.snippets)):
        message = f"with its snippets it has more than {blocks.MAX_EXPANDED} characters or {blocks.MAX_BLOCKS} blocks"
        report.fault(manuscripts.body_line(text), message)
        return
    renderer = Renderer(references)
    for value in kind.schema.prose(manuscript.data):
        renderer.inline(value)
    html = "".join(section.html for section in renderer.sections(manuscript.body))
    for fault in dict.fromkeys(renderer.faults):
        for line in _lines_of(fault, text):
            report.fault(line, fault)
    if "///" in html:
        report.fault(manuscripts.body_line(text), "a block was not understood: '///' is left in the page")


def line_of(words: str, text: str, start: int = 0) -> int:
    """The line, from 1, on which words first stand after `start`; 1 where they come from a snippet."""
    place = text.find(words, start)
    return text.count("\n", 0, place) + 1 if place >= 0 else 1


def _lines_of(fault: str, text: str) -> list[int]:
    """The lines, from 1, of everything that a fault of the renderer names; 1 where it comes from a snippet."""
    kind, _colon, target = fault.partition(": ")
    if kind == "unknown citation":
        pattern = rf"\[[^\]\n]*{re.escape(target)}(?=[;\]])"
    elif target:
        pattern = rf"\]\(\s*<?{re.escape(ast.literal_eval(target))}(?=[\s>)])"
    else:
        return [manuscripts.body_line(text)]
    places = [match.end() for match in re.finditer(pattern, text)]
    return sorted({text.count("\n", 0, place) + 1 for place in places}) or [1]


def first_difference(one: str, other: str) -> int:
    """The first line, from 1, in which two texts differ."""
    pairs = zip(one.split("\n"), other.split("\n"), strict=False)
    for number, (left, right) in enumerate(pairs, start=1):
        if left != right:
            return number
    return min(one.count("\n"), other.count("\n")) + 1
