"""Which video labels belong to, so that they never land on another one, and where it is."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from annotation.errors import VideoIdentityError

_BLOCK = 1 << 20
_SAMPLES = 8


@dataclass(frozen=True, slots=True)
class VideoIdentity:
    """The facts that tell one video file from another.

    ``width`` and ``height`` are pixels of the picture as displayed, ``duration`` is in seconds,
    ``sha256_of_samples`` is the hexadecimal hash that ``identify_file`` takes. ``fingerprint`` is
    one of how the first frames are coded, which stays when a recording grows; '' for short videos,
    and in projects that were made before it was kept.
    """

    frame_count: int
    width: int
    height: int
    duration: float
    fps: float
    size_bytes: int
    sha256_of_samples: str
    fingerprint: str = ""

    def matches(self, other: VideoIdentity) -> bool:
        """Whether labels of the one fit the other: same bytes, same frames, same picture.

        Duration and rate follow from the bytes and are only shown, never compared.
        """
        return (
            self.sha256_of_samples == other.sha256_of_samples
            and self.size_bytes == other.size_bytes
            and self.frame_count == other.frame_count
            and (self.width, self.height) == (other.width, other.height)
        )

    def describe_difference(self, other: VideoIdentity) -> str:
        """How the other video differs, as a clause that can follow a colon."""
        if (self.frame_count, self.width, self.height) != (
            other.frame_count,
            other.width,
            other.height,
        ):
            return f"its video has {self._measure()}, this one has {other._measure()}"
        return (
            f"both have {self._measure()}, but the content of the files differs "
            f"({self.size_bytes} and {other.size_bytes} bytes)"
        )

    def _measure(self) -> str:
        return f"{self.frame_count} frames of {self.width}×{self.height} ({self.duration:.1f} s)"

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> VideoIdentity:
        """The inverse of ``to_dict``; ``KeyError``, ``TypeError`` or ``ValueError`` otherwise."""
        return cls(
            frame_count=int(values["frame_count"]),
            width=int(values["width"]),
            height=int(values["height"]),
            duration=float(values["duration"]),
            fps=float(values["fps"]),
            size_bytes=int(values["size_bytes"]),
            sha256_of_samples=str(values["sha256_of_samples"]),
            fingerprint=str(values.get("fingerprint", "")),
        )


def identify_file(
    path: str | Path,
    frame_count: int,
    width: int,
    height: int,
    duration: float,
    fps: float,
    fingerprint: str = "",
) -> VideoIdentity:
    """Take the fingerprint of a video file whose measures are known already.

    Hashes the size and eight blocks of 1 MiB spread from the first to the last byte (the whole file
    where it is no larger), so that a match of many gigabytes takes no longer than a clip.
    Raises ``VideoIdentityError`` where the file cannot be read.
    """
    path = Path(path)
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            digest.update(size.to_bytes(8, "little"))
            if size <= _BLOCK * _SAMPLES:
                digest.update(file.read())
            else:
                for sample in range(_SAMPLES):
                    file.seek((size - _BLOCK) * sample // (_SAMPLES - 1))
                    digest.update(file.read(_BLOCK))
    except OSError as error:
        raise VideoIdentityError(
            f"The video {path} cannot be read ({error.strerror or error})."
        ) from error
    return VideoIdentity(
        frame_count=frame_count,
        width=width,
        height=height,
        duration=duration,
        fps=fps,
        size_bytes=size,
        sha256_of_samples=digest.hexdigest(),
        fingerprint=fingerprint,
    )


def encode_place(project: Path, video: Path) -> str:
    """Where a video is, relative to its project file and absolute, as that remembers it."""
    absolute = video.absolute()
    try:
        relative: str | None = os.path.relpath(absolute, project.absolute().parent)
    except ValueError:  # another drive
        relative = None
    return json.dumps({"relative": relative, "absolute": str(absolute)})


def decode_place(project: Path, stored: str | None) -> Path | None:
    """Where the video is: beside the project as it was, or else where it was last seen; None where
    none was ever told. It may not be there any more.

    ``KeyError``, ``TypeError`` or ``ValueError`` where what is stored makes no sense.
    """
    if stored is None:
        return None
    places = json.loads(stored)
    if places["relative"] is not None:
        beside = project.absolute().parent / places["relative"]
        if beside.exists():
            return Path(os.path.normpath(beside))
    return Path(places["absolute"])
