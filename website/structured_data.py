"""The site itself, its own pages and its glossary in the vocabulary of search engines."""

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from publishing.public.structured_data import absolute, breadcrumbs, graph, publisher


def home(clinic) -> str:
    """The organization and its site."""
    organization = {
        "@type": "MedicalOrganization",
        "@id": publisher()["@id"],
        "name": clinic.name,
        "url": absolute("/"),
    }
    if clinic.phone:
        organization["telephone"] = clinic.phone
    if clinic.address:
        organization["address"] = clinic.address
    site = {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "url": absolute("/"),
        "name": clinic.name,
        "inLanguage": get_language(),
        "publisher": publisher(),
    }
    return graph(organization, site)


def about(page) -> str:
    """A page about us."""
    path = page.get_absolute_url()
    node = {
        "@type": "ContactPage" if page.slug == "contact" else "AboutPage",
        "@id": absolute(path) + "#page",
        "url": absolute(path),
        "name": page.title,
        "description": page.summary,
        "inLanguage": page.language,
        "dateModified": page.updated_at.isoformat(),
        "publisher": publisher(),
    }
    return graph(node, breadcrumbs((page.title, path)))


def glossary(terms) -> str:
    """The glossary as a set of defined terms."""
    path = reverse("glossary")
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
                "name": term.term,
                "alternateName": term.also_called,
                "description": term.definition,
            }
            for term in terms
        ],
    }
    return graph(node, breadcrumbs((_("Glossary"), path)))
