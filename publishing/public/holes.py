"""What a request puts into the holes of a page that was printed with its text (`text.stencils`), by their names.

A filler takes the context of a template and returns HTML, escaped. What follows from a few words or days alone is
printed once in a process, by a template: many pages have the same byline.
"""

import datetime
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from publishing.life.clinic import Clinic
from publishing.public import listing, qr, reviewers, sources
from publishing.public.way import Step
from publishing.text import stencils

#: What a filler is told: what templates of a page are.
Told = Mapping[str, Any]
#: What fills a hole.
Filler = Callable[[Told], str | None]
#: How many pages a page leads to at its end.
MOST_READ = 4
#: How many a process keeps of what is the same on many pages.
MOST = 1024


def filled(context: Told) -> SafeString:
    """Return the main part of a page. Raises KeyError for an unknown hole.

    context: as of a template, with `cut`, and where its kind has holes of its own, `fillers`. A filler that returns
    None leaves out what stands behind its hole as well, up to the next one.
    """
    cut: list[str] = context["cut"]
    fillers: dict[str, Filler] = {**FILLERS, **(context.get("fillers") or {})}
    pieces = [cut[0]]
    for name, html in zip(cut[1::2], cut[2::2], strict=True):
        put = "" if name.startswith(stencils.SECTION) else fillers[name](context)
        if put is not None:
            pieces += [put, html]
    return sources.in_order("".join(pieces))  # bound, or escaped by whoever fills


def empty(_context: Told) -> str:
    """Fill nothing in."""
    return ""


def _component(name: str, context: Any) -> str:
    return render_to_string(f"components/{name}.html", context)


def _sheet_clinic(context: Told) -> str:
    return _clinic(context["clinic"], get_language())


@lru_cache(maxsize=MOST)
def _clinic(clinic: Clinic, _language: str | None) -> str:
    return _component("sheet_clinic", {"clinic": clinic})


def _sheet_review(context: Told) -> str:
    return _reviewed_on(context["page"].reviewed_on, get_language())


@lru_cache(maxsize=MOST)
def _reviewed_on(day: datetime.date | None, _language: str | None) -> str:
    return _component("sheet_review", {"page": {"reviewed_on": day}})


def _sheet_day(_context: Told) -> str:
    return _printed_on(timezone.localdate(), get_language())


@lru_cache(maxsize=MOST)
def _printed_on(day: datetime.date, _language: str | None) -> str:
    return _component("sheet_day", {"today": date_format(day)})


def _review(context: Told) -> str:
    page = context["page"]
    on, due = page.reviewed_on, page.review_due_on
    return _reviewed(reviewers.name_of(page) if on else "", on, due, page.is_review_overdue, get_language())


@lru_cache(maxsize=MOST)
def _reviewed(
    who: str, on: datetime.date | None, due: datetime.date | None, is_overdue: bool, _language: str | None
) -> str:
    page = {"reviewed_on": on, "review_due_on": due, "is_review_overdue": is_overdue}
    return _component("review", {"page": page, "who": who})


def _byline(context: Told) -> str:
    changed, how = timezone.localdate(context["changed_at"]), context["how_we_write"]
    authors, checked = tuple(context["shown"]["authors"]), context["evidence_checked_on"]
    return _written_by(authors, changed, checked, how.url if how else "", get_language())


@lru_cache(maxsize=MOST)
def _written_by(
    authors: tuple[str, ...], changed: datetime.date, checked: datetime.date | None, how: str, _language: str
) -> str:
    return _component(
        "byline",
        {
            "shown": {"authors": authors},
            "changed_at": changed,
            "evidence_checked_on": checked,
            "how_we_write": {"url": how} if how else None,
        },
    )


def _path(context: Told) -> str:
    return _steps(context.get("previous_step"), context.get("next_step"), get_language())


@lru_cache(maxsize=MOST)
def _steps(before: Step | None, after: Step | None, _language: str | None) -> str:
    return _component("path", {"previous_step": before, "next_step": after}) if before or after else "\n"


def _onward(context: Told) -> str | None:
    """Let a link to the second page stand where there is one."""
    url = context["second_url"]
    return f'<p class="onward"><a href="{escape(url)}">' if url else None


def _sources_number(context: Told) -> str | None:
    return str(len(context["citations"])) if context["citations"] else None


def _sources_list(context: Told) -> str | None:
    return sources.listed(context["citations"]) if context["citations"] else None


def _read_more_list(context: Told) -> str | None:
    pages = context["read_more"]
    return listing.linked(pages[:MOST_READ]) if pages else None


def _if_there(name: str, there: Callable[[Told], Any]) -> dict[str, Filler]:
    """Return what leaves out what stands between a hole and the one that ends it, where something is not there."""
    return {name: lambda context: "" if there(context) else None, f"{name}_end": empty}


def _side_of_plate(side: str) -> Filler:
    def filled_in(context: Told) -> str | None:
        plate = context["page"].plate
        return escape(str(getattr(plate, side))) if plate else None

    return filled_in


#: The name of a hole -> what fills it.
FILLERS: dict[str, Filler] = {
    **dict.fromkeys((stencils.OPENED, stencils.DRAWING, stencils.DRAWN), empty),
    "onward": _onward,
    "onward_end": empty,
    "list_url": lambda context: escape(context["list_url"]),
    "sheet_clinic": _sheet_clinic,
    "canonical": lambda context: escape(context["canonical"]),
    "sheet_review": _sheet_review,
    "sheet_day": _sheet_day,
    "qr": lambda context: qr.drawn(context["canonical"]),
    **_if_there("plate", lambda context: context["page"].plate),
    "plate_end": lambda context: "" if context["page"].plate else "\n",
    **{f"plate_{side}": _side_of_plate(side) for side in ("url", "width", "height")},
    **_if_there("sources", lambda context: context["citations"]),
    "sources_number": _sources_number,
    "sources_list": _sources_list,
    "review": _review,
    "byline": _byline,
    "handout_url": lambda context: escape(context["handout_url"]),
    "plan_url": lambda context: escape(context["plan_url"]),
    "path": _path,
    **_if_there("read_more", lambda context: context["read_more"]),
    "read_more_list": lambda context: (
        listing.linked(context["read_more"][:MOST_READ]) if context["read_more"] else None
    ),
}
