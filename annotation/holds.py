"""Where the ball would be had it stayed where a person saw it: in the hand, on the floor.

A model trained on flight loses a ball that lies still, and one mark tells where it lies. So around
every mark the path is offered that place in each frame, at a price that grows with the time since;
between two marks it is offered the straight way from one to the other. It takes the offer where no
peak explains the marks better, and the answer then counts as interpolated. A "no ball" that stands
alone says that it is hidden there for a moment; two in a row say that it is gone.
"""

from __future__ import annotations

import numpy as np

from annotation.arrays import Float32, Int32, Int64, Mask
from annotation.camera_steps import carried, carried_back

HOLD_REACH = 45
"""Places are offered for so many frames of 1/30 s before and after a mark."""

SAME_PLACE = 4.0
"""Picture pixels that two marks of a ball at rest may lie apart."""


def held_places(
    pinned: Mask,
    ball: Mask,
    moment: Mask,
    place: Float32,
    shot: Int64,
    clock: Int32,
    reach: int,
    near: float,
    camera: Float32 | None = None,
) -> tuple[Mask, Float32, Float32]:
    """The places offered in frames that follow each other.

    Args:
        pinned: bool [n], where a person answers; ``ball`` bool [n], where that is a ball;
            ``moment`` bool [n], where that is a "no ball" that stands alone.
        place: float32 [n, 2], where that ball is.
        shot: int64 [n], the number of the shot each frame belongs to; no ball stays beyond its own.
        clock: int32 [n], the time of each frame, by which the ball stays or goes.
        reach: how many frames before and after a mark places are offered.
        near: places no farther apart are the same, in the unit of ``place``.
        camera: float32 [n, 2, 3], the camera's step to each frame (see ``annotation.camera_steps``)
            in that unit: the ball stays in the hall. None: the camera rests.

    Returns:
        Whether a place is offered, bool [n], never where a person answers, or, in a ``moment``,
        would be; the places, float32 [n, 2]; the time to the nearer of the marks that it follows
        from, float32 [n], 0 between two that agree.
    """
    lasting = pinned & ~moment
    frames, pins = np.arange(len(pinned)), np.flatnonzero(lasting)
    if not len(pins):
        return np.zeros(len(pinned), np.bool_), np.zeros_like(place), np.zeros(len(pinned), "f4")
    following = np.searchsorted(pins, frames)
    there, away, where = [], [], []
    for number, forward in ((following - 1, True), (following, False)):
        pin = pins[np.clip(number, 0, len(pins) - 1)]
        valid = (number >= 0) & (number < len(pins)) & (np.abs(frames - pin) <= reach)
        there.append(valid & ball[pin] & (shot[pin] == shot[frames]))
        away.append(np.abs(clock - clock[pin]).astype(np.float32))
        where.append(
            place[pin] if camera is None else _seen(place, lasting, camera, reach, forward=forward)
        )
    before, after = there
    both = np.maximum(away[0] + away[1], np.float32(1))
    share = np.where(before & after, away[0] / both, np.where(before, 0.0, 1.0))
    share = share.astype(np.float32)[:, None]
    far = np.float32(2 * reach)
    age = np.minimum(np.where(before, away[0], far), np.where(after, away[1], far))
    # Seen in one place before and after, the ball lay there all the time.
    apart = where[0] - where[1]
    rests = before & after & ((apart * apart).sum(axis=1) <= np.float32(near * near))
    age[rests] = 0
    offered = (before | after) & ~lasting
    return offered, where[0] * (np.float32(1) - share) + where[1] * share, age


def _seen(place: Float32, pinned: Mask, camera: Float32, reach: int, *, forward: bool) -> Float32:
    """Where the place [n, 2] of each pin is seen in the frames after it (or before it), up to
    ``reach`` and the next pin: [n, 2], of no meaning elsewhere."""
    seen = np.zeros_like(place)
    at = np.flatnonzero(pinned)
    x, y = place[at].T
    for _ in range(reach):
        on = at + 1 if forward else at - 1
        goes_on = (on >= 0) & (on < len(place))
        goes_on[goes_on] = ~pinned[on[goes_on]]
        if not goes_on.any():
            break
        step = camera[(on if forward else at)[goes_on]]
        x, y = (carried if forward else carried_back)(x[goes_on], y[goes_on], step)
        at = on[goes_on]
        seen[at] = np.stack((x, y), axis=-1)
    return seen
