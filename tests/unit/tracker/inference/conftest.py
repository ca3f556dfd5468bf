from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.tracker.clips import ball_picture, write_video
from tracker.video import Video, open_video

SIZE = (256, 144)
BallVideo = Callable[[int], Video]


@pytest.fixture
def ball_video(tmp_path: Path) -> BallVideo:
    """`ball_video(frames)` → an indexed video of a white ball, see `clips.ball_position`."""

    def make(frames: int) -> Video:
        options = {"crf": "8", "g": "12", "bf": "2"}
        path = tmp_path / f"{frames}.mp4"
        write_video(path, frames, size=SIZE, picture=ball_picture, options=options)
        return open_video(path)

    return make


@pytest.fixture(scope="module")
def one_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One home for all tests of a module, with what was exported there: that takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RALLYMARK_HOME", str(tmp_path_factory.mktemp("home")))
        yield
