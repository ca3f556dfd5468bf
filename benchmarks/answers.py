"""What a model says of a labelled video, as a track; kept in a folder if one is given."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from annotation.track import BallTrack
from app.cli.training_data import LabelledVideo
from app.jobs.engine import LoadedModel
from tracker.inference import MODES, ChunkDone, Finished, Notice, track_video


def answered_track(
    labelled: LabelledVideo,
    model: LoadedModel,
    threshold: float,
    cache: Path | None = None,
    mode: str = "fast",
) -> tuple[BallTrack, Finished | None]:
    """The model's answers for the whole video, decided by threshold, and how the run went.

    ``cache``: a folder in which answers are kept by clip, weights and ``mode`` (no run where
    found). What a run has to say goes to stderr.
    """
    count = labelled.video.info.frame_count
    key = f"{model.sha256[:12]}-{model.verifier_sha256[:12]}-{mode}" + (
        "" if model.runtime == "auto" else f"-{model.runtime}"
    )
    kept = None if cache is None else cache / f"{labelled.name}-{key}.npz"
    track = BallTrack(count)
    track.set_threshold(threshold)
    if kept is not None and kept.is_file():
        with np.load(kept) as columns:
            answers = (columns[name] for name in ("x", "y", "score", "peaks"))
            # Kept before it was known which frames repeat the picture before, or that it moves.
            repeats, camera = columns.get("repeats"), columns.get("camera")
            track.set_predictions(0, *answers, repeats=repeats, camera=camera)
        return track, None
    finished = None
    for event in track_video(
        labelled.video,
        model.module,
        device=model.device,
        runtime=model.runtime,
        verifier=model.verifier,
        stride=MODES[mode],
    ):
        if isinstance(event, ChunkDone):
            track.set_predictions(event.first_frame, *event.columns)
        elif isinstance(event, Notice):
            print(event.text, file=sys.stderr)
        elif isinstance(event, Finished):
            finished = event
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            kept,
            x=track.predicted_x,
            y=track.predicted_y,
            score=track.predicted_score,
            peaks=track.candidates,
            repeats=track.predicted_repeats,
            camera=track.camera,
        )
    return track, finished
