"""Seed the groups that an installation starts with, each with the least that its work needs."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

WRITE, REVIEW, PUBLISH = "write_pages", "review_pages", "publish_pages"
LOOK = ["view_event", "view_source", "view_contributor", "view_storedpicture", "view_term"]
KEEP = [f"{verb}_{model}" for verb in ("add", "change") for model in ("source", "term", "contributor")]
RUN = [
    *("add_clinicprofile", "change_clinicprofile", "view_clinicprofile", "delete_source", "delete_term"),
    *("add_user", "change_user", "view_user", "view_group"),
]
ROLES = {
    "Author": [WRITE, *LOOK],
    "Clinical reviewer": [REVIEW, *LOOK],
    "Publisher": [WRITE, PUBLISH, *LOOK, *KEEP],
    "Administrator": [WRITE, PUBLISH, *LOOK, *KEEP, *RUN],
}


def seed(apps, schema_editor):
    """Make the groups; permissions exist only after migrations, so they are made here first."""
    from django.apps import apps as current

    for label in ("auth", "glossary", "publishing"):
        config = current.get_app_config(label)
        create_permissions(config, verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codes in ROLES.items():
        group, _ = Group.objects.get_or_create(name=name)
        found = Permission.objects.filter(
            codename__in=codes, content_type__app_label__in=["auth", "glossary", "publishing"]
        )
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_initial"),
        ("glossary", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop, elidable=False)]
