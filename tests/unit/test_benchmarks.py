"""Benchmarks run the engine as the program does."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from torch import nn

from annotation.events import Event, Events
from app.cli.labelled_clips import DescribedVideo
from app.cli.training_data import LabelledVideo
from app.jobs.engine import LoadedModel
from benchmarks import ablation, accuracy, answers, labelled
from benchmarks.copies import CONDITIONS, Condition, copied
from benchmarks.event_scores import EventScore, Happened, kind_of
from tests.unit.tracker.clips import ball_picture, ball_position, write_video
from tracker.inference import ChunkDone, Finished, Notice
from tracker.training.loop import TrainConfig
from tracker.training.prepare import FrameLabels
from tracker.training.synthetic.flight import Meets
from tracker.video import open_video, stream_frames

WATCHED = """
import os, sys

class Watch:
    def find_spec(self, name, *_):
        if name == "torch":
            print(os.environ.get("OMP_WAIT_POLICY"))

sys.meta_path.insert(0, Watch())
import benchmarks.{name}, torch
"""


@pytest.mark.parametrize("name", ["throughput", "gpu", "memory"])
def test_torch_learns_how_its_threads_wait_before_it_is_imported(
    name: str, project_root: Path
) -> None:
    said = subprocess.run(
        [sys.executable, "-c", WATCHED.format(name=name)],
        cwd=project_root,
        env={key: value for key, value in os.environ.items() if key != "OMP_WAIT_POLICY"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == ["PASSIVE"]


def test_an_ablation_goes_on_only_with_what_was_trained_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[int] = []

    def measured(
        _network: object, _clips: object, _held: object, options: TrainConfig, _device: str
    ) -> dict[str, float]:
        trained.append(options.steps)
        return {"F1": 1 / options.steps}

    monkeypatch.setattr(ablation, "measured", measured)
    monkeypatch.setattr(ablation, "labelled_clips", lambda *_: [])
    for steps, crop, count in ((4, "32x32", 2), (4, "32x32", 2), (5, "32x32", 4), (5, "48x32", 6)):
        argv = ["ablation", "data", "--steps", str(steps), "--crop", crop, "--variants", "V2"]
        monkeypatch.setattr(
            sys, "argv", [*argv, "--seeds", "1", "2", "--device", "cpu", "-o", str(tmp_path)]
        )
        assert ablation.main() == 0
        assert len(trained) == count
        rows = json.loads((tmp_path / "ablation.json").read_text())["rows"]
        assert [row["F1"] for row in rows] == [1 / steps] * 2


def test_an_ablation_of_a_variant_that_there_is_not_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was left out of the table without a word."""
    argv = ["ablation", "data", "--variants", "V2", "v5", "-o", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", argv)
    with pytest.raises(SystemExit):
        ablation.main()
    assert "'v5'" in capsys.readouterr().err


def test_the_calibration_is_of_the_tolerance_that_is_asked_for() -> None:
    frames = pd.DataFrame(
        {"score": [0.95, 0.95], "visibility": [1, 1], "best peak distance": [1.0, 3.0]}
    )
    shares = [accuracy.calibration(frames, px)["right"].tolist() for px in (4.0, 2.0)]
    assert shares == [[1.0], [0.5]]


def test_errors_are_in_pixels_of_the_source_and_say_so() -> None:
    frames = pd.DataFrame(
        {"visibility": [1, 1], "path outcome": ["TP", "FP1"], "path error": [3.0, 90.0]}
    )
    assert accuracy.table_row(frames, "path")["median error, source px"] == 3.0


def test_what_a_run_has_to_say_is_told_and_its_start_is_not_its_speed(
    flight: LabelledVideo, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    finished = Finished(4, 0.5, "torch bf16")
    said = [Notice("OpenVINO cannot be used: torch runs."), finished]
    monkeypatch.setattr(answers, "track_video", lambda *_, **__: iter(said))
    model = LoadedModel(nn.Identity(), "cpu", "none", "0" * 64, 0.5)
    _track, how = answers.answered_track(flight, model, 0.5)
    assert how is finished
    assert "torch runs" in capsys.readouterr().err


def test_answers_are_kept_for_their_video_whatever_others_are_called(
    flight: LabelledVideo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_video(tmp_path / "other.mp4", 4, size=(640, 360))
    other = LabelledVideo(flight.name, path, open_video(path), flight.labels)
    asked: list[object] = []

    def track_video(video: object, *_: object, **__: object) -> list[object]:
        asked.append(video)
        return []

    monkeypatch.setattr(answers, "track_video", track_video)
    model = LoadedModel(nn.Identity(), "cpu", "none", "0" * 64, 0.5)
    for each in (flight, other, flight, other):
        answers.answered_track(each, model, 0.5, tmp_path / "cache")
    assert asked == [flight.video, other.video]


def test_kept_answers_are_all_that_the_model_said(
    flight: LabelledVideo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cuts, over which no path flies, and the evidence that the review asks by."""
    random = np.random.default_rng(3)
    halves = [
        ChunkDone(
            first_frame=first,
            x=random.random(2),
            y=random.random(2),
            score=random.random(2, np.float32),
            candidates=random.random((2, 5, 3), np.float32),
            motion=random.random((2, 5, 2), np.float32),
            disagreement=random.random(2, np.float32),
            repeats=np.array([False, first > 0]),
            camera=random.random((2, 2, 3), np.float32),
            begins_shot=first > 0,
            view=np.zeros((9, 16, 3), np.uint8),
        )
        for first in (0, 2)
    ]
    monkeypatch.setattr(answers, "track_video", lambda *_, **__: iter(halves))
    model = LoadedModel(nn.Identity(), "cpu", "none", "0" * 64, 0.5)
    asked, kept = (answers.answered_track(flight, model, 0.5, tmp_path)[0] for _ in range(2))
    assert np.flatnonzero(asked.cuts).tolist() == [2]
    for name in ("cuts", "candidate_motion", "disagreement", "predicted_repeats", "camera"):
        assert np.array_equal(getattr(kept, name), getattr(asked, name)), name


def test_only_videos_of_the_split_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = (("train", "badminton", "tokyo"), ("validation", "", ""))
    videos = [DescribedVideo(None, *kind) for kind in kinds]  # type: ignore[arg-type]
    monkeypatch.setattr(labelled, "described_videos", lambda _data: videos)
    assert labelled.videos_of([], "train") == videos[:1]
    assert labelled.videos_of([], None) == videos
    assert [labelled.group_of(each) for each in videos] == ["badminton tokyo", ""]
    with pytest.raises(SystemExit, match="nothing to measure"):
        labelled.videos_of([], "test")


@pytest.fixture(scope="module")
def flight(tmp_path_factory: pytest.TempPathFactory) -> LabelledVideo:
    path = write_video(
        tmp_path_factory.mktemp("flight") / "flight.mp4", 4, size=(640, 360), picture=ball_picture
    )
    places = np.array([ball_position(number, 640, 360) for number in range(4)], float)
    labels = FrameLabels(np.arange(4), np.ones(4, np.int8), *places.T)
    return LabelledVideo("flight", path, open_video(path), labels)


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda each: each.name)
def test_the_labels_of_a_copy_are_where_it_has_the_ball(
    flight: LabelledVideo, condition: Condition, tmp_path: Path
) -> None:
    copy = copied(flight, condition, tmp_path)
    info, labels = copy.video.info, copy.labels
    assert info.frame_count == 4
    assert (info.width, info.height) == (condition.size or (640, 360))
    assert info.pixel_aspect == (condition.pixel_aspect or 1)
    for number, picture in stream_frames(copy.video):
        glow = np.maximum(picture.astype(float).mean(axis=2) - 60, 0)
        rows, columns = np.indices(glow.shape)
        there = (glow * columns).sum() / glow.sum(), (glow * rows).sum() / glow.sum()
        scale = info.width / 640, info.height / 360
        assert there == pytest.approx((labels.x[number], labels.y[number]), abs=0.6 * max(scale))


def test_events_are_scored_by_the_nearest_and_hidden_ones_are_left_out() -> None:
    there = np.ones(200, np.bool_)
    there[150:] = False
    happened = [
        Happened(20.4, Event.HIT),
        Happened(50.0, Event.BOUNCE),
        Happened(90.0, Event.HIT),
        Happened(149.0, Event.NET),
    ]
    score = EventScore("tennis")
    frames, kinds = np.array([20, 22, 52, 120, 148]), np.array([1, 1, 1, 3, 1], np.int8)
    score.add(Events(frames, kinds), happened, there, 30.0)
    assert score.true == {Event.HIT: 2, Event.BOUNCE: 1, Event.NET: 0}
    assert score.found == {Event.HIT: 1, Event.BOUNCE: 1, Event.NET: 0}
    # Of 20, 22, 52 and 120 two are events; the last is one that need not be found.
    assert (score.proposed, score.precision, score.recall) == (4, 0.5, pytest.approx(2 / 3))
    assert score.kinds_right == 0.5
    assert score.row() == "| tennis | 1 of 2 | 1 of 1 | 0 of 0 | 0.50 | 0.67 | 0.50 |"
    assert math.isnan(EventScore("padel").precision)
    assert [kind_of(met) for met in (None, Meets.FLOOR, Meets.WALL, Meets.NET)] == [
        Event.HIT,
        Event.BOUNCE,
        Event.BOUNCE,
        Event.NET,
    ]
