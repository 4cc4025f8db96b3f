import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("publishing", "0003_marks_and_mentions")]

    operations = [
        migrations.CreateModel(
            name="Exercise",
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
                (
                    "effort",
                    models.CharField(blank=True, choices=[("easy", "Easy"), ("hard", "Hard")], max_length=8),
                ),
            ],
            options={"verbose_name": "exercise"},
            bases=("publishing.page",),
        ),
    ]
