"""Copies of labelled videos as other cameras, archives and transmitters would have them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from app.cli.training_data import LabelledVideo
from tracker.training.prepare import FrameLabels
from tracker.video import open_video, stream_frames

RGB = NDArray[np.uint8]

_INTERLACED = {"flags": "+ildct+ilme"}
_PQ_PEAK, _PQ_WHITE = 10_000.0, 203.0


@dataclass(frozen=True)
class Condition:
    """A kind of copy.

    ``change`` alters a picture, RGB uint8 [H, W, 3]; ``size`` is what it is scaled to, None: its
    own. Where ``interlaced``, the odd rows are those of the frame after: a copy of 30 frames a
    second has fields as far apart as 15 have. ``options`` are the encoder's.
    """

    name: str
    change: Callable[[RGB], RGB] | None = None
    size: tuple[int, int] | None = None
    pixel_aspect: Fraction | None = None
    interlaced: bool = False
    codec: str = "libx264"
    options: dict[str, str] = field(default_factory=lambda: {"crf": "18"})
    container: str = "mp4"


def _to_pq(picture: RGB) -> RGB:
    """As HDR10 codes it (SMPTE ST 2084), white at 203 candela per square metre."""
    light = (np.arange(256) / 255) ** 2.4 * _PQ_WHITE / _PQ_PEAK
    power = light ** (2610 / 16384)
    coded = (3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)
    table = np.rint(255 * coded ** (2523 / 32)).astype(np.uint8)
    return np.asarray(cv2.LUT(picture, table), np.uint8)


def _noisy(picture: RGB) -> RGB:
    # Seeded by the picture itself, so that two runs give one video.
    noise = np.random.default_rng(int(picture.sum())).normal(0.0, 10.0, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def _dark(picture: RGB) -> RGB:
    return np.rint(picture * 0.45).astype(np.uint8)


def _unsharp(picture: RGB) -> RGB:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.5), np.uint8)


CONDITIONS = (
    Condition("encoded again"),
    Condition("360 rows", size=(640, 360), options={"crf": "26"}),
    Condition("480 rows", size=(854, 480), options={"crf": "25"}),
    Condition("1080 rows", size=(1920, 1080), options={"crf": "20"}),
    Condition("CRF 32", options={"crf": "32"}),
    Condition("CRF 38", options={"crf": "38"}),
    Condition("noise of 10 levels", _noisy),
    Condition("45 % of the light", _dark),
    Condition("blurred by 1.5 px", _unsharp),
    Condition("PQ (HDR10)", _to_pq, options={"crf": "18", "x264-params": "transfer=smpte2084"}),
    Condition("anamorphic, 960×720", size=(960, 720), pixel_aspect=Fraction(4, 3)),
    Condition(
        "interlaced",
        interlaced=True,
        options={**_INTERLACED, "crf": "14", "x264-params": "tff=1"},
    ),
    Condition(
        "television, 576i, MPEG-2",
        size=(720, 576),
        pixel_aspect=Fraction(64, 45),
        interlaced=True,
        codec="mpeg2video",
        options={**_INTERLACED, "b": "6M", "maxrate": "8M", "bufsize": "1835k", "g": "12"},
        container="ts",
    ),
    Condition(
        "television, 1080i, H.264",
        size=(1440, 1080),
        pixel_aspect=Fraction(4, 3),
        interlaced=True,
        options={**_INTERLACED, "b": "12M", "g": "24", "x264-params": "tff=1"},
        container="ts",
    ),
)


def copied(labelled: LabelledVideo, condition: Condition, folder: Path) -> LabelledVideo:
    """A copy of a video, written to ``folder``, with its labels."""
    info = labelled.video.info
    size = condition.size or (info.width, info.height)
    path = folder / f"{labelled.name}.{condition.container}"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(
            condition.codec, rate=round(info.fps), options={"threads": "1", **condition.options}
        )
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        if condition.pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = condition.pixel_aspect
        for frame in _frames(labelled, condition, size):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    labels = labelled.labels
    across, down = size[0] / info.width, size[1] / info.height
    x, y = (labels.x + 0.5) * across - 0.5, (labels.y + 0.5) * down - 0.5
    there = FrameLabels(labels.frame, labels.visibility, x, y)
    return replace(labelled, source=path, video=open_video(path), labels=there)


def _frames(
    labelled: LabelledVideo, condition: Condition, size: tuple[int, int]
) -> Iterator[av.VideoFrame]:
    """The frames of a copy of (width, height) ``size``, as they are encoded."""
    waiting: av.VideoFrame | None = None
    for _, picture in stream_frames(labelled.video):
        changed = picture if condition.change is None else condition.change(picture)
        frame = av.VideoFrame.from_ndarray(changed, format="rgb24").reformat(
            *size, format="yuv420p", interpolation=Interpolation.AREA
        )
        if not condition.interlaced:
            yield frame
        elif waiting is not None:
            yield _woven(waiting, frame)
        waiting = frame
    if condition.interlaced and waiting is not None:
        yield waiting


def _woven(upper: av.VideoFrame, lower: av.VideoFrame) -> av.VideoFrame:
    """The even rows of one frame and the odd rows of another."""
    woven = av.VideoFrame(upper.width, upper.height, upper.format.name)
    for target, even, odd in zip(woven.planes, upper.planes, lower.planes, strict=True):
        rows, first, second = (
            np.frombuffer(plane, np.uint8).reshape(plane.height, -1)[:, : plane.width]
            for plane in (target, even, odd)
        )
        rows[::2], rows[1::2] = first[::2], second[1::2]
    return woven
