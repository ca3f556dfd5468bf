"""What it costs to get to each candidate: the forward half of finding the path.

Costs are whole numbers. That makes two things exact which are needed for speed:

- blocks of the video are solved side by side as if nothing lay before each; then each is entered
  again from the end of the one before, until what is carried on (the costs of the last ``REACH``
  frames against having no ball) is the same as it was. From there on the block was right.
- after a change only the frames from it on are solved again, up to where the same holds.
"""

from __future__ import annotations

import numpy as np

from annotation.arrays import Int64
from annotation.candidate_graph import LINKS, REACH, CandidateGraph, cost_of_candidates
from annotation.motion import IMPOSSIBLE, Costs, MotionCosts

START = LINKS
"""Number of the pseudo-link by which a stretch with a ball begins."""

STATES = LINKS + 1
"""A candidate may have been come to by each of its links, or have begun a stretch."""

_BLOCKS = 256
_LEAST_BLOCK = 5 * REACH
_TILE = 16
_TILE_FRAMES = 512
_HALF = int(IMPOSSIBLE) // 2
_NEVER = 1 << 26
"""As ``IMPOSSIBLE``, and with the number of a link below it still a whole number of 32 bits."""
_NUMBER_BITS = 3
_NUMBER = (1 << _NUMBER_BITS) - 1


