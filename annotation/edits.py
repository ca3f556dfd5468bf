"""Edits of a track as values: what the frames said before, and what they say after.

The functions here change nothing. Each looks at a track and returns a ``TrackEdit``, which the
document applies to the project and to the track, and whose ``inverse()`` is the undo. Where an edit
makes no sense they raise ``EditError`` with a sentence for the person. ``time`` is the moment of
the edit in unix seconds, now by default.

What a person says of a frame is said of its picture, and so of all frames that show the same one
(``TrackColumns.same_picture``): nobody is asked twice. Only where a person has said something else
of such a frame than of this one before, that stays.
"""

from __future__ import annotations

import dataclasses
import math
import time as clock
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from annotation.arrays import Int64, Mask
from annotation.camera_steps import shown_along
from annotation.errors import EditError
from annotation.mark_columns import MarkColumns, by_persons, empty_records
from annotation.marks import BallMark, Source, Visibility
from annotation.track import BallTrack

NUDGE = "Nudge ball"
"""The label of what moves a ball a little."""


@dataclass(frozen=True, slots=True)
class TrackEdit:
    """The marks of some frames before and after (None: no mark), and a label for the undo list.

    ``ValueError`` where the two sides name different frames, or none.
    """

    before: Mapping[int, BallMark | None]
    after: Mapping[int, BallMark | None]
    label: str

    def __post_init__(self) -> None:
        if not self.after:
            raise ValueError("an edit needs at least one frame")
        if isinstance(self.before, MarkColumns) and isinstance(self.after, MarkColumns):
            same = np.array_equal(self.before.frames, self.after.frames)
        else:
            same = set(self.before) == set(self.after)
        if not same:
            raise ValueError("before and after must name the same frames")

    def inverse(self) -> TrackEdit:
        """The edit that takes this one back."""
        return TrackEdit(self.after, self.before, self.label)

    def joined(self, later: TrackEdit, within: float) -> TrackEdit | None:
        """Both as one edit, where ``later`` was made no more than so many seconds after this one,
        of the same frames as this one left them; else None."""
        made = zip(self.after.values(), later.after.values(), strict=False)
        soon = all(a and b and b.time - a.time <= within for a, b in made)
        if not soon or dict(later.before) != dict(self.after):
            return None
        return TrackEdit(self.before, later.after, later.label)

    @property
    def first(self) -> int:
        """The first frame touched."""
        after = self.after
        return int(after.frames[0]) if isinstance(after, MarkColumns) else min(after)

    @property
    def last(self) -> int:
        """The last frame touched."""
        after = self.after
        return int(after.frames[-1]) if isinstance(after, MarkColumns) else max(after)

    @property
    def reach(self) -> int:
        """Over how many frames it reaches, from the first to the last."""
        return self.last - self.first + 1

    @property
    def replaced(self) -> int:
        """How many answers of a person gave way to another one; a mark taken away did not."""
        return len(self.replaced_frames)

    @property
    def replaced_frames(self) -> Int64:
        """The frames of those answers, int64 [k] ascending."""
        before, after = (MarkColumns.of(marks).records for marks in (self.before, self.after))
        frames: Int64 = after["frame"]
        return frames[by_persons(before["source"]) & (after["visibility"] >= 0)]


# -- one frame -----------------------------------------------------------------------------------


def place(
    track: BallTrack,
    frame: int,
    x: float,
    y: float,
    visibility: Visibility = Visibility.VISIBLE,
    *,
    time: float | None = None,
) -> TrackEdit:
    """A person says: the ball is here. ``x``, ``y`` in float pixels of the source video."""
    if not (math.isfinite(x) and math.isfinite(y)):
        raise EditError(f"The position ({x}, {y}) is not a point in the picture.")
    if visibility == Visibility.NO_BALL:
        raise EditError("A ball cannot be placed and said to be absent at once.")
    mark = BallMark(_in(track, frame), visibility, x, y, None, Source.HUMAN, _now(time))
    return _edit(track, mark, "Place ball")


def nudge(
    track: BallTrack,
    frame: int,
    dx: float,
    dy: float,
    size: tuple[int, int],
    *,
    time: float | None = None,
) -> TrackEdit:
    """A person moves the ball of the frame by so many pixels, inside a picture of ``size`` (width,
    height); they see it as well as they said before."""
    mark = track.mark_at(_in(track, frame))
    if mark is None or mark.x is None or mark.y is None:
        raise EditError(f"Frame {frame} has no ball to move; place one first.")
    x = min(max(0.0, mark.x + dx), size[0] - 1.0)
    y = min(max(0.0, mark.y + dy), size[1] - 1.0)
    return dataclasses.replace(place_again(track, frame, x, y, time=time), label=NUDGE)


