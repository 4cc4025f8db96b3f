"""Structured data (schema.org 30): one graph a page, absolute ids, nothing that the page does not say.

`lastReviewed` and `reviewedBy` stand only where a clinician of this clinic has reviewed the page.
"""

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import unescape
from typing import Any, Protocol

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.life.clinic import Clinic
from publishing.life.models import Page, Source
from publishing.public import listing, reviewers
from publishing.public.assembling import standing
from publishing.text import kinds
from publishing.text.binding import without_citations
from publishing.text.records import SourceKind

_ESCAPES = {"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
#: Signs that no text has, for the end of a heading and of a block until the tags are gone.
_COLON, _END = "\x01", "\x02"
_HEADING_ENDS, _BLOCK_ENDS = re.compile("(?=</(?:h[1-6]|summary|dt)>)"), re.compile("(?=</(?:p|li|dd|tr|figcaption)>)")
_BEFORE_COLON, _BEFORE_END = (re.compile(rf"([.!?:;,][”’\"')]?)?\s*(?:{sign}\s*)+") for sign in (_COLON, _END))
_NAMED = re.compile(
    r'<li>\s*(?:<p>\s*)?<(?P<tag>strong|a(?! class="gloss"))\b[^>]*>(?P<name>(?:(?!</?li\b).){1,120}?)</(?P=tag)>',
    re.DOTALL,
)
#: Physiatry is no member of the vocabulary's MedicalSpecialty; this is the nearest that is.
SPECIALTY = "Musculoskeletal"
#: The kinds of source that a machine is told of: what a leaflet adds are details of a day.
CITED = (SourceKind.GUIDELINE, SourceKind.SYSTEMATIC_REVIEW, SourceKind.TRIAL)
LICENSE = "https://creativecommons.org/licenses/by/4.0/"


class Listed(Protocol):
    """What a list leads to."""

    @property
    def title(self) -> Any: ...

    def get_absolute_url(self) -> str: ...


def absolute(path: str) -> str:
    """Return an address with the site in front."""
    return settings.SITE_URL + path


def share_picture() -> str:
    """Return the address of the picture that stands for the site where a link to it is shared: 1200 x 630 pixels."""
    return absolute(static("share.png"))


def image_of(context: dict) -> str:
    """Return the address of the picture that stands for a page: its first drawing, or else the site's own."""
    picture = context.get("picture")
    return absolute(picture.url) if picture else share_picture()


def graph(*nodes: dict) -> str:
    """Return one graph as JSON that cannot end the element it stands in."""
    text = json.dumps(
        {"@context": "https://schema.org", "@graph": list(nodes)}, ensure_ascii=False, separators=(",", ":")
    )
    for sign, escaped in _ESCAPES.items():
        text = text.replace(sign, escaped)
    return mark_safe(text)  # noqa: S308 (JSON, with every sign that HTML reads escaped)


def publisher() -> dict:
    """The organization behind the site, by its id. Every graph has it as a node: what reads one page reads no other."""
    return {"@id": absolute("/#organization")}


def organization(clinic: Clinic) -> dict:
    """The organization behind the site, with its logo where it has one."""
    node = {"@type": "MedicalOrganization", **publisher(), "name": clinic.name, "url": absolute("/")}
    if clinic.logo:
        size = {"width": clinic.logo_width, "height": clinic.logo_height}
        node["logo"] = {"@type": "ImageObject", "url": absolute(clinic.logo_url), **size}
    return node


def breadcrumbs(*steps: tuple[str, str]) -> dict:
    """The way from home to a page, as (name, path) pairs after home."""
    trail = [(_("Home"), listing.address_of("home")), *steps]
    return {
        "@type": "BreadcrumbList",
        "@id": absolute(trail[-1][1]) + "#breadcrumbs",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": absolute(path)}
            for number, (name, path) in enumerate(trail, start=1)
        ],
    }


def index(
    pages: Iterable[Listed],
    title: str,
    view: str,
    address: str = "",
    *,
    first: int = 1,
    steps: Sequence[tuple[str, str]] = (),
) -> str:
    """The graph of a list page.

    address: where it stands, if it is not the whole list or not its first page. first: the place of its first entry.
    steps: the way to it from home, as (name, path) pairs, where that has more than one.
    """
    path = reverse(view)
    address = address or path
    return graph(
        {
            "@type": "CollectionPage",
            "@id": absolute(address) + "#page",
            "url": absolute(address),
            **({} if address == path else {"isPartOf": {"@id": absolute(path) + "#page"}}),
            "name": title,
            "inLanguage": get_language(),
            "publisher": publisher(),
            "mainEntity": {
                "@type": "ItemList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": number,
                        "name": str(page.title),
                        "url": absolute(page.get_absolute_url()),
                    }
                    for number, page in enumerate(pages, start=first)
                ],
            },
        },
        organization(standing(get_language() or "").clinic),
        breadcrumbs(*(steps or [(title, path)])),
    )


