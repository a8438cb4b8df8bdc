"""`import`, `bench`, `manage`: what Django's management commands do, found by their names."""

from __future__ import annotations

import os
from pathlib import Path

from goodword.cli.home import PACKAGE, SITE, Home
from goodword.cli.problems import Stop


def run_import(arguments: list[str]) -> int:
    """`import KIND PATH …` runs the command `import_KIND`, on a database that is up to date."""
    name = _named("import", arguments)
    home = Home()
    if "--help" not in arguments and "-h" not in arguments:
        home.prepare(home.kind or SITE)
    return _django(home, [name, *arguments[1:]])


def run_bench(arguments: list[str]) -> int:
    """`bench NAME` runs the command `bench_NAME`."""
    return _django(Home(), [_named("bench", arguments), *arguments[1:]])


def run_manage(arguments: list[str]) -> int:
    """`manage …` hands everything to Django."""
    home = Home()
    home.create()
    return _django(home, arguments or ["help"])


def names(prefix: str) -> list[str]:
    """The second halves of the management commands `PREFIX_…` of all rooms, sorted."""
    found: set[Path] = set(PACKAGE.glob(f"*/management/commands/{prefix}_*.py"))
    return sorted(path.stem.removeprefix(f"{prefix}_") for path in found)


def _named(prefix: str, arguments: list[str]) -> str:
    known = names(prefix)
    listed = ", ".join(known) or "none yet"
    if not arguments or arguments[0].startswith("-"):
        raise Stop(f"{prefix} what? There are: {listed}", status=2)
    if arguments[0] not in known:
        raise Stop(f"there is no `{prefix} {arguments[0]}`. There are: {listed}", status=2)
    return f"{prefix}_{arguments[0]}"


def _django(home: Home, words: list[str]) -> int:
    os.environ.setdefault("GOODWORD_MODE", home.mode)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goodword.site.settings")
    from django.core.management import ManagementUtility

    ManagementUtility(["goodword", *words]).execute()
    return 0
