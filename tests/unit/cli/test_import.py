"""Labels of a file into a project: whose they are, and what they never replace by themselves."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from annotation.edits import TrackEdit, no_ball, place
from annotation.event_edits import decide
from annotation.events import Event
from annotation.formats.doubts import ENOUGH_BALLS
from annotation.marks import BallMark, Source, Visibility
from annotation.project import Project
from annotation.segments import SegmentKind, Segments, exclude
from annotation.summary import summarise
from annotation.video_identity import VideoIdentity
from app.cli.projects import open_video
from app.cli.training_data import collect
from app.recordings import identify
from main import main
from tests.unit.cli.conftest import FRAMES, RATE, SIZE
from tests.unit.tracker.clips import ball_picture, write_video


@pytest.fixture
def project(match: Path, tmp_path: Path) -> Path:
    """A person has placed the ball of frame 3; no model has answered."""
    path = tmp_path / "match.rally"
    identity: VideoIdentity = identify(open_video(match))
    with Project.create(path, identity, match) as opened:
        opened.apply(place(opened.load_track(), 3, 10.5, 20.25))
    return path


def marks(project: Path) -> dict[int, BallMark]:
    with Project.read(project) as opened:
        return {mark.frame: mark for mark in opened.marks()}


def test_a_models_answers_are_no_hand_labels(
    project: Path, truth: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = marks(project)[3]
    assert main(["import", str(project), str(truth), "--model-answers"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"imported {FRAMES - 1} labels from {truth} (TrackNetV2 CSV) as a model's." in err
    now = marks(project)
    assert now.pop(3) == before
    assert {mark.source for mark in now.values()} == {Source.MODEL}
    assert summarise(project).reviewed == 1
    (learnt,) = collect([project])
    assert learnt.labels.frame.tolist() == [3]
    exported = project.with_name("human.csv")
    assert main(["export", str(project), "-o", str(exported), "--marks", "human+verified"]) == 0
    assert exported.read_text().count("human") == 1


def test_labels_are_a_persons_by_themselves_and_replace_others_only_when_told(
    project: Path, truth: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = marks(project)
    assert main(["import", str(project), str(truth)]) == 2
    assert "something else of 1 frame than people do" in capsys.readouterr().err
    assert marks(project) == before
    assert main(["import", str(project), str(truth), "--replace"]) == 0
    assert {mark.source for mark in marks(project).values()} == {Source.HUMAN}
    assert len(marks(project)) == FRAMES
    assert main(["import", str(project), str(truth)]) == 2
    assert "says nothing that is not in the project already" in capsys.readouterr().err


def test_labels_that_may_be_of_another_video_or_size_are_doubted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = project.with_name("small.csv")
    rows = [f"{frame},1,{SIZE[0] // 4 + frame % 3}.5,20.5" for frame in range(ENOUGH_BALLS)]
    labels.write_text("\n".join(["Frame,Visibility,X,Y", *rows]))
    assert main(["import", str(project), str(labels), "--replace"]) == 0
    stop, quarter, _imported = capsys.readouterr().err.splitlines()
    assert f"stop at frame {ENOUGH_BALLS - 1}, the video at {FRAMES - 1}" in stop
    assert "upper left quarter of the picture" in quarter


def test_labels_whose_frames_may_count_from_1_are_doubted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each lay one frame beside its ball, unseen, where the last ones were missing."""
    labels = project.with_name("of pictures.csv")
    every = list(range(FRAMES - 1))
    told = [(every[1:], True)]
    told += [(some, False) for some in (every, every[2:], [0, *every[2:]], [1, *every[3:]])]
    for number, (frames, doubted) in enumerate(told, 1):
        rows = [f"{frame},1,{SIZE[0] - number},20.5" for frame in frames]
        labels.write_text("\n".join(["Frame,Visibility,X,Y", *rows]))
        assert main(["import", str(project), str(labels), "--replace"]) == 0
        err = capsys.readouterr().err
        assert ("begin at frame 1, and frames count from 0" in err) is doubted


