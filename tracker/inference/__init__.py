"""Pre-labelling a video: a generator of events over a pipeline of threads.

Importing this package does not import torch; running it does.
"""

from tracker.inference.engine import track_video
from tracker.inference.events import ChunkDone, Event, Finished, Notice, Progress
from tracker.inference.runtime_choice import RUNTIMES
from tracker.inference.windows import MODES, STRIDE

__all__ = [
    "MODES",
    "RUNTIMES",
    "STRIDE",
    "ChunkDone",
    "Event",
    "Finished",
    "Notice",
    "Progress",
    "track_video",
]
