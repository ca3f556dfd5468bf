"""What share of a GPU's limit pre-labelling reaches.

    python3 benchmarks/gpu.py [VIDEO] [--architecture v5] [--seconds 10] [-o OUT]

Measures the network alone (pictures at hand, copies to the GPU and peaks included), decoding with
pre-processing alone, and the whole run, which should come near the smaller of the two limits. Where
PyAV, OpenCV or a video is missing, only the network is measured. Needs torch and numpy; says so and
exits with 2 where there is no GPU. Weights are untrained: they cost the same time.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
# As main.py does, before torch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from benchmarks import naive
from benchmarks.machine import machine
from benchmarks.outcome import keep, parser_of

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "resources" / "demo" / "rally.mp4"
AHEAD = 2
WARM_UP = 4
MINUTES = 20
"""The clip is repeated to this length, so that a run does not end before it is measured."""


def leave_out_decoding() -> None:
    """Let the runtimes be imported without what the rest of their package needs."""
    package = types.ModuleType("tracker.inference")
    package.__path__ = [str(ROOT / "tracker" / "inference")]
    sys.modules["tracker.inference"] = package


def naive_rate(model: Any, video: Path | None, seconds: float) -> float:
    """Frames per second of a float32 loop, one window at a time, in lockstep, from file to contour;
    without a video, of its network alone."""
    loop = _network_alone(model) if video is None else naive.windows(video, model, "cuda")
    for _ in range(WARM_UP):
        next(loop)
    frames, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        next(loop)
        frames += naive.FRAMES
    return frames / (time.monotonic() - began)


def _network_alone(model: Any) -> Iterator[None]:
    import torch

    window = np.random.default_rng(0).integers(0, 256, (9, 288, 512), dtype=np.uint8)
    with torch.no_grad():
        while True:
            model(torch.from_numpy(window)[None].cuda().float() / 255).cpu().numpy()
            yield


def model_rate(runtime: Any, seconds: float) -> float:
    """Frames per second of the network with the next batches always queued, peaks included."""
    shape = (runtime.batch_size, 3, 288, 512, 3)
    batch = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    for _ in range(WARM_UP):  # the graphs are recorded here, one for each batch under way
        runtime.peaks(runtime.start(batch).heatmaps())
    under_way, frames, began = [], 0, time.monotonic()
    while time.monotonic() - began < seconds or under_way:
        if time.monotonic() - began < seconds:
            under_way.append(runtime.start(batch))
        if len(under_way) >= AHEAD or time.monotonic() - began >= seconds:
            runtime.peaks(under_way.pop(0).heatmaps())
            frames += 3 * len(batch)
    return frames / (time.monotonic() - began)


def decode_rate(video: Any, seconds: float) -> float:
    """Frames per second of decoding and pre-processing, as the run does them."""
    from collections import deque
    from concurrent.futures import Future, ThreadPoolExecutor

    from tracker.inference.pipeline import CONVERTERS, PICTURES_AHEAD, views_ahead

    frames, began = 0, time.monotonic()
    waiting: deque[Future[Any]] = deque()
    with ThreadPoolExecutor(CONVERTERS) as pool:
        for _, view in views_ahead(video, pool, in_grey=True):
            waiting.append(view)
            if len(waiting) > PICTURES_AHEAD:
                waiting.popleft().result()
                frames += 1
            if time.monotonic() - began > seconds:
                break
    return frames / (time.monotonic() - began)


def whole_rate(video: Any, model: Any, seconds: float) -> tuple[float, str]:
    """Frames per second of pre-labelling, between the first answers and the last in time.

    What the first answers waited for is not speed, and what is under way when the time is up is not
    counted.
    """
    from tracker.inference import ChunkDone, Finished, track_video
    from tracker.model.verifier import load_verifier, shipped_verifier

    stop = threading.Event()
    frames, title, began, ended = 0, "", 0.0, 0.0
    verifier = load_verifier(shipped_verifier())
    for event in track_video(video, model, device="cuda", verifier=verifier, stop=stop):
        if isinstance(event, ChunkDone):
            if not began:
                began = time.monotonic()
            elif not stop.is_set():
                frames, ended = frames + len(event.x), time.monotonic()
                if ended - began > seconds:
                    stop.set()
        elif isinstance(event, Finished):
            title = event.runtime
    if not frames:
        raise SystemExit("gpu: the video is too short for this measurement")
    return frames / (ended - began), title


def main() -> int:
    """Measure and report."""
    parser = parser_of(__doc__)
    parser.add_argument("video", type=Path, nargs="?", default=DEMO)
    parser.add_argument("--architecture", default="v5")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    args = parser.parse_args()
    import torch

    if not torch.cuda.is_available():
        print("gpu: this machine has no CUDA GPU, so there is nothing to measure.", file=sys.stderr)
        return 2
    decodes = all(importlib.util.find_spec(name) for name in ("av", "cv2"))
    if not decodes:
        leave_out_decoding()
    from benchmarks.untrained import untrained
    from tracker.inference.runtime_cuda import CudaRuntime

    noise = torch.rand(1, 9, 288, 512, generator=torch.Generator().manual_seed(0))
    model = untrained(args.architecture, noise).cuda()
    decodes = decodes and args.video.is_file()
    if not decodes:
        print("gpu: no PyAV, OpenCV or video: only the network is measured.", file=sys.stderr)
    # First of all: the runtime changes how the model's weights lie in memory.
    rates = {"naive loop": naive_rate(model, args.video if decodes else None, args.seconds)}
    runtime = CudaRuntime(model, "cuda")
    batch = runtime.batch_size
    rates["model limit"] = model_rate(runtime, args.seconds)
    title = runtime.title
    runtime.close()
    if decodes:
        from benchmarks.footage import repeat
        from tracker.video import open_video

        with tempfile.TemporaryDirectory() as folder:
            long = Path(folder) / "long.mp4"
            repeat(args.video, long, MINUTES)
            video = open_video(long)
            rates["decode limit"] = decode_rate(video, args.seconds)
            rates["end to end"], ended = whole_rate(video, model, args.seconds)
        title = ended or title
    limit = min(rates["model limit"], rates.get("decode limit", np.inf))
    lines = [
        f"# {args.architecture} on {machine()['gpu']}: {title}, {batch} windows at a time",
        "| | frames/s | × naive | % of the smaller limit |",
        "|---|---|---|---|",
        *(
            f"| {name} | {rate:.1f} | {rate / rates['naive loop']:.1f} | {100 * rate / limit:.0f} |"
            for name, rate in rates.items()
        ),
    ]
    text = "\n".join(lines) + "\n"
    print(text)
    content = {
        "machine": machine(),
        "architecture": args.architecture,
        "runtime": title,
        "batch": batch,
        "frames_per_second": rates,
    }
    keep(args.out, "gpu", content, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
