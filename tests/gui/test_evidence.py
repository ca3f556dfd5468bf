"""What the network saw: computed once, the latest wish first, never blocking the window."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.jobs.evidence import (
    CACHED_FRAMES,
    DRAWN_FRAMES,
    DrawnMap,
    Evidence,
    EvidenceWorker,
    Wish,
)
from app.jobs.evidence_network import TrackerNetwork
from app.widgets.overlays import HeatmapStage, MotionInterval
from app.widgets.overlays_evidence import (
    ARRIVAL,
    DEPARTURE,
    draw_maps,
    heat_colour,
)
from tests.gui.match_on_bench import match_on_bench, plain_video
from tests.unit.tracker.clips import ball_picture, ball_position, write_video
from tracker.heatmap import to_model
from tracker.inference.evidence import Three
from tracker.inference.heatmap_cache import HeatmapWriter, cache_path, encode_heatmaps
from tracker.model import ModelConfig, RefinementConfig, build_model
from tracker.model.weights import save_weights
from tracker.model.weights_file import WeightsError, weights_hash
from tracker.video import FrameReader, open_video


def around(frame: int) -> Three:
    return frame - 1, frame, frame + 1


class Network:
    """A network whose maps tell the frame, and that can be held at a gate."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.kept: set[int] = set()
        self.begun = threading.Semaphore(0)
        self.gate = threading.Semaphore(0)
        self.gated = False
        self.closed = False

    def motion(self, frames: Three) -> np.ndarray:
        return (1000 * self._answer("motion", frames[1], (2, 288, 512, 2))).astype(np.uint8)

    def heatmap(self, frames: Three) -> np.ndarray:
        return self._answer("heatmap", frames[1], (288, 512))

    def kept_heatmap(self, frames: Three) -> np.ndarray | None:
        answer = self._answer("kept", frames[1], (288, 512))
        return answer if frames[1] in self.kept else None

    def draft(self, frames: Three) -> np.ndarray:
        return self._answer("draft", frames[1], (288, 512))

    def close(self) -> None:
        self.closed = True

    def _answer(self, what: str, frame: int, shape: tuple[int, ...]) -> np.ndarray:
        self.asked.append((what, frame))
        if self.gated:
            self.begun.release()
            assert self.gate.acquire(timeout=30)
        return np.full(shape, frame / 1000, np.float32)


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def worker(network: Network) -> Iterator[EvidenceWorker]:
    worker = EvidenceWorker(open_network=lambda *_asked: network)
    yield worker
    network.gated = False
    network.gate.release(1000)
    worker.close()


def collect(worker: EvidenceWorker) -> list[Evidence]:
    seen: list[Evidence] = []
    worker.evidenceReady.connect(seen.append)
    return seen


def test_motion_comes_before_the_heatmap(
    worker: EvidenceWorker, network: Network, qtbot: QtBot
) -> None:
    seen = collect(worker)
    worker.open(plain_video())
    worker.request(Wish(around(7), motion=True, heatmap=True))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].heatmap is not None)
    assert network.asked == [("motion", 7), ("heatmap", 7)]
    assert {evidence.frames[1] for evidence in seen} == {7}
    assert seen[-1].motion is not None
    assert seen[-1].motion[0, 0, 0, 0] == 7


def test_the_draft_is_asked_for_only_where_it_is_wanted(
    worker: EvidenceWorker, network: Network, qtbot: QtBot
) -> None:
    seen = collect(worker)
    worker.open(plain_video())
    worker.request(Wish(around(7), heatmap=True))
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].heatmap is not None)
    worker.request(Wish(around(7), heatmap=True, draft=True))
    qtbot.waitUntil(lambda: seen[-1].draft is not None)
    assert network.asked == [("heatmap", 7), ("draft", 7)]


def draw(
    evidence: Evidence,
    *,
    interval: MotionInterval = MotionInterval.BEFORE,
    stage: HeatmapStage = HeatmapStage.ANSWER,
    size: tuple[int, int] | None = None,
) -> Evidence:
    return draw_maps(evidence, interval, stage, size)


