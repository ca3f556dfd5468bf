"""The table and the JSON of `evaluate`, and what it needs to know of the video."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from annotation.edits import place
from annotation.formats.doubts import ENOUGH_BALLS
from annotation.project import PATH_STATE, Project
from app.cli.projects import open_video
from app.recordings import identify
from main import main
from tests.unit.cli.conftest import FRAMES, positions

# In a 1024×576 video 4 px of 512×288 are 8 px.
TRUTH = "Frame,Visibility,X,Y\n0,1,100,100\n1,1,100,100\n2,0,0,0\n3,0,0,0\n4,1,100,100\n"
FOUND = "Frame,Visibility,X,Y\n0,1,106,100\n1,1,109,100\n2,1,50,50\n3,0,0,0\n4,0,0,0\n"


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for name, text in (("found.csv", FOUND), ("truth.csv", TRUTH)):
        (tmp_path / name).write_text(text)
    return [str(tmp_path / "found.csv"), str(tmp_path / "truth.csv")]


def test_the_table_counts_each_kind_once(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", *files, "--size", "1024x576"]) == 0
    rows = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert rows[:6] == [
        ["frames", "5"],
        ["TP", "1"],
        ["FP1", "1"],
        ["FP2", "1"],
        ["TN", "1"],
        ["FN", "1"],
    ]
    assert ["precision", "0.3333"] in rows
    assert ["recall", "0.5000"] in rows
    assert ["F1", "0.4000"] in rows
    assert ["accuracy", "0.4000"] in rows
    assert rows[-1] == ["median", "error"]


def test_json_and_tolerance(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *files, "--size", "1024x576", "--tolerance", "5", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["tp"], result["fp1"]) == (2, 0)
    assert result["median_error_px"] == 7.5
    assert result["missing"] == 0


def test_frames_without_an_answer_are_told(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "found.csv").write_text("Frame,Visibility,X,Y\n0,1,100,100\n")
    assert main(["evaluate", *files, "--size", "1024x576"]) == 0
    assert "missing            4" in capsys.readouterr().out


def test_labels_in_other_pixels_than_the_truth_are_doubted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An F1 of 0 looks like a network that has learnt nothing."""
    for name, x in (("small", 300), ("right", 750)):
        rows = [f"{frame},1,{x + frame % 2},200" for frame in range(ENOUGH_BALLS)]
        (tmp_path / f"{name}.csv").write_text("\n".join(["Frame,Visibility,X,Y", *rows]))
    small, right = str(tmp_path / "small.csv"), str(tmp_path / "right.csv")
    assert main(["evaluate", small, right, "--size", "1280x720"]) == 0
    assert f"all balls of {small} lie in the upper left quarter" in capsys.readouterr().err
    assert main(["evaluate", small, small, "--size", "1280x720"]) == 0
    assert capsys.readouterr().err == "", "where both have them there, that is the game"


def test_the_size_of_a_video_is_probed_and_its_length_checked(
    match: Path, truth: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", str(truth), str(truth), "--video", str(match)]) == 0
    assert "F1            1.0000" in capsys.readouterr().out
    with truth.open("a") as file:
        file.write("40,1,5,5\n")
    assert main(["evaluate", str(truth), str(truth), "--video", str(match)]) == 2
    assert "truth.csv" in capsys.readouterr().err


@pytest.fixture
def project(match: Path, tmp_path: Path) -> Path:
    """Of the match: a person placed the ball right in three frames, a model in all others."""
    path = tmp_path / "match.rally"
    with Project.create(path, identify(open_video(match)), match) as project:
        run = project.begin_run("tiny", "ab" * 32, 0.5, FRAMES, {})
        peaks = np.array([[(x, y, 0.9)] for x, y in positions()])
        project.write_predictions(run.id, 0, *peaks[:, 0].T, peaks)
        for frame in (3, 4, 9):
            project.apply(place(project.load_track(), frame, *positions()[frame]))
        project.set_state(PATH_STATE, False)
    return path


def test_a_project_is_compared_as_it_is(
    project: Path, truth: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its labels, which `export` would write first; as the truth, those of people."""
    assert main(["evaluate", str(project), str(truth), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tp"] == FRAMES
    assert main(["evaluate", str(truth), str(project), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["frames"], result["tp"]) == (3, 3)
    for argv, words in (
        ([str(project), str(truth), "--size", "64x64"], "match.rally is of a video of"),
        ([str(tmp_path / "gone.rally"), str(truth)], "There is no project at"),
    ):
        assert main(["evaluate", *argv]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert words in err
        assert err.count("\n") == 1


def test_a_project_whose_balls_lie_in_one_corner_is_not_doubted(
    project: Path, truth: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its pixels are those of the video."""
    with Project.open(project) as there:
        for frame in range(FRAMES):
            there.apply(place(there.load_track(), frame, 20.0 + frame % 9, 20.5))
    assert main(["evaluate", str(project), str(truth)]) == 0
    assert capsys.readouterr().err == ""


def test_labels_of_another_picture_size_are_refused(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", *files, "--size", "64x64"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "found.csv, line 2" in err


@pytest.mark.parametrize("text", ["", "no labels here\n", "Frame,Visibility,X,Y\n0,1,nan,3\n"])
def test_files_that_are_no_labels_are_refused_by_name(
    text: str, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "found.csv").write_text(text)
    assert main(["evaluate", *files, "--size", "640x360"]) == 2
    err = capsys.readouterr().err
    assert "found.csv" in err
    assert err.count("\n") == 1


def test_a_format_whose_columns_do_not_tell_is_named(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "found.csv").write_text(
        "frame_num,visible,x,y\n0,1,0.1,0.2\n1,1,0.1,0.2\n2,0,0,0\n3,0,0,0\n4,1,0.1,0.2\n"
    )
    argv = ["evaluate", *files, "--size", "1024x576", "--json"]
    assert main(argv) == 2
    assert "--format label-tool." in capsys.readouterr().err
    assert main([*argv, "--format", "label-tool"]) == 0
    assert json.loads(capsys.readouterr().out)["tn"] == 2
    swapped = ["evaluate", *reversed(files), "--size", "1024x576"]
    assert main(swapped) == 2
    assert "--truth-format label-tool." in capsys.readouterr().err
    assert main([*swapped, "--truth-format", "label-tool"]) == 0


def test_neither_torch_nor_a_video_library_is_loaded(project_root: Path, files: list[str]) -> None:
    code = (
        "import sys, main\n"
        f"assert main.main(['evaluate', *{files!r}, '--size', '1024x576']) == 0\n"
        "assert not {'torch', 'av', 'cv2', 'PySide6'} & set(sys.modules)\n"
    )
    subprocess.run(
        [sys.executable, "-c", code], cwd=project_root, check=True, stdout=subprocess.DEVNULL
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_a_terminal_without_our_signs_still_gets_its_table(
    project_root: Path, files: list[str], tmp_path: Path, encoding: str
) -> None:
    """As where the output of a Japanese Windows goes into a file, which knows no "–"."""
    nothing = tmp_path / "nothing.csv"
    nothing.write_text("Frame,Visibility,X,Y\n0,0,0,0\n")
    done = subprocess.run(
        [sys.executable, "main.py", "evaluate", str(nothing), files[1], "--size", "1024x576"],
        cwd=project_root,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"median error" in done.stdout


def test_a_truth_that_says_nothing_is_refused(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "none.csv").write_text("Frame,Visibility,X,Y\n")
    argv = ["evaluate", files[0], str(tmp_path / "none.csv"), "--size", "1280x720"]
    assert main(argv) == 2
    assert "none.csv says nothing of any frame" in capsys.readouterr().err
