"""A window without a model: a small video, an engine whose answers are known, a desk."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from annotation import review, review_stretches
from annotation.camera_steps import at_rest
from app.application import Desk, build_desk
from app.jobs.engine import LoadedModel, WeightsChoice
from app.jobs.tracker_worker import TrackerWorker
from app.settings import Settings
from tracker.errors import TrackerError
from tracker.inference import ChunkDone, Finished, Notice, Progress
from tracker.video import Video

WIDTH, HEIGHT, FRAMES = 160, 96, 60
CHUNK = 9


class ScriptedEngine:
    """Answers every frame with a known position; can be held on the way, or made to fail."""

    def __init__(self) -> None:
        self.problem = ""
        self.fail_after: int | None = None
        self.hold_after: int | None = None
        self.gate = threading.Event()
        """With `hold_after`: nothing goes on after so many frames until it is set."""
        self.asked: list[tuple[int, int]] = []
        self.strides: list[int] = []
        self.runtimes: list[str] = []
        self.sha256 = "a1" * 32
        self.threshold = 0.5
        self.installed = [WeightsChoice("small", "small", {"f1": 0.9})]

    def devices(self) -> list[str]:
        return ["cpu"]

    def weights(self) -> list[WeightsChoice]:
        return self.installed

    def default_weights(self, device: str) -> str:
        return "small"

    def load(self, weights: str, device: str, runtime: str = "auto") -> LoadedModel:
        self.runtimes.append(runtime)
        if self.problem:
            raise TrackerError(self.problem)
        return LoadedModel(None, "cpu", weights or "small", self.sha256, self.threshold)

    def track(
        self,
        video: Video,
        model: LoadedModel,
        ranges: Sequence[tuple[int, int]],
        stop: threading.Event,
        pause: threading.Event,
        stride: int,
    ) -> Iterator[Any]:
        self.strides.append(stride)
        self.asked.extend(ranges)
        total = sum(last - first + 1 for first, last in ranges)
        done = 0
        yield Notice("The batch is smaller now.")
        for first, last in ranges:
            for start in range(first, last + 1, CHUNK):
                while (pause.is_set() or self._held(done)) and not stop.is_set():
                    stop.wait(0.01)
                if stop.is_set():
                    return
                if self.fail_after is not None and done >= self.fail_after:
                    raise TrackerError("The video ends in the middle of a frame.")
                frames = np.arange(start, min(start + CHUNK, last + 1))
                yield self.answer(frames)
                done += len(frames)
                yield Progress(done, total, 100.0, (total - done) / 100.0)
        yield Finished(done, 1.5)

    def _held(self, done: int) -> bool:
        return self.hold_after is not None and done >= self.hold_after and not self.gate.is_set()

    @staticmethod
    def answer(frames: np.ndarray) -> ChunkDone:
        """Ball at (20 + frame, 40); every seventh frame is doubtful; two peaks each."""
        x, y = 20.0 + frames, np.full(len(frames), 40.0)
        score = np.where(frames % 7 == 3, 0.52, 0.95).astype(np.float32)
        candidates = np.full((len(frames), 5, 3), np.nan, np.float32)
        candidates[:, 0] = np.stack([x, y, score], axis=1)
        candidates[:, 1] = np.stack([x + 30, y + 20, score / 3], axis=1)
        motion = np.where(np.isnan(candidates[..., :2]), np.nan, 0.5).astype(np.float32)
        once = np.full(len(frames), np.nan, np.float32)
        new, view = np.zeros(len(frames), np.bool_), np.full((9, 16, 3), 40, np.uint8)
        evidence = motion, once, new, at_rest(len(frames))
        return ChunkDone(int(frames[0]), x, y, score, candidates, *evidence, False, view)


def write_video(path: Path, frames: int = FRAMES, shade: int = 40) -> Path:
    """A bright square that walks over a dark picture."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(25))
        stream.width, stream.height = WIDTH, HEIGHT
        for number in range(frames):
            picture = np.full((HEIGHT, WIDTH, 3), shade, np.uint8)
            picture[36:44, 16 + number : 24 + number] = 250
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


@pytest.fixture(scope="session")
def rendered_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_video(tmp_path_factory.mktemp("video") / "match.mp4")


@pytest.fixture
def video_path(rendered_video: Path, tmp_path: Path) -> Path:
    """A video of 60 frames, alone in a folder that may be written."""
    folder = tmp_path / "match"
    folder.mkdir()
    return Path(shutil.copy(rendered_video, folder))


@pytest.fixture
def make_video() -> Callable[..., Path]:
    """Writes another video: `make_video(path, frames=…, shade=…)`."""
    return write_video


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "settings.ini")
    settings.hint_seen = True  # The first steps are explained once; most tests come later.
    return settings


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def desk(
    qtbot: QtBot, settings: Settings, engine: ScriptedEngine, user_home: Path
) -> Iterator[Desk]:
    """A whole window, shown, without a match; its model is the scripted engine."""
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    desk = build_desk(app, settings, engine)
    desk.window.resize(1280, 800)
    desk.window.show()
    qtbot.waitExposed(desk.window)
    yield desk
    engine.gate.set()
    desk.discard()
    qtbot.wait(1)


@pytest.fixture
def opened(desk: Desk, qtbot: QtBot, video_path: Path) -> Desk:
    """The same with the small video open and its first frame on screen."""
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(video_path)
    qtbot.waitUntil(lambda: desk.canvas.shown_frame == 0)
    return desk


@pytest.fixture
def labelled(opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The same, pre-labelled, the review queue ranked; every seventh frame is doubtful, and a
    stretch of its own."""
    monkeypatch.setattr(review_stretches, "BRIDGED", 6)
    # They lie on a smooth path: otherwise it would take a lower bar to be asked about them.
    monkeypatch.setattr(review, "COIN_FLIP_AT", review.WORTH_A_LOOK)
    with qtbot.waitSignal(opened.prelabel.finished, timeout=20_000):
        opened.prelabel.start()
    # Its thread says that it is done, too, and that would wait for an edit of many frames.
    qtbot.waitUntil(lambda: not opened.prelabel.findChildren(TrackerWorker))
    # Rankings made while answers came in are replaced by the one of all answers.
    qtbot.waitUntil(lambda: opened.review.settled and len(opened.review.queue) > 0)
    return opened


@pytest.fixture(autouse=True)
def named_actions_are_done(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that says which actions it exercises has to do every one of them."""
    marker = request.node.get_closest_marker("exercises")
    if marker is None:
        yield
        return
    desk: Desk = request.getfixturevalue("desk")
    done: set[str] = set()
    for action_id in marker.args:
        desk.actions[action_id].triggered.connect(lambda _on=False, name=action_id: done.add(name))
    yield
    assert set(marker.args) - done == set()


@pytest.fixture
def said(desk: Desk) -> list[str]:
    """Every sentence the window says."""
    sentences: list[str] = []
    desk.messages.posted.connect(lambda message: sentences.append(message.text))
    return sentences
