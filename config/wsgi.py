"""The WSGI entry point that the production server loads."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# A command may wait for its turn to write as long as settings say. Here whoever waits holds one of a few threads, and
# the public reads with what is left: as long as PostgreSQL lets a statement take, in seconds.
if "timeout" in settings.DATABASES["default"]["OPTIONS"]:
    settings.DATABASES["default"]["OPTIONS"]["timeout"] = 5

application = get_wsgi_application()
