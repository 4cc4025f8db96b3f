"""A minimal library that has no fault, built in a folder; a test breaks one thing in it and reads it again."""

from dataclasses import dataclass
from pathlib import Path

from publishing.text import library
from publishing.text.library import Library

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 200"><title>A leg</title><path d="M0 0h9"/></svg>\n'
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
- term: disc
  also_called:
  - intervertebral disc
  definition: A cushion between two bones of the spine.
  page: conditions/sciatica
  sources:
  - nice-ng59
- term: nerve root
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
- Pain down one leg
other_care:
- name: Staying active
  involves: Walking and light daily tasks.
  strength: moderate
  evidence: Guidelines put this first. [@nice-ng59]
  risks: Some days feel worse.
  sources:
  - nice-ng59
no_procedure:
  involves: Time and movement.
  evidence: Half of people are better in 10 days.
  risks: The pain may stay.
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

## What sciatica is {#what-it-is}

Sciatica is pain along a nerve. [@koes2007]

## How it feels {#symptoms}

It feels sharp. [Read how pain works](../articles/how-pain-works.md#in-short).

## When to get help {#when-to-get-help}

/// snippet | warning-signs
///

/// call-today
- The pain gets worse.
///

## What causes it {#causes}

![A leg](../drawings/leg.svg "The nerve")

### A disc

A disc can press on the nerve.

## Which tests there are {#tests}

| Test | Why |
| --- | --- |
| MRI | To see the nerve |

## What you can do {#what-you-can-do}

/// do
- Walk.
///

## How it can be treated {#treatment-options}

Most people need no procedure.

## What to expect {#what-to-expect}

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
  who: People with leg pain that stays. [@nice-ng59]
  strength: limited
  evidence: It helps a little for some weeks. [@koes2007]
  relief: Some weeks.
  sources:
  - koes2007
  - nice-ng59
  checked_on: 2026-05-02
comparison:
  involves: One injection.
  risks: Soreness.
  recovery: One day.
benefits:
- count: 3
  of: 100
  outcome: have less pain
  source: koes2007
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

## What it is {#what-it-is}

Medicine beside a nerve.

## Who should not have it {#who-should-not-have-it}

People with an infection.

## Other options {#other-options}

Waiting is one.

## Before {#before}

Eat as you like.

## During {#during}

You lie on your belly.

## After {#after}

### Today

Rest.

## Benefits {#benefits}

Less pain.

## Risks {#risks}

Soreness.

## When to get help {#when-to-get-help}

/// emergency
Your legs go weak.
///

/// call-today
You have a fever.
///

## If it does not work {#if-it-does-not-work}

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
    folder = Folder(root)
    for name, content in FILES.items():
        folder.write(name, content)
    return folder
