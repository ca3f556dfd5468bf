"""The whole way through the window, started by the real main() on the demo rally, offscreen.

Open, pre-label, correct by mouse and key, undo and redo, export, import again, fine-tune, and let
the new weights pre-label. A script walks inside the event loop and waits for what a person would
wait for; the assertions follow when main() has returned.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import main
from annotation.formats import read_labels
from annotation.marks import Source, Visibility
from annotation.project import Project
from app import application
from app.application import Desk
from app.crash import CrashDialog
from app.settings import Settings
from app.workflows.exchange import ExportOrder
from app.workflows.fine_tune import Stage
from resources import resource_path
from tests.small_model import small_model
from tracker.model.weights import user_weights_folder

FRAMES = 36
PATIENCE_SECONDS = 180.0
POLL_MS = 20

Walk = Iterator[Callable[[], object]]


@pytest.fixture
def rally(tmp_path: Path) -> Path:
    """The first frames of the demo rally, as they are."""
    path = tmp_path / "rally.mp4"
    with (
        av.open(str(resource_path("demo", "rally.mp4"))) as source,
        av.open(str(path), "w") as target,
    ):
        stream = source.streams.video[0]
        copy = target.add_stream("libx264", rate=stream.average_rate)
        copy.width, copy.height = stream.width, stream.height
        copy.pix_fmt = "yuv420p"
        for number, frame in enumerate(source.decode(stream)):
            if number == FRAMES:
                break
            target.mux(copy.encode(av.VideoFrame.from_ndarray(frame.to_ndarray(format="rgb24"))))
        target.mux(copy.encode())
    return path


class Walker:
    """Runs a generator inside the event loop; each yield is a condition to wait for."""

    def __init__(self, walk: Walk, desk: Desk) -> None:
        self._walk = walk
        self._desk = desk
        self._condition: Callable[[], object] = lambda: True
        self._since = time.monotonic()
        self.error: BaseException | None = None
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(POLL_MS)

    def _look(self) -> None:
        try:
            if self._condition():
                self._condition = next(self._walk)
                self._since = time.monotonic()
            elif time.monotonic() - self._since > PATIENCE_SECONDS:
                raise TimeoutError("the window did not come to what the script waits for")
        except StopIteration:
            self._end()
        except BaseException as error:
            self.error = error
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        self._desk.window.close()


class Session:
    """Starts main() with a walk through the window it opens."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk: Desk | None = None
        self._monkeypatch = monkeypatch

    def run(self, arguments: list[str], walk: Callable[[Desk], Walk]) -> int:
        build = application.build_desk
        walkers: list[Walker] = []
        crashes: list[str] = []

        def watched(*args: Any, **kwargs: Any) -> Desk:
            self.desk = desk = build(*args, **kwargs)
            walkers.append(Walker(walk(desk), desk))
            return desk

        with self._monkeypatch.context() as patch:
            patch.setattr(application, "build_desk", watched)
            patch.setattr(CrashDialog, "exec", lambda dialog: crashes.append(dialog.details))
            status = main.main(arguments)
        for walker in walkers:
            if walker.error is not None:
                raise walker.error
        assert crashes == []
        return status