def heatmap_of(evidence: Evidence, stage: HeatmapStage) -> QImage | None:
    drawn = draw(evidence, stage=stage).drawn_heatmap
    return None if drawn is None else drawn.image


def motion_of(
    maps: np.ndarray, interval: MotionInterval, size: tuple[int, int] | None = None
) -> DrawnMap:
    drawn = draw(Evidence(around(3), motion=maps), interval=interval, size=size).drawn_motion
    assert drawn is not None
    return drawn


def test_the_stages_of_the_heatmap() -> None:
    draft = np.full((40, 60), 0.5, np.float32)
    draft[10, 10] = draft[20, 20] = 0.95
    heatmap = np.zeros((40, 60), np.float32)
    heatmap[10, 10], heatmap[30, 30] = 0.9, 0.8
    both = Evidence(around(3), heatmap=heatmap, draft=draft)
    answer = heatmap_of(both, HeatmapStage.ANSWER)
    change = heatmap_of(both, HeatmapStage.CHANGE)
    assert answer is not None
    assert change is not None
    assert answer.pixelColor(30, 30).alpha() > 200
    assert answer.pixelColor(20, 20).alpha() == 0
    added, taken = change.pixelColor(30, 30), change.pixelColor(20, 20)
    assert added.green() > added.red()
    assert taken.red() > taken.green()
    # What refinement left alone, and what rests, shows nothing.
    assert change.pixelColor(10, 10).alpha() == 0
    assert change.pixelColor(50, 5).alpha() == 0
    answered = draw(Evidence(around(3), heatmap=heatmap), stage=HeatmapStage.ANSWER)
    assert heatmap_of(answered, HeatmapStage.DRAFT) is None, "another stage is not shown instead"
    unrefined = Evidence(around(3), heatmap=heatmap, draft=np.zeros((0, 0), np.float32))
    assert heatmap_of(unrefined, HeatmapStage.CHANGE) is None


def test_what_is_known_is_answered_at_once_and_not_computed_again(
    worker: EvidenceWorker, network: Network, qtbot: QtBot
) -> None:
    seen = collect(worker)
    worker.open(plain_video())
    worker.request(Wish(around(7), motion=True))
    qtbot.waitUntil(lambda: len(seen) == 1)
    worker.request(Wish(around(7), motion=True))
    assert len(seen) == 2
    worker.request(Wish(around(7), motion=True, heatmap=True))
    qtbot.waitUntil(lambda: seen[-1].heatmap is not None)
    assert network.asked == [("motion", 7), ("heatmap", 7)]


def test_the_latest_wish_wins(worker: EvidenceWorker, network: Network, qtbot: QtBot) -> None:
    network.gated = True
    seen = collect(worker)
    worker.open(plain_video())
    worker.request(Wish(around(1), motion=True, heatmap=True))
    assert network.begun.acquire(timeout=30)
    for frame in (2, 3, 4):
        worker.request(Wish(around(frame), heatmap=True))
    network.gate.release(2)
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].frames[1] == 4)
    # The first frame's heatmap had not begun: it is not computed any more.
    assert network.asked == [("motion", 1), ("heatmap", 4)]


def test_wanting_nothing_drops_the_wish(
    worker: EvidenceWorker, network: Network, qtbot: QtBot
) -> None:
    network.gated = True
    worker.open(plain_video())
    worker.request(Wish(around(1), motion=True, heatmap=True))
    assert network.begun.acquire(timeout=30)
    worker.request(Wish(around(1)))
    network.gate.release()
    qtbot.waitUntil(lambda: not worker.busy)
    assert network.asked == [("motion", 1)]


def test_the_cache_is_bounded(worker: EvidenceWorker, network: Network, qtbot: QtBot) -> None:
    seen = collect(worker)
    worker.open(plain_video())
    for frame in range(CACHED_FRAMES + 1):
        worker.request(Wish(around(frame), motion=True))
        qtbot.waitUntil(lambda frame=frame: bool(seen) and seen[-1].frames[1] == frame)
    worker.request(Wish(around(0), motion=True))
    qtbot.waitUntil(lambda: network.asked[-1] == ("motion", 0))


