"""Which three frames the model sees together, and whose answer is taken from where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

STRIDE = 3
Range = tuple[int, int]
"""First and last frame, both included."""


@dataclass(frozen=True, slots=True)
class Window:
    """Three frame numbers in order, and the frames (`first`..`last`) answered from them."""

    frames: tuple[int, int, int]
    first: int
    last: int

    @property
    def slots(self) -> list[int]:
        """Which of the model's three heatmaps answers each of the frames `first` to `last`."""
        return [self.frames.index(frame) for frame in range(self.first, self.last + 1)]


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


def windows_for(wanted: Range, frame_count: int) -> Iterator[Window]:
    """The windows that answer `wanted`.

    Windows start at multiples of three, whatever the range, so that a run that was interrupted and
    resumed gives what one run gives. The last one is shifted back to end with the video; a video of
    fewer than three frames repeats its last one.
    """
    first, last = wanted
    for start in range(first - first % STRIDE, last + 1, STRIDE):
        base = max(0, min(start, frame_count - STRIDE))
        frames = [min(base + offset, frame_count - 1) for offset in range(STRIDE)]
        yield Window(
            (frames[0], frames[1], frames[2]), max(first, start), min(last, start + STRIDE - 1)
        )


def frames_of(windows_range: Range, frame_count: int) -> Range:
    """First and last frame that the windows of a range look at, and one more on either side."""
    first, last = windows_range
    low = first - first % STRIDE
    high = last - last % STRIDE + STRIDE - 1
    return max(0, min(low, frame_count - STRIDE) - 1), min(high + 1, frame_count - 1)
