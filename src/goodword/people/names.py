"""Names are never guessed (law 9): a person is greeted by the whole name they gave, and with none the greeting is neutral.

Nothing here splits a name, changes its letters, takes a first word for a first name, or makes one out of an address or a login.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from goodword.core.text import clean_line
from goodword.people.models import Person

# In a mail a name must not turn into a link or an address: mail programs make links of anything that looks like one.
_LINKISH = re.compile(r"@|://|\bwww\.|\w\.\w\w+(\W|$)", re.IGNORECASE)


def own_name(person: Person | None) -> str:
    """The name a person gave themselves, whole; "" where they gave none or where an import brought it."""
    if person is None or not person.name_is_own or person.state == Person.State.IMPORTED:
        return ""
    return clean_line(person.name)


def greeting(person: Person | None) -> str:
    """How a page addresses somebody: "Good to see you, Pete the Ferry." or, with no name of their own, "Good to see you."."""
    name = own_name(person)
    return _("Good to see you, %(name)s.") % {"name": name} if name else _("Good to see you.")


def mail_greeting(person: Person | None) -> str:
    """The first line of a mail. A name that a mail program could make a link of is left out."""
    name = own_name(person)
    if not name or _LINKISH.search(name):
        return pgettext("first line of a mail, no name known", "Hello,")
    return _("Hello %(name)s,") % {"name": name}
