"""Prints two links that sign in: a customer and a member of staff; on a site without an owner, the link to take the keys."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from goodword.people import demo, texts
from goodword.people.management.commands.first_owner_link import first_owner_address
from goodword.people.owner import has_owner
from goodword.people.queries import roles_of


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each link."""
        if not has_owner():
            self.stdout.write(f"Take the keys:         {first_owner_address()}")
        if settings.GOODWORD_MODE != "demo":
            return
        for key in demo.KEYS:
            person = demo.demo_person(key)
            if person is not None:
                roles = [texts.role_word(role).split(":")[0].lower() for role in roles_of(person)]
                who = f"{person} ({', '.join(roles) or 'a customer'})"
                self.stdout.write(f"Sign in as {who}: {demo.link_for(person)}")
