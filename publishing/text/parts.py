"""The sections of a page in their order, as a template prints them: the written ones, and those made from data."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from publishing.text import kinds

HELP = ' class="contents__help"'


@dataclass
class ShownPart:
    """One section as the template prints it: its prose, and what is made from data behind it."""

    id: str
    title: Any
    short: Any = ""
    html: str = ""
    template: str = ""
    headings: list = field(default_factory=list)
    made: str = ""

    @property
    def opened(self) -> SafeString:
        """Its beginning, with its prose. Not a template: a page has ten of them."""
        title = f'<h2 id="{escape(self.id)}">{escape(str(self.title))}</h2>' if self.title else ""
        return mark_safe(f'<section class="part part--{escape(self.id)}">{title}\n{self.html}\n')  # noqa: S308 (bound)


def contents(parts: Iterable[ShownPart], care_part: str) -> SafeString:
    """Return the items of a page's contents. care_part: the id of the section that says when to get help."""
    return mark_safe(  # noqa: S308 (of parts that are escaped)
        "".join(
            f'<li><a{HELP if part.id == care_part else ""} href="#{escape(part.id)}">'
            f"{escape(str(part.short or part.title))}</a></li>"
            for part in parts
        )
    )


def parts(kind_name: str, html: dict) -> list[ShownPart]:
    """Return a page's sections in the order of its kind: the written ones, and those made from data."""
    written = {section["id"]: section for section in html["sections"] if section["title"]}
    shown = []
    made = html.get("made", {})
    for part in kinds.get(kind_name).skeleton:
        template = "" if part.is_of_text else part.template
        if part.is_written and part.id in written:
            shown.append(_written(written.pop(part.id), template, made.get(part.id, "")))
        elif not part.is_written and part.id in made:
            shown.append(ShownPart(part.id, part.title, part.short, made=made[part.id]))
    free = [_written(section) for section in html["sections"] if section["id"] in written]
    return free + shown


def before_contents(html: dict) -> str:
    """Return what a text begins with before its first heading; empty where it begins with one."""
    return next((section["html"] for section in html["sections"] if not section["title"]), "")


def _written(section: dict, template: str = "", made: str = "") -> ShownPart:
    return ShownPart(
        section["id"],
        section["title"],
        html=section["html"],
        template=template,
        headings=section["headings"],
        made=made,
    )
