"""Where nothing may be written: over the video of the match, and over any project."""

from __future__ import annotations

from pathlib import Path

from annotation import is_project
from app.document import Document
from app.paths import is_there
from app.translation import translate


def obstacle(path: Path, document: Document) -> str:
    """Why nothing may be written at `path`, '' where something may."""
    if is_project(path):
        text = translate(
            "Outputs",
            "{name} has the name of a project, which writing would destroy; give the file another "
            "name.",
        )
        return text.format(name=path.name)
    info = document.info
    if info is not None and is_there(path) and is_there(info.path) and path.samefile(info.path):
        text = translate(
            "Outputs",
            "{name} is the video of the match, which writing would destroy; give the file another "
            "name.",
        )
        return text.format(name=path.name)
    return ""
