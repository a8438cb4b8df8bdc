"""Public ids: random, so that they say nothing of order, number or person."""

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_puid() -> str:
    """Sixteen letters and digits (80 random bits) that cannot be mistaken for each other when read aloud."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))
