"""Which frames to decode before anybody asks: pure arithmetic, no threads.

The nearest frames come first, on both sides. Behind the playhead that costs one jump to a keyframe
for many frames, not one for each: the reader keeps the pictures it passed on its way.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

AHEAD = 48
BEHIND = 40


@dataclass(frozen=True, slots=True)
class Motion:
    """How the playhead moves: -1 or +1, every `stride`-th frame, by itself or by hand."""

    direction: int = 1
    stride: int = 1
    playing: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How many frames to hold on each side of the playhead."""

    ahead: int = AHEAD
    behind: int = BEHIND

    @classmethod
    def within(cls, frames: int) -> Reach:
        """The usual reach, or as much of it as fits a cache of `frames` frames."""
        spare = max(0, frames - 2)
        ahead = min(AHEAD, spare // 2)
        return cls(ahead, min(BEHIND, spare - ahead))


def window(frame: int, frame_count: int, motion: Motion, reach: Reach) -> range:
    """The frames worth keeping around `frame`."""
    return range(
        max(0, frame - reach.behind * motion.stride),
        min(frame_count, frame + reach.ahead * motion.stride + 1),
    )


def next_run(
    frame: int, frame_count: int, motion: Motion, reach: Reach, have: Container[int]
) -> range:
    """The frames to read next, nearest first; empty where enough is there already.

    A side is filled up once less than half of it is there, not after every single step: the
    decoder would otherwise jump to and fro between the two ends. Where one walks backwards, the
    frames behind are never waited with: the next group of pictures may take a second.

    Args:
        frame: where the playhead stands.
        have: the frames that need no reading (cached, or known to be unreadable).
    """
    stride = motion.stride
    backwards = motion.direction < 0
    last = min(frame_count - 1, frame + reach.ahead * stride)
    before = max(0, frame - reach.behind * stride)
    ahead = _missing(range(frame + stride, last + 1, stride), have, enough=0.5)
    behind = _missing(
        range(frame - stride, before - 1, -stride), have, enough=1.0 if backwards else 0.5
    )
    first, second = (behind, ahead) if backwards else (ahead, behind)
    if first:
        return first
    return range(0) if motion.playing else second


def _missing(wanted: range, have: Container[int], enough: float) -> range:
    """The rest of the frames from the first that is not there; none where a share is."""
    held = next((i for i, frame in enumerate(wanted) if frame not in have), len(wanted))
    return range(0) if held >= enough * max(1, len(wanted)) else wanted[held:]
