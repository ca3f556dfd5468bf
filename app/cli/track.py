"""`rallymark track`: the ball in every frame of a video, into a label file, a project or both."""

from __future__ import annotations

import argparse
import threading

from annotation.formats import track_to_labels, write_labels
from annotation.project import PATH_STATE, THRESHOLD_STATE
from annotation.track import BallTrack
from app.cli.console import STOPPED, say, stop_on_interrupt
from app.cli.errors import CommandError, check_label_format, check_output
from app.cli.prelabel import load, prelabel
from app.cli.projects import open_project
from tracker.inference import STRIDE, ChunkDone
from tracker.video import Video, open_video


def run(args: argparse.Namespace) -> int:
    """Pre-labels VIDEO; with a project the work can be stopped and resumed."""
    if args.output is None and args.project is None:
        raise CommandError("Nothing to write: give -o LABELS.csv, --project P.rally or both.")
    check_label_format(args.format)
    for output in (args.output, args.project):
        if output is not None:
            check_output(output, args.video)
    video = open_video(args.video)
    with stop_on_interrupt() as stop:
        if args.project is None:
            track = _in_memory(args, video, stop)
        else:
            track = _in_project(args, video, stop)
    if track is None:
        return STOPPED
    if args.output is not None:
        table = track_to_labels(track, times=video.index.times())
        write_labels(args.output, table, args.format)
        say(f"{args.output}: the ball is in {int(track.has_ball.sum())} of {len(track)} frames.")
    return 0


def _in_memory(args: argparse.Namespace, video: Video, stop: threading.Event) -> BallTrack | None:
    """The finished track, or None where the work was stopped."""
    model = load(args.weights, args.device, args.runtime)
    track = BallTrack(video.info.frame_count)
    track.set_threshold(model.threshold if args.threshold is None else args.threshold)

    def keep(chunk: ChunkDone) -> None:
        track.set_predictions(chunk.first_frame, *chunk.columns)

    if prelabel(
        video,
        model,
        keep,
        stop=stop,
        batch_size=args.batch_size,
        show_progress=args.progress,
    ):
        if args.path is not False:
            track.follow_path((video.info.width, video.info.height), float(video.info.fps))
        return track
    say("stopped, and nothing was written; with --project what is done would be kept.")
    return None


def _in_project(args: argparse.Namespace, video: Video, stop: threading.Event) -> BallTrack | None:
    """The project's track with all predictions in it, or None where the work was stopped."""
    # Loaded first, so that weights that cannot be used leave no empty project behind.
    model = load(args.weights, args.device, args.runtime)
    threshold = model.threshold if args.threshold is None else args.threshold
    with open_project(args.project, video) as project:
        # The settings are those of the window, so that either resumes what the other began.
        run = project.begin_run(
            model.name, model.sha256, threshold, video.info.frame_count, settings={"stride": STRIDE}
        )
        if args.threshold is not None:
            project.set_state(THRESHOLD_STATE, args.threshold)
        if args.path is not None:
            project.set_state(PATH_STATE, args.path)
        if run.resumed and run.done_ranges:
            done = sum(last - first + 1 for first, last in run.done_ranges)
            say(f"{project.path.name}: {done} of {run.frame_count} frames are done already.")

        def keep(chunk: ChunkDone) -> None:
            project.write_predictions(run.id, chunk.first_frame, *chunk.columns)

        if not prelabel(
            video,
            model,
            keep,
            stop=stop,
            ranges=run.todo_ranges,
            batch_size=args.batch_size,
            show_progress=args.progress,
        ):
            say(f"stopped; run the same command again to go on where {project.path.name} is now.")
            return None
        project.finish_run(run.id)
        return project.load_track(by_path=project.follows_path)
