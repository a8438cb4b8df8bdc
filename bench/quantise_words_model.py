"""Makes the model in src/goodword/core/meaning/minilm from the one it comes from (see the README there).

    python -m venv /tmp/q && /tmp/q/bin/pip install onnx==1.23.2 onnxruntime==1.31.1
    /tmp/q/bin/python bench/quantise_words_model.py FOLDER_WITH_MODEL_ONNX OUT

Weights become 8-bit integers, one scale for each column (per_channel), with seven bits used (reduce_range): without it, processors
that lack VNNI instructions overflow while they add up, and give other vectors than those that have them. The weights go into a file of
their own, so that the processes of one machine share it in memory.
"""

import hashlib
import sys
import tempfile
from pathlib import Path

import onnx
from onnxruntime.quantization import QuantType, quantize_dynamic


def main(source: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        whole, small = Path(folder, "whole.onnx"), Path(folder, "small.onnx")
        onnx.save(onnx.load(str(source / "model.onnx")), str(whole))
        quantize_dynamic(whole, small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
        (out / "model.data").unlink(missing_ok=True)
        onnx.save(
            onnx.load(str(small)),
            str(out / "model.onnx"),
            save_as_external_data=True,
            location="model.data",
            size_threshold=1024,
        )
    for name in ("model.onnx", "model.data"):
        print(hashlib.sha256((out / name).read_bytes()).hexdigest(), name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
