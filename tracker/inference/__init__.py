"""Pre-labelling a video: a generator of events over a pipeline of threads.

Importing this package does not import torch; running it does.
"""

from tracker.inference.engine import track_video
from tracker.inference.events import ChunkDone, Event, Finished, Notice, Progress
from tracker.inference.evidence import Evidence, evidence_for_frame, motion_for_frame
from tracker.inference.runtime_choice import RUNTIMES
from tracker.inference.windows import MODES, STRIDE

__all__ = [
    "MODES",
    "RUNTIMES",
    "STRIDE",
    "ChunkDone",
    "Event",
    "Evidence",
    "Finished",
    "Notice",
    "Progress",
    "evidence_for_frame",
    "motion_for_frame",
    "track_video",
]
