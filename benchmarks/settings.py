"""The site's own settings, with another library: the folder that BENCHMARK_CONTENT names."""

import os
from pathlib import Path

from config.settings import *  # noqa: F403 (these are those settings)

CONTENT_DIR = Path(os.environ["BENCHMARK_CONTENT"])
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
