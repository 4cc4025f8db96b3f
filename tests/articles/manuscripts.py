"""An article as plain as it can be."""

from publishing.text.manuscripts import compose


def article(title: str = "A plain article", body: str = "## First part {#first}\n\nSome words.", **data) -> str:
    """Return the canonical text of an article without a fault; `data` are keys that differ, and None leaves one out."""
    values = {
        "title": title,
        "summary": f"{title}: a summary that is long enough to be shown on a card and in a search engine.",
        "topic": "your-visit",
        "key_points": ["The first point.", "The second point.", "The third point."],
        "authors": ["starter-library"],
    }
    order = ["title", "also_called", "summary", "role", "topic", "key_points", "what_to_bring"]
    order += ["questions_and_answers", "questions_to_ask", "related", "authors", "review_every_months"]
    values |= data
    return compose({key: values[key] for key in order if values.get(key) is not None}, body)
