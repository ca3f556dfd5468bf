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

from annotation.candidate_graph import (
    LINKS,
    REACH,
    CandidateGraph,
    cost_of_candidates,
)
from annotation.holds import SAME_PLACE
from annotation.motion import IMPOSSIBLE, Costs, Motion, MotionCosts

NO_BALL = -1
"""In ``Trajectory.chosen``: the path says that there is no ball."""

LEAPT = -2
"""In ``Trajectory.chosen``: there is a ball, but none of the candidates is it."""

_START = LINKS
"""Number of the pseudo-link by which a stretch with a ball begins."""
_STATES = LINKS + 1
_BLOCKS = 256
_LEAST_BLOCK = 5 * REACH
_TILE = 16
_TILE_FRAMES = 512
_HALF = int(IMPOSSIBLE) // 2
_NEVER = 1 << 26
"""As ``IMPOSSIBLE``, and with the number of a link below it still a whole number of 32 bits."""
_NUMBER_BITS = 3
_NUMBER = (1 << _NUMBER_BITS) - 1
_EVEN = 0.5
"""Links are judged by this threshold whatever that of the path, so that they need not be found
again with another one."""

Int8 = npt.NDArray[np.int8]
Int64 = npt.NDArray[np.int64]
Range = tuple[int, int]


