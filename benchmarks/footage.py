"""Footage of any length, made of a short clip."""

from __future__ import annotations

from pathlib import Path

import av


def repeat(source: Path, target: Path, minutes: float) -> int:
    """Write `source` over and over, without re-encoding, until `minutes` are full; its frames."""
    with av.open(str(source)) as reader, av.open(str(target), "w") as writer:
        stream = reader.streams.video[0]
        copy = writer.add_stream_from_template(stream)
        packets = [packet for packet in reader.demux(stream) if packet.dts is not None]
        times = [(packet.pts or 0, packet.dts or 0) for packet in packets]
        length = max(pts for pts, _ in times) + (packets[0].duration or 1)
        rounds = max(1, round(minutes * 60 / float(length * stream.time_base)))
        for number in range(rounds):
            for packet, (pts, dts) in zip(packets, times, strict=True):
                packet.pts, packet.dts = pts + number * length, dts + number * length
                packet.stream = copy
                writer.mux(packet)
    return rounds * len(packets)
