"""The files of a library that hold many things each: sources, contributors, what is said of pictures, what was
withdrawn, what is a clinic's own, and the kinds whose texts share a file.

Must not know the database. A list is written in one order, by the key that `lists` names.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from publishing.text import canonical, kinds, validation
from publishing.text.offered import Offered
from publishing.text.prose import headings
from publishing.text.schema import CONTRIBUTOR as SOMEBODY
from publishing.text.schema import SOURCE as CITED
from publishing.text.schema import Choice, Date, Findings, Key, ListOf, Number, Record, Text


class SourceKind(models.TextChoices):
    GUIDELINE = "guideline", _("Guideline")
    SYSTEMATIC_REVIEW = "systematic-review", _("Review of many studies")
    TRIAL = "trial", _("Trial")
    STUDY = "study", _("Study")
    REVIEW = "review", _("Review article")
    REGULATOR = "regulator", _("Regulator")
    SOCIETY_STATEMENT = "society-statement", _("Statement of a medical society")
    HEALTH_AUTHORITY = "health-authority", _("Health authority")
    LEAFLET = "leaflet", _("Hospital or clinic leaflet")
    REFERENCE = "reference", _("Reference work")
    NEWS = "news", _("News report")


class ContributorKind(models.TextChoices):
    PERSON = "person", _("person")
    ORGANIZATION = "organization", _("organization")


class License(models.TextChoices):
    """Why a picture may be shown."""

    MADE = "made", _("We made it")
    BOUGHT = "bought", _("We bought it")
    FREE = "free", _("Free for all")


class InIt(models.TextChoices):
    """Whether patients or staff can be seen in a picture, and whether they agreed to that."""

    NOBODY = "nobody", _("Nobody")
    AGREED = "agreed", _("Yes, they agreed in writing")
    NOT_ASKED = "not-asked", _("Yes, not asked yet")


SLUG = Text(max_length=80, pattern=r"[a-z0-9]+(?:-[a-z0-9]+)*", expected="a slug")
#: What citations in a text can say.
SOURCE_ID = Text(
    max_length=60,
    pattern=CITED.pattern,
    expected="an id: lower-case letters, digits, dots and hyphens, such as nice-ng59",
)
#: What pages can name as an author or an owner.
PERSON_ID = Text(
    max_length=60,
    pattern=SOMEBODY.pattern,
    expected="an id: lower-case letters and digits, with single hyphens between them, such as ada-moss",
)
WEB_ADDRESS = Text(
    max_length=500,
    pattern=r"https?://[^\s<>\"'/?#]+\.[^\s<>\"'/?#]+(?:[/?#][^\s<>\"']*)?",
    expected="a web address such as https://example.org/page",
)
SOURCE = Record(
    {
        "id": Key(
            SOURCE_ID,
            required=True,
            label=_("Short name"),
            help=_("By which texts cite it. Lower-case letters, digits and hyphens. Example: aan-2025."),
        ),
        "title": Key(
            Text(max_length=400),
            required=True,
            label=_("Title"),
            help=_("As it stands on the source. Readers see it at the end of a page."),
        ),
        "publisher": Key(
            Text(),
            required=True,
            label=_("Published by"),
            help=_("The journal, the society or the office. Example: American Academy of Neurology."),
        ),
        "year": Key(
            Number(1900, 2100),
            label=_("Year"),
            help=_("Leave it empty where the source itself does not say it. Example: 2025."),
        ),
        "url": Key(
            WEB_ADDRESS,
            label=_("Web address"),
            help=_("Where readers can open it. Example: https://example.org/guideline"),
        ),
        "kind": Key(
            Choice.of(SourceKind),
            required=True,
            label=_("Sort of source"),
            help=_("Guidelines and reviews of many studies weigh most: they stand first."),
        ),
        "superseded_by": Key(
            CITED,
            label=_("There is a newer one"),
            help=_("The newer source. Pages that cite this one are then listed, and their owners are told."),
        ),
    }
)
CONTRIBUTOR = Record(
    {
        "id": Key(
            PERSON_ID,
            required=True,
            label=_("Short name"),
            help=_("By which texts name them. Lower-case letters, digits and hyphens. Example: ada-moss."),
        ),
        "name": Key(
            Text(max_length=120),
            required=True,
            label=_("Full name"),
            help=_("As readers see it. Example: Ada Moss."),
        ),
        "kind": Key(
            Choice.of(ContributorKind),
            required=True,
            label=_("Person or organization"),
            help=_("Only a person can approve a page."),
        ),
        "credentials": Key(
            Text(max_length=120),
            label=_("Letters behind the name"),
            help=_("As readers see them. Example: MD, or PT, DPT."),
        ),
        "role": Key(
            Text(max_length=120),
            label=_("What they do here"),
            help=_("Example: Physiatrist, or Physical therapist."),
        ),
        "about": Key(
            Text(max_length=600),
            label=_("About them"),
            help=_("One or two sentences for readers. Example: “She has treated back pain for 15 years.”"),
        ),
    }
)
#: A page as a list calls it: its kind and slug, with the language before them where it is not the main one.
PAGE_NAME = Text(
    max_length=120,
    pattern=r"(?:[a-z-]+/)?[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*",
    expected="the name of a page",
)
WITHDRAWN = Record(
    {
        "page": Key(PAGE_NAME, required=True),
        "reason": Key(Text(max_length=2000), required=True),
        "since": Key(Date(), required=True),
        "instead": Key(PAGE_NAME),
    }
)


class Standing(models.TextChoices):
    OWN = "own", _("the clinic's own")
    NOT_PUBLIC = "not-public", _("not public yet")


CLINIC = Record(
    {
        "name": Key(
            Text(max_length=180, pattern=r"[a-z-]+(?:/[a-z0-9][a-z0-9.-]*){1,2}", expected="a name in a library"),
            required=True,
        ),
        "library": Key(Text(max_length=64, pattern=r"[0-9a-f]{64}", expected="64 hexadecimal digits")),
        "formerly": Key(ListOf(SLUG, maximum=200)),
        "status": Key(Choice.of(Standing)),
        "offered": Key(Choice.of(Offered)),
    }
)
#: What was said of a picture when it was sent in. What a page says of it stands in the page.
CREDIT = Record(
    {
        "name": Key(
            Text(max_length=160, pattern=r"(?:drawings|images)/[a-z0-9][a-z0-9.-]*", expected="the name of a picture"),
            required=True,
        ),
        "shows": Key(Text(max_length=300)),
        "decoration": Key(Choice(("only",))),
        "caption": Key(Text(max_length=300)),
        "credit": Key(Text(max_length=120)),
        "license": Key(Choice.of(License)),
        "in_it": Key(Choice.of(InIt)),
        "focus_x": Key(Number(0, 100)),
        "focus_y": Key(Number(0, 100)),
    }
)
#: File name -> what it holds, and the key by which it is sorted.
RECORDS = {
    "sources.yaml": (ListOf(SOURCE, minimum=0, maximum=10_000, unique=False), "id"),
    "contributors.yaml": (ListOf(CONTRIBUTOR, minimum=0, maximum=500, unique=False), "id"),
    "credits.yaml": (ListOf(CREDIT, minimum=0, maximum=10_000, unique=False), "name"),
    "withdrawn.yaml": (ListOf(WITHDRAWN, minimum=0, maximum=10_000, unique=False), "page"),
    "clinic.yaml": (ListOf(CLINIC, minimum=0, maximum=30_000, unique=False), "name"),
}


def lists() -> dict[str, tuple[ListOf, str]]:
    """Return every file that holds a list: file name -> (what it holds, the key by which it is sorted)."""
    collected = {
        kind.file: (ListOf(_with_slug(kind.schema), minimum=0, maximum=10_000, unique=False), "title")
        for kind in kinds.all_kinds()
        if kind.file
    }
    return {**RECORDS, **collected}


def _with_slug(schema: Record) -> Record:
    """A text that shares its file is known by its title's slug, or by the one that it got from an older title."""
    return replace(schema, keys={**schema.keys, "slug": Key(SLUG)})


