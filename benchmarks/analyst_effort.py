"""What a person pays for good labels: actions per hundred frames, simulated against hand labels.

    python benchmarks/analyst_effort.py CLIPS... [--weights NAME|PATH] [--split validation]
                                        [--mode accurate] [--cache FOLDER] [-o OUT]

CLIPS are folders as for benchmarks/accuracy.py. Weights and their threshold are fixed beforehand.
An action is a placed point, a "no ball", an accepted arc, or a look at a frame that turns out
right. Measured are the actions to reach F1 0.985 and 0.99, by venue:

- ours   the review queue along the path, ranked again after every action
- (a)    a click per frame, as in imgLabel
- (b)    the best keyframes there are, with straight lines between, as in CVAT or DIVE
- (c)    the model's output, corrected frame by frame in time order; also with looks for free
- (d)    the model's output, lowest score first, every frame for itself, without a path

Prints Markdown; writes analyst_effort.json, .md and .svg (how F1 grows with actions) to OUT.
"""

from __future__ import annotations

import itertools
import platform
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotation.metrics import TOLERANCE
from app.cli.prelabel import load
from app.cli.training_data import LabelledVideo
from app.jobs.engine import LoadedModel
from benchmarks import analysts
from benchmarks.analysts import Clip
from benchmarks.answers import answered_track
from benchmarks.curves import as_svg
from benchmarks.labelled import group_of, parser_of_clips, videos_of
from benchmarks.outcome import keep
from tracker.inference import MODES

TARGETS = (0.9, 0.95, 0.985, 0.99)
OURS = "ours"
KEYFRAMES = "(b) keyframes"
PRICES = (0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 1000.0)
"""How many keyframes an error costs, to trace what the best keyframes reach."""

Curve = list[tuple[int, float]]
"""(actions, F1)."""


def clip_of(
    labelled: LabelledVideo,
    group: str,
    model: LoadedModel,
    threshold: float,
    cache: Path | None,
    mode: str = "fast",
) -> Clip:
    """A clip with its hand labels and the model's answers."""
    info = labelled.video.info
    labels = labelled.labels
    known = np.zeros(info.frame_count, np.bool_)
    known[labels.frame] = True
    truth = np.full((info.frame_count, 2), np.nan)
    there = labels.visibility > 0
    truth[labels.frame[there]] = np.stack((labels.x, labels.y), axis=-1)[there]
    track, _ = answered_track(labelled, model, threshold, cache, mode)
    return Clip(
        labelled.name,
        group,
        (info.width, info.height),
        float(info.fps),
        known,
        truth,
        track,
        TOLERANCE,
    )


def curves_of(clips: Sequence[Clip], most: int) -> dict[str, Curve]:
    """How F1 over the clips grows with actions, by method; at most so many actions."""
    methods: dict[str, Iterator[float]] = {
        OURS: analysts.with_the_queue(clips),
        "(a) a click per frame": analysts.from_nothing(clips),
        "(c) in time order": analysts.in_time_order(clips, free_looks=False),
        "(c) looks for free": analysts.in_time_order(clips, free_looks=True),
        "(d) lowest score first": analysts.lowest_score_first(clips),
    }
    curves: dict[str, Curve] = {
        name: list(enumerate(map(float, itertools.islice(scores, most + 1))))
        for name, scores in methods.items()
    }
    found = []
    for price in PRICES:
        numbers, counts = zip(*(analysts.keyframes(clip, price) for clip in clips), strict=True)
        found.append((sum(numbers), float(analysts.f1(sum(counts)))))
    curves[KEYFRAMES] = sorted(found)
    return curves


def actions_for(curve: Curve, target: float) -> int | None:
    """The fewest actions after which F1 is the target's; None where it is never."""
    return min((actions for actions, score in curve if score >= target), default=None)


def label_noise(clips: Sequence[Clip]) -> dict[str, float]:
    """How far hand labels lie off the middle of their neighbours in slow, smooth flight: a floor
    under any error against them, in pixels of the 512 x 288 picture."""
    off = []
    for clip in clips:
        p = clip.truth * (np.array((512.0, 288.0)) / clip.size)
        step = np.hypot(*np.diff(p, axis=0).T)
        bend = np.hypot(*(p[1:-1] - (p[:-2] + p[2:]) / 2).T)
        off.append(bend[(step[1:] < 3.0) & (step[:-1] < 3.0) & ~np.isnan(bend)])
    noise = np.concatenate(off)
    if not len(noise):
        return {}
    return {
        "median px": float(np.median(noise)),
        "95 % px": float(np.quantile(noise, 0.95)),
        "share beyond tolerance": float((noise >= TOLERANCE).mean()),
    }


