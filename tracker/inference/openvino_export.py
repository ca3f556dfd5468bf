"""Weights in OpenVINO's form, made once and kept.

The work happens in a process of its own, ``python -m tracker.inference.openvino_export``: it holds
Python's lock for seconds, which would freeze a window, and it cannot be asked to stop.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.inference.events import Notice
from tracker.inference.openvino_int8 import Refused, quantised, try_out
from tracker.inference.openvino_library import import_openvino
from tracker.inference.runtime import RuntimeUnusable

if TYPE_CHECKING:
    from tracker.model.tracknet import TrackNet

_FORM = 4
"""Raised when the exported graph changes, so that older ones are not used."""
_KEPT = 6
_TICK_SECONDS = 0.1
_MAKING = "making-"
_LONGEST_SECONDS = 3600.0
"""No making takes so long: what is older was killed."""
_MODEL, _WEIGHTS, _SUM, _REFUSED = "model.xml", "model.bin", "sha256.txt", "refused.txt"


def cache_folder() -> Path:
    """Where exported models are kept; the folder may be deleted at any time."""
    if home := os.environ.get("RALLYMARK_HOME"):
        return Path(home) / "cache" / "openvino"
    import platformdirs

    return platformdirs.user_cache_path("rallymark", appauthor=False) / "openvino"


def exported(
    model: TrackNet, folder: Path, stopped: Callable[[], bool], int8: bool = False
) -> Generator[Notice | None, None, Path | None]:
    """A generator that returns the path of `model`'s exported form, None after `stopped()`.

    `folder` is that of `folder_of`.

    Where it has to be made, yields a Notice that says so and None while it waits. Raises
    RuntimeUnusable, and Refused where eight bits were asked for and change too much.
    """
    if is_made(folder):
        if _is_sound(folder):
            os.utime(folder)  # the least recently used go first
            return _checked(folder)
        shutil.rmtree(folder, ignore_errors=True)
    name = model.config.name
    yield Notice(
        f"Preparing {name} for this processor: once for these weights, up to three minutes."
        if int8
        else f"Preparing {name} for this processor: once for these weights, about ten seconds."
    )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=_MAKING) as making:
            made = yield from _make(model, Path(making), stopped, int8)
            if made is None:
                return None
            if not is_made(folder):
                shutil.rmtree(folder, ignore_errors=True)  # what a broken-off removal left of it
            try:
                made.rename(folder)
            except OSError:
                # Another process made the same meanwhile, unless the disk says otherwise.
                if not is_made(folder):
                    raise
    except OSError as error:
        raise RuntimeUnusable(f"{error.filename}: {error.strerror}") from error
    forget_old(folder.parent)
    return _checked(folder)


def is_made(folder: Path) -> bool:
    """Whether a folder of `folder_of` holds a form, or why there is none."""
    return (folder / _MODEL).is_file() or (folder / _REFUSED).is_file()


def _is_sound(folder: Path) -> bool:
    """Whether what was made is what was written: OpenVINO computes with damaged weights as well."""
    if (folder / _REFUSED).is_file():
        return True
    try:
        return (folder / _SUM).read_bytes() == _sum(folder).encode()
    except OSError:
        return False


def _sum(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (_MODEL, _WEIGHTS):
        with (folder / name).open("rb") as file:  # 60 MB of the full model: never all at once
            hashlib.file_digest(file, lambda: digest)
    return digest.hexdigest()


def _checked(folder: Path) -> Path:
    refused = folder / _REFUSED
    if refused.is_file():
        raise Refused(refused.read_text(encoding="utf-8"))
    return folder / _MODEL


def folder_of(model: TrackNet, int8: bool = False) -> Path:
    """Where the exported form of `model` is kept.

    Its name tells all that the form depends on: weights, architecture and OpenVINO's version.
    """
    digest = hashlib.sha256()
    config = json.dumps(model.config.to_dict(), sort_keys=True)
    digest.update(f"{_FORM} {importlib.metadata.version('openvino')} {config}".encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().data)
    return cache_folder() / (digest.hexdigest()[:32] + ("-int8" if int8 else ""))


def _make(
    model: TrackNet, folder: Path, stopped: Callable[[], bool], int8: bool
) -> Generator[None, None, Path | None]:
    from tracker.model.weights import save_weights
    from tracker.model.weights_file import WeightsError

    weights, made, said = folder / "weights.safetensors", folder / "made", folder / "said.txt"
    try:
        save_weights(model, weights, {}, half=False)
    except WeightsError as error:
        raise RuntimeUnusable(str(error)) from error
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    with (
        said.open("w", encoding="utf-8") as output,
        subprocess.Popen(
            [sys.executable, "-m", __name__, str(weights), str(made), *(["int8"] if int8 else [])],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            while process.poll() is None:
                if stopped():
                    return None
                yield None
                time.sleep(_TICK_SECONDS)
        finally:
            if process.poll() is None:
                process.kill()
    if process.returncode:
        lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        raise RuntimeUnusable(lines[-1] if lines else f"exit status {process.returncode}")
    return made


def forget_old(folder: Path) -> None:
    """Keep the exported models that were used last, so that the folder does not grow, and nothing
    of those whose making was killed."""
    made = sorted(filter(is_made, folder.iterdir()), key=lambda path: path.stat().st_mtime)
    killed = (
        path
        for path in folder.glob(f"{_MAKING}*")
        if path.stat().st_mtime < time.time() - _LONGEST_SECONDS
    )
    for path in (*made[:-_KEPT], *killed):
        shutil.rmtree(path, ignore_errors=True)


def export(weights: Path, folder: Path, int8: bool = False, trial: bool = True) -> None:
    """Write the OpenVINO form of a weights file of ours into `folder`, or why it is refused.

    `trial`: whether integers must prove themselves on the demo rally.
    Input: windows uint8 [1,3,288,512,3]. Output: heatmaps float32 [1,3,288,512].
    """
    import torch

    from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
    from tracker.inference.bytes_network import BytesNetwork
    from tracker.model.weights import load_model

    openvino = import_openvino()
    # Attention as plain operations: the fused one is unknown outside torch.
    torch.backends.mha.set_fastpath_enabled(False)
    example = torch.zeros((1, 3, MODEL_HEIGHT, MODEL_WIDTH, 3), dtype=torch.uint8)
    model = load_model(weights)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about torch's own future
        program = torch.export.export(BytesNetwork(model).eval(), (example,))
        converted = openvino.convert_model(program)
    converted.reshape(list(example.shape))
    if int8:
        exact, converted = converted, quantised(converted)
        try:
            if trial:
                try_out(exact, converted, model.config.threshold)
        except Refused as refused:
            folder.mkdir(parents=True)
            (folder / _REFUSED).write_text(str(refused), encoding="utf-8")
            return
    openvino.save_model(converted, folder / _MODEL, compress_to_fp16=False)
    (folder / _SUM).write_text(_sum(folder), encoding="utf-8")


def _end_with_input() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


def main() -> int:
    """``python -m tracker.inference.openvino_export WEIGHTS FOLDER [int8]``.

    Ends with its standard input: whoever began it may have been killed.
    """
    threading.Thread(target=_end_with_input, daemon=True).start()
    export(Path(sys.argv[1]), Path(sys.argv[2]), int8=sys.argv[3:] == ["int8"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
