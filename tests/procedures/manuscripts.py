"""A procedure as plain as it can be."""

from procedures.manuscripts import SKELETON
from publishing.text.manuscripts import compose

CARDS = "/// emergency\n- You cannot breathe.\n///\n\n/// call-today\n- You have a fever.\n///"


def indication(condition: str = "sciatica", **changes) -> dict:
    """A link that treats a condition."""
    values = {
        "condition": condition,
        "relation": "treats",
        "verdict": "It helps some people a little.",
        "effect": "helps-a-little",
        "certainty": "low",
        "who": "People with pain.",
        "relief": "Weeks.",
        "evidence": "One study.",
        "sources": ["koes2007"],
        "checked_on": "2026-11-21",
    }
    order = [
        "condition",
        "relation",
        "verdict",
        "effect",
        "certainty",
        "who",
        "relief",
        "evidence",
        "details",
        "numbers",
    ]
    order += ["disagreement", "sources", "checked_on"]
    values |= changes
    return {key: values[key] for key in order if values.get(key) is not None}


def procedure(title: str = "A plain procedure", *, cards: str = CARDS, **data) -> str:
    """Return the text of a procedure without a fault; `data` are keys that differ."""
    values = {
        "title": title,
        "summary": f"{title}: a summary that is long enough to be shown on a card and in a search engine.",
        "type": "injection",
        "body_areas": ["knee"],
        "indications": [indication()],
        "comparison": {
            "involves": "A needle.",
            "side_effects": "Soreness.",
            "grave_harm": "None known.",
            "recovery": "A day.",
        },
        "key_points": ["The first point.", "The second point.", "The third point."],
        "questions_to_ask": ["Why?", "When?", "What else?"],
        "authors": ["starter-library"],
    }
    order = ["title", "also_called", "summary", "written_on", "type", "body_areas", "facts", "indications", "dispute"]
    order += ["comparison", "risks", "harms", "key_points", "what_to_bring", "day_plan", "questions_to_ask", "authors"]
    values |= data
    body = "\n\n".join(
        f"## {part.title}\n\n{cards if part.has_care_card else 'Words.'}" for part in SKELETON if part.is_written
    )
    return compose({key: values[key] for key in order if key in values}, body).replace("'2026-11-21'", "2026-11-21")
