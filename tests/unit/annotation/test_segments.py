from __future__ import annotations

import sqlite3

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation.errors import EditError, ProjectError
from annotation.project import Project
from annotation.segments import (
    Segment,
    SegmentEdit,
    SegmentKind,
    Segments,
    SegmentSource,
    exclude,
    include,
    put_guess,
    ranges_without,
)

COUNT = 40
REPLAY, CLOSE_UP, PLAY = SegmentKind.REPLAY, SegmentKind.CLOSE_UP, SegmentKind.PLAY
GUESS = SegmentSource.GUESS


def excluded(*ranges: tuple[int, int]) -> Segments:
    segments = Segments()
    for first, last in ranges:
        segments = exclude(segments, first, last, COUNT, REPLAY).after
    return segments


def test_a_person_excludes_and_takes_it_back() -> None:
    edit = exclude(Segments(), 5, 9, COUNT, CLOSE_UP)
    assert list(edit.after) == [Segment(5, 9, CLOSE_UP)]
    assert (edit.first, edit.last) == (5, 9)
    assert edit.label == "Exclude 5 frames"
    assert edit.inverse().after == Segments()
    assert edit.after.at(9) == Segment(5, 9, CLOSE_UP)
    assert edit.after.at(10) is None
    assert np.flatnonzero(edit.after.excluded_mask(COUNT)).tolist() == [5, 6, 7, 8, 9]


def test_the_newest_word_counts_and_neighbours_join() -> None:
    segments = exclude(excluded((5, 20)), 10, 12, COUNT, CLOSE_UP).after
    assert list(segments) == [
        Segment(5, 9, REPLAY),
        Segment(10, 12, CLOSE_UP),
        Segment(13, 20, REPLAY),
    ]
    assert segments.excluded() == ((5, 20),)
    assert list(excluded((5, 9), (10, 12))) == [Segment(5, 12, REPLAY)]
    segments = include(segments, 8, 15, COUNT).after
    assert segments.excluded() == ((5, 7), (16, 20))
    assert segments.at(10) == Segment(8, 15, PLAY)


def test_a_guess_never_overrules_a_person() -> None:
    segments = include(excluded((0, 4)), 10, 14, COUNT).after
    edit = put_guess(segments, [Segment(3, 12, CLOSE_UP), Segment(20, 25, REPLAY)])
    assert edit is not None
    assert edit.after.excluded() == ((0, 9), (20, 25))
    assert [each.source for each in edit.after] == ["human", "guess", "human", "guess"]
    again = put_guess(edit.after, [Segment(30, 31, REPLAY)])
    assert again is not None
    assert again.after.excluded() == ((0, 4), (30, 31)), "only the newest guess counts"
    assert put_guess(again.after, [Segment(30, 31, REPLAY)]) is None


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (5, 4), (38, 40)])
def test_ranges_outside_the_video_are_refused(first: int, last: int) -> None:
    with pytest.raises(EditError, match="40 frames"):
        exclude(Segments(), first, last, COUNT, REPLAY)
    with pytest.raises(EditError, match="40 frames"):
        include(Segments(), first, last, COUNT)
    with pytest.raises(ValueError, match="include"):
        exclude(Segments(), 0, 1, COUNT, PLAY)


def test_segments_never_overlap() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        Segments([Segment(0, 5, REPLAY), Segment(5, 9, CLOSE_UP)])
    with pytest.raises(ValueError, match="no range"):
        Segment(5, 4, REPLAY)


Step = tuple[int, int, SegmentKind | None]
steps = st.lists(
    st.tuples(
        st.integers(0, COUNT - 1),
        st.integers(0, COUNT - 1),
        st.sampled_from([None, *SegmentKind]),
    ),
    max_size=8,
)


