"""`rallymark demo`: the rally that ships with the program, in the window or on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli.arguments import DEMO_FOLDER
from app.cli.console import say
from app.cli.display import has_display
from app.cli.errors import CommandError, check_folder, check_output
from app.cli.stopping import stop_on_interrupt
from app.demo_rally import demo_video, shipped_rally
from app.exit_status import STOPPED


def run(args: argparse.Namespace) -> int:
    """Opens the demo rally in the window; without a display does its whole job here."""
    if has_display() and not args.headless:
        _refuse_headless_options(args)
        return _window()
    if not args.headless:
        say("there is no display here, so the demo does its whole job on the command line.")
    return _headless(args)


def _refuse_headless_options(args: argparse.Namespace) -> None:
    """The window has its own choice of these; passed over, they would seem to hold in it."""
    usual = {
        "weights": None,
        "device": "auto",
        "runtime": "auto",
        "verifier": None,
        "out_dir": DEMO_FOLDER,
    }
    given = [name for name, value in usual.items() if getattr(args, name) != value]
    if given:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in given)
        raise CommandError(
            f"The demo opens in the window, which does not take {options}: add --headless, or "
            "choose there."
        )


def _window() -> int:
    from app.application import run_window

    return int(run_window(demo_video(), demo=True))


def _headless(args: argparse.Namespace) -> int:
    """Pre-labels the rally, writes labels.csv and rally.png, prints the table of `evaluate`."""
    from annotation.formats import read_labels, track_to_labels, write_labels
    from annotation.metrics import TOLERANCE, evaluate
    from annotation.track import BallTrack
    from app.cli.evaluate import as_table
    from app.cli.picture import rally_picture, write_picture
    from app.cli.prelabel import load, prelabel
    from tracker.inference import ChunkDone
    from tracker.video import FrameReader, open_video

    folder: Path = args.out_dir
    check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    labels, picture = folder / "labels.csv", folder / "rally.png"
    for output in (labels, picture):
        check_output(output)
    if labels.exists() and not picture.exists():
        raise CommandError(
            f"{labels} is there already, and no {picture.name} beside it shows that the demo made "
            "it; give another --out-dir."
        )
    rally, rally_truth = shipped_rally()
    video = open_video(rally)
    size, count = (video.info.width, video.info.height), video.info.frame_count
    model = load(args.weights, args.device, args.runtime, args.verifier)
    track = BallTrack(count)
    track.set_threshold(model.threshold)

    def keep(chunk: ChunkDone) -> None:
        track.set_predictions(chunk.first_frame, *chunk.columns, begins_shot=chunk.begins_shot)

    with stop_on_interrupt() as stop:
        if not prelabel(video, model, keep, stop=stop):
            say("stopped, and nothing was written.")
            return STOPPED
    track.follow_path(size, float(video.info.fps))
    predicted = track_to_labels(track, times=video.index.times())
    # First, because labels without it would be taken for somebody else's the next time.
    with FrameReader(video) as reader:
        write_picture(picture, rally_picture(reader.read, track))
    write_labels(labels, predicted)
    truth = read_labels(rally_truth, size, count)
    result = evaluate(predicted, truth, size)
    print(f"{labels}: the ball in {int(track.has_ball.sum())} of {count} frames")
    print(f"{picture}: its trail, and close-ups")
    print(f"\nagainst the rally's own truth ({model.name}, threshold {model.threshold:g}):")
    print(as_table(result, TOLERANCE))
    return 0
