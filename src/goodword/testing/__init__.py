"""The pytest plugin of the project (`-p goodword.testing`): test mode, real data, the browser, no network.

It is imported before Django's settings are read, so the mode and the home of the tests are set here.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A test never touches the home of a site that somebody runs: each process of the tests has one of its own.
_home = Path(tempfile.mkdtemp(prefix="goodword-test-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["GOODWORD_MODE"] = "test"
os.environ["GOODWORD_HOME"] = str(_home)

pytest_plugins = [
    "goodword.testing.real_data",
    "goodword.testing.browser",
    "goodword.testing.site",
    "goodword.testing.network",
    "goodword.testing.smtp",
    "goodword.testing.outside",
    "goodword.testing.cast",
]