def test_kept_heatmaps_are_looked_up_once_and_never_computed(
    worker: EvidenceWorker, network: Network, qtbot: QtBot
) -> None:
    network.kept = {7}
    seen = collect(worker)
    worker.open(plain_video())
    for frame in (7, 8, 7, 8):
        worker.request(Wish(around(frame), kept=True))
        qtbot.waitUntil(lambda frame=frame: bool(seen) and seen[-1].frames[1] == frame)
        assert (seen[-1].heatmap is not None) is (frame == 7)
    assert network.asked == [("kept", 7), ("kept", 8)]
    network.kept = {7, 8}
    worker.look_up_again()
    worker.request(Wish(around(8), kept=True))
    qtbot.waitUntil(lambda: seen[-1].heatmap is not None and seen[-1].frames[1] == 8)
    worker.request(Wish(around(9), heatmap=True))
    qtbot.waitUntil(lambda: seen[-1].frames[1] == 9)
    assert network.asked[2:] == [("kept", 8), ("heatmap", 9)]


def test_maps_are_drawn_by_the_thread_and_pictures_of_the_last_frames_are_kept(
    worker: EvidenceWorker, qtbot: QtBot
) -> None:
    threads: list[int] = []

    def draw_there(evidence: Evidence) -> Evidence:
        threads.append(threading.get_ident())
        return draw(evidence, interval=MotionInterval.AFTER, size=(20, 10))

    seen = collect(worker)
    worker.open(plain_video())
    worker.draw = draw_there
    for frame in range(DRAWN_FRAMES + 1):
        worker.request(Wish(around(frame), motion=True, heatmap=True))
        qtbot.waitUntil(
            lambda frame=frame: (
                bool(seen) and seen[-1].frames[1] == frame and seen[-1].heatmap is not None
            )
        )
    for drawn, shows in ((seen[-1].drawn_motion, "after"), (seen[-1].drawn_heatmap, "answer")):
        assert drawn is not None
        assert drawn.shows == shows
        assert drawn.fitted is not None
        assert drawn.fitted.shape == (10, 20, 4)
    assert threading.get_ident() not in threads
    for frame, kept in ((1, True), (0, False)):
        worker.request(Wish(around(frame), motion=True, heatmap=True))
        assert seen[-1].frames[1] == frame
        assert seen[-1].motion is not None
        assert (seen[-1].drawn_motion is not None) is kept
        assert (seen[-1].drawn_heatmap is not None) is kept


def test_another_model_forgets_what_the_first_one_saw(
    worker: EvidenceWorker, network: Network, qtbot: QtBot
) -> None:
    seen = collect(worker)
    worker.open(plain_video())
    worker.request(Wish(around(7), motion=True))
    qtbot.waitUntil(lambda: len(seen) == 1)
    with qtbot.waitSignal(worker.modelChanged):
        worker.set_model("other.safetensors", "cpu")
    worker.request(Wish(around(7), motion=True))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert network.asked == [("motion", 7), ("motion", 7)]


def test_changing_the_model_does_not_wait_for_the_map_being_computed(
    worker: EvidenceWorker, network: Network, qtbot: QtBot
) -> None:
    network.gated = True
    seen = collect(worker)
    worker.open(plain_video())
    worker.request(Wish(around(7), motion=True))
    assert network.begun.acquire(timeout=30)
    worker.set_model("other.safetensors", "cpu")  # Would hang here if it waited: the gate is shut.
    assert not worker.busy
    network.gate.release(10)
    worker.request(Wish(around(8), motion=True))
    qtbot.waitUntil(lambda: bool(seen))
    assert [evidence.frames[1] for evidence in seen] == [8]


def test_leaving_a_video_does_not_wait_and_nothing_of_it_comes_later(
    worker: EvidenceWorker, network: Network, qtbot: QtBot
) -> None:
    network.gated = True
    seen = collect(worker)
    worker.open(plain_video())
    worker.request(Wish(around(7), motion=True))
    assert network.begun.acquire(timeout=30)
    worker.leave()
    network.gate.release(10)
    worker.close()
    qtbot.wait(20)
    assert seen == []
    assert network.closed


