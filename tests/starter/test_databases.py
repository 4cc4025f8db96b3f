"""SQLite and PostgreSQL give the same bytes."""

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from procedures.models import Indication
from publishing.life.models import Page
from tests.website.test_pages import addresses

pytestmark = [pytest.mark.usefixtures("starter_database"), pytest.mark.both_databases]
MACHINES = ["/sitemap.xml", "/robots.txt", "/nothing-here/"]


def test_both_databases_give_the_same_pages(loaded, client):
    file = Path(os.environ.get("SUITE_PAGES") or os.devnull)
    if not file.name.endswith(".json") or (connection.vendor == "sqlite" and not file.exists()):
        pytest.skip("the suite has not run on PostgreSQL before; `make test` does where a server is to be had")
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    Page.objects.filter(published_at__isnull=False).update(published_at=moment, updated_at=moment)
    Indication.objects.update(changed_at=moment)
    pages = {address: hashlib.sha256(client.get(address).content).hexdigest() for address in addresses() + MACHINES}
    if not file.exists():
        file.write_text(json.dumps(pages))
    found = json.loads(file.read_text())
    assert {address for address in pages if pages[address] != found.get(address)} == set()
    assert found.keys() == pages.keys()
