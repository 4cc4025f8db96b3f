"""A term of the glossary: its spellings, and one term for each address."""

import pytest
from django.db import IntegrityError, transaction

from glossary.models import Term

pytestmark = pytest.mark.both_databases


def test_a_term_is_met_under_its_own_name_and_all_others():
    assert Term(term="disc", also_called=["intervertebral disc", "disk"]).names == (
        "disc",
        "intervertebral disc",
        "disk",
    )


def test_a_slug_stands_once_in_a_language_and_again_in_another(db):
    Term.objects.create(slug="test-disc", term="Disc", definition="x")
    Term.objects.create(slug="test-disc", term="Disco", definition="x", language="es")
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(slug="test-disc", term="Disk", definition="y")
