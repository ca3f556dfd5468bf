"""Which errors are the user's to solve, and the sentence for each."""

from __future__ import annotations

BAD_INPUT = 2


class CommandError(Exception):
    """Something typed on the command line cannot be done; the message is one sentence."""


def expected_sentence(error: Exception) -> str | None:
    """The sentence for an error a person can act on; None for a fault of the program."""
    from annotation.errors import AnnotationError
    from tracker.errors import TrackerError

    if isinstance(error, CommandError | AnnotationError | TrackerError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}."
    return None
