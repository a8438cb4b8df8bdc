"""Backups inside: the seal that nobody opens, cuts or changes unseen; values in one form; which backups stay."""

import io
import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from goodword.core.backups import keeping, keys, sealed
from goodword.core.backups.problems import Trouble
from goodword.core.backups.values import Column, LineReader, RowWriter

KEY = keys.new_key()
PLAIN = os.urandom(2 * sealed.CHUNK + 17)


def seal(plain: bytes, key: str = KEY) -> bytes:
    out = io.BytesIO()
    sealer = sealed.Sealer(out, key, "2026-11-22")
    sealer.write(plain)
    sealer.close()
    return out.getvalue()


def unseal(content: bytes, key: str = KEY) -> bytes:
    return sealed.Opener(io.BytesIO(content), key).read(1 << 30)


@pytest.mark.parametrize("size", [0, 1, sealed.CHUNK, sealed.CHUNK + 1, 2 * sealed.CHUNK, len(PLAIN)])
@pytest.mark.parametrize("key", [KEY, "a passphrase with spaces"], ids=["recovery key", "passphrase"])
def test_what_was_sealed_opens_with_the_same_key(size: int, key: str) -> None:
    assert unseal(seal(PLAIN[:size], key), key) == PLAIN[:size]


@pytest.mark.parametrize("other", [keys.new_key(), "a passphrase"], ids=["recovery key", "passphrase"])
def test_another_key_is_told_before_anything_is_read(other: str) -> None:
    with pytest.raises(Trouble, match="another one"):
        sealed.Opener(io.BytesIO(seal(b"words")), other)


def test_a_key_that_was_not_copied_whole() -> None:
    with pytest.raises(Trouble, match="not whole"):
        unseal(seal(b"words"), KEY[:-6])


def test_every_cut_is_seen() -> None:
    content = seal(PLAIN)
    head = content.index(b"}") + 1
    ends = [head + number * (sealed.CHUNK + sealed.TAG) for number in range(3)]
    for cut in [
        5,
        17,
        18,
        30,
        head,
        *ends,
        *(end - 1 for end in ends),
        *(end + 1 for end in ends),
        len(content) - 1,
    ]:
        with pytest.raises(Trouble):
            unseal(content[:cut])


@pytest.mark.parametrize("place", [0.0, 0.00001, 0.0001, 0.3, 0.9, 0.999999])
def test_every_change_is_seen(place: float) -> None:
    content = bytearray(seal(PLAIN))
    content[int(place * len(content))] ^= 1
    with pytest.raises(Trouble):
        unseal(bytes(content))


def test_chunks_in_another_order_and_chunks_behind_the_end_are_seen() -> None:
    content = seal(PLAIN)
    head, size = content.index(b"}") + 1, sealed.CHUNK + sealed.TAG
    first, second = content[head : head + size], content[head + size : head + 2 * size]
    for changed in (
        content[:head] + second + first + content[head + 2 * size :],
        content + b"x",
        content + first,
    ):
        with pytest.raises(Trouble):
            unseal(changed)


def test_another_file_is_no_backup() -> None:
    with pytest.raises(Trouble, match="not a backup"):
        unseal(b"SQLite format 3\x00" * 10)


def test_no_two_backups_are_sealed_alike() -> None:
    assert seal(b"words")[-21:] != seal(b"words")[-21:]


COLUMNS = [
    Column("id", "plain"), Column("yes", "bool"), Column("at", "moment"), Column("facts", "json"), Column("salt", "bytes"),
    Column("price", "decimal:2"),
]  # fmt: skip


def test_a_row_of_either_database_has_the_same_digest() -> None:
    """SQLite holds moments, truth and JSON as text and numbers; PostgreSQL holds them as what they are."""
    sqlite = (7, 1, "2026-01-31 08:00:00", '{"b": [1.0, "é"], "a": null}', b"\x00\xff", 12.5)
    zone = datetime(2026, 1, 31, 8, tzinfo=UTC).astimezone()
    server = (7, True, zone, '{"a": null, "b": [1, "\\u00e9"]}', memoryview(b"\x00\xff"), Decimal("12.50"))
    tallies = []
    for row in (sqlite, server):
        writer = RowWriter(COLUMNS)
        [line] = writer.lines([row])
        reader = LineReader(COLUMNS)
        list(reader.rows([line]))
        assert reader.tally == writer.tally
        tallies.append(writer.tally)
    assert tallies[0] == tallies[1]


def test_the_digest_does_not_hang_on_the_order_and_sees_every_change() -> None:
    rows = [(1, None), (2, "two"), (3, "2")]
    columns = [Column("id", "plain"), Column("word", "plain")]

    def digest(these: list[tuple]) -> dict:
        writer = RowWriter(columns)
        list(writer.lines(these))
        return writer.tally.as_facts()

    assert digest(rows) == digest(rows[::-1])
    for other in ([*rows, rows[0]], rows[1:], [(1, ""), *rows[1:]], [*rows[:2], (3, 2)]):
        assert digest(other) != digest(rows)


def test_which_backups_stay() -> None:
    """One a night for a year leaves seven days, four weeks and six months, the newest among them."""
    newest = datetime(2026, 11, 22, 3, 17, tzinfo=UTC)
    nights = [newest - timedelta(days=number) for number in range(365)]
    kept = keeping.to_keep(nights)
    assert kept >= set(nights[:7])
    assert len({at.isocalendar()[:2] for at in kept}) >= 4
    assert len({(at.year, at.month) for at in kept}) == 6
    assert 7 < len(kept) <= 7 + 4 + 6
    assert keeping.to_keep([nights[300]]) == {nights[300]}
    assert keeping.to_keep([]) == set()


def test_tidying_touches_nothing_that_somebody_put_there(tmp_path: Path) -> None:
    ours = [
        tmp_path / f"goodword-2026-{month:02}-{day:02}T031700Z.gwb" for month in (1, 2, 9) for day in (1, 2)
    ]
    theirs = [tmp_path / "before-the-move.gwb", tmp_path / "goodword-2025.gwb", tmp_path / "erasures.jsonl"]
    cut_off = tmp_path / ".goodword-2026-02-02T031700Z.gwb.part"
    for file in (*ours, *theirs, cut_off):
        file.touch()
    many = [tmp_path / f"goodword-2026-10-{day:02}T031700Z.gwb" for day in range(1, 32)]
    for file in many:
        file.touch()
    gone = keeping.tidy(tmp_path)
    assert many[0] in gone and many[-1] not in gone
    assert cut_off in gone
    assert all(file.exists() for file in theirs)
