"""Fine-tuning on the command line, with a network small enough to train in seconds."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from annotation.edits import accept_range, place
from annotation.formats import track_to_labels, write_labels
from annotation.formats.doubts import ENOUGH_BALLS
from annotation.project import Project
from app.cli.errors import CommandError
from app.cli.finetune import KINDS, plain
from app.cli.projects import open_video
from app.cli.training_data import collect, read, videos_in
from app.jobs.engine import LoadedModel
from app.recordings import catch_up, identify
from main import main
from tests.small_model import small_model
from tests.unit.cli.conftest import positions
from tests.unit.tracker.clips import write_video
from tracker.model.weights import load_model, read_info
from tracker.training.loop import Trainer
from tracker.training.train_events import StepDone


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return small_model(tmp_path / "tiny.safetensors")


@pytest.fixture
def folder(match: Path, truth: Path, tmp_path: Path) -> Path:
    """A folder with a video and its labels, the first thirty frames of them."""
    folder = tmp_path / "club"
    folder.mkdir()
    shutil.move(match, folder / "match.mp4")
    rows = truth.read_text().splitlines()[:31]
    (folder / "match_ball.csv").write_text("\n".join(rows) + "\n")
    return folder


def test_a_folder_is_learnt_from_and_told_in_a_table(
    folder: Path, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "new.safetensors"
    argv = ["finetune", str(folder), "--from", str(tiny), "-o", str(output)]
    assert main([*argv, "--epochs", "2", "--batch-size", "4", "--device", "cpu"]) == 0
    out, err = capsys.readouterr()
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["epoch", "loss", "F1", "recall", "precision"]
    assert [line[0] for line in lines[1:4]] == ["before", "1/2", "2/2"]
    assert "kept" in lines[2]
    assert lines[-1] == [str(output)]
    assert "held out (match)" in err
    assert "rallymark: The new weights " in err
    info = read_info(output)
    assert info.card["data"]["videos"] == ["match"]
    assert info.card["data"]["labelled_frames"] == 30
    assert info.card["recipe"]["epochs"] == 2
    load_model(output)


def test_weights_are_written_where_nobody_reads_the_table(
    folder: Path, tiny: Path, tmp_path: Path, project_root: Path
) -> None:
    output = tmp_path / "new.safetensors"
    argv = ["finetune", str(folder), "--from", str(tiny), "-o", str(output), "--device", "cpu"]
    reader, writer = os.pipe()
    os.close(reader)
    subprocess.run(
        [sys.executable, project_root / "main.py", *argv, "--epochs", "1", "--batch-size", "4"],
        stdout=writer,
        check=True,
    )
    os.close(writer)
    load_model(output)


def test_a_corrected_project_is_learnt_from_and_told_as_json(
    match: Path,
    bright: LoadedModel,
    tiny: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project, output = tmp_path / "match.rally", tmp_path / "new.safetensors"
    assert main(["track", str(match), "--project", str(project)]) == 0
    with Project.open(project) as opened:
        opened.apply(accept_range(opened.load_track(), 0, 6))
        x, y = positions()[7]
        opened.apply(place(opened.load_track(), 7, x, y))
    capsys.readouterr()
    argv = ["finetune", str(project), "--from", str(tiny), "-o", str(output)]
    assert main([*argv, "--epochs", "1", "--device", "cpu", "--events", "jsonl"]) == 0
    out, err = capsys.readouterr()
    assert "%" not in err
    events = [json.loads(line) for line in out.splitlines()]
    kinds = [event["event"] for event in events]
    assert [k for k in dict.fromkeys(kinds) if k != "notice"] == [
        "preparing",
        "started",
        "step",
        "epoch",
        "finished",
    ]
    started = next(event for event in events if event["event"] == "started")
    assert started["train_frames"] == 8  # the person's, not the thirty-two others of the model
    step = next(event for event in events if event["event"] == "step")
    assert {"step", "progress", "loss", "eta_seconds"} <= step.keys()
    assert events[-1]["output"] == str(output)
    assert events[-1]["stopped_early"] is False
    assert output.is_file()


def test_without_a_ball_nothing_is_measured_and_that_is_said(
    folder: Path, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{frame},0,0,0" for frame in range(30)]
    (folder / "match_ball.csv").write_text("\n".join(["Frame,Visibility,X,Y", *rows]) + "\n")
    output = tmp_path / "new.safetensors"
    argv = ["finetune", str(folder), "--from", str(tiny), "-o", str(output)]
    assert main([*argv, "--epochs", "1", "--batch-size", "4", "--device", "cpu"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0].split() == ["epoch", "loss"]
    assert "cannot be measured, and the last weights are kept" in err
    assert "30 frames to learn from, 0 held out (nothing)" in err
    assert output.is_file()


def test_every_kind_of_event_has_a_name_and_json_has_no_infinity() -> None:
    assert len(set(KINDS.values())) == len(KINDS)
    event = StepDone(1, 0.0, float("nan"), 1e-4, 2.0, float("inf"))
    told = plain(event)
    assert told["eta_seconds"] is None
    assert told["loss"] is None
    json.dumps(told, allow_nan=False)


@pytest.mark.parametrize(("done", "kept"), [(3, "best"), (0, "last")])
def test_ctrl_c_keeps_the_best_weights_so_far(
    folder: Path,
    tiny: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    done: int,
    kept: str,
) -> None:
    """The last where none were measured yet."""
    step = Trainer._train_step

    def interrupted(self: Trainer, batch: object) -> object:
        if self.step == done:
            os.kill(os.getpid(), signal.SIGINT)
        return step(self, batch)

    monkeypatch.setattr(Trainer, "_train_step", interrupted)
    output = tmp_path / "new.safetensors"
    argv = ["finetune", str(folder), "--from", str(tiny), "-o", str(output)]
    assert main([*argv, "--epochs", "1000", "--device", "cpu"]) == 130
    assert f"stopped early: the {kept} so far" in capsys.readouterr().out
    assert read_info(output).card["steps"] == done + 1


def test_labels_are_found_beside_their_videos(tmp_path: Path) -> None:
    for name in (
        "a/one.mp4",
        "a/one.csv",
        "a/two.mkv",
        "a/two_ball.csv",
        "a/three.mp4",
        "a/four.MTS",
        "a/four.csv",
        "b/video.mp4",
        "b/labels.csv",
        "labels.csv",
        "c/five.mp4",
        "c/five.CSV",
        "match1/video/1_01_00.mp4",
        "match1/video/1_02_00.mp4",
        "match1/csv/1_01_00_ball.csv",
        "match1/csv/labels.csv",
        "pack/pack.json",
        "pack/0000.mp4",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).touch()
    found = {
        str(video.relative_to(tmp_path)): labels and str(labels.relative_to(tmp_path))
        for video, labels in videos_in(tmp_path)
    }
    assert found == {
        "a/four.MTS": "a/four.csv",
        "a/one.mp4": "a/one.csv",
        "a/three.mp4": None,
        "a/two.mkv": "a/two_ball.csv",
        "b/video.mp4": "b/labels.csv",
        "c/five.mp4": "c/five.CSV",
        "match1/video/1_01_00.mp4": "match1/csv/1_01_00_ball.csv",
        "match1/video/1_02_00.mp4": None,
    }


def test_what_is_left_out_of_a_folder_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A label file whose name is of another kind was passed over, and nobody was told."""
    assert len(collect([folder])) == 1
    assert capsys.readouterr().err == ""
    pixels = (folder / "match.mp4").read_bytes()
    for number in range(5):
        (folder / f"m{number}.mp4").write_bytes(pixels + b"\0" * 8 * (number + 1))
    (folder / "m0_labels.csv").write_text("Frame,Visibility,X,Y\n3,1,50,50\n")
    (folder / "m4.csv").write_text("Frame,Visibility,X,Y\n")
    collect([folder])
    silent, alone = capsys.readouterr().err.splitlines()
    assert silent.endswith(f"no person's label is in them: {folder / 'm4.csv'}.")
    names = ", ".join(str(folder / f"m{number}.mp4") for number in range(3))
    assert alone.endswith(f"lie beside them: {names} and 1 more.")


