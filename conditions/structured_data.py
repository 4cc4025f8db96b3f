"""A condition in the vocabulary of search engines."""

from conditions.areas import BodyArea
from publishing.public import structured_data
from publishing.public.structured_data import absolute, names_of, second_graph, text_of

__all__ = ["detail", "second_graph"]


def detail(page, context: dict) -> str:
    """The graph of a condition page, with the treatments that the page lists."""
    shown = context["shown"]
    entity = {
        "@type": "MedicalCondition",
        "name": page.title,
        "alternateName": page.also_called,
        "code": [
            {"@type": "MedicalCode", "codeValue": code, "codingSystem": "ICD-10-CM"} for code in shown.get("icd10", [])
        ],
        "signOrSymptom": [{"@type": "MedicalSymptom", "name": symptom["how"]} for symptom in shown.get("symptoms", [])],
        "riskFactor": [{"@type": "MedicalRiskFactor", "name": name} for name in shown.get("risk_factors", [])],
        "cause": [{"@type": "MedicalCause", "name": name} for name in names_of(shown, "causes")],
        "typicalTest": [{"@type": "MedicalTest", "name": name} for name in names_of(shown, "tests")],
        "expectedPrognosis": text_of(shown, "what-to-expect"),
        "possibleTreatment": [
            {
                "@type": "MedicalTherapy",
                "name": link.procedure.title,
                "url": absolute(link.procedure.get_absolute_url()),
            }
            for link in context["links"]
            if link.treats or link.is_in_doubt
        ],
        "associatedAnatomy": [
            {"@type": "AnatomicalStructure", "name": str(BodyArea(area).label)} for area in page.body_areas
        ],
        "relevantSpecialty": structured_data.SPECIALTY,
    }
    return structured_data.page_graph(page, context, {key: value for key, value in entity.items() if value})
