"""Which errors are the user's to solve, and the sentence for each."""

from __future__ import annotations

import errno
import shutil
import tempfile
from pathlib import Path

from annotation import PROJECT_SUFFIX, is_project
from app.cli.argument_types import STDOUT
from app.numerals import singular

BAD_INPUT = 2


class CommandError(Exception):
    """Something typed on the command line cannot be done; the message is one sentence."""


class FolderError(CommandError):
    """Nothing can be written in a folder."""


def expected_sentence(error: Exception) -> str | None:
    """The sentence for an error a person can act on; None for a fault of the program."""
    from annotation.errors import AnnotationError
    from tracker.errors import TrackerError

    if isinstance(error, CommandError | AnnotationError | TrackerError):
        return singular(str(error))
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}."
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"nothing more can be written ({error.strerror})."
    return None


def check_output(path: Path, *inputs: Path) -> None:
    """Raises `CommandError` where `path` cannot be written, before hours of work are spent.

    An output that is one of the `inputs` would destroy it, and is refused too, and so is one that
    has the name of a project: all that a person ever marked may be in it.
    """
    if path == STDOUT:
        return
    check_place(path, *inputs)
    if is_project(path.resolve()):
        raise CommandError(
            f"{path} has the name of a project, which writing would destroy; give the result "
            "another name."
        )


def check_place(path: Path, *inputs: Path) -> None:
    """As `check_output`, for a file that is not replaced if it is there: a project."""
    if path.is_dir():
        raise CommandError(f"{path} is a folder; give the name of a file to write.")
    if any(_same(path, given) for given in inputs):
        raise CommandError(f"{path} is also an input, which writing would destroy.")
    if path.exists() and not path.is_file():
        return  # a pipe or a device, such as /dev/stdout, which nothing is put beside
    if not path.parent.is_dir():
        raise CommandError(f"The folder {path.parent} for {path.name} does not exist.")
    _check_writable(path.parent.absolute(), path.name)


def check_project(path: Path, *inputs: Path) -> None:
    """As `check_place`; a new project must also have the name by which it is known as one, and of
    one that is there the `ProjectError` says what to copy."""
    from annotation.schema import unwritable

    try:
        check_place(path, *inputs)
    except FolderError as error:
        if path.is_file():
            raise unwritable(path) from error
        raise
    if not path.exists() and not is_project(path):
        raise CommandError(f"The name of a project ends in {PROJECT_SUFFIX}, not as {path.name}.")


def check_room(folder: Path, needed: int, what: str) -> None:
    """Raises `CommandError` where fewer than `needed` bytes are free in a folder that is there:
    known now, not after hours of training. `what` needs them, as "The checkpoint needs"."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise CommandError(
            f"{what} {needed / 1e6:.0f} MB in {folder.absolute()}, where {free / 1e6:.0f} MB are "
            "free."
        )


def check_folder(folder: Path, *inputs: Path) -> None:
    """Raises `CommandError` where no results can be put into `folder`, which need not be there.

    Among the `inputs` they would be taken for some of them the next time.
    """
    if any(_same(folder, given) for given in inputs):
        raise CommandError(f"{folder} is also an input; give another folder for the results.")
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        raise CommandError(f"{place} is a file; give the name of a folder for the results.")
    _check_writable(place, folder)


def _check_writable(place: Path, name: Path | str) -> None:
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        raise FolderError(
            f"{name} cannot be written, because nothing can be written in the folder "
            f"{place} ({error.strerror})."
        ) from error


def _same(one: Path, other: Path) -> bool:
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()