class ForwardPass:
    """The least costs through a graph by some prices, kept found while the graph changes.

    - ``cost``     int32 [n, K] of taking each candidate
    - ``value``    int32 [n, K * STATES], by candidate and link the least cost of a path that ends
      there, against that of the best path with no ball after the frame
    - ``came_by``  int8 [n, K * LINKS], the link by which that path came to the link's other end
    - ``drift``    int32 [n], what "no ball" after the frame costs against "no ball" after the one
      before
    - ``ended``    int16 [n], the state that ended in the frame to get there, -1 for none
    """

    def __init__(self, graph: CandidateGraph, costs: MotionCosts) -> None:
        n, peaks = graph.frame_count, graph.peaks
        self.graph, self.costs = graph, costs
        self.cost: Costs = np.full((n, peaks), IMPOSSIBLE, np.int32)
        self.value: Costs = np.full((n, peaks * STATES), IMPOSSIBLE, np.int32)
        self.came_by = np.zeros((n, peaks * LINKS), np.int8)
        self.drift = np.zeros(n, np.int32)
        self.ended = np.full(n, -1, np.int16)

    def find(self, first: int, stop: int) -> int:
        """Find the costs again after the graph changed in frames ``first`` .. ``stop - 1``.

        Returns the frame from which on nothing has changed.
        """
        n, where = self.graph.frame_count, slice(first, stop)
        self.cost[where] = cost_of_candidates(self.graph, self.costs, where)
        # A state of a frame depends on the links of the candidates that its own links lead to.
        settled = min(n, stop + 2 * REACH)
        blocks = min(_BLOCKS, (settled - first) // _LEAST_BLOCK)
        if blocks <= 1:
            return self._enter(first, settled, n)
        block = (settled - first) // blocks
        starts = first + block * np.arange(blocks)
        self._advance(starts, block, fresh=True)
        for start in self._enter_blocks(starts, block):
            self._enter(start, start, int(starts[-1]) + block)
        return self._enter(int(starts[-1]) + block, settled, n)

    def _enter_blocks(self, starts: Int64, count: int) -> list[int]:
        """Enter blocks, found as if nothing lay before each, from the end of the one before.

        Returns the starts of those that have to be entered again, one after another: one of the
        blocks before differs to its very end.
        """
        waiting = np.arange(len(starts))
        same = np.zeros(len(starts), np.int64)
        for at in range(0, count, _TILE):
            frames = starts[waiting, None] + np.arange(at, min(at + _TILE, count))
            value, drift = self.value[frames], self.drift[frames]
            self._advance(starts[waiting] + at, frames.shape[1])
            equal = (value == self.value[frames]).all(axis=2) & (drift == self.drift[frames])
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
            value, drift = self.value[where].copy(), self.drift[where].copy()
            self._advance(np.array([at]), count)
            equal = (value == self.value[where]).all(axis=1) & (drift == self.drift[where])
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
        recent = np.full((STATES, lanes, REACH, peaks), _NEVER << _NUMBER_BITS, np.int32)
        if not fresh:
            self._recall(starts, recent)
        recent += np.arange(STATES, dtype=np.int32)[:, None, None, None]
        rows = recent.reshape(STATES, -1)
        lane, link = np.arange(lanes), np.arange(STATES, dtype=np.int32)
        now = np.empty((lanes, peaks, STATES), np.int32)
        flat = now.reshape(lanes, -1)
        total = np.empty((STATES, lanes * peaks * LINKS), np.int32)
        at_once = max(1, _TILE_FRAMES // lanes)
        for begin in range(0, count, at_once):
            times = np.arange(begin, min(begin + at_once, count))
            frames = starts[:, None] + times
            origin, turn, alone = self._steps(frames, times)
            start_cost = self.cost[frames] + graph.come_cost[frames]
            start_cost = np.minimum(start_cost, _NEVER)
            end_cost = np.repeat(graph.go_cost[frames], STATES, axis=2)
            must = graph.pins.ball[frames]
            value = np.empty((len(times), lanes, peaks * STATES), np.int32)
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
                now[..., START] = start_cost[:, step]
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
            links = never.reshape(len(times), lanes, peaks, STATES)[..., :LINKS]
            by[links.reshape(by.shape)] = 0
            self.value[frames] = value.swapaxes(0, 1)
            self.drift[frames], self.ended[frames] = drift.T, ended.T
            self.came_by[frames] = by.reshape(len(times), lanes, -1).swapaxes(0, 1)

    def _recall(self, starts: Int64, recent: Costs) -> None:
        """Put the costs of the frames before each start where ``_advance`` looks for them."""
        since = np.zeros(len(starts), np.int64)
        for back in range(1, REACH + 1):
            frames = starts - back
            there = frames >= 0
            value = self.value[np.maximum(frames, 0)].astype(np.int64)
            value = np.where(there[:, None] & (value < _HALF), value - since[:, None], _NEVER)
            value = value.reshape(len(starts), -1, STATES) << _NUMBER_BITS
            recent[:, :, -back % REACH] = value.transpose(2, 0, 1)
            since += np.where(there, self.drift[np.maximum(frames, 0)], 0)

    def _steps(self, frames: Int64, times: Int64) -> tuple[Int64, Costs, Costs]:
        """What leads to ``frames`` int64 [lanes, steps], for ``_advance``, by steps.

        Returns the columns int64 [steps, lanes * K * LINKS] in which it holds the costs of the
        candidates that the links come from, the costs of turning there from each link before
        (or from having begun there), int32 [steps, LINKS + 1, lanes * K * LINKS] above the bits of
        the number, and the costs of the links and candidates themselves, int32 as the columns.
        """
        graph = self.graph
        lanes, steps = frames.shape
        span = graph.link_frames[frames]
        there = span > 0
        source = graph.link_from[frames].astype(np.int64)
        alone = graph.link_cost[frames] + np.minimum(self.cost[frames], _NEVER)[..., None]
        alone[~there] = _NEVER
        slot = (times[:, None, None] - span) % REACH
        lane = (np.arange(lanes) * REACH)[:, None, None, None]
        column = (lane + slot) * graph.peaks + source
        turn = np.empty((steps, STATES, lanes, graph.peaks * LINKS), np.int32)
        found = graph.turn_cost[frames].reshape(lanes, steps, LINKS, -1)
        np.left_shift(
            found.transpose(1, 2, 0, 3), _NUMBER_BITS, out=turn[:, :LINKS], casting="unsafe"
        )
        turn[:, START] = self.costs.first_step << _NUMBER_BITS
        return (
            column.swapaxes(0, 1).reshape(steps, -1),
            turn.reshape(steps, STATES, -1),
            alone.swapaxes(0, 1).reshape(steps, -1),
        )
