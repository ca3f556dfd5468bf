"""Plays: moves the playhead so that video time passes like time on the wall."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer

from app.document import Document
from app.playback.frame_server import FrameServer
from app.playhead import Playhead

SCREEN_RATE = 60.0
"""More pictures per second than this are not worth decoding."""
LONGEST_WAIT_MS = 250
"""A frame may last for minutes in a variable-rate file; the clock is looked at more often."""


class Player(QObject):
    """Drives the playhead while `playhead.playing`, by presentation times, at `playhead.rate`.

    The frame shown is the one whose time has come: where decoding or painting cannot keep up,
    frames are left out and the playhead never lags behind the clock. Playing stops at either end,
    unless the playhead has a loop: then it goes on at the loop's other end.
    """

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        frame_server: FrameServer,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Args: clock: seconds, monotonic (tests bring their own)."""
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._frame_server = frame_server
        self._clock = clock
        self._start_clock = 0.0
        self._start_time = 0.0
        self._moving = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.tick)
        playhead.playingChanged.connect(self._playing_changed)
        playhead.rateChanged.connect(self._rate_changed)
        playhead.frameChanged.connect(self._frame_changed)

    def tick(self) -> None:
        """Seek the playhead to the frame whose time has come, and wait for the next one's."""
        playhead = self._playhead
        index = self._index()
        if index is None or not playhead.playing:
            return
        now = self._start_time + (self._clock() - self._start_clock) * playhead.rate
        if self._leaves_loop(index, now):
            self._start_loop_over()
            now = self._start_time
        frame = int(index.frame_at(now))
        frame -= frame % self._stride()
        forwards = playhead.rate > 0
        # Rounding down to the stride must not turn a frame that was reached back into an older one.
        frame = max(frame, playhead.frame) if forwards else min(frame, playhead.frame)
        ended = now >= index.time(playhead.last_frame) if forwards else now <= 0.0
        if playhead.loop is not None:
            ended = False
            if not forwards:
                frame = max(frame, min(playhead.loop[0], playhead.frame))
        if ended:
            frame = playhead.last_frame if forwards else 0
        self._moving = True
        try:
            playhead.seek(frame)
        finally:
            self._moving = False
        if ended:
            playhead.pause()
            return
        self._timer.start(self._wait_ms(index, now))

    def _leaves_loop(self, index: Any, now: float) -> bool:
        """Whether at the time `now` playing is past the end of the loop it goes towards."""
        playhead = self._playhead
        if playhead.loop is None:
            return False
        first, last = playhead.loop
        if playhead.rate < 0:
            return bool(now < index.time(first))
        if last < playhead.last_frame:
            return bool(now >= index.time(last + 1))
        # The last frame of the video has no successor: it is shown as long as frames usually are.
        return bool(now >= index.time(last) + 1.0 / self._frame_rate())

    def _start_loop_over(self) -> None:
        playhead = self._playhead
        assert playhead.loop is not None
        first, last = playhead.loop
        self._moving = True
        try:
            playhead.seek(first if playhead.rate > 0 else last)
        finally:
            self._moving = False
        self._anchor()

    def _wait_ms(self, index: Any, now: float) -> int:
        """Milliseconds until the next frame is due."""
        playhead = self._playhead
        step = self._stride() if playhead.rate > 0 else -1
        following = min(max(0, playhead.frame + step), playhead.last_frame)
        # Going back, a frame is due when the time falls below the start of the one after it.
        due = index.time(following) if playhead.rate > 0 else index.time(playhead.frame)
        if playhead.frame == playhead.last_frame and playhead.rate > 0:
            due += 1.0 / self._frame_rate()
        wait = (due - now) / playhead.rate * 1000.0
        return int(min(max(1.0, wait + 0.5), LONGEST_WAIT_MS))

    def _stride(self) -> int:
        return max(1, round(self._frame_rate() * abs(self._playhead.rate) / SCREEN_RATE))

    def _frame_rate(self) -> float:
        info = self._document.info
        return float(info.fps) if info is not None and info.fps > 0 else 25.0

    def _index(self) -> Any:
        video = self._document.video
        return video.index if video is not None else None

    def _anchor(self) -> None:
        """From here on, video time runs from the frame in view."""
        index = self._index()
        if index is None:
            return
        playhead = self._playhead
        frame = playhead.frame
        self._start_time = float(index.time(frame))
        if playhead.rate < 0 and frame < playhead.last_frame:
            # Backwards, a frame is shown from its end to its start.
            self._start_time = float(index.time(frame + 1)) - 1e-6
        self._start_clock = self._clock()

    def _playing_changed(self, playing: bool) -> None:
        direction = 1 if self._playhead.rate > 0 else -1
        if not playing:
            self._timer.stop()
            self._frame_server.set_motion(direction)
            return
        self._start_over_at_the_end()
        self._rate_changed()
        self.tick()

    def _start_over_at_the_end(self) -> None:
        """Pressing play where there is nothing left to play starts over from the beginning."""
        at_the_end = self._playhead.frame == self._playhead.last_frame
        if self._playhead.rate > 0 and at_the_end and self._playhead.loop is None:
            self._playhead.seek(0)

    def _rate_changed(self) -> None:
        if not self._playhead.playing:
            return
        self._anchor()
        direction = 1 if self._playhead.rate > 0 else -1
        self._frame_server.set_motion(direction, self._stride(), playing=True)
        self._timer.start(1)

    def _frame_changed(self) -> None:
        """Somebody else seeked while playing: play on from there."""
        if self._playhead.playing and not self._moving:
            self._anchor()
