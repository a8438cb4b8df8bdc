"""What the mails of this room need in their templates."""

from django import template

from goodword.notices import letters

register = template.Library()


@register.filter
def defang(words: str) -> str:
    """Words of somebody in which a mail program finds neither an address nor a link."""
    return letters.defang(str(words))


@register.filter
def underline(words: str) -> str:
    """A line as long as the words above it."""
    return "-" * len(str(words))