def test_what_the_columns_do_not_tell_an_option_does(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "29885.txt"
    labels.write_text("80 24\n0 0\n")
    assert main(["import", str(project), str(labels)]) == 2
    assert "The option for that: --format wasb-volleyball." in capsys.readouterr().err
    assert main(["import", str(project), str(labels), "--format", "wasb-volleyball"]) == 0
    now = marks(project)
    assert (now[0].position, now[1].visibility) == ((80.0, 24.0), Visibility.NO_BALL)


def test_the_size_from_which_labels_were_scaled_is_told(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "coco.json"
    half = (SIZE[0] // 2, SIZE[1] // 2)
    labels.write_text(
        f'{{"images": [{{"id": 0, "file_name": "5.jpg", "width": {half[0]}, "height": {half[1]}}}],'
        '"annotations": [{"image_id": 0, "category_id": 1, "bbox": [9, 9, 2, 2]}],'
        '"categories": [{"id": 1, "name": "ball"}]}'
    )
    assert main(["import", str(project), str(labels)]) == 0
    assert f"labelled on pictures of {half[0]}×{half[1]}" in capsys.readouterr().err
    assert marks(project)[5].position == (19.5, 19.5)


@pytest.mark.parametrize("named", [True, False])
def test_labels_of_an_anamorphic_video_as_it_is_shown_are_brought_to_what_is_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], named: bool
) -> None:
    """The video that the project knows tells how it is shown, where none is given."""
    video, project = tmp_path / "pal.mp4", tmp_path / "pal.rally"
    write_video(video, FRAMES, size=(180, 144), pixel_aspect=Fraction(64, 45))
    Project.create(project, identify(open_video(video)), video).close()
    labels = tmp_path / "coco.json"
    labels.write_text(
        '{"images": [{"id": 0, "file_name": "5.jpg", "width": 256, "height": 144}],'
        '"annotations": [{"image_id": 0, "category_id": 1, "bbox": [127, 71, 2, 2]}],'
        '"categories": [{"id": 1, "name": "ball"}]}'
    )
    given = ["--video", str(video)] if named else []
    assert main(["import", str(project), str(labels), *given]) == 0
    assert "labelled on pictures of 256×144 and are scaled" in capsys.readouterr().err
    assert marks(project)[5].position == pytest.approx((89.5, 71.5))


def test_there_must_be_a_project(truth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(truth.with_name("no.rally")), str(truth)]) == 2
    assert "no.rally" in capsys.readouterr().err
    assert not truth.with_name("no.rally").exists()


