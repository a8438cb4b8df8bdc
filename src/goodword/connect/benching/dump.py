"""A made-up community as a Stack Exchange dump, the same for the same sizes: what `bench pages` imports and then serves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from xml.sax.saxutils import quoteattr

SOURCE = "bench"
BEGUN = datetime(2023, 1, 1, tzinfo=UTC)
TWENTY = 19  # replies of a question whose page shows twenty posts
SOUNDS = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeio"]


@dataclass(frozen=True)
class Sizes:
    """How many persons, topics and posts (topics and replies together). twenties: questions with nineteen replies."""

    persons: int = 2_000
    topics: int = 5_000
    posts: int = 50_000

    @property
    def twenties(self) -> int:
        """How many questions have exactly twenty posts."""
        return max(4, self.topics // 10)


class MadeUp:
    """Words, questions and replies by chance, from a fixed beginning."""

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self.random = Random(20230101)
        self.words = ["".join(self.random.choices(SOUNDS, k=2 + number % 3)) for number in range(4_000)]

    def write(self, folder: Path) -> None:
        """The files of the dump."""
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "Users.xml", "users", self._users())
        _write(folder / "Posts.xml", "posts", self._posts())

    def two_words(self, number: int) -> str:
        """Two words somebody might look for: one that many texts hold and a rarer one."""
        return f"{self.words[number % 40]} {self.words[400 + number * 7 % 3_000]}"

    def _users(self) -> Iterator[dict[str, str]]:
        for number in range(1, self.sizes.persons + 1):
            yield {
                "Id": str(number), "DisplayName": self._sentence(2).title(), "CreationDate": self._at(number),
            }  # fmt: skip

    def _posts(self) -> Iterator[dict[str, str]]:
        sizes = self.sizes
        replies = [TWENTY] * sizes.twenties
        rest = sizes.topics - sizes.twenties
        left = max(0, sizes.posts - sizes.topics - sum(replies))
        replies += [left // rest + (1 if number < left % rest else 0) for number in range(rest)]
        next_id = sizes.topics + 1
        for number in range(1, sizes.topics + 1):
            count = replies[number - 1]
            accepted = {"AcceptedAnswerId": str(next_id)} if count and number % 3 else {}
            tags = f"<{self.words[number % 40]}><{self.words[number % 97]}>"
            yield {
                "Id": str(number), "PostTypeId": "1", "Title": self._sentence(8), "Tags": tags,
                **self._text(number), **accepted,
            }  # fmt: skip
            for answer in range(count):
                yield {
                    "Id": str(next_id), "PostTypeId": "2", "ParentId": str(number),
                    **self._text(sizes.topics + number * 10 + answer),
                }  # fmt: skip
                next_id += 1

    def _text(self, minute: int) -> dict[str, str]:
        """Forty to a hundred and twenty words in one to three paragraphs."""
        left = self.random.randint(40, 120)
        parts = []
        while left > 0:
            length = min(left, self.random.randint(30, 60))
            parts.append(f"<p>{self._sentence(length)}.</p>")
            left -= length
        author = self.random.randint(1, self.sizes.persons)
        return {"Body": "".join(parts), "OwnerUserId": str(author), "CreationDate": self._at(minute)}

    def _sentence(self, length: int) -> str:
        chosen = (self.words[int(len(self.words) * self.random.random() ** 3)] for _ in range(length))
        return " ".join(chosen).capitalize()

    def _at(self, minute: int) -> str:
        return (BEGUN + timedelta(minutes=minute * 10)).replace(tzinfo=None).isoformat()


def _write(path: Path, name: str, rows: Iterator[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<{name}>\n')
        for row in rows:
            file.write(f"<row {' '.join(f'{key}={quoteattr(value)}' for key, value in row.items())} />\n")
        file.write(f"</{name}>\n")
