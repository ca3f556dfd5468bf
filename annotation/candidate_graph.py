"""The graph that a path goes through: candidates as nodes, steps between them as links.

A candidate may follow one of the candidates of the ``REACH`` frames before it. Of those, the
``PEAK_LINKS`` cheapest to come from are kept, by their score and the distance; the path then weighs
pairs of links, so that a flight is continued and a turn has its price. A pin replaces the
candidates of its frame, and no link leaps over it or over a cut; around it, the last (weakest)
candidate makes room for the place where the ball would be had it stayed (``annotation.holds``),
from which a link of its own leads, so that it takes no way from the others. A single "no ball"
where it may have stayed is leapt over: the ball is hidden there for a moment. A frame that repeats
a picture has no candidates, and leaping over it takes no time (``annotation.repeats``). Where the
camera moves, a step is what is left of it once the camera's is taken out, and what stands in one
place stands in the hall (``annotation.camera_steps``).

Whatever is computed of a frame depends on what lies ``REACH`` frames around it (and, for
stillness, on the moments of ``annotation.stillness``; on pins within ``pin_reach``), never on how
the video was divided for computing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from annotation.arrays import Float32, Int64, Mask
from annotation.camera_steps import CameraSteps, at_rest
from annotation.holds import HOLD_REACH, SAME_PLACE, held_places
from annotation.motion import IMPOSSIBLE, REFERENCE_FPS, Costs, MotionCosts, picture_scale
from annotation.pins import Pins
from annotation.repeats import LONGEST, Repeats
from annotation.stillness import STILL_AT, still_shares
from annotation.verdicts import VERDICT_REACH, verdicts

REACH = 8
"""A link spans at most so many frames; more than ``LONGEST``, to leap over repeats."""

PEAK_LINKS = 6
"""So many links lead to a candidate from peaks and pins, the cheapest by their
score and the distance."""

LINKS = PEAK_LINKS + 1
"""And one from the cheapest of the places that are offered. They are cheap and come in rows: among
the others, they would take the place of links that the path goes by."""


_AT_ONCE = 1024
"""So many frames are computed together; what they need fits a processor's cache."""
_TURNS_AT_ONCE = 256
"""The same for turns, which need more."""

_DEAREST = (1 << 23) - 1
"""No link that a path takes costs as much, nor gains it."""


