"""The truth about the ball: who saw it where, in which frame of which video.

The package knows nothing of windows or neural networks: numpy and sqlite3 are all it needs.

- ``marks``           one frame's mark: visibility, position, score, source, time of the edit
- ``mark_columns``    the marks of many frames as columns, still a mapping frame -> mark
- ``track``           ``BallTrack``: predictions underneath, marks on top, the effective truth
- ``edits``           ``TrackEdit`` and the pure functions that make one
- ``joint_edit``      several edits as one, of marks, stretches and events
- ``project``         ``Project``: one SQLite file per video, every edit durable on return
- ``project_video``  which video a project is of, and what becomes of a recording that grows
- ``schema``, ``predictions``  the tables behind a project
- ``unfinished``      files that appear whole or not at all
- ``video_identity``  which video these labels belong to
- ``colleague``       what people said in another project of the same video
- ``renamed``         videos that were given another name
- ``review``          the frames worth a second look, worst first
- ``metrics``         TrackNet's protocol: TP, FP1, FP2, TN, FN and what follows from them
- ``report``          what a label report says of a track, in numbers
- ``formats``         label files, one module per dialect

Coordinates are float pixels of the source video as displayed, origin top-left, the centre of pixel
(0, 0) at (0, 0). Frames are 0-based numbers in presentation order.
"""

from pathlib import Path

PROJECT_SUFFIX = ".rally"


def is_project(path: Path) -> bool:
    """Whether a file is a project by its name."""
    return path.suffix.lower() == PROJECT_SUFFIX
