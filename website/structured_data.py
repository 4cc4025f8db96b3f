"""The site itself and its own pages in the vocabulary of search engines."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from procedures.structured_data import service
from publishing.public.structured_data import (
    absolute,
    breadcrumbs,
    graph,
    image_of,
    index,
    organization,
    publisher,
    share_picture,
)
from website.models import Role


def home(clinic, done_here=()) -> str:
    """The organization and its site. done_here: the procedures that the clinic has said it does itself.

    Only a MedicalClinic has services (schema.org 30). There is no word for what is not offered, so nothing says it.
    """
    us = {**organization(clinic), "image": share_picture()}
    if clinic.phone:
        us["telephone"] = clinic.phone
    if clinic.address:
        us["address"] = clinic.address
    if services := [service(page) for page in done_here]:
        us |= {"@type": "MedicalClinic", "availableService": services}
    site = {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "url": absolute("/"),
        "name": clinic.name,
        "inLanguage": get_language(),
        "publisher": publisher(),
    }
    return graph(us, site)


def a_to_z(letters: dict) -> str:
    """The pages of the A to Z that it shows, each by its main name."""
    pages = [entry for entries in letters.values() for entry in entries if not entry.see]
    return index(pages, _("A to Z"), "a-to-z")


def about(page, context: dict) -> str:
    """A page about us."""
    path = page.get_absolute_url()
    node = {
        "@type": "ContactPage" if page.role == Role.CONTACT else "AboutPage",
        "@id": absolute(path) + "#page",
        "url": absolute(path),
        "name": page.title,
        "description": page.summary,
        "image": image_of(context),
        "inLanguage": page.language,
        "dateModified": context["changed_at"].isoformat(),
        "publisher": publisher(),
    }
    return graph(node, organization(context["publisher"]), breadcrumbs((page.title, path)))
