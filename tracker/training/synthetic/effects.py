"""What the broadcast adds: graphics, sensor noise, compression."""

from __future__ import annotations

import io

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.training.synthetic.labels import Floats, Image

_NAMES = (
    "A. VESTER", "M. ORLAND", "K. TANAVI", "J. BREMA", "S. LINDQ", "R. OKAYO", "P. DELMAR",
    "T. HALVEN", "N. SORIA", "E. KOVALI",
)  # fmt: skip


class Graphics:
    """Score bug and channel mark, drawn once for a frame of ``size`` (W, H)."""

    def __init__(self, size: tuple[int, int], rng: np.random.Generator) -> None:
        width, height = size
        unit = height / 720
        corner = int(rng.integers(3))
        box_w, box_h = round(250 * unit), round(58 * unit)
        left = round(52 * unit) if corner < 2 else width - box_w - round(52 * unit)
        top = round(40 * unit) if corner != 1 else height - box_h - round(44 * unit)
        accent = ((235, 190, 40), (60, 170, 240), (230, 70, 80))[int(rng.integers(3))]
        scale = 4
        sheet = np.zeros((box_h * scale, box_w * scale, 3), np.uint8)
        sheet[:] = (24, 28, 40)
        half = box_h * scale // 2
        sheet[:half] = (34, 40, 56)
        sheet[half - scale // 2 : half + scale // 2] = (70, 76, 92)
        sheet[:, : round(0.03 * box_w * scale)] = accent
        names = rng.choice(len(_NAMES), 2, replace=False)
        score_box = round(0.80 * box_w * scale)
        sheet[:, score_box:] = (238, 240, 244)
        font, size_of = cv2.FONT_HERSHEY_DUPLEX, half / 42
        stroke = max(1, round(half / 24))
        serving = int(rng.integers(2))
        for row in range(2):
            base = round(half * (row + 0.72))
            text, points = _NAMES[int(names[row])], str(int(rng.integers(0, 21)))
            cv2.putText(sheet, text, (round(0.09 * box_w * scale), base), font, size_of,
                        (245, 246, 250), stroke, cv2.LINE_AA)  # fmt: skip
            cv2.putText(sheet, points, (score_box + round(0.035 * box_w * scale), base), font,
                        size_of, (24, 28, 40), stroke + 1, cv2.LINE_AA)  # fmt: skip
            if row == serving:
                dot = (round(0.755 * box_w * scale), round(half * (row + 0.5)))
                cv2.circle(sheet, dot, round(half * 0.13), accent, -1, cv2.LINE_AA)
        self._bug = cv2.resize(sheet, (box_w, box_h), interpolation=cv2.INTER_AREA)
        self._place = (max(top, 0), max(left, 0))
        mark = np.zeros((round(26 * unit) * 4, round(120 * unit) * 4), np.uint8)
        cv2.putText(mark, "RALLY TV", (8, round(19 * unit * 4)), font, unit * 3.0, 255,
                    max(1, round(unit * 8)), cv2.LINE_AA)  # fmt: skip
        self._mark = cv2.resize(mark, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
        right = 52 if corner < 2 else 1280 - 52 - 120
        self._mark_place = (round(40 * unit), width - self._mark.shape[1] - round(right * unit))

    def paint(self, image: Image) -> None:
        """Lay the graphics over ``image`` in place."""
        top, left = self._place
        height, width = self._bug.shape[:2]
        patch = image[top : top + height, left : left + width]
        image[top : top + height, left : left + width] = cv2.addWeighted(
            self._bug, 0.92, patch, 0.08, 0
        )
        top, left = self._mark_place
        if left < 0:
            return
        height, width = self._mark.shape
        area = image[top : top + height, left : left + width].astype(np.float32)
        alpha = self._mark[..., None].astype(np.float32) * (0.6 / 255)
        mixed = area + alpha * (250.0 - area)
        image[top : top + height, left : left + width] = mixed.astype(np.uint8)

    def cover(self, x: NDArray[np.int64], y: NDArray[np.int64]) -> Floats:
        """Share of the score bug in the pixels (x, y), [n] each: 0 or its opacity, [n]."""
        top, left = self._place
        height, width = self._bug.shape[:2]
        inside = (x >= left) & (x < left + width) & (y >= top) & (y < top + height)
        return np.where(inside, 0.92, 0.0)


class SensorNoise:
    """Grain of strength ``sigma`` (grey levels): windows of one large tile, so it costs little."""

    def __init__(self, size: tuple[int, int], sigma: float, rng: np.random.Generator) -> None:
        width, height = size
        shape = (height + 64, width + 64)
        grain = rng.standard_normal(shape, dtype=np.float32) * sigma
        tile = np.repeat(np.rint(grain)[..., None], 3, 2)
        self._plus = np.maximum(tile, 0).astype(np.uint8)
        self._minus = np.maximum(-tile, 0).astype(np.uint8)
        self._size = size

    def add(self, image: Image, rng: np.random.Generator) -> Image:
        """``image`` with this frame's grain."""
        width, height = self._size
        y, x = (int(v) for v in rng.integers(0, 64, 2))
        window = slice(y, y + height), slice(x, x + width)
        noisy: Image = np.asarray(
            cv2.subtract(cv2.add(image, self._plus[window]), self._minus[window])
        )
        return noisy


def jpeg_round_trip(image: Image, quality: int) -> Image:
    """``image`` [H, W, 3] after JPEG at ``quality`` (1 to 100)."""
    ok, data = cv2.imencode(
        ".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), (cv2.IMWRITE_JPEG_QUALITY, quality)
    )
    if not ok:
        raise ValueError(f"OpenCV could not encode a picture of shape {image.shape} as JPEG.")
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), dtype=np.uint8)


def encode_h264(
    frames: Image, target: io.BytesIO | str, fps: int, crf: int, preset: str = "veryfast"
) -> None:
    """Write ``frames`` uint8 [N, H, W, 3] RGB as an H.264 mp4.

    One thread, so that the same frames give the same bytes.
    """
    import av  # a training machine reads packs, and has no video library

    # The index can only be moved to the front of a file that can be opened again.
    layout = {"movflags": "+faststart"} if isinstance(target, str) else {}
    with av.open(target, "w", format="mp4", options=layout) as container:
        options = {"crf": str(crf), "preset": preset, "threads": "1"}
        stream = container.add_stream("libx264", rate=fps, options=options)
        stream.height, stream.width = frames.shape[1:3]
        stream.pix_fmt = "yuv420p"
        for frame in frames:
            picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def h264_round_trip(frames: Image, fps: int, crf: int) -> Image:
    """``frames`` uint8 [N, H, W, 3] RGB after H.264 at the quality ``crf`` (0 best, 51 worst)."""
    import av

    buffer = io.BytesIO()
    encode_h264(frames, buffer, fps, crf, "ultrafast")
    buffer.seek(0)
    with av.open(buffer, "r") as container:
        decoded = [f.to_ndarray(format="rgb24") for f in container.decode(video=0)]
    return np.stack(decoded)