def place_again(
    track: BallTrack, frame: int, x: float, y: float, *, time: float | None = None
) -> TrackEdit:
    """``place``, as well seen as a person said before. What the path fills in counts as hidden only
    for want of a peak: who points at the ball sees it."""
    mark = track.human_mark_at(frame)
    seen = mark.visibility if mark is not None and mark.position else Visibility.VISIBLE
    return place(track, frame, x, y, seen, time=time)


def no_ball(track: BallTrack, frame: int, *, time: float | None = None) -> TrackEdit:
    """A person says: there is no ball in this frame."""
    mark = BallMark(
        _in(track, frame), Visibility.NO_BALL, None, None, None, Source.HUMAN, _now(time)
    )
    return _edit(track, mark, "No ball")


def occlude(track: BallTrack, frame: int, *, time: float | None = None) -> TrackEdit:
    """A person says: the ball is hidden at the position the frame has; it needs one."""
    return set_visibility(track, frame, Visibility.OCCLUDED, time=time)


def set_visibility(
    track: BallTrack, frame: int, visibility: Visibility, *, time: float | None = None
) -> TrackEdit:
    """A person says how well the ball is seen; every answer but ``NO_BALL`` needs a position."""
    visibility = Visibility(visibility)
    if visibility == Visibility.NO_BALL:
        return no_ball(track, frame, time=time)
    mark = track.mark_at(_in(track, frame))
    if mark is None or mark.position is None:
        raise EditError(
            f"Frame {frame} has no ball position yet; click where the ball is, then say how well "
            "it is seen."
        )
    changed = dataclasses.replace(mark, visibility=visibility, source=Source.HUMAN, time=_now(time))
    label = "Occluded" if visibility == Visibility.OCCLUDED else f"Visibility {int(visibility)}"
    return _edit(track, changed, label)


def accept(track: BallTrack, frame: int, *, time: float | None = None) -> TrackEdit:
    """A person has looked at the machine's answer and takes it as it is: it becomes verified."""
    mark = track.mark_at(_in(track, frame))
    if mark is None:
        raise EditError(
            f"Frame {frame} has no answer to accept; run the model or place the ball yourself."
        )
    if mark.source is Source.VERIFIED:
        raise EditError(f"Frame {frame} is already verified: nothing to accept.")
    if mark.source.is_persons:
        raise EditError(f"Frame {frame} has an answer of yours: nothing to accept.")
    verified = dataclasses.replace(mark, source=Source.VERIFIED, time=_now(time))
    return _edit(track, verified, "Accept")


def clear(track: BallTrack, frame: int) -> TrackEdit:
    """Take the mark off the frame, so that the model's answer shows again."""
    if track.human_mark_at(_in(track, frame)) is None:
        raise EditError(f"Frame {frame} has no mark to take away.")
    frames = _with_the_same(track, frame)
    return TrackEdit(_marks(track, frames), dict.fromkeys(frames), "Clear mark")


def take_candidate(track: BallTrack, frame: int, k: int, *, time: float | None = None) -> TrackEdit:
    """A person picks the model's peak number ``k`` (0 is the best): it becomes verified where it is
    the answer shown, and otherwise corrects that, as a click there would."""
    peaks = track.candidates_at(_in(track, frame))
    if not 0 <= k < len(peaks):
        raise EditError(f"Frame {frame} has {len(peaks)} peaks, so there is no number {k + 1}.")
    x, y, score = (float(value) for value in peaks[k])
    if k == 0:  # The best peak is also kept in full precision; take that one.
        x, y = float(track.predicted_x[frame]), float(track.predicted_y[frame])
    source = Source.VERIFIED if _shows_peak(track, frame, k, (x, y)) else Source.HUMAN
    mark = BallMark(frame, Visibility.VISIBLE, x, y, score, source, _now(time))
    return _edit(track, mark, f"Take peak {k + 1}")


# -- many frames ---------------------------------------------------------------------------------


