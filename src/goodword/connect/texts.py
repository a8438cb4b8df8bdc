"""Words for what a token may do, in the reader's language."""

from django.utils.translation import gettext as _


def scope_choices() -> list[tuple[str, str]]:
    """All scopes with their words."""
    return [
        ("read", _("Read what you may read, also what is not public")),
        ("topics:write", _("Ask, propose and tell in your name; change and take back your own")),
        ("replies:write", _("Answer in your name; change and take back your own answers")),
        ("reviews:write", _("Review in your name; add to your reviews")),
        ("votes:write", _("Vote, say “helpful” and “same here”")),
        ("answers:write", _("Accept answers to your questions")),
        ("follows:write", _("Follow and stop following")),
        ("champion", _("Accept answers as a champion")),
        ("staff:read", _("Read what only the staff may read")),
        ("staff:answer", _("Give the official answer and accept answers as staff")),
    ]


def scope_words(scopes: list[str]) -> list[str]:
    """What these scopes allow, a line each."""
    words = dict(scope_choices())
    return [words[scope] for scope in scopes if scope in words]
