"""`rallymark track`: the ball in every frame of a video, into a label file, a project or both."""

from __future__ import annotations

import argparse
import copy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotation.errors import GrownElsewhereError
from annotation.formats import LabelTable, track_to_labels, writer_of
from annotation.predictions import FRAMES_SETTING
from annotation.project import PATH_STATE, THRESHOLD_STATE, Project
from annotation.segments import SegmentSource, ranges_without
from annotation.track import BallTrack
from app.cli.console import are, say
from app.cli.errors import CommandError, check_output, check_project
from app.cli.outputs import named, put_labels
from app.cli.prelabel import DEFAULT_MODE, Cluster, load, prelabel, verifier_of, weights_of
from app.cli.projects import answered, open_video, project_labels, project_of
from app.cli.stopping import stop_on_interrupt
from app.exit_status import STOPPED
from app.jobs.engine import LoadedModel
from app.jobs.run_store import RunStore, run_settings, run_to_go_on
from app.recordings import identify
from tracker.errors import Cancelled, TrackerError
from tracker.inference import MODES, ChunkDone
from tracker.inference.heatmap_cache import cache_path
from tracker.video import Video


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
        table = track_one(args, args.videos[0], stop)
    return STOPPED if table is None else 0


def track_one(args: argparse.Namespace, path: Path, stop: threading.Event) -> LabelTable | None:
    """Pre-labels one video into `args.output`, `args.project` or both; None where stopped."""
    writer_of(args.format)  # raises where there is none
    if args.project is not None:
        check_project(args.project, path)
    if args.output is not None:
        check_output(args.output, path, *([args.project] if args.project else ()))
    try:
        video = open_video(path, stop)
    except Cancelled:
        say("stopped before the work began; nothing was written.")
        return None
    if video.index.table.damaged:
        count = video.info.frame_count
        say(f"{path.name} is damaged or cut off; it has {count} frames that can be read.")
    _check_frames(args.frames, video)
    try:
        table = (_in_memory if args.project is None else _in_project)(args, video, stop)
    except GrownElsewhereError as error:
        raise CommandError(
            f"{path.name} has grown, and a window has read on; run the same command again to go on "
            f"where {args.project.name} is now."
        ) from error
    if table is not None:
        if args.output is not None:
            put_labels(args.output, table, args.format)
        say(f"{named(args.output or args.project)}: {answered(table)}")
    return table


def _load(args: argparse.Namespace) -> LoadedModel:
    # On a cluster the workers have the device; here the weights are only read.
    device = "cpu" if args.ray else args.device
    return load(args.weights, device, args.runtime, args.verifier)


def _cluster(args: argparse.Namespace) -> Cluster | None:
    return Cluster(args.ray, args.device) if args.ray else None


def _in_memory(args: argparse.Namespace, video: Video, stop: threading.Event) -> LabelTable | None:
    """The finished labels, or None where the work was stopped."""
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
        mode=args.mode or DEFAULT_MODE,
        ray=_cluster(args),
        show_progress=args.progress,
    ):
        if args.path is not False:
            track.follow_path((video.info.width, video.info.height), float(video.info.fps))
        return track_to_labels(track, times=video.index.times())
    say("stopped, and nothing was written; with --project what is done would be kept.")
    return None


def _in_project(args: argparse.Namespace, video: Video, stop: threading.Event) -> LabelTable | None:
    """The project's labels with all predictions in it, or None where the work was stopped."""
    identity = identify(video)
    if args.project.exists():
        with project_of(args.project, video, identity) as project:
            # The video may have moved, and commands that only read the project have to find it.
            project.set_video_path(video.info.path)
            args = _as_before(args, project)
            return _answer(args, project, _load(args), video, stop)
    # Loaded first, so that weights that cannot be used leave no empty project behind.
    model = _load(args)
    if args.project.exists():  # by the same command, started a moment before
        return _in_project(args, video, stop)
    with Project.create(args.project, identity, video.info.path) as project, _made(project):
        return _answer(args, project, model, video, stop)


