"""A link knows whether it has further lines, so that no list need read its texts. What is stored says it of old ones."""

from django.db import migrations, models


def learn(apps, schema_editor):
    apps.get_model("procedures", "Indication").objects.filter(html__has_key="details").update(has_details=True)


class Migration(migrations.Migration):
    dependencies = [
        ("procedures", "0003_what_it_does_and_how_sure"),
    ]

    operations = [
        migrations.AddField(
            model_name="indication",
            name="has_details",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(learn, migrations.RunPython.noop),
    ]
