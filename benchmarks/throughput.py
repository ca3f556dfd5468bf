"""How fast a video is pre-labelled: end to end, per stage and per runtime, against a naive loop.

    python benchmarks/throughput.py VIDEO [--weights NAME | --random v5] [--naive-weights NAME]
                                    [--seconds 10] [--runtimes torch openvino auto] [-o OUT]

The naive loop is what published inference code does, with the same weights unless others are named:
read three frames with OpenCV, resize, run the float32 network, take the contours, repeat. Every
measurement runs in a process of its own, so that its peak memory is its own. Beside the frames per
second of the clock stands the processor time of a frame, which a busy machine changes little.
Prints Markdown and writes throughput.json and throughput.md to OUT.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
# As main.py does, before torch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from benchmarks import naive
from benchmarks.machine import machine
from benchmarks.outcome import keep, parser_of
from benchmarks.untrained import untrained
from tracker.device import pick_device
from tracker.inference import Finished, Notice, openvino_export, track_video
from tracker.inference.runtime_choice import open_runtime
from tracker.inference.shots import view_of
from tracker.inference.verifying import Around, Verification
from tracker.model import PRESETS, load_model, save_weights
from tracker.model.networks import load_network, network_files
from tracker.model.verifier import load_verifier, shipped_verifier
from tracker.video import Video, open_video
from tracker.video.picture import to_grey, to_model_input
from tracker.video.stream import stream_pictures

DEMO = Path(__file__).resolve().parent.parent / "resources" / "demo" / "rally.mp4"
STAGES = ("decode", "pre-process", "model", "peaks", "verify")


class Rate:
    """Frames against the clock and against the processor, until the time is up."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.frames = 0
        self._began, self._worked = time.monotonic(), time.process_time()

    @property
    def more(self) -> bool:
        """Whether there is time left."""
        return time.monotonic() - self._began < self.seconds

    def figures(self, frames: int | None = None) -> dict[str, float]:
        """Of ``frames``, or as many as were counted: frames per second, and milliseconds of the
        processor per frame."""
        frames = self.frames if frames is None else frames
        return {
            "frames": frames,
            "frames_per_second": frames / (time.monotonic() - self._began),
            "cpu_ms_per_frame": (time.process_time() - self._worked) / frames * 1000,
        }


def naive_loop(video: Video, args: argparse.Namespace) -> dict[str, float]:
    """One window at a time, in lockstep, in float32."""
    network = load_network(network_files(args.naive_weights or args.weights), args.device)
    loop = naive.windows(video.info.path, network, args.device)
    next(loop)
    rate = Rate(args.seconds)
    while rate.more:
        next(loop)
        rate.frames += naive.FRAMES
    return rate.figures()


def end_to_end(video: Video, args: argparse.Namespace) -> dict[str, Any]:
    """What `rallymark track` does, stopped when the time is up."""
    model, stop = load_network(network_files(args.weights), args.device), threading.Event()
    rate: Rate | None = None
    done, title = 0, ""
    verifier = load_verifier(shipped_verifier()) if args.verify else None
    for event in track_video(
        video, model, device=args.device, runtime=args.runtime, verifier=verifier, stop=stop
    ):
        if isinstance(event, Notice):
            print(event.text, file=sys.stderr)
        elif isinstance(event, Finished):
            title = event.runtime
        elif hasattr(event, "candidates"):
            if rate is None:  # what the first answers waited for is not speed
                rate = Rate(args.seconds)
            else:
                done += len(event.x)
            if not rate.more:
                stop.set()
    if rate is None or not done:
        raise SystemExit("the video is too short for this measurement")
    return {**rate.figures(done), "title": title}


def _first_window(path: Path) -> Any:
    """The first three frames of a video as the network takes them, float32 [1,9,288,512]."""
    import torch

    from tracker.model.pixels import frames_of_windows

    video = open_video(path)
    pictures = [
        to_model_input(picture, video.info.orientation)
        for _, picture in stream_pictures(video, 0, 2)
    ]
    return frames_of_windows(torch.from_numpy(np.stack(pictures)[None]))


def stage(video: Video, args: argparse.Namespace) -> dict[str, float]:
    """One stage with nothing beside it."""
    info = video.info
    if args.stage == "decode":
        rate = Rate(args.seconds)
        while rate.more:
            for _ in stream_pictures(video):
                rate.frames += 1
                if not rate.more:
                    break
        return rate.figures()
    pictures = [picture for _, (_, picture) in zip(range(60), stream_pictures(video), strict=False)]
    if args.stage == "pre-process":
        return _repeat(lambda: [view_of(one, info, args.verify) for one in pictures], 60, args)
    frames = np.stack([to_model_input(one, info.orientation) for one in pictures])
    model = load_network(network_files(args.weights), args.device)
    opening = open_runtime(model, args.device, args.runtime)
    runtime = _result_of(opening)
    size = runtime.batch_size
    batch = np.stack([frames[3 * (n % 20) : 3 * (n % 20) + 3] for n in range(size)])
    pending = runtime.start(batch).heatmaps()
    if args.stage == "peaks":
        return _repeat(lambda: runtime.peaks(pending), 3 * size, args)
    if args.stage == "verify":
        verify = Verification(runtime.verifying(load_verifier(shipped_verifier())))
        greys = [to_grey(one, info.orientation, info.shown_size) for one in pictures[:5]]
        around = [Around(*greys[n : n + 3]) for n in range(3)]
        peaks = runtime.peaks(pending)[0]
        return _repeat(lambda: verify(peaks, around), 3, args)
    rate, under_way = Rate(args.seconds), []
    while rate.more:
        under_way.append(runtime.start(batch))
        if len(under_way) > 1:
            under_way.pop(0).heatmaps()
            rate.frames += 3 * size
    for one in under_way:
        one.heatmaps()
        rate.frames += 3 * size
    figures = rate.figures()
    runtime.close()
    return {**figures, "title": runtime.title}


