"""What a number, a size or a path on the command line may look like.

Each takes the text and returns its value, or raises `argparse.ArgumentTypeError` with a sentence.
Imported by every start of the program, as `app.cli.arguments` is.
"""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path

STDOUT = Path("/dev/stdout")
"""What `-o -` stands for, on every system. A file of the name "-" is `./-`."""


def path_or_stdout(text: str) -> Path:
    """A path; `-` stands for standard output."""
    return STDOUT if text == "-" else Path(text)


def path(text: str) -> Path:
    """A path; `-` is refused."""
    if text == "-":
        raise argparse.ArgumentTypeError(
            "'-' would be standard output, which cannot take this result; name a place for it"
        )
    return Path(text)


def device(text: str) -> str:
    """What `pick_device` knows."""
    if re.fullmatch(r"auto|cpu|mps|cuda(:\d+)?", text) is None:
        raise argparse.ArgumentTypeError(f"'{text}' is none of auto, cpu, cuda, cuda:N, mps")
    return text


def size(text: str) -> tuple[int, int]:
    """1280x720 → (width, height)."""
    match = re.fullmatch(r"([1-9]\d{0,5})[x×*]([1-9]\d{0,5})", text.strip(), re.IGNORECASE)
    if match is None:
        raise argparse.ArgumentTypeError(f"'{text}' is not a size like 1280x720")
    return int(match[1]), int(match[2])


def frames(text: str) -> tuple[int, int]:
    """1200:1500 → the first and the last frame."""
    match = re.fullmatch(r"(\d+):(\d+)", text.strip())
    if match is None or int(match[1]) > int(match[2]):
        raise argparse.ArgumentTypeError(f"'{text}' is not a range of frames like 1200:1500")
    return int(match[1]), int(match[2])


def crop(text: str) -> tuple[int, int]:
    """112x192 → (height, width) of crops that training takes."""
    match = re.fullmatch(r"(\d+)x(\d+)", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"'{text}' is not a size like 112x192")
    height, width = int(match[1]), int(match[2])
    if height % 16 or width % 16 or not 16 <= height <= 288 or not 16 <= width <= 512:
        raise argparse.ArgumentTypeError(
            f"{text}: both sides must be multiples of 16, at most 288x512"
        )
    return height, width


def positive(text: str) -> int:
    """A whole number above zero."""
    return _whole(text, 1, "a whole number above zero")


def natural(text: str) -> int:
    """A whole number from zero on."""
    return _whole(text, 0, "a whole number from zero on")


def crf(text: str) -> int:
    """The quality of x264, 0 the best."""
    return _whole(text, 0, "a whole number from 0 to 51", 51)


def _whole(text: str, least: int, what: str, most: float = math.inf) -> int:
    try:
        value = int(text)
    except ValueError:
        value = -1
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"'{text}' is not {what}")
    return value


def positive_number(text: str) -> float:
    """A number above zero."""
    value = _number(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number above zero")
    return value


def fraction(text: str) -> float:
    """A number between 0 and 1, both left out."""
    value = _number(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number between 0 and 1")
    return value


def share(text: str) -> float:
    """A number from 0 to 1, both included."""
    value = _number(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 1")
    return value


def decay(text: str) -> float:
    """A number from 0 on, below 1."""
    value = _number(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 on, below 1")
    return value


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
