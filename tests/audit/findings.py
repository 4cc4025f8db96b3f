"""What a check found, and how it is told: by rule, then page, then element."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import pytest

SHOWN = 12  # lines for each rule; the rest is counted


class Finding(NamedTuple):
    page: str
    rule: str
    element: str


def at(page: str, rule: str, elements: Iterable[str]) -> list[Finding]:
    """Return a finding for each element of a page."""
    return [Finding(page, rule, element) for element in elements]


def expect_none(found: Iterable[Finding]) -> None:
    """Fail with all that was found, and without a traceback: the lines say it."""
    if lines := told(found):
        pytest.fail(lines, pytrace=False)


def told(found: Iterable[Finding]) -> str:
    """Return the findings as lines: for each rule how many on how many pages, then page and element."""
    rules = defaultdict(list)
    for finding in found:
        rules[finding.rule].append(finding)
    return "\n".join(line for rule, ones in sorted(rules.items()) for line in _of_rule(rule, ones))


def _of_rule(rule: str, found: list[Finding]) -> list[str]:
    pages = len({finding.page for finding in found})
    lines = [f"{rule}: {len(found)} on {pages} pages"]
    lines += [f"    {finding.page}  {finding.element[:220]}" for finding in found[:SHOWN]]
    return lines + ([f"    ... and {len(found) - SHOWN} more"] if len(found) > SHOWN else [])