def test_a_missing_model_is_one_sentence_said_once(qtbot: QtBot) -> None:
    def refuse(*_asked: object) -> Network:
        raise WeightsError("No weights are installed; choose a weights file.")

    worker = EvidenceWorker(open_network=refuse)
    sentences: list[str] = []
    worker.failed.connect(sentences.append)
    worker.open(plain_video())
    for frame in (1, 2, 3):
        worker.request(Wish(around(frame), motion=True))
        qtbot.wait(20)
    qtbot.waitUntil(lambda: bool(sentences))
    assert sentences == ["No weights are installed; choose a weights file."]
    worker.close()


def test_weights_that_cannot_be_loaded_are_told_once_whatever_frame_is_shown(
    worker: EvidenceWorker, network: Network, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[Three] = []

    def heatmap(frames: Three) -> np.ndarray:
        refused.append(frames)
        raise WeightsError("There is no weights file at club.safetensors.")

    monkeypatch.setattr(network, "heatmap", heatmap)
    sentences: list[str] = []
    worker.failed.connect(sentences.append)
    worker.open(plain_video())
    for frame in (1, 2, 3):
        worker.request(Wish(around(frame), heatmap=True))
        qtbot.waitUntil(lambda frame=frame: around(frame) in refused)
        qtbot.wait(20)
    assert sentences == ["There is no weights file at club.safetensors."]
    worker.set_model("other")
    worker.request(Wish(around(4), heatmap=True))
    qtbot.waitUntil(lambda: len(sentences) == 2)


def test_without_a_video_nothing_is_computed(worker: EvidenceWorker, network: Network) -> None:
    worker.request(Wish(around(1), motion=True, heatmap=True))
    assert not worker.busy
    assert network.asked == []


def test_the_trackers_own_network(qtbot: QtBot, tmp_path: Path) -> None:
    """A real (tiny, untrained) model on a real video: maps of the right frame, in the thread."""
    config = ModelConfig(
        name="tiny",
        widths=(4, 4, 8, 8),
        refinement=RefinementConfig(dim=8, layers=1, heads=2, feedforward=16),
    )
    weights = tmp_path / "tiny.safetensors"
    save_weights(build_model(config), weights, {})
    size = (256, 144)
    with match_on_bench(tmp_path, frames=8, size=size, picture=ball_picture) as bench:
        worker = EvidenceWorker()
        seen = collect(worker)
        worker.set_model(str(weights), "cpu")
        worker.open(bench.video)
        worker.request(Wish(around(3), motion=True, heatmap=True))
        qtbot.waitUntil(lambda: bool(seen) and seen[-1].heatmap is not None, timeout=60_000)
        worker.close()
    evidence = seen[-1]
    assert evidence.motion is not None
    assert evidence.heatmap is not None
    assert evidence.heatmap.shape == (288, 512)
    x, y = np.round(to_model(np.array(ball_position(3, *size)), size)).astype(int)
    before, after = np.moveaxis(evidence.motion, 3, 1) / 255
    (departure_before, arrival_before), (departure_after, arrival_after) = before, after
    assert arrival_before[y, x] > 0.9 > 0.1 > departure_before[y, x]
    assert departure_after[y, x] > 0.9 > 0.1 > arrival_after[y, x]


# -- the pictures ----------------------------------------------------------------------------------


def test_polarity_is_two_colours_of_the_interval_asked_for() -> None:
    maps = np.full((2, 288, 512, 2), 2, np.uint8)
    maps[0, 100, 200, 1] = maps[0, 50, 60, 0] = maps[1, 10, 20, 0] = 255
    before = motion_of(maps, MotionInterval.BEFORE).image
    assert (before.width(), before.height()) == (512, 288)
    assert before.pixelColor(200, 100) == ARRIVAL
    assert before.pixelColor(60, 50) == DEPARTURE
    assert before.pixelColor(20, 10).alpha() == 0
    after = motion_of(maps, MotionInterval.AFTER).image
    assert after.pixelColor(20, 10) == DEPARTURE
    assert after.pixelColor(200, 100).alpha() == 0


def test_motion_at_the_size_of_the_screen_is_the_picture_scaled() -> None:
    maps = np.full((2, 288, 512, 2), 2, np.uint8)
    maps[0, 100:140, 200:260, 1] = 255
    drawn = motion_of(maps, MotionInterval.BEFORE, (1024, 576))
    assert drawn.fitted is not None
    assert drawn.fitted.shape == (576, 1024, 4)
    blue, green, red, alpha = drawn.fitted[240, 460].tolist()
    assert QColor(red, green, blue, alpha) == ARRIVAL
    assert not drawn.fitted[190].any()
    assert motion_of(maps, MotionInterval.BEFORE).fitted is None


def test_confidence_grows_lighter_and_is_clear_where_there_is_none() -> None:
    heat = np.linspace(0, 1, 512, dtype=np.float32)[None].repeat(4, axis=0)
    picture = heatmap_of(Evidence(around(3), heatmap=heat), HeatmapStage.ANSWER)
    assert picture is not None
    assert picture.pixelColor(0, 0).alpha() == 0
    assert picture.pixelColor(511, 0).alpha() == 255
    alphas = [picture.pixelColor(x, 2).alpha() for x in range(0, 512, 8)]
    assert alphas == sorted(alphas)
    lightness = [_luminance(heat_colour(score)) for score in np.linspace(0, 1, 20)]
    assert lightness == sorted(lightness)


def _luminance(colour: QColor) -> float:
    return 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF()


def test_kept_heatmaps_are_shown_without_the_model(tmp_path: Path) -> None:
    weights = tmp_path / "tiny.safetensors"
    save_weights(build_model("v5-small"), weights, {})
    project = tmp_path / "match.rally"
    kept = torch.zeros(1, 288, 512)
    kept[0, 40:44, 80:84] = 0.75
    with HeatmapWriter(cache_path(project), "video", weights_hash(weights)) as writer:
        writer.write(5, encode_heatmaps(kept))
    video = open_video(write_video(tmp_path / "plain.mp4", frames=8))
    network = TrackerNetwork(video, str(weights), "cpu", project)
    shown = network.heatmap(around(5))
    assert network._model is None
    assert shown[41, 81] == pytest.approx(0.75, abs=0.01)
    assert shown.sum() == pytest.approx(16 * 0.75, abs=0.1)
    assert np.array_equal(network.kept_heatmap(around(5)), shown)
    assert network.kept_heatmap(around(4)) is None
    assert network._model is None
    assert network.heatmap(around(4)).shape == (288, 512), "other frames ask the model"
    assert network._model is not None
    network.close()


def test_motion_is_computed_from_frames_that_are_at_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(frame: int) -> np.ndarray:
        raise AssertionError(f"frame {frame} is decoded once more")

    video = open_video(write_video(tmp_path / "plain.mp4", frames=8))
    weights = tmp_path / "tiny.safetensors"
    save_weights(build_model("v5-small"), weights, {})
    plain = TrackerNetwork(video, str(weights), "cpu")
    with FrameReader(video) as reader:
        network = TrackerNetwork(video, str(weights), "cpu", at_hand=reader.read_model)
        monkeypatch.setattr(network._reader, "read_model", decode)
        assert np.array_equal(network.motion(around(4)), plain.motion(around(4)))
    for one in (plain, network):
        one.close()


def test_a_broken_frame_leaves_the_maps_of_the_others(
    worker: EvidenceWorker, network: Network, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def motion(frames: Three) -> np.ndarray:
        if frames[1] == 5:
            raise WeightsError("Frame 5 of match.mp4 cannot be decoded.")
        return np.zeros((2, 288, 512, 2), np.uint8)

    monkeypatch.setattr(network, "motion", motion)
    seen = collect(worker)
    sentences: list[str] = []
    worker.failed.connect(sentences.append)
    worker.open(plain_video())
    worker.request(Wish(around(5), motion=True))
    qtbot.waitUntil(lambda: bool(sentences))
    worker.request(Wish(around(6), motion=True))
    qtbot.waitUntil(lambda: bool(seen))
    assert [evidence.frames[1] for evidence in seen] == [6]
    assert sentences == ["Frame 5 of match.mp4 cannot be decoded."]
