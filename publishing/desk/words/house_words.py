"""Words that the library does not use, by what it says instead: regular expressions for whole words."""

import re

_AMERICAN = "the American spelling"
_WORDS = {
    "pill": ("tablets?",),
    "parentheses, or leave it out": ("brackets",),
    "physical therapy": (r"physiotherap\w+",),
    "acetaminophen": ("paracetamol",),
    "the US word": ("A&E", "casualty", "999", "GPs?", "chemist", "whilst", "amongst", "towards", "learnt", "fortnight"),
    _AMERICAN: (
        *(r"anaesth\w+", r"orthopaed\w+", "oedema", r"haem\w+"),
        *(
            r"paed\w+",
            "tumours?",
            r"(?:col|fav|behavi|hon|lab|neighb|harb|rum|vap)our\w*",
            "(?:cent|fib|lit|met)re[sd]?",
        ),
        r"\w*(?:organ|recogn|minim|real|stabil|hospital|general|steril|immobil)is(?:e|es|ed|ing|ation)",
        *("practise[sd]?", "programmes?", "ageing", "grey", r"sceptic\w*", "judgement", r"manoeuv\w+", r"travell\w+"),
        r"labell\w+",
    ),
    "by IV": ("by vein", "through a vein", "into a vein"),
    "important papers": ("legal papers",),
    "radiofrequency ablation": ("denervation", "rhizotomy", "neurotomy"),
    "vertebroplasty or kyphoplasty": ("vertebral augmentation", "cementoplasty"),
    "facet joint": (r"zygapophys\w+", "z-joints?"),
    "trials": ("fair tests?",),
    "what nobody knows, in one line": (
        r"(?:our|the) sources (?:do|did|say|cover|give)\w*",
        "we (?:found|could not see|could not find|have not read)",
    ),
    "what decides": ("for you this means", "is a choice, not a must", "a hint, not a proof", "is also an answer"),
    "serious": ("grave",),
    "no praise": (
        *("cutting.edge", "state.of.the.art", "revolutionary", "breakthrough", "miracle", "amazing", "world.class"),
        "gold standard",
    ),
    "no promise": (
        *("guarantee[ds]?", "painless", "risk.free", "completely safe", "100 percent", "proven to work"),
        *("safe and effective", "permanent cure"),
    ),
    "no fear": (r"patients? suffer\w*", "suffer(?:s|ing|ed)? from", "terrifying", "horrible", "agony", r"cripp\w+"),
    "nothing": ("exosomes?",),
}
REFUSED = tuple(
    (re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE), instead) for instead, patterns in _WORDS.items()
)
