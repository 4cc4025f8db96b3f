"""Two libraries without a fault, built in a folder.

The minimal one has one page of each kind; a test breaks one thing in it and reads it again. The small one adds what
work at the desk needs: a second page of each kind to link to, and the pages that templates name. It is what the
database of the tests holds.
"""

from dataclasses import dataclass
from pathlib import Path

from publishing.text import library
from publishing.text.library import Library

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200" data-plate="20 10 180"><title>A leg</title>
<path d="M0 0h9"/><g class="labels"><path d="M5 5h40"/><text x="50" y="9">Nerve</text></g></svg>
"""
SOURCES = """\
- id: koes2007
  title: Diagnosis and treatment of sciatica
  publisher: BMJ
  year: 2007
  url: https://www.bmj.com/content/334/7607/1313
  kind: review
- id: nice-ng59
  title: Low back pain and sciatica in over 16s
  publisher: NICE
  kind: guideline
"""
CONTRIBUTORS = """\
- id: starter-library
  name: Starter library
  kind: organization
"""
GLOSSARY = """\
- title: disc
  also_called:
  - intervertebral disc
  definition: A cushion between two bones of the spine.
  page: conditions/sciatica
  sources:
  - nice-ng59
- title: nerve root
  definition: The start of a nerve where it leaves the spine.
"""
SCIATICA = """\
---
title: Sciatica
also_called:
- Pinched nerve
summary: Pain that runs from the lower back down one leg because a nerve is irritated.
category: spine
body_areas:
- lower-back
- leg
icd10:
- M54.16
symptoms:
- name: Pain down one leg
  area: leg
  how: Pain down one leg, often below the knee
other_care:
- name: Staying active
  verdict: Guidelines put this first.
  effect: helps-a-little
  certainty: moderate
  involves: Walking and light daily tasks.
  side_effects: Some days feel worse.
  evidence: Guidelines put this first. [@nice-ng59]
  sources:
  - nice-ng59
no_procedure:
  verdict: Half of people are better in 10 days.
  effect: most-get-better
  certainty: low
  involves: Time and movement.
  side_effects: The pain may stay.
  evidence: Half of people are better in 10 days.
  sources:
  - nice-ng59
key_points:
- Sciatica is nerve pain.
- It often gets better by itself. [@koes2007]
- Call {emergency_number} if you lose control of your bladder.
questions_to_ask:
- What is pressing on my nerve?
- Do I need a scan?
- What can I do at home?
drawings:
- file: leg.svg
  alt: A nerve from the back to the foot.
related:
- articles/how-pain-works
authors:
- starter-library
review_every_months: 12
---

## What it is

Sciatica is pain along a nerve. [@koes2007]

## Symptoms