@contextmanager
def _made(project: Project) -> Iterator[None]:
    """Takes a new project away again where an error comes before the first answer, and before the
    first mark of a person who has opened it meanwhile."""
    try:
        yield
    except TrackerError:
        if not len(project.predictions().frames) and not project.marks():
            project.close()
            for path in (project.path, cache_path(project.path)):
                path.unlink(missing_ok=True)
        raise


def _as_before(args: argparse.Namespace, project: Project) -> argparse.Namespace:
    """Mode, weights and verifier that are not given are those the project was answered with.

    The verifier, or that there was none, counts for the weights of then: other weights come with
    theirs.
    """
    run = project.latest_run(whole=True)
    own = copy.copy(args)
    if run is not None:
        modes = (mode for mode, stride in MODES.items() if stride == run.settings.get("stride"))
        own.mode = args.mode or next(modes, None)
        own.weights = args.weights or weights_of(run, project.path)
        if args.weights is None:
            own.verifier = args.verifier or verifier_of(run, project.path)
    return own


def _answer(
    args: argparse.Namespace,
    project: Project,
    model: LoadedModel,
    video: Video,
    stop: threading.Event,
) -> LabelTable | None:
    mode = args.mode or DEFAULT_MODE
    # The settings are those of the window, so that either resumes what the other began.
    settings = run_settings(model, MODES[mode])
    threshold = model.threshold if args.threshold is None else args.threshold
    first, last = args.frames or (0, project.frame_count - 1)
    excluded = project.segments().excluded()
    if args.frames is not None:
        if not ranges_without([args.frames], excluded):
            raise CommandError(
                f"--range {first}:{last}: {project.path.name} leaves these frames out as replay, "
                "close-up or break."
            )
        settings[FRAMES_SETTING] = [first, last]
        # A part answered again does not change what counts as a ball in the rest.
        latest = project.latest_run()
        threshold = latest.threshold if latest else threshold
    if args.threshold is not None:
        project.set_state(THRESHOLD_STATE, args.threshold)
    if args.path is not None:
        project.set_state(PATH_STATE, args.path)
    run = run_to_go_on(project, model, threshold, settings)
    begun = project.latest_run()
    todo = ranges_without(run.todo_within(first, last), excluded)
    if not todo and run.finished is not None:
        say(f"{project.path.name}: all frames are done already.")
        return project_labels(project, video.index.times())
    if run.done_ranges:
        done = sum(last - first + 1 for first, last in run.done_ranges)
        say(f"{project.path.name}: {done} of {run.frame_count} frames {are(done)} done already.")

    with RunStore(project, run, say) as store:
        ended = not todo or prelabel(
            video,
            model,
            store.keep,
            stop=stop,
            ranges=todo,
            batch_size=args.batch_size,
            mode=mode,
            keep_heat=True,
            ray=_cluster(args),
            show_progress=args.progress,
        )
    if not ended:
        say(f"stopped; run the same command again to go on where {project.path.name} is now.")
        return None
    project.finish_run(run.id)
    latest = project.latest_run()
    # One that was there before may be newer, too: of some frames, or by other settings.
    if latest is not None and begun is not None and latest.id > begun.id:
        say(
            f"{project.path.name}: another run was begun on it meanwhile, with "
            f"{latest.model_name}; its answers take the place of these."
        )
    if args.frames is None:
        _guess_segments(project)
    return project_labels(project, video.index.times())


def _check_frames(frames: tuple[int, int] | None, video: Video) -> None:
    if frames is not None and frames[1] >= video.info.frame_count:
        raise CommandError(
            f"--range {frames[0]}:{frames[1]}: {video.info.path.name} has the frames 0 to "
            f"{video.info.frame_count - 1}."
        )


def _guess_segments(project: Project) -> None:
    edit = project.guess_segments()
    if edit is None:
        return
    guessed = sum(each.source is SegmentSource.GUESS for each in edit.after)
    if guessed:
        shots = "1 shot does" if guessed == 1 else f"{guessed} shots do"
        say(f"{shots} not show the main view: named close-ups until you say otherwise.")