def slug_of(title: str) -> str:
    """Return the slug of a text that shares its file with others and says none."""
    return headings.split(title)[1]


def read(path: Path, schema: ListOf, key: str, findings: Findings) -> list[dict]:
    """Return the records of a file; what is wrong with it goes to the findings."""
    text = canonical.decode(path.read_bytes(), findings)
    if text is None:
        return []
    records = canonical.read(text, schema, findings)
    if not records:
        return []
    if findings.faults:
        return records
    ordered = as_listed(records, key)
    if (written := canonical.write(ordered)) != text:
        line = validation.first_difference(written, text)
        findings.fault(line, f"not in canonical form (sorted by '{key}'); run format_content")
    seen: set[str] = set()
    for record in ordered:
        if (name := record.get("slug") or record[key]) in seen:
            first = text.find(f"{key}: {record[key]}\n")
            line = validation.line_of(f"{key}: {record[key]}\n", text, first + 1)
            findings.fault(line, f"{key} '{record[key]}' stands more than once")
        seen.add(name)
    return records


def problems_of(entry: Mapping, record: Record) -> dict[str, str]:
    """Return key -> what the reader of a library would say of an entry of this kind, where it would refuse it."""
    found: dict[str, str] = {}
    for key, described in record.keys.items():
        findings = Findings("")
        if key in entry:
            canonical.read(canonical.write({key: entry[key]}), Record({key: described}), findings)
        elif described.required:
            findings.fault(1, "is missing")
        if findings.faults:
            found[key] = findings.faults[0].message.removeprefix(f"'{key}': ")
    return found


def way_back(source: str, newer: Mapping[str, str]) -> list[str]:
    """Return the way by which a source is superseded by itself, from it to it; empty where it is not.

    newer: source -> the one by which it is superseded.
    """
    way = [source]
    while following := newer.get(way[-1]):
        way.append(following)
        if following == source:
            return way
        if following in way[:-1]:  # another one's circle, into which this one only leads
            break
    return []


def as_listed(records: list[dict], key: str) -> list[dict]:
    """Return records as their file lists them."""
    return sorted(records, key=lambda record: record[key].lower())
