"""Open a video: what it is, and an index of its frames."""

import threading
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from av.video.stream import VideoStream
from numpy.typing import NDArray

from tracker.errors import VideoError
from tracker.video.container import open_container
from tracker.video.decoder import PacketDecoder
from tracker.video.fields import of_one_moment
from tracker.video.index import FrameIndex, build_index
from tracker.video.packets import PacketTable, Progress, scan_packets
from tracker.video.picture import Orientation, displayed_size, orientation_of, to_rgb
from tracker.video.pixel_aspect import shown_aspect, stored_aspect
from tracker.video.timing import FrameTiming

SMALLEST_SIDE = 32
"""Pixels; a ball cannot be seen in less."""
_SLOWEST = Fraction(1, 100)
"""Frames per second; slide shows are slower, but no flight can be followed in them."""


@dataclass(frozen=True)
class VideoInfo:
    """What a person wants to know about a video.

    `width` and `height` are pixels of the picture as displayed: after rotation, before any sample
    aspect ratio. `pixel_aspect` is width : height of such a pixel, 1 where the file does not say.
    `duration` is in seconds, the last frame's included. `fps` is, where
    `variable_rate` is true, the mean rate, or the usual one where gaps make up most of the time.
    `rotation`, in degrees counter-clockwise, and `mirrored` are what the file asks for.
    """

    path: Path
    width: int
    height: int
    frame_count: int
    fps: Fraction
    duration: float
    codec: str
    rotation: int
    mirrored: bool
    variable_rate: bool
    pixel_aspect: Fraction

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height of the picture in its true shape, with as many rows as are stored."""
        return round(self.width * self.pixel_aspect), self.height

    @property
    def orientation(self) -> Orientation:
        """How the stored pictures are displayed."""
        return Orientation(self.rotation, self.mirrored)


@dataclass(frozen=True, eq=False)
class Video:
    """A file that was opened and indexed; holds no open handles, so any thread may share it."""

    info: VideoInfo
    index: FrameIndex

    @cached_property
    def timing(self) -> FrameTiming:
        """Where the frames do not follow one another evenly."""
        return FrameTiming.of(self.index.pts, float(self.index.time_base))


def open_video(
    path: str | Path, progress: Progress | None = None, stop: threading.Event | None = None
) -> Video:
    """Probe and index `path`.

    `progress` is told the finished fraction. Raises VideoError with a sentence for the person, and
    Cancelled when `stop` is set.
    """
    path = Path(path).absolute()
    container, stream = open_container(path)
    try:
        codec = stream.codec_context.codec.canonical_name
        kind = container.format.name
        time_base = stream.time_base or Fraction(1, 90000)
        rate = _nominal_rate(stream)
        table = scan_packets(container, stream, progress, stop)
    finally:
        container.close()
    if not len(table):
        raise VideoError(f"{path.name} holds no frames.")
    frame_ticks = table.duration or max(1, round(1 / (rate * time_base)))
    index = build_index(path, table, time_base, codec, kind, frame_ticks, progress, stop)
    if not len(index):
        raise VideoError(
            f"No picture of {path.name} can be decoded: it is damaged or its format is unknown."
        )
    return Video(_describe(path, codec, rate, table, index), index)


class Glimpse(NamedTuple):
    """A picture to be looked at: RGB uint8 [H, W, 3], and width : height of its pixels."""

    picture: NDArray[np.uint8]
    pixel_aspect: Fraction


def first_picture(path: Path) -> Glimpse | None:
    """Frame 0 of `path` as displayed, long before an index could be there.

    None where nothing decodes. Raises VideoError where the file cannot be opened.
    """
    container, stream = open_container(path)
    try:
        frame = next(container.decode(stream), None)
        if frame is None:
            return None
        orientation = orientation_of(frame)
        aspect = shown_aspect(stored_aspect(stream), orientation)
        return Glimpse(to_rgb(of_one_moment(frame), orientation), aspect)
    except (av.error.FFmpegError, OSError):
        # Indexing, which comes next, finds out what can be had of a damaged file, and says so.
        return None
    finally:
        container.close()


def _describe(
    path: Path, codec: str, rate: Fraction, table: PacketTable, index: FrameIndex
) -> VideoInfo:
    with PacketDecoder(path, table) as decoder:
        # The container may be wrong about size and rotation; a picture cannot be.
        _, frame = next(decoder.frames())
        orientation = orientation_of(frame)
        width, height = displayed_size(frame.width, frame.height, orientation)
        aspect = shown_aspect(decoder.stored_aspect, orientation)
    if min(width, height) < SMALLEST_SIDE:
        raise VideoError(
            f"{path.name} is only {width}×{height} pixels; at least {SMALLEST_SIDE}×"
            f"{SMALLEST_SIDE} are needed to see a ball."
        )
    gaps = np.diff(index.pts)
    span = int(index.pts[-1] - index.pts[0])
    step = int(np.median(gaps)) if len(gaps) else table.duration
    step = step or table.duration or max(1, round(1 / (rate * index.time_base)))
    # Matroska rounds to milliseconds, so equal frames may differ by a tick; where times are counted
    # in frames (AVI), nothing is rounded.
    rounding = max(1, step // 10) if step > 1 else 0
    variable = bool(len(gaps) and (np.abs(gaps - step) > rounding).any())
    fps = rate
    if span > 0:
        mean = Fraction(len(gaps), span) / index.time_base
        if variable or abs(mean / rate - 1) > Fraction(1, 100):
            # A pause, or a clock that was set, says nothing of how fast frames follow one another.
            usual = 1 / (step * index.time_base)
            fps = max(_SLOWEST, mean if 2 * mean > usual else usual).limit_denominator(1001)
    return VideoInfo(
        path=path,
        width=width,
        height=height,
        frame_count=len(index),
        fps=fps,
        duration=float((span + step) * index.time_base),
        codec=codec,
        rotation=orientation.rotation,
        mirrored=orientation.mirrored,
        variable_rate=variable,
        pixel_aspect=aspect,
    )


def _nominal_rate(stream: VideoStream) -> Fraction:
    for rate in (stream.guessed_rate, stream.average_rate, stream.base_rate):
        if rate:
            return Fraction(rate)
    return Fraction(25)
