"""The product's own settings, on a throw-away data folder with fixed secrets."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A developer's settings must not change what the tests find; what the tests themselves read stays.
KEPT = ("REFLEX_REQUIRE_BROWSER", "REFLEX_REQUIRE_POSTGRES", "REFLEX_CHROMIUM", "REFLEX_NO_BOOTSTRAP")
for name in [each for each in os.environ if each.startswith("REFLEX_") and each not in KEPT]:
    del os.environ[name]
os.environ.pop("EMAIL_URL", None)

FOLDER = Path(tempfile.mkdtemp(prefix="reflexpractice-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["REFLEX_DATA_DIR"] = str(FOLDER)
os.environ["REFLEX_SECRET_KEY"] = "a-secret-for-tests-that-opens-nothing-anywhere-0123456789"
os.environ["REFLEX_AUDIT_KEY"] = "an-audit-key-for-tests-that-seals-nothing-real-0123456789"

from reflexpractice.settings import *  # noqa: E402, F403
from reflexpractice.settings import DATABASES  # noqa: E402

# A file, as in a practice: a database in memory has no write-ahead log and one connection for everybody.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
# A connection kept by a server thread would hold the test database when it is to be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0

(FOLDER / "static").mkdir()

# Argon2 is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