class CandidateGraph:
    """The candidates of a video of ``frame_count`` frames, up to K in each, and their links.

    - ``x``, ``y``        float32 [n, K], picture pixels (see ``annotation.motion``), 0 where absent
    - ``present``         bool [n, K]
    - ``score``           float32 [n, K], NaN where absent and where a pin answers
    - ``place_cost``      int32 [n, K] of taking the candidate whatever its score
    - ``come_cost``, ``go_cost``  int32 [n, K], what it costs that a stretch with a ball begins or
      ends with the candidate
    - ``link_frames``     int8 [n, K, LINKS], how many frames the link spans, 0 for none
    - ``link_from``       int8 [n, K, LINKS], the candidate it comes from
    - ``link_cost``       int32 [n, K, LINKS] of the distance and the time along the link
    - ``turn_cost``       int16 [n, LINKS, K, LINKS] of going on by a link (the last axis) to the
      candidate from where the one link or the other (the second axis) led
    - ``held``            bool [n], whether the last candidate is no peak, but a place offered
    - ``moment``          bool [n], whether a pin says "no ball" alone, where one may have stayed
    - ``pins``            what persons answered; after a change of them, ``rebuild`` what they reach
    - ``repeats``         which frames repeat a picture and are passed over
    - ``camera``          how the camera moved to each frame, in picture pixels
    - ``rebuilt``         the ranges (first, stop) rebuilt so far, in order

    Nothing of it depends on the threshold, so that paths by several thresholds share it.
    """

    def __init__(
        self, frame_count: int, peaks: int, size: tuple[int, int], fps: float, costs: MotionCosts
    ) -> None:
        n = self.frame_count = frame_count
        self.peaks = peaks
        self.scale = picture_scale(size)
        self._edges = np.array(size, np.float32) / np.float32(self.scale)
        self.costs = costs
        self._pace = REFERENCE_FPS / fps
        self._hold_reach = max(1, round(HOLD_REACH / self._pace))
        self._still_at = [max(1, round(at * fps / REFERENCE_FPS)) for at in STILL_AT]
        self.answered = np.zeros(n, np.bool_)
        self._raw = np.full((n, peaks, 3), np.nan, np.float32)
        self.x, self.y = np.zeros((n, peaks), np.float32), np.zeros((n, peaks), np.float32)
        self.present = np.zeros((n, peaks), np.bool_)
        self.score = np.full((n, peaks), np.nan, np.float32)
        self.place_cost: Costs = np.zeros((n, peaks), np.int32)
        self.come_cost: Costs = np.zeros((n, peaks), np.int32)
        self.go_cost: Costs = np.zeros((n, peaks), np.int32)
        self.link_frames = np.zeros((n, peaks, LINKS), np.int8)
        self.link_from = np.zeros((n, peaks, LINKS), np.int8)
        self.link_cost: Costs = np.zeros((n, peaks, LINKS), np.int32)
        self.turn_cost = np.zeros((n, LINKS, peaks, LINKS), np.int16)
        self.held = np.zeros(n, np.bool_)
        self.moment = np.zeros(n, np.bool_)
        self.rebuilt: list[tuple[int, int]] = []
        self._cut = np.zeros(n, np.bool_)
        self.repeats = Repeats(n)
        self.pins = Pins(self.repeats, self.scale)
        self.camera = CameraSteps(n)

    # -- changing what lies in the frames --------------------------------------------------------

    def put(
        self,
        first: int,
        candidates: npt.ArrayLike,
        repeats: Mask | None = None,
        camera: Float32 | None = None,
    ) -> None:
        """Answers of the model from ``first`` on: [m, k, 3] of x, y (source pixels) and score.

        ``repeats`` bool [m] says which frames show the picture of the frame before; None: none.
        ``camera`` [m, 2, 3] are the camera's steps to the frames, in source pixels; None: it rests.
        """
        given = np.asarray(candidates, np.float32)
        steps = at_rest(len(given)) if camera is None else camera.copy()
        steps[..., 2] /= np.float32(self.scale)
        self.camera.put(first, steps)
        where = slice(first, first + len(given))
        self.answered[where] = True
        self._raw[where] = np.nan
        self._raw[where, : given.shape[1]] = given[:, : self.peaks]
        self._raw[where, :, :2] /= np.float32(self.scale)
        said = np.zeros(len(given), np.bool_) if repeats is None else repeats
        changed = self.repeats.put(first, said, self.answered, self._cut)
        if len(changed):
            low, high = max(0, int(changed[0]) - LONGEST), int(changed[-1]) + REACH
            self.pins.follow(np.arange(low, min(high, self.frame_count)))

    def cut_at(self, frames: npt.ArrayLike) -> None:
        """New shots begin at the frames: nothing flies on from the frame before."""
        self._cut[:] = False
        self._cut[np.asarray(frames, np.int64)] = True

    @property
    def cuts(self) -> Mask:
        """bool [n]: where new shots begin."""
        return self._cut

    def rebuild(self, first: int, stop: int) -> None:
        """Follow changes in frames ``first`` .. ``stop - 1``: nodes there, links, and turns."""
        self.rebuilt.append((first, stop))
        for part, reach, at_once in (
            (self._nodes, 0, _AT_ONCE),
            (self._comings, 0, _AT_ONCE),
            (self._links, REACH, _AT_ONCE),
            (self._turns, 2 * REACH, _TURNS_AT_ONCE),
        ):
            end = min(stop + reach, self.frame_count)
            for at in range(first, end, at_once):
                part(at, min(at + at_once, end))

    def known(self, where: slice = slice(None)) -> Mask:
        """bool: which of these frames the model or a person answered."""
        return self.answered[where] | self.pins.there[where]

    @property
    def pin_reach(self) -> int:
        """So many frames before and after a pin depend on it."""
        # One more, for what is next to a frame without a ball.
        reach = max(VERDICT_REACH, self._hold_reach) + 1
        return reach + LONGEST if self.repeats else reach

    def still_margin(self) -> int:
        """So many frames before and after new answers know more about stillness."""
        return self._still_at[-1]

    # -- inside ----------------------------------------------------------------------------------

    def _nodes(self, first: int, stop: int) -> None:
        where = slice(first, stop)
        raw = self._raw[where]
        present: Mask = ~np.asarray(np.isnan(raw).any(axis=2))
        xy = np.where(present[..., None], raw[..., :2], np.float32(0))
        still = still_shares(
            self._raw, self.answered, self.camera, self._edges, self._still_at, first, stop
        )
        moves = self.camera.moves_around(first, stop)[:, None]
        cost = self.costs.of_stillness(still, moves)
        passed = self.repeats.passed
        verdict = verdicts(self._raw, self.pins, self._cut, passed, self.camera, first, stop)
        cost = cost + self.costs.of_verdict(verdict)
        pinned = self.pins.there[where]
        present &= ~pinned[:, None]
        present[:, 0] |= self.pins.ball[where]
        present &= ~passed[where, None]
        xy[pinned, 0] = self.pins.place[where][pinned]
        cost[pinned] = 0
        offered, place, age = self._holds(first, stop)
        held = offered & ~pinned
        present[held, -1] = True
        xy[held, -1] = place[held]
        cost[held, -1] = self.costs.of_hold(age[held])
        self.x[where], self.y[where] = xy[..., 0], xy[..., 1]
        self.present[where] = present
        self.score[where] = np.where(present & ~pinned[:, None], raw[..., 2], np.nan)
        self.score[where][held, -1] = np.nan
        self.held[where], self.moment[where] = held, offered & pinned
        self.place_cost[where] = cost

    def _comings(self, first: int, stop: int) -> None:
        """What it costs to come at each candidate and to go there: less next to a cut or to what
        the model was not asked, and nothing next to a person's "no ball" that is no moment."""
        x, y = self.x[first:stop], self.y[first:stop]
        away = np.minimum(np.minimum(x, self._edges[0] - x), np.minimum(y, self._edges[1] - y))
        inland = self.costs.of_inland(away)
        frames, last = np.arange(first, stop), self.frame_count - 1
        before = self.repeats.origins(np.maximum(frames - 1, 0))
        onward = self.repeats.onward(frames + 1)
        after = np.minimum(onward, last)
        for costs, near, inside, price in (
            (self.come_cost, before, (frames > 0) & ~self._cut[frames], self.costs.start),
            (self.go_cost, after, (onward <= last) & ~self._cut[after], self.costs.end),
        ):
            nobody = inside & self.pins.say_none(near) & ~self.moment[near]
            usual = inside & self.answered[near] & ~nobody
            usually = np.where(nobody, 0, price).astype(np.int32)
            costs[first:stop] = usually[:, None] + np.where(usual[:, None], inland, 0)

    def _holds(self, first: int, stop: int) -> tuple[Mask, Float32, Float32]:
        """As ``held_places``, of some frames, with the frames of 1/30 s to the nearer mark."""
        low, high = max(0, first - self._hold_reach), min(self.frame_count, stop + self._hold_reach)
        around, inside = slice(low, high), slice(first - low, stop - low)
        offered, place, age = held_places(
            self.pins.there[around],
            self.pins.ball[around],
            self.pins.say_none_alone(np.arange(low, high)),
            self.pins.place[around],
            np.cumsum(self._cut[around]),
            self.repeats.clock(around),
            self._hold_reach,
            SAME_PLACE,
            self.camera.to(np.arange(low, high)) if self.camera.moves(low, high) else None,
        )
        # What nobody has asked the model about has no answer; the only peak there is stays.
        offered &= self.answered[around] & ~self.repeats.passed[around] & (self.peaks > 1)
        return offered[inside], place[inside], age[inside] * np.float32(self._pace)

    def _links(self, first: int, stop: int) -> None:
        count, peaks = stop - first, self.peaks
        bits = (REACH * peaks - 1).bit_length()
        # Half as wide where the key fits: sorting is what takes the time.
        kind: Any = np.int32 if bits <= 6 else np.int64
        none = kind(1 << (bits + 24))
        keys = np.full((count, peaks, REACH, peaks), none, kind)
        offers = np.full((count, peaks), none, kind)
        barrier = self._barriers(first, stop)
        frames = np.arange(first, stop)[:, None, None]
        low = max(0, first - REACH)
        node_cost = cost_of_candidates(self, self.costs, slice(low, stop))
        seen_x, seen_y = self.camera.on(self.x[low:stop], self.y[low:stop], low, REACH)
        for span in range(1, REACH + 1):
            a = max(0, span - first)
            if a >= count:
                continue
            now, then = slice(first + a, stop), slice(first + a - span, stop - span)
            before = slice(then.start - low, then.stop - low)
            dx = self.x[now, :, None] - seen_x[span, before, None, :]
            dy = self.y[now, :, None] - seen_y[span, before, None, :]
            time = self.repeats.times(frames[a:], np.array(span, np.int32))
            cost = self.costs.of_speed(np.sqrt(dx * dx + dy * dy), time.astype(np.float32))
            cost += node_cost[before, None]
            cost += self.costs.hidden * (time - 1)
            reached = np.arange(first + a - span, stop - span) >= barrier[a:]
            allowed = self.present[now][:, :, None] & self.present[then][:, None, :]
            allowed &= reached[:, None, None]
            # The number breaks ties, so that the same links are kept however they are sorted.
            number = ((span - 1) * peaks + np.arange(peaks)).astype(kind)
            key = (np.minimum(cost, _DEAREST).astype(kind) + kind(_DEAREST) << kind(bits)) | number
            key = np.where(allowed, key, none)
            held = self.held[then]
            offers[a:][held] = np.minimum(offers[a:][held], key[held, :, -1])
            key[held, :, -1] = none
            keys[a:, :, span - 1] = key
        best = np.sort(keys.reshape(count, peaks, REACH * peaks), axis=2)[..., :PEAK_LINKS]
        best = np.concatenate((best, offers[..., None]), axis=2)
        number = best & kind((1 << bits) - 1)
        there = best < none
        self.link_frames[first:stop] = np.where(there, number // kind(peaks) + kind(1), kind(0))
        self.link_from[first:stop] = np.where(there, number % kind(peaks), kind(0))

    def _turns(self, first: int, stop: int) -> None:
        low = max(0, first - REACH)
        step_x, step_y = self._steps(low, stop)
        here = slice(first - low, stop - low)
        span = self.link_frames[first:stop]
        frames = np.arange(first - low, stop - low)[:, None, None]
        then = np.maximum(frames - span, 0) * self.peaks + self.link_from[first:stop]
        times = self.repeats.times(
            np.arange(low, stop)[:, None, None], np.maximum(self.link_frames[low:stop], 1)
        ).astype(np.float32)
        # By number of the link before, [LINKS, frames, K, LINKS]: long rows are fast.
        earlier = [column.reshape(-1, LINKS).T[:, then] for column in (step_x, step_y, times)]
        cost = self.costs.of_step(
            (earlier[0], earlier[1]),
            (step_x[here], step_y[here]),
            earlier[2],
            times[here],
        )
        self.turn_cost[first:stop] = cost.transpose(1, 0, 2, 3)
        x, y, time = step_x[here], step_y[here], times[here]
        cost = self.costs.of_speed(np.sqrt(x * x + y * y), time)
        self.link_cost[first:stop] = cost + self.costs.hidden * (time.astype(np.int32) - 1)

    def _steps(self, first: int, stop: int) -> tuple[Float32, Float32]:
        """The way along each link that leads to frames ``first`` .. ``stop - 1``, picture pixels
        [stop - first, K, LINKS] in x and in y, as seen from where the camera is then; of no meaning
        where there is no link."""
        low, here = max(0, first - REACH), slice(first, stop)
        span = self.link_frames[here]
        then = np.maximum(np.arange(first - low, stop - low)[:, None, None] - span, 0)
        x, y = (
            p[here, :, None] - seen[span, then, self.link_from[here]]
            for p, seen in zip(
                (self.x, self.y),
                self.camera.on(self.x[low:stop], self.y[low:stop], low, REACH),
                strict=True,
            )
        )
        return x, y

    def _barriers(self, first: int, stop: int) -> Int64:
        """The earliest frame from which a link may lead to each frame."""
        start = max(0, first - REACH)
        frames = np.arange(start, stop)
        # A pin may be left but not leapt over; a shot may not be entered from before it.
        barred = self.pins.there[start:stop] & ~self.moment[start:stop]
        after_pin = np.maximum.accumulate(np.where(barred, frames, -1))
        before_now = np.concatenate(([-1], after_pin[:-1]))
        shot = np.maximum.accumulate(np.where(self._cut[start:stop], frames, -1))
        barrier: Int64 = np.maximum(before_now, shot)[first - start :]
        return barrier


def cost_of_candidates(graph: CandidateGraph, costs: MotionCosts, where: slice) -> Costs:
    """int32 [frames, K] of taking each candidate of some frames, ``IMPOSSIBLE`` where absent."""
    score = graph.score[where]
    answered = np.isnan(score)
    cost = graph.place_cost[where] + np.where(
        answered, 0, costs.of_score(np.where(answered, 0, score))
    )
    possible: Costs = np.where(graph.present[where], cost, IMPOSSIBLE)
    return possible
