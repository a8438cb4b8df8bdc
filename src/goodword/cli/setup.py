"""Starting Django inside a command, on one home."""

from __future__ import annotations

import os

from goodword.cli.home import Home


def start(home: Home) -> None:
    """Set Django up in this process for that home. Settings are read once: raises RuntimeError for a second home."""
    from django.conf import settings

    if settings.configured and home.path.resolve() != settings.GOODWORD_HOME:
        raise RuntimeError(f"this process works on {settings.GOODWORD_HOME}, not on {home.path}")
    os.environ["GOODWORD_HOME"] = str(home.path)
    os.environ.setdefault("GOODWORD_MODE", home.mode)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodword.site.settings")
    import django

    django.setup()
