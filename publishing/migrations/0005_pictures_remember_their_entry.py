"""Staff cannot change a picture, so what every stored picture says is what its library said.

Sources and people are left without a digest: whether staff have changed them is seen at the next load.
"""

import hashlib
import json

from django.db import migrations

KEYS = ("name", "digest", "original", "file", "variants", "width", "height")


def remember(apps, schema_editor):
    """Give every picture the digest of what it says, as `publishing.life.entries` counts it."""
    pictures = apps.get_model("publishing", "StoredPicture").objects
    for picture in pictures.filter(loaded_sha256=""):
        said = {key: getattr(picture, key) for key in KEYS if getattr(picture, key) not in (None, "", [])}
        written = json.dumps(said, sort_keys=True, ensure_ascii=False)
        picture.loaded_sha256 = hashlib.sha256(written.encode()).hexdigest()
        picture.save(update_fields=["loaded_sha256"])


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_what_the_library_said")]
    operations = [migrations.RunPython(remember, migrations.RunPython.noop)]