@given(steps)
def test_any_history_agrees_with_painting_frame_by_frame(history: list[Step]) -> None:
    """None stands for a guess of a replay."""
    segments, painted = Segments(), [""] * COUNT
    for low, high, kind in history:
        first, last = min(low, high), max(low, high)
        edit: SegmentEdit | None
        if kind is None:
            edit = put_guess(segments, [Segment(first, last, REPLAY)])
            painted = ["" if word == "guess" else word for word in painted]
            for frame in range(first, last + 1):
                painted[frame] = painted[frame] or "guess"
        else:
            make = exclude if kind.is_excluded else include
            extra = (kind,) if kind.is_excluded else ()
            edit = make(segments, first, last, COUNT, *extra)
            painted[first : last + 1] = [kind.value] * (last - first + 1)
        if edit is not None:
            assert edit.before == segments
            assert edit.inverse().after == segments
            segments = edit.after
    for frame, word in enumerate(painted):
        segment = segments.at(frame)
        assert (segment is None) == (word == "")
        if segment is not None:
            assert (segment.source is GUESS) == (word == "guess")
            assert word in ("guess", segment.kind)
    wanted = [word not in ("", "play") for word in painted]
    assert segments.excluded_mask(COUNT).tolist() == wanted


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_ranges_without(kept: set[int], out: set[int]) -> None:
    def ranges(frames: set[int]) -> list[tuple[int, int]]:
        return [(frame, frame) for frame in sorted(frames)]

    left = ranges_without(ranges(kept), ranges(out))
    assert [frame for first, last in left for frame in range(first, last + 1)] == sorted(kept - out)


def test_a_project_keeps_segments(project: Project) -> None:
    assert project.segments() == Segments()
    edit = exclude(Segments(), 5, 9, COUNT, CLOSE_UP)
    project.apply(edit)
    guess = put_guess(edit.after, [Segment(20, 22, REPLAY)])
    assert guess is not None
    project.apply(guess)
    project.close()
    with Project.open(project.path) as again:
        assert again.segments() == guess.after
        again.apply(guess.inverse())
        assert again.segments() == edit.after


def test_a_project_refuses_an_edit_of_something_else(project: Project) -> None:
    edit = exclude(Segments(), 5, 9, COUNT, CLOSE_UP)
    project.apply(edit)
    with pytest.raises(ProjectError, match="another window"):
        project.apply(edit)
    with pytest.raises(ProjectError, match="40 frames"):
        project.apply(exclude(edit.after, 39, 40, 41, REPLAY))
    assert project.segments() == edit.after


@pytest.mark.parametrize("values", ["(0, 40, 'replay', 'human')", "(0, 4, 'song', 'human')"])
def test_damaged_segments_are_told(project: Project, values: str) -> None:
    db = sqlite3.connect(project.path)
    db.execute(f"INSERT INTO segment VALUES {values}")
    db.commit()
    db.close()
    with pytest.raises(ProjectError, match="is damaged"):
        project.segments()


def test_a_persons_mark_outweighs_a_guess_but_not_a_person() -> None:
    segments = Segments(
        [
            Segment(2, 4, REPLAY),
            Segment(6, 8, CLOSE_UP, GUESS),
            Segment(9, 9, PLAY),
        ]
    )
    persons = np.zeros(11, np.bool_)
    persons[[3, 7, 9, 10]] = True
    assert np.flatnonzero(segments.left_out_mask(persons)).tolist() == [2, 3, 4, 6, 8]


def test_an_edit_is_taken_back_under_other_guesses() -> None:
    guessed = put_guess(Segments(), [Segment(0, 3, REPLAY, GUESS)]).after
    edit = exclude(guessed, 10, 12, COUNT, REPLAY)
    now = put_guess(edit.after, [Segment(11, 14, CLOSE_UP, GUESS)]).after
    back = edit.inverse().onto(now)
    assert back.before == now
    assert list(back.after) == [Segment(13, 14, CLOSE_UP, GUESS)]
    assert edit.inverse().onto(edit.after) == edit.inverse()
    nothing = exclude(Segments(), 10, 12, COUNT, REPLAY).inverse()
    assert nothing.onto(excluded((10, 12))).after == Segments()
