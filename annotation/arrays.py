"""Short names of the arrays that labels are made of; shapes stand where they are used. And the
parts that frames come in."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Int8 = npt.NDArray[np.int8]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def unbroken(frames: Int64) -> list[slice]:
    """The parts of ascending frames, int64 [k], that follow each other without a break, as slices
    of them."""
    breaks = np.flatnonzero(np.diff(frames) != 1) + 1
    edges = [0, *breaks.tolist(), len(frames)]
    return [slice(a, b) for a, b in itertools.pairwise(edges) if b > a]
