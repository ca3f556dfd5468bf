"""Which frame is number n: the bond between frame numbers, packets and times.

The index is built from packets alone, and then checked against the decoder where files lie:
- pictures before the first decodable one (a broadcast recording cut in the middle of a group of
  pictures) are not frames;
- frames with one and the same timestamp are put in the order the decoder gives;
- frames where stretches were joined without decoding them likewise;
- where the clock is set back (recordings joined, an encoder begun anew), time goes on;
- a file whose end is damaged ends with the last picture that decodes;
- a file whose packets do not tell the order of its pictures (AVI without presentation times,
  program streams with guessed ones, fields in packets of their own, VP8) is decoded once, whole.
A picture that cannot be decoded in the middle keeps its number, so damage never shifts labels; the
readers show the picture before it in its place.
"""

import hashlib
import itertools
import math
import threading
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tracker.errors import Cancelled
from tracker.video.decoder import PacketDecoder
from tracker.video.packets import NO_TIME, PacketTable, Progress

_TRIAL_FRAMES = 24
_UNSETTLED = 32
"""So many of the last frames of a recording that goes on may be cut off, or not be shown yet."""
_LEAST_KNOWN = 8
"""Sizes and beginnings of so many packets tell recordings apart."""
_JOINTS = 8
"""So many places may always be joints."""
_REORDERED = 16
"""Most pictures that may be shown before one that comes first in the file."""
_HIDDEN_PICTURES = frozenset({"vp8"})
"""Codecs with packets that are decoded but never shown."""
_GUESSED_TIMES = frozenset({"mpeg"})
"""Containers that time only some packets."""


@dataclass(frozen=True, eq=False)
class FrameIndex:
    """Frame numbers (0-based, presentation order) ↔ times and packets.

    `pts` int64 [n] are presentation times in units of `time_base`, never decreasing; `packet` int64
    [n] is the ordinal of each frame's packet in `table`; `number` int64 [packets] the frame number
    of each packet or -1; `keyframes` int64 the ordinals from which decoding can start.
    """

    pts: NDArray[np.int64]
    time_base: Fraction
    packet: NDArray[np.int64]
    table: PacketTable
    number: NDArray[np.int64]
    keyframes: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        table: PacketTable,
        order: NDArray[np.int64],
        times: NDArray[np.int64],
        time_base: Fraction,
    ) -> Self:
        """From the ordinal of each frame's packet and each frame's presentation time."""
        number = np.full(len(table), -1, np.int64)
        number[order] = np.arange(len(order))
        return cls(times, time_base, order, table, number, table.keyframe.nonzero()[0])

    def __len__(self) -> int:
        return len(self.pts)

    def time(self, frame: int) -> float:
        """Presentation time of `frame` in seconds from the first frame."""
        return (int(self.pts[frame]) - int(self.pts[0])) * self._tick

    def times(self) -> NDArray[np.float64]:
        """Presentation times of all frames in seconds from the first, float64 [n]."""
        seconds: NDArray[np.float64] = (self.pts - self.pts[0]) * self._tick
        return seconds

    def frame_at(self, seconds: float) -> int:
        """The frame on screen `seconds` after the first frame appeared, clamped to the video."""
        ticks = int(self.pts[0]) + math.floor(seconds / self._tick + 1e-3)
        return min(max(0, int(self.pts.searchsorted(ticks, "right")) - 1), len(self) - 1)

    @cached_property
    def _tick(self) -> float:
        """Seconds per unit of `pts`; asked many times for every picture that is painted."""
        return float(self.time_base)

    def held_when(self, frame_count: int) -> NDArray[np.int64]:
        """The numbers, int64 ascending, of the frames that the file held when it had `frame_count`:
        a recording that goes on gets packets at its end, and those of pictures that are shown
        earlier may come later."""
        return np.sort(self.number[self._shown][:frame_count])

    def fingerprint(self, frame_count: int) -> str:
        """A hash of how the frames that come first in the file are coded, by which a recording that
        had `frame_count` is known again when it has more; '' where they were too few to tell."""
        packets = self._shown[: max(0, frame_count - _UNSETTLED)]
        if len(packets) < _LEAST_KNOWN:
            return ""
        return hashlib.sha256(self.table.mark[packets].astype("<i8").tobytes()).hexdigest()

    @property
    def _shown(self) -> NDArray[np.int64]:
        """The ordinals of the packets that are frames, in the order of the file."""
        return (self.number >= 0).nonzero()[0]

    def start_for(self, frame: int, back: int = 0) -> int:
        """Ordinal of the keyframe to decode from to get `frame`, `back` keyframes earlier."""
        upto = int(self.keyframes.searchsorted(self.packet[frame], "right"))
        for keyframe in self.keyframes[:upto][::-1]:
            # Pictures after a keyframe in the file but before it on screen need the group before.
            if 0 <= self.number[keyframe] <= frame:
                if back == 0:
                    return int(keyframe)
                back -= 1
        return 0


