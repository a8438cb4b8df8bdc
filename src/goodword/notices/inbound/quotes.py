"""What somebody wrote, without what their mail program put around it: quotes, headers of older mails, signatures.

By lines and from the top, in time linear in the length of the text. Where the marks leave it open, words are kept rather than lost.
`strip` decides by the order of four things: own words, the mark that a mail program sets above a quote, quoted lines, own words again.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from goodword.notices.inbound import quote_words

MAX_LINES = 4_000
SHORT_TAIL = 7  # own words below a quote that are fewer lines than this, where there are words above it, are a signature
LONGEST_SIGNATURE = 20  # lines
LONGEST_LINE = 500  # characters of a line that can be a mark
LONGEST_MARK = 400  # characters of one "… wrote:", however it is wrapped


def _any(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


_QUOTED = re.compile(r"\s{0,3}>")
_INITIALS = re.compile(r"([A-Z][A-Za-z.]{0,15})> ?")
_LEVELS = re.compile(r"(?:\s{0,3}>)+ ?")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_DELIMITER = re.compile(r"\s*[-_=*#~+•ᐧ–—]{2,}\s*|\s*[ᐧ•–—]\s*")
_SIGNATURE = re.compile(r"\s{0,2}(--|—|––|——)\s*")
_RULE = re.compile(r"\s{0,3}([-_=*])\1{4,}\s*")
_CONTACT = re.compile(r"\S@\S|https?://|\bwww\.|\+?\(?\d[\d ()./-]{6,}\d")
_ADDRESS = re.compile(r"[^\s<>@\"]+@[^\s<>@\"]+")
_DATE = re.compile(r"\d{1,4}[-/.年]\s?\d{1,2}|\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{1,2} ?[ap]\.?m")
_ISO = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:,? \d{1,2}:\d{2}(?::\d{2})?)?(?P<zone> (?:GMT|UTC)(?:[+-]\d{1,2}:?\d{0,2})?)? \S"
)
_WROTE = re.compile(rf"(?:^|[\s>,.\"”'»])(?:{_any(quote_words.WROTE)})(?:$|[\s:：<,.\"“'«])", re.IGNORECASE)
_START = re.compile(
    rf"\s*(?:\d{{1,4}}[-/. 年]|(?:{_any(quote_words.LEADS)})(?=[\s\d.,])|[在于於ב]\s?\d|(?:{_any(quote_words.WEEKDAYS)}))",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"\s*[*_]{{0,2}}(?P<label>{_any(quote_words.FROM + quote_words.BESIDE)})\s?[*_]{{0,2}}\s?[:：]",
    re.IGNORECASE,
)
_FROM = frozenset(quote_words.FROM)
_SEPARATOR = re.compile(rf"\s*[-_=*]{{2,}}\s*(?:{_any(quote_words.SEPARATORS)})\b.{{0,80}}", re.IGNORECASE)
_PASSED_ON = re.compile(rf"\s*(?:{_any(quote_words.PASSED_ON)})\s*[:：]?\s*", re.IGNORECASE)
_SENT_FROM = re.compile(rf"\s*[\[(*_]{{0,2}}(?:{_any(quote_words.SENT_FROM)}).{{0,120}}", re.IGNORECASE)
_DEVICE = re.compile(_any(quote_words.DEVICES), re.IGNORECASE)
_WROTE_IN_HAN = re.compile("写道|寫道|書きました|작성")
_DIRECTIONS = dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
CUT = "\ufdd0 older mail"  # the line that `page_text` writes where the structure of an HTML mail shows an older one


@dataclass(frozen=True)
class _Mark:
    """What a program wrote above a quoted mail: lines [begin, end). `wrote`: one sentence, not a block of headers."""

    begin: int
    end: int
    wrote: bool


def strip(text: str, *, sender: str = "") -> str:
    """The words of the writer of `text`, a mail's plain text. `sender`: their name, by which a bare signature is known.

    Whoever answers between the lines of a quote keeps the quote. Nothing is left where a mail holds nothing but an older one.
    """
    lines = _own_words(_lines_of(text))
    lines = _without_trailing_quote(_without_signature(lines), marked=False)
    lines = _without_name(lines, sender)
    return "\n".join(_trimmed(lines))


def _lines_of(text: str) -> list[str]:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u200b", "")
    return [line.rstrip() for line in text.split("\n")[:MAX_LINES]]


def _own_words(lines: list[str]) -> list[str]:
    """Take out each mark, from the top, and what it stands above where that is nobody's answer."""
    begin = 0
    for _round in range(40):  # a thread quoted deeper than this is cut by its first mark anyway
        mark = _next_mark(lines, begin)
        if mark is None:
            return lines
        above, below = lines[: mark.begin], _without_signature(lines[mark.end :])
        if any(line and not _QUOTED.match(line) for line in above if not _DELIMITER.fullmatch(line)):
            if not (mark.wrote and _answers_inside(below)):
                return above
            lines, begin = above + _without_trailing_quote(below, marked=True), len(above)
        else:
            below = _below_quote(below) if mark.wrote else below
            lines, begin = above + below, len(above)
    return lines


