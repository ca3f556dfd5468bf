"""`rallymark track`: the ball in every frame of a video, into a label file, a project or both."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path
from typing import Any

import numpy as np

from annotation.formats import track_to_labels, write_labels
from annotation.predictions import FRAMES_SETTING, Run
from annotation.project import PATH_STATE, THRESHOLD_STATE, Project
from annotation.segments import SegmentSource, put_guess, ranges_without
from annotation.shots import guess_segments
from annotation.track import BallTrack
from app.cli.console import STOPPED, say, stop_on_interrupt
from app.cli.errors import CommandError, check_label_format, check_output, check_place
from app.cli.prelabel import Cluster, load, prelabel
from app.cli.projects import open_project
from app.jobs.engine import LoadedModel
from app.jobs.run_store import RunStore
from tracker.inference import MODES, ChunkDone
from tracker.video import Video, open_video


def run(args: argparse.Namespace) -> int:
    """Pre-labels videos; with a project the work can be stopped and resumed."""
    if args.out_dir is not None:
        from app.cli.track_many import run_many

        return run_many(args)
    if args.output is None and args.project is None:
        raise CommandError(
            "Nothing to write: give -o LABELS.csv, --project P.rally or both, or --out-dir FOLDER."
        )
    if args.frames is not None and args.project is None:
        raise CommandError("--range needs --project P.rally, which keeps all other frames.")
    if len(args.videos) > 1:
        raise CommandError("Several videos need --out-dir FOLDER for their results.")
    with stop_on_interrupt() as stop:
        track = track_one(args, args.videos[0], stop)
    return STOPPED if track is None else 0


def track_one(args: argparse.Namespace, path: Path, stop: threading.Event) -> BallTrack | None:
    """Pre-labels one video into `args.output`, `args.project` or both; None where stopped."""
    check_label_format(args.format)
    if args.project is not None:
        check_place(args.project, path)
    if args.output is not None:
        check_output(args.output, path, *([args.project] if args.project else ()))
    video = open_video(path)
    if args.project is None:
        track = _in_memory(args, video, stop)
    else:
        track = _in_project(args, video, stop)
    if track is not None and args.output is not None:
        table = track_to_labels(
            track, times=video.index.times(), left_out=_left_out(args.project, track)
        )
        write_labels(args.output, table, args.format)
        say(f"{args.output}: the ball is in {int(track.has_ball.sum())} of {len(track)} frames.")
    return track


def _left_out(path: Path | None, track: BallTrack) -> np.ndarray | None:
    """The frames of the project that its labels leave out."""
    if path is None:
        return None
    with Project.open(path) as project:
        return project.segments().left_out_mask(track.persons)


def _load(args: argparse.Namespace) -> LoadedModel:
    # On a cluster the workers have the device; here the weights are only read.
    return load(args.weights, "cpu" if args.ray else args.device, args.runtime)


def _cluster(args: argparse.Namespace) -> Cluster | None:
    return Cluster(args.ray, args.device) if args.ray else None


def _in_memory(args: argparse.Namespace, video: Video, stop: threading.Event) -> BallTrack | None:
    """The finished track, or None where the work was stopped."""
    model = _load(args)
    track = BallTrack(video.info.frame_count)
    track.set_threshold(model.threshold if args.threshold is None else args.threshold)

    def keep(chunk: ChunkDone) -> None:
        track.set_predictions(chunk.first_frame, *chunk.columns, begins_shot=chunk.begins_shot)

    if prelabel(
        video,
        model,
        keep,
        stop=stop,
        batch_size=args.batch_size,
        mode=args.mode,
        ray=_cluster(args),
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
    model = _load(args)
    threshold = model.threshold if args.threshold is None else args.threshold
    with open_project(args.project, video) as project:
        # The settings are those of the window, so that either resumes what the other began.
        settings: dict[str, Any] = {"stride": MODES[args.mode]}
        first, last = args.frames or (0, video.info.frame_count - 1)
        if args.frames is not None:
            _check_frames(args.frames, video)
            settings[FRAMES_SETTING] = [first, last]
            # A part answered again does not change what counts as a ball in the rest.
            latest = project.latest_run()
            threshold = latest.threshold if latest else threshold
        if args.threshold is not None:
            project.set_state(THRESHOLD_STATE, args.threshold)
        if args.path is not None:
            project.set_state(PATH_STATE, args.path)
        run = _run(project, model, threshold, settings)
        todo = ranges_without(run.todo_within(first, last), project.segments().excluded())
        if not todo and run.finished is not None:
            say(f"{project.path.name}: all frames are done already.")
            return project.load_track(by_path=project.follows_path)
        if run.done_ranges:
            done = sum(last - first + 1 for first, last in run.done_ranges)
            say(f"{project.path.name}: {done} of {run.frame_count} frames are done already.")

        with RunStore(project, run, say) as store:
            ended = prelabel(
                video,
                model,
                store.keep,
                stop=stop,
                ranges=todo,
                batch_size=args.batch_size,
                mode=args.mode,
                keep_heat=True,
                ray=_cluster(args),
                show_progress=args.progress,
            )
        if not ended:
            say(f"stopped; run the same command again to go on where {project.path.name} is now.")
            return None
        project.finish_run(run.id)
        _guess_segments(project)
        return project.load_track(by_path=project.follows_path)


def _run(project: Project, model: LoadedModel, threshold: float, settings: dict[str, Any]) -> Run:
    """The run to write to: of the same weights and settings the latest, even a finished one, which
    may lack what was excluded then."""
    run = project.latest_run(whole=True)
    if (
        run is not None
        and run.finished is not None
        and (run.weights_hash, run.settings) == (model.sha256, settings)
    ):
        return run
    return project.begin_run(model.name, model.sha256, threshold, project.frame_count, settings)


def _check_frames(frames: tuple[int, int], video: Video) -> None:
    if frames[1] >= video.info.frame_count:
        raise CommandError(
            f"--range {frames[0]}:{frames[1]}: {video.info.path.name} has the frames 0 to "
            f"{video.info.frame_count - 1}."
        )


def _guess_segments(project: Project) -> None:
    edit = put_guess(project.segments(), guess_segments(project.shots()))
    if edit is None:
        return
    project.apply_segments(edit)
    guessed = sum(each.source is SegmentSource.GUESS for each in edit.after)
    if guessed:
        shots = "1 shot does" if guessed == 1 else f"{guessed} shots do"
        say(f"{shots} not show the main view: named close-ups until you say otherwise.")
