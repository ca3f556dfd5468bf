"""Keeps what lies beside the picture up to date without slowing the picture down."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.playhead import Playhead

PLAYING_INTERVAL_MS = 100
"""While playing, nobody reads a panel that changes more often."""


class Follower(QObject):
    """Calls `show` where the playhead went: at once while it stands, in play every `interval_ms`.

    Whenever playing stops, `show` has been called for the frame it stopped at. For a widget that is
    out of sight, behind another tab, it is called when that comes to be seen.
    """

    def __init__(
        self,
        playhead: Playhead,
        show: Callable[[], None],
        parent: QObject,
        interval_ms: int = PLAYING_INTERVAL_MS,
    ) -> None:
        super().__init__(parent)
        self._playhead = playhead
        self._show = show
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self.follow)
        self._widget = parent if isinstance(parent, QWidget) else None
        self._late = False
        parent.installEventFilter(self)
        playhead.frameChanged.connect(self._moved)
        playhead.playingChanged.connect(self._playing_changed)

    def _moved(self, _frame: int) -> None:
        if not self._playhead.playing:
            self.follow()
        elif not self._timer.isActive():
            self._timer.start()

    def _playing_changed(self, playing: bool) -> None:
        if not playing and self._timer.isActive():
            self.follow()

    def follow(self) -> None:
        """Call `show` now, or when the widget comes to be seen."""
        self._timer.stop()
        widget = self._widget
        self._late = widget is not None and widget.window().isVisible() and not widget.isVisible()
        if not self._late:
            self._show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Catch up before the widget is painted."""
        if self._late and event.type() == QEvent.Type.Show:
            self._late = False
            self._show()
        return False
