"""The key of the backups: a passphrase of the owner, or a recovery key made once in the home.

A recovery key is 32 random bytes, written as `goodword-key-` and groups of base32; anything else is a passphrase. The two are
told apart by that beginning, so one file or variable takes either.
"""

import base64
import os
import secrets
from pathlib import Path

from goodword.core.backups.problems import Trouble

PREFIX = "goodword-key-"
FILE = "backup-key"
SHOWN = "backup_key_shown"
"""The fact in the home's state that a person has seen the key."""
KEEP_IT = "Keep this key somewhere else than this machine: without it no backup can be read, by anybody."


def new_key() -> str:
    """A recovery key in its written form."""
    text = base64.b32encode(secrets.token_bytes(32)).decode().rstrip("=").lower()
    return PREFIX + "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def raw_key(written: str) -> bytes | None:
    """The 32 bytes of a recovery key; None for a passphrase. Raises Trouble on a key that was not copied whole."""
    if not written.startswith(PREFIX):
        return None
    text = written.removeprefix(PREFIX).replace("-", "").replace(" ", "").upper()
    try:
        key = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        key = b""
    if len(key) != 32:
        raise Trouble("the recovery key is not whole: it has 13 groups of four letters behind goodword-key-")
    return key


def given_key() -> str:
    """The key that the environment names: GOODWORD_BACKUP_KEY_FILE, else GOODWORD_BACKUP_PASSPHRASE, else "".

    Raises Trouble where the file cannot be read or is empty.
    """
    name = os.environ.get("GOODWORD_BACKUP_KEY_FILE", "")
    if name:
        return read_key(Path(name))
    return os.environ.get("GOODWORD_BACKUP_PASSPHRASE", "").strip()


def read_key(file: Path) -> str:
    """The key in a file; raises Trouble where there is none."""
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"the key in {file} cannot be read: {error}") from error
    if not text:
        raise Trouble(f"{file} is empty, so it holds no key")
    return text


def home_key(home: Path) -> str:
    """The recovery key of a home, or "" where none was made."""
    file = home / FILE
    return read_key(file) if file.exists() else ""


def ensure_key(home: Path) -> tuple[str, bool]:
    """The key to seal with, and whether it was made just now in the home, readable by its owner alone."""
    known = given_key() or home_key(home)
    if known:
        return known, False
    key = new_key()
    with open(home / FILE, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key, True
