"""Pictures of what the network saw: motion polarity and confidence, transparent where nothing is.

Colours are told apart by people with any kind of colour vision: amber and azure for arrival and
departure, for confidence a ramp that grows lighter all the way (violet, magenta, yellow), and green
and magenta for what refinement added and took away.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QImage

from app.jobs.evidence import DrawnMap, Evidence, Motion
from app.playback.fitting import Pixels, fit
from app.widgets.overlays import HeatmapStage, MotionInterval
from tracker.heatmap import PEAK_FLOOR

ARRIVAL = QColor("#ffb000")
DEPARTURE = QColor("#3f8cff")
ADDED = QColor("#4fd18b")
REMOVED = QColor("#e0409b")

Maps = npt.NDArray[np.float32]

_HEAT_STOPS = (
    # share, red, green, blue, alpha; nothing shows below the score from which peaks are reported
    (0.00, 48, 16, 120, 0),
    (PEAK_FLOOR, 60, 18, 135, 0),
    (0.15, 90, 22, 160, 110),
    (0.35, 150, 34, 168, 190),
    (0.60, 222, 66, 125, 230),
    (0.80, 252, 140, 70, 245),
    (1.00, 252, 240, 130, 255),
)


@lru_cache(maxsize=1)
def heat_ramp() -> npt.NDArray[np.uint8]:
    """256 colours from no to full confidence: uint8 [256, 4], B G R A, premultiplied by alpha."""
    share = np.linspace(0, 1, 256)
    stops = np.array(_HEAT_STOPS, np.float64)
    red, green, blue, alpha = (np.interp(share, stops[:, 0], stops[:, i]) for i in range(1, 5))
    colours = np.stack([c * alpha / 255 for c in (blue, green, red)] + [alpha], axis=1)
    return np.round(colours).astype(np.uint8)


def heat_colour(score: float) -> QColor:
    """The colour of a confidence 0..1, opaque: for legends and scores."""
    stops = np.array(_HEAT_STOPS, np.float64)
    red, green, blue = (int(np.interp(score, stops[:, 0], stops[:, i])) for i in (1, 2, 3))
    return QColor(red, green, blue)


def draw_maps(
    evidence: Evidence,
    interval: MotionInterval,
    stage: HeatmapStage,
    size: tuple[int, int] | None,
) -> Evidence:
    """`evidence` with the pictures of those of its maps that are not drawn that way yet.

    Args:
        interval, stage: which motion, and which heatmap.
        size: (width, height) where all of the picture is shown at one size, or None.
    """
    if evidence.motion is not None and not _shows(evidence.drawn_motion, interval):
        pixels = motion_pixels(evidence.motion, interval)
        evidence = replace(evidence, drawn_motion=_drawn(interval, pixels, size))
    if not _shows(evidence.drawn_heatmap, stage):
        heat = heatmap_pixels(evidence, stage)
        drawn = None if heat is None else _drawn(stage, heat, size)
        evidence = replace(evidence, drawn_heatmap=drawn)
    return evidence


def _shows(drawn: DrawnMap | None, wanted: str) -> bool:
    return drawn is not None and drawn.shows == wanted


def _drawn(shows: str, pixels: Pixels, size: tuple[int, int] | None) -> DrawnMap:
    return DrawnMap(shows, _image(pixels), fit(pixels, *size) if size is not None else None)


def heatmap_pixels(evidence: Evidence, stage: HeatmapStage) -> Pixels | None:
    """The wanted stage of the heatmap as a picture: B G R A, uint8 [h, w, 4], premultiplied; None
    where its maps are not there (yet)."""
    heatmap, draft = evidence.heatmap, evidence.draft
    if stage is HeatmapStage.ANSWER:
        return None if heatmap is None else _confidence(heatmap)
    if draft is None or not draft.size:
        return None
    if stage is HeatmapStage.DRAFT:
        return _confidence(draft)
    return None if heatmap is None else _change(draft, heatmap)


def motion_pixels(motion: Motion, interval: MotionInterval) -> Pixels:
    """Motion polarity (as of `Evidence`) of one interval as a picture, like `heatmap_pixels`."""
    pair = motion[0 if interval is MotionInterval.BEFORE else 1]
    # The MDD's sigmoid does not rest at 0: what it says of a still pixel is its own floor.
    table = polarity_table(int(pair.min()))
    # Arrival · 256 + departure is how the pair lies in memory.
    return _coloured(table, np.ascontiguousarray(pair).view("<u2")[..., 0])


@lru_cache(maxsize=2)
def polarity_table(floor: int) -> npt.NDArray[np.uint8]:
    """Colour by arrival · 256 + departure: uint8 [65536, 4], B G R A, premultiplied by alpha.

    Nothing is shown where both are at the `floor`.
    """
    levels = np.arange(1 << 16)
    arrival, departure = (
        np.maximum(level - floor, 0) / max(1, 255 - floor) for level in (levels >> 8, levels & 255)
    )
    total = np.maximum(arrival + departure, 1e-6)
    alpha = np.maximum(arrival, departure)
    channels = [
        (arrival * one + departure * other) / total * alpha
        for one, other in zip(_bgr(ARRIVAL), _bgr(DEPARTURE), strict=True)
    ]
    return np.round(np.stack([*channels, alpha * 255.0], axis=1)).astype(np.uint8)


def _confidence(heatmap: Maps) -> Pixels:
    levels = (np.clip(heatmap, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    return _coloured(heat_ramp(), levels)


def _change(draft: Maps, heatmap: Maps) -> Pixels:
    """What refinement did: green where it raised the confidence, magenta where it lowered it."""
    # A draft's logits rest at 0, which is a half: only what differs from rest tells anything.
    rest = float(np.median(draft[::8, ::8]))
    scaled = np.clip((draft - rest) / max(1e-6, 1.0 - rest), 0.0, 1.0)
    change = np.clip(heatmap, 0.0, 1.0) - scaled
    alpha = np.sqrt(np.abs(change))
    alpha[alpha < 0.15] = 0.0
    colours = np.empty((*change.shape, 4), np.float32)
    for channel, (one, other) in enumerate(zip(_bgr(ADDED), _bgr(REMOVED), strict=True)):
        colours[..., channel] = np.where(change > 0, one, other) * alpha
    colours[..., 3] = alpha * 255.0
    return np.round(colours).astype(np.uint8)


def _coloured(table: Pixels, index: npt.NDArray[np.integer[Any]]) -> Pixels:
    """The colours of `table` (uint8 [n, 4]) at `index` [h, w]: uint8 [h, w, 4]."""
    pixels = np.take(table.view(np.uint32)[:, 0], index)
    return pixels.view(np.uint8).reshape(*index.shape, 4)


def _bgr(colour: QColor) -> tuple[int, int, int]:
    return colour.blue(), colour.green(), colour.red()


def _image(bgra: Pixels) -> QImage:
    """Premultiplied B G R A [h, w, 4] → QImage that owns its pixels."""
    height, width, _ = bgra.shape
    bgra = np.ascontiguousarray(bgra)
    image = QImage(bgra.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()