def _repeat(work: Callable[[], object], frames: int, args: argparse.Namespace) -> dict[str, float]:
    rate = Rate(args.seconds)
    while rate.more:
        work()
        rate.frames += frames
    return rate.figures()


def _result_of(opening: Iterator[Any]) -> Any:
    while True:
        try:
            next(opening)
        except StopIteration as end:
            return end.value


def apart(argv: list[str], what: list[str]) -> dict[str, Any]:
    """The figures of one measurement, from a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, *argv, *what], stdout=subprocess.PIPE, check=False, text=True
    )
    if done.returncode:
        raise SystemExit(f"throughput: {' '.join(what)} failed")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"{' '.join(what)}: {figures['frames_per_second']:.1f} frames/s", file=sys.stderr)
    return figures


def _runtimes(device: str) -> list[str]:
    """What is measured unless something is asked for."""
    return ["torch", *(["openvino"] if _has_openvino(device) else []), "auto"]


def _has_openvino(device: str) -> bool:
    return device == "cpu" and importlib.util.find_spec("openvino") is not None


def _quantise_untried(weights: Path) -> None:
    """Export to integers without the trial, which noise cannot pass: speed alone is asked."""
    folder = openvino_export.folder_of(load_model(weights), int8=True)
    openvino_export.export(weights, folder, int8=True, trial=False)


def markdown(results: dict[str, Any]) -> str:
    """The tables."""
    where = results["machine"]
    lines = [
        f"# {results['network']} on {results['device']}, {results['video']}",
        f"{where['cpu']}, {where['cores']} cores, load {where['load']}; torch {where['torch']}.",
        "",
        "| end to end | frames/s | CPU ms/frame | × naive (clock) | × naive (CPU) | peak MB |",
        "|---|---|---|---|---|---|",
    ]
    if results["naive"] != results["network"]:
        lines.insert(2, f"The naive loop runs {results['naive']}.")
    base = results["end to end"]["naive"]
    for name, row in results["end to end"].items():
        lines.append(
            f"| {name} | {row['frames_per_second']:.1f} | {row['cpu_ms_per_frame']:.1f} | "
            f"{row['frames_per_second'] / base['frames_per_second']:.1f} | "
            f"{base['cpu_ms_per_frame'] / row['cpu_ms_per_frame']:.1f} | {row['peak_mb']:.0f} |"
        )
    lines += ["", "| stage alone | frames/s | CPU ms/frame |", "|---|---|---|"]
    for name, row in results["stages"].items():
        lines.append(f"| {name} | {row['frames_per_second']:.1f} | {row['cpu_ms_per_frame']:.1f} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure and report."""
    parser = parser_of(__doc__)
    parser.add_argument("video", type=Path, nargs="?", default=DEMO)
    parser.add_argument("--weights", default="v5-small")
    parser.add_argument("--naive-weights", help="of the naive loop (default: the same)")
    parser.add_argument(
        "--random",
        choices=PRESETS,
        help="untrained weights, for speed alone",
    )
    parser.add_argument("--device", default="auto")
    parser.add_argument("--verify", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument(
        "--runtimes", nargs="+", metavar="NAME", help="default: torch, openvino and auto"
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    parser.add_argument("--runtime", help=argparse.SUPPRESS)
    parser.add_argument("--naive", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.device = pick_device(args.device)
    args.runtimes = args.runtimes or _runtimes(args.device)
    if args.naive or args.runtime or args.stage:
        video = open_video(args.video)
        measure = naive_loop if args.naive else stage if args.stage else end_to_end
        figures = measure(video, args)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            json.dumps({**figures, "peak_mb": peak / (1024 if sys.platform != "darwin" else 2**20)})
        )
        return 0

    with tempfile.TemporaryDirectory() as folder:
        if args.random:
            path = Path(folder) / f"{args.random}.safetensors"
            save_weights(untrained(args.random, _first_window(args.video)), path, {}, half=False)
            args.weights = str(path)
            os.environ["RALLYMARK_HOME"] = folder  # its export is of no use to anybody
            if {"auto", "openvino-int8"} & set(args.runtimes) and _has_openvino(args.device):
                _quantise_untried(path)
        common = [str(args.video), "--weights", args.weights, "--device", args.device]
        common += ["--seconds", str(args.seconds), "--verify" if args.verify else "--no-verify"]
        common += ["--naive-weights", args.naive_weights or args.weights]
        ends = {"naive": apart(common, ["--naive"])}
        stages = {name: apart(common, ["--stage", name]) for name in ("decode", "pre-process")}
        for runtime in args.runtimes:
            row = apart(common, ["--runtime", runtime, "--stage", "model"])
            name = row["title"]
            stages[f"model, {name}"] = row
            ends[name] = apart(common, ["--runtime", runtime])
        for name in ("peaks", *(["verify"] if args.verify else [])):
            stages[name] = apart(common, ["--stage", name, "--runtime", args.runtimes[-1]])
    results = {
        "network": args.random or Path(args.weights).stem,
        "naive": args.random or Path(args.naive_weights or args.weights).stem,
        "device": args.device,
        "video": args.video.name,
        "machine": machine(),
        "end to end": ends,
        "stages": stages,
    }
    text = markdown(results)
    keep(args.out, "throughput", results, text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
