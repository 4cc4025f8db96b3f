import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Terms become pages with revisions. The table of before is not carried over: the library brings its terms anew."""

    dependencies = [
        ("glossary", "0001_initial"),
        ("publishing", "0003_marks_and_mentions"),
    ]

    operations = [
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
