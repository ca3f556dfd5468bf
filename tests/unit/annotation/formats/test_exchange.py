from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotation import edits
from annotation.errors import EditError, FormatError
from annotation.formats import (
    LabelTable,
    Provenance,
    dialect_named,
    labels_to_edit,
    read_labels,
    track_to_labels,
    write_labels,
)
from annotation.marks import NO_SOURCE, BallMark, Source, Visibility
from annotation.track import BallTrack


def mark(frame: int, source: Source, x: float | None = 1.0) -> BallMark:
    visibility = Visibility.NO_BALL if x is None else Visibility.VISIBLE
    return BallMark(frame, visibility, x, x, None, source, 3.0)


@pytest.fixture
def track() -> BallTrack:
    """Ten frames: 0..4 predicted, marks of every source on 1, 2, 3 and 6."""
    track = BallTrack(10)
    track.set_predictions(0, [9.0] * 5, [8.0] * 5, [0.9, 0.9, 0.9, 0.9, 0.1])
    track.put_marks(
        {
            1: mark(1, Source.HUMAN),
            2: mark(2, Source.VERIFIED),
            3: mark(3, Source.INTERPOLATED),
            6: mark(6, Source.HUMAN, None),
        }
    )
    return track


def test_a_table_has_a_row_for_every_frame(track: BallTrack) -> None:
    table = track_to_labels(track, times=np.arange(10) / 25)
    assert table.frame.tolist() == list(range(10))
    assert table.visibility.tolist() == [1, 1, 1, 1, 0, -1, 0, -1, -1, -1]
    assert table.x[:4].tolist() == [9.0, 1.0, 1.0, 1.0]
    assert table.time[9] == 9 / 25
    assert np.isnan(track_to_labels(track).time).all()


@pytest.mark.parametrize(
    ("provenance", "frames"),
    [("human", [1, 6]), ("human+verified", [1, 2, 6]), ("all", [0, 1, 2, 3, 4, 6])],
)
def test_only_the_answers_asked_for(track: BallTrack, provenance: str, frames: list[int]) -> None:
    table = track_to_labels(track, provenance)
    assert np.flatnonzero(table.looked).tolist() == frames
    left = ~table.looked
    assert (table.source[left] == -1).all()
    assert np.isnan(table.x[left]).all()
    assert np.isnan(table.score[left]).all()


def test_an_unknown_provenance(track: BallTrack) -> None:
    with pytest.raises(ValueError, match="nobody"):
        track_to_labels(track, "nobody")
    assert Provenance("all") is Provenance.ALL


def test_rows_without_a_source_are_a_persons(track: BallTrack) -> None:
    table = LabelTable.build([5, 7], [1, 0], [4.5, 0], [3.5, 0])
    edit = labels_to_edit(table, track)
    assert edit.before == {5: None, 7: None}
    assert edit.after == {
        5: BallMark(5, Visibility.VISIBLE, 4.5, 3.5, None, Source.HUMAN, 0.0),
        7: BallMark(7, Visibility.NO_BALL, None, None, None, Source.HUMAN, 0.0),
    }


def test_rows_without_a_source_may_be_a_models(track: BallTrack) -> None:
    """Then they never replace a person, and those that name a source are what they say."""
    table = LabelTable.build(
        [1, 2, 4, 7], [1, 0, 1, 1], [4.5] * 4, [3.5] * 4, source=[-1, -1, -1, Source.HUMAN.code]
    )
    edit = labels_to_edit(table, track, Source.MODEL)
    assert list(edit.after) == [4, 7]
    assert [mark.source for mark in edit.after.values() if mark] == [Source.MODEL, Source.HUMAN]
    assert edit.replaced == 0
    before = track_to_labels(track)
    track.put_marks(edit.after)
    assert np.flatnonzero(track_to_labels(track, "human+verified").looked).tolist() == [1, 2, 6, 7]
    track.put_marks(edit.inverse().after)
    for name in ("visibility", "x", "y", "score", "source"):
        np.testing.assert_array_equal(getattr(track_to_labels(track), name), getattr(before, name))


def test_a_sparse_file_touches_only_its_frames(track: BallTrack) -> None:
    before = track.snapshot()
    table = LabelTable.build([5, 8], [1, -1], [4, np.nan], [3, np.nan])
    edit = labels_to_edit(table, track)
    assert list(edit.after) == [5]
    track.put_marks(edit.after)
    assert track.mark_at(8) is None
    for frame in (0, 1, 2, 3, 4, 6):
        assert track.mark_at(frame) == before.mark_at(frame)


@pytest.mark.parametrize("source", [Source.MODEL, Source.INTERPOLATED])
def test_a_machines_rows_never_replace_a_person(track: BallTrack, source: Source) -> None:
    table = LabelTable.build(
        np.arange(10), [1] * 10, [50.0] * 10, [60.0] * 10, source=[source.code] * 10
    )
    assert list(labels_to_edit(table, track).after) == [0, 3, 4, 5, 7, 8, 9]


def test_a_persons_rows_replace_a_person(track: BallTrack) -> None:
    table = LabelTable.build([1], [1], [50.0], [60.0])
    assert labels_to_edit(table, track).before == {1: track.human_mark_at(1)}


def test_importing_ones_own_export_changes_nothing(track: BallTrack, tmp_path: Path) -> None:
    write_labels(tmp_path / "a.csv", track_to_labels(track))
    with pytest.raises(EditError, match="nothing that is not in the project already"):
        labels_to_edit(read_labels(tmp_path / "a.csv"), track)


