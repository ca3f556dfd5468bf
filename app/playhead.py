"""The frame in view: one small object that everything showing a moment listens to."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""The speeds the keys and the menu offer, slowest first."""


class Playhead(QObject):
    """Current frame (0-based, presentation order) and whether, and how fast, it moves by itself.

    The playhead owns no clock. `app.playback.Player` moves it while `playing` is true; the canvas,
    the timeline and the actions seek it; the canvas and the panels follow `frameChanged`.
    """

    frameChanged = Signal(int)
    rangeChanged = Signal(int)
    """The number of frames changed (another video, or none: 0)."""
    playingChanged = Signal(bool)
    rateChanged = Signal(float)
    rested = Signal()
    """A hand that dragged the playhead let go of it."""
    loopChanged = Signal()
    """The stretch that playing repeats changed: see `loop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._frame = 0
        self._frame_count = 0
        self._playing = False
        self._rate = self._chosen_rate = 1.0
        self._loop_in: int | None = None
        self._loop_out: int | None = None

    @property
    def frame(self) -> int:
        """The frame in view; 0 where there is no video."""
        return self._frame

    @property
    def frame_count(self) -> int:
        """Number of frames of the video; 0 where there is no video."""
        return self._frame_count

    @property
    def last_frame(self) -> int:
        """The highest frame that can be seeked to; 0 where there is no video."""
        return max(0, self._frame_count - 1)

    @property
    def playing(self) -> bool:
        """Whether the player is moving the playhead."""
        return self._playing

    @property
    def rate(self) -> float:
        """Signed speed: 1.0 is real time, negative is backwards, never 0."""
        return self._rate

    def set_range(self, frame_count: int, frame: int = 0) -> None:
        """Start on another video of `frame_count` frames, standing at `frame` (clamped)."""
        if frame_count < 0:
            raise ValueError(f"frame_count must not be negative, got {frame_count}")
        self.pause()
        self.set_rate(1.0)
        self.clear_loop()
        self._frame_count = frame_count
        self._frame = min(max(0, frame), self.last_frame)
        self.rangeChanged.emit(frame_count)
        self.frameChanged.emit(self._frame)

    def seek(self, frame: int) -> None:
        """Go to `frame`, clamped to the video. Says nothing where it already stands there."""
        frame = min(max(0, int(frame)), self.last_frame)
        if frame != self._frame:
            self._frame = frame
            self.frameChanged.emit(frame)

    def rest(self) -> None:
        """Say that the hand that dragged the playhead let go: it stays where it is."""
        self.rested.emit()

    def step(self, count: int) -> None:
        """Pause, then go `count` frames on (negative: back)."""
        self.pause()
        self.seek(self._frame + count)

    @property
    def chosen_rate(self) -> float:
        """The rate that was set; `play` may be at another until the next pause."""
        return self._chosen_rate

    def play(self, rate: float | None = None) -> None:
        """Let the player move the playhead, until the next pause at `rate` where given.

        Does nothing without a video.
        """
        if self._frame_count == 0:
            return
        if rate is not None:
            self._run_at(rate)
        if not self._playing:
            self._playing = True
            self.playingChanged.emit(True)

    def pause(self) -> None:
        """Stand still. The next `play` is at the rate that was set, not at one of a `play`."""
        if self._playing:
            self._playing = False
            self.playingChanged.emit(False)
            self._run_at(self._chosen_rate)

    def toggle(self) -> None:
        """Play forwards at the speed that was set, or pause."""
        if self._playing:
            self.pause()
        else:
            self.play(abs(self._chosen_rate))

    def set_rate(self, rate: float) -> None:
        """Set the signed speed.

        Raises:
            ValueError: `rate` is 0 (pause instead).
        """
        if rate == 0:
            raise ValueError("a rate of 0 is a pause: call pause()")
        self._chosen_rate = float(rate)
        self._run_at(rate)

    def _run_at(self, rate: float) -> None:
        if rate != self._rate:
            self._rate = float(rate)
            self.rateChanged.emit(self._rate)

    def change_speed(self, steps: int) -> None:
        """Go `steps` up (negative: down) the ladder of `SPEEDS`; the direction stays."""
        speed = abs(self._rate)
        if steps > 0:
            others = [other for other in SPEEDS if other > speed]
        else:
            others = [other for other in reversed(SPEEDS) if other < speed]
        if others and steps:
            speed = others[min(abs(steps), len(others)) - 1]
            self.set_rate(speed if self._rate > 0 else -speed)

    # -- the loop --------------------------------------------------------------------------------

    @property
    def loop(self) -> tuple[int, int] | None:
        """First and last frame of the stretch that playing repeats, or None.

        With only one end set, the other one is that of the video.
        """
        if self._frame_count == 0 or (self._loop_in is None and self._loop_out is None):
            return None
        first = 0 if self._loop_in is None else self._loop_in
        return first, self.last_frame if self._loop_out is None else self._loop_out

    def set_loop(self, first: int | None, last: int | None) -> None:
        """Repeat the frames `first` to `last` (both included; None: the end of the video).

        Raises:
            ValueError: outside the video, or `last` before `first`.
        """
        for frame in (first, last):
            if frame is not None and not 0 <= frame < self._frame_count:
                raise ValueError(f"frame {frame} is outside 0..{self.last_frame}")
        if first is not None and last is not None and last < first:
            raise ValueError(f"a loop cannot go from {first} to {last}")
        if (first, last) != (self._loop_in, self._loop_out):
            self._loop_in, self._loop_out = first, last
            self.loopChanged.emit()

    def loop_from_here(self) -> None:
        """Begin the loop at the frame in view; an end that lies before it is forgotten."""
        if self._frame_count:
            last = self._loop_out
            self.set_loop(self._frame, last if last is None or last >= self._frame else None)

    def loop_to_here(self) -> None:
        """End the loop at the frame in view; a beginning that lies after it is forgotten."""
        if self._frame_count:
            first = self._loop_in
            self.set_loop(first if first is None or first <= self._frame else None, self._frame)

    def clear_loop(self) -> None:
        """Repeat nothing."""
        self.set_loop(None, None)
