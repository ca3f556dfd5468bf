"""Small videos whose every frame tells its own number."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tracker.video.decoder import PacketDecoder

WIDTH, HEIGHT = 128, 96
_BLOCK = 16


def numbered_picture(number: int, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """A drifting gradient with `number` in 12 binary blocks along the top, RGB [H, W, 3]."""
    y, x = np.mgrid[0:height, 0:width]
    picture = np.stack(
        [(x + 3 * number) % 256, (y * 2 + number) % 256, (x + y + 7 * number) % 256], axis=-1
    ).astype(np.uint8)
    for bit in range(12):
        row, column = divmod(bit, 6)
        block = np.s_[row * _BLOCK : (row + 1) * _BLOCK, column * _BLOCK : (column + 1) * _BLOCK]
        picture[block] = 255 if number >> bit & 1 else 0
    return picture


def number_in(picture: NDArray[np.uint8]) -> int:
    """The number that `numbered_picture` wrote, read from a decoded picture."""
    number = 0
    for bit in range(12):
        top, left = (bit // 6) * _BLOCK + 4, (bit % 6) * _BLOCK + 4
        number |= int(picture[top : top + 8, left : left + 8].mean() > 127) << bit
    return number


def ball_position(number: int, width: int, height: int) -> tuple[int, int]:
    """Where `ball_picture` has the ball in frame `number`; another place in every frame."""
    return 16 + 7 * number % (width - 32), 16 + 5 * number % (height - 32)


def ball_picture(number: int, width: int, height: int) -> NDArray[np.uint8]:
    """A white ball with soft edges on black, RGB [H, W, 3]."""
    x, y = ball_position(number, width, height)
    rows, columns = np.ogrid[0:height, 0:width]
    glow = 255 * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * 2.5**2))
    return np.repeat(glow.astype(np.uint8)[..., None], 3, axis=-1)


def block_that_stays(*repeats: int) -> Callable[..., NDArray[np.uint8]]:
    """Pictures of a bright block that goes 30 pixels to the right from frame to frame, but for the
    frames that repeat the one before."""

    def picture(number: int, width: int, height: int) -> NDArray[np.uint8]:
        at = number - sum(number >= repeat for repeat in repeats)
        shown = np.full((height, width, 3), 40, np.uint8)
        shown[100:140, 30 * at : 30 * at + 40] = 220
        return shown

    return picture


def write_video(
    path: Path,
    frames: int = 40,
    codec: str = "libx264",
    size: tuple[int, int] = (WIDTH, HEIGHT),
    rate: int = 25,
    times: Sequence[int] | None = None,
    start: float = 0.0,
    rotation: int | None = None,
    sound: bool = False,
    options: dict[str, str] | None = None,
    faststart: bool = False,
    pixels: str = "yuv420p",
    picture: Callable[..., NDArray[np.uint8]] = numbered_picture,
    pixel_aspect: Fraction | None = None,
) -> Path:
    """Encode what `picture(number, width, height)` draws.

    `times` are presentation times in 1/1000 s, one per frame; `pixel_aspect` is what the file says
    of width : height of a stored pixel.
    """
    muxer = {"movflags": "faststart"} if faststart else {}
    with av.open(str(path), "w", options=muxer) as container:
        # Several threads of x264 do not make the same bytes on an idle machine and on a busy one.
        options = {"threads": "1"} | (options or {})
        stream = container.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height = size
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else pixels
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if times is not None or start:
            stream.codec_context.time_base = Fraction(1, 1000)
        if rotation is not None:
            stream.set_display_rotation(rotation)
        audio = container.add_stream("aac", rate=16000) if sound else None
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(picture(number, *size), format="rgb24")
            if times is not None or start:
                frame.time_base = Fraction(1, 1000)
                at = times[number] if times is not None else number * 1000 // rate
                frame.pts = at + round(start * 1000)
            else:
                frame.time_base = Fraction(1, rate)
                frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if audio is not None:
            _write_silence(container, audio, frames / rate)
    return path


def write_sound(path: Path) -> Path:
    """A file with sound and no picture."""
    with av.open(str(path), "w") as container:
        _write_silence(container, container.add_stream("aac", rate=16000), 1.0)
    return path


def _write_silence(
    container: av.container.OutputContainer, stream: av.AudioStream, seconds: float
) -> None:
    for block in range(max(1, int(seconds * 16000 / 1024))):
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate, frame.pts, frame.time_base = 16000, block * 1024, Fraction(1, 16000)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def remux(source: Path, target: Path, shift: float = 0.0, skip: Sequence[int] = ()) -> Path:
    """Copy packets to another container, `shift` seconds later, without packets in `skip`."""
    with av.open(str(source)) as reader, av.open(str(target), "w") as writer:
        stream = reader.streams.video[0]
        copy = writer.add_stream_from_template(stream)
        for number, packet in enumerate(reader.demux(stream)):
            if packet.dts is None or number in skip:
                continue
            ticks = round(shift / packet.time_base)
            packet.pts, packet.dts = packet.pts + ticks, packet.dts + ticks
            packet.stream = copy
            writer.mux(packet)
    return target


def decode_in_order(path: Path) -> list[NDArray[np.uint8]]:
    """What plain sequential decoding gives: the truth that random access must agree with."""
    with av.open(str(path)) as container:
        return [
            np.asarray(frame.to_ndarray(format="rgb24", interpolation="BICUBIC"))
            for frame in container.decode(video=0)
        ]


def watch_starts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The keyframe packets that decoding started anew from, filled as that happens."""
    starts: list[int] = []
    start_at = PacketDecoder.start_at
    monkeypatch.setattr(
        PacketDecoder,
        "start_at",
        lambda self, ordinal: (starts.append(ordinal), start_at(self, ordinal))[1],
    )
    return starts
