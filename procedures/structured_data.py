"""A procedure in the vocabulary of search engines."""

from conditions.areas import BodyArea
from procedures.types import ProcedureType
from publishing.public import structured_data
from publishing.public.structured_data import absolute, names_of, second_graph, text_of

__all__ = ["detail", "second_graph", "service"]

#: `indication` is not in the vocabulary; `possibleTreatment` takes a MedicalTherapy, so each is one as well.
_TYPES = {
    ProcedureType.BONE_AND_SPINE: ["SurgicalProcedure", "MedicalTherapy"],
    ProcedureType.STIMULATOR_OR_PUMP: ["SurgicalProcedure", "MedicalTherapy"],
    ProcedureType.MOVEMENT_AND_HANDS_ON: ["PhysicalTherapy"],
    ProcedureType.MIND_AND_BODY: ["MedicalTherapy"],
    ProcedureType.MEDICINE: ["MedicalTherapy"],
    ProcedureType.TEST: ["MedicalTest"],
}


def service(page) -> dict:
    """A procedure as something that a clinic does, by the id that its own page has for it."""
    return {
        "@type": _types_of(page),
        "@id": f"{absolute(page.get_absolute_url())}#subject",
        "name": page.title,
        "url": absolute(page.get_absolute_url()),
    }


def _types_of(page) -> list[str]:
    return _TYPES.get(page.type, ["MedicalProcedure", "MedicalTherapy"])


def detail(page, context: dict) -> str:
    """The graph of a procedure page. Each property says what a section of the page says."""
    shown = context["shown"]
    types = _types_of(page)
    entity = {
        "@type": types,
        "name": page.title,
        "alternateName": page.also_called,
        "description": page.summary,
        "contraindication": text_of(shown, "who-should-wait"),
        "relevantSpecialty": structured_data.SPECIALTY,
    }
    if any(name.endswith("Procedure") for name in types):
        entity |= {
            "bodyLocation": ", ".join(str(BodyArea(area).label) for area in page.body_areas),
            "preparation": text_of(shown, "getting-ready"),
            "howPerformed": text_of(shown, "the-day"),
            "followup": text_of(shown, "afterwards"),
        }
    if "MedicalTest" not in types:
        outcomes = names_of(shown, "risks")
        entity["adverseOutcome"] = [{"@type": "MedicalEntity", "name": name} for name in outcomes]
    else:
        del entity["contraindication"]
        entity["usedToDiagnose"] = [
            {"@type": "MedicalCondition", "name": link.condition.title} for link in context["links"] if link.is_finding
        ]
    return structured_data.page_graph(page, context, {key: value for key, value in entity.items() if value})
