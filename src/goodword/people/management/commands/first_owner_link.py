"""Prints the link with which the first owner takes the keys; prints nothing once there is an owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils.http import urlencode

from goodword.people.actions.owner import first_owner_key
from goodword.people.owner import has_owner


def first_owner_address() -> str:
    """The full address of the page, with its secret."""
    query = urlencode({"key": first_owner_key()})
    return f"{settings.GOODWORD_SITE_URL}{reverse('people:first_owner')}?{query}"


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """One line, or none."""
        if not has_owner():
            self.stdout.write(first_owner_address())
