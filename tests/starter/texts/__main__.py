"""Print the figures of some pages, and what is wrong with them."""

import os
import statistics
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings

from publishing.text import library
from publishing.text.prose import readability
from tests.starter.texts import reading, rules

KINDS = ("conditions", "procedures", "articles", "about", "snippets")


def main(asked: list[str]) -> None:
    """Print what the pages have whose address has a word; without words, all."""
    found = library.read(settings.CONTENT_DIR)
    print("\n".join(map(str, found.faults)))
    grades = []
    for (_language, kind, slug), manuscript in found.manuscripts.items():
        address = f"{kind}/{slug}"
        if kind not in KINDS or (asked and not any(word in address for word in asked)):
            continue
        counts = [count for _, count in readability.sentences(reading.running(manuscript))] or [0]
        grades.append(reading.grade(manuscript))
        print(f"{address}: grade {grades[-1]}, mean sentence of running text {sum(counts) / len(counts):.1f} words")
        for rule in rules.ALL:
            for fault in rule(manuscript):
                print(f"    {rule.__name__}: {fault}")
    print(f"median grade {statistics.median(grades)}")


main(sys.argv[1:])
