"""What one pass over a file's packets tells, and how to find one's place in it again.

A packet's *ordinal* is its place in decoding order from the start of the file. Ordinals, not
timestamps, name packets here: real files repeat timestamps (screen and hall cameras), have none
(AVI), or give others after a seek than before it (MPEG program streams), and then matching by time
labels the wrong picture. A packet met after a seek is therefore known by its content.
"""

import threading
import zlib
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from tracker.errors import Cancelled

NO_TIME = int(np.iinfo(np.int64).min)
"""Stands for a timestamp the container does not give."""

Progress = Callable[[float], None]
"""Told the finished fraction, 0 to 1, now and then."""


@dataclass(frozen=True, eq=False)
class PacketTable:
    """Every non-empty packet of the video stream, in decoding order; all arrays int64 or bool [n].

    `pts` and `dts` are in ticks of the stream (NO_TIME where absent), `mark` is a fingerprint of
    the content. `duration` is the usual one of a packet in ticks, 0 if unknown. `damaged` is true
    where the demuxer reported corruption or could not go on.
    """

    pts: NDArray[np.int64]
    dts: NDArray[np.int64]
    mark: NDArray[np.int64]
    keyframe: NDArray[np.bool_]
    discard: NDArray[np.bool_]
    duration: int
    damaged: bool
    _by_mark: NDArray[np.int64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_mark", np.argsort(self.mark, kind="stable"))

    def __len__(self) -> int:
        return len(self.pts)

    def without_last(self) -> "PacketTable":
        """All packets but the last."""
        return replace(
            self,
            pts=self.pts[:-1],
            dts=self.dts[:-1],
            mark=self.mark[:-1],
            keyframe=self.keyframe[:-1],
            discard=self.discard[:-1],
        )

    def ordinal(self, packet: "av.Packet[VideoStream]", expected: int = -1) -> int:
        """The ordinal of a packet met after a seek, or -1 if it cannot be told for certain.

        `expected` is tried first: the ordinal that follows the packet before.
        """
        mark = _mark(packet)
        if 0 <= expected < len(self) and self.mark[expected] == mark:
            return expected
        low, high = np.searchsorted(self.mark, [mark, mark + 1], sorter=self._by_mark)
        same = self._by_mark[low:high]
        if len(same) > 1:  # an edit list can play a stretch twice
            same = same[(self.pts[same] == _ticks(packet.pts))]
        if len(same) > 1:
            same = same[(self.dts[same] == _ticks(packet.dts))]
        return int(same[0]) if len(same) == 1 else -1


def scan_packets(
    container: InputContainer,
    stream: VideoStream,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> PacketTable:
    """Read all packets of `stream` once, without decoding. Raises Cancelled when `stop` is set."""
    pts, dts, mark, duration = array("q"), array("q"), array("q"), array("q")
    keyframe, discard = array("b"), array("b")
    size = max(1, container.size)
    damaged = False
    for packet in readable_packets(container, stream):
        if packet is None:
            damaged = True
            break
        if not packet.size:
            continue
        pts.append(_ticks(packet.pts))
        dts.append(_ticks(packet.dts))
        mark.append(_mark(packet))
        duration.append(packet.duration or 0)
        keyframe.append(packet.is_keyframe)
        discard.append(packet.is_discard)
        damaged = damaged or packet.is_corrupt
        if len(pts) % 256 == 0:
            if stop is not None and stop.is_set():
                raise Cancelled("Opening the video was cancelled.")
            if progress is not None and packet.pos is not None:
                progress(min(1.0, max(0.0, packet.pos / size)))
    return PacketTable(
        pts=np.array(pts, np.int64),
        dts=np.array(dts, np.int64),
        mark=np.array(mark, np.int64),
        keyframe=np.array(keyframe, np.bool_),
        discard=np.array(discard, np.bool_),
        duration=int(np.median(duration)) if len(duration) else 0,
        damaged=damaged,
    )


def readable_packets(
    container: InputContainer, stream: VideoStream
) -> Iterator["av.Packet[VideoStream] | None"]:
    """The stream's packets as long as they can be read; a final None where reading broke off."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except IndexError:
            # A sound or a text begins here, of which PyAV did not know when it opened the file. It
            # has taken that packet out, and goes on behind it with those it knows.
            packets = container.demux(stream)
            continue
        except (av.error.FFmpegError, OSError):
            yield None
            return
        yield packet


def _mark(packet: "av.Packet[VideoStream]") -> int:
    # Size and beginning: reading every byte of a match would take seconds and tell no more.
    return packet.size << 32 | zlib.crc32(memoryview(packet)[:256])


def _ticks(value: int | None) -> int:
    return NO_TIME if value is None else value
