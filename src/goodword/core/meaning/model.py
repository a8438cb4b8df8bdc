"""The model: sentences in, vectors of 384 small integers out. Loaded when first asked, one thread, no connection to anywhere.

all-MiniLM-L6-v2, mean of the last layer over the words, then scaled so that the largest number is 127: the direction is the meaning.
"""

from __future__ import annotations

import ctypes
import logging
import os
import threading
import time
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    import numpy as np

log = logging.getLogger(__name__)
FOLDER = Path(__file__).with_name("minilm")
DIMENSIONS = 384
MOST_PIECES = 128  # of a text: about ninety words
TOGETHER = 16  # texts that go through the model at once
NEEDED = ("numpy", "onnxruntime", "tokenizers")


@dataclass
class _Loaded:
    """What is in memory: the session of onnxruntime and the tokenizer."""

    session: Any
    tokenizer: Any


_loaded: _Loaded | None = None
_lock = threading.Lock()
_used_at = 0.0
_broken = False


def missing() -> list[str]:
    """What is not installed of what the model needs."""
    return [*_absent()]


@cache
def _absent() -> tuple[str, ...]:
    files = [] if (FOLDER / "model.data").exists() else ["the model's own file"]
    return (*[name for name in NEEDED if find_spec(name) is None], *files)


def available() -> bool:
    """Whether vectors can be made here: wanted by the site, installed, and not found broken before."""
    return bool(settings.GOODWORD_VECTORS) and not _broken and not _absent()


def embed(texts: list[str]) -> np.ndarray | None:
    """One row of int8 a text, in their order; None where the model cannot be loaded, which is logged once.

    Texts of like length go together, so that short ones do not wait for long ones.
    """
    global _used_at
    loaded = _load() if available() else None
    if loaded is None:
        return None
    import numpy as np

    _used_at = time.monotonic()
    pieces = [encoding.ids for encoding in loaded.tokenizer.encode_batch(texts)]
    vectors = np.zeros((len(texts), DIMENSIONS), np.int8)
    by_length = sorted(range(len(texts)), key=lambda number: len(pieces[number]))
    for start in range(0, len(texts), TOGETHER):
        part = by_length[start : start + TOGETHER]
        vectors[part] = _run(loaded.session, [pieces[number] for number in part])
    return vectors


def knows_word(word: str) -> bool:
    """Whether this is a whole word of the model's own, and so no slip to it. False where the model is not there."""
    loaded = _load() if available() else None
    return loaded is not None and loaded.tokenizer.token_to_id(word) is not None


def rest(idle: float) -> bool:
    """Give the model's memory back where it was not used for `idle` seconds. Returns whether it was."""
    global _loaded
    if _loaded is None or time.monotonic() - _used_at < idle:
        return False
    with _lock:
        _loaded = None
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc only
    if trim is not None:
        trim(0)
    return True


def _run(session: Any, pieces: list[list[int]]) -> np.ndarray:
    import numpy as np

    longest = max(len(one) for one in pieces)
    ids = np.zeros((len(pieces), longest), np.int64)
    mask = np.zeros_like(ids)
    for row, one in enumerate(pieces):
        ids[row, : len(one)] = one
        mask[row, : len(one)] = 1
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    last = session.run(None, given)[0]
    mean = (last * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    largest = np.abs(mean).max(axis=1, keepdims=True)
    return np.round(mean * (127 / np.maximum(largest, 1e-9))).astype(np.int8)


def _load() -> _Loaded | None:
    global _loaded, _broken
    loaded = _loaded
    if loaded is not None:
        return loaded
    with _lock:
        if _loaded is None and not _broken:
            try:
                _loaded = _open()
            except (ImportError, OSError, RuntimeError) as error:
                _broken = True
                log.error("no sentence vectors, searching by words alone: %s", error)
        return _loaded


def _open() -> _Loaded:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is first imported
    import onnxruntime
    from tokenizers import Tokenizer

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # Without an arena what a long text needed is given back; it costs no time here.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        str(FOLDER / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=MOST_PIECES)
    return _Loaded(session, tokenizer)