def build_index(
    path: Path,
    table: PacketTable,
    time_base: Fraction,
    codec: str,
    container: str,
    frame_ticks: int,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> FrameIndex:
    """Number the frames of `path`; `frame_ticks` spaces frames in files without any times."""
    order = (~table.discard).nonzero()[0]
    pts, dts = _onward(table, frame_ticks)
    with PacketDecoder(path, table) as decoder:
        exact = (
            codec not in _HIDDEN_PICTURES
            and container not in _GUESSED_TIMES
            and bool((pts[order] != NO_TIME).all())
        )
        if exact:
            order = order[np.argsort(pts[order], kind="stable")]
            order = _settle_ties(decoder, table, order, pts[order], stop)
            order, exact = _settle_joints(decoder, table, order, pts, progress, stop)
        if exact:
            order, exact = _settle_head(decoder, table, order)
        if exact and table.damaged:
            table, order = _settle_tail(path, table, order)
        if not exact:
            order = _decode_all(decoder, table, progress, stop)
    times = _times((pts[order], dts[order]), max(1, frame_ticks))
    return FrameIndex.of(table, order, times, time_base)


def _onward(table: PacketTable, frame_ticks: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """`pts` and `dts` of all packets, those after the clock was set back later by so much that time
    goes on.

    A keyframe is shown after all that comes before it in the file; only where the clock was set
    back it claims otherwise.
    """
    pts, dts = table.pts, table.dts
    latest = np.maximum.accumulate(pts)
    suspects = table.keyframe.nonzero()[0]
    suspects = suspects[(suspects > 0) & (pts[suspects] != NO_TIME)]
    suspects = suspects[pts[suspects] < latest[suspects - 1]]
    starts, seen, top = [0], 0, NO_TIME
    for at in suspects.tolist():
        top, seen = max(top, int(pts[seen:at].max())), at
        goes_on = NO_TIME not in (dts[at - 1], dts[at]) and dts[at] >= dts[at - 1]
        if pts[at] < top and not goes_on:
            starts.append(at)
            top = NO_TIME
    if len(starts) == 1:
        return pts, dts
    shift, then = np.zeros(len(pts), np.int64), 0
    for start, end in itertools.pairwise([*starts, len(pts)]):
        part = pts[start:end][pts[start:end] != NO_TIME]
        if start:
            shift[start:] = then + frame_ticks - part.min()
        then = int(part.max() + shift[start])
    return np.where(pts == NO_TIME, pts, pts + shift), np.where(dts == NO_TIME, dts, dts + shift)


def _settle_ties(
    decoder: PacketDecoder,
    table: PacketTable,
    order: NDArray[np.int64],
    pts: NDArray[np.int64],
    stop: threading.Event | None,
) -> NDArray[np.int64]:
    """Put frames that share a timestamp (`pts`, of each in `order`) in the order the decoder shows
    them."""
    tied = np.zeros(len(order), np.bool_)
    same = pts[1:] == pts[:-1]
    tied[1:] |= same
    tied[:-1] |= same
    if not tied.any():
        return order
    keyframes = table.keyframe.nonzero()[0]
    groups = np.searchsorted(keyframes, order, "right") - 1
    rank = np.arange(len(table), dtype=np.int64)
    for group in np.unique(groups[tied]):
        _check(stop)
        wanted = set(order[tied & (groups == group)].tolist())
        decoder.start_at(int(keyframes[group]) if group >= 0 else 0)
        seen: list[int] = []
        for ordinal, _ in decoder.frames():
            if ordinal in wanted:
                wanted.discard(ordinal)
                seen.append(ordinal)
            if not wanted:
                break
        for place, ordinal in zip(sorted(seen), seen, strict=True):
            rank[ordinal] = place
    return order[np.lexsort((rank[order], pts))]


def _settle_joints(
    decoder: PacketDecoder,
    table: PacketTable,
    order: NDArray[np.int64],
    pts: NDArray[np.int64],
    progress: Progress | None,
    stop: threading.Event | None,
) -> tuple[NDArray[np.int64], bool]:
    """Put the frames around joints in the order the decoder shows them, without what it does not
    show there; tell whether the times after the joints are to be trusted.
    """
    starts = np.union1d(0, table.keyframe.nonzero()[0])
    group = np.searchsorted(starts, order, "right") - 1
    apart = np.setdiff1d(_apart(group, pts[order], len(starts)), _torn(group, pts, order))
    parts, exact = list[NDArray[np.int64]](), True
    for first, end in itertools.pairwise([*apart.tolist(), len(starts)]):
        part = order[(group >= first) & (group < end)]
        if end == first + 1:
            parts.append(part)
            continue
        _check(stop)
        # Leading pictures need the group before; that after shows whether times hold again.
        decoder.start_at(int(starts[max(0, first - 1)]))
        wanted, seen, after = set(part.tolist()), dict[int, None](), list[int]()
        for ordinal, _ in decoder.frames():
            at = int(np.searchsorted(starts, ordinal, "right")) - 1
            if ordinal in wanted:
                seen[ordinal] = None
                if progress is not None and len(seen) % 64 == 0:
                    progress(ordinal / len(table))
            elif at == end:
                after.append(ordinal)
            elif at > end:
                break
        parts.append(np.array(list(seen), np.int64))
        exact = exact and bool((np.diff(pts[after]) >= 0).all())
    return np.concatenate(parts), exact


def _apart(group: NDArray[np.int64], pts: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """The groups of which all frames are later than those of all groups before, int64 ascending.

    All that comes before a keyframe in the file is shown before it and what follows it. Where times
    claim otherwise, stretches were joined without decoding them, and the times of both are made up.
    """
    low = np.full(groups, np.iinfo(np.int64).max)
    high = np.full(groups, NO_TIME)
    np.minimum.at(low, group, pts)
    np.maximum.at(high, group, pts)
    later, before = np.minimum.accumulate(low[::-1])[::-1], np.maximum.accumulate(high)
    return np.concatenate(([True], later[1:] >= before[:-1])).nonzero()[0]


def _torn(
    group: NDArray[np.int64], pts: NDArray[np.int64], order: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The groups before which frames are missing, int64.

    Cut between a picture and those shown before it, a stretch has a gap at its end, and the decoder
    may show that picture among the first of the stretch that is joined to it, or leave some out.
    """
    steps = np.diff(pts[order])
    if not len(steps) or (np.diff(order) >= 0).all():  # nothing is reordered
        return np.empty(0, np.int64)
    gaps = (steps > 1.5 * np.median(steps)).nonzero()[0]
    ahead = np.minimum(gaps + _REORDERED, len(group) - 1)
    torn = {
        later
        for first, last in zip(group[gaps].tolist(), group[ahead].tolist(), strict=True)
        for later in range(first + 1, last + 1)
    }
    # Gaps all over are those of a camera that takes pictures when it can: to decode around each
    # would be to decode the whole.
    groups = int(group.max()) + 1
    return np.array(sorted(torn) if len(torn) <= max(_JOINTS, groups // 10) else [], np.int64)


def _settle_head(
    decoder: PacketDecoder, table: PacketTable, order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], bool]:
    """Drop what precedes the first picture; tell whether the first pictures are as numbered."""
    decoder.start_at(0)
    first, damaged_before = list[int](), len(decoder.damaged)
    for ordinal, _ in decoder.frames():
        first.append(ordinal)
        if len(first) == _TRIAL_FRAMES:
            break
    damaged = len(decoder.damaged) > damaged_before
    decoder.close()
    if not first:
        return order[:0], True
    number = np.full(len(table) + 1, -1, np.int64)  # the last is for pictures of no known packet
    number[order] = np.arange(len(order))
    places = number[first]
    if places[0] < 0:
        return order, False
    steps = np.diff(places)
    # A packet without a picture is one that cannot be decoded, if that happened, and not too often.
    most = len(first) // 4 if damaged else 0
    exact = bool((places >= 0).all() and (steps > 0).all() and (steps > 1).sum() <= most)
    return order[int(places[0]) :], exact


def _settle_tail(
    path: Path, table: PacketTable, order: NDArray[np.int64]
) -> tuple[PacketTable, NDArray[np.int64]]:
    """Drop frames after the last one that decodes, and a last packet that does not.

    Several threads that fail at the last packet do not give the pictures they still hold, and do
    not tell. How many frames there are must not depend on the machine.
    """
    last = len(table) - 1
    with PacketDecoder(path, table, threads=1) as decoder:
        alive = _alive(decoder, table, order)
        if last not in decoder.damaged:
            return table, alive
    shorter = table.without_last()
    with PacketDecoder(path, shorter, threads=1) as decoder:
        return shorter, _alive(decoder, shorter, order[order < last])


def _alive(
    decoder: PacketDecoder, table: PacketTable, order: NDArray[np.int64]
) -> NDArray[np.int64]:
    """`order` up to the last frame that decodes."""
    for start in table.keyframe.nonzero()[0][::-1]:
        decoder.start_at(int(start))
        decoded = np.fromiter((ordinal for ordinal, _ in decoder.frames()), np.int64)
        alive = np.isin(order, decoded).nonzero()[0]
        if len(alive):
            return order[: int(alive[-1]) + 1]
    return order[:0]


def _decode_all(
    decoder: PacketDecoder,
    table: PacketTable,
    progress: Progress | None,
    stop: threading.Event | None,
) -> NDArray[np.int64]:
    order: list[int] = []
    decoder.start_at(0)
    for ordinal, _ in decoder.frames():
        _check(stop)
        if ordinal >= 0:
            order.append(ordinal)
        if progress is not None and len(order) % 64 == 0:
            progress(min(1.0, len(order) / len(table)))
    return np.array(list(dict.fromkeys(order)), np.int64)


def _times(claimed: tuple[NDArray[np.int64], ...], frame_ticks: int) -> NDArray[np.int64]:
    """When each frame is shown, by the first of what is claimed that knows it of all."""
    for ticks in claimed:
        if len(ticks) and (ticks != NO_TIME).all():
            return np.sort(ticks)
    return np.arange(len(claimed[0]), dtype=np.int64) * frame_ticks


def _check(stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise Cancelled("Opening the video was cancelled.")