def _answers_inside(below: list[str]) -> bool:
    """Whether own words stand between quoted lines, or at length below them: they answer line by line."""
    kinds = _kinds(below)
    shape = re.sub(r"(.)\1+", r"\1", "".join(kind for kind in kinds if kind != " "))
    return shape.startswith("q") and ("qtq" in shape or kinds.count("t") >= SHORT_TAIL)


def _below_quote(below: list[str]) -> list[str]:
    """With no word above it, a quote is dropped where words stand below it and none between."""
    kinds = _kinds(below)
    shape = re.sub(r"(.)\1+", r"\1", "".join(kind for kind in kinds if kind != " "))
    if shape == "q":
        return []
    if shape == "qt":
        return below[kinds.index("t") :]
    return below


def _kinds(lines: list[str]) -> list[str]:
    """Each line as "q" (quoted), "t" (own words) or " " (empty, or a delimiter)."""
    initials = _initialled(lines)
    return [
        "q"
        if _QUOTED.match(line) or index in initials
        else " "
        if not line or _DELIMITER.fullmatch(line)
        else "t"
        for index, line in enumerate(lines)
    ]


def _initialled(lines: list[str]) -> set[int]:
    """Lines quoted by somebody's initials ("JD> …"): at least two in a row with the same ones."""
    found = [(index, match[1]) for index, line in enumerate(lines) if (match := _INITIALS.match(line))]
    pairs = [
        (one[0], other[0]) for one, other in pairwise(found) if other[0] == one[0] + 1 and one[1] == other[1]
    ]
    return {index for pair in pairs for index in pair}


def _next_mark(lines: list[str], begin: int) -> _Mark | None:
    fenced = _fenced(lines)
    lines = [line if line.isascii() else line.translate(_DIRECTIONS) for line in lines]
    for index in range(begin, len(lines)):
        line = lines[index]
        if index in fenced or not line or len(line) > LONGEST_LINE or _QUOTED.match(line):
            continue
        if line == CUT:
            end = _headers_end(lines, _next_full(lines, index + 1))
            return _Mark(index, end or index + 1, wrote=False)
        if _SEPARATOR.fullmatch(line) or _PASSED_ON.fullmatch(line):
            end = _headers_end(lines, _next_full(lines, index + 1))
            return _Mark(index, end or index + 1, wrote=False)
        if end := _headers_end(lines, index):
            return _Mark(index, end, wrote=False)
        if end := _wrote_end(lines, index):
            inner = (j for j in range(end - 1, index, -1) if _START.match(lines[j]))
            later = next((j for j in inner if _wrote_end(lines, j) == end), index)
            return _Mark(later, end, wrote=True)
    return None


def _next_full(lines: list[str], index: int) -> int:
    while index < len(lines) and not lines[index]:
        index += 1
    return index


def _headers_end(lines: list[str], begin: int) -> int:
    """The end of a block of headers of a mail that begins here, 0 if none does: three labels, or two with an address."""
    labels, address = set(), False
    index = begin
    while index < min(len(lines), begin + 16) and lines[index]:
        label = _BESIDE.match(lines[index][:LONGEST_LINE])
        if label is None and index == begin:
            return 0
        if label:
            labels.add(label["label"].casefold())
            address = address or (label["label"].casefold() in _FROM and "@" in lines[index])
        index += 1
    if not labels & _FROM or len(labels) < (2 if address else 3):
        return 0
    return index


def _wrote_end(lines: list[str], begin: int) -> int:
    """The end of one "On …, … wrote:" that begins here and may be wrapped, 0 if none does."""
    first = lines[begin].lstrip("-*_ ")
    if _named_above_a_quote(first, lines, begin):
        return begin + 1
    if not _START.match(first) and not (_ADDRESS.search(first) and _says_wrote(first)):
        return 0
    joined = ""
    for index in range(begin, min(len(lines), begin + 7)):
        line = lines[index]
        if not line:
            after = lines[index + 1] if index + 1 < len(lines) else ""
            if not after.lstrip().startswith("<"):
                return 0
            continue
        joined = f"{joined} {_undecorated(line)}".strip()
        if len(joined) > LONGEST_MARK:
            return 0
        if _is_wrote(joined, lines[index + 1 : index + 3]):
            return index + 1
    return 0


def _says_wrote(words: str) -> bool:
    return bool(_WROTE.search(words) or _WROTE_IN_HAN.search(words))


def _undecorated(line: str) -> str:
    """A line without what sets it off: *…*, _…_, and "---- … ----", where the dashes stand for the colon."""
    line = line.strip()
    bare = line.strip("-*_ ")
    return f"{bare}:" if line.startswith("--") and line.endswith("--") and bare else bare


