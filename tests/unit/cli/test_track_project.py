"""What `track --project` keeps, leaves out, and does again."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotation.edits import place
from annotation.event_edits import EventEdit
from annotation.events import Event
from annotation.formats import read_labels
from annotation.predictions import Predictions
from annotation.project import Project
from annotation.renamed import find_video
from annotation.segments import SegmentKind, SegmentSource, exclude, include
from app.cli.prelabel import prelabel
from app.cli.projects import open_video
from app.cli.training_data import collect
from app.jobs.engine import NO_VERIFIER, LoadedModel
from app.recordings import catch_up, identify
from main import main
from tests.unit.cli.conftest import FRAMES, SIZE, positions
from tests.unit.tracker.clips import ball_picture, write_video
from tests.unit.tracker.inference.models import Brightness
from tracker.errors import TrackerError
from tracker.heatmap import to_model
from tracker.inference.heatmap_cache import HeatmapReader, cache_path
from tracker.model.verifier import Verifier, load_verifier, save_verifier, shipped_verifier
from tracker.model.weights import user_weights_folder
from tracker.model.weights_file import weights_hash


@pytest.fixture
def argv(match: Path, tmp_path: Path) -> list[str]:
    return ["track", str(match), "--project", str(tmp_path / "match.rally")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "match.rally"


def test_heatmaps_are_kept_beside_the_project(
    argv: list[str], path: Path, bright: LoadedModel
) -> None:
    assert main(argv) == 0
    reader = HeatmapReader(cache_path(path))
    for frame in (0, 17, FRAMES - 1):
        heatmap = reader.heatmap(frame, bright.sha256)
        assert heatmap is not None
        x, y = to_model(np.array(positions()[frame], float), SIZE)
        assert heatmap[round(y), round(x)] > 0.9
    reader.close()
    cache_path(path).unlink()
    assert main([*argv, "--range", "3:5"]) == 0
    reader = HeatmapReader(cache_path(path))
    known = [reader.heatmap(frame, bright.sha256) is not None for frame in range(8)]
    assert known == [False, False, False, True, True, True, False, False]
    reader.close()


def test_a_cache_that_cannot_be_written_costs_no_labels(
    argv: list[str], path: Path, bright: LoadedModel, capsys: pytest.CaptureFixture[str]
) -> None:
    cache_path(path).mkdir()
    assert main(argv) == 0
    assert capsys.readouterr().err.count("labels are not affected") == 1
    with Project.open(path) as project:
        assert project.load_track().has_ball.all()


def test_the_accurate_mode_looks_three_times(
    argv: list[str], path: Path, bright: LoadedModel, network: Brightness
) -> None:
    assert main(argv) == 0
    assert sum(network.batches) == 14
    network.batches.clear()
    assert main([*argv, "--mode", "accurate"]) == 0
    assert sum(network.batches) == FRAMES - 2
    with Project.open(path) as project:
        run = project.latest_run()
        assert run is not None
        assert run.settings == {"stride": 1}
        spans = project.predictions().disagreement
        assert np.flatnonzero(np.isnan(spans)).tolist() == [0, FRAMES - 1]


def test_a_range_is_done_again_and_nothing_else(
    argv: list[str], path: Path, bright: LoadedModel, network: Brightness
) -> None:
    assert main(argv) == 0
    with Project.open(path) as project:
        before = project.predictions()
    network.batches.clear()
    assert main([*argv, "--range", "10:14", "--mode", "accurate", "--threshold", "0.3"]) == 0
    assert sum(network.batches) == 7
    with Project.open(path) as project:
        after = project.predictions()
        assert project.load_track().threshold == 0.3
    again = np.arange(FRAMES)
    again = (again >= 10) & (again <= 14)
    assert np.isfinite(after.disagreement[again]).all()
    assert np.isnan(after.disagreement[~again]).all()
    for name in ("x", "y", "score", "candidates", "motion"):
        kept = getattr(after, name)[~again]
        assert kept.tobytes() == getattr(before, name)[~again].tobytes(), name


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--range", "5:40"], "has the frames 0 to 39"),
        (["--range", "7"], "not a range of frames"),
        (["--range", "9:7"], "not a range of frames"),
        (["--mode", "best"], "invalid choice"),
    ],
)
def test_bad_ranges_and_modes_are_refused(
    argv: list[str],
    path: Path,
    bright: LoadedModel,
    options: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        status = main([*argv, *options])
    except SystemExit as ended:
        status = int(str(ended.code))
    assert status == 2
    assert words in capsys.readouterr().err
    assert not path.exists()


def test_mode_weights_and_verifier_stay_those_of_the_project(
    argv: list[str],
    path: Path,
    bright: LoadedModel,
    network: Brightness,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str | None] = []
    verifiers: list[str | None] = []

    def load(weights: str | None, device: str, runtime: str, verifier: str | None) -> LoadedModel:
        asked.append(weights)
        verifiers.append(verifier)
        return bright

    monkeypatch.setattr("app.cli.track.load", load)
    assert main([*argv, "--mode", "accurate", "--weights", "own.safetensors"]) == 0
    assert main([*argv, "--range", "3:5"]) == 0
    network.batches.clear()
    assert main(argv) == 0
    assert network.batches == []
    assert main([*argv, "--mode", "fast", "--weights", "new"]) == 0
    assert sum(network.batches) == 14
    assert asked == ["own.safetensors", "bright", "bright", "new"]
    assert verifiers == [None, NO_VERIFIER, NO_VERIFIER, None], "named weights bring theirs"
    with Project.open(path) as project:
        run = project.latest_run()
        assert run is not None
        assert run.settings == {"stride": 3}


def test_a_project_remembers_its_verifier(
    argv: list[str], path: Path, bright: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified = replace(bright, verifier=Verifier(8).eval(), verifier_sha256="ab" * 32)
    monkeypatch.setattr("app.cli.track.load", lambda *_: verified)
    assert main(argv) == 0
    with Project.open(path) as project:
        run = project.latest_run()
        assert run is not None
        assert run.settings == {"stride": 3, "verifier": "ab" * 8}


def test_a_project_goes_on_with_a_verifier_of_ones_own(
    argv: list[str],
    bright: LoadedModel,
    network: Brightness,
    tmp_path: Path,
    user_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def load(weights: str | None, device: str, runtime: str, verifier: str | None) -> LoadedModel:
        path = Path(verifier) if verifier else shipped_verifier()
        return replace(bright, verifier=load_verifier(path), verifier_sha256=weights_hash(path))

    monkeypatch.setattr("app.cli.track.load", load)
    mine = tmp_path / "mine.safetensors"
    save_verifier(Verifier(8), mine, {})
    assert main([*argv, "--verifier", str(mine)]) == 0
    network.batches.clear()
    for more in ([], ["--range", "3:5"]):
        capsys.readouterr()
        assert main([*argv, *more]) == 2
        assert "give its path with --verifier" in capsys.readouterr().err
    assert main([*argv, "--verifier", str(mine)]) == 0
    user_weights_folder().mkdir(parents=True)
    mine.rename(user_weights_folder() / "mine.safetensors")
    assert main(argv) == 0
    assert network.batches == [], "neither refusals nor what is done already ask the network"
    assert main([*argv, "--weights", "bright"]) == 0
    assert sum(network.batches) == 14


def test_a_project_whose_video_moved_learns_where_it_is(
    argv: list[str], match: Path, path: Path, bright: LoadedModel
) -> None:
    assert main(argv) == 0
    away = path.parent / "away"
    away.mkdir()
    moved = match.rename(away / "moved.mp4")
    with Project.read(path) as project:
        assert find_video(project) is None
    assert main(["track", str(moved), "--project", str(path)]) == 0
    with Project.read(path) as project:
        assert find_video(project) == moved


def test_a_range_that_is_left_out_is_refused(
    argv: list[str], path: Path, bright: LoadedModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 0
    with Project.open(path) as project:
        project.apply(exclude(project.segments(), 12, 29, FRAMES, SegmentKind.BREAK))
    capsys.readouterr()
    assert main([*argv, "--range", "13:20"]) == 2
    assert "leaves these frames out" in capsys.readouterr().err
    assert main([*argv, "--range", "10:20", "--progress"]) == 0
    assert "| 0/2 " in capsys.readouterr().err, "the bar counts what is to be done"


def test_labels_are_those_that_export_writes(
    argv: list[str], path: Path, bright: LoadedModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 0
    with Project.open(path) as project:
        project.apply(exclude(project.segments(), 0, 9, FRAMES, SegmentKind.BREAK))
        project.apply(EventEdit({20: None}, {20: Event.BOUNCE}, "Bounce"))
    tracked, exported = path.with_name("tracked.csv"), path.with_name("exported.csv")
    form = ["--format", "tracknet-tennis"]
    capsys.readouterr()
    assert main([*argv, "-o", str(tracked), *form]) == 0
    said = capsys.readouterr().err
    assert main(["export", str(path), "-o", str(exported), *form]) == 0
    assert tracked.read_text() == exported.read_text()
    row = next(line for line in tracked.read_text().splitlines() if line.startswith("0020.jpg"))
    assert row.endswith(",2")
    assert f"{FRAMES - 10} of {FRAMES} frames have an answer, {FRAMES - 10} show the ball." in said
    assert "10 frames of replays" in said


def test_a_project_that_appears_while_weights_load_is_gone_on_with(
    argv: list[str], match: Path, path: Path, bright: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of one command at once: the second took the place of the first one's file."""

    def load(*_args: object) -> LoadedModel:
        if not path.exists():
            with Project.create(path, identify(open_video(match)), match) as project:
                project.apply(place(project.load_track(), 7, 20.0, 30.0))
        return bright

    monkeypatch.setattr("app.cli.track.load", load)
    assert main(argv) == 0
    with Project.open(path) as project:
        assert [mark.frame for mark in project.marks()] == [7]
        assert len(project.predictions().frames) == FRAMES


