"""Which three frames the model sees together, and whose answer is taken from where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.inference.shots import MARGIN, Shown

LENGTH = 3
STRIDE = 3
"""Windows side by side: every frame is seen once, which is fastest."""
MODES = {"fast": STRIDE, "accurate": 1}
"""The strides by name. 1: windows overlap, and the three that hold a frame vote on it, which is
slower and surer. Every other window is seen in a mirror, so that their mistakes differ."""
_BEFORE, _AFTER = LENGTH, LENGTH + 2  # how far around a group of three shots must be known

Range = tuple[int, int]
"""First and last frame, both included."""
Frames = dict[int, Shown]
"""Frames by number."""


@dataclass(frozen=True, slots=True)
class Window:
    """Three frame numbers in order, and the frames (`first`..`last`) answered once it is seen.

    `votes` are the frames its heatmaps count for: the same ones where windows lie side by side.
    The model sees a `mirrored` window with left and right changed over.
    """

    frames: tuple[int, int, int]
    first: int
    last: int
    votes: tuple[int, ...]
    mirrored: bool = False

    def slot(self, frame: int) -> int:
        """Which of the model's three heatmaps is that of `frame`."""
        return self.frames.index(frame)


def normalised(ranges: Iterable[Range] | None, frame_count: int) -> list[Range]:
    """Sorted, merged ranges inside the video; None means all of it."""
    if ranges is None:
        return [(0, frame_count - 1)]
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if not 0 <= first <= last < frame_count:
            raise ValueError(f"frames {first} to {last} are not in a video of {frame_count} frames")
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def frames_for(wanted: Range, frame_count: int) -> Range:
    """First and last frame that must be decoded to answer `wanted`."""
    first, last = wanted
    low = first - first % STRIDE - _BEFORE - MARGIN - 1
    high = last - last % STRIDE + _AFTER + MARGIN
    return max(0, low), min(high, frame_count - 1)


def windows_for(
    wanted: Range, frame_count: int, shown: Iterator[Shown], stride: int = STRIDE
) -> Iterator[tuple[Window, Frames]]:
    """The windows that answer `wanted`, each with its frames and their neighbours.

    Args:
        wanted: first and last frame to answer.
        frame_count: of the whole video.
        shown: the frames of `frames_for(wanted)` in order.
        stride: 3, or 1 to have each frame seen by every window that can hold it.

    No window crosses a cut. Windows side by side start at multiples of three, whatever the range,
    so that a run that was interrupted and resumed gives what one run gives; where a cut or the end
    of the video falls into one, it is shifted back to end there, and another starts at the cut. A
    shot of fewer than three frames repeats its last one.
    """
    if stride not in MODES.values():
        raise ValueError(f"windows start every 1 or 3 frames, not every {stride}")
    strip = _Strip(shown, frame_count)
    make = _side_by_side if stride == STRIDE else _overlapping
    for window in make(wanted, strip):
        yield window, strip.around(window)


class _Strip:
    """The frames at hand, and the shots they are in."""

    def __init__(self, shown: Iterator[Shown], frame_count: int) -> None:
        self._shown = shown
        self._frames: Frames = {}
        self._cuts: list[int] = []
        self.frame_count = frame_count
        self._seen = -1

    def see(self, frame: int) -> None:
        """Have all frames around a group that starts at `frame`; older ones are dropped."""
        until = min(frame + _AFTER, self.frame_count - 1)
        while self._seen < until:
            shown = next(self._shown)
            self._seen = shown.number
            self._frames[shown.number] = shown
            if shown.is_cut:
                self._cuts.append(shown.number)
        oldest = frame - _BEFORE
        self._frames = {n: shown for n, shown in self._frames.items() if n >= oldest}
        self._cuts = [n for n in self._cuts if n >= oldest]

    def shot(self, frame: int) -> Range:
        """First and last frame of the shot of `frame`, as far as can be told by now."""
        first = max((cut for cut in self._cuts if cut <= frame), default=0)
        last = min((cut - 1 for cut in self._cuts if cut > frame), default=self._seen)
        return first, last

    def around(self, window: Window) -> Frames:
        low, high = window.frames[0] - 1, window.frames[-1] + 1
        return {n: shown for n, shown in self._frames.items() if low <= n <= high}


def _side_by_side(wanted: Range, strip: _Strip) -> Iterator[Window]:
    first, last = wanted
    for start in range(first - first % STRIDE, last + 1, STRIDE):
        strip.see(start)
        end = min(start + STRIDE, strip.frame_count) - 1
        at = start
        while at <= end:
            shot = strip.shot(at)
            until = min(end, shot[1])
            low, high = max(first, at), min(last, until)
            if low <= high:
                frames = _three(max(shot[0], min(at, shot[1] - LENGTH + 1)), shot[1])
                yield Window(frames, low, high, tuple(range(low, high + 1)))
            at = until + 1


def _overlapping(wanted: Range, strip: _Strip) -> Iterator[Window]:
    first, last = wanted
    for start in range(max(0, first - LENGTH + 1), last + 1):
        strip.see(start)
        shot = strip.shot(start)
        if start > max(shot[0], shot[1] - LENGTH + 1):
            continue  # too few frames are left of the shot, and earlier windows hold them
        frames = _three(start, shot[1])
        is_last = start + LENGTH > shot[1]
        low, high = max(first, start), min(last, frames[-1] if is_last else start)
        votes = tuple(n for n in dict.fromkeys(frames) if first <= n <= last)
        if votes:
            # By the frame's number, so that a resumed run asks as one run does.
            yield Window(frames, low, high, votes, mirrored=start % 2 == 1)


def _three(first: int, last: int) -> tuple[int, int, int]:
    return first, min(first + 1, last), min(first + 2, last)
