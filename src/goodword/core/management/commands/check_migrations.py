"""Fails when a migration takes something away, or asks for something, that the release before cannot live with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from goodword.core import expanding


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing, or all problems."""
        found = list(expanding.all_problems())
        if found:
            advice = 'Expand now, and take away in a later release with contract = "why" (docs/decisions/0010-expand-then-contract.md).'
            raise CommandError("\n".join([*found, advice]))
