"""Keeps what lies beside the picture up to date without slowing the picture down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.playhead import Playhead

PLAYING_INTERVAL_MS = 100
"""While playing, nobody reads a panel that changes more often."""


class Follower(QObject):
    """Calls `show` where the playhead went: at once while it stands, ten times a second in play.

    Whenever playing stops, `show` has been called for the frame it stopped at.
    """

    def __init__(self, playhead: Playhead, show: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._playhead = playhead
        self._show = show
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PLAYING_INTERVAL_MS)
        self._timer.timeout.connect(self._show_now)
        playhead.frameChanged.connect(self._moved)
        playhead.playingChanged.connect(self._playing_changed)

    def _moved(self, _frame: int) -> None:
        if not self._playhead.playing:
            self._show_now()
        elif not self._timer.isActive():
            self._timer.start()

    def _playing_changed(self, playing: bool) -> None:
        if not playing and self._timer.isActive():
            self._show_now()

    def _show_now(self) -> None:
        self._timer.stop()
        self._show()
