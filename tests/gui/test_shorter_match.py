"""A shorter match is opened while the window still shows a frame that it does not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotation import edits
from app.application import Desk

Make = Callable[..., Path]


def test_all_may_be_painted_before_all_know_of_it(
    labelled: Desk, qtbot: QtBot, make_video: Make, tmp_path: Path
) -> None:
    other = make_video(tmp_path / "short.mp4", frames=20)
    document = labelled.document
    document.apply(edits.no_ball_range(document.track, 0, 59))
    labelled.playhead.seek(55)
    labelled.selection.set(50, 58)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 55)
    painted = []

    def paint() -> None:
        if document.video is not None and document.video.info.frame_count == 20:
            painted.append(labelled.timeline.view.frame_count)
            for widget in labelled.window.findChildren(QWidget):
                widget.repaint()

    labelled.review.queueChanged.connect(paint)
    with qtbot.waitSignal(document.opened, timeout=20_000):
        labelled.open_match.open(other)
    assert painted[0] == 60, "the timeline is not told yet"
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 0)


def test_a_bar_paints_nothing_in_the_middle_of_what_is_told(labelled: Desk, qtbot: QtBot) -> None:
    bar, painted = labelled.review_panel.progress, []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(bar.value())
            return False

    watch = Watch()
    bar.installEventFilter(watch)
    bar.setValue(700)
    assert not painted
    # The queue may be ranked once more, and the bar be set to what that says, before it is painted.
    qtbot.waitUntil(lambda: len(painted) > 0)
