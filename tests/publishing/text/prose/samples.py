"""What the prose tests refer to: a few pages, sources, pictures and words; and how a text is rendered against them."""

from publishing.text.prose import Picture, References, Renderer, Term

SNIPPETS = {
    "warning": "/// emergency\nCall now.\n///",
    "outer": "Before.\n\n/// snippet | warning\n///\n\nAfter.",
    "circle": "Round.\n\n/// snippet | circle\n///",
}
REFERENCES = References(
    addresses={"conditions/sciatica": "/conditions/sciatica/", "articles/draft": None},
    tokens={"clinic_name": "Hill Clinic", "clinic_phone": "(555) 010-0100", "emergency_number": "911"},
    snippets=SNIPPETS,
    sources=frozenset({"koes2007", "nice-ng59", "who.2023"}),
    pictures={
        "drawings/spine.svg": Picture("/media/spine.svg", 320, 200),
        "images/room.jpg": Picture(
            "/media/room.jpg", 1200, 800, (("image/avif", "/media/room-400.avif 400w, /media/room-800.avif 800w"),)
        ),
    },
)
TERMS = (
    Term("disc", ("disc", "intervertebral disc"), "A cushion between two bones."),
    Term("mri", ("MRI",), "A scan with magnets."),
)


def render(body: str, references: References = REFERENCES, **options) -> str:
    """The HTML of a body's sections, one after the other."""
    return "\n".join(section.html for section in Renderer(references, **options).sections(body))


def inline(text: str, references: References = REFERENCES) -> str:
    """The HTML of one line of prose."""
    return Renderer(references).inline(text)


def faults(body: str, references: References = REFERENCES) -> list[str]:
    """What rendering a body finds missing."""
    renderer = Renderer(references)
    list(renderer.sections(body))
    return renderer.faults
