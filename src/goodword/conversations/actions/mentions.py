"""@handle in a text: it becomes a link to the person and, once the text stands, a notice. At most ten a text."""

import re

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html

from goodword.core.viewer import ANONYMOUS
from goodword.people.models import Person
from goodword.people.queries import visible_persons

MOST = 10
_MENTION = re.compile(r"(?<![\w/@.&;-])@([\w][\w-]{1,59})")
_TAG = re.compile(r"(<[^>]*>)")
_CLOSED_TO_LINKS = ("a", "code", "pre")


def mentioned(body: str) -> dict[str, Person]:
    """The persons whose handles a text names, by folded handle: the first ten."""
    if "@" not in body:
        return {}
    handles = list(dict.fromkeys(handle.casefold() for handle in _MENTION.findall(body)))[:MOST]
    if not handles:
        return {}
    found = visible_persons(ANONYMOUS).filter(handle__in=handles)
    return {person.handle: person for person in found}


def link_mentions(html: str, body: str) -> str:
    """Stored HTML in which each known @handle is a link; text inside links and code is left alone."""
    persons = mentioned(body)
    if not persons:
        return html
    with translation.override(settings.LANGUAGE_CODE):
        links = {
            handle: format_html('<a href="{}">@{}</a>', reverse("people:profile", args=[handle]), handle)
            for handle in persons
        }
    out, closed = [], 0
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            name = piece.strip("</>").split(" ", 1)[0].lower()
            if name in _CLOSED_TO_LINKS:
                closed += -1 if piece.startswith("</") else 1
            out.append(piece)
        elif closed:
            out.append(piece)
        else:
            out.append(_MENTION.sub(lambda found: links.get(found[1].casefold(), found[0]), piece))
    return "".join(out)
