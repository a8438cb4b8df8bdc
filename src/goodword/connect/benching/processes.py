"""What a server's processes cost, as Linux counts it: CPU time and memory of a process and all its children."""

import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

PROC = Path("/proc")
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Memory:
    """PSS in MB: what a process holds alone and its share of what several hold. parts: by what each process is."""

    mb: float
    parts: dict[str, float]


def tree(root: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def cpu_ms(root: int) -> float:
    """CPU milliseconds (user and system) that a process, all below it, and those of them that ended have used."""
    total = 0.0
    for pid in tree(root):
        fields = _stat(pid)
        if fields:
            total += sum(int(field) for field in fields[11:15]) * TICK_MS
    return total


def memory(root: int) -> Memory:
    """The sum of PSS of a process and all below it (proc(5), smaps_rollup)."""
    parts: dict[str, float] = {}
    for pid in tree(root):
        try:
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
            words = (PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
        except OSError:
            continue
        kb = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        parts[f"{_name(words)} {pid}"] = round(kb / 1000, 1)
    return Memory(round(sum(parts.values()), 1), parts)


def holds(root: int, library: str) -> bool:
    """Whether a process or one below it has loaded a library of this name."""
    for pid in tree(root):
        try:
            if library in (PROC / str(pid) / "maps").read_text():
                return True
        except OSError:
            continue
    return False


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name: state, parent, …; utime, stime, cutime, cstime are 11 to 14 of them."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _name(words: list[str]) -> str:
    modules = [after for word, after in pairwise(words) if word == "-m"]
    rest = words[words.index("-m") + 2 :] if modules else words[:1]
    return " ".join([*(module.rpartition(".")[2] for module in modules), *rest[:3]]).strip()[:40]
