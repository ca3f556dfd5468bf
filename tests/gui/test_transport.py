"""The player's keys and controls: shuttle, loop, going to a moment, uneven times, full screen."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.application import Desk
from app.bindings import WAY_BACK
from app.theme import MARKS
from app.widgets.go_to_dialog import GoToDialog, parse_moment
from app.widgets.overlays_hud import timecode
from app.widgets.timeline_ruler import GAP_WIDTH, Ruler
from app.widgets.transport_bar import LEAST, SPARED
from tests.unit.tracker.clips import write_video
from tracker.video import Video, open_video


@pytest.fixture(scope="module")
def uneven(tmp_path_factory: pytest.TempPathFactory) -> Video:
    """30 frames/s in whole milliseconds, three frames missing before frame 6."""
    times = [round(n * 1000 / 30) for n in (*range(6), *range(9, 40))]
    path = tmp_path_factory.mktemp("uneven") / "uneven.mkv"
    return open_video(write_video(path, frames=len(times), times=times))


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("0", 0),
        (" 36 ", 36),
        ("37", None),
        ("0:00.5", 12),
        ("0:00:00.5", 12),
        ("0:00,5", 12),
        ("0.5 s", 12),
        ("1s", 27),
        ("0:20", None),
        ("pts 0", 0),
        ("PTS 400", 9),
        ("pts 99999", None),
        ("", None),
        ("half past", None),
        ("-3", None),
    ],
)
def test_a_moment_is_a_frame_a_timecode_seconds_or_a_time_stamp(
    uneven: Video, text: str, frame: int | None
) -> None:
    assert parse_moment(text, uneven.index) == frame


def test_every_timecode_shown_leads_back_to_its_frame(uneven: Video) -> None:
    index = uneven.index
    shown = [timecode(index.time(frame)) for frame in range(len(index))]
    assert [parse_moment(text, index) for text in shown] == list(range(len(index)))


def test_the_dialog_says_what_it_understood(uneven: Video, qtbot: QtBot) -> None:
    dialog = GoToDialog(uneven.index, 5)
    qtbot.addWidget(dialog)
    assert dialog.frame() == 5
    dialog.moment.setText("0:00.5")
    assert "Frame 12" in dialog.answer.text()
    assert "PTS 500" in dialog.answer.text()
    dialog.moment.setText("soon")
    assert dialog.frame() is None
    assert not dialog._go.isEnabled()


def test_g_goes_to_a_timecode(opened: Desk, qtbot: QtBot) -> None:
    def answer() -> None:
        dialog = opened.window.findChild(GoToDialog)
        assert dialog is not None
        dialog.moment.setText("0:01.0")
        dialog.accept()

    QTimer.singleShot(0, answer)
    opened.canvas.setFocus()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_G)
    assert opened.playhead.frame == 25


def test_j_and_l_are_single_frames_while_k_is_held(opened: Desk, qtbot: QtBot) -> None:
    canvas, playhead = opened.canvas, opened.playhead
    canvas.setFocus()
    playhead.seek(20)
    qtbot.keyClick(canvas, Qt.Key.Key_L)
    assert playhead.playing
    qtbot.keyPress(canvas, Qt.Key.Key_K)
    playhead.seek(20)
    qtbot.keyClick(canvas, Qt.Key.Key_L)
    qtbot.keyClick(canvas, Qt.Key.Key_L)
    assert (playhead.frame, playhead.playing) == (22, False)
    qtbot.keyClick(canvas, Qt.Key.Key_J)
    assert (playhead.frame, playhead.playing) == (21, False)
    assert opened.actions["forward"].autoRepeat()
    with qtbot.waitSignal(opened.pause_key.changed):
        qtbot.keyRelease(canvas, Qt.Key.Key_K)
    assert not opened.actions["forward"].autoRepeat()
    qtbot.keyClick(canvas, Qt.Key.Key_J)
    assert (playhead.playing, playhead.rate) == (True, -1.0)


def test_k_from_the_menu_holds_nothing(opened: Desk) -> None:
    opened.actions["pause"].trigger()
    opened.actions["forward"].trigger()
    assert opened.playhead.playing


def test_speed_keys_and_what_the_bar_says(opened: Desk, qtbot: QtBot) -> None:
    opened.canvas.setFocus()
    QTest.keySequence(opened.window, ">")
    assert (opened.playhead.rate, opened.transport.speed.text()) == (2.0, "2×")
    for _ in range(4):
        QTest.keySequence(opened.window, "<")
    assert (opened.playhead.rate, opened.transport.speed.text()) == (0.1, "0.1×")


def test_the_number_is_that_of_the_frame_in_play(opened: Desk, qtbot: QtBot) -> None:
    playhead, bar = opened.playhead, opened.transport
    playhead.set_rate(0.1)
    playhead.play()
    for frame in (3, 4, 5):
        playhead.seek(frame)
        QCoreApplication.processEvents()
        assert bar.where.text() == f"Frame {playhead.frame}"
    assert playhead.playing


def test_frame_time_and_time_stamp_have_room(opened: Desk, qtbot: QtBot) -> None:
    bar = opened.transport
    for width in (1000, 1200, 2000):
        opened.window.resize(width, 900)
        opened.playhead.seek(opened.playhead.last_frame)
        parts = [part for part in (bar.where, bar.time, bar.pts) if not part.isHidden()]
        for part in parts:
            assert part.width() >= part.sizeHint().width()
            assert bar.readout.rect().contains(part.geometry())
        for left, right in itertools.pairwise(parts):
            assert left.geometry().right() < right.geometry().left()
    assert len(parts) == 3


def test_loop_keys(opened: Desk, qtbot: QtBot) -> None:
    canvas, playhead, bar = opened.canvas, opened.playhead, opened.transport
    canvas.setFocus()
    assert not bar.loop.isVisible()
    assert not opened.actions["loop_off"].isEnabled()
    playhead.seek(10)
    qtbot.keyClick(canvas, Qt.Key.Key_I)
    playhead.seek(30)
    qtbot.keyClick(canvas, Qt.Key.Key_O)
    assert playhead.loop == (10, 30)
    assert bar.loop.isVisible()
    assert bar.loop.text() == "10–30"
    qtbot.keyClick(canvas, Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
    assert playhead.loop is None
    assert not bar.loop.isVisible()


def test_long_numbers_of_frames_are_grouped(
    desk: Desk, qtbot: QtBot, uneven: Video, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("transport_bar", "go_to_dialog", "overlays_hud"):
        monkeypatch.setattr(f"app.widgets.{part}.grouped", lambda number: f"({number})")
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(uneven.info.path)
    bar = desk.transport
    assert bar.uneven.text() == "Gaps: (1) · repeats: (0)"
    desk.playhead.set_loop(2, 5)
    assert bar.loop.text() == "(2)–(5)"
    dialog = GoToDialog(uneven.index, 5)
    qtbot.addWidget(dialog)
    assert "Frame (5)" in dialog.answer.text()
    assert any(
        each.text().startswith(f"0–({len(uneven.index) - 1}),")
        for each in dialog.findChildren(QLabel)
    )


def test_an_even_video_has_no_warning(opened: Desk) -> None:
    assert not opened.transport.uneven.isVisible()
    assert not opened.actions["next_uneven"].isEnabled()
    assert opened.transport.pts.text().startswith("PTS ")


@pytest.mark.exercises("next_uneven")
def test_gaps_are_said_and_can_be_gone_to(desk: Desk, qtbot: QtBot, uneven: Video) -> None:
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(uneven.info.path)
    assert desk.transport.uneven.isVisible()
    assert desk.transport.uneven.text() == "Gaps: 1 · repeats: 0"
    qtbot.keyClick(desk.canvas, Qt.Key.Key_U)
    assert desk.playhead.frame == 6
    assert desk.transport.time.toolTip() == "gap: 3 frames are missing before"
    desk.playhead.step(1)
    assert desk.transport.time.toolTip() == ""


def test_gaps_are_marked_on_the_ruler(desk: Desk, qtbot: QtBot, uneven: Video) -> None:
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(uneven.info.path)
    timeline = desk.timeline
    qtbot.waitUntil(lambda: timeline.caught_up)
    ruler = timeline.findChild(Ruler)
    assert ruler is not None

    def marks() -> list[int]:
        image = ruler.grab().toImage()
        row = image.height() - 2
        wanted = QColor(MARKS.low_confidence).rgb()
        return [x for x in range(image.width()) if image.pixel(x, row) == wanted]

    found = marks()
    assert 0 < len(found) <= GAP_WIDTH
    assert abs(np.mean(found) - (timeline.view.x_of(6) - ruler.x())) <= 4
    timeline.view.zoom_at(timeline.view.x_of(20), 8.0)
    assert marks() == [], "the gap is out of sight"


def test_the_bar_never_pushes_the_panels_beside_it(desk: Desk, qtbot: QtBot, uneven: Video) -> None:
    desk.window.resize(1280, 700)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(uneven.info.path)
    desk.window.side_splitter.setSizes([0, 560, 720])
    bar, layout = desk.transport, desk.transport.layout()
    assert layout is not None
    QCoreApplication.processEvents()
    before = desk.window.side_splitter.sizes()
    assert before[1] < 600
    desk.playhead.set_loop(2, 9)
    QCoreApplication.processEvents()
    assert bar.loop.isVisible()
    assert desk.window.side_splitter.sizes() == before
    assert layout.minimumSize().width() <= bar.width()
    # In words where there is room, else as a sign that tells by its tooltip.
    assert bar.uneven.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    desk.window.resize(2000, 700)
    desk.window.side_splitter.setSizes([0, 1640, 340])
    QCoreApplication.processEvents()
    assert bar.uneven.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert layout.minimumSize().width() <= bar.width()
    assert "Gaps: 1" in bar.uneven.toolTip()


def test_the_picture_alone_and_back(opened: Desk, qtbot: QtBot) -> None:
    window = opened.window
    around = (window.tabs, window.timeline, opened.transport, window.menuBar())
    said: list[str] = []
    opened.messages.posted.connect(lambda message: said.append(message.text))
    gone: list[str] = []
    opened.messages.withdrawn.connect(gone.append)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier)
    assert said == ["The panels come back with Esc."]
    assert window.picture_only
    assert window.isFullScreen()
    assert not any(widget.isVisible() for widget in around)
    assert opened.canvas.isVisible()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Right)
    assert opened.playhead.frame == 1
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert not window.picture_only
    assert not window.isFullScreen()
    assert all(widget.isVisible() for widget in around)
    assert not opened.actions["picture_only"].isChecked()
    assert gone == [WAY_BACK]
    opened.actions["picture_only"].trigger()
    assert len(said) == 1, "said once"


def test_full_screen_from_the_picture_alone_brings_the_window_back(
    opened: Desk, qtbot: QtBot
) -> None:
    opened.actions["picture_only"].trigger()
    assert not opened.actions["full_screen"].isChecked()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F11)
    assert not opened.window.picture_only
    assert not opened.window.isFullScreen()
    assert opened.window.menuBar().isVisible()
    assert not opened.actions["full_screen"].isChecked()


def test_closing_the_match_gives_the_screen_back(opened: Desk) -> None:
    opened.actions["picture_only"].trigger()
    opened.open_match.close()
    assert not opened.window.picture_only
    assert opened.transport.isVisible()


def test_in_a_narrow_window_no_button_touches_another(opened: Desk) -> None:
    bar = opened.transport
    layout = bar.layout()
    assert layout is not None
    opened.playhead.set_loop(20, 50)
    for width, wanted in ((LEAST, 0), (760, len(SPARED)), (1400, len(SPARED))):
        bar.resize(width, 48)
        # Of what goes, the keys remain.
        assert sum(button.isVisible() for button in bar._spared) == wanted
        assert layout.minimumSize().width() <= bar.width()
