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

    ``cache``: a folder in which answers are kept by video, weights and ``mode`` (no run where
    found). What a run has to say goes to stderr.
    """
    count = labelled.video.info.frame_count
    # Clips of several folders may share a name.
    hashes = (labelled.identity.sha256_of_samples, model.sha256, model.verifier_sha256)
    key = "-".join((labelled.name, *(each[:12] for each in hashes), mode, model.runtime))
    kept = None if cache is None else cache / f"{key}.npz"
    track = BallTrack(count)
    track.set_threshold(threshold)
    if kept is not None and kept.is_file():
        with np.load(kept) as columns:
            cuts = columns["cuts"]
            track.set_predictions(0, **{name: columns[name] for name in columns if name != "cuts"})
        track.set_cuts(cuts)
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
            first, shot = event.first_frame, event.begins_shot
            track.set_predictions(first, *event.columns, begins_shot=shot)
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
            candidates=track.candidates,
            motion=track.candidate_motion,
            disagreement=track.disagreement,
            repeats=track.predicted_repeats,
            camera=track.camera,
            cuts=np.flatnonzero(track.cuts),
        )
    return track, finished