def accept_range(
    track: BallTrack,
    first: int,
    last: int,
    *,
    left_out: Mask | None = None,
    time: float | None = None,
) -> TrackEdit:
    """Accept every machine's answer from ``first`` to ``last`` (both included), and of the frames
    next to them that show the same pictures.

    ``left_out`` bool [n] are frames that are passed over, unless the whole range is of them:
    nobody looks there on the way, but a person's word outweighs the guess that they are no play.
    """
    where = _pictures(track, _range(track, first, last))
    answered = (track.source[where] >= 0) & ~track.persons_in(where)
    frames = _picked(where, answered & _meant(track, where, first, last, left_out))
    if not len(frames):
        if first == last:
            accept(track, first)  # Says why not, of one frame.
        raise EditError(f"Frames {first} to {last} hold no machine's answers to accept.")
    before = track.marks_in(frames)
    after = empty_records(frames)
    after["visibility"] = track.visibility[frames]
    after["x"], after["y"] = track.x[frames], track.y[frames]
    # The effective score is kept in single precision; a mark's own is finer.
    marked = before.records["visibility"] >= 0
    after["score"] = np.where(marked, before.records["score"], track.score[frames])
    after["source"] = Source.VERIFIED.code
    after["time"] = _now(time)
    return TrackEdit(before, MarkColumns(after), f"Accept {len(frames)} frames")


def clear_range(track: BallTrack, first: int, last: int) -> TrackEdit:
    """Take away every mark from ``first`` to ``last`` (both included), and next to them those that
    say the same of the same pictures."""
    where = _pictures(track, _range(track, first, last))
    frames = _picked(where, track.marked[where])
    # Next to the range only what ``clear`` takes away.
    ends = _with_the_same(track, first) + _with_the_same(track, last)
    frames = frames[((frames >= first) & (frames <= last)) | np.isin(frames, ends)]
    if not len(frames):
        if first == last:
            clear(track, first)  # Says why not, of one frame.
        raise EditError(f"Frames {first} to {last} have no marks to take away.")
    after = MarkColumns(empty_records(frames))
    return TrackEdit(track.marks_in(frames), after, f"Clear {len(frames)} marks")


def no_ball_range(
    track: BallTrack,
    first: int,
    last: int,
    *,
    left_out: Mask | None = None,
    time: float | None = None,
) -> TrackEdit:
    """A person says: there is no ball from ``first`` to ``last`` (both included), nor in the frames
    next to them that show the same pictures.

    Frames of which a person has said so already stay as they are; other marks are replaced, but not
    outside the range. ``left_out`` as for ``accept_range``.
    """
    where = _pictures(track, _range(track, first, last))
    persons = track.persons_in(where)
    said = persons & (track.visibility[where] == Visibility.NO_BALL)
    beside = np.arange(where.start, where.stop)
    said |= persons & ((beside < first) | (beside > last))
    frames = _picked(where, ~said & _meant(track, where, first, last, left_out))
    if not len(frames):
        if first == last:
            raise EditError(f"You have said of frame {first} that there is no ball.")
        raise EditError(f"You have said of frames {first} to {last} that there is no ball.")
    after = empty_records(frames)
    after["visibility"] = Visibility.NO_BALL
    after["source"] = Source.HUMAN.code
    after["time"] = _now(time)
    label = f"No ball in {len(frames)} frames"
    return TrackEdit(track.marks_in(frames), MarkColumns(after), label)


def fill_linear(track: BallTrack, first: int, last: int, *, time: float | None = None) -> TrackEdit:
    """Join with straight lines the positions a person answers for around ``first`` .. ``last``.

    The ends are the nearest human or verified positions at or before ``first`` and at or after
    ``last``; all frames between them become ``INTERPOLATED``, but those a person answers for. A
    cut or a frame said to have no ball breaks the line: nothing is filled up to the next position.
    """
    where = _range(track, first, last)
    anchored = track.persons & track.has_ball
    starts = np.flatnonzero(anchored[: where.start + 1])
    ends = np.flatnonzero(anchored[where.stop - 1 :])
    if not len(starts) or not len(ends):
        side = "before" if not len(starts) else "after"
        raise EditError(
            f"There is no position of yours {side} frame {first if side == 'before' else last} "
            "to draw the line from; place the ball at both ends of the gap."
        )
    whole = slice(int(starts[-1]), where.stop + int(ends[0]))
    persons = track.persons_in(whole)
    inside = _picked(whole, ~persons)
    knots = _picked(whole, persons)
    if len(knots) == 1:
        raise EditError(
            f"Beside frame {first} nothing is to fill; place the ball at both ends of the gap."
        )
    if not len(inside):
        raise EditError(f"Between frames {whole.start} and {whole.stop - 1} nothing is to fill.")
    # Nothing moves until a picture that repeats. A "no ball" of a person's has a NaN position,
    # which np.interp hands on to both its sides.
    clock = np.arange(whole.start, whole.stop) - np.cumsum(track.repeats[whole])
    known = clock[knots - whole.start]
    # Through the hall, whatever the camera does.
    seen = track.seen_from(whole.start, whole)
    right, down = (np.interp(clock, known, column[knots - whole.start]) for column in seen)
    shown = shown_along(right, down, track.camera[whole])
    x, y = (column[inside - whole.start] for column in shown)
    shot = np.cumsum(track.cuts[whole])
    following = np.searchsorted(knots, inside)
    before, after = (shot[knots[at] - whole.start] for at in (following - 1, following))
    in_one_shot = before == after
    filled = np.isfinite(x) & np.isfinite(y) & in_one_shot
    if not filled.any():
        if not in_one_shot.any():
            raise EditError(
                f"Frames {whole.start} to {whole.stop - 1} cannot be joined, because there is a "
                "cut between them."
            )
        raise EditError(
            f"Frames {whole.start} to {whole.stop - 1} cannot be joined, because you said that "
            "there is no ball between them."
        )
    frames = inside[filled]
    marks = empty_records(frames)
    marks["visibility"] = Visibility.VISIBLE
    marks["x"], marks["y"] = x[filled], y[filled]
    marks["source"] = Source.INTERPOLATED.code
    marks["time"] = _now(time)
    label = f"Fill {len(frames)} frames"
    return TrackEdit(track.marks_in(frames), MarkColumns(marks), label)


