"""What is kept of a link's texts for both its pages. Knows manuscripts, not rows."""

from collections.abc import Iterator

#: What a main page prints of a link, "number" being the first of its numbers.
IN_SHORT = ("verdict", "number")
TEXTS = ("verdict", "who", "relief", "evidence", "details", "numbers", "disagreement", "sources")


def stored(written: dict, html: dict, answers: dict) -> dict:
    """Return what is stored of a link for both its pages: its texts, the procedure's answers, its sources by side."""
    texts = {key: html[key] for key in TEXTS if key in html}
    return {**texts, "answers": answers, "cited": dict(_sources(written))}


def in_short(html: dict) -> dict:
    """Return what a main page may print of a link, from all that is stored of it."""
    numbers = html.get("numbers")
    return {key: value for key, value in html.items() if key in IN_SHORT} | ({"number": numbers[0]} if numbers else {})


def _sources(written: dict) -> Iterator[tuple[str, list[str]]]:
    """Yield the sources of a link, and of both sides where experts disagree."""
    yield "", written.get("sources", [])
    for side in ("in_favor", "against"):
        if "disagreement" in written:
            yield side, written["disagreement"].get(side, {}).get("sources", [])
