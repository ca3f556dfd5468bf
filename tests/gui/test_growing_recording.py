"""A recording that goes on while a person works with it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.project import Project
from annotation.video_identity import VideoIdentity
from app.application import Desk
from app.recordings import catch_up
from app.workflows import match_files
from app.workflows.match_files import find_match
from tests.gui.conftest import ScriptedEngine
from tracker.video import Video, open_video

WAIT = 20_000
FRAMES = 240


@pytest.fixture
def whole(tmp_path: Path, make_video: Callable[..., Path]) -> bytes:
    return make_video(tmp_path / "whole.ts", frames=FRAMES).read_bytes()


@pytest.fixture
def live(tmp_path: Path, whole: bytes) -> Path:
    """The first part of it."""
    path = tmp_path / "live.ts"
    path.write_bytes(whole[: len(whole) * 2 // 3])
    return path


@pytest.fixture
def watching(desk: Desk, qtbot: QtBot, live: Path) -> Desk:
    """The window with it, pre-labelled as far as it goes, and frame 7 marked."""
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(live)
    with qtbot.waitSignal(desk.prelabel.finished, timeout=WAIT):
        desk.prelabel.start()
    desk.document.apply(edits.place(desk.document.track, 7, 30.0, 40.0))
    return desk


def sentences(desk: Desk) -> list[str]:
    return [row.message.text for row in desk.message_bar.rows()]


def button(desk: Desk, text: str) -> QPushButton | None:
    found = [each for row in desk.message_bar.rows() for each in row.findChildren(QPushButton)]
    return next((each for each in found if each.text() == text), None)


def read_on(desk: Desk) -> QPushButton | None:
    return button(desk, "Read on")


def test_at_its_end_the_rest_is_offered_and_labels_stay(
    watching: Desk, qtbot: QtBot, engine: ScriptedEngine, live: Path, whole: bytes
) -> None:
    desk = watching
    then = desk.document.frame_count
    desk.playhead.seek(desk.playhead.last_frame)
    desk.growing.shut_down()
    qtbot.wait(1)
    assert read_on(desk) is None, "it is as long as it was"
    live.write_bytes(whole)
    desk.playhead.seek(3)
    desk.playhead.seek(desk.playhead.last_frame)
    qtbot.waitUntil(lambda: read_on(desk) is not None, timeout=WAIT)
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        read_on(desk).click()
    assert desk.document.frame_count == desk.playhead.frame_count == FRAMES
    assert desk.playhead.frame == then - 1
    assert desk.document.track.mark_at(7).position == (30.0, 40.0)
    assert any(f"live.ts has grown by {FRAMES - then} frames" in text for text in sentences(desk))
    assert desk.document.track.predicted[:40].all()
    engine.asked.clear()
    assert button(desk, "Read on") is None
    with qtbot.waitSignal(desk.prelabel.finished, timeout=WAIT):
        button(desk, "Pre-label them").click()
    ((first, last),) = engine.asked
    assert 40 <= first < then
    assert last == FRAMES - 1
    assert desk.document.track.predicted.all()


def test_a_run_that_ends_looks_as_well(desk: Desk, qtbot: QtBot, live: Path, whole: bytes) -> None:
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(live)
    live.write_bytes(whole)
    desk.prelabel.start()
    qtbot.waitUntil(lambda: read_on(desk) is not None, timeout=WAIT)
    # Once told of this much, it is not told again.
    for row in desk.message_bar.rows():
        desk.message_bar.dismiss(row)
    desk.growing.look()
    desk.growing.shut_down()
    qtbot.wait(1)
    assert read_on(desk) is None


def test_a_drive_that_is_away_is_no_news(watching: Desk, qtbot: QtBot, live: Path) -> None:
    live.unlink()
    before = sentences(watching)
    watching.growing.look()
    watching.growing.shut_down()
    qtbot.wait(1)
    assert sentences(watching) == before


def grow_in_a_run(desk: Desk, qtbot: QtBot, engine: ScriptedEngine, live: Path, more: bytes) -> int:
    """Read on while a run has answered a part; returns how many frames there were before."""
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(live)
    then = desk.document.frame_count
    engine.hold_after = then - 10
    desk.prelabel.start()
    qtbot.waitUntil(lambda: desk.document.track.predicted.sum() >= then - 10, timeout=WAIT)
    live.write_bytes(more)
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.read_again(desk.document.project.path)
    return then


def test_a_run_under_way_goes_on_with_what_there_is_then(
    desk: Desk, qtbot: QtBot, engine: ScriptedEngine, live: Path, whole: bytes
) -> None:
    then = grow_in_a_run(desk, qtbot, engine, live, whole)
    assert button(desk, "Pre-label them") is None, "that is under way"
    engine.asked.clear()
    with qtbot.waitSignal(desk.prelabel.finished, timeout=WAIT):
        engine.gate.set()
    ((first, last),) = engine.asked
    assert first <= then - 90, "the answers before the old end did not know what follows"
    assert last == FRAMES - 1
    assert desk.document.track.predicted.all()
    with Project.open(desk.document.project.path) as project:
        assert project.predictions().ranges() == ((0, FRAMES - 1),)
    assert not any("longer recording" in text for text in sentences(desk))


def test_a_run_under_way_goes_no_farther_than_the_window(
    desk: Desk, qtbot: QtBot, engine: ScriptedEngine, live: Path, whole: bytes
) -> None:
    """The recording goes on while it is read."""
    grow_in_a_run(desk, qtbot, engine, live, whole[: len(whole) * 5 // 6])
    now = desk.document.frame_count
    live.write_bytes(whole)
    with qtbot.waitSignal(desk.prelabel.finished, timeout=WAIT):
        engine.gate.set()
    assert engine.asked[-1][1] == now - 1
    assert desk.document.track.predicted.all()
    with Project.open(desk.document.project.path) as project:
        assert project.frame_count == now
    assert not any("longer recording" in text for text in sentences(desk))
    qtbot.waitUntil(lambda: read_on(desk) is not None, timeout=WAIT)


def test_a_project_that_has_grown_while_frames_were_counted_is_read_again(
    watching: Desk, live: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    identify = match_files.identify
    watching.open_match.close()

    def late(video: Video) -> VideoIdentity:
        identity = identify(video)
        if live.stat().st_size < len(whole):
            live.write_bytes(whole)
            catch_up(live.with_suffix(".rally"), open_video(live), identify(open_video(live)))
        return identity

    monkeypatch.setattr(match_files, "identify", late)
    files = find_match(live, stop=threading.Event())
    assert files.identity.frame_count == FRAMES
    assert files.project_path == live.with_suffix(".rally")


def test_a_recording_that_another_window_has_read_on_is_read_again(
    watching: Desk, qtbot: QtBot, engine: ScriptedEngine, live: Path, whole: bytes
) -> None:
    desk, then = watching, watching.document.frame_count
    live.write_bytes(whole)
    find_match(live, stop=threading.Event())
    engine.asked.clear()
    with qtbot.waitSignal(desk.prelabel.finished, timeout=WAIT):
        desk.prelabel.start()
    assert engine.asked[-1][1] == FRAMES - 1
    assert desk.document.frame_count == then
    with qtbot.waitSignal(desk.document.overtaken) as told:
        desk.document.edit(lambda track: edits.accept_range(track, 0, then - 1), then)
    assert "goes with a longer recording by now" in told.args[0]
    assert [*np.flatnonzero(desk.document.track.persons)] == [7]


def test_in_a_folder_that_cannot_be_written_the_project_is_found_again(
    desk: Desk, qtbot: QtBot, live: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workflows.open_match.os.access", lambda _path, mode: mode != os.W_OK)
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(live)
    project = desk.document.project.path
    assert project.parent != live.parent
    desk.document.apply(edits.place(desk.document.track, 7, 30.0, 40.0))
    desk.open_match.close()
    live.write_bytes(whole)
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(live)
    assert desk.document.project.path == project
    assert desk.document.frame_count == FRAMES
    assert desk.document.track.mark_at(7).position == (30.0, 40.0)


def test_a_recording_that_is_renamed_when_it_is_done_keeps_its_project(
    watching: Desk, qtbot: QtBot, live: Path, whole: bytes
) -> None:
    watching.open_match.close()
    live.unlink()
    done = live.with_name("final.ts")
    done.write_bytes(whole)
    with qtbot.waitSignal(watching.document.opened, timeout=WAIT):
        watching.open_match.open(done)
    assert watching.document.project.path == live.with_suffix(".rally")
    assert watching.document.frame_count == FRAMES


def test_the_work_of_somebody_who_saw_less_of_it_comes_in(
    watching: Desk, qtbot: QtBot, live: Path, whole: bytes
) -> None:
    desk, theirs = watching, live.with_name("theirs.rally")
    with Project.create(theirs, desk.document.project.identity) as project:
        project.apply(edits.place(project.load_track(), 9, 50.0, 40.0))
    live.write_bytes(whole)
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.read_again(desk.document.project.path)
    with qtbot.waitSignal(desk.exchange.imported, timeout=WAIT):
        desk.exchange.import_labels(theirs)
    assert [*np.flatnonzero(desk.document.track.persons)] == [7, 9]


def test_a_recording_that_was_begun_anew_is_another_match(
    watching: Desk, qtbot: QtBot, live: Path, whole: bytes, make_video: Callable[..., Path]
) -> None:
    desk, project = watching, watching.document.project.path
    make_video(live, frames=FRAMES, shade=120)
    assert live.stat().st_size > len(whole) * 2 // 3
    desk.growing.look()
    qtbot.waitUntil(lambda: read_on(desk) is not None, timeout=WAIT)
    read_on(desk).click()
    qtbot.waitUntil(lambda: bool(desk.message_bar.rows()) and not desk.open_match.busy)
    (row,) = desk.message_bar.rows()
    assert "belongs to another video" in row.message.text
    (anew,) = row.message.actions
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        anew.run()
    assert desk.document.frame_count == FRAMES
    assert desk.document.project.path.parent != project.parent
    with Project.open(project) as kept:
        assert [mark.frame for mark in kept.marks()] == [7]
