"""The batch that fits is remembered however the run ends."""

from __future__ import annotations

import pytest
from torch import Tensor

from tests.unit.tracker.inference.conftest import BallVideo
from tests.unit.tracker.inference.models import SmallMemory
from tracker.inference import ChunkDone, track_video
from tracker.inference.batch_memory import remembered_batch

pytestmark = pytest.mark.usefixtures("user_home")


class Fails(SmallMemory):
    """Does not survive its fifth batch."""

    def forward(self, frames: Tensor) -> Tensor:
        if len(self.batches) == 4:
            raise RuntimeError("an illegal memory access was encountered")
        return super().forward(frames)


def test_it_is_remembered_where_the_caller_leaves(ball_video: BallVideo) -> None:
    model = SmallMemory(limit=2)
    run = track_video(ball_video(90), model, batch_size=8)
    next(event for event in run if isinstance(event, ChunkDone))
    run.close()  # type: ignore[attr-defined]
    assert remembered_batch(model, "cpu") == 2


def test_it_is_remembered_where_something_else_fails_later(ball_video: BallVideo) -> None:
    model = Fails(limit=2)
    with pytest.raises(RuntimeError, match="illegal memory access"):
        list(track_video(ball_video(90), model, batch_size=8))
    assert remembered_batch(model, "cpu") == 2