# -- inside --------------------------------------------------------------------------------------

_clock: Callable[[], float] = clock.time


def _now(time: float | None) -> float:
    return _clock() if time is None else time


def _in(track: BallTrack, frame: int) -> int:
    if not 0 <= frame < len(track):
        raise EditError(f"Frame {frame} is not in this video of {len(track)} frames.")
    return int(frame)


def _range(track: BallTrack, first: int, last: int) -> slice:
    if first > last:
        raise EditError(f"The range of frames {first} to {last} is empty.")
    return slice(_in(track, first), _in(track, last) + 1)


def _picked(where: slice, mask: Mask) -> Int64:
    """The frame numbers of a slice's frames for which the mask holds."""
    frames: Int64 = np.flatnonzero(mask) + where.start
    return frames


def _meant(track: BallTrack, where: slice, first: int, last: int, left_out: Mask | None) -> Mask:
    """Which frames one means who says something of all from ``first`` to ``last``: those that are
    not left out, or all where all are; next to them only frames with a picture that is meant.

    Of the frames ``where`` the pictures of the range are shown.
    """
    if left_out is None or left_out[first : last + 1].all():
        return np.ones(where.stop - where.start, np.bool_)
    meant = ~left_out
    for end, beside in ((first, slice(where.start, first)), (last, slice(last + 1, where.stop))):
        begin, stop = track.same_picture(end)
        if left_out[max(begin, first) : min(stop, last) + 1].all():
            meant[beside] = False
    return meant[where]


def _shows_peak(track: BallTrack, frame: int, k: int, position: tuple[float, float]) -> bool:
    """Whether the frame has the peak number ``k``, at that position, for its answer."""
    mark = track.mark_at(frame)
    if mark is None or mark.position is None:
        return False
    if mark.source is not Source.MODEL or track.human_mark_at(frame) is not None:
        # A mark of a model's, as imports leave them, is of any model.
        machines = (Source.VERIFIED, Source.MODEL)
        return mark.source in machines and mark.position == position
    # In flight the path moves a peak by less than a pixel of the model's: no other is as near.
    away = track.candidates_at(frame)[:, :2] - mark.position
    return int((away**2).sum(axis=1).argmin()) == k


def _edit(track: BallTrack, mark: BallMark, label: str) -> TrackEdit:
    frames = _with_the_same(track, mark.frame)
    after = {frame: dataclasses.replace(mark, frame=frame) for frame in frames}
    return TrackEdit(_marks(track, frames), after, label)


def _marks(track: BallTrack, frames: list[int]) -> dict[int, BallMark | None]:
    return {frame: track.human_mark_at(frame) for frame in frames}


def _with_the_same(track: BallTrack, frame: int) -> list[int]:
    """The frame, and those with its picture of which nobody has said something else than of it."""
    first, last = track.same_picture(frame)
    said = _content(track.human_mark_at(frame))
    persons = track.persons_in(slice(first, last + 1))
    return [
        other
        for other, persons_own in enumerate(persons.tolist(), first)
        if other == frame or not persons_own or _content(track.human_mark_at(other)) == said
    ]


def _content(mark: BallMark | None) -> tuple[object, ...] | None:
    """What a person says by a mark; None where it is no person's."""
    return (mark.visibility, mark.position) if mark and mark.source.is_persons else None


def _pictures(track: BallTrack, where: slice) -> slice:
    """The frames that show the pictures of a slice's frames."""
    return slice(track.same_picture(where.start)[0], track.same_picture(where.stop - 1)[1] + 1)
