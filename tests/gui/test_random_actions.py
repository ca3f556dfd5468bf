"""Whatever is done in whatever order: what is stored is what is shown, and undoing gives back what
was."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from PySide6.QtTest import QTest

from annotation.project import Project
from annotation.track import BallTrack
from app.action_table import ACTIONS
from app.application import Desk

MENUS = ("Edit", "Mark", "Range", "Play", "Review")
BESIDE = ("raise_threshold", "lower_threshold", "timeline_in", "heatmap", "candidates")
NOT_HERE = {"retrack_range", "go_to", "previews", "cancel_previews", "filters", "filter_reason"}
"""They ask the model, or in a dialog."""
STEPS = 250


def said(track: BallTrack) -> list[Any]:
    """All that a track says of every frame."""
    columns = (track.x, track.y, track.score, track.source, track.has_ball, track.marked)
    marks = [track.human_mark_at(frame) for frame in range(len(track))]
    return [track.threshold, marks, *(np.asarray(column).tobytes() for column in columns)]


def settle(desk: Desk) -> None:
    for _ in range(2000):
        desk.document.settle()
        if desk.document.settled:
            return
        QTest.qWait(1)
    raise AssertionError("an edit never ended")


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_stored_is_what_is_shown(labelled: Desk, seed: int) -> None:
    document, chance = labelled.document, random.Random(seed)
    assert document.project is not None
    before = said(document.track)
    decided, left_out = dict(document.decided_events), list(document.segments)
    names = [spec.id for spec in ACTIONS if spec.menu in MENUS and spec.id not in NOT_HERE]
    for _ in range(STEPS):
        if chance.random() < 0.3:
            labelled.playhead.seek(chance.randrange(document.frame_count))
            QTest.qWait(15)
        action = labelled.actions[chance.choice([*names, *BESIDE])]
        if action.isEnabled():
            action.trigger()
        if chance.random() < 0.1:
            QTest.qWait(1)
    labelled.playhead.pause()
    settle(labelled)
    with Project.read(document.project.path) as stored:
        again = stored.load_track(by_path=stored.follows_path)
        assert stored.event_decisions() == document.decided_events
        assert list(stored.segments()) == list(document.segments)
    again.set_threshold(document.threshold)
    assert said(again) == said(document.track)
    assert document.undo_stack.count() > STEPS // 20
    while document.undo_stack.canUndo():
        document.undo()
        settle(labelled)
    document.try_threshold(before[0])
    assert said(document.track) == before
    assert document.decided_events == decided
    assert list(document.segments) == left_out
