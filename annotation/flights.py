"""The curve of a whole flight, fitted to what was answered along it: what lies off it is suspect.

Between two events gravity and drag bend a flight smoothly: over a dozen frames and more each
coordinate is nearly a cubic in time, over a few no more than a parabola can be told from noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotation.arc_edits import arc_at
from annotation.arcs import NOISE
from annotation.arrays import Float32, Float64, Mask
from annotation.camera_steps import carried, moving
from annotation.event_edits import Decisions
from annotation.marks import Source
from annotation.motion import picture_scale
from annotation.track import BallTrack

FEWEST = 6
"""Through fewer answers nearly any curve goes."""
_CUBIC_FROM = 12
_ROUNDS = 12
_CURVE = 4
"""Points of the curve per frame, ..."""
_MOST = 256
"""... and at the most."""


@dataclass(frozen=True, slots=True, eq=False)
class Flight:
    """The frames ``first`` .. ``last`` and points of the curve, float64 [k], source pixels as seen
    in the first of them; none where no curve fits. ``camera`` [m, 2, 3] are the steps to the m
    frames."""

    first: int
    last: int
    x: Float64
    y: Float64
    camera: Float32

    def seen_from(self, frame: int) -> tuple[Float64, Float64]:
        """The points as one of the frames shows them, float64 [k]."""
        x, y = self.x, self.y
        steps = self.camera[1 : frame - self.first + 1]
        for step in steps[moving(steps)]:
            x, y = carried(x, y, step)
        return x, y


def flight_at(track: BallTrack, frame: int, decided: Decisions | None = None) -> Flight | None:
    """The flight through the frame, as `arc_at` bounds it, and the curve of its answers.

    Frames that were filled in, or show a picture again, have no say. None where there is no ball,
    and without a path: nothing is known of events then.
    """
    arc = arc_at(track, frame, decided) if track.path is not None else None
    if arc is None or track.path is None:
        return None
    first, last = arc
    span = slice(first, last + 1)
    answered = track.has_ball[span] & (track.source[span] != Source.INTERPOLATED.code)
    at = np.flatnonzero(answered & ~track.repeats_in(span))
    camera = track.camera[span].copy()
    # The flight is smooth in the hall, whatever the camera does.
    places = np.stack(track.seen_from(first, span), axis=1)[at]
    # From -1 to 1, so that the powers of time are of one size.
    middle = (last - first) / 2
    time: Float64 = ((at - middle) / max(middle, 1.0)).astype(np.float64)
    curve = _fit(time, places, track.persons_in(span)[at], NOISE * picture_scale(track.path.size))
    if curve is None:
        return Flight(first, last, np.empty(0), np.empty(0), camera)
    points = np.linspace(time[0], time[-1], min(_CURVE * int(at[-1] - at[0]) + 1, _MOST))
    x, y = (np.vander(points, len(curve)) @ curve).T
    return Flight(first, last, x, y, camera)


def _fit(time: Float64, places: Float64, persons: Mask, noise: float) -> Float64 | None:
    """Coefficients [powers, 2], the highest power first; None where most answers lie off."""
    if len(time) < FEWEST:
        return None
    powers = np.vander(time, 4 if len(time) >= _CUBIC_FROM else 3)
    weights = np.ones(len(time))
    for _ in range(_ROUNDS):
        root = np.sqrt(weights)[:, None]
        curve = np.linalg.lstsq(powers * root, places * root, rcond=None)[0].astype(np.float64)
        off = np.hypot(*(places - powers @ curve).T)
        usual = max(noise, 1.5 * float(np.median(off)))
        # What lies far off draws the curve less and less; a person's answer is never taken for
        # a stray.
        weights = np.where(persons, 1.0, 1.0 / (1.0 + (off / usual) ** 2) ** 2)
    return curve if np.median(off) <= 2.0 * noise else None
