"""The glossary as a set of defined terms, in the vocabulary of search engines."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from glossary.models import Term
from publishing.public.assembling import standing
from publishing.public.structured_data import absolute, breadcrumbs, graph, organization


def index(terms: Iterable[Term]) -> str:
    """The graph of the glossary."""
    path = reverse("glossary:list")
    node = {
        "@type": "DefinedTermSet",
        "@id": absolute(path) + "#terms",
        "url": absolute(path),
        "name": _("Glossary"),
        "inLanguage": get_language(),
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": absolute(path) + f"#{term.slug}",
                "url": absolute(path) + f"#{term.slug}",
                "name": term.title,
                **({"alternateName": term.also_called} if term.also_called else {}),
                "description": term.summary,
            }
            for term in terms
        ],
    }
    us = organization(standing(get_language() or "").clinic)
    return graph(node, us, breadcrumbs((_("Glossary"), path)))
