"""A match on the bench: a small numbered video, its document, and what shows it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
from pytestqt.qtbot import QtBot

from annotation.project import Project
from app.document import Document, Match
from app.playback.frame_server import FrameServer
from app.playhead import Playhead
from app.recordings import identify
from app.widgets.canvas import VideoCanvas
from tests.unit.tracker.clips import write_video
from tracker.errors import Cancelled, VideoError
from tracker.video import Video, open_video

Image = npt.NDArray[np.uint8]


@dataclass
class Bench:
    """Models of one open match, without any widget."""

    document: Document
    playhead: Playhead
    frame_server: FrameServer
    video: Video

    def predict(self, x: float = 30.0, y: float = 50.0, score: float = 0.9) -> None:
        """The model sees a ball drifting right from (x, y), and a second peak, in every frame."""
        count = self.video.info.frame_count
        xs, ys = x + np.arange(count) % 60, np.full(count, y)
        peaks = np.full((count, 5, 3), np.nan, np.float32)
        peaks[:, 0] = np.stack((xs, ys, np.full(count, score)), axis=1)
        peaks[:, 1] = (90.0, 20.0, 0.3)
        self.document.show_predictions(0, xs, ys, np.full(count, score), peaks)


@contextmanager
def match_on_bench(folder: Path, frames: int = 40, **options: Any) -> Iterator[Bench]:
    """Write a numbered video, open it in a document, serve its frames; cleans up."""
    video = open_video(write_video(folder / "rally.mp4", frames=frames, **options))
    info = video.info
    project = Project.create(folder / "rally.rally", identify(video))
    bench = Bench(Document(), Playhead(), FrameServer(), video)
    bench.document.swap(Match(project, video, project.load_track()))
    bench.frame_server.open(video)
    bench.playhead.set_range(info.frame_count)
    try:
        yield bench
    finally:
        bench.frame_server.close()
        bench.document.close()


def canvas_on(bench: Bench, qtbot: QtBot) -> VideoCanvas:
    """A canvas of 640 by 480 that shows frame 3."""
    canvas = VideoCanvas(bench.document, bench.playhead, bench.frame_server)
    qtbot.addWidget(canvas)
    canvas.resize(640, 480)
    canvas.show()
    # The match was opened before the canvas came: it asks when something moves.
    bench.playhead.seek(3)
    qtbot.waitUntil(lambda: canvas.shown_frame == 3)
    return canvas


class GatedReader:
    """A reader of one-colour pictures that waits at a gate before each frame it is told to."""

    def __init__(self) -> None:
        self.read_frames: list[int] = []
        self.begun = threading.Semaphore(0)
        self.gate = threading.Semaphore(0)
        self.gated = False
        self.broken: set[int] = set()
        self.closed = False

    def read(self, frame: int, give_up: Callable[[], bool] | None = None) -> Image:
        """Every pixel is the frame's number."""
        self.read_frames.append(frame)
        if self.gated:
            self.begun.release()
            assert self.gate.acquire(timeout=30)
            if give_up is not None and give_up():
                raise Cancelled("Given up.")
        if frame in self.broken:
            raise VideoError(f"Frame {frame} cannot be decoded.")
        return np.full((4, 6, 3), frame % 256, np.uint8)

    def defer_model(self, frame: int) -> Callable[[], Image]:
        """Every pixel is the frame's number."""
        return lambda: np.full((288, 512, 3), frame % 256, np.uint8)

    def distance(self, frame: int) -> int:
        """One after the other, or from the first frame."""
        return 1 if self.read_frames[-1:] == [frame - 1] else frame + 1

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


@contextmanager
def served(reader: GatedReader) -> Iterator[FrameServer]:
    """A frame server of that reader, which is closed at the end whatever waits at the gate."""
    server = FrameServer(open_reader=lambda _video: reader)
    try:
        yield server
    finally:
        reader.gated = False
        reader.gate.release(1000)
        server.close()


def plain_video(frame_count: int = 1000, fps: int = 25) -> Any:
    """A video that exists only in numbers: constant rate, 6 x 4 pixels."""
    index = SimpleNamespace(
        time=lambda frame: frame / fps,
        frame_at=lambda seconds: min(max(0, int(seconds * fps + 1e-6)), frame_count - 1),
    )
    info = SimpleNamespace(
        frame_count=frame_count,
        width=6,
        height=4,
        fps=Fraction(fps),
        duration=frame_count / fps,
        path=Path("rally.mp4"),
    )
    return SimpleNamespace(info=info, index=index)