def test_a_run_begun_meanwhile_is_told(
    argv: list[str],
    path: Path,
    bright: LoadedModel,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its answers are what is written, whatever weights this command was given."""
    from app.cli.prelabel import prelabel

    def with_another(*args: object, **options: object) -> bool:
        with Project.open(path) as project:
            project.begin_run("club", "cd" * 32, 0.5, FRAMES, {})
        return prelabel(*args, **options)

    monkeypatch.setattr("app.cli.track.prelabel", with_another)
    assert main(argv) == 0
    assert (
        "match.rally: another run was begun on it meanwhile, with club" in capsys.readouterr().err
    )


def test_a_run_of_some_frames_that_was_there_before_is_not_begun_meanwhile(
    argv: list[str], path: Path, bright: LoadedModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*argv, "--range", "0:2"]) == 0
    with Project.open(path) as project:
        project.apply(exclude(project.segments(), 12, 29, FRAMES, SegmentKind.BREAK))
    assert main(argv) == 0
    assert main([*argv, "--range", "3:5"]) == 0
    with Project.open(path) as project:
        project.apply(include(project.segments(), 12, 20, FRAMES))
    assert main(argv) == 0
    assert "meanwhile" not in capsys.readouterr().err


@pytest.mark.parametrize("marked", [False, True])
def test_a_new_project_without_answers_stays_only_if_a_person_marked_it_meanwhile(
    marked: bool, argv: list[str], path: Path, bright: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_options: object) -> bool:
        if marked:
            with Project.open(path) as project:
                project.apply(place(project.load_track(), 7, 20.0, 30.0))
        raise TrackerError("No device.")

    monkeypatch.setattr("app.cli.track.prelabel", fails)
    assert main(argv) != 0
    assert path.exists() is marked


def test_a_project_in_place_of_a_video_is_told(
    argv: list[str], path: Path, bright: LoadedModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 0
    before = path.read_bytes()
    for command in (["track", str(path), "-o", "-"], ["previews", str(path)]):
        assert main(command) == 2
        assert f"{path} is a project; give its video" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_range_needs_a_project(
    match: Path, bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["track", str(match), "-o", str(tmp_path / "l.csv"), "--range", "1:2"]) == 2
    assert "--range needs --project" in capsys.readouterr().err


def test_an_error_before_the_first_answer_leaves_no_project(
    argv: list[str],
    match: Path,
    bright: LoadedModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("importlib.util.find_spec", lambda name: None)
        assert main([*argv, "--ray", "local"]) == 2
    assert "pip install" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [match]
    assert main(argv) == 0
    with monkeypatch.context() as patch:
        patch.setattr("importlib.util.find_spec", lambda name: None)
        assert main([*argv, "--ray", "local", "--range", "3:5"]) == 2
    assert len(list(tmp_path.iterdir())) == 3, "one that was there stays"


def test_what_is_excluded_is_not_done(
    argv: list[str], path: Path, bright: LoadedModel, network: Brightness
) -> None:
    assert main([*argv, "--range", "0:2"]) == 0
    with Project.open(path) as project:
        edit = exclude(project.segments(), 12, 29, FRAMES, SegmentKind.BREAK)
        project.apply(edit)
    network.batches.clear()
    assert main(argv) == 0
    assert sum(network.batches) == 8
    with Project.open(path) as project:
        assert project.predictions().ranges() == ((0, 11), (30, FRAMES - 1))
        project.apply(include(project.segments(), 12, 20, FRAMES))
    network.batches.clear()
    assert main(argv) == 0
    assert sum(network.batches) == 3, "what is excluded no longer is done, and nothing else"
    with Project.open(path) as project:
        assert project.predictions().ranges() == ((0, 20), (30, FRAMES - 1))


def test_what_is_done_is_not_done_again_unless_a_range_is_asked_for(
    argv: list[str],
    path: Path,
    bright: LoadedModel,
    network: Brightness,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(argv) == 0
    assert main([*argv, "--range", "3:5"]) == 0
    network.batches.clear()
    labels = path.with_suffix(".csv")
    assert main([*argv, "-o", str(labels)]) == 0
    assert network.batches == []
    assert "match.rally: all frames are done already." in capsys.readouterr().err
    assert read_labels(labels, SIZE, FRAMES).has_ball.all()
    assert main([*argv, "--range", "3:5"]) == 0
    assert sum(network.batches) == 1
    assert main([*argv, "--range", f"0:{FRAMES - 1}"]) == 0
    assert sum(network.batches) == 1 + 14
    assert main(argv) == 0
    assert sum(network.batches) == 1 + 14


def test_shots_from_elsewhere_are_guessed_and_a_person_is_heard(
    bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def picture(number: int, width: int, height: int) -> np.ndarray:
        shade = 120 if 30 <= number < 45 else 0
        return np.maximum(ball_picture(number, width, height), np.uint8(shade))

    video = write_video(tmp_path / "cut.mp4", 80, size=SIZE, picture=picture)
    argv = ["track", str(video), "--project", str(tmp_path / "cut.rally")]
    assert main([*argv, "--range", "20:60"]) == 0
    with Project.open(tmp_path / "cut.rally") as project:
        assert len(project.segments()) == 0, "too little has been seen for a guess"
    assert main(argv) == 0
    said = capsys.readouterr().err
    assert "1 shot does not show the main view" in said
    assert "15 frames of replays" in said
    assert "cut.rally: 65 of 80 frames have an answer" in said
    with Project.open(tmp_path / "cut.rally") as project:
        assert [(shot.first, shot.last) for shot in project.shots()] == [
            (0, 29),
            (30, 44),
            (45, 79),
        ]
        (guess,) = project.segments()
        assert (guess.first, guess.last, guess.source) == (30, 44, SegmentSource.GUESS)
        assert project.predictions().ranges() == ((0, 79),), (
            "what is guessed is answered all the same"
        )


KILLED = """
import os, signal, sys, time
import app.cli.track as track
from app.jobs.engine import NO_VERIFIER, LoadedModel
from main import main
from tests.unit.tracker.inference.models import Brightness

class Killed(Brightness):
    def forward(self, frames):
        time.sleep(0.3)
        if len(self.batches) == 11:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().forward(frames)

model = LoadedModel(Killed(), "cpu", "bright", "0" * 64, 0.6)
track.load = lambda *_: model
main(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_killed_run_goes_on_where_it_was(
    argv: list[str], path: Path, bright: LoadedModel, network: Brightness, project_root: Path
) -> None:
    command = [sys.executable, "-c", KILLED, *argv, "--batch-size", "1"]
    killed = subprocess.run(command, cwd=project_root, check=False, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with Project.open(path) as project:
        run = project.latest_run()
        assert run is not None
        ((first, last),) = run.done_ranges
    assert first == 0
    assert last >= 9, "a chunk is committed every second"
    assert main(argv) == 0
    assert sum(network.batches) <= (FRAMES - last) // 3 + 1
    with Project.open(path) as project:
        assert project.load_track().has_ball.all()
    reader = HeatmapReader(cache_path(path))
    assert all(reader.heatmap(frame, bright.sha256) is not None for frame in range(FRAMES))
    reader.close()


def test_a_recording_that_has_grown_is_answered_from_where_it_ended(
    match: Path, tmp_path: Path, bright: LoadedModel, capsys: pytest.CaptureFixture[str]
) -> None:
    options = {"crf": "8", "g": "24", "bf": "2"}
    whole = write_video(
        tmp_path / "whole.ts", 400, size=SIZE, picture=ball_picture, options=options
    )
    stored, live, project = whole.read_bytes(), tmp_path / "live.ts", tmp_path / "live.rally"
    argv = ["track", str(live), "--project", str(project)]
    live.write_bytes(stored[: len(stored) * 3 // 4])
    assert main(argv) == 0
    with Project.open(project) as opened:
        then = opened.frame_count
        opened.apply(place(opened.load_track(), 10, 30.0, 40.0))
    live.write_bytes(stored)
    # What only reads a project knows its video, too, and changes nothing.
    (learnt,) = collect([project])
    assert learnt.labels.frame.tolist() == [10]
    capsys.readouterr()
    labels = tmp_path / "old.csv"
    assert main(["export", str(project), "-o", str(labels)]) == 0
    assert "not the video" not in capsys.readouterr().err
    assert len(read_labels(labels, SIZE, 400)) == then

    assert main([*argv, "-o", str(tmp_path / "live.csv")]) == 0
    err = capsys.readouterr().err
    assert f"live.ts has grown by {400 - then} frames since live.rally was open last." in err
    assert "frames are done already" in err
    again = ["track", str(whole), "--project", str(tmp_path / "whole.rally")]
    assert main(again) == 0
    with Project.open(project) as grown, Project.open(tmp_path / "whole.rally") as one_run:
        assert [mark.frame for mark in grown.marks()] == [10]
        found, expected = grown.predictions(), one_run.predictions()
        for name in Predictions.__dataclass_fields__:
            assert getattr(found, name).tobytes() == getattr(expected, name).tobytes(), name


def test_a_window_that_reads_on_meanwhile_is_told_of(
    tmp_path: Path,
    bright: LoadedModel,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live, project = tmp_path / "live.ts", tmp_path / "live.rally"
    stored = write_video(live, 160, size=SIZE, picture=ball_picture).read_bytes()
    live.write_bytes(stored[: len(stored) // 2])
    argv = ["track", str(live), "--project", str(project)]

    def while_it_grows(*given: Any, **options: Any) -> bool:
        live.write_bytes(stored)
        video = open_video(live)
        assert catch_up(project, video, identify(video))
        return prelabel(*given, **options)

    monkeypatch.setattr("app.cli.track.prelabel", while_it_grows)
    assert main(argv) == 2
    assert "live.ts has grown, and a window has read on; run the same" in capsys.readouterr().err


def test_another_video_in_its_place_is_refused_however_long(
    match: Path, tmp_path: Path, bright: LoadedModel, capsys: pytest.CaptureFixture[str]
) -> None:
    path, project = tmp_path / "live.ts", tmp_path / "live.rally"
    argv = ["track", str(path), "--project", str(project)]
    write_video(path, 120, size=SIZE, picture=ball_picture)
    assert main(argv) == 0
    write_video(path, 200, size=SIZE)
    assert main(argv) == 2
    assert "belongs to another video" in capsys.readouterr().err
