"""Words that the house does not use, and what it says instead."""

import re


def _refused(pattern: str, instead: str) -> tuple[re.Pattern[str], str]:
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), instead


REFUSED = (
    _refused(r"tablets?", "pill"),
    _refused(r"brackets", "parentheses, or leave it out"),
    _refused(r"physiotherap\w+", "physical therapy"),
    _refused(r"paracetamol", "acetaminophen"),
    _refused(r"A&E|casualty|999|GP|GPs|chemist|surgery hours", "the US word"),
    _refused(r"whilst|amongst|towards|learnt|fortnight", "the American word"),
    _refused(r"(?:an)?aesthe\w+|anaesth\w+|orthopaed\w+|oedema|haem\w+|paed\w+|tumours?|colou?red? tumour", "the American spelling"),
    _refused(r"(?:col|fav|behavi|hon|lab|neighb|harb|rum|vap)our\w*", "the American spelling"),
    _refused(r"(?:cent|fib|lit|met)re[sd]?", "the American spelling"),
    _refused(r"\w*(?:organis|recognis|minimis|realis|stabilis|hospitalis|generalis|sterilis|immobilis)(?:e|es|ed|ing|ation)", "the American spelling"),
    _refused(r"practise[sd]?|programme[s]?|ageing|grey|tyre|sceptic\w*|judgement|manoeuv\w+|travell\w+|labell\w+", "the American spelling"),
    _refused(r"by vein|through a vein|into a vein", "by IV"),
    _refused(r"legal papers", "important papers"),
    _refused(r"denervation|rhizotomy|neurotomy", "radiofrequency ablation"),
    _refused(r"vertebral augmentation|cementoplasty", "vertebroplasty or kyphoplasty"),
    _refused(r"zygapophys\w+|z-joints?", "facet joint"),
    _refused(r"fair tests?", "trials"),
    _refused(r"(?:our|the) sources (?:do|did|say|cover|give)\w*|we (?:found|could not see|could not find|have not read)", "what nobody knows, in one line"),
    _refused(r"for you this means|is a choice, not a must|a hint, not a proof|is also an answer", "say what decides"),
    _refused(r"grave", "serious"),
    _refused(r"cutting.edge|state.of.the.art|revolutionary|breakthrough|miracle|amazing|world.class|gold standard", "no praise"),
    _refused(r"guarantee[ds]?|painless|risk.free|completely safe|100 percent|proven to work|safe and effective|permanent cure", "no promise"),
    _refused(r"patients? suffer\w*|suffer(?:s|ing|ed)? from|terrifying|horrible|agony|cripp\w+", "no fear"),
    _refused(r"exosomes?", "leave it out"),
)  # fmt: skip
