"""How long a page may be for a reader on a phone. A kind says which of these its pages have."""

from math import inf
from typing import NamedTuple


class Budget(NamedTuple):
    """Words and phone screens with every fold closed, sources not counted; and sources."""

    words: float
    screens: float
    sources: float


TOPIC = Budget(1300, 14, 20)
SECOND_PAGE = Budget(1800, 18, 30)
ARTICLE = Budget(1100, 12, 15)
WARNING_SIGNS = Budget(1200, 12, 15)
TRUST_PAGE = Budget(700, 8, inf)
