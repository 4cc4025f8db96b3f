"""A manuscript: the one text form of a page. One reader, one writer.

The reader reports every fault with its line and never guesses. docs/manuscript.md fixes the form.
"""

import re
from dataclasses import dataclass

import yaml
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.text import canonical, kinds
from publishing.text.groups import (
    ANSWERS,
    IN_DAYS,
    IN_PICTURES,
    IN_QUESTIONS,
    IN_SUMMARY,
    KEEPING,
    NAMES,
    WHERE_FOUND,
)
from publishing.text.kinds import Part
from publishing.text.prose import Renderer, checks, form
from publishing.text.schema import (
    ADDRESS,
    CONTRIBUTOR,
    FILE_NAME,
    Choice,
    Date,
    Findings,
    Key,
    ListOf,
    Number,
    PictureFile,
    Prose,
    Record,
    Text,
    line_of_node,
    slug,
)

MAX_LENGTH = 100_000
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: What stands behind a slug, or in its place, in addresses of the site.
RESERVED = frozenset(("compare", "evidence", "options", "search", "new", "admin", "a-to-z"))
FENCE = "---\n"
#: The id of the section of what readers ask, with the answers, each of which opens on a tap.
ANSWERS_PART = "questions-and-answers"


def slug_fault(kind: str, slug: str) -> str:
    """Return what is wrong with the slug of a page of a kind; empty where nothing is."""
    if not SLUG.fullmatch(slug) or len(slug) > 80:
        return _("A web address has only lower-case letters, digits and single hyphens, at most 80 characters.")
    if kinds.get(kind).has_address and slug in RESERVED:
        return _("The site itself uses the address “%(slug)s”.") % {"slug": slug}
    return ""


def path_in_library(language: str, kind: str, slug: str) -> str:
    """Return the path of a text inside its library."""
    folder = "" if language == settings.LANGUAGE_CODE else f"{language}/"
    return f"{folder}{kinds.get(kind).file or f'{kind}/{slug}.md'}"


@dataclass(frozen=True)
class Manuscript:
    """A page as text: what its path says (kind, language, slug), its front matter, its Markdown."""

    kind: str
    language: str
    slug: str
    data: dict
    body: str

    @property
    def address(self) -> str:
        """The name by which other pages refer to it."""
        return f"{self.kind}/{self.slug}"

    @property
    def is_translation(self) -> bool:
        """Whether it says that it is the translation of another text."""
        return "translation_of" in self.data or "translated_from" in self.data


def read(text: str, kind: str, findings: Findings, *, language: str | None = None, slug: str = "") -> Manuscript | None:
    """Return the manuscript in `text`, or None where it has no readable front matter. Faults go to the findings."""
    if len(text) > MAX_LENGTH:
        findings.fault(1, f"{len(text)} characters; at most {MAX_LENGTH}")
        return None
    parts = split(text)
    if parts is None:
        findings.fault(1, "front matter between two lines '---' is missing at the top")
        return None
    front, body = parts
    data = canonical.read(front, kinds.get(kind).schema, findings, first_line=2)
    canonical.refuse_characters(body, findings, first_line=front.count("\n") + 3)
    return None if data is None else Manuscript(kind, language or settings.LANGUAGE_CODE, slug, data, form.tidy(body))


def why_too_long(text: str) -> str:
    """Return why a text, or a body alone, is more than can be read, rendered and compared; empty where it is not."""
    if len(text) > MAX_LENGTH:
        said = _("The text has %(n)s characters; at most %(most)s can be saved.")
        return said % {"n": f"{len(text):,}", "most": f"{MAX_LENGTH:,}"}
    _front, body = split(text) or ("", text)
    if (count := checks.lines_in(body.split("\n"))) > checks.MAX_LINES:
        said = _("The text has %(n)s lines; at most %(most)s can be saved.")
        return said % {"n": f"{count:,}", "most": f"{checks.MAX_LINES:,}"}
    return ""


def read_raw(text: str) -> tuple[dict, str]:
    """Return front matter and body as they stand, every scalar a string, nothing checked.

    For a form over a draft that may still be wrong: what the strict reader would drop must not be lost. So where the
    front matter is not a manuscript's at all, the whole text is the body.
    """
    return read_loosely(text) or ({}, text)


def read_loosely(text: str) -> tuple[dict, str] | None:
    """Return front matter, every scalar a string, and body; None where something of the text would be in neither."""
    parts = split(text)
    if parts is None:
        return None
    front = canonical.read_loosely(parts[0])
    return None if front is None else (front, form.tidy(parts[1]))