def test_labels_of_a_smaller_copy_are_doubted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Weights learnt them unseen: every ball is where none is."""
    rows = [f"{frame},1,{20 + frame % 9},20.5" for frame in range(ENOUGH_BALLS)]
    labels = folder / "match_ball.csv"
    labels.write_text("\n".join(["Frame,Visibility,X,Y", *rows]))
    collect([folder])
    assert f"all balls of {labels} lie in the upper left quarter" in capsys.readouterr().err


def test_projects_that_were_marked_are_taken_out_of_a_folder(match: Path, tmp_path: Path) -> None:
    """A season of corrected matches is what one has; the folder was said to hold nothing."""
    season, pixels = tmp_path / "season", match.read_bytes()
    season.mkdir()
    projects = []
    for number in range(4):
        video = season / f"round {number}.mp4"
        video.write_bytes(pixels + b"\0" * 8 * number)  # another file, as fingerprints tell
        projects.append(video.with_suffix(".rally"))
        with Project.create(projects[-1], identify(open_video(video)), video) as project:
            if number != 1:
                project.apply(place(project.load_track(), 7 + number, 20.0, 30.0))
    with pytest.raises(CommandError, match="holds no video with labels"):
        collect([season])
    (season / "round 2.csv").write_text("Frame,Visibility,X,Y\n3,1,50,50\n")
    found = collect([season], with_projects=True)
    assert {video.name: video.labels.frame.tolist() for video in found} == {
        "round 0": [7],
        "round 2": [3],
        "round 3": [10],
    }
    # One that is given itself is not taken twice.
    assert len(collect([projects[0], season], with_projects=True)) == 3


def test_a_broken_project_in_a_folder_is_told_with_its_place(folder: Path, tmp_path: Path) -> None:
    broken = folder / "deep" / "x.rally"
    broken.parent.mkdir()
    broken.touch()
    with pytest.raises(CommandError, match=f"{broken} cannot be read as a project; restore it"):
        collect([folder], with_projects=True)
    assert len(collect([folder])) == 1, "where projects are not asked for"


def answered_project(video: Path) -> Path:
    """A project in which the model answered the first forty frames and a person corrected one."""
    path = video.with_suffix(".rally")
    with Project.create(path, identify(open_video(video)), video) as project:
        run = project.begin_run("tiny", "ab" * 32, 0.5, 40, {})
        peaks = np.full((40, 1, 3), (20.25, 30.5, 0.9))
        peaks[:, 0, 0] += np.arange(40)
        # What the path evens out: most of its places are not where the peaks are.
        peaks[:, 0, 1] += np.random.default_rng(0).normal(0, 0.3, 40)
        project.write_predictions(run.id, 0, *peaks[:, 0].T, peaks)
        project.apply(place(project.load_track(), 7, 60.0, 40.0))
    return path


@pytest.mark.parametrize("name", ["tracknetv2", "tracknet-tennis", "rallymark"])
@pytest.mark.parametrize("with_projects", [False, True])
@pytest.mark.parametrize("by_path", [True, False])
def test_of_an_export_beside_its_project_the_marks_count_that_are_in_that(
    name: str,
    with_projects: bool,
    by_path: bool,
    match: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Neither the model's answers nor what was exported before the last correction."""
    project = answered_project(match)
    with Project.read(project) as read:
        exported = track_to_labels(read.load_track(by_path=by_path))
        write_labels(match.with_name("match_ball.csv"), exported, name)
    with Project.open(project) as later:
        later.apply(place(later.load_track(), 9, 70.0, 50.0))
    (video,) = collect([match.parent], with_projects=with_projects)
    assert dict(zip(video.labels.frame.tolist(), video.labels.x.tolist(), strict=True)) == {
        7: 60.0,
        9: 70.0,
    }
    assert capsys.readouterr().err == "", "balls in one corner are no doubt where they were marked"
    # Given itself beside the folder, as the match on screen is, it is there once.
    (video,) = collect([project, match.parent], with_projects=with_projects)
    assert video.labels.frame.tolist() == [7, 9]