def report(group: str, clips: Sequence[Clip], curves: dict[str, Curve]) -> str:
    """The table of one group as Markdown."""
    frames = sum(int(clip.known.sum()) for clip in clips)
    head = " | ".join(f"to F1 {target:g}" for target in TARGETS)
    lines = [
        f"## {group}: {frames} labelled frames\n",
        f"| actions per 100 frames | F1 without any | {head} |",
        "|---" * (len(TARGETS) + 2) + "|",
    ]
    for name, curve in curves.items():
        needs = (actions_for(curve, target) for target in TARGETS)
        cells = ("never" if need is None else f"{100 * need / frames:.1f}" for need in needs)
        begin = "–" if name == KEYFRAMES else f"{curve[0][1]:.4f}"
        lines.append(f"| {name} | {begin} | {' | '.join(cells)} |")
    noise = label_noise(clips)
    if noise:
        figures = ", ".join(f"{name} {value:.3f}" for name, value in noise.items())
        lines.append(
            f"\nHand labels against the middle of their neighbours, slow flight: {figures}."
        )
    return "\n".join(lines)


def by_group(clips: Sequence[tuple[str, Clip]]) -> dict[str, list[Clip]]:
    """Clips, each with its sport, by sport and venue; then those of a sport with several venues,
    and all."""
    groups: dict[str, list[Clip]] = {}
    sports: dict[str, list[Clip]] = {}
    for sport, clip in clips:
        groups.setdefault(clip.group, []).append(clip)
        sports.setdefault(sport, []).append(clip)
    if len(sports) > 1:
        for sport, its in sports.items():
            if len({clip.group for clip in its}) > 1:
                groups[f"{sport}, all venues"] = its
    if len(groups) > 1:
        groups["all clips"] = [clip for _sport, clip in clips]
    return groups


def main() -> int:
    """Measure and report."""
    parser = parser_of_clips(__doc__)
    parser.add_argument("--verifier", help="the path of another than ships, or none")
    parser.add_argument("--mode", choices=MODES, default="fast")
    parser.add_argument("--cache", type=Path, help="keep the model's answers here")
    args = parser.parse_args()

    videos = videos_of(args.clips, args.split)
    model = load(args.weights, args.device, verifier=args.verifier)
    answered: list[tuple[str, Clip]] = []
    for each in videos:
        group = group_of(each) or "all"
        clip = clip_of(each.labelled, group, model, model.threshold, args.cache, args.mode)
        answered.append((each.sport, clip))
        print(f"{clip.name}: {int(clip.known.sum())} labelled frames", file=sys.stderr)
    groups = by_group(answered)
    title = (
        f"# Actions of a person, {model.name} ({model.sha256[:12]}), threshold "
        f"{model.threshold:g}, {args.mode}, {TOLERANCE:g} px at 512 x 288 ({platform.machine()})"
    )
    parts, content = [title], {}
    args.out.mkdir(parents=True, exist_ok=True)
    for group, clips in groups.items():
        frames = sum(int(clip.known.sum()) for clip in clips)
        curves = curves_of(clips, frames)
        parts.append(report(group, clips, curves))
        print(f"{group} done", file=sys.stderr)
        content[group] = {
            "frames": frames,
            "label noise": label_noise(clips),
            "curves": curves,
            "actions": {
                name: {str(target): actions_for(curve, target) for target in TARGETS}
                for name, curve in curves.items()
            },
        }
        picture = args.out / f"analyst_effort {group}.svg".replace(" ", "_")
        picture.write_text(as_svg(group, frames, curves), encoding="utf-8")
    text = "\n\n".join(parts) + "\n"
    print(text)
    facts = {
        "weights": model.name,
        "sha256": model.sha256,
        "threshold": model.threshold,
        "mode": args.mode,
    }
    keep(args.out, "analyst_effort", {**facts, "groups": content}, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
