"""Scrubbing with small pictures: shown at once, exact ones when the hand rests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app import preview_cache
from app.application import Desk
from app.jobs.preview_maker import PreviewMaker
from app.playback.frame_cache import Image
from app.playback.frame_server import FrameServer
from app.settings import Settings
from tests.gui.match_on_bench import Bench, GatedReader, match_on_bench, plain_video, served
from tests.unit.tracker.clips import number_in
from tracker.video.proxy import write_proxy


class SmallPictures:
    """Has every frame up to a bound, one pixel in size."""

    def __init__(self, count: int = 1000) -> None:
        self.count = count
        self.closed = False

    def read(self, frame: int) -> Image | None:
        return np.full((1, 1, 3), frame % 256, np.uint8) if frame < self.count else None

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def reader() -> GatedReader:
    return GatedReader()


@pytest.fixture
def server(reader: GatedReader) -> Iterator[FrameServer]:
    with served(reader) as server:
        server.open(plain_video())
        yield server


def collect(server: FrameServer) -> list[tuple[str, int]]:
    answers: list[tuple[str, int]] = []

    def take(kind: str, frame: int, image: Image) -> None:
        assert image.shape == (4, 6, 3)
        assert (image == frame % 256).all()
        answers.append((kind, frame))

    server.frameReady.connect(lambda frame, image: take("exact", frame, image))
    server.previewReady.connect(lambda frame, image: take("preview", frame, image))
    return answers


def test_a_jump_shows_its_preview_before_request_returns(server: FrameServer, qtbot: QtBot) -> None:
    server.use_previews(SmallPictures())
    answers = collect(server)
    server.request(500)
    assert answers == [("preview", 500)]
    qtbot.waitUntil(lambda: answers == [("preview", 500), ("exact", 500)])


def test_while_the_hand_moves_nothing_is_decoded(
    server: FrameServer, reader: GatedReader, qtbot: QtBot
) -> None:
    server.use_previews(SmallPictures())
    reader.gated = True
    answers = collect(server)
    server.request(100)
    assert reader.begun.acquire(timeout=30)
    for frame in (200, 300, 400):
        server.request(frame)
    assert answers == [("preview", frame) for frame in (100, 200, 300, 400)]
    reader.gated = False
    reader.gate.release()
    qtbot.waitUntil(lambda: answers[-1] == ("exact", 400))
    # The decoding of frame 100 was given up, 200 and 300 were never begun.
    assert reader.read_frames[:2] == [100, 400]
    assert answers.count(("exact", 400)) == 1
    assert len(answers) == 5


def test_letting_go_need_not_wait(server: FrameServer, qtbot: QtBot) -> None:
    server.use_previews(SmallPictures())
    answers = collect(server)
    server.request(100)
    server.request(200)
    server.settle()
    qtbot.waitUntil(lambda: answers[-1] == ("exact", 200))


def test_letting_go_of_the_timeline_is_said(opened: Desk, qtbot: QtBot) -> None:
    sheet = opened.timeline.cursor_sheet
    with qtbot.waitSignal(opened.playhead.rested):
        qtbot.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(300, 30))
        qtbot.mouseRelease(sheet, Qt.MouseButton.LeftButton, pos=QPoint(300, 30))


def test_settling_where_nothing_waits_decodes_nothing(
    server: FrameServer, reader: GatedReader, qtbot: QtBot
) -> None:
    answers = collect(server)
    server.request(100)
    qtbot.waitUntil(lambda: answers == [("exact", 100)])
    server.settle()
    qtbot.wait(20)
    assert answers == [("exact", 100)]


def test_without_a_preview_jumps_are_decoded_as_ever(server: FrameServer, qtbot: QtBot) -> None:
    server.use_previews(SmallPictures(count=10))
    answers = collect(server)
    server.request(500)
    qtbot.waitUntil(lambda: answers == [("exact", 500)])


def test_steps_show_exact_frames_only(server: FrameServer, qtbot: QtBot) -> None:
    server.use_previews(SmallPictures())
    server.request(500)
    qtbot.waitUntil(lambda: server.cached(500) is not None)
    answers = collect(server)
    server.cache.clear()
    server.request(501)
    qtbot.waitUntil(lambda: ("exact", 501) in answers)
    assert ("preview", 501) not in answers


@pytest.mark.parametrize(("direction", "stride", "shown"), [(1, 1, 0), (-1, 1, 1), (1, 4, 1)])
def test_fast_and_backward_play_is_helped_along(
    server: FrameServer, direction: int, stride: int, shown: int
) -> None:
    server.use_previews(SmallPictures())
    answers = collect(server)
    server.set_motion(direction, stride, playing=True)
    server.request(500)
    assert answers.count(("preview", 500)) == shown


def test_another_video_forgets_the_previews(server: FrameServer) -> None:
    previews = SmallPictures()
    server.use_previews(previews)
    server.open(plain_video())
    answers = collect(server)
    server.request(500)
    assert previews.closed
    assert answers == []


# -- made in the background ------------------------------------------------------------------------


@pytest.fixture
def bench(tmp_path: Path, user_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr("tracker.video.proxy.pays_off", lambda _video: True)
    with match_on_bench(tmp_path, frames=60) as bench:
        yield bench


def maker_of(bench: Bench, settings: Settings, script: str) -> PreviewMaker:
    return PreviewMaker(
        bench.document,
        bench.frame_server,
        settings,
        command=lambda video: [sys.executable, "-c", script, str(video)],
        start_after_ms=0,
    )


def previews_of(bench: Bench) -> Path:
    assert bench.document.project is not None
    return preview_cache.folder_for(bench.document.project.identity)


def test_our_own_command_makes_what_is_missing_and_it_is_used(
    bench: Bench, settings: Settings, qtbot: QtBot
) -> None:
    maker = PreviewMaker(bench.document, bench.frame_server, settings, start_after_ms=0)
    states: list[bool] = []
    maker.runningChanged.connect(states.append)
    maker.serve()
    qtbot.waitUntil(lambda: states == [True, False], timeout=60_000)
    assert maker.share == 1.0
    seen: list[int] = []
    bench.frame_server.previewReady.connect(lambda _frame, image: seen.append(number_in(image)))
    bench.frame_server.request(47)
    assert seen == [47]
    maker.shut_down()


def test_what_is_whole_is_not_made_again(bench: Bench, settings: Settings, qtbot: QtBot) -> None:
    write_proxy(bench.video, previews_of(bench))
    maker = maker_of(bench, settings, "raise SystemExit('not wanted')")
    maker.serve()
    qtbot.wait(50)
    assert (maker.share, maker.running) == (1.0, False)
    maker.shut_down()


def test_it_can_be_stopped(bench: Bench, settings: Settings, qtbot: QtBot) -> None:
    maker = maker_of(bench, settings, "import time; time.sleep(600)")
    maker.serve()
    qtbot.waitUntil(lambda: maker.running)
    maker.cancel()
    assert not maker.running
    maker.shut_down()


def test_a_failure_leaves_exact_frames(
    bench: Bench, settings: Settings, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    maker = maker_of(bench, settings, "raise SystemExit('the disk is full')")
    maker.serve()
    qtbot.waitUntil(lambda: "the disk is full" in caplog.text, timeout=30_000)
    assert not maker.running
    maker.shut_down()


def test_it_can_be_switched_off(bench: Bench, settings: Settings, qtbot: QtBot) -> None:
    settings.previews = False
    maker = maker_of(bench, settings, "import time; time.sleep(600)")
    maker.serve()
    qtbot.wait(30)
    assert not maker.running


def test_the_canvas_says_that_it_shows_a_preview(opened: Desk, qtbot: QtBot) -> None:
    opened.frame_server.use_previews(SmallPictures())
    qtbot.waitUntil(lambda: opened.frame_server.cached(20) is not None)
    opened.frame_server.cache.clear()
    opened.playhead.seek(50)
    assert (opened.canvas.shown_frame, opened.canvas.shows_preview) == (50, True)
    qtbot.waitUntil(lambda: not opened.canvas.shows_preview)
    assert opened.canvas.shown_frame == 50


def test_the_switch_in_the_menu(opened: Desk) -> None:
    action = opened.actions["previews"]
    assert action.isChecked()
    action.trigger()
    assert not opened.settings.previews
    assert not action.isChecked()


@pytest.mark.exercises("cancel_previews")
def test_the_menu_stops_them_for_now(
    opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = opened.actions["cancel_previews"]
    assert opened.actions.obstacle("cancel_previews") == "No previews are being made"
    monkeypatch.setattr("tracker.video.proxy.pays_off", lambda _video: True)
    sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
    monkeypatch.setattr(opened.previews, "_command", lambda _video: sleep)
    monkeypatch.setattr(opened.previews._begin, "start", opened.previews._start)
    opened.previews.serve()
    assert action.isEnabled()
    action.trigger()
    assert not opened.previews.running
    assert not action.isEnabled()
    assert opened.settings.previews
