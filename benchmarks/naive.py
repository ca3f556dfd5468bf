"""What published inference code does: one window at a time, in lockstep, in float32."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH

FRAMES = 3


def windows(path: Path, model: Any, device: str) -> Iterator[None]:
    """Read three frames with OpenCV, resize, run the network, take the contours; for ever, one
    window of `FRAMES` a turn. ``model`` as it came from `load_model`, on ``device``."""
    import cv2
    import torch

    capture = cv2.VideoCapture(str(path))
    try:
        while True:
            pictures = []
            for _ in range(FRAMES):
                ok, picture = capture.read()
                if not ok:
                    capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
                    _, picture = capture.read()
                rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
                pictures.append(cv2.resize(rgb, (MODEL_WIDTH, MODEL_HEIGHT)))
            planes = np.concatenate(pictures, axis=2).transpose(2, 0, 1)[None]
            with torch.no_grad():
                frames = torch.from_numpy(np.ascontiguousarray(planes)).to(device).float() / 255
                heatmaps = model(frames)[0].cpu().numpy()
            for heatmap in heatmaps:
                binary = (heatmap > 0.5).astype(np.uint8)
                contours, _ = cv2.findContours(binary, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
                if contours:
                    cv2.moments(max(contours, key=cv2.contourArea))
            yield
    finally:
        capture.release()
