"""What holds for all tests, those inside the rooms included."""

from hypothesis import settings

# Takes the place of pytest-django's.
from goodword.testing.live import live_server

__all__ = ["live_server"]

# The same examples in each run, and no deadline: a busy machine is no reason to fail.
settings.register_profile("steady", deadline=None, derandomize=True, database=None)
settings.load_profile("steady")
