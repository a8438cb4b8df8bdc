"""What every verb that takes words does with them."""

import hashlib
from typing import TypedDict

from django.utils.translation import gettext as _

from goodword.conversations.actions.mentions import link_mentions
from goodword.core.errors import Invalid
from goodword.core.text import MAX_TEXT, clean_line, clean_text, render_markdown


class Words(TypedDict):
    """Cleaned source and stored HTML of a text."""

    body: str
    body_html: str


def title_of(text: str, *, field: str = "title") -> str:
    """A cleaned title. Raises Invalid when nothing is left or it is too long."""
    title = clean_line(text, limit=301)
    if not title:
        raise Invalid(_("Please give it a title in a few words."), field=field)
    if len(title) > 300:
        raise Invalid(_("This title is longer than 300 characters. The details can go below."), field=field)
    return title


def words_of(text: str, *, field: str = "body", required: bool = True, html: str | None = None) -> Words:
    """Cleaned words and their HTML. `html`: already safe HTML (imports). Raises Invalid on none or too many."""
    body = clean_text(text)
    if required and not body:
        raise Invalid(_("Please write a few words."), field=field)
    if len(body) > MAX_TEXT:
        raise Invalid(
            _("This is longer than 20,000 characters. Please shorten it or split it in two."), field=field
        )
    safe = html if html is not None else link_mentions(render_markdown(body), body)
    return {"body": body, "body_html": safe}


def digest(title: str, body: str) -> str:
    """The SHA-256 that the public list of revisions shows."""
    return hashlib.sha256(f"{title}\n{body}".encode()).hexdigest()
