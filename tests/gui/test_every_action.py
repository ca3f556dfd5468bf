"""Every action of the table is done by a test, by its key where it has one.

A test names what it does in ``@pytest.mark.exercises(…)``, here or in any other file of this
folder; `named_actions_are_done` (conftest) holds it to that.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from annotation.events import Event
from annotation.marks import Source, Visibility
from app.action_table import ACTIONS
from app.application import Desk
from app.document import Document
from app.keymaps import MAPS
from app.widgets.command_palette import CommandPalette
from app.widgets.key_editor import KeyEditor
from app.widgets.key_sheet import KeySheet
from app.workflows.exchange import ExportOrder


def exercised() -> set[str]:
    """The actions that the tests of this folder name."""
    found: set[str] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.exercises":
                found.update(str(ast.literal_eval(argument)) for argument in node.args)
    return found


def test_no_action_is_without_a_test() -> None:
    assert {spec.id for spec in ACTIONS} - exercised() == set()


def do(desk: Desk, *action_ids: str) -> None:
    """Press the key of each action, or choose it where it has none."""
    for action_id in action_ids:
        keys = desk.actions.keymap.keys(action_id)
        if not keys:
            desk.actions[action_id].trigger()
            continue
        assert desk.actions[action_id].isEnabled(), action_id
        stroke = QKeySequence(keys[0])[0]
        key, modifiers = stroke.key(), stroke.keyboardModifiers()
        if (key, modifiers) == (Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier):
            key = Qt.Key.Key_Backtab
        desk.window.activateWindow()
        desk.canvas.setFocus()
        QTest.keyClick(desk.canvas, key, modifiers)


def source(document: Document, frame: int) -> Source | None:
    mark = document.track.mark_at(frame)
    return mark.source if mark is not None else None


@pytest.mark.exercises(
    "accept", "no_ball", "place", "occluded", "clear", "undo", "redo", "fill", "accept_to_here",
    "previous_mark", "next_mark", "accept_arc", "accept_to_doubt", "no_ball_arc",
    "event_hit", "event_bounce", "event_net", "event_none", "previous_event", "next_event",
)  # fmt: skip
def test_decisions(labelled: Desk) -> None:
    document, playhead = labelled.document, labelled.playhead
    labelled.settings.advance_after_decision = False
    shown = stand_on(labelled)
    shown(10)
    do(labelled, "accept")
    assert source(document, 10) is Source.VERIFIED
    do(labelled, "occluded")
    assert document.track.mark_at(10).visibility == Visibility.OCCLUDED
    do(labelled, "undo")
    assert document.track.mark_at(10).visibility != Visibility.OCCLUDED
    do(labelled, "redo")
    assert document.track.mark_at(10).visibility == Visibility.OCCLUDED
    do(labelled, "clear")
    assert source(document, 10) is Source.MODEL
    do(labelled, "no_ball")
    assert document.track.mark_at(10).visibility == Visibility.NO_BALL
    do(labelled, "place")
    assert source(document, 10) is Source.HUMAN
    assert document.track.has_ball[10]
    do(labelled, "undo", "undo", "accept")
    shown(14)
    labelled.correct.place(30.0, 40.0)
    shown(12)
    do(labelled, "fill")
    assert source(document, 12) is Source.INTERPOLATED
    do(labelled, "next_mark")
    assert playhead.frame == 14
    do(labelled, "previous_mark")
    assert playhead.frame < 14
    shown(18)
    do(labelled, "accept_to_here")
    assert source(document, 17) is Source.VERIFIED
    shown(20)
    do(labelled, "accept_to_doubt")
    assert playhead.frame == 24
    assert source(document, 23) is Source.VERIFIED
    assert source(document, 24) is Source.MODEL
    shown(40)
    for action, event in (
        ("event_hit", Event.HIT),
        ("event_bounce", Event.BOUNCE),
        ("event_net", Event.NET),
        ("event_none", Event.FLYING),
    ):
        do(labelled, action)
        assert document.decided_events[40] is event
    do(labelled, "undo")
    assert document.decided_events[40] is Event.NET
    assert document.event_at(40) is Event.NET
    shown(30)
    do(labelled, "next_event")
    assert playhead.frame == 40
    shown(50)
    do(labelled, "previous_event")
    assert playhead.frame == 40
    shown(40)
    do(labelled, "redo", "event_none")
    assert 40 not in document.decided_events
    do(labelled, "accept_arc")
    assert source(document, 59) is Source.VERIFIED
    do(labelled, "undo", "no_ball_arc")
    assert document.track.mark_at(59).visibility == Visibility.NO_BALL


def stand_on(desk: Desk) -> Callable[[int], None]:
    """A function that goes to a frame and waits until it is on screen."""

    def stand(frame: int) -> None:
        desk.playhead.seek(frame)
        for _ in range(2000):
            if desk.canvas.shown_frame == frame:
                return
            QTest.qWait(5)
        raise AssertionError(f"frame {frame} was never shown")

    return stand


@pytest.mark.exercises(
    "visibility_0", "visibility_1", "visibility_2", "visibility_3", "candidate_1", "candidate_2",
)  # fmt: skip
def test_visibilities_and_peaks(labelled: Desk) -> None:
    labelled.settings.advance_after_decision = False
    stand_on(labelled)(10)
    for value in (2, 3, 1):
        do(labelled, f"visibility_{value}")
        assert labelled.document.track.mark_at(10).visibility == value
    for number, x in ((2, 60.0), (1, 30.0)):
        do(labelled, f"candidate_{number}")
        assert labelled.document.track.mark_at(10).x == x
    do(labelled, "visibility_0")
    assert labelled.document.track.mark_at(10).visibility == Visibility.NO_BALL


@pytest.mark.exercises("candidate_3", "candidate_4", "candidate_5")
def test_peaks_that_are_not_there_say_so(labelled: Desk, said: list[str]) -> None:
    stand_on(labelled)(10)
    do(labelled, "candidate_3", "candidate_4", "candidate_5")
    assert len(said) == 3
    assert not labelled.document.undo_stack.count()


@pytest.mark.exercises("candidate_3", "candidate_4", "candidate_5")
def test_every_peak_there_is_can_be_taken(opened: Desk, qtbot: QtBot, engine: Any) -> None:
    two = type(engine).answer

    def five(frames: np.ndarray) -> Any:
        chunk = two(frames)
        for k in range(2, 5):
            chunk.candidates[:, k] = np.stack(
                [chunk.x - 4 * k, chunk.y + 8 * k, chunk.score / (2 + k)], axis=1
            )
        return chunk

    engine.answer = five
    with qtbot.waitSignal(opened.prelabel.finished, timeout=20_000):
        opened.prelabel.start()
    opened.settings.advance_after_decision = False
    stand_on(opened)(10)
    for number in (3, 4, 5):
        do(opened, f"candidate_{number}")
        mark, k = opened.document.track.mark_at(10), number - 1
        assert (mark.x, mark.y) == (30.0 - 4 * k, 40.0 + 8 * k)


@pytest.mark.exercises(
    "nudge_left", "nudge_right", "nudge_up", "nudge_down",
    "nudge_left_fine", "nudge_right_fine", "nudge_up_fine", "nudge_down_fine",
)  # fmt: skip
def test_nudges(labelled: Desk) -> None:
    stand_on(labelled)(10)
    for name, axis, way in (("left", 0, -1), ("right", 0, 1), ("up", 1, -1), ("down", 1, 1)):
        for suffix, by in (("", 1.0), ("_fine", 0.1)):
            before = labelled.document.track.mark_at(10).position[axis]
            do(labelled, f"nudge_{name}{suffix}")
            after = labelled.document.track.mark_at(10).position[axis]
            assert after - before == pytest.approx(way * by)


@pytest.mark.exercises(
    "mark_in", "mark_out", "select_all", "deselect", "select_stretch", "zoom_selection",
    "timeline_in", "timeline_out", "timeline_fit",
)  # fmt: skip
def test_selecting_and_the_timeline(labelled: Desk) -> None:
    selection, view, seek = labelled.selection, labelled.timeline.view, labelled.playhead.seek
    seek(10)
    do(labelled, "mark_in")
    seek(20)
    do(labelled, "mark_out")
    assert selection.range == (10, 20)
    assert view.complete
    do(labelled, "zoom_selection")
    assert not view.complete
    do(labelled, "timeline_fit")
    assert view.complete
    do(labelled, "timeline_in")
    closer = view.pixels_per_frame
    do(labelled, "timeline_out")
    assert view.pixels_per_frame < closer
    do(labelled, "select_all")
    assert selection.range == (0, 59)
    do(labelled, "deselect")
    assert selection.range is None
    do(labelled, "select_stretch")
    assert selection.range is not None


@pytest.mark.exercises(
    "accept_range", "no_ball_range", "clear_range", "fill_range", "retrack_range"
)
def test_acting_on_a_selection(labelled: Desk, qtbot: QtBot, engine: Any) -> None:
    track, selection = labelled.document.track, labelled.selection
    selection.set(20, 30)
    do(labelled, "accept_range")
    assert source(labelled.document, 25) is Source.VERIFIED
    do(labelled, "no_ball_range")
    assert track.mark_at(25).visibility == Visibility.NO_BALL
    do(labelled, "clear_range")
    assert source(labelled.document, 25) is Source.MODEL
    stand = stand_on(labelled)
    for frame in (20, 30):
        stand(frame)
        labelled.correct.place(20.0 + frame, 50.0)
    selection.set(20, 30)
    do(labelled, "fill_range")
    assert source(labelled.document, 25) is Source.INTERPOLATED
    engine.asked.clear()
    with qtbot.waitSignal(labelled.prelabel.finished, timeout=20_000):
        do(labelled, "retrack_range")
    assert engine.asked == [(20, 30)]


@pytest.mark.exercises(
    "previous_frame", "next_frame", "back_ten", "forward_ten", "first_frame", "last_frame",
    "go_to", "play", "pause", "forward", "reverse", "slower", "faster",
)  # fmt: skip
def test_playing(opened: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    playhead = opened.playhead
    for action, frame in (
        ("forward_ten", 10), ("next_frame", 11), ("previous_frame", 10), ("back_ten", 0),
        ("last_frame", 59), ("first_frame", 0),
    ):  # fmt: skip
        do(opened, action)
        assert playhead.frame == frame, action
    monkeypatch.setattr("app.bindings.GoToDialog.ask", lambda *_: 33)
    do(opened, "go_to")
    assert playhead.frame == 33
    # Its key also pans while it is held, and plays when it is let go.
    opened.actions["play"].trigger()
    assert playhead.playing
    do(opened, "faster")
    fast = playhead.rate
    do(opened, "slower")
    assert playhead.rate < fast
    do(opened, "pause")
    assert not playhead.playing
    do(opened, "reverse")
    assert playhead.rate < 0
    do(opened, "forward")
    assert playhead.rate > 0
    do(opened, "pause")


@pytest.mark.exercises("loop_from", "loop_to", "loop_off", "previews")
def test_loops_and_previews(opened: Desk) -> None:
    opened.playhead.seek(10)
    do(opened, "loop_from")
    opened.playhead.seek(20)
    do(opened, "loop_to")
    assert opened.playhead.loop == (10, 20)
    do(opened, "loop_off")
    assert opened.playhead.loop is None
    before = opened.settings.previews
    do(opened, "previews")
    assert opened.settings.previews is not before


@pytest.mark.exercises("next_suspect", "previous_suspect", "worst")
def test_reviewing(labelled: Desk) -> None:
    frames = sorted(labelled.review.queue.frames.tolist())
    labelled.playhead.seek(0)
    do(labelled, "next_suspect")
    first = labelled.playhead.frame
    assert first in frames
    do(labelled, "next_suspect")
    assert labelled.playhead.frame > first
    do(labelled, "previous_suspect")
    assert labelled.playhead.frame == first
    do(labelled, "worst")
    assert labelled.playhead.frame == labelled.review.queue[0].frame


@pytest.mark.exercises(
    "heatmap", "motion", "trail", "candidates", "loupe", "neighbours", "heatmap_stage",
    "motion_interval", "raw",
)  # fmt: skip
def test_overlays(labelled: Desk) -> None:
    overlays = labelled.canvas.overlays
    for name in ("heatmap", "motion", "trail", "candidates", "loupe", "neighbours"):
        before = overlays.visible(name)
        do(labelled, name)
        assert overlays.visible(name) is not before
        assert labelled.actions[name].isChecked() is not before
    for name in ("heatmap_stage", "motion_interval"):
        held = getattr(overlays, name)
        do(labelled, name)
        assert getattr(overlays, name) != held
    do(labelled, "raw")


@pytest.mark.exercises("stronger", "fainter", "trail_stronger", "trail_fainter")
def test_opacities(labelled: Desk, said: list[str]) -> None:
    overlays, actions = labelled.canvas.overlays, labelled.actions
    do(labelled, "fainter")
    assert overlays.opacity("trail") == labelled.settings.trail_opacity == 0.7
    do(labelled, "heatmap", "stronger", "motion", "fainter")
    assert said == ["Trail 70 %", "Heatmap 70 %", "Heatmap 60 % · Motion 50 %"]
    assert overlays.opacity("trail") == 0.7
    do(labelled, "trail_stronger", "trail_fainter", "trail_fainter")
    assert said[-1] == "Trail 60 %", "beside the others"
    assert overlays.opacity("heatmap") == 0.6
    overlays.set_opacity("motion", 0.95)
    do(labelled, *["stronger"] * 5)
    assert said[-1] == "Heatmap 100 % · Motion 100 %"
    assert [row.message.text for row in labelled.message_bar.rows()].count(said[-1]) == 1
    overlays.set_opacity("motion", 0.03)
    do(labelled, *["fainter"] * 12)
    assert said[-1] == "Heatmap 10 % · Motion 3 %", "never by key so faint that nothing shows"
    for name in ("heatmap", "motion", "trail"):
        do(labelled, name)
    assert not actions["fainter"].isEnabled()
    assert actions.obstacle("stronger") == "Heatmap, motion and trail are hidden"


@pytest.mark.exercises("fit", "zoom_in", "zoom_out", "picture_only", "leave_picture")
def test_the_picture(opened: Desk, qtbot: QtBot) -> None:
    view = opened.canvas.view
    fitting = view.zoom
    do(opened, "zoom_in")
    assert view.zoom > fitting
    do(opened, "zoom_out", "zoom_in", "fit")
    assert view.zoom == pytest.approx(fitting)
    do(opened, "picture_only")
    assert opened.window.picture_only
    qtbot.wait(1)
    do(opened, "leave_picture")
    assert not opened.window.picture_only


@pytest.mark.exercises("show_queue", "show_frame")
@pytest.mark.parametrize("key_map", MAPS)
def test_every_tab_is_reached_by_a_key(opened: Desk, key_map: str) -> None:
    opened.settings.key_map = key_map
    tabs = opened.window.tabs
    leading = {"show_queue": 0, "show_frame": 1, "finetune": 2, "show_rallies": 3}
    assert len(leading) == tabs.count()
    for name, tab in leading.items():
        tabs.setCurrentIndex((tab + 1) % tabs.count())
        assert opened.actions.keymap.keys(name)
        do(opened, name)
        assert tabs.currentIndex() == tab
    # From a panel with the keyboard in it, and from the picture alone.
    do(opened, "finetune")
    assert opened.training_panel.isAncestorOf(QApplication.focusWidget())
    opened.actions["show_frame"].trigger()
    assert QApplication.focusWidget() is opened.canvas
    do(opened, "picture_only", "show_queue")
    assert not opened.window.picture_only
    assert opened.review_panel.isVisible()


@pytest.mark.exercises("full_screen", "workspace", "theme_system", "theme_dark", "theme_light")
def test_the_window(desk: Desk) -> None:
    for whole in (True, False):
        do(desk, "full_screen")
        assert desk.window.isFullScreen() is whole
        assert desk.actions["full_screen"].isChecked() is whole
    # However it came about: a window may be restored like that.
    desk.window.showFullScreen()
    assert desk.actions["full_screen"].isChecked()
    desk.window.showNormal()
    assert not desk.actions["full_screen"].isChecked()
    do(desk, "workspace")
    assert desk.settings.workspace_visible is False
    for name in ("light", "dark", "system"):
        do(desk, f"theme_{name}")
        assert desk.settings.theme == name
        assert desk.actions[f"theme_{name}"].isChecked()


@pytest.mark.exercises(
    "language_system", "language_en", "language_zh",
    "key_map_default", "key_map_cvat", "key_map_imglabel",
)  # fmt: skip
def test_languages_and_key_maps(desk: Desk) -> None:
    for name in ("zh", "en", "system"):
        do(desk, f"language_{name}")
        assert desk.settings.language == name
    for name in ("imglabel", "cvat", "default"):
        do(desk, f"key_map_{name}")
        assert desk.settings.key_map == name


@pytest.mark.exercises("palette", "keys", "change_keys", "about")
def test_what_opens_beside_the_window(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(KeyEditor, "exec", lambda self: seen.append(self.windowTitle()))
    monkeypatch.setattr(QMessageBox, "about", lambda _parent, title, _text: seen.append(title))
    do(desk, "change_keys", "about")
    assert seen == ["Change keys", "About Rallymark"]
    do(desk, "keys")
    assert desk.window.findChild(KeySheet).isVisible()
    desk.window.findChild(KeySheet).close()
    do(desk, "palette")
    palette = desk.window.findChild(CommandPalette)
    assert palette.isVisible()
    palette.close()
    QApplication.processEvents()


@pytest.mark.exercises("open", "open_folder", "close", "import", "export", "reveal")
def test_files(
    desk: Desk, qtbot: QtBot, video_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.file_bindings.ask_match", lambda *_: video_path)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        do(desk, "open")
    stand_on(desk)(0)
    desk.correct.place(20.0, 30.0)
    written = tmp_path / "labels.csv"
    order = ExportOrder(written, "rallymark", "all")
    monkeypatch.setattr("app.file_bindings.ExportDialog.ask", lambda *_: order)
    with qtbot.waitSignal(desk.exchange.exported, timeout=20_000):
        do(desk, "export")
    do(desk, "undo")
    monkeypatch.setattr("app.file_bindings.ask_labels", lambda *_: written)
    with qtbot.waitSignal(desk.exchange.imported, timeout=20_000):
        do(desk, "import")
    assert desk.document.track.mark_at(0).position == (20.0, 30.0)
    shown: list[Path] = []
    monkeypatch.setattr("app.file_bindings.reveal", lambda path, _messages: shown.append(path))
    do(desk, "reveal")
    assert shown == [desk.document.project.path]
    do(desk, "close")
    assert not desk.document.is_open
    monkeypatch.setattr("app.file_bindings.ask_folder", lambda *_: tmp_path)
    do(desk, "open_folder")
    assert desk.workspace.folder == tmp_path


@pytest.mark.exercises("prelabel", "pause_job", "cancel_job", "finetune", "open_weights")
def test_the_model(
    opened: Desk, qtbot: QtBot, engine: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.hold_after = 9
    do(opened, "prelabel")
    qtbot.waitUntil(lambda: opened.prelabel.state is not None and opened.prelabel.state.done > 0)
    do(opened, "pause_job")
    assert opened.prelabel.state.phase.value == "paused"
    with qtbot.waitSignal(opened.prelabel.finished, timeout=20_000):
        do(opened, "cancel_job")
    do(opened, "finetune")
    assert opened.window.tabs.currentWidget() is opened.training_panel
    weights = tmp_path / "club.safetensors"
    monkeypatch.setattr("app.bindings.ask_weights", lambda *_: weights)
    do(opened, "open_weights")
    qtbot.waitUntil(lambda: opened.choice.weights == str(weights), timeout=20_000)


@pytest.mark.exercises("demo", "quit")
def test_the_demo_and_the_end(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.prelabel.finished, timeout=60_000):
        do(desk, "demo")
    assert desk.document.track.predicted.any()
    with qtbot.waitSignal(desk.window.closing):
        do(desk, "quit")
