"""What conditions lose with a procedure that leaves the public: the option, and sometimes the only one of its sort."""

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.models import Indication, Procedure
from publishing.text.kinds import Lost


def with_procedure(page: Procedure) -> list[Lost]:
    """Return what each public condition loses with a procedure, what is worth a look first. Two queries."""
    rows = Indication.objects.published().select_related("condition", "procedure")
    rows = rows.only("relation", "effect", "procedure__type", "condition__kind", "condition__title", "condition__slug")
    of_condition: dict[int, list[Indication]] = defaultdict(list)
    for row in rows.filter(condition__in=page.indications.values("condition")).order_by("condition__title", "pk"):
        of_condition[row.condition_id].append(row)
    found = [_lost(page, rows) for rows in of_condition.values()]
    return sorted(found, key=lambda one: not one.warns)


def _lost(page: Procedure, rows: list[Indication]) -> Lost:
    """Return what one condition loses. rows: all that it shows, with those of the procedure."""
    gone = [row for row in rows if row.procedure_id == page.pk]
    kept = [row for row in rows if row.procedure_id != page.pk and not row.is_not_for]
    said, words = [], {"page": page, "n": len(kept)}
    if any(not row.is_not_for for row in gone):
        options = ngettext(
            "The option “%(page)s”. %(n)s option stays.", "The option “%(page)s”. %(n)s options stay.", len(kept)
        )
        said.append(options % words if kept else _("The option “%(page)s”.") % words)
    if any(row.is_not_for for row in gone):
        said.append(_("The line “Not used for this: %(page)s”.") % words)
    return Lost(gone[0].condition, " ".join(said), _warning(page, gone, kept))


def _warning(page: Procedure, gone: list[Indication], kept: list[Indication]) -> str:
    if any(row.is_not_for for row in gone):
        return _("Worth a look: this line keeps patients from asking for it.")
    if not kept:
        return _("No option stays there. Worth a look.")
    if page.type and page.type not in {row.procedure.type for row in kept}:
        return _("It is the only one of its sort there. Worth a look.")
    return ""
