"""Errors a person can act on; the message is always one complete sentence."""


class TrackerError(Exception):
    """Base of every expected failure in this package."""


class VideoError(TrackerError):
    """A video cannot be opened, indexed or read."""


class Cancelled(TrackerError):
    """The caller asked a long piece of work to stop; nothing is wrong."""
