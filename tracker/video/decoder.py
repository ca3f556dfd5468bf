"""Decode from any keyframe packet, with each frame naming the packet it came from."""

import logging
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from tracker.closing import Closing
from tracker.video.container import open_container
from tracker.video.packets import NO_TIME, PacketTable, readable_packets
from tracker.video.pixel_aspect import stored_aspect

_log = logging.getLogger(__name__)

_DAMAGED_PACKET = (
    av.error.InvalidDataError,
    av.error.PatchWelcomeError,
    av.error.UnknownError,
    av.error.ExternalError,
)


class PacketDecoder(Closing):
    """A decoding position in one file. Not thread-safe: one thread, one decoder."""

    def __init__(self, path: Path, table: PacketTable, threads: int = 0) -> None:
        """Args: threads: how many decode, 0 for as many as the machine has processors."""
        self._path = path
        self._threads = threads
        self._table = table
        self._container: InputContainer | None = None
        self._stream: VideoStream | None = None
        self._packets: Iterator[av.Packet[VideoStream] | None] = iter(())
        self._pending: tuple[av.Packet[VideoStream], int] | None = None
        self._expected = 0  # ordinal of the packet the demuxer should give next
        self._from = 0  # packets before this one are read but not decoded
        self.next_ordinal = 0
        """The packet that will be decoded next."""
        self.damaged: list[int] = []
        """Packets met so far that could not be decoded; with several threads not the last ones."""

    @property
    def stored_aspect(self) -> Fraction | None:
        """Width : height of a stored pixel as of the pictures given so far, None where unknown."""
        return stored_aspect(self._stream) if self._stream is not None else None

    def close(self) -> None:
        self._packets = iter(())
        self._pending = None
        if self._container is not None:
            self._container.close()
            self._container = self._stream = None

    def start_at(self, ordinal: int) -> None:
        """Make keyframe packet `ordinal` the next to be decoded."""
        self._from = self.next_ordinal = ordinal
        if ordinal > 0 or self._container is not None:
            # A demuxer may land after the wanted packet (transport streams estimate the byte
            # position); one keyframe earlier is then early enough.
            earlier = self._table.keyframe[:ordinal].nonzero()[0]
            for target in (ordinal, int(earlier[-1]) if len(earlier) else 0):
                if self._seek(target, ordinal):
                    return
        # The start of the file is always found, and counting from there is always right.
        self._open()

    def frames(self) -> Iterator[tuple[int, av.VideoFrame]]:
        """Frames in presentation order from the current position on, each with its ordinal.

        Packets that cannot be decoded are passed over. May be left and called again to go on.
        """
        if self._container is None:
            self.start_at(0)
        while True:
            packet, ordinal = self._next_packet()
            if packet is not None and packet.size and ordinal < self._from:
                continue
            if ordinal >= len(self._table):
                # A recording that goes on: what was written since the table is no part of it.
                packet, ordinal = None, len(self._table) - 1
            self.next_ordinal = ordinal + 1
            yield from self._decode(packet, ordinal)
            if packet is None or not packet.size:
                return

    def _decode(
        self, packet: "av.Packet[VideoStream] | None", ordinal: int
    ) -> Iterator[tuple[int, av.VideoFrame]]:
        assert self._stream is not None
        if packet is not None:
            # Decoders hand times through: these tell the packet, which those of the file cannot.
            # Tags of Python's (`opaque`) are worse: whichever thread frees one waits for Python's
            # lock, while `close` holds it and waits for that thread.
            packet.pts = packet.dts = ordinal
        try:
            frames = self._stream.decode(packet)
        except _DAMAGED_PACKET as error:
            self.damaged.append(ordinal)
            _log.warning("%s: packet %d cannot be decoded: %s", self._path.name, ordinal, error)
            return
        except av.error.EOFError:
            return  # asked for more after the last frame has been given
        for frame in frames:
            yield -1 if frame.pts is None else frame.pts, frame

    def _next_packet(self) -> "tuple[av.Packet[VideoStream] | None, int]":
        if self._pending is not None:
            pending, self._pending = self._pending, None
            return pending
        packet = next(self._packets, None)
        if packet is None or not packet.size:
            return packet, max(self.next_ordinal - 1, len(self._table) - 1)
        found = self._table.ordinal(packet, self._expected)
        self._expected = (found if found >= 0 else self._expected) + 1
        return packet, self._expected - 1

    def _seek(self, target: int, wanted: int) -> bool:
        """Seek to keyframe `target`; true if the next packet is known and not after `wanted`."""
        if self._container is None:
            self._open()
        assert self._container is not None
        assert self._stream is not None
        time = int(self._table.pts[target])
        time = int(self._table.dts[target]) if time == NO_TIME else time
        if time == NO_TIME:
            return False
        try:
            self._container.seek(time, stream=self._stream)
        except (av.error.FFmpegError, OSError):
            return False
        self._pending = None
        self._packets = readable_packets(self._container, self._stream)
        for packet in self._packets:
            if packet is None or not packet.size:
                return False
            ordinal = self._table.ordinal(packet)
            if ordinal > wanted:
                return False
            if ordinal >= 0:
                self._pending, self._expected = (packet, ordinal), ordinal + 1
                return True
        return False

    def _open(self) -> None:
        self.close()
        self._container, self._stream = open_container(self._path)
        self._stream.codec_context.thread_count = self._threads
        self._packets = readable_packets(self._container, self._stream)
        self._expected = 0
