"""The ball's path: the cheapest way through the model's candidates and "no ball", past every pin.

The model offers several peaks a frame. The path takes one of them, or none, in every frame, so
that confidence and motion together cost least (``annotation.motion`` says what costs what). What a
person answered is a pin that the path meets. It is found by dynamic programming over pairs of
successive candidates, so that the cost of a step knows the step before; of all paths through the
graph (``annotation.candidate_graph``) it is the cheapest, not an approximation.

Costs are whole numbers. That makes two things exact which are needed for speed:

- blocks of the video are solved side by side as if nothing lay before each; then each is entered
  again from the end of the one before, until what is carried on (the costs of the last ``REACH``
  frames against having no ball) is the same as it was. From there on the block was right.
- after a pin only the frames from it on are solved again, up to where the same holds, and the path
  is traced back from there until it joins the one it was.

So the path depends on candidates, pins, cuts and threshold alone, to the bit: not on the division
into blocks or chunks, nor on the order of edits, and undoing an edit gives back what was.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotation.candidate_graph import LINKS, REACH, VERDICT_REACH, CandidateGraph
from annotation.motion import IMPOSSIBLE, Costs, Motion, MotionCosts

NO_BALL = -1
"""In ``Trajectory.chosen``: the path says that there is no ball."""

LEAPT = -2
"""In ``Trajectory.chosen``: there is a ball, but none of the candidates is it."""

_START = LINKS
"""Number of the pseudo-link by which a stretch with a ball begins."""
_STATES = LINKS + 1
_BLOCKS = 64
_TILE = 16
_TILE_FRAMES = 512
_HALF = int(IMPOSSIBLE) // 2

Int8 = npt.NDArray[np.int8]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Range = tuple[int, int]


class Trajectory:
    """The path through a video, kept solved while answers and pins come and go.

    ``size`` is (width, height) of the source video, ``peaks`` how many candidates a frame may have,
    ``threshold`` the score from which a candidate alone counts as a ball.

    ``chosen`` int8 [n] is the number of the candidate taken in each frame, ``NO_BALL`` or
    ``LEAPT``; in a frame pinned to a ball it is 0.
    """

    def __init__(
        self,
        frame_count: int,
        peaks: int,
        size: tuple[int, int],
        fps: float,
        threshold: float,
        motion: Motion | None = None,
    ) -> None:
        n = frame_count
        self._costs = MotionCosts(motion or Motion(), fps, threshold)
        self.graph = CandidateGraph(n, peaks, size, fps, self._costs)
        self.chosen: Int8 = np.full(n, NO_BALL, np.int8)
        self._link = np.zeros(n, np.int8)
        # Of each state, candidate and link: the least cost of a path that ends there, against that
        # of the best path with no ball after the frame; and the link by which it came.
        self._value: Costs = np.full((n, peaks * _STATES), IMPOSSIBLE, np.int32)
        self._came_by = np.zeros((n, peaks * LINKS), np.int8)
        # What "no ball" after the frame costs against "no ball" after the one before; and the state
        # that ended in the frame to get there, -1 for none.
        self._drift = np.zeros(n, np.int32)
        self._ended = np.full(n, -1, np.int16)

    def __len__(self) -> int:
        return self.graph.frame_count

    def begins(self, first: int, stop: int) -> npt.NDArray[np.bool_]:
        """bool [stop - first]: whether a stretch with a ball begins in the frame."""
        where = slice(first, stop)
        begins: npt.NDArray[np.bool_] = (self._link[where] == _START) & (self.chosen[where] >= 0)
        return begins

    # -- changing --------------------------------------------------------------------------------

    def put_candidates(self, first: int, candidates: npt.ArrayLike) -> Range:
        """Answers of the model from ``first`` on, [m, k, 3] of x, y in source pixels and score.

        Returns the first and the last frame whose answer may have changed.
        """
        count = len(np.asarray(candidates))
        self.graph.put(first, candidates)
        margin = self.graph.still_margin()
        return self.solve(max(0, first - margin), min(len(self), first + count + margin))

    def put_pins(
        self, frames: Int64, state: npt.NDArray[np.integer], x: npt.ArrayLike, y: npt.ArrayLike
    ) -> Range:
        """What persons answer for the ascending frames: ``state`` < 0 nothing, 0 no ball, > 0 ball.

        Returns the first and the last frame whose answer may have changed.
        """
        self.graph.unpin(frames[state < 0])
        some = state >= 0
        self.graph.pin(frames[some], state[some] > 0, np.asarray(x)[some], np.asarray(y)[some])
        changed = [
            self.solve(
                max(0, int(part[0]) - VERDICT_REACH),
                min(len(self), int(part[-1]) + 1 + VERDICT_REACH),
            )
            for part in np.split(frames, np.flatnonzero(np.diff(frames) > 2 * VERDICT_REACH) + 1)
        ]
        return min(first for first, _ in changed), max(last for _, last in changed)

    def solve(self, first: int = 0, stop: int | None = None) -> Range:
        """Find the path again after a change in frames ``first`` .. ``stop - 1`` (default: all).

        Returns the first and the last frame whose answer may have changed.
        """
        n = len(self)
        stop = n if stop is None else stop
        if stop <= first:
            raise ValueError(f"there is nothing to solve from {first} to {stop}")
        self.graph.rebuild(first, stop)
        # A state of a frame depends on the links of the candidates that its own links lead to.
        settled = min(n, stop + 2 * REACH)
        block = max(settled - first, 0) // _BLOCKS
        if block > 4 * REACH:
            starts = first + block * np.arange(_BLOCKS)
            self._advance(starts, block, fresh=True)
            fresh_until = int(starts[-1]) + block
            for start in starts.tolist():
                self._enter(start, start, fresh_until)
            done = self._enter(fresh_until, settled, n)
        else:
            done = self._enter(first, settled, n)
        return self._trace(first, done)

    # -- inside ----------------------------------------------------------------------------------

    def _enter(self, first: int, settled: int, stop: int) -> int:
        """Advance from ``first`` on until, after ``settled``, nothing differs from what was found.

        Returns the frame before which all is found.
        """
        same = 0
        for at in range(first, stop, _TILE):
            count = min(_TILE, stop - at)
            where = slice(at, at + count)
            value, drift = self._value[where].copy(), self._drift[where].copy()
            self._advance(np.array([at]), count)
            equal = (value == self._value[where]).all(axis=1) & (drift == self._drift[where])
            for frame in range(at, at + count):
                same = same + 1 if equal[frame - at] and frame >= settled else 0
                if same >= REACH:
                    # The rest of the tile was advanced from the same costs to the same costs.
                    return at + count
        return stop

    def _advance(self, starts: Int64, count: int, *, fresh: bool = False) -> None:
        """Find the states of ``count`` frames from each of ``starts`` on, side by side.

        ``fresh``: as if nothing lay before each start.
        """
        lanes, peaks = len(starts), self.graph.peaks
        rows = np.full((lanes * REACH * peaks + 1, _STATES), IMPOSSIBLE, np.int32)
        rows[-1, 0] = 0  # where stretches begin: from having no ball
        recent = rows[:-1].reshape(lanes, REACH, peaks * _STATES)
        if not fresh:
            self._recall(starts, recent)
        lane = np.arange(lanes)
        for begin in range(0, count, max(1, _TILE_FRAMES // lanes)):
            times = np.arange(begin, min(begin + max(1, _TILE_FRAMES // lanes), count))
            frames = starts[:, None] + times
            cost, origin = self._steps(frames, times)
            must = self.graph.pinned_ball[frames]
            value = np.empty((lanes, len(times), peaks * _STATES), np.int32)
            drift = np.empty((lanes, len(times)), np.int32)
            ended = np.empty((lanes, len(times)), np.int64)
            by = np.empty((lanes, len(times), peaks, _STATES), np.int8)
            for step in range(len(times)):
                total = rows[origin[:, step]]
                total += cost[:, step]
                by[:, step] = total.argmin(axis=3)
                now = total.min(axis=3).reshape(lanes, peaks * _STATES)
                end = now.argmin(axis=1)
                least = now[lane, end] + self._costs.end
                stays = (least >= 0) & ~must[:, step]
                drift[:, step] = np.where(stays, 0, least)
                ended[:, step] = np.where(stays, -1, end)
                now[now >= _HALF] = IMPOSSIBLE
                now -= drift[:, step, None]
                value[:, step] = now
                recent -= drift[:, step, None, None]
                recent[:, times[step] % REACH] = now
            self._value[frames] = np.where(value >= _HALF, IMPOSSIBLE, value)
            self._drift[frames], self._ended[frames] = drift, ended
            links = by[..., :LINKS].reshape(lanes, len(times), peaks * LINKS)
            self._came_by[frames] = links

    def _recall(self, starts: Int64, recent: Costs) -> None:
        """Put the costs of the frames before each start where ``_advance`` looks for them."""
        since = np.zeros(len(starts), np.int64)
        for back in range(1, REACH + 1):
            frames = starts - back
            there = frames >= 0
            value = self._value[np.maximum(frames, 0)] - since[:, None]
            recent[:, -back % REACH] = np.where(there[:, None], value, IMPOSSIBLE)
            since += np.where(there, self._drift[np.maximum(frames, 0)], 0)

    def _steps(self, frames: Int64, times: Int64) -> tuple[Costs, Int64]:
        """Costs of the pairs of links that end in ``frames`` int64 [lanes, steps].

        Returns the costs int32 [lanes, steps, K, LINKS + 1, LINKS + 1] of taking a candidate by a
        link after another, the last by beginning there, and the rows [lanes, steps, K, LINKS + 1]
        in which ``_advance`` holds the costs of the candidates that the links come from.
        """
        graph, costs = self.graph, self._costs
        lanes, peaks = len(frames), graph.peaks
        span = graph.link_frames[frames].astype(np.int32)
        origin = graph.link_from[frames].astype(np.int64)
        there = span > 0
        then = np.maximum(frames[:, :, None, None] - span, 0)
        step_x = graph.x[frames][..., None] - graph.x[then, origin]
        step_y = graph.y[frames][..., None] - graph.y[then, origin]
        before = graph.link_frames[then, origin]
        earlier = np.maximum(then[..., None] - before, 0)
        earlier_from = graph.link_from[then, origin].astype(np.int64)
        before_x = graph.x[then, origin][..., None] - graph.x[earlier, earlier_from]
        before_y = graph.y[then, origin][..., None] - graph.y[earlier, earlier_from]
        frames_now = np.maximum(span, 1).astype(np.float32)
        alone = costs.of_speed(np.sqrt(step_x * step_x + step_y * step_y), frames_now)
        alone = alone + graph.cost[frames][..., None] + costs.hidden * (np.maximum(span, 1) - 1)
        turning = costs.of_step(
            (before_x, before_y),
            (step_x[..., None], step_y[..., None]),
            np.maximum(before, 1).astype(np.float32),
            frames_now[..., None],
        )
        pair: Costs = np.full((*frames.shape, peaks, _STATES, _STATES), IMPOSSIBLE, np.int32)
        pair[..., :LINKS, :LINKS] = np.where(
            there[..., None] & (before > 0), turning + alone[..., None], IMPOSSIBLE
        )
        pair[..., :LINKS, _START] = np.where(there, alone + costs.first_step, IMPOSSIBLE)
        present = graph.present[frames]
        pair[..., _START, 0] = np.where(present, graph.cost[frames] + costs.start, IMPOSSIBLE)
        row = np.full((*frames.shape, peaks, _STATES), lanes * REACH * peaks, np.int64)
        slot = (times[None, :, None, None] - span) % REACH
        lane = (np.arange(lanes) * REACH)[:, None, None, None]
        row[..., :LINKS] = (lane + slot) * peaks + origin
        return pair, row

    def _trace(self, first: int, done: int) -> Range:
        """Follow the path back from before frame ``done`` until it joins the one it was.

        Returns the first and the last frame that differ (at least ``first``).
        """
        graph = self.graph
        last, state = done - 1, -1
        if done < len(self):
            # From here on all is as it was; a leap over the frame ends where it did.
            while self.chosen[last] == LEAPT:
                last += 1
            state = self._old_state(last)
        frame = lowest = last
        while frame >= 0:
            if state < 0:
                state = int(self._ended[frame])
            if frame < first and state == self._old_state(frame):
                break
            lowest = frame
            if state < 0:
                self.chosen[frame], self._link[frame] = NO_BALL, 0
                frame -= 1
                continue
            peak, link = divmod(state, _STATES)
            self.chosen[frame], self._link[frame] = peak, link
            if link == _START:
                state = -1
                frame -= 1
                continue
            span = int(graph.link_frames[frame, peak, link])
            self.chosen[frame - span + 1 : frame] = LEAPT
            self._link[frame - span + 1 : frame] = 0
            came_by = int(self._came_by[frame, peak * LINKS + link])
            state = int(graph.link_from[frame, peak, link]) * _STATES + came_by
            frame -= span
            lowest = frame + 1
        return min(lowest, first), last

    def _old_state(self, frame: int) -> int:
        """The state of the path as it was in the frame, -1 for no ball, -2 within a leap."""
        peak = int(self.chosen[frame])
        return peak * _STATES + int(self._link[frame]) if peak >= 0 else peak
