"""What is said when a run has come to its end."""

from __future__ import annotations

import time

from app.jobs.job_state import duration_text
from app.numerals import grouped
from app.translation import translate
from app.workflows.prelabel_queue import Batch

TOLD = 3
"""Of so many matches that failed it is told why."""


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
    return text.format(
        frames=grouped(frames), first=grouped(first), last=grouped(last), time=duration_text(took)
    )


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
    return text.format(count=grouped(count))


def differing_text(count: int) -> str:
    """So many frames say something else than before."""
    text = translate(
        "Prelabel", "{count} frames say something else than before; the review asks about them."
    )
    if count == 1:
        text = translate(
            "Prelabel", "{count} frame says something else than before; the review asks about it."
        )
    return text.format(count=grouped(count))


def stopped_text(done: int, total: int, name: str = "") -> str:
    """So many frames are answered. `name` is that of the match, where it is not on screen."""
    text = translate(
        "Prelabel", "Pre-labelling stopped at {done} of {total} frames; they are kept."
    )
    if name:
        text = translate(
            "Prelabel",
            "Pre-labelling of {name} stopped at {done} of {total} frames; they are kept.",
        )
    if not done:
        text = translate("Prelabel", "Pre-labelling stopped before it had answered a frame.")
        if name:
            text = translate(
                "Prelabel", "Pre-labelling of {name} stopped before it had answered a frame."
            )
    return text.format(name=name, done=grouped(done), total=grouped(total))


def waiting_text(count: int) -> str:
    """So many matches were asked for as well."""
    text = translate("Prelabel", "{count} more matches wait.")
    if count == 1:
        text = translate("Prelabel", "One more match waits.")
    return text.format(count=grouped(count))


def batch_text(batch: Batch) -> str:
    """How several matches went, and why some failed."""
    text = translate("Prelabel", "{done} of {total} matches are pre-labelled ({time}).")
    if batch.done == batch.total:
        text = translate("Prelabel", "{total} matches are pre-labelled ({time}).")
    took = duration_text(time.monotonic() - batch.began)
    lines = [text.format(done=grouped(batch.done), total=grouped(batch.total), time=took)]
    lines += [f"{order.name}: {sentence}" for order, sentence in batch.failed[:TOLD]]
    if len(batch.failed) > TOLD:
        more = translate("Prelabel", "{count} more failed; the log says why.")
        lines.append(more.format(count=grouped(len(batch.failed) - TOLD)))
    return "\n".join(lines)
