"""What a run tells while it works."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Columns = tuple[Float64, Float64, Float32, Float32, Float32, Float32, NDArray[np.bool_], Float32]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run is. Counts only the frames that this run was asked for.

    `frames_per_second` is that of the last seconds, pauses left out, 0 until it can be told, and
    `eta_seconds` follows from it.
    """

    done: int
    total: int
    frames_per_second: float
    eta_seconds: float | None


@dataclass(frozen=True, slots=True, eq=False)
class ChunkDone:
    """Answers for consecutive frames, in order; every frame is in exactly one chunk.

    `x`, `y` float64 [n] in pixels of the source video as displayed and `score` float32 [n] in 0..1
    are those of the best peak, NaN where there is none. `candidates` float32 [n, K, 3] holds up to
    K peaks (x, y, score), the best first, padded with NaN. No threshold is applied. `motion`
    float32 [n, K, 2] in 0..1 tells of each peak how surely something arrived there since the frame
    before and leaves until the frame after (see `PeakMotion`); NaN where there is no such frame.
    `disagreement` float32 [n] in 0..1 says how far the windows that hold a frame are from one
    another, NaN where only one was asked. `repeats` bool [n] tells that a frame shows the picture
    of the frame before, whose answer it has. `camera` float32 [n, 2, 3] is how the camera moved
    from the picture before: affine, from those pixels of the source video to those of the frame.

    A chunk lies within one shot: `begins_shot` tells that its first frame begins one, and `view`
    uint8 [9, 16, 3] is the mean of its pictures. `heat` holds the n heatmaps as the heatmap cache
    keeps them, or nothing where they were not asked for.
    """

    first_frame: int
    x: Float64
    y: Float64
    score: Float32
    candidates: Float32
    motion: Float32
    disagreement: Float32
    repeats: NDArray[np.bool_]
    camera: Float32
    begins_shot: bool
    view: NDArray[np.uint8]
    heat: tuple[bytes, ...] = ()

    @property
    def last_frame(self) -> int:
        """The last frame that the chunk answers."""
        return self.first_frame + len(self.x) - 1

    @property
    def columns(self) -> Columns:
        """What a project stores of each frame, in its order: x, y, score, candidates, motion,
        disagreement, repeats, camera."""
        best = self.x, self.y, self.score
        evidence = self.motion, self.disagreement, self.repeats, self.camera
        return *best, self.candidates, *evidence


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the person, such as that batches became smaller."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Every frame that was asked for is answered. A cancelled run ends without this event.

    `seconds` counts from when the model was ready; `runtime` says what ran it.
    """

    frames: int
    seconds: float
    runtime: str = ""


Event = Progress | ChunkDone | Notice | Finished