It feels sharp. [Read how pain works](../articles/how-pain-works.md#in-short).

## When to get help

/// snippet | warning-signs
///

/// call-today
- The pain gets worse.
///

## Causes

![A leg](../drawings/leg.svg "The nerve")

### A disc

A disc can press on the nerve.

## Tests

| Test | Why |
| --- | --- |
| MRI | To see the nerve |

## What you can do

/// do
- Walk.
///

## Your options

Most people need no procedure.

## What to expect

/// details | More about time
Most people are better in weeks.
///
"""
INJECTION = """\
---
title: Epidural steroid injection
summary: Medicine is placed next to an irritated nerve in the back, to calm it for a while.
type: injection
body_areas:
- lower-back
indications:
- condition: sciatica
  relation: treats
  verdict: It helps a little for some weeks.
  effect: helps-a-little
  certainty: low
  who: People with leg pain that stays. [@nice-ng59]
  relief: Some weeks.
  evidence: It helps a little for some weeks. [@koes2007]
  sources:
  - koes2007
  - nice-ng59
  checked_on: 2026-05-02
comparison:
  involves: One injection.
  side_effects: Soreness.
  grave_harm: None known.
  recovery: One day.
risks:
- title: Headache, in people
  count: 3
  says: have a headache
  sources:
  - koes2007
key_points:
- It can calm a nerve.
- It does not last.
- It is not for back pain alone.
day_plan:
- day: 0
  instruction: Bring somebody who can drive.
questions_to_ask:
- Is it for me?
- What are the risks?
- What comes after?
authors:
- starter-library
---

## What it is

Medicine beside a nerve.

## How well it works

Less pain.

## Who should wait

People with an infection.

## Other ways

Waiting is one.

## Getting ready

Eat as you like.

## The day

You lie on your belly.

## Afterwards

### Today

Rest.

## Risks

Soreness.

## When to get help

/// emergency
Your legs go weak.
///

/// call-today
You have a fever.
///

## If it does not work

Talk to us.
"""
HOW_PAIN_WORKS = """\
---
title: How pain works
summary: Pain is an alarm of the body, and an alarm can ring without a fire. Read why.
topic: understanding-pain
key_points:
- Pain is an alarm.
- It is always real.
- It can change.
authors:
- starter-library
---

## In short

Pain is an alarm.
"""
ACCESSIBILITY = """\
---
title: Accessibility
summary: What we do so that everybody can read these pages, and whom to tell where we fail.
authors:
- starter-library
---

## What we do

We test with a keyboard.
"""
WARNING_SIGNS = """\
---
title: Warning signs
authors:
- starter-library
---

/// emergency
You lose control of your bladder.
///
"""
CONDITION, PROCEDURE, ARTICLE, ABOUT, SNIPPET = (
    "conditions/sciatica.md",
    "procedures/epidural-steroid-injection.md",
    "articles/how-pain-works.md",
    "about/accessibility.md",
    "snippets/warning-signs.md",
)
FILES = {
    "sources.yaml": SOURCES,
    "contributors.yaml": CONTRIBUTORS,
    "glossary.yaml": GLOSSARY,
    "drawings/leg.svg": DRAWING,
    CONDITION: SCIATICA,
    PROCEDURE: INJECTION,
    ARTICLE: HOW_PAIN_WORKS,
    ABOUT: ACCESSIBILITY,
    SNIPPET: WARNING_SIGNS,
}
KNEE = """\
---
title: Knee osteoarthritis
also_called:
- Worn knee
summary: The knee hurts and is stiff because the joint has changed. Moving it is the best care there is.
category: joints
body_areas:
- knee
icd10:
- M17.9
symptoms:
- name: Knee pain
  area: knee
  how: Pain on stairs
other_care:
- name: Swimming
  verdict: Many people like it.
  effect: helps-a-little
  certainty: low
  involves: Moving without weight on the knee.
  side_effects: Few.
  evidence: Many people like it. [@nice-ng59]
  sources:
  - nice-ng59
no_procedure:
  verdict: Guidelines put exercise first.
  effect: most-get-better
  certainty: low
  involves: Walking and strong legs.
  side_effects: Soreness at first.
  evidence: Guidelines put exercise first. [@nice-ng59]
  sources:
  - nice-ng59
key_points:
- Your knee is made to move.
- Pain is not harm.
- You can do a lot.
questions_to_ask:
- Which exercise suits me?
- Do I need a scan?
- What if it gets worse?
authors:
- starter-library
---

## What it is

A joint that has changed.

## Symptoms

It feels stiff.

## When to get help

/// call-today
- Your knee is hot and swollen.
///

## Causes

Many things together.

## Tests

Often none.

## What you can do

Move.

## Your options

Exercise comes first.

## What to expect

Good days and bad days.
"""
LOW_BACK_PAIN = """\
---
title: Low back pain
summary: Most back pain is not dangerous and gets better in some weeks. Keep moving, and know the signs.
category: spine
body_areas:
- lower-back
- hip
icd10:
- M54.5
symptoms:
- name: Back pain
  area: lower-back
  how: Pain below the ribs
other_care:
- name: Heat
  verdict: It eases the pain for hours.
  effect: helps-a-little
  certainty: low
  involves: A warm pad for a while.
  side_effects: A burn, if it is too hot.
  evidence: It eases the pain for hours. [@acp2017]
  sources:
  - acp2017
no_procedure:
  verdict: Most people are better in some weeks.
  effect: most-get-better
  certainty: low
  involves: Time and movement.
  side_effects: It can come back.
  evidence: Most people are better in some weeks. [@acp2017]
  sources:
  - acp2017
key_points:
- Your back is strong.
- Rest does not heal it.
- Call {emergency_number} if you cannot feel where you sit.
questions_to_ask:
- Do I need a scan?
- What can I do today?
- When do I come back?
authors:
- starter-library
---

## What it is

Pain between the ribs and the hips. Read [how pain works](../articles/how-pain-works.md).

## Symptoms

It is dull or sharp.

## When to get help

/// snippet | warning-signs
///

/// call-today
- You have a fever.
///

## Causes

Many things together.

## Tests

Often none.

## What you can do

Move.

## Your options

Exercise comes first.

## What to expect

Good days and bad days.
"""
HERNIATED_DISC = LOW_BACK_PAIN
for _old, _new in (
    ("Low back pain", "Herniated disc"),
    ("Most back pain is not dangerous and", "A disc in the back bulges, presses on a nerve, and often"),
    ("M54.5", "M51.26"),
    ("Read [how pain works](../articles/how-pain-works.md).", "A disc is one cause."),
):
    HERNIATED_DISC = HERNIATED_DISC.replace(_old, _new)
PHYSICAL_THERAPY = """\
---
title: Physical therapy
also_called:
- Physiotherapy
summary: A therapist helps you move and get stronger. It is the first step for many kinds of pain.
type: movement-and-hands-on
body_areas:
- lower-back
- knee
indications:
- condition: knee-osteoarthritis
  relation: treats
  verdict: Guidelines put it first.
  effect: helps
  certainty: high
  who: Almost everyone.
  relief: Months.
  evidence: Guidelines put it first. [@nice-ng59]
  sources:
  - nice-ng59
  checked_on: 2026-05-02
- condition: sciatica
  relation: treats
  verdict: It helps many.
  effect: helps-a-little
  certainty: moderate
  who: People who can move.
  relief: Months.
  evidence: It helps many. [@nice-ng59]
  sources:
  - nice-ng59
  checked_on: 2026-05-02
comparison:
  involves: Visits over some weeks.
  side_effects: Soreness at first.
  grave_harm: None known.
  recovery: None.
key_points:
- You learn exercises.
- You set the pace.
- It takes weeks.
questions_to_ask:
- How often do I come?
- What do I do at home?
- When will I notice it?
authors:
- starter-library
---

## What it is

Exercise with a teacher. Read what [a worn knee](../conditions/knee-osteoarthritis.md) is.

## How well it works

You can do more.

## Who should wait

People with a broken bone.

## Other ways

Walking is one.

## Getting ready

Wear loose clothes.

## The day

You move.

## Afterwards

You may be sore.

## Risks

Soreness.

## When to get help

/// emergency
Your chest hurts.
///

/// call-today
Your leg is newly weak.
///

## If it does not work

Talk to us.
"""
WHEN_TO_CALL = """\
---
title: Warning signs that need help now
summary: Most pain is not dangerous. Learn the few signs that must not wait for a visit.
role: warning-signs
topic: tests-and-safety
related:
- conditions/sciatica
- articles/how-pain-works
authors:
- starter-library
---

/// emergency
- You cannot feel your legs.
///

If you are not sure, call.

## In the back {#back}

/// snippet | warning-signs
///

## In the neck {#neck}

Clumsy hands can come from the neck.
"""
CONTACT = """\
---
title: Contact us
summary: How to reach the clinic by phone, when we are open, and what to do in an emergency.
role: contact
authors:
- starter-library
---

## Call us

The number to call is {clinic_phone}. See the [warning signs](../articles/warning-signs.md) that cannot wait.
"""
HOW_WE_WRITE = """\
---
title: How we write
summary: Who writes these pages, what we read for them, and how sure we are of what they say.
role: how-we-write
authors:
- starter-library
---

## How sure we are {#how-sure-we-are}

A bar says how sure we are.
"""
YOUR_FIRST_VISIT = """\
---
title: Your first visit
summary: What happens when you come for the first time, and what you should bring with you.
topic: your-visit
key_points:
- We listen first.
- Bring your list of medicines.
- You decide with us.
related:
- articles/how-pain-works
authors:
- starter-library
---

## We talk {#we-talk}

Say what you want to do again.
"""
MORE_SOURCES = """\
- id: acp2017
  title: Noninvasive treatments for low back pain
  publisher: Annals of Internal Medicine
  year: 2017
  kind: guideline
- id: jensen2019
  title: Epidural injections for back and leg pain
  publisher: Pain Medicine
  year: 2019
  url: https://example.org/jensen2019
  kind: review
"""
MORE_LINKS = """\
- condition: herniated-disc
  relation: treats
  verdict: It helps a little for some weeks.
  effect: helps-a-little
  certainty: low
  who: People with leg pain that stays.
  relief: Some weeks.
  evidence: It helps a little for some weeks. [@koes2007]
  disagreement:
    in_favor:
      says: It is worth a try before surgery.
      sources:
      - koes2007
    against:
      says: It changes nothing in the long run.
      sources:
      - jensen2019
    means: Ask what it can do for you.
  sources:
  - koes2007
  checked_on: 2026-05-02
- condition: low-back-pain
  relation: not-for
  verdict: It does not help.
  effect: no-better
  certainty: moderate
  who: People with pain in the back alone.
  evidence: It does not help. [@acp2017]
  sources:
  - acp2017
  checked_on: 2026-05-02
"""
DISPUTE = """\
dispute:
  says: Some say that it is worth a try, and others that it changes nothing.
  means: Ask what it can do for you.
"""


def _with(text: str, *changes: tuple[str, str]) -> str:
    """A text with more in it; what is changed stands there once."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


SMALL = FILES | {
    "sources.yaml": MORE_SOURCES + SOURCES,
    "drawings/needle.svg": DRAWING.replace("A leg", "A needle"),
    CONDITION: _with(
        SCIATICA,
        ("- name: Staying active\n", "- name: Staying active\n  page: procedures/physical-therapy\n"),
        ("review_every_months: 12\n", ""),
        ("Most people need no procedure.", "Few need an [injection](../procedures/epidural-steroid-injection.md)."),
    ),
    PROCEDURE: _with(
        INJECTION,
        ("comparison:\n", MORE_LINKS + DISPUTE + "comparison:\n"),
        ("authors:\n", "drawings:\n- file: needle.svg\n  alt: A needle beside a nerve.\nauthors:\n"),
    ),
    ARTICLE: _with(
        HOW_PAIN_WORKS,
        ("- It is always real.", "- It is always real. [@koes2007]"),
        ("authors:\n", "related:\n- conditions/sciatica\n- conditions/low-back-pain\nauthors:\n"),
        ("## In short\n", "## In short {#in-short}\n"),
        ("\n\nPain is an alarm.", "\n\n[Sciatica](../conditions/sciatica.md) is one kind of pain. [@nice-ng59]"),
    ),
    SNIPPET: _with(
        WARNING_SIGNS,
        ("You lose control of", "- You have new pain down both legs.\n- You lose control of"),
    ),
    "conditions/herniated-disc.md": HERNIATED_DISC,
    "conditions/knee-osteoarthritis.md": KNEE,
    "conditions/low-back-pain.md": LOW_BACK_PAIN,
    "procedures/physical-therapy.md": PHYSICAL_THERAPY,
    "articles/warning-signs.md": WHEN_TO_CALL,
    "articles/your-first-visit.md": YOUR_FIRST_VISIT,
    "about/contact.md": CONTACT,
    "about/how-we-write.md": HOW_WE_WRITE,
}


@dataclass
class Folder:
    """A library on disk."""

    root: Path

    def write(self, name: str, content: str | bytes) -> None:
        """Put a file there, byte for byte."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def text(self, name: str) -> str:
        """What a file holds."""
        return (self.root / name).read_text()

    def replace(self, name: str, old: str, new: str) -> int:
        """Put `new` where `old` stands once; return the line, from 1, on which it starts."""
        text = self.text(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))
        return text.count("\n", 0, text.index(old)) + 1

    def read(self) -> Library:
        """Read and check it."""
        return library.read(self.root)


def minimal(root: Path) -> Folder:
    """Build the minimal library."""
    return _built(root, FILES)


def small(root: Path) -> Folder:
    """Build the small library."""
    return _built(root, SMALL)


def _built(root: Path, files: dict[str, str]) -> Folder:
    folder = Folder(root)
    for name, content in files.items():
        folder.write(name, content)
    return folder