def split(text: str) -> tuple[str, str] | None:
    """Return front matter and the rest behind it, or None where no front matter stands at the top."""
    if not text.startswith(FENCE) or (end := text.find("\n" + FENCE, len(FENCE) - 1)) == -1:
        return None
    return text[len(FENCE) : end + 1], text[end + 1 + len(FENCE) :]


def body_line(text: str) -> int:
    """Return the line, from 1, on which the body's first word stands."""
    _front, body = split(text) or ("", text)
    blank = len(body) - len(body.lstrip("\n"))
    return text.count("\n", 0, len(text) - len(body) + blank) + 1


def lines_of_body(text: str) -> list[int]:
    """Return for each line of the body, in its one form, the line of the text, from 1, that it comes from."""
    first, (_front, body) = body_line(text), split(text) or ("", text)
    return [first + number - 1 for number, _line in form.tidied(body.lstrip("\n"))]


def write(manuscript: Manuscript) -> str:
    """Return the canonical text of a manuscript."""
    return compose(manuscript.data, manuscript.body)


def compose(data: dict, body: str) -> str:
    """Return the canonical text of front matter and body."""
    text = f"{FENCE}{canonical.write(data)}{FENCE}"
    return f"{text}\n{form.tidy(body)}\n" if body.strip() else text


def prose_of(manuscript: Manuscript) -> str:
    """Return all prose of a manuscript, as it is written."""
    schema = kinds.get(manuscript.kind).schema
    return "\n\n".join([*schema.prose(manuscript.data), manuscript.body])


def _check_video(video: dict, line: int, findings: Findings) -> None:
    if ("file" in video) == ("url" in video):
        said = _("Name the film, or the address at which it stands: one of the two.")
        findings.fault(line, "a video has either a 'file' or a 'url'", said=said, at="file")
    if "file" in video and not {"captions", "transcript"} <= video.keys():
        said = _("A film needs words for those who cannot hear it: its captions, and all that is said as a text.")
        at = "transcript" if "captions" in video else "captions"
        findings.fault(line, "a video file needs 'captions' and a 'transcript'", said=said, at=at)


def _check_drawing(drawing: dict, line: int, findings: Findings) -> None:
    if ("alt" in drawing) == ("decoration" in drawing):
        said = _("Say what the picture shows, or that it is only decoration: one of the two.")
        findings.fault(line, "a drawing has either an 'alt' or 'decoration: only'", said=said, at="alt")


@dataclass(frozen=True)
class _Drawing(Record):
    """A picture of the library with the words that belong to it."""

    def read(self, node: yaml.Node, findings: Findings) -> dict | None:
        value = super().read(node, findings)
        if value and "file" in value:
            findings.refer("picture", picture_name(value["file"]), line_of_node(node))
        return value

    def render(self, value: dict, renderer: Renderer) -> dict:
        html = renderer.picture(picture_name(value["file"]), value.get("alt", "")) if "file" in value else ""
        return {**super().render(value, renderer), "html": html}


def picture_name(file: str) -> str:
    """Return the library's name of a picture file: drawings and photographs are kept apart."""
    return f"{'drawings' if file.endswith('.svg') else 'images'}/{file}"


def picture_file(name: str) -> str:
    """Return the file of a picture, as a text says it, from the library's name of it."""
    return name.rpartition("/")[2]


