"""What is kept of a link's texts for both its pages. Knows manuscripts, not rows."""

from collections.abc import Iterator

from django.template.loader import render_to_string

#: What a main page prints of a link, "number" being the drawing of the first of its numbers.
IN_SHORT = ("verdict", "number")
TEXTS = ("verdict", "who", "relief", "evidence", "details", "numbers", "disagreement", "sources")


def stored(written: dict, html: dict, answers: dict) -> dict:
    """Return what is stored of a link for both its pages: its texts, the procedure's answers, its sources by side."""
    texts = {key: html[key] for key in TEXTS if key in html}
    return {**texts, "answers": answers, "cited": dict(_sources(written))}


def in_short(html: dict) -> dict:
    """Return what a main page may print of a link, from all that is stored of it. In the language of this moment."""
    short = {key: value for key, value in html.items() if key in IN_SHORT}
    for number in html.get("numbers", ())[:1]:
        what = number.get("counts") or "benefit"
        short["number"] = render_to_string("components/number.html", {"number": number, "what": what})
    return short


def _sources(written: dict) -> Iterator[tuple[str, list[str]]]:
    """Yield the sources of a link, and of both sides where experts disagree."""
    yield "", written.get("sources", [])
    for side in ("in_favor", "against"):
        if "disagreement" in written:
            yield side, written["disagreement"].get(side, {}).get("sources", [])
