"""Which three pictures the model sees together, and whose answer is taken from where."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracker.inference.seen import Moment
from tracker.inference.shots import LONGEST_REPEAT, MARGIN, Shown

LENGTH = 3
STRIDE = 3
"""Windows side by side: every picture is seen once, which is fastest."""
MODES = {"fast": STRIDE, "accurate": 1}
"""The strides by name. 1: windows overlap, and the three that hold a picture vote on it, which is
slower and surer. Every other window is seen in a mirror, so that their mistakes differ."""
_BLOCK = 18
"""Windows side by side begin anew every so many frames, so that they do not depend on where a run
begins. Of footage made from 25 for 30 frames a second that is five whole windows, not six."""
_AROUND = LENGTH * (LONGEST_REPEAT + 1)
"""How many frames around a block must be known: three pictures, however often they are repeated."""

Range = tuple[int, int]
"""First and last frame, both included."""
Moments = dict[int, Moment]
"""Pictures between their neighbours, by the number of the first frame that shows each."""


@dataclass(frozen=True, slots=True)
class Window:
    """Three pictures in order, by their frames, and those of them answered once it is seen.

    They follow each other in a shot; a frame is there again only where the shot has none before or
    after. Its heatmaps count for `votes`: the `answered` ones where windows lie side by side. The
    model sees a `mirrored` window with left and right changed over.
    """

    frames: tuple[int, int, int]
    answered: tuple[int, ...]
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
    low = _first_block(first) - _AROUND - MARGIN - 1
    high = last - last % _BLOCK + _BLOCK - 1 + _AROUND + MARGIN
    return max(0, low), min(high, frame_count - 1)


def windows_for(
    wanted: Range, frame_count: int, shown: Iterator[Shown], stride: int = STRIDE
) -> Iterator[tuple[Window, Moments]]:
    """The windows that answer the pictures shown in `wanted`, each with its own as `Moment`s.

    Args:
        wanted: first and last frame to answer.
        frame_count: of the whole video.
        shown: the frames of `frames_for(wanted)` in order.
        stride: 3, or 1 to have each picture seen by every window that can hold it.

    A frame that repeats the one before is no picture of its own, and in no window: what is found in
    the picture counts for it. No window crosses a cut. Windows side by side begin at every third
    picture of a shot, counted from the start of each block of `_BLOCK` frames, whatever the range,
    so that a run that was interrupted and resumed gives what one run gives; where a shot ends, the
    last one is shifted back to end there. A shot of fewer than three pictures repeats its last.
    """
    if stride not in MODES.values():
        raise ValueError(f"windows start every 1 or 3 frames, not every {stride}")
    first, last = wanted
    strip = _Strip(shown, frame_count)
    make = _side_by_side if stride == STRIDE else _overlapping
    for begin in range(_first_block(first), last + 1, _BLOCK):
        block = (begin, begin + _BLOCK - 1)
        for shot in strip.shots(block):
            inside = [n for n, each in enumerate(shot) if block[0] <= each.here.number <= block[1]]
            asked = {each.here.number for each in shot if each.is_shown_in(*wanted)}
            for window, held in make(asked, shot, inside):
                yield window, {shot[n].here.number: shot[n] for n in held}


def _first_block(first: int) -> int:
    """Where the block begins that holds a frame and all windows that vote on it."""
    # It may itself be the last frame that shows its picture, with two more pictures before.
    earliest = max(0, first + 1 - LENGTH * (LONGEST_REPEAT + 1))
    return earliest - earliest % _BLOCK


class _Strip:
    """The frames at hand."""

    def __init__(self, shown: Iterator[Shown], frame_count: int) -> None:
        self._shown = shown
        self._frames: list[Shown] = []
        self._frame_count = frame_count
        self._seen = -1

    def shots(self, block: Range) -> list[list[Moment]]:
        """The pictures in a block of frames and around it, by shot; older ones are dropped."""
        until = min(block[1] + _AROUND, self._frame_count - 1)
        while self._seen < until:
            self._frames.append(next(self._shown))
            self._seen = self._frames[-1].number
        self._frames = [each for each in self._frames if each.number >= block[0] - _AROUND]
        shots: list[list[list[Shown]]] = []
        for shown in self._frames:
            if shown.is_cut or not shots:
                shots.append([[shown]])
            elif shown.repeats:
                shots[-1][-1].append(shown)
            else:
                shots[-1].append([shown])
        return [_moments(shot) for shot in shots]


def _moments(shot: list[list[Shown]]) -> list[Moment]:
    """The pictures of a shot, each given by the frames that show it."""
    before = [None, *(frames[0] for frames in shot)]
    after = [*(frames[0] for frames in shot[1:]), None]
    return [
        Moment(earlier, frames[0], later, tuple(frames[1:]))
        for earlier, frames, later in zip(before, shot, after, strict=False)
    ]


_Made = Iterator[tuple[Window, set[int]]]
"""Windows, and which pictures of the shot they hold. Pictures go by their frames, or, where they
are `inside` a block, by their place in the shot."""


def _side_by_side(asked: set[int], shot: list[Moment], inside: list[int]) -> _Made:
    numbers = [each.here.number for each in shot]
    for at in range(0, len(inside), STRIDE):
        group = inside[at : at + STRIDE]
        answered = tuple(numbers[n] for n in group if numbers[n] in asked)
        if answered:
            held = _three(max(0, min(group[0], len(shot) - LENGTH)), len(shot))
            a, b, c = (numbers[n] for n in held)
            yield Window((a, b, c), answered, answered), set(held)


def _overlapping(asked: set[int], shot: list[Moment], inside: list[int]) -> _Made:
    numbers = [each.here.number for each in shot]
    last = max(0, len(shot) - LENGTH)  # later ones have too few pictures left of the shot
    for start in inside:
        if start > last:
            continue
        held = _three(start, len(shot))
        a, b, c = (numbers[n] for n in held)
        votes = tuple(n for n in dict.fromkeys((a, b, c)) if n in asked)
        if votes:
            answered = votes if start == last else tuple(n for n in votes if n == a)
            # By the frame's number, so that a resumed run asks as one run does.
            yield Window((a, b, c), answered, votes, mirrored=a % 2 == 1), set(held)


def _three(first: int, count: int) -> tuple[int, int, int]:
    """Three of `count` in a row from `first` on, the last of them again where there are fewer."""
    last = count - 1
    return first, min(first + 1, last), min(first + 2, last)