DRAWING = _Drawing(
    {
        "file": Key(
            PictureFile(),
            required=True,
            part_label=gettext_lazy("picture"),
            help=gettext_lazy("One of those we have. A new one is put in by its own button."),
        ),
        "alt": Key(
            Text(max_length=300),
            part_label=gettext_lazy("what it shows"),
            help=gettext_lazy(
                "For readers who cannot see it. Example: “A needle reaches the knee joint from the side.”"
            ),
        ),
        "decoration": Key(
            Choice(("only",), (gettext_lazy("Only decoration: the text says it all"),)),
            part_label=gettext_lazy("or nothing that matters"),
            help=gettext_lazy("Then it is not read aloud, and “what it shows” stays empty."),
        ),
        "caption": Key(
            Prose(),
            part_label=gettext_lazy("words below it"),
            help=gettext_lazy("One sentence that everybody reads. Leave it empty if the picture says it all."),
        ),
        "credit": Key(
            Text(),
            part_label=gettext_lazy("who made it"),
            help=gettext_lazy("The name that must stand below it. Example: “Drawing: Ada Moss”."),
        ),
    },
    check=_check_drawing,
    known_by=("file",),
    add=gettext_lazy("Add a picture"),
    one=gettext_lazy("Picture"),
    brings="picture",
)
VIDEO = Record(
    {
        "title": Key(
            Text(max_length=120),
            required=True,
            part_label=gettext_lazy("title of the film"),
            help=gettext_lazy("What one sees in it. Example: “How to stretch your calf”."),
        ),
        "file": Key(
            Text(pattern=FILE_NAME, expected="a file name"),
            part_label=gettext_lazy("film"),
            help=gettext_lazy("Its name among the clinic's films, such as calf-stretch.mp4. Or give its web address."),
        ),
        "url": Key(
            Text(pattern=r"https://\S+", expected="an https address"),
            part_label=gettext_lazy("web address of the film"),
            help=gettext_lazy("Where it stands, if not here. Example: https://example.org/calf-stretch"),
        ),
        "seconds": Key(
            Number(1, 36_000),
            part_label=gettext_lazy("length in seconds"),
            help=gettext_lazy("Readers see it before they start. Example: 90 is printed as 1 minute 30."),
        ),
        "poster": Key(
            Text(pattern=FILE_NAME, expected="a file name"),
            part_label=gettext_lazy("picture before it starts"),
            help=gettext_lazy("The name of the still picture, such as calf-stretch.jpg."),
        ),
        "captions": Key(
            Text(pattern=FILE_NAME, expected="a file name"),
            part_label=gettext_lazy("captions"),
            help=gettext_lazy("The words under the film, for who cannot hear it. Its name, such as calf-stretch.vtt."),
        ),
        "transcript": Key(
            Text(pattern=FILE_NAME, expected="a file name"),
            part_label=gettext_lazy("all that is said, as a text"),
            help=gettext_lazy("For who can neither see nor hear it. Its name, such as calf-stretch.txt."),
        ),
    },
    check=_check_video,
    known_by=("title",),
    add=gettext_lazy("Add a video"),
)
QUESTION = Record(
    {
        "question": Key(
            Text(),
            required=True,
            part_label=gettext_lazy("question"),
            help=gettext_lazy("As a patient asks it. Example: “Can I drive home afterwards?”"),
        ),
        "answer": Key(
            Prose(max_length=1200),
            required=True,
            part_label=gettext_lazy("answer"),
            help=gettext_lazy("The first words answer it. Example: “No. Bring someone who can drive you.”"),
        ),
    },
    known_by=("question",),
    add=gettext_lazy("Add a question"),
)


def first_keys() -> dict[str, Key]:
    """The keys that every page starts with."""
    return {
        "title": Key(
            Text(max_length=70),
            required=True,
            is_printed=False,
            label=gettext_lazy("Title"),
            help=gettext_lazy("The name that most people use, at most 70 letters. Example: “Tailbone pain”."),
            place=NAMES,
        ),
        "also_called": Key(
            ListOf(Text(max_length=80)),
            is_printed=False,
            label=gettext_lazy("Other names"),
            help=gettext_lazy(
                "What patients also call it, one on each line; search finds them. Example: “coccyx pain”."
            ),
            place=NAMES,
        ),
        "summary": Key(
            Text(min_length=50, max_length=200),
            required=True,
            is_printed=False,
            label=gettext_lazy("Summary"),
            help=gettext_lazy(
                "One or two sentences of 50 to 200 letters, for lists and Google. "
                "Example: “Tailbone pain hurts most when you sit. It often gets better with simple steps at home.”"
            ),
            place=IN_SUMMARY,
        ),
        **written_on(),
    }


def written_on() -> dict[str, Key]:
    """The day from which the words date. A page that came with the library has it as its day of change."""
    explained = gettext_lazy(
        "The day on which these words were written. Readers see it for as long as the page is as the library brought "
        "it; after that they see the day on which you publish."
    )
    label = gettext_lazy("Words date from")
    return {"written_on": Key(Date(), is_printed=False, label=label, help=explained, place=KEEPING)}


def role(choices: type[models.TextChoices]) -> dict[str, Key]:
    """What the site uses a page for, whatever the page is called. One live page of a language at most has each role."""
    said = gettext_lazy("place on the site")
    label = gettext_lazy("Place on the site")
    explained = gettext_lazy(
        "What the site itself uses this page for, such as the page with the warning signs. One page has each place; "
        "most pages have none."
    )
    return {
        "role": Key(Choice.of(choices), is_printed=False, label=label, alarm=said, help=explained, place=WHERE_FOUND)
    }


def questions() -> Part:
    """The section of what a reader may ask."""
    return Part(
        "questions-to-ask",
        gettext_lazy("Questions to ask"),
        "components/questions_to_ask.html",
        ("questions_to_ask",),
        is_of_text=True,
        is_written=False,
        asked_as=gettext_lazy("what should I ask my doctor"),
    )


