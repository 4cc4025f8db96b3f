"""Symptoms as a column, for their list and pages.

The rows that are there are not filled: nothing is released yet (decision 35), and a load of the library brings each page
with its symptoms.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conditions", "0001_initial")]

    operations = [
        migrations.AddField("condition", "symptoms", models.JSONField(blank=True, default=list)),
    ]
