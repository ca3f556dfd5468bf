"""Labelled frames in memory, and which windows of three they offer for training."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH


@dataclass(frozen=True, slots=True)
class LabelledClip:
    """Consecutive frames of one video with what is known about the ball.

    Attributes:
        name: for logs and tables.
        frames: uint8 [N,288,512,3] RGB (may be memory mapped).
        visibility: int8 [N]: 0 no ball, 1-3 ball present, -1 nobody knows (no loss there).
        x, y: float32 [N] in model pixels; ignored where visibility <= 0.
        fps: frames per second; fast cameras are also trained at skipped frames.
        video: which video the frames come from; several clips may be stretches of one. Empty
            means that the clip is a video of its own.
        identity: what tells the video by its content, the same in a pack of it; empty when unknown.
        numbers: int64 [N], which frames of the video they are, ascending; None when unknown.
        sport, venue: for tables and for weighting; empty when unknown.
        weight: how often its windows are drawn, relative to other clips' windows.
    """

    name: str
    frames: npt.NDArray[np.uint8]
    visibility: npt.NDArray[np.int8]
    x: npt.NDArray[np.float32]
    y: npt.NDArray[np.float32]
    fps: float = 30.0
    video: str = ""
    identity: str = ""
    numbers: npt.NDArray[np.int64] | None = None
    sport: str = ""
    venue: str = ""
    weight: float = 1.0

    def __post_init__(self) -> None:
        count = len(self.frames)
        if self.frames.shape[1:] != (MODEL_HEIGHT, MODEL_WIDTH, 3):
            raise ValueError(f"{self.name}: frames have shape {self.frames.shape}")
        numbers = () if self.numbers is None else (self.numbers,)
        for field in (self.visibility, self.x, self.y, *numbers):
            if field.shape != (count,):
                raise ValueError(f"{self.name}: {field.shape} labels for {count} frames")

    @property
    def labelled(self) -> int:
        """How many frames carry a label, "no ball" included."""
        return int((self.visibility >= 0).sum())

    @property
    def balls(self) -> int:
        """In how many frames a ball is labelled."""
        return int((self.visibility > 0).sum())

    @property
    def source(self) -> str:
        """The video that the frames come from."""
        return self.video or self.name

    def part(self, first: int, end: int) -> LabelledClip:
        """Frames ``first`` to ``end`` (excluded) as a clip of the same video."""
        return replace(
            self,
            name=f"{self.name}[{first}:{end}]",
            frames=self.frames[first:end],
            visibility=self.visibility[first:end],
            x=self.x[first:end],
            y=self.y[first:end],
            video=self.source,
            numbers=None if self.numbers is None else self.numbers[first:end],
        )

    def described(self, sport: str, venue: str) -> LabelledClip:
        """The same clip with its sport and venue."""
        return replace(self, sport=sport, venue=venue)

    def window(self, centre: int, stride: int = 1) -> npt.NDArray[np.int64]:
        """Frame numbers [3] around ``centre``, pushed inside the clip (short clips repeat).

        It is pushed by whole strides, so that a frame of the clip which was in the window stays.
        """
        last = len(self.frames) - 1
        while centre < stride:
            centre += stride
        while centre > last - stride:
            centre -= stride
        numbers: npt.NDArray[np.int64] = np.clip(centre + np.array([-stride, 0, stride]), 0, last)
        return numbers


@dataclass(frozen=True, slots=True)
class WindowIndex:
    """Every trainable window of a set of clips: those with at least one labelled frame."""

    clips: Sequence[LabelledClip]
    clip: npt.NDArray[np.int32]
    centre: npt.NDArray[np.int32]
    probability: npt.NDArray[np.float64]

    @classmethod
    def of(cls, clips: Sequence[LabelledClip]) -> WindowIndex:
        """Index clips; raises ``ValueError`` when no frame of any clip is labelled."""
        numbers, centres, weights = [], [], []
        for number, clip in enumerate(clips):
            known = np.flatnonzero(clip.visibility >= 0)
            numbers.append(np.full(len(known), number, dtype=np.int32))
            centres.append(known.astype(np.int32))
            weights.append(np.full(len(known), clip.weight))
        if sum(map(len, centres)) == 0:
            raise ValueError("no frame carries a label")
        weight = np.concatenate(weights)
        return cls(clips, np.concatenate(numbers), np.concatenate(centres), weight / weight.sum())

    def __len__(self) -> int:
        return len(self.centre)


def balanced(clips: Sequence[LabelledClip]) -> list[LabelledClip]:
    """Clips weighted so that no camera and no sport drowns the others.

    A camera of twice the speed shows twice as many frames of the same flight and counts half. Of
    a sport with a quarter of another's frames, each is drawn twice as often: half the way to
    equal shares, since few clips seen too often are learnt by heart.
    """
    amount: dict[str, float] = {}
    for clip in clips:
        amount[clip.sport] = amount.get(clip.sport, 0.0) + clip.labelled
    most = max(amount.values(), default=0.0)
    return [
        replace(clip, weight=min(1.0, 30 / clip.fps) * (most / max(amount[clip.sport], 1)) ** 0.5)
        for clip in clips
    ]


def data_hash(clips: Sequence[LabelledClip], *, pixels: bool = True) -> str:
    """SHA-256 over names, labels and ``pixels``: which data weights were trained or measured on."""
    digest = hashlib.sha256()
    for clip in sorted(clips, key=lambda c: c.name):
        digest.update(clip.name.encode())
        columns: list[npt.NDArray[np.generic]] = [clip.visibility, clip.x, clip.y]
        for column in [*columns, clip.frames] if pixels else columns:
            for start in range(0, len(column), 256):
                digest.update(column[start : start + 256].tobytes())
    return digest.hexdigest()