def answers() -> Part:
    """The section of what readers ask, with the answers."""
    return Part(
        ANSWERS_PART,
        gettext_lazy("Questions and answers"),
        "components/answers.html",
        ("questions_and_answers",),
        is_of_text=True,
        is_written=False,
        short=gettext_lazy("Answers"),
    )


def key_points(*, required: bool = True) -> dict[str, Key]:
    """The three to five lines that a hurried reader leaves with."""
    return {
        "key_points": Key(
            ListOf(Prose(), 3, 5),
            required=required,
            label=gettext_lazy("Key points"),
            help=gettext_lazy(
                "What a reader in a hurry leaves with: 3 to 5 lines of at most 20 words, one on each line. "
                "The last one says when to call. Example: “Call us today if you have a fever after the injection.”"
            ),
        )
    }


def what_to_bring() -> dict[str, Key]:
    """What the reader brings along."""
    return {
        "what_to_bring": Key(
            ListOf(Text(), 1, 12),
            label=gettext_lazy("What to bring"),
            help=gettext_lazy("One thing on each line. Example: “A list of all your medicines”."),
            place=IN_DAYS,
        )
    }


def last_keys(kind: str, *, questions_required: bool) -> dict[str, Key]:
    """The keys that every full page ends with."""
    return {
        "questions_and_answers": Key(
            ListOf(QUESTION, 1, 20),
            label=gettext_lazy("Questions and answers"),
            help=gettext_lazy("What patients ask you most. Each opens on a tap."),
            place=ANSWERS,
        ),
        "questions_to_ask": Key(
            ListOf(Text(), 3, 6),
            required=questions_required,
            label=gettext_lazy("Questions to ask us"),
            help=gettext_lazy(
                "3 to 6 questions that a patient takes along, one on each line. "
                "Example: “What happens if I wait for three months?”"
            ),
            place=IN_QUESTIONS,
        ),
        "drawings": Key(
            ListOf(DRAWING, 1, 6),
            label=gettext_lazy("Pictures"),
            help=gettext_lazy("They stand at the top of the page. The first one stands for it in lists, too."),
            place=IN_PICTURES,
        ),
        "videos": Key(
            ListOf(VIDEO, 1, 4),
            label=gettext_lazy("Films"),
            help=gettext_lazy("Short ones. Each with all that is said in it as a text."),
            place=IN_PICTURES,
        ),
        "related": Key(
            ListOf(ADDRESS, 1, 12),
            is_printed=False,
            label=gettext_lazy("Read on"),
            help=gettext_lazy("Pages that are offered at the end. Example: “Your first visit”."),
            place=WHERE_FOUND,
        ),
        **keeping(kind),
    }


def keeping(kind: str) -> dict[str, Key]:
    """Who wrote a page, who keeps it true, and what it translates."""
    return {**_people(), **_review(), **_translation(kind)}


def _people() -> dict[str, Key]:
    """Who wrote a page, and who is asked about it."""
    return {
        "authors": Key(
            ListOf(CONTRIBUTOR, 1, 12),
            required=True,
            label=gettext_lazy("Written by"),
            help=gettext_lazy("Whoever wrote the words. Readers see these names. Example: Ann Bell."),
            place=KEEPING,
        ),
        "owner": Key(
            CONTRIBUTOR,
            is_printed=False,
            label=gettext_lazy("Looks after the page"),
            help=gettext_lazy(
                "Is asked to approve its drafts, and gets the mails about it: a review that is due, a source that was "
                "replaced. Choose here who is asked."
            ),
            place=KEEPING,
        ),
        "deputy": Key(
            CONTRIBUTOR,
            is_printed=False,
            label=gettext_lazy("When the owner is away"),
            help=gettext_lazy("Gets the same mails."),
            place=KEEPING,
        ),
    }


def _review() -> dict[str, Key]:
    """How often somebody reads it again."""
    return {
        "review_every_months": Key(
            Number(1, 60),
            is_printed=False,
            label=gettext_lazy("Review every (months)"),
            help=gettext_lazy("From 1 to 60. Leave it empty for what is usual for such a page. Example: 12."),
            place=KEEPING,
        ),
    }


def _translation(kind: str) -> dict[str, Key]:
    """Which page it says in another language, and which version of that."""
    return {
        "translation_of": Key(
            slug(kind),
            is_printed=False,
            label=gettext_lazy("Is a translation of"),
            help=gettext_lazy("The page in the main language. Readers can change from one to the other."),
            place=KEEPING,
        ),
        "translated_from": Key(
            Text(pattern=r"[0-9a-f]{64}", expected="a SHA-256"),
            is_printed=False,
            label=gettext_lazy("Translated from the version"),
            help=gettext_lazy("Filled in by the library, so that it can tell when the original has changed. Leave it."),
            place=KEEPING,
        ),
    }
