"""What people said in another project of the same video: a match that two of them share out."""

from __future__ import annotations

from pathlib import Path

from annotation.formats import LabelTable
from annotation.mark_columns import by_persons
from annotation.project import Project
from annotation.video_identity import VideoIdentity


def labels_of_people(path: Path, video: VideoIdentity) -> LabelTable:
    """A row for every frame in which people placed or accepted something in the project at
    ``path``, which is only read; those of replays and breaks are among them.

    ``OtherVideoError`` where the project is not of ``video``, ``ProjectError`` where it cannot be
    read.
    """
    with Project.read(path) as project:
        project.refuse_other(video)
        marks = project.mark_columns().records
    marks = marks[by_persons(marks["source"])]
    columns = (marks[name] for name in ("frame", "visibility", "x", "y"))
    return LabelTable.build(*columns, score=marks["score"], source=marks["source"])