class Trajectory:
    """The path through a video, kept solved while answers and pins come and go.

    ``size`` is (width, height) of the source video, ``peaks`` how many candidates a frame may have,
    ``threshold`` the score from which a candidate alone counts as a ball.

    ``chosen`` int8 [n] is the number of the candidate taken in each frame, ``NO_BALL`` or
    ``LEAPT``; in a frame pinned to a ball it is 0. ``cost`` int32 [n, K] is that of taking each.
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
        motion = motion or Motion()
        even = MotionCosts(motion, fps, _EVEN)
        self._begin(
            CandidateGraph(frame_count, peaks, size, fps, even),
            MotionCosts(motion, fps, threshold),
        )
        self._fps = fps

    def _begin(self, graph: CandidateGraph, costs: MotionCosts) -> None:
        n, peaks = graph.frame_count, graph.peaks
        self.graph, self._costs = graph, costs
        self._followed = len(graph.rebuilt)
        self.chosen: Int8 = np.full(n, NO_BALL, np.int8)
        self.cost: Costs = np.full((n, peaks), IMPOSSIBLE, np.int32)
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

    def overruled(self, first: int, stop: int) -> npt.NDArray[np.bool_]:
        """bool [stop - first]: where the cheapest way so far ends elsewhere than the path goes.

        Going forward alone, one would have taken another candidate in the frame, or none, or one
        where the path takes none; what comes later speaks against that. Not said of a leap.
        """
        where = slice(first, stop)
        chosen, graph = self.chosen[where], self.graph
        least = self._value[where].reshape(-1, graph.peaks, _STATES).min(axis=2)
        frames, taken = np.arange(len(chosen)), np.maximum(chosen, 0)
        off_x, off_y = (p[where] - p[where][frames, taken, None] for p in (graph.x, graph.y))
        same = (off_x * off_x + off_y * off_y < np.float32(SAME_PLACE**2)) & (chosen >= 0)[:, None]
        here, elsewhere = (np.where(mask, least, IMPOSSIBLE).min(axis=1) for mask in (same, ~same))
        # No ball after the frame costs 0 here: what all others are measured against.
        here, elsewhere = (
            np.where(chosen >= 0, here, 0),
            np.where(chosen >= 0, np.minimum(elsewhere, 0), elsewhere),
        )
        overruled: npt.NDArray[np.bool_] = (elsewhere < here) & (chosen != LEAPT)
        return overruled

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
        if len(self):
            other._find(0, len(self))
        return other

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
        n, where = len(self), slice(first, stop)
        self.cost[where] = cost_of_candidates(self.graph, self._costs, where)
        # A state of a frame depends on the links of the candidates that its own links lead to.
        settled = min(n, stop + 2 * REACH)
        blocks = min(_BLOCKS, (settled - first) // _LEAST_BLOCK)
        if blocks > 1:
            block = (settled - first) // blocks
            starts = first + block * np.arange(blocks)
            self._advance(starts, block, fresh=True)
            for start in self._enter_blocks(starts, block):
                self._enter(start, start, int(starts[-1]) + block)
            done = self._enter(int(starts[-1]) + block, settled, n)
        else:
            done = self._enter(first, settled, n)
        return self._trace(first, done)

    def _enter_blocks(self, starts: Int64, count: int) -> list[int]:
        """Enter blocks, found as if nothing lay before each, from the end of the one before.

        Returns the starts of those that have to be entered again, one after another: one of the
        blocks before differs to its very end.
        """
        waiting = np.arange(len(starts))
        same = np.zeros(len(starts), np.int64)
        for at in range(0, count, _TILE):
            frames = starts[waiting, None] + np.arange(at, min(at + _TILE, count))
            value, drift = self._value[frames], self._drift[frames]
            self._advance(starts[waiting] + at, frames.shape[1])
            equal = (value == self._value[frames]).all(axis=2) & (drift == self._drift[frames])
            for step in equal.T:
                same[waiting] = np.where(step | (same[waiting] >= REACH), same[waiting] + step, 0)
            waiting = waiting[same[waiting] < REACH]
            if not len(waiting):
                return []
        again: list[int] = starts[waiting[0] + 1 :].tolist()
        return again

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
        graph = self.graph
        lanes, peaks = len(starts), graph.peaks
        # The costs of the last REACH frames of each lane, by link; what is compared carries the
        # number of its link in the lowest bits, so that a minimum tells both.
        recent = np.full((_STATES, lanes, REACH, peaks), _NEVER << _NUMBER_BITS, np.int32)
        if not fresh:
            self._recall(starts, recent)
        recent += np.arange(_STATES, dtype=np.int32)[:, None, None, None]
        rows = recent.reshape(_STATES, -1)
        lane, link = np.arange(lanes), np.arange(_STATES, dtype=np.int32)
        now = np.empty((lanes, peaks, _STATES), np.int32)
        flat = now.reshape(lanes, -1)
        total = np.empty((_STATES, lanes * peaks * LINKS), np.int32)
        at_once = max(1, _TILE_FRAMES // lanes)
        for begin in range(0, count, at_once):
            times = np.arange(begin, min(begin + at_once, count))
            frames = starts[:, None] + times
            origin, turn, alone = self._steps(frames, times)
            start_cost = self.cost[frames] + graph.come_cost[frames]
            start_cost = np.minimum(start_cost, _NEVER)
            end_cost = np.repeat(graph.go_cost[frames], _STATES, axis=2)
            must = graph.pinned_ball[frames]
            value = np.empty((len(times), lanes, peaks * _STATES), np.int32)
            drift = np.empty((len(times), lanes), np.int32)
            ended = np.empty((len(times), lanes), np.int64)
            by = np.empty((len(times), lanes * peaks * LINKS), np.int8)
            for step in range(len(times)):
                np.take(rows, origin[step], axis=1, out=total, mode="clip")
                total += turn[step]
                best = total.min(axis=0)
                np.bitwise_and(best, _NUMBER, out=by[step], casting="unsafe")
                best >>= _NUMBER_BITS
                best += alone[step]
                now[..., :LINKS] = best.reshape(lanes, peaks, LINKS)
                now[..., _START] = start_cost[:, step]
                over = flat + end_cost[:, step]
                end = over.argmin(axis=1)
                least = over[lane, end]
                stays = (least >= 0) & ~must[:, step]
                least[stays], end[stays] = 0, -1
                drift[step], ended[step] = least, end
                np.subtract(flat, least[:, None], out=flat, where=flat < _NEVER // 2)
                np.minimum(flat, _NEVER, out=flat)
                value[step] = flat
                recent -= (least << _NUMBER_BITS)[:, None, None]
                numbered = (now << _NUMBER_BITS) + link
                recent[:, :, times[step] % REACH] = numbered.transpose(2, 0, 1)
            never = value >= _NEVER // 2
            value[never] = IMPOSSIBLE
            links = never.reshape(len(times), lanes, peaks, _STATES)[..., :LINKS]
            by[links.reshape(by.shape)] = 0
            self._value[frames] = value.swapaxes(0, 1)
            self._drift[frames], self._ended[frames] = drift.T, ended.T
            self._came_by[frames] = by.reshape(len(times), lanes, -1).swapaxes(0, 1)

    def _recall(self, starts: Int64, recent: Costs) -> None:
        """Put the costs of the frames before each start where ``_advance`` looks for them."""
        since = np.zeros(len(starts), np.int64)
        for back in range(1, REACH + 1):
            frames = starts - back
            there = frames >= 0
            value = self._value[np.maximum(frames, 0)].astype(np.int64)
            value = np.where(there[:, None] & (value < _HALF), value - since[:, None], _NEVER)
            value = value.reshape(len(starts), -1, _STATES) << _NUMBER_BITS
            recent[:, :, -back % REACH] = value.transpose(2, 0, 1)
            since += np.where(there, self._drift[np.maximum(frames, 0)], 0)

    def _steps(self, frames: Int64, times: Int64) -> tuple[Int64, Costs, Costs]:
        """What leads to ``frames`` int64 [lanes, steps], for ``_advance``, by steps.

        Returns the columns int64 [steps, lanes * K * LINKS] in which it holds the costs of the
        candidates that the links come from, the costs of turning there from each link before
        (or from having begun there), int32 [steps, LINKS + 1, lanes * K * LINKS] above the bits of
        the number, and the costs of the links and candidates themselves, int32 as the columns.
        """
        graph, costs = self.graph, self._costs
        lanes, steps = frames.shape
        span = graph.link_frames[frames]
        there = span > 0
        source = graph.link_from[frames].astype(np.int64)
        node = np.maximum(frames[:, :, None, None] - span, 0) * graph.peaks + source
        step_x = graph.x[frames][..., None] - graph.x.reshape(-1)[node]
        step_y = graph.y[frames][..., None] - graph.y.reshape(-1)[node]
        many = np.maximum(span, 1).astype(np.int32)
        alone = costs.of_speed(np.sqrt(step_x * step_x + step_y * step_y), many.astype(np.float32))
        alone += costs.hidden * (many - 1)
        alone += np.minimum(self.cost[frames], _NEVER)[..., None]
        alone[~there] = _NEVER
        slot = (times[:, None, None] - span) % REACH
        lane = (np.arange(lanes) * REACH)[:, None, None, None]
        column = (lane + slot) * graph.peaks + source
        turn = np.empty((steps, _STATES, lanes, graph.peaks * LINKS), np.int32)
        found = graph.turn_cost[frames].reshape(lanes, steps, LINKS, -1)
        np.left_shift(
            found.transpose(1, 2, 0, 3), _NUMBER_BITS, out=turn[:, :LINKS], casting="unsafe"
        )
        turn[:, _START] = costs.first_step << _NUMBER_BITS
        return (
            column.swapaxes(0, 1).reshape(steps, -1),
            turn.reshape(steps, _STATES, -1),
            alone.swapaxes(0, 1).reshape(steps, -1),
        )

    def _trace(self, first: int, done: int) -> Range:
        """Follow the path back from before frame ``done`` until it joins the one it was.

        Returns the first and the last frame that differ (at least ``first``).
        """
        # Plain memory is many times faster to read one number after another than an array.
        chosen, by = self.chosen.data, self._link.data
        ended, came_by = self._ended.data, self._came_by.data
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
            peak, link = divmod(state, _STATES)
            chosen[frame], by[frame] = peak, link
            if link == _START:
                state = -1
                frame -= 1
                continue
            # At least one, while another thread rebuilds what is caught up with later.
            span = max(1, link_frames[frame, peak, link])
            for leapt in range(frame - span + 1, frame):
                chosen[leapt], by[leapt] = LEAPT, 0
            state = link_from[frame, peak, link] * _STATES + came_by[frame, peak * LINKS + link]
            frame -= span
            lowest = frame + 1
        return min(lowest, first), last

    def _old_state(self, frame: int) -> int:
        """The state of the path as it was in the frame, -1 for no ball, -2 within a leap."""
        peak = int(self.chosen[frame])
        return peak * _STATES + int(self._link[frame]) if peak >= 0 else peak
