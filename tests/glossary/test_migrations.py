"""What becomes of a glossary from before terms were pages."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import yaml
from django.conf import settings

TERM = {
    "language": "en",
    "title": "ablation",
    "also_called": ["burning"],
    "definition": "Our own words: “heat”.",
    "page": "procedures/radiofrequency-ablation",
    "sources": ["koes2007"],
}


def migrate(data, *arguments: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0", *arguments]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment | {"DATA_DIR": str(data)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_terms_that_staff_had_changed_are_kept_in_a_file_and_the_operator_is_told(tmp_path):
    migrate(tmp_path, "glossary", "0001")
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        database.execute(
            "INSERT INTO glossary_term (language, slug, term, also_called, definition, page, source_ids) "
            "VALUES ('en', 'ablation', ?, '[\"burning\"]', ?, ?, '[\"koes2007\"]')",
            [TERM["title"], TERM["definition"], TERM["page"]],
        )
        database.commit()
    said = migrate(tmp_path)
    kept = tmp_path / "glossary-before.yaml"
    assert str(kept) in said
    assert yaml.safe_load(kept.read_text()) == [TERM]
