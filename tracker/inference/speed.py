"""Frames per second, and the time left, as a person would judge them.

The clock starts with the first answers: until then stages fill and kernels are chosen, which says
nothing of how fast the rest will be.
"""

from collections import deque

_WINDOW_SECONDS = 15.0
_WARM_UP_SECONDS = 1.0


class Speedometer:
    """Speed over the last seconds of work; pauses do not count."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()
        self._worked = 0.0
        self._last: float | None = None

    def note(self, done: int, now: float, resting: bool = False) -> None:
        """Frames done so far at time `now` (seconds); `resting` since the last call."""
        if self._last is not None and not resting:
            self._worked += now - self._last
        self._last = now
        if done and (not self._points or done != self._points[-1][1]):
            self._points.append((self._worked, done))
        while len(self._points) > 2 and self._worked - self._points[1][0] > _WINDOW_SECONDS:
            self._points.popleft()

    @property
    def rate(self) -> float:
        """Frames per second of work, 0 before anything can be said."""
        if len(self._points) < 2:
            return 0.0
        (start, before), (end, now) = self._points[0], self._points[-1]
        return (now - before) / (end - start) if end - start >= _WARM_UP_SECONDS else 0.0

    def eta(self, left: int) -> float | None:
        """Seconds of work for `left` more frames, None before anything can be said."""
        return left / self.rate if self.rate else None
