"""The ball's path: the cheapest way through the model's candidates and "no ball", past every pin.

The model offers several peaks a frame. The path takes one of them, or none, in every frame, so
that confidence and motion together cost least (``annotation.motion`` says what costs what). What a
person answered is a pin that the path meets. It is found by dynamic programming over pairs of
successive candidates, so that the cost of a step knows the step before; of all paths through the
graph (``annotation.candidate_graph``) it is the cheapest, not an approximation.

The costs of getting anywhere are found going forward (``annotation.forward_pass``), after a pin
from its frame on alone; the path is traced back from where they stay as they were, until it joins
the one it was.

So the path depends on candidates, pins, cuts and threshold alone, to the bit: not on the division
into blocks or chunks, nor on the order of edits, and undoing an edit gives back what was.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotation.arrays import Float32, Int8, Int64, Mask
from annotation.candidate_graph import LINKS, CandidateGraph
from annotation.forward_pass import START, STATES, ForwardPass
from annotation.holds import SAME_PLACE
from annotation.motion import IMPOSSIBLE, Costs, Motion, MotionCosts
from annotation.repeats import LONGEST

NO_BALL = -1
"""In ``Trajectory.chosen``: the path says that there is no ball."""

LEAPT = -2
"""In ``Trajectory.chosen``: there is a ball, but none of the candidates is it."""

_EVEN = 0.5
"""Links are judged by this threshold whatever that of the path, so that they need not be found
again with another one."""

Range = tuple[int, int]


class Trajectory:
    """The path through a video, kept solved while answers and pins come and go.

    ``size`` is (width, height) of the source video, ``peaks`` how many candidates a frame may have,
    ``threshold`` the score from which a candidate alone counts as a ball.

    ``chosen`` int8 [n] is the number of the candidate taken in each frame, ``NO_BALL`` or
    ``LEAPT``; in a frame pinned to a ball it is 0, in one pinned to none ``NO_BALL``, or ``LEAPT``
    where what lies there is hidden for a moment. A frame that repeats a picture is passed over:
    it is leapt over or has no ball, and means what the frame does that showed the picture first.
    """

    def __init__(
        self,
        frame_count: int,
        peaks: int,
        size: tuple[int, int],
        fps: float,
        threshold: float,
    ) -> None:
        motion = Motion()
        even = MotionCosts(motion, fps, _EVEN)
        self._begin(
            CandidateGraph(frame_count, peaks, size, fps, even),
            MotionCosts(motion, fps, threshold),
        )
        self._fps = fps

    def _begin(self, graph: CandidateGraph, costs: MotionCosts) -> None:
        self.graph, self._costs = graph, costs
        self._forward = ForwardPass(graph, costs)
        self._followed = len(graph.rebuilt)
        self.chosen: Int8 = np.full(graph.frame_count, NO_BALL, np.int8)
        self._link = np.zeros(graph.frame_count, np.int8)

    def __len__(self) -> int:
        return self.graph.frame_count

    @property
    def cost(self) -> Costs:
        """int32 [n, K]: the cost of taking each candidate."""
        return self._forward.cost

    def begins(self, first: int, stop: int) -> Mask:
        """bool [stop - first]: whether a stretch with a ball begins in the frame."""
        where = slice(first, stop)
        begins: Mask = (self._link[where] == START) & (self.chosen[where] >= 0)
        return begins

    def overruled(self, first: int, stop: int) -> Mask:
        """bool [stop - first]: where the cheapest way so far ends elsewhere than the path goes.

        Going forward alone, one would have taken another candidate in the frame, or none, or one
        where the path takes none; what comes later speaks against that. Not said of a leap; of a
        frame that repeats a picture what is said of that.
        """
        graph, low = self.graph, max(0, first - LONGEST)
        where = slice(low, stop)
        chosen = self.chosen[where]
        least = self._forward.value[where].reshape(-1, graph.peaks, STATES).min(axis=2)
        frames, taken = np.arange(len(chosen)), np.maximum(chosen, 0)
        off_x, off_y = (p[where] - p[where][frames, taken, None] for p in (graph.x, graph.y))
        same = (off_x * off_x + off_y * off_y < np.float32(SAME_PLACE**2)) & (chosen >= 0)[:, None]
        here, elsewhere = (np.where(mask, least, IMPOSSIBLE).min(axis=1) for mask in (same, ~same))
        # No ball after the frame costs 0 here: what all others are measured against.
        here, elsewhere = (
            np.where(chosen >= 0, here, 0),
            np.where(chosen >= 0, np.minimum(elsewhere, 0), elsewhere),
        )
        overruled: Mask = (elsewhere < here) & (chosen != LEAPT)
        return overruled[graph.repeats.origins(np.arange(first, stop)) - low]

    # -- changing --------------------------------------------------------------------------------

    def put_candidates(
        self,
        first: int,
        candidates: npt.ArrayLike,
        repeats: Mask | None = None,
        camera: Float32 | None = None,
    ) -> Range:
        """Answers of the model from ``first`` on, [m, k, 3] of x, y in source pixels and score.

        ``repeats`` bool [m] says which frames show the picture of the frame before; None: none.
        ``camera`` float32 [m, 2, 3] are the camera's steps to the frames; None: it rests.
        Returns the first and the last frame whose answer may have changed.
        """
        stop = first + len(np.asarray(candidates))
        self.graph.put(first, candidates, repeats, camera)
        margin = max(self.graph.still_margin(), self.graph.pin_reach + LONGEST)
        begin, end = max(0, first - margin), min(len(self), stop + margin)
        # What lies in a frame without answers does not depend on those of others, but next to them.
        known = np.flatnonzero(self.graph.known(slice(begin, end))) + begin
        return self.solve(
            min(max(0, first - 1), int(known[0])), max(min(len(self), stop + 1), int(known[-1]) + 1)
        )

    def put_pins(
        self, frames: Int64, state: npt.NDArray[np.integer], x: npt.ArrayLike, y: npt.ArrayLike
    ) -> Range:
        """What persons answer for the ascending frames: ``state`` < 0 nothing, 0 no ball, > 0 ball.

        Returns the first and the last frame whose answer may have changed.
        """
        self.graph.pins.remove(frames[state < 0])
        some = state >= 0
        self.graph.pins.put(frames[some], state[some] > 0, np.asarray(x)[some], np.asarray(y)[some])
        reach = self.graph.pin_reach
        changed = [
            self.solve(max(0, int(part[0]) - reach), min(len(self), int(part[-1]) + 1 + reach))
            for part in np.split(frames, np.flatnonzero(np.diff(frames) > 2 * reach) + 1)
        ]
        return min(first for first, _ in changed), max(last for _, last in changed)

    def with_threshold(self, threshold: float) -> Trajectory:
        """The path by another threshold through the same candidates and past the same pins.

        It shares the graph: of the two, only one may be given candidates or pins from now on. It
        may be found in a thread meanwhile: ``catch_up`` follows what was changed.
        """
        other = Trajectory.__new__(Trajectory)
        other._fps = self._fps
        other._begin(self.graph, MotionCosts(self._costs.motion, self._fps, threshold))
        for first, stop in self.known_stretches():
            other._find(first, stop)
        return other

    def known_stretches(self) -> list[Range]:
        """The unbroken stretches (first, stop) that the model or a person answered; elsewhere there
        is no ball, and nothing to solve."""
        edges = np.flatnonzero(np.diff(self.graph.known(), prepend=False, append=False))
        return [(int(first), int(stop)) for first, stop in edges.reshape(-1, 2)]

    def catch_up(self) -> list[Range]:
        """Follow what was changed through another path that shares the graph.

        Returns the ranges of frames whose answers may have changed.
        """
        changed, self._followed = self.graph.rebuilt[self._followed :], len(self.graph.rebuilt)
        return [self._find(first, stop) for first, stop in changed]

    def solve(self, first: int = 0, stop: int | None = None) -> Range:
        """Find the path again after a change in frames ``first`` .. ``stop - 1`` (default: all).

        Returns the first and the last frame whose answer may have changed.
        """
        stop = len(self) if stop is None else stop
        if stop <= first:
            raise ValueError(f"there is nothing to solve from {first} to {stop}")
        self.graph.rebuild(first, stop)
        self._followed = len(self.graph.rebuilt)
        return self._find(first, stop)

    # -- inside ----------------------------------------------------------------------------------

    def _find(self, first: int, stop: int) -> Range:
        """As ``solve``, through the graph as it is."""
        return self._trace(first, self._forward.find(first, stop))

    def _trace(self, first: int, done: int) -> Range:
        """Follow the path back from before frame ``done`` until it joins the one it was.

        Returns the first and the last frame that differ (at least ``first``).
        """
        # Plain memory is many times faster to read one number after another than an array.
        chosen, by = self.chosen.data, self._link.data
        ended, came_by = self._forward.ended.data, self._forward.came_by.data
        link_frames = self.graph.link_frames.data
        link_from = self.graph.link_from.data
        last, state = done - 1, -1
        if done < len(self):
            # From here on all is as it was; a leap over the frame ends where it did.
            while chosen[last] == LEAPT:
                last += 1
            state = self._old_state(last)
        frame = lowest = last
        while frame >= 0:
            if state < 0:
                state = ended[frame]
            if frame < first and state == self._old_state(frame):
                break
            lowest = frame
            if state < 0:
                chosen[frame], by[frame] = NO_BALL, 0
                frame -= 1
                continue
            peak, link = divmod(state, STATES)
            chosen[frame], by[frame] = peak, link
            if link == START:
                state = -1
                frame -= 1
                continue
            # At least one, while another thread rebuilds what is caught up with later.
            span = max(1, link_frames[frame, peak, link])
            for leapt in range(frame - span + 1, frame):
                chosen[leapt], by[leapt] = LEAPT, 0
            state = link_from[frame, peak, link] * STATES + came_by[frame, peak * LINKS + link]
            frame -= span
            lowest = frame + 1
        return min(lowest, first), last

    def _old_state(self, frame: int) -> int:
        """The state of the path as it was in the frame, -1 for no ball, -2 within a leap."""
        peak = int(self.chosen[frame])
        return peak * STATES + int(self._link[frame]) if peak >= 0 else peak
