"""Pages that minor edits are made on: small, and with one of all that may stand in a manuscript."""

PROCEDURE = """\
---
title: Epidural steroid injection
also_called:
- ESI
- Epidural
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
  who: People with leg pain that stays.
  relief: Some weeks.
  evidence: More people had less pain. [@cochrane2020-esi]
  numbers:
  - title: Less pain after three months
    count: 24
    says: have less pain
    sources:
    - aan2025-esi
  sources:
  - cochrane2020-esi
  - aan2025-esi
  checked_on: 2026-11-21
comparison:
  involves: One injection.
  side_effects: Soreness.
  grave_harm: It is an event that threatens life, and very rare.
  recovery: One day.
key_points:
- It can calm a nerve.
- It does not last.
- It is not for back pain alone.
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

Less pain for a while.

## Who should wait

People with an infection.

## Other ways

[Physical therapy](../procedures/physical-therapy.md) is one.

## Getting ready

Eat as you like.

## The day

1. You check in at the desk.
2. You lie on your belly. You may feel pressure.
3. At the end you get a small dressing.

## Afterwards

### Today

/// do
- Take short walks and do light tasks.
- Eat as you like.
///

/// dont
- Do not drive for 24 hours. [@beacon-epidural; @g-hey-after]
///

### This week

Sugar went from 160 to 286 mg/dL in one study.

### A good friend {#friend}

Bring one.

## Risks

A headache comes to about 5 in 1,000 people.

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
CONDITION = """\
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
- name: Exercise
  page: procedures/physical-therapy
  verdict: Guidelines put this first.
  effect: helps-a-little
  certainty: moderate
  who: Almost everyone with pain in the leg.
  involves: Visits over some weeks.
  side_effects: Some days feel worse.
  recovery: You can go on with your day.
  sources:
  - nice-ng59
no_procedure:
  verdict: Half of people are better in 10 days.
  effect: most-get-better
  certainty: low
  involves: Time and movement.
  side_effects: The pain may stay.
  recovery: You keep to your normal life as well as you can.
  sources:
  - nice-ng59
key_points:
- Sciatica is nerve pain.
- It often gets better by itself.
- Call {emergency_number} if you lose control of your bladder.
questions_and_answers:
- question: Do belts help?
  answer: They are not advised, even in people with leg pain. [@acp2017-news]
questions_to_ask:
- What is pressing on my nerve?
- Do I need a scan?
- What can I do at home?
drawings:
- file: sciatica-nerve-path.svg
  alt: Lower body from behind. A nerve starts in the back.
related:
- conditions/herniated-disc
- conditions/spinal-stenosis
authors:
- starter-library
---

## What it is

Sciatica is pain along a nerve. Many people use both words. Doctors may call it something else.

## Symptoms

It feels sharp.

## When to get help

/// snippet | back-warning-signs
///

/// ask | Ask us at your next visit
You have doubts.
///

## Causes

A disc can press on the nerve.

## Tests

It hurts when your straight leg is raised. A scan is for you where:

- The leg gets weaker. [@jensen2019]
- You have a warning sign. [@jensen2019; @koes2007]

## What you can do

Move.

## Your options

Most people need no procedure.

## What to expect

Healing is rarely a straight line. Not everyone is so lucky.
"""
ARTICLE = """\
---
title: How pain works
summary: Pain is an alarm of the body, and an alarm can ring without a fire. Learn why it can last.
topic: understanding-pain
key_points:
- Pain is an alarm.
- It is always real.
- It can change.
authors:
- starter-library
---

## The alarm {#alarm}

Think of a smoke alarm. Nerves send signals, but signals alone are not pain.

| At age 20 | At age 80 |
|---|---|
| 37 in 100 | 96 in 100 |
"""
BY_NAME = {"procedures": PROCEDURE, "conditions": CONDITION, "articles": ARTICLE}
