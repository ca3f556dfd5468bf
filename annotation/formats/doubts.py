"""What is no mistake in labels, yet looks as if they were of another video, size or frame of it."""

from __future__ import annotations

from annotation.formats.table import LabelTable

ENOUGH_BALLS = 25
"""Fewer may well be of one corner of the picture, as those of a single stroke are."""


def fill_a_quarter(table: LabelTable, size: tuple[int, int]) -> bool:
    """Whether all balls, of enough to tell, lie in the upper left quarter of a picture of this
    (width, height), as those labelled on a copy of half its size or less do."""
    width, height = size
    balls = table.has_ball
    return (
        int(balls.sum()) >= ENOUGH_BALLS
        and float(table.x[balls].max()) < width / 2
        and float(table.y[balls].max()) < height / 2
    )


def stop_before(table: LabelTable, end: int) -> bool:
    """Whether labels of every frame from the first on stop before the video's last frame ``end``
    does, as those of a shorter video would; a few frames that somebody labelled do not look like
    that."""
    count = len(table)
    return 0 < count <= end and int(table.frame[-1]) == count - 1


def count_from_one(table: LabelTable) -> bool:
    """Whether labels of every frame begin at frame 1, as those of pictures do that ``ffmpeg`` took
    out of a video: then each lies one frame beside its ball, and those past the end are missing."""
    frames = table.frame
    return (
        len(table) >= ENOUGH_BALLS
        and int(frames[0]) == 1
        and int(frames[ENOUGH_BALLS - 1]) == ENOUGH_BALLS
    )
