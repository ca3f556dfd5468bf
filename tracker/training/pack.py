"""Packed data sets: labelled clips as small 512 x 288 videos that travel to another machine.

A pack is a folder with ``pack.json``, ``labels.npz`` and one H.264 file per clip. Reading needs
OpenCV only, so a training machine needs neither PyAV nor the original footage. The original
videos are re-encoded, which costs a little sharpness: evaluate on the originals where you can.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.errors import TrackerError
from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.training.clips import LabelledClip

_MANIFEST = "pack.json"
_LABELS = "labels.npz"
_UNFINISHED = ".unfinished"


class PackError(TrackerError):
    """A packed data set is missing, incomplete or damaged."""


def write_pack(
    clips: Iterable[tuple[LabelledClip, str]], folder: Path, quality: int = 20
) -> Iterator[Path]:
    """Write clips with their split (``train``, ``validation``), yielding where each video will be.

    Args:
        clips: pairs of clip and split.
        folder: made if missing; a pack that is there already is replaced once all of the new one is
            written.
        quality: H.264 constant rate factor; lower is larger and sharper.

    Raises:
        PackError: files of somebody else in the folder have the names of a pack's, or there are no
            clips.
    """
    before = _files_of_pack(folder)
    making = folder / _UNFINISHED
    try:
        yield from _write(clips, folder, making, quality)
        # No pack until all of the new one is there.
        for old in before:
            old.unlink(missing_ok=True)
        for new in sorted(making.iterdir(), key=lambda path: path.name == _MANIFEST):
            new.replace(folder / new.name)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def _files_of_pack(folder: Path) -> list[Path]:
    """What a pack that is there already consists of, its manifest first; nothing without one."""
    taken = [folder / _MANIFEST, folder / _LABELS, *folder.glob("[0-9][0-9][0-9][0-9].mp4")]
    ours: set[str] = set()
    if is_pack(folder) and (folder / _LABELS).is_file():
        names = [entry["file"] for entry in _entries(folder)]
        ours = {_MANIFEST, _LABELS, *names}
    for path in taken:
        if path.exists() and path.name not in ours:
            raise PackError(
                f"{folder} holds {path.name}, which belongs to no pack and would be replaced; "
                "give another folder."
            )
    return [path for path in taken if path.exists()]


def _entries(folder: Path) -> list[dict[str, Any]]:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return [{**entry, "file": Path(entry["file"]).name} for entry in manifest]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _incomplete(folder, error) from error


def _incomplete(folder: Path, error: Exception) -> PackError:
    return PackError(f"{folder} is not a complete packed data set ({error}).")


def _write(
    clips: Iterable[tuple[LabelledClip, str]], folder: Path, making: Path, quality: int
) -> Iterator[Path]:
    """A new pack in the folder ``making``."""
    manifest, labels = [], {}
    for number, (clip, split) in enumerate(clips):
        if number == 0:  # what is wrong with the clips leaves no trace
            shutil.rmtree(making, ignore_errors=True)  # of a packing that was killed
            making.mkdir(parents=True)
        path = making / f"{number:04d}.mp4"
        _encode(clip.frames, path, quality)
        labels[f"{number:04d}"] = np.stack((clip.visibility.astype(np.float32), clip.x, clip.y))
        manifest.append(
            {
                "file": path.name,
                "split": split,
                "name": clip.name,
                "fps": clip.fps,
                "video": clip.video,
                "identity": clip.identity,
                "sport": clip.sport,
                "venue": clip.venue,
                "weight": clip.weight,
            }
        )
        yield folder / path.name
    if not manifest:
        raise PackError(f"There is nothing for {folder}: no frame of any video has a label.")
    np.savez_compressed(making / _LABELS, **labels)  # type: ignore[arg-type]
    (making / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def is_pack(folder: Path) -> bool:
    """Whether ``folder`` is a pack, which may have lost a part."""
    return (folder / _MANIFEST).is_file()


def videos_of_pack(folder: Path) -> dict[str, str]:
    """The videos of a pack: names by identity, of those whose identity is known.

    Raises PackError.
    """
    known = (each for each in _entries(folder) if each.get("identity"))
    return {each["identity"]: each.get("video") or each["name"] for each in known}


def read_pack(folder: Path) -> Iterator[tuple[LabelledClip, str]]:
    """Decode a pack into memory: clips with their split.

    Raises:
        PackError: the pack is incomplete or damaged, or a video holds other than its labels'
            frames.
    """
    manifest = _entries(folder)
    try:
        names = [Path(entry["file"]).stem for entry in manifest]
        with (folder / _LABELS).open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            labels = {name: file[name] for name in names}
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise _incomplete(folder, error) from error
    paths = [folder / entry["file"] for entry in manifest]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        pictures = pool.map(_decode, paths, (len(labels[path.stem][0]) for path in paths))
        for entry, path, frames in zip(manifest, paths, pictures, strict=True):
            yield _clip(entry, frames, labels[path.stem]), entry["split"]


def _clip(
    entry: dict[str, Any], frames: npt.NDArray[np.uint8], labels: npt.NDArray[np.float32]
) -> LabelledClip:
    visibility, x, y = labels
    return LabelledClip(
        name=entry["name"],
        frames=frames,
        visibility=visibility.astype(np.int8),
        x=x,
        y=y,
        fps=entry["fps"],
        video=entry["video"],
        identity=entry.get("identity", ""),  # packs made before it was kept lack it
        sport=entry["sport"],
        venue=entry["venue"],
        weight=entry["weight"],
    )


def _encode(frames: npt.NDArray[np.uint8], path: Path, quality: int) -> None:
    import av

    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height = MODEL_WIDTH, MODEL_HEIGHT
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": str(quality), "preset": "slow"}
        for picture in frames:
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _decode(path: Path, count: int) -> npt.NDArray[np.uint8]:
    import cv2

    frames = np.empty((count, MODEL_HEIGHT, MODEL_WIDTH, 3), dtype=np.uint8)
    capture = cv2.VideoCapture(str(path))
    try:
        found = 0
        while True:
            ok, picture = capture.read()
            if not ok:
                break
            if found < count:
                cv2.cvtColor(picture, cv2.COLOR_BGR2RGB, dst=frames[found])
            found += 1
    finally:
        capture.release()
    if found != count:
        raise PackError(f"{path} holds {found} frames but labels for {count}.")
    return frames