def test_so_it_is_where_the_recording_has_grown_since(tmp_path: Path) -> None:
    live = tmp_path / "live.ts"
    stored = write_video(live, 160).read_bytes()
    live.write_bytes(stored[: len(stored) // 2])
    project = answered_project(live)
    with Project.read(project) as read:
        write_labels(live.with_suffix(".csv"), track_to_labels(read.load_track()), "tracknetv2")
    live.write_bytes(stored)
    (video,) = collect([tmp_path])
    assert video.labels.frame.tolist() == [7]


def test_a_recording_that_has_grown_is_the_one_that_weights_have_learnt_from(
    tmp_path: Path,
) -> None:
    live = tmp_path / "live.ts"
    stored = write_video(live, 160).read_bytes()
    live.write_bytes(stored[: len(stored) // 2])
    project = answered_project(live)

    def learnt() -> str:
        *_, last = read(collect([project]), tmp_path)
        return str(last.clips[0].identity)

    before = learnt()
    live.write_bytes(stored)
    video = open_video(live)
    assert catch_up(project, video, identify(video))
    assert learnt() == before != identify(video).sha256_of_samples


def test_the_marks_of_a_project_go_by_the_name_that_the_video_has_with_its_labels(
    match: Path, tmp_path: Path
) -> None:
    """A manifest of clips, each with a video.mp4 and labels.csv, knew none of that name."""
    clip = tmp_path / "club_01"
    clip.mkdir()
    with Project.read(answered_project(Path(shutil.copy(match, clip / "video.mp4")))) as project:
        write_labels(clip / "labels.csv", track_to_labels(project.load_track()), "tracknetv2")
    (video,) = collect([clip])
    assert (video.name, video.source) == ("club_01", clip / "video.rally")


@pytest.mark.parametrize("exported", [True, False])
def test_a_project_that_knows_its_video_elsewhere_is_that_of_the_one_beside_it(
    exported: bool, match: Path, tmp_path: Path
) -> None:
    """The video was said to be there twice, by the project and by the labels beside it."""
    project, folder = answered_project(match), tmp_path / "copied"
    folder.mkdir()
    with Project.read(project) as read:
        labels = track_to_labels(read.load_track(by_path=True))
    with Project.open(project) as moved:
        moved.set_video_path(Path(shutil.copy(match, tmp_path / "server.mp4")))
    for file in (match, project):
        shutil.copy(file, folder)
    if exported:
        write_labels(folder / "match.csv", labels, "tracknetv2")
    else:
        (folder / "match.csv").write_text("Frame,Visibility,X,Y\n3,1,50,50\n")
    (found,) = collect([folder], with_projects=True)
    assert found.labels.frame.tolist() == [7 if exported else 3]
    assert found.video.info.path == folder / "match.mp4"


def test_labels_of_others_beside_a_project_count_as_they_are(match: Path) -> None:
    answered_project(match)
    match.with_name("match_ball.csv").write_text(
        "Frame,Visibility,X,Y\n" + "".join(f"{frame},1,{22 + frame},{33}\n" for frame in range(20))
    )
    (video,) = collect([match.parent], with_projects=True)
    assert video.labels.frame.tolist() == list(range(20))


def test_videos_of_one_name_are_told_apart(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    with (other / "match.mp4").open("ab") as file:
        file.write(b"\0" * 8)  # another file, as far as a fingerprint can tell
    third = tmp_path / "third"
    shutil.copytree(other, third)
    (third / "match.mp4").rename(third / "match-1.mp4")
    (third / "match_ball.csv").rename(third / "match-1.csv")
    with (third / "match-1.mp4").open("ab") as file:
        file.write(b"\0" * 8)
    names = [video.name for video in collect([folder, other, third])]
    assert names == ["match-2", "match-3", "match-1"]


def test_machines_labels_are_not_learnt(folder: Path) -> None:
    (folder / "match_ball.csv").write_text(
        "Frame,Visibility,X,Y,Score,Source,Time\n"
        "0,1,50,50,0.9,model,0\n1,1,50,50,,interpolated,0\n2,1,50,50,,human,0\n"
        "3,0,0,0,,verified,0\n4,0,0,0,,,0\n"
    )
    (video,) = collect([folder])
    assert video.labels.frame.tolist() == [2, 3]


def test_refusals_leave_everything_as_it_was(
    folder: Path, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    hostile = tmp_path / "hostile.safetensors"
    hostile.write_bytes(b"\xff" * 64)
    unclear = tmp_path / "unclear"
    shutil.copytree(folder, unclear)
    (unclear / "match_ball.csv").write_text("Frame,Ball,x,y\n0,1,0.5,0.5\n")
    answered = tmp_path / "answered"
    shutil.copytree(folder, answered)
    header = "Frame,Visibility,X,Y,Score,Source,Time"
    (answered / "match_ball.csv").write_text(f"{header}\n3,1,50,50,0.9,model,\n")
    video = open_video(folder / "match.mp4")
    unmarked, away = tmp_path / "unmarked.rally", tmp_path / "away.rally"
    Project.create(unmarked, identify(video), video.info.path).close()
    Project.create(away, identify(video), tmp_path / "gone" / "match.mp4").close()
    weights, new = tiny.read_bytes(), str(tmp_path / "new.safetensors")
    data, start = str(folder), str(tiny)
    for argv, words in (
        ([data, "--from", start, "-o", start], "also an input"),
        ([data, "--from", start, "-o", str(tmp_path / "new.pth")], "must end in .safetensors"),
        ([data, "--from", start, "-o", f"{'x' * 250}.safetensors"], "name too long"),
        ([str(tmp_path / "empty"), "--from", start, "-o", new], "holds no video with labels"),
        ([str(tmp_path / "none.rally"), "--from", start, "-o", new], "none.rally"),
        ([str(folder / "match.mp4"), "--from", start, "-o", new], "neither a project"),
        ([str(unmarked), "--from", start, "-o", new], f"Nobody has labelled a frame in {unmarked}"),
        ([str(answered), "--from", start, "-o", new], f"Nobody has labelled a frame in {answered}"),
        ([str(away), "--from", start, "-o", new], f"rallymark track VIDEO --project {away}"),
        ([data, str(copy), "--from", start, "-o", new], "label the same video"),
        ([str(unclear), "--from", start, "-o", new], "Import it in the window"),
        ([data, "--from", "nobody", "-o", new], "nobody"),
        ([data, "--from", str(hostile), "-o", new], "hostile.safetensors"),
    ):
        assert main(["finetune", *argv, "--device", "cpu"]) == 2, argv
        out, err = capsys.readouterr()
        assert out == ""
        assert words in err
        assert err.count("\n") == 1
        assert "--format" not in err, "an option that this command does not have"
    assert not Path(new).exists()
    assert tiny.read_bytes() == weights


def test_a_disk_too_full_for_the_weights_is_told_before_the_work(
    folder: Path,
    tiny: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr("app.cli.errors.shutil.disk_usage", lambda path: usage)
    output = tmp_path / "new.safetensors"
    assert main(["finetune", str(folder), "--from", str(tiny), "-o", str(output)]) == 2
    assert "The new weights need" in capsys.readouterr().err
