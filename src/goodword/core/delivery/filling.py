"""What differs on every delivery of the same page: form tokens and once keys. Templates leave marks, `fill` puts them in.

The marks are made by chance when the process begins, so nothing anybody writes can hold one.
"""

import re
import secrets
from collections.abc import Callable

TOKEN = f"form-{secrets.token_hex(12)}"
ONCE = f"once-{secrets.token_hex(12)}"
_TOKEN, _ONCE = TOKEN.encode(), ONCE.encode()
_MARKS = re.compile(b"(" + _TOKEN + b"|" + _ONCE + b")")


def pieces(content: bytes) -> list[bytes]:
    """A page as text, mark, text, mark, … text."""
    return _MARKS.split(content)


def filled(mark: bytes, token: Callable[[], str], once: Callable[[], str]) -> bytes:
    """What stands in place of one mark."""
    return (token() if mark == _TOKEN else once()).encode()


def fill(content: bytes, token: Callable[[], str], once: Callable[[], str]) -> bytes:
    """A page with its tokens: one token for all its forms, a key of its own for each."""
    if _TOKEN in content:
        content = content.replace(_TOKEN, token().encode())
    if _ONCE in content:
        content = re.sub(_ONCE, lambda _mark: once().encode(), content)
    return content
