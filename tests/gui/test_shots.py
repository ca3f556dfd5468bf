"""Shots: cuts on the lane, and a shot selected."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from annotation.shots import VIEW_SHAPE
from app.application import Desk


@pytest.fixture
def cut(opened: Desk, qtbot: QtBot, engine: Any) -> Desk:
    """Pre-labelled; from frame 36 on the picture is another one."""
    whole = type(engine).answer

    def answer(frames: np.ndarray) -> Any:
        view = np.full(VIEW_SHAPE, 40 if frames[0] < 36 else 200, np.uint8)
        return dataclasses.replace(whole(frames), begins_shot=bool(frames[0] == 36), view=view)

    engine.answer = answer
    with qtbot.waitSignal(opened.prelabel.finished, timeout=20_000):
        opened.prelabel.start()
    return opened


@pytest.mark.exercises("select_shot")
def test_cuts_are_drawn_and_a_shot_can_be_selected(cut: Desk) -> None:
    assert cut.shots.cuts.tolist() == [36]
    plain = cut.timeline.lane.grab().toImage()
    cut.timeline.lane.show_cuts(np.empty(0, np.int64))
    assert cut.timeline.lane.grab().toImage() != plain
    for frame, shot in ((40, (36, 59)), (36, (36, 59)), (35, (0, 35))):
        cut.playhead.seek(frame)
        cut.actions["select_shot"].trigger()
        assert cut.selection.range == shot
    cut.open_match.close()
    assert not len(cut.shots.cuts)
    cut.shots.select_shot()
    assert cut.selection.range is None
