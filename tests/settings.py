"""The product's settings in an environment of the tests' own: no variable of the developer's leaks in, and nothing is left behind."""

import atexit
import os
import shutil
import tempfile

_OURS = {"TASUKI_SHARED", "TASUKI_TEST_DATABASE_URL"}
for _name in [name for name in os.environ if name.startswith("TASUKI_") and name not in _OURS] + ["DATABASE_URL"]:
    os.environ.pop(_name, None)

os.environ["TASUKI_DATA"] = tempfile.mkdtemp(prefix="tasuki-tests-")
os.environ["TASUKI_ALLOW_AT"] = "1"
atexit.register(shutil.rmtree, os.environ["TASUKI_DATA"], ignore_errors=True)

from tasuki.project.settings import *  # noqa: E402, F403 - they read the environment made above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; no test guards a secret
