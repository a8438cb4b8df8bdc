"""The one command a person runs."""


def main() -> int:
    """Placeholder until the command table lands; returns the exit status."""
    return 2
