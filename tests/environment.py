"""What must be set before Django reads its settings: a data folder for each process of the suite, a fixed address."""

import os
import tempfile

_DATA = tempfile.TemporaryDirectory(prefix="physiatry-suite-", ignore_cleanup_errors=True)
os.environ["DATA_DIR"] = _DATA.name
os.environ["BACKUP_DAYS"] = "0"  # a site of the suite makes a copy of itself only where a test asks for one
os.environ["SITE_URL"] = "http://testserver"
os.environ["SECRET_KEY"] = "the-suite-has-a-secret-of-its-own-and-keeps-nothing-with-it"
for name in [name for name in os.environ if name.startswith("CLINIC_")]:
    del os.environ[name]