def test_frames_the_video_has_not(track: BallTrack) -> None:
    with pytest.raises(FormatError, match="labels of another video"):
        labels_to_edit(LabelTable.build([10], [1], [1], [1]), track)


def test_an_empty_table(track: BallTrack) -> None:
    with pytest.raises(EditError, match="nothing"):
        labels_to_edit(LabelTable.build([], [], [], []), track)


@pytest.mark.parametrize("name", ["tracknetv2", "tracknet-tennis"])
def test_reading_back_an_export_without_sources_makes_no_answer_a_persons(
    name: str, track: BallTrack, tmp_path: Path
) -> None:
    """What it repeats, as far as the format can, is no new statement."""
    track.set_predictions(0, [9.4], [8.6], [0.9])
    track.set_predictions(4, [10.5, 7.126, -0.9], [12.5, -0.6, 99.4], np.full(3, 0.9))
    path = tmp_path / "match_ball.csv"
    write_labels(path, track_to_labels(track), name)
    back = read_labels(path, (100, 100), 10)
    for unsourced in (Source.HUMAN, Source.MODEL):
        with pytest.raises(EditError, match="says nothing"):
            labels_to_edit(back, track, unsourced)


@pytest.mark.parametrize(
    ("name", "said", "changes"),
    [
        ("tracknet-tennis", 3, [0, 2]),
        ("tracknet-tennis", 1, []),
        ("tracknetv2", 3, [0, 2]),
        ("tracknetv2", 1, []),
    ],
)
def test_how_well_a_ball_is_seen_is_a_statement_of_its_own(
    name: str, said: int, changes: list[int], track: BallTrack
) -> None:
    """Also where the position is the track's; a 1 is all that TrackNetV2 has for a ball."""
    table = LabelTable.build([0, 2], [said, said], [9.0, 1.0], [8.0, 1.0], dialect=name)
    if not changes:
        with pytest.raises(EditError, match="says nothing"):
            labels_to_edit(table, track)
        return
    edit = labels_to_edit(table, track)
    assert list(edit.after) == changes
    assert {mark.visibility for mark in edit.after.values() if mark} == {Visibility.OCCLUDED}


def test_what_tennis_labels_call_easy_is_hidden_no_more(track: BallTrack) -> None:
    track.put_marks(edits.occlude(track, 2).after)
    easy = LabelTable.build([2], [1], [1.0], [1.0], dialect="tracknet-tennis")
    assert labels_to_edit(easy, track).after[2] == BallMark(
        2, Visibility.VISIBLE, 1.0, 1.0, None, Source.HUMAN, 0.0
    )
    strict = LabelTable.build([2], [1], [1.0], [1.0], dialect="tracknetv2")
    with pytest.raises(EditError, match="says nothing"):
        labels_to_edit(strict, track)


def test_a_strict_row_elsewhere_is_a_persons(track: BallTrack) -> None:
    table = LabelTable.build([0, 4], [1, 1], [10.0, 9.0], [8.0, 8.0])
    edit = labels_to_edit(table, track)
    assert {frame: m.source for frame, m in edit.after.items() if m} == {
        0: Source.HUMAN,
        4: Source.HUMAN,  # the model's score there is below the threshold
    }


def test_labels_of_a_person_are_hers_also_where_the_model_agrees() -> None:
    """Were "no ball" left the model's, corrected labels would be exported without it."""
    track = BallTrack(8)
    track.set_predictions(0, np.arange(8.0), np.arange(8.0), [0.9] * 6 + [0.1] * 2)
    table = LabelTable.build(
        range(8), [1] * 6 + [0] * 2, [0, 1, 5, 6, 7, 8, 0, 0], [0, 1] + [3] * 6
    )
    edit = labels_to_edit(table, track)
    assert list(edit.after) == list(range(8))
    assert {mark.source for mark in edit.after.values() if mark} == {Source.HUMAN}


def test_an_export_that_was_corrected_elsewhere_tells_its_corrections() -> None:
    track = BallTrack(8)
    track.set_predictions(0, np.arange(8.0), np.arange(8.0), [0.9] * 6 + [0.1] * 2)
    table = LabelTable.build(
        range(8), [1] * 6 + [0, 1], [0, 1, 2, 3, 7, 5, 0, 9], [0, 1, 2, 3, 3, 5, 0, 9]
    )
    assert list(labels_to_edit(table, track).after) == [4, 7]


def test_frames_that_are_left_out_are_labels_of_nobody() -> None:
    track = BallTrack(6)
    track.set_predictions(0, np.arange(6.0), np.arange(6.0), np.full(6, 0.9))
    track.put_marks(edits.place(track, 2, 10.0, 20.0).after)
    left_out = np.array([False, True, True, False, False, False])
    table = track_to_labels(track, left_out=left_out)
    assert table.looked.tolist() == (~left_out).tolist()
    assert table.source[left_out].tolist() == [NO_SOURCE] * 2
    assert np.isnan(table.score[left_out]).all()
    strict, tennis, ours = (
        list(write(table))
        for name in ("tracknetv2", "tracknet-tennis", "rallymark")
        if (write := dialect_named(name).write)
    )
    assert [line.split(",")[0] for line in strict] == ["Frame", "0", "3", "4", "5"]
    assert [line[:4] for line in tennis[1:]] == ["0000", "0003", "0004", "0005"]
    assert len(ours) == 7
    assert ours[3] == "2,0,0,0,,,"
    later = labels_to_edit(table, BallTrack(6))
    assert 2 not in later.after, "what is left out takes no mark away"
