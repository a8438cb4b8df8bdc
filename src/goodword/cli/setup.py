"""Starting Django inside a command, on one home."""

from __future__ import annotations

import os

from goodword.cli.home import Home


def start(home: Home) -> None:
    """Set Django up in this process for that home. Settings read the environment, so this works once in a process."""
    os.environ["GOODWORD_HOME"] = str(home.path)
    os.environ.setdefault("GOODWORD_MODE", home.mode)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodword.site.settings")
    import django

    django.setup()
