"""What ends a backup or a restore: a sentence that says what to do."""


class Trouble(Exception):
    """It cannot be done; nothing was touched that was there before."""
