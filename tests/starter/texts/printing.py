"""The figures of some pages, and what is wrong with them, for who writes them."""

import statistics

from django.conf import settings

from publishing.text import library
from publishing.text.prose import readability
from tests.starter.texts import reading, rules

KINDS = ("conditions", "procedures", "articles", "about", "snippets")


def show(asked: list[str]) -> None:
    """Print what the pages have whose address has a word; without words, all."""
    found = library.read(settings.CONTENT_DIR)
    print("\n".join(map(str, found.faults)))
    grades = []
    for (_language, kind, slug), manuscript in found.manuscripts.items():
        address = f"{kind}/{slug}"
        if kind not in KINDS or (asked and not any(word in address for word in asked)):
            continue
        counts = [count for _, count in readability.sentences(readability.running(manuscript.body))] or [0]
        grades.append(reading.grade(manuscript))
        mean = statistics.mean(counts)
        print(f"{address}: grade {grades[-1]}, mean sentence of running text {mean:.1f} words")
        for rule in rules.ALL:
            for fault in rule(manuscript):
                print(f"    {rule.__name__}: {fault}")
    if grades:
        print(f"median grade {statistics.median(grades)}")
