import django.db.models.deletion
import yaml
from django.conf import settings
from django.db import migrations, models

KEPT = settings.DATA_DIR / "glossary-before.yaml"


def keep(apps, schema_editor) -> None:
    """Write down the terms that the table of before holds, as a glossary.yaml has them: staff may have changed them."""
    found = list(apps.get_model("glossary", "Term").objects.order_by("language", "term").values())
    if found:
        terms = [
            {
                "language": term["language"],
                "title": term["term"],
                "also_called": term["also_called"],
                "definition": term["definition"],
                "page": term["page"],
                "sources": term["source_ids"],
            }
            for term in found
        ]
        KEPT.write_text(yaml.safe_dump(terms, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")
        print(f"\nThe glossary comes anew from the library. What your staff had made of it is kept in {KEPT}.")


class Migration(migrations.Migration):
    """Terms become pages with revisions. The library brings its terms anew; those of before are kept in a file."""

    dependencies = [
        ("glossary", "0001_initial"),
        ("publishing", "0003_marks_and_mentions"),
    ]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.DeleteModel(name="Term"),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="publishing.page",
                    ),
                ),
            ],
            options={"verbose_name": "term"},
            bases=("publishing.page",),
        ),
    ]