def page_graph(page: Page, context: dict, entity: dict | None = None, about: Iterable[Listed] = ()) -> str:
    """The graph of a detail page. entity: what the page is about, in its own vocabulary. about: pages whose subjects it
    is about, where it has none of its own.
    """
    path = page.get_absolute_url()
    node = _node(page, context, path, page.title, page.summary)
    if page.reviewed_on:
        node["lastReviewed"] = page.reviewed_on.isoformat()
        node["reviewedBy"] = {"@type": "Person", "name": reviewers.name_of(page)}
    if context.get("second_url"):
        node["hasPart"] = {"@id": absolute(_second(page)) + "#page"}
    if subjects := [_subject(other) for other in about]:
        node["about"] = subjects
    nodes = [node, organization(context["publisher"]), breadcrumbs(*_list_of(page), (page.title, path))]
    if entity is not None:
        entity = {**entity, "@id": absolute(path) + "#subject"}
        node["mainEntity"] = {"@id": entity["@id"]}
        nodes.append(entity)
    if questions := context["shown"].get("questions_and_answers"):
        nodes.append(_questions(questions, path))
    return graph(*nodes)


def second_graph(page: Page, context: dict) -> str:
    """The graph of the second page of a topic: a part of the first, about the same thing."""
    main, path = page.get_absolute_url(), _second(page)
    node = _node(page, context, path, context["title"], context["description"])
    node |= {"isPartOf": {"@id": absolute(main) + "#page"}, "mainEntity": {"@id": absolute(main) + "#subject"}}
    return graph(
        node,
        organization(context["publisher"]),
        breadcrumbs(*_list_of(page), (page.title, main), (context["title"], path)),
    )


def _second(page: Page) -> str:
    """Where the public reads the second page of a topic; a preview says what will be said there."""
    deep = kinds.get(page.kind).second
    return f"{page.get_absolute_url()}{deep.name if deep else ''}/"


def _node(page: Page, context: dict, path: str, title: str, description: str) -> dict:
    """What is said of each of the pages of a topic."""
    return {
        "@type": ["MedicalWebPage", "Article"],
        "@id": absolute(path) + "#page",
        "url": absolute(path),
        "mainEntityOfPage": absolute(path),
        "headline": title,
        "name": title,
        "description": description,
        "image": image_of(context),
        "inLanguage": page.language,
        "datePublished": (page.published_at or context["changed_at"]).isoformat(),
        "dateModified": context["changed_at"].isoformat(),
        "author": [{"@type": "Organization", "name": name} for name in context["shown"].get("authors", [])],
        "publisher": publisher(),
        "audience": {"@type": "Patient"},
        "specialty": SPECIALTY,
        "license": LICENSE,
        "citation": [citation_of(cited.source) for cited in context["citations"] if cited.source.kind in CITED],
    }


def _subject(page: Listed) -> dict:
    """What a page is about, by the id that its own graph has for it."""
    url = absolute(page.get_absolute_url())
    return {"@type": "MedicalEntity", "@id": f"{url}#subject", "name": page.title, "url": url}


def _list_of(page: Page) -> list[tuple[str, str]]:
    """The step of the way to a page that is the list it stands in, where it stands in one."""
    found = listing.list_of(page)
    return [found] if found else []


def citation_of(source: Source) -> dict:
    """A source as a creative work; its address only where it is the source's own."""
    node = {"@type": "CreativeWork", "name": source.title}
    if source.url:
        node["url"] = source.url
    return node


def text_of(shown: dict, section: str, limit: int = 600) -> str:
    """The words of a section of a page put together, cut at a sentence; empty where it has no such section."""
    for part in shown["sections"]:
        if part["id"] == section:
            words = words_of(part["html"])
            cut = words[:limit]
            return cut if len(words) <= limit else cut[: cut.rfind(". ") + 1] or cut
    return ""


def names_of(shown: dict, section: str) -> list[str]:
    """The things that a section of a page put together lists by name: what is bold, or a link, as an item begins."""
    return list(_names_in("".join(part["html"] for part in shown["sections"] if part["id"] == section)))


@lru_cache(maxsize=256)
def _names_in(html: str) -> tuple[str, ...]:
    found = [words_of(match["name"]).strip(" .:,;") for match in _NAMED.finditer(html)]
    return tuple(name for name in dict.fromkeys(found) if name)


@lru_cache(maxsize=2048)
def words_of(html: str) -> str:
    """The words of a text as a machine should read them: without citation numbers, its blocks as sentences.

    They follow from the HTML alone, and take longer than all the rest of a graph.
    """
    marked = _BLOCK_ENDS.sub(_END, _HEADING_ENDS.sub(_COLON, without_citations(html)))
    text = " ".join(unescape(strip_tags(marked.replace("><", "> <"))).split())
    text = _BEFORE_COLON.sub(lambda match: f"{match[1] or ':'} ", text)
    return _BEFORE_END.sub(lambda match: f"{match[1] or '.'} ", text).strip()


def _questions(questions: list[dict], path: str) -> dict:
    return {
        "@type": "FAQPage",
        "@id": absolute(path) + "#questions",
        "mainEntity": [
            {
                "@type": "Question",
                "name": item["question"],
                "acceptedAnswer": {"@type": "Answer", "text": words_of(item["answer"])},
            }
            for item in questions
        ],
    }