def _named_above_a_quote(line: str, lines: list[str], begin: int) -> bool:
    """Whether a line that begins with a name ends with a colon, tells a date or an address, and a quote follows."""
    if not line.rstrip("*_ ").endswith(":") or len(line) > 160:
        return False
    below = _next_full(lines, begin + 1)
    if below >= len(lines) or not _QUOTED.match(lines[below]):
        return False
    return bool(_ADDRESS.search(line) or (_says_wrote(line) and _DATE.search(line)))


def _is_wrote(joined: str, after: list[str]) -> bool:
    dated = bool(_DATE.search(joined))
    named = bool(_ADDRESS.search(joined))
    if joined.endswith((":", "：")) or joined.casefold().endswith(("escreveu", "skrev", "a écrit", "wrote")):
        if _says_wrote(joined) and (dated or named):
            return True
        return dated and named and joined.endswith((":", "："))
    iso = _ISO.match(joined)
    ends = not after or not after[0] or bool(_QUOTED.match(after[0]))
    return bool(iso and ends and (iso["zone"] or joined.endswith(">")))


def _fenced(lines: list[str]) -> set[int]:
    """The lines of code between two fences; a fence that is never closed fences nothing."""
    found: set[int] = set()
    opened, mark = -1, ""
    for index, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence and opened < 0:
            opened, mark = index, fence[1]
        elif fence and fence[1] == mark:
            found |= set(range(opened, index + 1))
            opened = -1
    return found


def _without_trailing_quote(lines: list[str], *, marked: bool) -> list[str]:
    """Drop a quote at the very end: nobody answers below it. A line or two without a mark may be meant."""
    kinds = _kinds(lines)
    end = len(lines)
    while end and kinds[end - 1] in "q ":
        end -= 1
    quoted = [line for line, kind in zip(lines[end:], kinds[end:], strict=True) if kind == "q"]
    if not end or not quoted:
        return lines
    inner = [_LEVELS.sub("", line, count=1) for line in lines[end:]]
    if marked or len(quoted) > 2 or _next_mark(inner, 0) is not None:
        return lines[:end]
    return lines


def _without_signature(lines: list[str]) -> list[str]:
    """Cut at the line that mail programs set above a signature, and what phones say of themselves."""
    fenced, full, own = _fenced(lines), _counts_below(lines, quoted=True), _counts_below(lines, quoted=False)
    for index, line in enumerate(lines):
        if index in fenced or not line or len(line) > LONGEST_LINE:
            continue
        above = lines[index - 1] if index else ""
        if _SIGNATURE.fullmatch(line) and own[index] <= LONGEST_SIGNATURE:
            return lines[:index]
        if _RULE.fullmatch(line) and not above and full[index] <= LONGEST_SIGNATURE:
            if _looks_signed([other for other in lines[index + 1 :] if other]):
                return lines[:index]
        elif index and not above and _is_a_phones(line):
            return lines[:index] if own[index] <= 3 else lines
    return lines


def _is_a_phones(line: str) -> bool:
    """Whether a program signs in its owner's stead: it says that it was sent, and from what."""
    line = line.translate(_DIRECTIONS)
    return len(line) <= 120 and bool(_SENT_FROM.fullmatch(line) and _DEVICE.search(line))


def _counts_below(lines: list[str], *, quoted: bool) -> list[int]:
    """For each line, how many lines with words stand below it; `quoted`: those of a quote too."""
    counts, count = [0] * len(lines), 0
    for index in range(len(lines) - 1, -1, -1):
        counts[index] = count
        count += bool(lines[index]) and (quoted or not _QUOTED.match(lines[index]))
    return counts


def _looks_signed(tail: list[str]) -> bool:
    """Whether what stands below a rule is a signature: few short lines, or some with a way to reach somebody."""
    if not tail or any(len(line) > 80 or _QUOTED.match(line) or _BESIDE.match(line) for line in tail):
        return False
    if len(tail) <= 3:
        return all(len(line) <= 60 for line in tail)
    return sum(bool(_CONTACT.search(line)) for line in tail) >= 2


def _without_name(lines: list[str], sender: str) -> list[str]:
    """A last paragraph that begins with the sender's full name alone on a line is a signature."""
    lines = _trimmed(lines)
    name = " ".join(sender.split()).casefold()
    if " " not in name:
        return lines
    begin = max((index for index, line in enumerate(lines) if not line), default=-1) + 1
    block = lines[begin:]
    if begin and 2 <= len(block) <= 8 and " ".join(block[0].split()).casefold() == name:
        return lines[:begin]
    return lines


def _trimmed(lines: list[str]) -> list[str]:
    """Without empty lines and delimiters at the end, and empty lines at the beginning."""
    fenced = _fenced(lines)
    end = len(lines)
    while end and end - 1 not in fenced and (not lines[end - 1] or _DELIMITER.fullmatch(lines[end - 1])):
        end -= 1
    begin = 0
    while begin < end and not lines[begin]:
        begin += 1
    return lines[begin:end]