@pytest.fixture
def session(qtbot: QtBot, user_home: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    # Qt looks up the folder of the settings once per process: what an earlier test chose goes.
    Settings().store.clear()
    return Session(monkeypatch)


def click(desk: Desk, x: float, y: float) -> None:
    spot: QPoint = desk.canvas.view.to_widget(x, y).toPoint()
    QTest.mouseClick(desk.canvas, Qt.MouseButton.LeftButton, pos=spot)


def test_the_whole_way(session: Session, rally: Path, tmp_path: Path) -> None:
    exported = tmp_path / "labels.csv"
    weights = small_model(user_weights_folder() / "small.safetensors")
    seen: dict[str, Any] = {}

    def walk(desk: Desk) -> Walk:
        document = desk.document
        yield lambda: document.is_open and desk.canvas.shown_frame == 0
        assert document.frame_count == FRAMES

        desk.choice.use(str(weights))
        desk.choice.use_runtime("torch")  # what takes long to prepare is not worth it here
        desk.actions["prelabel"].trigger()
        yield lambda: not desk.prelabel.running
        assert document.track.predicted.all()

        for frame in range(4, 16):
            desk.playhead.seek(frame)
            yield lambda frame=frame: desk.canvas.shown_frame == frame
            click(desk, 300.0 + 10 * frame, 200.0)
        seen["placed"] = document.track.mark_at(10).position
        QTest.keyClick(desk.canvas, Qt.Key.Key_X)
        assert document.track.mark_at(15).visibility is Visibility.NO_BALL
        document.undo()
        assert document.track.mark_at(15).source is Source.HUMAN
        document.redo()
        seen["x"] = document.track.x.copy()

        done: list[object] = []
        desk.exchange.exported.connect(done.append)
        desk.exchange.export(ExportOrder(exported, "rallymark", "all"))
        yield lambda: done
        while document.undo_stack.canUndo():
            document.undo()
        assert document.project.marks() == []
        desk.exchange.imported.connect(done.append)
        desk.exchange.import_labels(exported)
        yield lambda: len(done) == 2
        np.testing.assert_array_equal(document.track.x, seen["x"])

        yield lambda: desk.choice.inventory is not None
        desk.actions["finetune"].trigger()
        setup = desk.training_panel.setup
        setup.epochs.setValue(1)
        setup.start_button.click()
        yield lambda: not desk.fine_tune.training.running
        training = desk.fine_tune.training
        assert training.stage is Stage.DONE, [row.message.text for row in desk.message_bar.rows()]
        assert training.losses
        desk.training_panel.result.use_button.click()
        seen["weights"] = training.output
        assert desk.settings.weights == str(training.output)

        desk.playhead.seek(20)
        desk.actions["prelabel"].trigger()
        yield lambda: not desk.prelabel.running
        assert document.track.mark_at(10).position == seen["placed"]

    assert session.run([str(rally)], walk) == 0

    table = read_labels(exported)
    assert len(table) == FRAMES
    assert (table.source == Source.HUMAN.code).sum() == 12
    with Project.open(rally.with_suffix(".rally")) as project:
        assert project.latest_run().model_name == seen["weights"].stem
        # Where a click moved the model's path nearby, the import brings the model's rows too.
        assert sum(mark.source is Source.HUMAN for mark in project.marks()) == 12
        assert project.state("frame") == 20


def test_what_was_open_comes_back_where_it_was(session: Session, rally: Path) -> None:
    def first(desk: Desk) -> Walk:
        yield lambda: desk.document.is_open and desk.canvas.shown_frame == 0
        desk.playhead.seek(17)
        yield lambda: desk.canvas.shown_frame == 17
        click(desk, 500.0, 300.0)

    def second(desk: Desk) -> Walk:
        yield lambda: desk.document.is_open and desk.canvas.shown_frame is not None
        assert desk.canvas.shown_frame == 17
        assert desk.document.track.mark_at(17).source is Source.HUMAN
        assert desk.settings.recent == [str(rally.with_suffix(".rally"))]

    assert session.run([str(rally)], first) == 0
    assert session.run([str(rally.with_suffix(".rally"))], second) == 0


def test_another_language_is_another_window_at_the_same_place(
    session: Session, rally: Path
) -> None:
    spoken: list[str] = []

    def walk(desk: Desk) -> Walk:
        yield lambda: desk.document.is_open and desk.canvas.shown_frame is not None
        spoken.append(desk.actions["heatmap"].text())
        if len(spoken) == 1:
            desk.playhead.seek(17)
            yield lambda: desk.canvas.shown_frame == 17
            desk.actions["language_zh"].trigger()
            yield lambda: False  # The next window ends the walk.
        assert desk.canvas.shown_frame == 17

    assert session.run([str(rally)], walk) == 0
    assert spoken == ["Heatmap", "热图"]


def test_after_a_crash_it_opens_by_itself(session: Session, rally: Path) -> None:
    def walk(desk: Desk) -> Walk:
        yield lambda: desk.document.is_open
        desk.playhead.seek(9)
        yield lambda: desk.canvas.shown_frame == 9
        desk.open_match.remember_position()

    def after(desk: Desk) -> Walk:
        yield lambda: desk.document.is_open and desk.canvas.shown_frame is not None
        assert desk.canvas.shown_frame == 9

    assert session.run([str(rally)], walk) == 0
    settings = Settings()
    assert settings.open_match == ""
    settings.open_match = str(rally.with_suffix(".rally"))
    settings.store.sync()
    assert session.run([], after) == 0


def test_a_file_that_is_no_video_leaves_the_window_standing(
    session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "notes.mp4"
    path.write_text("not a video")

    def walk(desk: Desk) -> Walk:
        yield lambda: desk.message_bar.rows()
        assert "notes.mp4" in desk.message_bar.rows()[0].message.text
        assert desk.empty_state.isVisible()

    assert session.run([str(path)], walk) == 0
