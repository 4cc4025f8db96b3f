"""Publishers and administrators keep synonyms and promoted results; everybody on the desk may read them, and what was
looked for in vain."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

KEEP = [f"{verb}_{model}" for verb in ("add", "change", "delete") for model in ("synonym", "promoted")]
LOOK = ["view_synonym", "view_promoted", "view_unansweredquery"]
ROLES = {"Author": LOOK, "Clinical reviewer": LOOK, "Publisher": LOOK + KEEP, "Administrator": LOOK + KEEP}


def give(apps, schema_editor):
    """Permissions exist only after migrations, so they are made here first."""
    from django.apps import apps as current

    db = schema_editor.connection.alias
    create_permissions(current.get_app_config("search"), verbosity=0, using=db)
    Group, Permission = (apps.get_model("auth", name) for name in ("Group", "Permission"))
    for name, codes in ROLES.items():
        found = Permission.objects.using(db).filter(codename__in=codes, content_type__app_label="search")
        for group in Group.objects.using(db).filter(name=name):
            group.permissions.add(*found)


class Migration(migrations.Migration):

    dependencies = [
        ("search", "0001_initial"),
        ("publishing", "0013_what_a_search_reads"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop, elidable=False)]
