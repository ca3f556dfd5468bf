"""Expected errors of the package: each message is one sentence a person can act on."""

from __future__ import annotations

from pathlib import Path


class AnnotationError(Exception):
    """Base of every expected error here; ``str(error)`` is a sentence for the person."""


class MarkError(AnnotationError):
    """A mark that contradicts itself, such as a visible ball without a position."""


class EditError(AnnotationError):
    """An edit that makes no sense where it was asked for."""


class ProjectError(AnnotationError):
    """A project file that cannot be created, opened, read or written."""


class UnwritableProjectError(ProjectError):
    """The project at ``path`` may not be written where it is: a copy elsewhere may."""

    def __init__(self, sentence: str, path: Path) -> None:
        super().__init__(sentence)
        self.path = path


class LongNameError(ProjectError):
    """The name of a project leaves no room for those of the files that lie beside it."""


class OtherVideoError(ProjectError):
    """The project is sound, but belongs to another video."""


class ChangedElsewhereError(ProjectError):
    """Another window has changed what an edit takes for granted."""


class GrownElsewhereError(ChangedElsewhereError):
    """The video is a recording that has grown, and the project goes with what it is now."""


class NewerProjectError(ProjectError):
    """The project was written by a newer version of the program."""


class VideoIdentityError(AnnotationError):
    """A video file that cannot be read to take its fingerprint."""


class FormatError(AnnotationError):
    """A label file that cannot be read or written as asked."""


class UnclearFormatError(FormatError):
    """A label file that is read only if a person says which tool it is from."""

    def __init__(self, sentence: str, format: str, tool: str) -> None:
        """Args: format: the one that it then is; tool: what people call that."""
        super().__init__(sentence)
        self.format, self.tool = format, tool
