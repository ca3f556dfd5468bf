"""The demo rally in the package: complete, small, and true."""

import csv
from pathlib import Path

import av
import numpy as np
import pytest

import resources
from tracker.training.synthetic import BallLabels, RallySettings
from tracker.training.synthetic.demo import FRAMES
from tracker.training.synthetic.film import FPS, SIZE, film_rally, write_truth

DEMO = Path(resources.__file__).parent / "demo"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (DEMO / "rally.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_frame_has_a_row(rows: list[dict[str, str]]) -> None:
    assert list(rows[0]) == ["Frame", "Visibility", "X", "Y", "Score", "Source", "Time"]
    assert [int(row["Frame"]) for row in rows] == list(range(FRAMES))
    assert {row["Source"] for row in rows} == {"human"}
    assert {row["Score"] for row in rows} == {""}
    assert float(rows[-1]["Time"]) == pytest.approx((FRAMES - 1) / FPS)


def test_the_shuttle_passes_behind_a_player(rows: list[dict[str, str]]) -> None:
    runs = "".join("#" if row["Visibility"] == "3" else " " for row in rows).split()
    assert max(len(run) for run in runs) >= 3
    assert sum(row["Visibility"] == "1" for row in rows) > 0.8 * FRAMES


def test_the_video_shows_what_the_truth_says(rows: list[dict[str, str]]) -> None:
    path = DEMO / "rally.mp4"
    assert path.stat().st_size < 1_500_000
    with av.open(str(path), "r") as container:
        grey = np.stack([f.to_ndarray(format="gray") for f in container.decode(video=0)])
    assert grey.shape == (FRAMES, SIZE[1], SIZE[0])
    still = np.median(grey[::6], axis=0)
    bright = 0
    visible = [row for row in rows if row["Visibility"] == "1"]
    for row in visible:
        frame, x, y = int(row["Frame"]), round(float(row["X"])), round(float(row["Y"]))
        spot = grey[frame, max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3]
        around = still[max(y - 2, 0) : y + 3, max(x - 2, 0) : x + 3]
        bright += int(spot.max() > 170 or (spot - around).max() > 40)
    assert bright > 0.95 * len(visible)


def test_absent_balls_are_written_as_zeros(tmp_path: Path) -> None:
    labels = BallLabels.empty(2)
    labels.visibility[1], labels.x[1], labels.y[1] = 1, 12.345, 6.0
    write_truth(tmp_path / "truth.csv", labels)
    lines = (tmp_path / "truth.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["0,0,0,0,,human,0.000000", "1,1,12.35,6.00,,human,0.033333"]


def test_a_filmed_rally_shows_what_its_labels_say(tmp_path: Path) -> None:
    path = tmp_path / "rally.mp4"
    labels = film_rally(path, "tennis", 3, 4)
    with av.open(str(path), "r") as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (*SIZE, FPS)
        assert len(list(container.decode(video=0))) == len(labels.frame) == 4


def test_a_rally_is_filmed_at_the_rate_asked_for(tmp_path: Path) -> None:
    film_rally(tmp_path / "rally.mp4", "tennis", 3, 3, RallySettings(fps=50))
    with av.open(str(tmp_path / "rally.mp4"), "r") as container:
        assert container.streams.video[0].average_rate == 50
    write_truth(tmp_path / "truth.csv", BallLabels.empty(2), fps=50)
    (*_, last) = (tmp_path / "truth.csv").read_text(encoding="utf-8").splitlines()
    assert last.endswith(",0.020000")
