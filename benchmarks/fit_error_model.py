"""The weights of annotation/error_model.py, fitted to the path's answers on training clips.

    python benchmarks/fit_error_model.py DIR [--weights NAME|PATH ...] [--cache FOLDER]

DIR is a folder as for benchmarks/accuracy.py whose manifest names the training clips; no other clip
is looked at. On clips that weights were trained on they err less than elsewhere: give weights that
were trained less as well. The simulated analyst works through each clip, and every few actions the
answers left to the machine are taken down with whether they are wrong, so that the model also
learns what a person's answers near by mean; then once more, led by what was learnt. Venues are left
out in turn to judge the fit (area under the curve). Prints the lines to paste over ``_WEIGHTS``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotation import error_model
from annotation.error_model import FEATURES, features, kinds_of
from app.cli.labelled_clips import TRAIN
from app.cli.prelabel import load
from benchmarks import analysts
from benchmarks.analyst_effort import clip_of
from benchmarks.analysts import Clip
from benchmarks.labelled import videos_of

RIDGE = 10.0
ROUNDS = 2
SHARE = 0.15
"""The analyst works until so many actions per frame are done, ..."""
SAMPLES = 7
"""... and so many times the answers are taken down, the more often the earlier."""
WEIGHT = 0.25
"""Of one answer: neighbours, and the same frame a few actions later, say the same again."""

Float64 = NDArray[np.float64]
Answers = tuple[str, str, Float64, NDArray[np.bool_]]
"""Venue, kind of answer, features [m, f], and whether wrong [m]."""


def answers_of(clip: Clip) -> list[Answers]:
    """What the clip's answers look like, and which are wrong, as an analyst works on it."""
    found: list[Answers] = []
    track = clip.along_path()
    assert track.path is not None
    actions = max(SAMPLES, int(SHARE * clip.known.sum()))
    taken_down = set((actions * np.linspace(0, 1, SAMPLES) ** 1.5).astype(int).tolist())
    for done in range(actions + 1):
        if done in taken_down:
            pictures, number = track.pictures()
            columns = features(pictures, track.path)[number]
            wrong = ~clip.right(analysts.positions(track))
            asked = clip.known & ~track.persons & track.predicted
            for kind, where in kinds_of(track).items():
                found.append((clip.group, kind, columns[where & asked], wrong[where & asked]))
        worth, frame = analysts.worth_of(clip, track)
        if worth >= 0:
            break
        track.put_marks(analysts.decide(clip, track, frame).edit.after)
    return found


def logistic(columns: Float64, wrong: NDArray[np.bool_]) -> Float64:
    """Weights [f + 1], the constant last, by Newton's method with a ridge on standard columns."""
    middle, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-6
    x = np.c_[(columns - middle) / spread, np.ones(len(columns))]
    ridge = RIDGE * np.eye(x.shape[1])
    ridge[-1, -1] = 1e-3
    weights = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1.0 / (1.0 + np.exp(-np.clip(x @ weights, -30.0, 30.0)))
        bend = (x.T * (WEIGHT * p * (1.0 - p))) @ x + ridge
        weights -= np.linalg.solve(bend, WEIGHT * x.T @ (p - wrong) + ridge @ weights)
    slopes = weights[:-1] / spread
    return np.append(slopes, weights[-1] - slopes @ middle)


def area_under_curve(odds: Float64, wrong: NDArray[np.bool_]) -> float:
    """How often a wrong answer has higher odds than a right one, both [m]; NaN without either."""
    rank = np.empty(len(odds))
    rank[np.argsort(odds)] = np.arange(1, len(odds) + 1)
    wrongs, rights = int(wrong.sum()), int((~wrong).sum())
    if not wrongs or not rights:
        return float("nan")
    return float((rank[wrong].sum() - wrongs * (wrongs + 1) / 2) / (wrongs * rights))


def joined(
    answers: list[Answers], kind: str, venues: set[str]
) -> tuple[Float64, NDArray[np.bool_]]:
    """Features [m, f] and errors [m] of one kind of answer in some venues."""
    picked = [each for each in answers if each[1] == kind and each[0] in venues]
    return np.concatenate([each[2] for each in picked]), np.concatenate(
        [each[3] for each in picked]
    )


def fitted(answers: list[Answers]) -> dict[str, tuple[float, ...]]:
    """The weights, and how well venues left out are told by the others'."""
    venues, weights = {each[0] for each in answers}, {}
    for kind in ("taken", "filled", "none"):
        columns, wrong = joined(answers, kind, venues)
        weights[kind] = tuple(np.round(logistic(columns, wrong), 2).tolist())
        for venue in sorted(venues):
            others = logistic(*joined(answers, kind, venues - {venue}))
            columns, wrong = joined(answers, kind, {venue})
            area = area_under_curve(columns @ others[:-1], wrong)
            print(f"{kind}, {venue}: {len(wrong)} answers, {wrong.sum()} wrong, area {area:.3f}")
    return weights


def main() -> int:
    """Fit, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("dir", type=Path, metavar="DIR")
    parser.add_argument("--weights", nargs="+", default=[None], metavar="NAME|PATH")
    parser.add_argument("--sport", default="badminton", help="the sport to fit to")
    parser.add_argument("--cache", type=Path, help="keep the models' answers here")
    args = parser.parse_args()
    videos = [
        each
        for each in videos_of([args.dir], TRAIN)
        if each.sport == args.sport and each.labelled.video.info.fps < 100
    ]
    clips = []
    for weights in args.weights:
        model = load(weights, "auto")
        clips += [
            clip_of(each.labelled, each.venue, model, model.threshold, args.cache)
            for each in videos
        ]
    answers: list[Answers] = []
    for _ in range(ROUNDS):
        answers += [each for clip in clips for each in answers_of(clip)]
        error_model._WEIGHTS = fitted(answers)
    for kind, numbers in error_model._WEIGHTS.items():
        assert len(numbers) == len(FEATURES) + 1
        print(f'    "{kind}": ({", ".join(f"{number:g}" for number in numbers)}),')
    return 0


if __name__ == "__main__":
    sys.exit(main())
