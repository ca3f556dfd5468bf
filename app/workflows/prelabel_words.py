"""What is said when a run has come to its end."""

from __future__ import annotations

from app.jobs.job_state import duration_text
from app.translation import translate


def answered_text(frames: int, asked: tuple[int, int] | None, took: float) -> str:
    """So many frames are answered.

    Args:
        frames: how many.
        asked: first and last of those that were to be answered again; None: the whole video.
        took: seconds.
    """
    first, last = asked or (0, 0)
    text = translate("Prelabel", "All {frames} frames are pre-labelled ({time}).")
    if asked is not None:
        text = translate(
            "Prelabel", "{frames} frames from {first} to {last} are tracked again ({time})."
        )
    if frames == 0:
        text = translate(
            "Prelabel", "All of these frames are left out, so the model was not asked."
        )
    if frames == 1 and asked is None:
        text = translate("Prelabel", "The one frame is pre-labelled ({time}).")
    return text.format(frames=frames, first=first, last=last, time=duration_text(took))


def left_out_text(count: int) -> str:
    """So many stretches are not the game."""
    if count == 1:
        text = translate(
            "Prelabel", "{count} stretch looks like a replay or close-up and is left out."
        )
    else:
        text = translate(
            "Prelabel", "{count} stretches look like replays or close-ups and are left out."
        )
    return text.format(count=count)