def test_a_file_that_says_nothing_is_called_so(
    match: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was said to be in the project already, of which there was none."""
    labels, project = tmp_path / "bare.csv", tmp_path / "new.rally"
    labels.write_text("Frame,Visibility,X,Y\n")
    assert main(["import", str(project), str(labels), "--video", str(match)]) == 2
    assert f"{labels} says nothing of any frame" in capsys.readouterr().err
    assert not project.exists()


def test_a_project_is_made_where_the_video_is_given(
    match: Path, truth: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "new.rally"
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("Frame,Visibility,X,Y\n0,1,-5,3\n")
    command = ["import", str(project), str(wrong), "--video", str(match)]
    assert main(command[:3]) == 2
    assert "--video VIDEO makes one" in capsys.readouterr().err
    assert main(command) == 2
    assert str(wrong) in capsys.readouterr().err
    assert not project.exists(), "nothing is left of labels that are refused"
    command[2] = str(truth)
    assert main(command) == 0
    assert f"imported {FRAMES} labels" in capsys.readouterr().err
    assert set(marks(project)) == set(range(FRAMES))
    with Project.read(project) as opened:
        assert opened.video_path == match


def test_what_another_person_said_comes_from_their_project(
    project: Path, match: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other, before = tmp_path / "other.rally", marks(project)
    with Project.open(project) as opened, Project.create(other, opened.identity) as theirs:
        track = theirs.load_track()
        for frame in (2, 3, 4):
            theirs.apply(place(track, frame, 20.0, 10.0))
        theirs.apply(no_ball(track, 5))
        model = BallMark(6, Visibility.VISIBLE, 1.0, 2.0, 0.5, Source.MODEL, 0.0)
        theirs.apply(TrackEdit({6: None}, {6: model}, "Import 1 label"))
    assert main(["import", str(project), str(other)]) == 2
    err = capsys.readouterr().err
    assert "says something else of 1 frame than people do" in err
    assert "--keep leaves that" in err
    assert marks(project) == before
    assert main(["import", str(project), str(other), "--keep"]) == 0
    assert "imported 3 labels" in capsys.readouterr().err
    now = marks(project)
    assert now[3] == before[3]
    assert set(now) == {2, 3, 4, 5}
    assert now[5].visibility is Visibility.NO_BALL
    assert main(["import", str(project), str(other), "--replace"]) == 0
    assert (marks(project)[3].x, marks(project)[3].source) == (20.0, Source.HUMAN)
    assert main(["import", str(project), str(other)]) == 2
    assert "says nothing that is not in the project already" in capsys.readouterr().err


def test_stretches_and_events_come_with_another_project(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.rally"
    with Project.open(project) as opened, Project.create(other, opened.identity) as theirs:
        theirs.apply(exclude(Segments(), 2, 6, FRAMES, SegmentKind.REPLAY))
        theirs.apply(decide({}, 8, Event.BOUNCE))
        opened.apply(exclude(Segments(), 5, 9, FRAMES, SegmentKind.BREAK))
    assert main(["import", str(project), str(other)]) == 2
    assert "says something else of 2 frames than people do" in capsys.readouterr().err
    assert main(["import", str(project), str(other), "--keep"]) == 0
    assert "imported 1 range, 1 event from" in capsys.readouterr().err
    with Project.read(project) as opened:
        assert opened.segments().excluded() == ((2, 9),)
        assert opened.segments().at(5).kind is SegmentKind.BREAK
        assert opened.event_decisions() == {8: Event.BOUNCE}


def test_a_project_of_what_a_recording_was_goes_into_one_of_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    live, here, theirs = (tmp_path / name for name in ("live.ts", "here.rally", "theirs.rally"))
    stored = write_video(live, 160, size=SIZE, picture=ball_picture).read_bytes()
    for path, share in ((theirs, 2), (here, 1)):
        live.write_bytes(stored[: len(stored) // share])
        video = open_video(live)
        with Project.create(path, identify(video), live) as project:
            project.apply(place(project.load_track(), share, 20.0, 10.0))
    assert main(["import", str(here), str(theirs)]) == 0
    assert sorted(marks(here)) == [1, 2]
    # The other way round, frames are missing; and without the video nobody can tell.
    assert main(["import", str(theirs), str(here)]) == 2
    live.unlink()
    assert main(["import", str(here), str(theirs), "--keep"]) == 2
    assert capsys.readouterr().err.count("belongs to another video") == 2


@pytest.mark.parametrize("option", ["--model-answers", "--format=tracknetv2"])
def test_options_of_label_files_are_not_for_projects(
    project: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(project), str(project), option]) == 2
    assert "for label files" in capsys.readouterr().err


def test_a_project_whose_video_moved_learns_where_it_is(
    project: Path, match: Path, truth: Path, tmp_path: Path
) -> None:
    moved = match.rename(tmp_path / "moved.mp4")
    assert main(["import", str(project), str(truth), "--replace", "--video", str(moved)]) == 0
    with Project.read(project) as opened:
        assert opened.video_path == moved


def test_labels_do_not_go_into_the_project_of_another_video(
    project: Path, truth: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, other = marks(project), tmp_path / "other.mp4"
    write_video(other, FRAMES + 1, size=SIZE, rate=RATE, picture=ball_picture)
    assert main(["import", str(project), str(truth), "--replace", "--video", str(other)]) == 2
    assert project.name in capsys.readouterr().err
    assert marks(project) == before
