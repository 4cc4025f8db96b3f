"""Hard words, and the plain ones that patients read more easily: what the desk offers to swap.

    list(hard_words("We administer it by fluoroscopy."))    # [("administer", "give", 3), ...]

A word whose plain one is no drop-in is not here. What the glossary explains is no hard word on a page: ask it first.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from publishing.text.prose import syntax

#: Each form of a word for itself, so that what is swapped in has the same form.
_PAIRS = """
abdomen: belly | abdominal pain: belly pain | adjacent to: next to | administer: give | administers: gives
administered: given | administering: giving | adverse effect: side effect | adverse effects: side effects
adverse event: side effect | adverse events: side effects | alleviate: ease | alleviates: eases | alleviated: eased
ambulate: walk | ambulating: walking | ambulation: walking | analgesic: pain medicine | analgesics: pain medicines
antecubital fossa: bend of the elbow | approximately: about | ascertain: find out | aspirate: draw out
assistance: help | assists: helps | asymptomatic: without symptoms | axilla: armpit | beneficial: helpful
bilateral: on both sides | bilaterally: on both sides | cannula: thin tube | catheter: thin tube
catheters: thin tubes | cease: stop | cervical spine: neck | cessation: stopping | chronic pain: long-lasting pain
clavicle: collarbone | coccyx: tailbone | commence: start | commences: starts | commenced: started | comprises: has
comorbidities: other illnesses | concurrently: at the same time | consequently: so | contraindicated: not safe
contralateral: on the other side | contrast agent: dye | contrast medium: dye | contusion: bruise
contusions: bruises | cutaneous: skin | cephalgia: headache | debilitating: very hard to live with | demonstrate: show
demonstrates: shows | demonstrated: shown | demonstrating: showing | despite the fact that: although
diminish: lessen | diminishes: lessens | discontinue: stop | discontinued: stopped | discontinuing: stopping
due to the fact that: because | duration: length | dyspnea: shortness of breath | dysphagia: trouble swallowing
edema: swelling | edematous: swollen | efficacious: effective | elucidate: explain | emesis: vomiting | endeavor: try
ensure: make sure | ensures: makes sure | erythema: redness | evaluate: check | evaluates: checks | evaluated: checked
evaluation: check-up | exacerbate: worsen | exacerbates: worsens | exacerbated: worsened | exacerbation: flare-up
exacerbations: flare-ups | expedite: speed up | extremity: limb | extremities: arms and legs | facilitate: help
facilitates: helps | febrile: feverish | femur: thigh bone | fluoroscopy: live X-ray | fluoroscopic: live X-ray
frequently: often | hematoma: bruise | hematomas: bruises | hemorrhage: bleeding | humerus: upper arm bone
hypertension: high blood pressure | hypotension: low blood pressure | idiopathic: of no known cause
immediately: at once | impairment: problem | in order to: to | in the event of: if there is | in the event that: if
inability: being unable | incision: cut | incisions: cuts | indicate: show | indicates: shows | inferior to: below
ingest: swallow | initial: first | initially: at first | initiate: start | initiates: starts | initiated: started
insomnia: trouble sleeping | ipsilateral: on the same side | laceration: cut | lacerations: cuts
lumbar spine: lower back | majority of: most | malaise: feeling unwell | manifestation: sign | manifestations: signs
mitigate: ease | modality: treatment | modalities: treatments | monitored: watched | myalgia: muscle pain
necessitate: need | necessitates: needs | neonate: newborn | numerous: many | obtain: get | obtained: got
obtains: gets | optimal: best | optimum: best | palpate: feel | palpation: touch | paresthesia: tingling
paresthesias: tingling | participate: take part | participates: takes part | patella: kneecap | perform: do
performs: does | performed: done | performing: doing | perspiration: sweat | physician: doctor | physicians: doctors
postoperative: after surgery | postoperatively: after surgery | practitioner: clinician | preoperative: before surgery
preoperatively: before surgery | prior to: before | prognosis: outlook | prophylaxis: prevention
prophylactic: preventive | pruritus: itching | purchase: buy | radiate: spread | radiates: spreads
radiating: spreading | recurrence: return | remain: stay | remains: stays | remainder: rest | require: need
requires: needs | required: needed | requiring: needing | residual: remaining | respiration: breathing
scapula: shoulder blade | sensation: feeling | sensations: feelings | subcutaneous: under the skin
subcutaneously: under the skin | subsequent: later | subsequently: later | sufficient: enough | supine: on your back
symptomatology: symptoms | syncope: fainting | terminate: end | terminates: ends | thoracic spine: upper back
tibia: shin bone | transmit: send | transmits: sends | trauma: injury | traumatic: from an injury
unilateral: on one side | upon: on | urinate: pee | urination: peeing | utilization: use | utilize: use
utilized: used | utilizes: uses | utilizing: using | vertigo: spinning feeling | visualize: see | visualized: seen
with regard to: about | with respect to: about
"""
PLAIN: dict[str, str] = dict(
    (part.strip() for part in pair.split(":"))  # type: ignore[misc]  # two parts each
    for line in _PAIRS.strip().splitlines()
    for pair in line.split("|")
)
#: First word of a spelling -> its spellings, the longest first.
_BY_START: dict[str, list[str]] = {}
for _spelling in sorted(PLAIN, key=len, reverse=True):
    _BY_START.setdefault(_spelling.split(" ")[0], []).append(_spelling)
_WORD = re.compile(r"(?<![\w-])[A-Za-z]+(?:-[A-Za-z]+)*")
_END = re.compile(r"(?![\w-])")
_OUT_OF_SIGHT = re.compile(r"^(?:///.*|#.*)$|\{[a-z_]+\}", re.MULTILINE)


class HardWord(NamedTuple):
    """A hard word as it is written, the plain one in the same case, and where it starts in the text, from 0."""

    written: str
    plain: str
    start: int


def hard_words(text: str) -> Iterator[HardWord]:
    """Yield each hard word of a text with marks, in order, the first of each. Targets, sources and signs are none."""
    seen: set[str] = set()
    words = readable(text)
    lower = words.lower()
    for found in _WORD.finditer(lower):
        spelling = next((one for one in _BY_START.get(found[0], ()) if _stands_at(lower, found.start(), one)), "")
        if spelling and spelling not in seen:
            seen.add(spelling)
            written = words[found.start() : found.start() + len(spelling)]
            yield HardWord(written, _in_case(PLAIN[spelling], written), found.start())


def _stands_at(text: str, start: int, spelling: str) -> bool:
    return text.startswith(spelling, start) and bool(_END.match(text, start + len(spelling)))


def readable(text: str) -> str:
    """Return a text of the same length, in which what no reader sees as words is out of sight."""
    return _OUT_OF_SIGHT.sub(lambda found: "\x1f" * len(found[0]), syntax.masked(text))


def _in_case(plain: str, written: str) -> str:
    return plain[:1].upper() + plain[1:] if written[:1].isupper() else plain
