"""What the prose tests refer to: a few pages, sources, pictures and words; and what a reader gets of a text."""

from collections.abc import Iterable
from dataclasses import replace

from publishing.text.binding import Binder, Picture, Values, Word, Words
from publishing.text.prose import Renderer

SNIPPETS = {
    "warning": "/// emergency\nCall now.\n///",
    "outer": "Before.\n\n/// snippet | warning\n///\n\nAfter.",
    "circle": "Round.\n\n/// snippet | circle\n///",
}
TERMS = (
    Word("disc", ("disc", "intervertebral disc"), "A cushion between two bones."),
    Word("mri", ("MRI",), "A scan with magnets."),
)


def stored(body: str, **options) -> str:
    """The stored HTML of a body's sections, one after the other, with marks."""
    return "\n".join(section.html for section in Renderer(**options).sections(body))


def sharing(snippets: dict[str, str]) -> dict[str, str]:
    """Shared texts as they are stored."""
    return {slug: stored(text, is_fragment=True) for slug, text in snippets.items()}


VALUES = Values(
    addresses={"conditions/sciatica": "/conditions/sciatica/", "articles/draft": None},
    tokens={"clinic_name": "Hill Clinic", "clinic_phone": "(555) 010-0100", "emergency_number": "911"},
    shared=sharing(SNIPPETS),
    sources=("koes2007", "nice-ng59", "who.2023"),
    glossary="/glossary/",
    pictures={
        "drawings/spine.svg": Picture("/media/spine.svg", 320, 200),
        "images/room.jpg": Picture(
            "/media/room.jpg", 1200, 800, (("image/avif", "/media/room-400.avif 400w, /media/room-800.avif 800w"),)
        ),
    },
)


def explaining(*words: Word) -> Values:
    """The usual values, and hard words."""
    return replace(VALUES, words=Words(words))


KNOWN = explaining(*TERMS)


def shown(body: str, values: Values = VALUES, **options) -> str:
    """The HTML of a body as a reader gets it, under a heading of the page."""
    return Binder(values).html(stored(body, **{"is_fragment": True, **options}))


def inline(text: str, values: Values = VALUES) -> str:
    """The HTML of one line of prose as a reader gets it."""
    return Binder(values).html(Renderer().inline(text))


def page_of(texts: Iterable[str], values: Values = VALUES) -> list[str]:
    """The HTML of several lines of prose that stand on one page."""
    renderer, binder = Renderer(), Binder(values)
    return [binder.html(renderer.inline(text)) for text in texts]


def faults(body: str) -> list[str]:
    """What rendering a body finds wrong, whatever exists."""
    renderer = Renderer()
    list(renderer.sections(body))
    return renderer.faults
